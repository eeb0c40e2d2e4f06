"""The parts of a reading in plain words: what each is called, and how its value reads."""

from collections.abc import Iterator, Mapping
from datetime import date

from kpis.attribution_rules import RULES
from kpis.reading import Reading, Unit
from pages.parts.figures import long_day, number, shown
from pages.parts.gate import Page
from pages.parts.texts import ENGLISH
from pages.parts.views.phrases import names_of, value_name
from pages.parts.words import plain, say

MONEY, SHARE, DAYS, PERSON_DAYS, RATIO, MONTHS = "money", Unit.SHARE, Unit.DAYS, Unit.PERSON_DAYS, Unit.RATIO, "months"
UNITS = {
    MONEY: (
        "estimated_margin no_use_case unattributed total_net_sales gross refunds programme_total due_in_quarter quota "
        "won_in_quarter velocity_per_day weighted created incremental_margin period_cost "
        "amortised_investment amortised_build run_cost net_benefit npv cost_base net_revenue cac "
        "realised_revenue"
    ),
    SHARE: (
        "touched_share overlap_factor win_rate_count win_rate_value csat level_weighted "
        "level_value_weighted by_stage share_ge_2 share_ge_3 share_ge_4 share_ge_3_by_value "
        "sophistication.coverage break_even_share annual_growth without_it_data turnover "
        "voluntary_turnover regretted_turnover offer_acceptance vacancy_rate replica_uptake effort_ratio "
        "consent_coverage"
    ),
    DAYS: "lookback_days cycle_days time_to_fill_days time_to_replicate_days",
    PERSON_DAYS: "p90 mean replica_median replica_p90 total",
    RATIO: "coverage coverage_needed ces elasticity mean_reuse",
    MONTHS: "payback_months months",
}
UNIT_OF = {name: unit for unit, names in UNITS.items() for name in names.split()}
BELONGS = {"growth_low": "annual_growth", "growth_high": "annual_growth"}
DIMENSION = {
    "inactive_live": "use_case",
    "not_automated": "use_case",
    "by_use_case": "use_case",
    "by_channel": "channel",
    "by_market": "market",
    "by_business_area": "business_area",
}


def part_lines(page: Page, reading: Reading) -> Iterator[tuple[str, str]]:
    """Each known part: its name and its value, as people read them; a range stands with the part it belongs to."""
    for name, value in reading.parts.items():
        nothing = reading.value is None and not value  # without a number a 0 would only mean that nothing is known
        if value is None or nothing or value in ([], {}) or _is_end(name, reading.parts):
            continue
        yield label_of(reading.id, name), _with_range(page, reading, name, value)


def label_of(id_: str, name: str) -> str:
    """What a part is called; its own name with spaces where nobody has named it yet."""
    own = f"one.part.{id_}.{name}"
    key = own if own in ENGLISH else f"one.part.{name}"
    return say(key) if key in ENGLISH else name.replace("_", " ").capitalize()


def _is_end(name: str, parts: Mapping) -> bool:
    """The low or high end of another part?"""
    base = name.removesuffix("_low").removesuffix("_high")
    return BELONGS.get(name, base if base != name else "") in parts


def _with_range(page: Page, reading: Reading, name: str, value: object) -> str:
    ends = [
        reading.parts.get(f"{name}_{end}", reading.parts.get(f"growth_{end}") if name == "annual_growth" else None)
        for end in ("low", "high")
    ]
    text = _spoken(page, reading, name, value)
    if None in ends:
        return text
    low, high = (_spoken(page, reading, name, end) for end in ends)
    return f"{text} ({say('figure.likely', low=low, high=high)})"


def _spoken(page: Page, reading: Reading, name: str, value: object) -> str:
    if name in ("effects", "estimated_effects"):
        return "; ".join(_effect(page, reading, one) for one in value)
    if name == "rule":
        return RULES[value].words
    if isinstance(value, list):
        return ", ".join(value_name(names_of(page), DIMENSION[name], v) if name in DIMENSION else str(v) for v in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{_key(page, name, key)} {_count(page, reading, name, v)}" for key, v in value.items())
    if isinstance(value, str):
        return _day(value)
    return figure_of(page, reading, name, float(value))


def figure_of(page: Page, reading: Reading, name: str, value: float) -> str:
    """The value of one part by its own unit."""
    unit = UNIT_OF.get(f"{reading.id}.{name}", UNIT_OF.get(name))
    if unit == MONEY:
        return shown(value, page.home.company.currency)
    if unit == MONTHS:
        return say("one.months", n=number(value))
    return shown(value, unit) if unit else number(value, 2)


def _count(page: Page, reading: Reading, name: str, value: object) -> str:
    if isinstance(value, list):
        return say("one.of", n=value[0], all=value[1])
    return figure_of(page, reading, name, float(value))


def _key(page: Page, name: str, key: str) -> str:
    if name == "breadth":
        return say(f"dimension.{key}")
    if name == "distribution":
        return say("one.level", n=key)
    if name in DIMENSION:
        return value_name(names_of(page), DIMENSION[name], key)
    return key.replace("_", " ")


def _effect(page: Page, reading: Reading, one: Mapping) -> str:
    name = value_name(names_of(page), "use_case", one["use_case_id"]) if one["use_case_id"] else say("one.programme")
    low, high = (shown(one[end], reading.unit) for end in ("low", "high"))
    return say(
        "one.effect",
        name=name,
        value=shown(one["effect_per_month"], reading.unit),
        low=low,
        high=high,
        grade=say(f"views.grade.{one['grade']}"),
    )


def _day(text: str) -> str:
    """A day as people say it; any other text as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return long_day(day)


def in_words(id_: str, definition: str) -> str:
    """A definition, safe for markdown, with its parts called as on the page.

    >>> in_words("attributed_sales", "What people earn is in `no_use_case`.")
    'What people earn is in *Credited to contacts by people*.'
    """
    pieces = definition.split("`")
    return "".join(f"*{plain(label_of(id_, piece))}*" if n % 2 else plain(piece) for n, piece in enumerate(pieces))
