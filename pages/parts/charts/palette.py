"""Tones of charts: on a page the reader's own theme gives the colours, off the screen a palette does.

A spec never names a colour. Text, lines and bands are drawn in `INK` (the colour of the page's text, however light or
dark it is at that moment), tones by their place in the theme's list of colours (`[theme]` of .streamlit/config.toml).
So one cached spec is right in every look, also when the reader switches it. `on_paper` fills colours in for print and
pictures.
"""

import json
from dataclasses import dataclass
from typing import Any

import streamlit as st

INK = "currentColor"
TONES = ("better", "worse", "routine")  # the first three colours of the theme's list, in this order
GLYPH = {"better": "▲", "worse": "▼", "routine": "–", "early": "○"}
MARKDOWN = {
    "better": "blue",
    "worse": "orange",
    "routine": "gray",
    "early": "gray",
}  # the theme gives these names its tones


@dataclass(frozen=True)
class Palette:
    """The colours of one look. `better`, `worse` and `routine` always stand beside a glyph and a word."""

    text: str
    better: str
    worse: str
    routine: str
    paper: str


LIGHT = Palette("#1E2124", "#005A9C", "#B8480A", "#6E6E6E", "#FFFFFF")
DARK = Palette("#ECEBE9", "#5AB4F0", "#FF9D4D", "#A6ABB0", "#171614")
PAPER = Palette("#000000", "#005A9C", "#B8480A", "#6E6E6E", "#FFFFFF")


def palette() -> Palette:
    """The palette of the reader's theme as the server knows it; Streamlit may be wrong on the first load."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def tone(field: str = "tone") -> dict[str, Any]:
    """The colour encoding by tone; "early" and anything else is drawn as routine by who fills the rows."""
    return {"field": field, "type": "nominal", "legend": None, "scale": {"domain": list(TONES)}}


def on_paper(spec: dict[str, Any], look: Palette = PAPER) -> dict[str, Any]:
    """The same spec with colours filled in, for pictures and print, where no theme is at hand."""
    named = json.loads(json.dumps(spec).replace(INK, look.text))
    config = named.get("config", {})
    axis = {"labelColor": look.text, "titleColor": look.text, "domain": False, "ticks": False}
    own = {"background": look.paper, "range": {"category": [look.better, look.worse, look.routine]}, "axis": axis,
           "mark": {"color": look.better}}  # fmt: skip
    return {**named, "background": look.paper, "config": {**own, **config}}
