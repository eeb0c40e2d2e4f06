"""How numbers, filters and dimensions are said on the pages of numbers."""

from collections.abc import Iterator, Mapping
from datetime import date

import streamlit as st

from data_adapters.home import Home
from data_adapters.records.store import Versions
from kpis.by_parts import PART, RATIOS
from kpis.periods import Period, Rhythm
from kpis.reading import Reading, Unit
from kpis.recount import DATA_SET
from kpis.signals import ENOUGH_TO_DRAW, Word, enough_on
from kpis.slices import NONE, Slice
from kpis.why import ALL_ELSE, Part
from pages.parts import cache
from pages.parts.cache import Choices
from pages.parts.charts.palette import GLYPH, MARKDOWN
from pages.parts.figures import MINUS, change, likely, long_day, long_period, number, shown, whole
from pages.parts.gate import Page
from pages.parts.review.lines import Line
from pages.parts.texts import ENGLISH
from pages.parts.words import plain, say, unbroken

Key = tuple[str, Versions, date]
NOISE = 1e-6  # what is left of sums of floats
NEARLY = "≈ "  # before a change too small to be told
TOLD = {Unit.SHARE: 0.0005, Unit.POINTS: 0.05}  # rounds to a tenth of a point


def period_word(rhythm: Rhythm, count: int = 1) -> str:
    """Week, month or quarter, one or many."""
    return say(f"views.period{'s' if count != 1 else ''}.{rhythm}")


def period_name(page: Page, line: Line, reading: Reading | None = None) -> str:
    """The period of a reading as people say it."""
    return long_period((reading or line.now).end, line.what.rhythm, page.home.company.fiscal_year_start_month)


def names_of(page: Page) -> Choices:
    """How values are called, also data sets and the parts of a ratio; asked once for a list of them."""
    return _names(*key_of(page), page.home)


def key_of(page: Page) -> Key:
    """What every cache of these pages is keyed by: folder, versions, day."""
    return str(page.home.settings.home), page.home.versions(), page.today


# Keyed by folder, versions and day; the home is left out of the key by its underscore.
@st.cache_resource(max_entries=2, show_spinner=False)
def _names(folder: str, versions: Versions, today: date, _home: Home) -> Choices:
    parts = {name: say(f"views.part.{name}") for one in RATIOS.values() for name in (*one.top, *one.bottom)}
    return Choices({**cache.choices(_home).named, DATA_SET: _data_sets(_home), PART: parts})


def _data_sets(home: Home) -> Mapping[str, str]:
    assets = home.records.frame("data_assets")
    called = zip(assets["asset_id"].tolist(), assets["name"].tolist(), strict=True)
    return {asset: f"{asset} {name}" if isinstance(name, str) and name else asset for asset, name in called}


def dimension_name(dimension: str) -> str:
    """What a dimension is called at the head of a column or on a button."""
    if dimension == PART:
        return say("views.parts")
    key = f"slice.{dimension}"
    return say(key) if key in ENGLISH else say(f"dimension.{dimension}").capitalize()


def value_name(names: Choices, dimension: str, value: str) -> str:
    """A value of a dimension by its name; not yet safe for markdown."""
    if value == NONE:
        return say("views.split.empty")
    return names.name(dimension, value)


def part_name(names: Choices, dimension: str, part: Part) -> str:
    """What one part of a split is called."""
    if part.label == ALL_ELSE and part.folded:
        return say("views.split.else", count=part.folded)
    return value_name(names, dimension, part.label)


def where_words(page: Page, where: Slice) -> str:
    """A filter in words, for files and sentences: "Market: France"; "all" without one."""
    names = names_of(page)
    said = [
        say("slice.chip", dimension=say(f"slice.{d}"), value=value_name(names, d, v))
        for d, v in where.filters().items()
    ]
    return ", ".join(said) or say("slice.all")


def word_badge(line: Line) -> tuple[str, str]:
    """The word for change with its glyph, and the colour name that markdown knows for it."""
    if line.said is None:
        return "", "gray"
    text = line.said.word.value
    if line.said.word == Word.TOO_EARLY:
        text = say("views.early", points=line.said.points, needed=line.said.needed,
                   periods=period_word(line.what.rhythm, line.said.needed))  # fmt: skip
    return f"{GLYPH[line.tone]} {text}", MARKDOWN[line.tone]


def beside(page: Page, line: Line) -> Iterator[str]:
    """What stands beside a value: likely range, how well it is proven, how many rows, change, what is usual."""
    now, said = line.now, line.said
    yield likely(now)
    yield say(f"views.grade.{now.grade}") if now.grade else ""
    yield _counted(line.what.id, now.n) if now.n is not None else ""
    yield change_words(line)
    yield usual_words(line) if said else ""
    yield _enough(page, line) if said and said.word == Word.TOO_EARLY else ""


def _counted(indicator: str, n: float) -> str:
    key = f"views.n.{indicator}"
    alone = f"{key}.one"
    return say(alone if n == 1 and alone in ENGLISH else key, n=whole(n))


def moved(value: float, unit: str) -> str:
    """A change as people read it; one too small to be told is not called nothing.

    >>> [moved(v, u) for v, u in ((-79064.7, "EUR"), (-0.4, "points"), (-0.00017, "share"), (0.0, "share"))]
    ['−€ 79 k', '−0.4', '≈ 0 points', '0 points']
    """
    if abs(value) < NOISE:
        return change(0.0, unit)
    if abs(value) < TOLD.get(unit, 0.0):
        return NEARLY + change(0.0, unit)
    text = _points(value) if unit == Unit.POINTS else change(value, unit)
    return NEARLY + text if text == change(0.0, unit) else text


def _points(value: float) -> str:
    return ("+" if value > 0 else MINUS if value < 0 else "") + number(abs(value))


def change_words(line: Line) -> str:
    """The change against the period before, or nothing if there is none to compare with."""
    before, now = line.series.readings[-2:] if len(line.series.readings) > 1 else (None, None)
    if before is None or before.value is None or now.value is None:
        return ""
    text = moved(now.value - before.value, now.unit)
    key = "views.no_change" if now.value == before.value else "views.change"
    return say(key, change=text, period=period_word(line.what.rhythm))


def usual_words(line: Line) -> str:
    """The usual range, once it is known; not beyond 0 or 100 % where the number has never been there."""
    said, unit = line.said, line.now.unit
    if said.low is None or said.high is None:
        return ""
    values = [v for v in line.series.values if v is not None]
    low = max(said.low, 0.0) if min(values) >= 0 else said.low
    high = min(said.high, 1.0) if unit == Unit.SHARE and max(values) <= 1 else said.high
    return say("views.usual", low=shown(low, unit), high=shown(high, unit))


def _enough(page: Page, line: Line) -> str:
    return say("views.early.on", day=_enough_on(page, line, line.said.missing))


def few_words(page: Page, line: Line, points: int) -> str:
    """Why no limits are drawn yet, and from when on they will be."""
    periods, day = period_word(line.what.rhythm, 2), _enough_on(page, line, ENOUGH_TO_DRAW - points)
    return say("views.chart.key.few", needed=ENOUGH_TO_DRAW, points=points, periods=periods, day=day)


def _enough_on(page: Page, line: Line, missing: int) -> str:
    last = Period(line.now.start, line.now.end)
    return long_day(enough_on(last, missing, line.what.rhythm, page.home.company))


def facts_line(page: Page, line: Line) -> str:
    """All that stands beside a value, as one line safe for markdown."""
    return unbroken(plain(" · ".join(text for text in beside(page, line) if text)))
