"""Draws what each market, channel, use case or business area added to a change; the parts add up to it."""

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from kpis.by_parts import PART
from kpis.reading import Better
from kpis.why import Part, Split
from pages.parts.charts.bars import bars_rows, bars_spec
from pages.parts.charts.draw import Twin, draw
from pages.parts.figures import shown
from pages.parts.gate import Page
from pages.parts.review.lines import Line
from pages.parts.views.part_words import figure_of
from pages.parts.views.phrases import NEARLY, moved, names_of, part_name, where_words
from pages.parts.words import plain, say

STILL = 1e-9  # relative; smaller changes are none


def draw_split(page: Page, line: Line, split: Split, *, key: str = "") -> None:
    """One bar per part, with the whole change in the title and the table behind it."""
    unit, word = line.now.unit, say(f"dimension.{split.dimension}")
    whole = moved(split.change, unit)
    title = "views.split.title" if moves(split, unit) else "views.split.same"
    st.markdown("**" + plain(say(title, dimension=word, change=whole)) + "**")
    bars = list(_bars(page, line, split))
    spoken = ", ".join(f"{name} {text}" for name, _, text, _ in bars)
    twin = Twin(
        f"{key}{line.what.id}_{split.dimension}_split",
        lambda: split_table(page, line, split),
        lambda: export(page, line, split),
        line.what.about,
        where_words(page, page.slice),
        say("views.split.twin"),
    )
    draw(
        f"bars_{len(bars)}",
        lambda: bars_spec(len(bars)),
        bars_rows(bars),
        twin=twin,
        alt=say("views.split.alt", dimension=word, name=line.what.name, parts=spoken),
    )


def moves(split: Split, unit: str) -> bool:
    """Is there any part whose change can be told from nothing?"""
    size = max(abs(split.before), abs(split.after), *(abs(p.change) for p in split.parts), 1e-12)
    told = [part.change for part in split.parts if abs(part.change) > STILL * size]
    return any(not moved(change, unit).startswith(NEARLY) for change in told)


def still_words(split: Split, unit: str) -> str:
    """Why there are no bars: nothing changed, or a little everywhere."""
    small = not moved(split.change, unit).startswith(NEARLY) and abs(split.change) > STILL
    key = "views.split.small" if small else "views.split.same"
    return say(key, dimension=say(f"dimension.{split.dimension}"))


def _bars(page: Page, line: Line, split: Split) -> Iterator[tuple[str, float, str, str]]:
    names = names_of(page)
    for part in split.parts:
        yield (
            part_name(names, split.dimension, part),
            part.change,
            moved(part.change, line.now.unit),
            _tone(line, part.change),
        )


def _tone(line: Line, by: float) -> str:
    """Only a change that stands out is coloured; the rest is the usual up and down."""
    if not line.flagged or not by:
        return "routine"
    return "better" if (by > 0) == (line.what.better == Better.HIGHER) else "worse"


def split_table(page: Page, line: Line, split: Split) -> pd.DataFrame:
    """The parts in words, with the sum as the last row; of a ratio also its own change and the shift in weight."""
    names = names_of(page)
    unit, ratio = line.now.unit, any(part.rate is not None for part in split.parts)
    rows = [
        (
            plain(part_name(names, split.dimension, p)),
            _end(page, line, split, p, p.before),
            _end(page, line, split, p, p.after),
            moved(p.change, unit),
            moved(p.rate or 0.0, unit),
            moved(p.mix or 0.0, unit),
        )
        for p in split.parts
    ]
    rates, mixes = (sum(getattr(p, name) or 0.0 for p in split.parts) for name in ("rate", "mix"))
    rows.append(
        (
            say("views.split.sum"),
            shown(split.before, unit),
            shown(split.after, unit),
            moved(split.change, unit),
            moved(rates, unit),
            moved(mixes, unit),
        )
    )
    header = [say(f"views.split.{name}") for name in ("name", "before", "after", "change", "rate", "mix")]
    told = [(row[0], *(text.replace(" ", "\u00a0") for text in row[1:])) for row in rows]  # figures never break
    return pd.DataFrame(told, columns=header).iloc[:, : 6 if ratio else 4]


def _end(page: Page, line: Line, split: Split, part: Part, value: float | None) -> str:
    """A value of one part; a part of a ratio has a unit of its own."""
    if split.dimension == PART and value is not None:
        return figure_of(page, line.now, part.label, value)
    return shown(value, line.now.unit)


def export(page: Page, line: Line, split: Split) -> pd.DataFrame:
    """The parts with every digit."""
    names = names_of(page)
    return pd.DataFrame(
        [
            {
                split.dimension: part.label,
                "name": part_name(names, split.dimension, part),
                "before": part.before,
                "after": part.after,
                "change": part.change,
                "own_change": part.rate,
                "shift_in_weight": part.mix,
                "unit": line.now.unit,
                "from": line.now.start,
                "to": line.now.end,
            }
            for part in split.parts
        ]
    )
