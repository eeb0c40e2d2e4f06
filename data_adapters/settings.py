"""The settings of one installation: declared once with their help, read once from settings.toml and the environment."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data_adapters.lake.currencies import ACTIVE
from kpis.attribution_rules import UnknownRule, full_name, rule_named
from kpis.company import Company


class BadSetting(Exception):
    """A setting cannot be used; the message names the key, where it came from and what is allowed."""


def _is(help_text: str, default: Any, *, one_of: tuple[str, ...] = (), low: float | None = None, high: float | None = None):
    return field(default=default, metadata={"help": help_text, "one_of": one_of, "low": low, "high": high})


@dataclass(frozen=True)
class CompanySettings:
    """Who we are and how we count time and money."""

    name: str = _is("Name shown on pages", "")
    time_zone: str = _is("IANA zone that decides which day it is", "UTC")
    currency: str = _is("ISO code of the reporting currency", "EUR", one_of=tuple(sorted(ACTIVE)))
    locale: str = _is("How what is sent out writes numbers and days, such as de-DE; pages follow the browser", "en")
    week_start: str = _is("Weeks are ISO weeks", "monday", one_of=("monday",))
    fiscal_year_start_month: int = _is("Month in which the fiscal year starts", 1, low=1, high=12)
    holidays: str = _is("File with one day off per line (YYYY-MM-DD); empty = Monday to Friday are work days", "")


@dataclass(frozen=True)
class StoreSettings:
    """Where things are kept."""

    records_url: str = _is("Records: empty = SQLite in the home; else a postgresql+psycopg:// URL", "")
    facts_url: str = _is("Facts: empty = the Parquet lake in the home; else an SQLAlchemy URL that is only read", "")
    facts_schema: str = _is("Schema of the facts behind facts_url", "")


@dataclass(frozen=True)
class LoginSettings:
    """Who may come in."""

    mode: str = _is("local = one owner on this machine; oidc = people sign in", "local", one_of=("local", "oidc"))
    public_host: str = _is("Host name people type, for oidc", "")


@dataclass(frozen=True)
class PrivacySettings:
    """What is kept about persons."""

    effort_person: str = _is("Is a person recorded with time spent?", "off", one_of=("off", "pseudonym", "named"))
    k: int = _is("Smallest group that is shown", 5, low=1, high=1000)
    retention_days: int = _is("Delete contacts after so many days; 0 = keep", 0, low=0, high=36_500)


@dataclass(frozen=True)
class AttributionSettings:
    """How a sale is shared among the contacts before it."""

    rule: str = _is("How a sale is shared, such as linear, time_decay:7 or position:40-20-40", "linear")
    lookback_days: int = _is("Contacts so many days before the sale count", 90, low=1, high=800)
    half_life_days: float = _is("For time decay: a contact counts half after so many days", 7.0, low=0.001, high=3650)
    unit: str = _is("Every contact counts, or only the last of each use case", "touch", one_of=("touch", "use_case"))
    refunds: str = _is("Refunds lower the sale's own period, or the period they are paid in", "cohort", one_of=("cohort", "cash"))
    direct_channels: str = _is("Channels that stand for no marketing contact, comma separated", "")
    serves: str = _is("A contact has a part in several later sales, or only in the next", "several", one_of=("several", "next"))


@dataclass(frozen=True)
class LoadSettings:
    """Limits for files."""

    max_upload_mb: int = _is("Largest file taken in the browser", 10, low=1, high=200)
    max_file_mb: int = _is("Largest file taken on the command line", 4096, low=1, high=1_000_000)


@dataclass(frozen=True)
class Settings:
    """All sections together."""

    home: Path
    company: CompanySettings
    stores: StoreSettings
    login: LoginSettings
    privacy: PrivacySettings
    attribution: AttributionSettings
    load: LoadSettings
    holidays: tuple[date, ...] = ()

    def for_metrics(self) -> Company:
        """The part of the settings that changes numbers, as the metrics layer wants it."""
        c, a = self.company, self.attribution
        direct = tuple(part.strip() for part in a.direct_channels.split(",") if part.strip())
        return Company(c.name, c.time_zone, c.currency, c.fiscal_year_start_month, full_name(a.rule, a.half_life_days),
                       a.lookback_days, a.half_life_days, a.unit, a.refunds, direct, self.holidays, a.serves)  # fmt: skip


SECTIONS = {
    "company": CompanySettings, "stores": StoreSettings, "login": LoginSettings, "privacy": PrivacySettings,
    "attribution": AttributionSettings, "load": LoadSettings,
}  # fmt: skip


def home_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where this installation keeps its data: $KPI_HOME, else the folder `home` beside the program."""
    given = environ.get("KPI_HOME", "").strip()
    return Path(given).expanduser().resolve() if given else Path(__file__).resolve().parent.parent / "home"


