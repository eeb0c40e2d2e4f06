"""What all commands share: their shape, the home they work on, and how arguments are read."""

import argparse
import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from data_adapters.home import Home, open_home
from data_adapters.lake.private_keys import UnusableKey
from data_adapters.lake.merge import DamagedLake
from data_adapters.lake.store import ChangedMeanwhile
from data_adapters.records.problems import RecordsProblem
from data_adapters.settings import BadSetting
from data_adapters.sources.raw import RefusedFile


FIRST_YEAR, LAST_YEAR = 1900, 2200  # no report needs more, and calendars end at the year 9999


class WrongArgument(Exception):
    """An argument cannot be used; nothing was done."""


class Refused(Exception):
    """The command cannot do this; old data is untouched."""


REFUSALS = (RefusedFile, RecordsProblem, ChangedMeanwhile, DamagedLake, BadSetting, UnusableKey, Refused)


@dataclass(frozen=True)
class Command:
    """One command: how it is called, what it takes, and what it does (gives the exit code)."""

    name: str
    about: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def home() -> Home:
    """The home this call works on."""
    return open_home()


def day_of(text: str) -> date:
    """A day written YYYY-MM-DD, in the years 1900 to 2200. Raises WrongArgument."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise WrongArgument(f"{text!r} is not a day; write YYYY-MM-DD") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WrongArgument(f"{text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def one_of(word: str, known: Iterable[str], what: str) -> str:
    """A word out of a list. Raises WrongArgument with the nearest one."""
    choices = list(known)
    if word in choices:
        return word
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(choices)}"
    raise WrongArgument(f"there is no {what} {word!r}; {hint}")
