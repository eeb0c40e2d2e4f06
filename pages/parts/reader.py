"""Who reads this page: how numbers and days are written for the browser of this session, or for a letter sent out."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from kpis.sentences.numerals import PLAIN, Numerals
from pages.parts.locales import date_field, numerals_of

# With the run it was asked for: another session asks for its own, whatever thread it gets.
_READER: ContextVar[tuple[object, Numerals]] = ContextVar("reader", default=(None, PLAIN))


def reader() -> Numerals:
    """How the person who reads writes, by the locale of the browser; without a browser the product's own.

    Whatever is kept of a text made with it is kept under its name, too: a cached function takes `reader().name`.
    """
    asked, known = _READER.get()
    run = get_script_run_ctx(suppress_warning=True)
    if asked is not run:
        known = numerals_of(st.context.locale or "") if run else PLAIN
        _READER.set((run, known))
    return known


@contextmanager
def written_for(numerals: Numerals) -> Iterator[None]:
    """Write for somebody who is not here: a letter, a picture, a file that is made after the run has ended."""
    token = _READER.set((get_script_run_ctx(suppress_warning=True), numerals))
    try:
        yield
    finally:
        _READER.reset(token)


def day_field() -> str:
    """The `format` of a date field, in the order the reader types a day."""
    return date_field(reader())


def day_column(*, time: str = "") -> str:
    """The `format` of a column of days in a table; `time` such as ", HH:mm" for one of instants."""
    return reader().full_days.format(d="D", m="MMM", y="YYYY") + time


def day_axis(*, year: bool = False) -> str:
    """The `format` of the days along an axis of a chart."""
    return (reader().full_days if year else reader().days).format(d="%-d", m="%b", y="%Y")


def weekday(day: date) -> str:
    """A day with its year and the day of the week: "Mon 2 Nov 2026"; a comma where the day does not follow.

    >>> weekday(date(2026, 11, 2))
    'Mon 2 Nov 2026'
    """
    return f"{day:%a}{'' if reader().full_days.startswith('{d}') else ','} {reader().full_day(day)}"
