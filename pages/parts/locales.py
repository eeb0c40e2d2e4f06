"""Reads from the Unicode locale data (CLDR, through Babel) how people of a locale write numbers, money and days."""

import re
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError

from kpis.sentences.numerals import PLAIN, Numerals

TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}")  # what browsers send; anything else is nobody's locale
LETTERS = "latn"  # the figures 0-9, as the texts around them are English
UNBREAKABLE = "\u00a0"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
DAYS = "Sun Mon Tue Wed Thu Fri Sat".split()
TOKENS = {"d": "{d}", "dd": "{d:02}", "M": "{month}", "MM": "{month:02}"}


@lru_cache(maxsize=128)
def numerals_of(tag: str) -> Numerals:
    """How people of a locale such as "de-DE" write; unknown ones, and "en" without a country, as this product does.

    The words around the figures are English: so the order of a day is the locale's and its month is an English word,
    figures are 0-9, and money and percent in English are as everywhere in this product ("€ 1.47 M", "54 %").

    >>> [numerals_of(tag).money(1.47e6, "EUR").replace("\u00a0", " ") for tag in ("de-DE", "en-US", "nl-NL")]
    ['1,47 M €', '€ 1.47 M', '€ 1,47 M']
    """
    locale = _known(tag)
    if locale is None or str(locale) == "en":
        return PLAIN
    marks = locale.number_symbols.get(LETTERS) or locale.number_symbols[locale.default_numbering_system]
    own = {} if locale.language == "en" else _signs(locale)
    found = Numerals(str(locale).replace("_", "-"), marks["decimal"], marks["group"],
                     tuple(locale.decimal_formats[None].grouping), **own, **_days(locale))  # fmt: skip
    return PLAIN if found == PLAIN else found


def known_locale(tag: str) -> bool:
    """Whether a tag such as "de-DE" names a locale."""
    return _known(tag) is not None


def _known(tag: str) -> Locale | None:
    """The locale behind a tag, or the nearest one that is known: what stands behind "-u-" or "@" does not matter."""
    found = TAG.match(tag or "")
    parts = re.split("[-_]", found.group(0)) if found else []
    for end in range(len(parts), 0, -1):
        try:
            return Locale.parse("_".join(parts[:end]))
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _signs(locale: Locale) -> dict[str, Any]:
    """Where percent and currency stand, and what a currency is called."""
    percents = re.sub(r"[#0,.]+", "{n}", _clean(locale.percent_formats[None].pattern))
    amounts = re.sub(r"[#0,.]+", "{n}", _clean(locale.currency_formats["standard"].pattern)).replace("¤", "{sign}")
    signs = sorted((code, _clean(sign)) for code, sign in locale.currency_symbols.items())
    return {"gap": UNBREAKABLE, "percents": percents, "amounts": amounts, "signs": tuple(signs)}


def _clean(pattern: str) -> str:
    """A pattern for positive numbers, without marks of writing direction: the text around it runs left to right."""
    return re.sub("[\u200e\u200f\u061c]", "", pattern.partition(";")[0])


def _days(locale: Locale) -> dict[str, str]:
    skeletons, short = locale.datetime_skeletons, _clean(locale.date_formats["short"].pattern)
    pattern = re.sub("'[^']*'", "", str(skeletons["yMMMd"].pattern if "yMMMd" in skeletons else "d MMM y"))
    dot = "." if re.search(r"d\.", pattern) else ""
    order = "".join(dict.fromkeys(letter for letter in pattern.replace("L", "M") if letter in "dMy"))
    stamps = re.sub("y+", "{y:04}", re.sub(r"d+|M+", lambda found: TOKENS.get(found[0], found[0]), short))
    if order == "dMy":
        gap = UNBREAKABLE if dot else " "  # a line that begins with "5. " would be the start of a list
        texts = (f"{{d}}{dot}{gap}{{m}}", f"{{d}}{dot}{gap}{{m}} {{y}}", f"{{first}}{dot}–{{d}}{dot}{gap}{{m}}")
    else:
        texts = ("{m} {d}", "{y} {m} {d}" if order[:1] == "y" else "{m} {d}, {y}", "{m} {first}–{d}")
    in_digits = not re.search(r"[^\W\d]", re.sub(r"\{[^}]*\}", "", stamps))
    return dict(zip(("days", "full_days", "spans"), texts, strict=True)) | ({"stamps": stamps} if in_digits else {})


def chart_locale(numerals: Numerals) -> dict[str, Any]:
    """The same for charts: the `locale` of a Vega-Lite config."""
    last, before = numerals.groups
    number = {
        "decimal": numerals.decimal, "thousands": numerals.group, "grouping": [last, *[before] * 5],
        "currency": ["", ""], "percent": numerals.percents.partition("{n}")[2] or "%",
    }  # fmt: skip
    time = {
        "dateTime": "%x, %X", "date": numerals.full_days.format(d="%-d", m="%b", y="%Y"), "time": "%H:%M",
        "periods": ["AM", "PM"], "days": DAYS, "shortDays": DAYS, "months": MONTHS, "shortMonths": MONTHS,
    }  # fmt: skip
    return {"number": number, "time": time}


def localised(spec: dict[str, Any], numerals: Numerals) -> dict[str, Any]:
    """A chart's spec with its axes and tips written this way; as it is where charts write so by themselves."""
    if numerals == PLAIN:
        return spec
    return spec | {"config": {**spec.get("config", {}), "locale": chart_locale(numerals)}}


def date_field(numerals: Numerals) -> str:
    """The format of a date field: the nearest of those the field knows.

    >>> date_field(numerals_of("de-DE")), date_field(numerals_of("en-US")), date_field(PLAIN)
    ('DD.MM.YYYY', 'MM/DD/YYYY', 'YYYY-MM-DD')
    """
    parts = {"{d": "DD", "{m": "MM", "{y": "YYYY"}
    order = [parts[start] for start in re.findall(r"\{[dmy]", numerals.stamps)]
    mark = next((mark for mark in "./-" if mark in re.sub(r"\{[^}]*\}", "", numerals.stamps)), "/")
    return mark.join(order if order[-1:] == ["YYYY"] else ["YYYY", "MM", "DD"])
