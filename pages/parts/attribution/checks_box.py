"""The eleven checks against counting money twice, each with a glyph, a word and a plain sentence."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from kpis.credit_checks import CreditCheck, Outcome
from pages.parts.attribution.choice import days_words
from pages.parts.attribution.known import Asked, checks_of
from pages.parts.cache import Choices
from pages.parts.figures import number, percent, shown, whole
from pages.parts.views.phrases import names_of, value_name
from pages.parts.words import plain, say

WORDS = {Outcome.OK.value: "ok", Outcome.WARNING.value: "odd", Outcome.FAILED.value: "bad",
         Outcome.NOT_APPLICABLE.value: "none"}  # fmt: skip
GLYPHS = {"ok": ":green[✓]", "odd": ":orange[!]", "bad": ":red[✗]", "none": ":gray[○]"}
NAMED = 4  # how many things a line names before it counts the rest
Row = Mapping[str, object]
Tell = Callable[[Row, Choices, str], str]


def word_of(check: CreditCheck) -> str:
    """How a check ended: ok, odd (worth a look), bad or none (nothing to check)."""
    return WORDS[check.outcome.value]


def draw_checks(asked: Asked) -> None:
    """One line that counts, then one line per check."""
    found = checks_of(asked)
    if found is None:
        return
    words = [word_of(check) for check in found]
    st.markdown(say("attribution.checks.good", good=words.count("ok"), odd=words.count("odd"), bad=words.count("bad"),
                    none=words.count("none")))  # fmt: skip
    st.caption(plain(say("attribution.checks.about", days=days_words(asked.period, asked.page.today))))
    names = names_of(asked.page)
    with st.container(border=True, gap="xsmall", key="checks_list"):
        for check, word in zip(found, words, strict=True):
            title = say(f"attribution.check.title.{check.number}")
            told = sentence_of(check, word, names, asked.currency)
            ended = say(f"attribution.check.word.{word}")
            st.markdown(f"{GLYPHS[word]} **{check.number} {title}: {ended}.** {plain(told)}")


def sentence_of(check: CreditCheck, word: str, names: Choices, currency: str) -> str:
    """What was found, in plain words."""
    if word == "none":
        return say("attribution.check.none", why=check.words)
    if word == "ok":
        return say(f"attribution.check.{check.number}.good")
    found = list(check.found)
    told = {"count": whole(len(found)), "list": _listed(found, _TELL.get(check.number, _nothing), names, currency)}
    if check.number == 9 and found:
        told |= {name: shown(float(found[0][name]), currency) for name in ("total", "growth")}
    return say(f"attribution.check.{check.number}.bad", **told)


def _listed(found: Sequence[Row], tell: Tell, names: Choices, currency: str) -> str:
    text = "; ".join(tell(row, names, currency) for row in found[:NAMED])
    more = len(found) - NAMED
    return say("attribution.check.more", list=text, count=more) if more > 0 else text


def _nothing(row: Row, names: Choices, currency: str) -> str:
    return ""


def _gap(row: Row, names: Choices, currency: str) -> str:
    return say("attribution.check.gap", day=row["day"], market=value_name(names, "market", str(row["market"])),
               gap=shown(float(row["gap"]), currency))  # fmt: skip


def _twice(row: Row, names: Choices, currency: str) -> str:
    return say("attribution.check.twice", count=whole(int(row["n"])), what=row["what"])


def _low(row: Row, names: Choices, currency: str) -> str:
    return say("attribution.check.low", name=_use_case(row, names), low=shown(float(row["low"]), currency),
               touched=shown(float(row["touched"]), currency))  # fmt: skip


def _ratio(row: Row, names: Choices, currency: str) -> str:
    key = "attribution.check.negative" if float(row["ratio"]) < 0 else "attribution.check.ratio"
    return say(key, name=_use_case(row, names), ratio=number(float(row["ratio"]), 2))


def _use_case(row: Row, names: Choices) -> str:
    return value_name(names, "use_case", str(row["use_case_id"]))


def _pair(row: Row, names: Choices, currency: str) -> str:
    one, two = (value_name(names, "use_case", str(row[which])) for which in ("one", "two"))
    if "common" in row:
        return say("attribution.check.pair.share", one=one, two=two, share=percent(float(row["common"])))
    if "persons" in row:
        return say("attribution.check.pair.persons", one=one, two=two, count=whole(int(row["persons"])))
    return say("attribution.check.pair", one=one, two=two)


_TELL = {2: _gap, 3: _twice, 7: _low, 8: _ratio, 10: _pair, 11: _pair}
