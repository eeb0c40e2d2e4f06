"""Draws the cards: what happened, why it is shown, what to watch, and three things to do about it."""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from pages.parts.charts.palette import GLYPH, MARKDOWN
from pages.parts.figures import day_month
from pages.parts.gate import Page
from pages.parts.review.cards import Card, Why, notes_for
from pages.parts.review.decide import draw_decide
from pages.parts.review.explain import draw_explain
from pages.parts.review.since import draw_moves
from pages.parts.review.typed import Note, Typed
from pages.parts.review.week import Review
from pages.parts.review.why import draw_why
from pages.parts.words import plain, say, unbroken

ACROSS = 3


def draw_cards(page: Page, review: Review, typed: Typed) -> None:
    """All cards, up to three side by side; without any, one calm sentence."""
    if not review.cards:
        st.markdown(say("review.cards.none" if review.judged else "review.cards.early"))
        return
    for first in range(0, len(review.cards), ACROSS):
        row = review.cards[first : first + ACROSS]
        for place, card in zip(st.columns(max(len(row), min(len(review.cards), 2))), row, strict=False):
            with place.container(border=True, height="stretch"):
                _draw(page, review, card, typed)


def _draw(page: Page, review: Review, card: Card, typed: Typed) -> None:
    st.markdown(f"**{plain(card.headline)}** :{MARKDOWN[card.tone]}-badge[{GLYPH[card.tone]} {card.word}]")
    notes = [_note(note, typed) for note in notes_for(card, typed.notes, review.week, page.slice)]
    st.caption(unbroken("  \n".join([*map(plain, card.facts), *notes])))
    if card.why == Why.LATE:
        return
    chosen = st.segmented_control(
        say("review.card.actions", name=card.id),
        _offered(page, card),
        key=f"do_{card.id}",
        format_func=lambda act: say(f"review.do.{act}"),
        label_visibility="collapsed",
    )
    if chosen == "why":
        draw_why(page, review, card.id)
    elif chosen == "since":
        draw_moves(page, review, f"card_{card.id}")
    elif chosen == "explain":
        draw_explain(page, review, card.id)
    elif chosen == "decide":
        draw_decide(page, card.id, card.headline, review.week.end + timedelta(days=15))


def _offered(page: Page, card: Card) -> Sequence[str]:
    first = "since" if card.id == "pipeline" else "why"
    return (first, "explain", "decide") if page.may("decision.write") else (first, "explain")


def _note(note: Note, typed: Typed) -> str:
    scope = ", ".join(typed.places.get(part, part.partition("=")[2]) for part in note.scope.split(",") if part)
    where = f" ({plain(scope)})" if scope else ""
    return say(
        "review.card.note", day=day_month(note.day), text=plain(note.text), where=where, author=plain(note.author)
    )
