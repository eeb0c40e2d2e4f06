"""How the Data page says days, instants and tables; and what keeps one broken section from taking the page along."""

import json
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from kpis.company import Company
from pages.parts.figures import whole
from pages.parts.reader import weekday
from pages.parts.server.errors import error_line, masked
from pages.parts.words import plain, say

SAID = "data_said"


def day_words(day: date) -> str:
    """A day as people say it.

    >>> day_words(date(2026, 11, 2))
    'Mon 2 Nov 2026'
    """
    return weekday(day)


def local(moment: datetime, company: Company) -> datetime:
    """An instant as the clock in the company showed it, without its zone (tables show it as it is)."""
    return moment.astimezone(ZoneInfo(company.time_zone)).replace(tzinfo=None, microsecond=0)


def moment_words(moment: datetime, company: Company) -> str:
    """An instant as people say it, in the company's zone."""
    at = local(moment, company)
    return f"{day_words(at)}, {at:%H:%M}"


def table_words(table: str) -> str:
    """A table as people say it.

    >>> table_words("sale_adjustments")
    'Sale adjustments'
    """
    return table.replace("_", " ").capitalize()


def age_words(days: int | None) -> str:
    """How long ago, in days."""
    if days is None:
        return ""
    return {0: say("data.today"), 1: say("data.yesterday")}.get(days, say("data.days_ago", days=whole(days)))


def counted(noun: str, count: int) -> str:
    """A number with its noun: row, good_row, reason or table.

    >>> counted("reason", 1), counted("row", 2345)
    ('1 reason', '2,345 rows')
    """
    return say(f"data.{noun}" if count == 1 else f"data.{noun}s", count=whole(count))


def rows_words(count: int) -> str:
    """A number of rows."""
    return counted("row", count)


@contextmanager
def section() -> Iterator[None]:
    """One section of the page: if it fails, the log has the reason and the rest of the page still shows."""
    try:
        yield
    except Exception as broken:  # Streamlit's own stop and rerun are no Exceptions and pass
        error_id = uuid.uuid4().hex[:12]
        print(json.dumps(error_line(broken, error_id)), file=sys.stderr, flush=True)
        st.error(say("data.broken", kind=plain(type(broken).__name__), words=plain(masked(str(broken))[:300]),
                     error_id=error_id))  # fmt: skip


def table_height(rows: int) -> int:
    """How high a table stands on the page: all rows, or eleven and a half so that one sees it goes on."""
    return min(35 * (rows + 1) + 2, 437)


def notes_words(notes: tuple[str, ...]) -> str:
    """What was detected in a file, as one paragraph."""
    return plain(" ".join(notes))


def announce(words: str) -> None:
    """Say something once the page is drawn again, after a change was committed."""
    st.session_state[SAID] = words
    st.rerun()


def say_announced() -> None:
    """Say what the run before has to tell."""
    words = st.session_state.pop(SAID, None)
    if words:
        st.toast(words, icon=":material/check:", duration="long")