def read_settings(home: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read `settings.toml` of a home; `KPI_<SECTION>_<KEY>` in the environment wins. Raises BadSetting."""
    home = home or home_folder(environ)
    typed = _typed(home / "settings.toml")
    _refuse_unknown(typed)
    sections = {name: _section(name, typed.get(name, {}), environ) for name in SECTIONS}
    company = sections["company"]
    try:
        rule_named(sections["attribution"].rule)
    except UnknownRule as unknown:
        raise BadSetting(f"attribution.rule: {unknown}") from None
    try:
        ZoneInfo(company.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSetting(f"company.time_zone: {company.time_zone!r} is not a known zone; write one like Europe/Helsinki") from None
    return Settings(home, **sections, holidays=_holidays(home, company.holidays))


def _typed(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadSetting(f"settings.toml cannot be read: {wrong}") from None
    except OSError:
        raise BadSetting("settings.toml cannot be opened: check that it is a file you may read") from None


def _refuse_unknown(typed: Mapping[str, Any]) -> None:
    for section, keys in typed.items():
        if section not in SECTIONS or not isinstance(keys, dict):
            raise BadSetting(f"settings.toml: no section [{section}]{_hint(section, SECTIONS)}")
        known = [f.name for f in fields(SECTIONS[section])]
        for key in keys:
            if key not in known:
                raise BadSetting(f"settings.toml: [{section}] has no {key}{_hint(key, known)}")


def _hint(word: str, known) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"


def _section(name: str, typed: Mapping[str, Any], environ: Mapping[str, str]):
    values = {}
    for f in fields(SECTIONS[name]):
        variable = f"KPI_{name}_{f.name}".upper()
        if environ.get(variable, "").strip():
            values[f.name] = _checked(variable, _from_text(variable, environ[variable].strip(), f.type), f)
        elif f.name in typed:
            values[f.name] = _checked(f"settings.toml [{name}] {f.name}", typed[f.name], f)
    return SECTIONS[name](**values)


def _from_text(where: str, text: str, kind: type) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise BadSetting(f"{where}: {text!r} is not a number") from None


def _checked(where: str, value: Any, f) -> Any:
    kind, rule = f.type, f.metadata
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise BadSetting(f"{where}: expected {'text' if kind is str else 'a number'}, got {value!r}")
    if rule["one_of"] and value not in rule["one_of"]:
        choices = f"; allowed: {', '.join(rule['one_of'])}" if len(rule["one_of"]) < 9 else _hint(value, rule["one_of"])
        raise BadSetting(f"{where}: {value!r} is not allowed{choices}")
    if rule["low"] is not None and not rule["low"] <= value <= rule["high"]:
        raise BadSetting(f"{where}: {value} must lie between {rule['low']} and {rule['high']}")
    return value


def _holidays(home: Path, name: str) -> tuple[date, ...]:
    if not name:
        return ()
    path = home / Path(name).expanduser()
    try:
        lines = [line.split("#")[0].strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
        return tuple(sorted(date.fromisoformat(line) for line in lines if line))
    except (OSError, ValueError) as wrong:
        raise BadSetting(f"company.holidays: {name} must be a file with one YYYY-MM-DD per line ({wrong})") from None
