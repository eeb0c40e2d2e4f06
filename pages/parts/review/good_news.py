"""At least one thing that went well: what a test has proven, and what is better than usual."""

from collections.abc import Iterable, Iterator, Mapping

from kpis.reading import Reading
from pages.parts.figures import shown, size
from pages.parts.review.lines import Line
from pages.parts.review.typed import Typed
from pages.parts.words import plain, say

MOST = 2
PROVEN = ("A", "B", "C")


def good_news(lines: Iterable[Line], typed: Typed, names: Mapping[str, str]) -> tuple[str, ...]:
    """At most two sentences, the best news first; empty only when there is none."""
    found = list(lines)
    return tuple([*_better(found, names), *_proven(found, typed)][:MOST])


def _better(lines: list[Line], names: Mapping[str, str]) -> Iterator[str]:
    for line in lines:
        if line.flagged and line.tone == "better":
            unit = line.now.unit
            yield say("review.good.better", name=names[line.what.id], value=shown(line.now.value, unit),
                      size=size(line.said.change, unit), word=line.said.word.value)  # fmt: skip


def _proven(lines: list[Line], typed: Typed) -> Iterator[str]:
    """The newest single test whose whole likely range lies above zero."""
    impact = next((line.now for line in lines if line.what.id == "revenue_impact"), None)
    effects = [e for e in (impact.parts.get("effects") or [] if impact else []) if e["use_case_id"] and e["low"] > 0]
    effects = [e for e in effects if str(e["grade"]) in PROVEN]
    for effect in sorted(effects, key=lambda e: e["valid_until"] or "", reverse=True)[:1]:
        yield _sentence(effect, impact, typed)


def _sentence(effect: Mapping[str, object], impact: Reading, typed: Typed) -> str:
    market = typed.tested_in.get(effect["experiment_id"], "")
    place = typed.places.get(f"market={market}", market)
    name = typed.use_cases.get(effect["use_case_id"], effect["use_case_id"])
    who = f"{name}, {place}" if place else name
    amount, low, high = (shown(effect[k], impact.unit) for k in ("effect_per_month", "low", "high"))
    return say("review.good.proven", who=plain(who), amount=amount, low=low, high=high)
