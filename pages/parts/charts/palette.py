"""Colours that stay apart for every common form of colour blindness, for light and dark pages."""

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Palette:
    """The colours of one look. `better`, `routine` and `worse` always stand beside a glyph and a word."""

    text: str
    muted: str
    rule: str
    band: str
    better: str
    routine: str
    worse: str
    paper: str

    def tone(self, name: str) -> str:
        """The colour behind a tone's name."""
        return getattr(self, name)


LIGHT = Palette("#1E2124", "#5F6368", "#D5D8DB", "#ECEEF0", "#005A9C", "#6E6E6E", "#B8480A", "#FFFFFF")
DARK = Palette("#ECEBE9", "#A6ABB0", "#45433F", "#2A2927", "#5AB4F0", "#A6ABB0", "#FF9D4D", "#171614")
PAPER = Palette("#000000", "#444444", "#BBBBBB", "#EEEEEE", "#005A9C", "#6E6E6E", "#B8480A", "#FFFFFF")  # print
GLYPH = {"better": "▲", "routine": "–", "worse": "▼", "early": "○"}


def palette() -> Palette:
    """The palette of the reader's theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT
