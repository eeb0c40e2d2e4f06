"""The chart of one number as a picture: its past, natural limits, notes, its word for change and its sentence."""

import textwrap

from kpis.signals import Word
from pages.parts.charts.palette import GLYPH
from pages.parts.charts.picture import picture
from pages.parts.charts.trend import trend_rows, trend_spec
from pages.parts.figures import day_month, long_period, sentence, shown
from pages.parts.forward.paper import where_in_words
from pages.parts.gate import Page
from pages.parts.numbers import all_series
from pages.parts.review.lines import Line, judged
from pages.parts.review.typed import Note, typed
from pages.parts.words import say

NOTES = 3  # as many are told in words
WIDTH = 105  # letters in a line below the title


def chart_png(page: Page, id_: str) -> bytes:
    """The PNG of an indicator's last 26 periods up to the page's week, for its filter; without a number it says why."""
    company, line = page.home.company, next(one for one in judged(all_series(page)) if one.what.id == id_)
    past = line.series.readings
    known = [r for r in past if r.value is not None]
    notes = [note for note in typed(page).notes if known and note.belongs_to(page.slice)
             and known[0].end <= note.day <= known[-1].end]  # fmt: skip
    when = [long_period(r.end, line.what.rhythm, company.fiscal_year_start_month) for r in past]
    rows = trend_rows(past, shown=[shown(r.value, r.unit) for r in past], when=when, limits=line.limits,
                      tone_now=line.tone, notes=[(note.day, note.text) for note in notes])  # fmt: skip
    lines = [*_below(page, line, when[-1]), *(_note(note) for note in notes[-NOTES:])]
    return picture(trend_spec(line.now.unit, height=260 if known else 40), rows, title=_title(line), below=lines)


def _note(note: Note) -> str:
    text = textwrap.shorten(note.text, WIDTH - 10, placeholder=" …")
    return say("forward.picture.note", day=day_month(note.day), text=text)


def _title(line: Line) -> str:
    value = f"{line.what.name}: {shown(line.now.value, line.now.unit)}" if line.answered else line.what.name
    spoken = f" {GLYPH[line.tone]} {line.said.word}" if line.said and line.said.word != Word.TOO_EARLY else ""
    return value + spoken


def _below(page: Page, line: Line, when: str) -> list[str]:
    where = where_in_words(page) or say("forward.whole")
    company = say("forward.sample") if page.home.is_sample() else page.home.company.name
    said = textwrap.wrap(sentence(line.now, page.home.company.currency), WIDTH)
    return [*said, " · ".join(filter(None, [when, where, company]))]
