"""Sentences of the bottom-line view: how much is automated, how cleverly, and where."""

from kpis.reading import Reading
from kpis.sentences.numerals import Numerals


def _automation_level(r: Reading, currency: str, n: Numerals) -> str:
    p = r.parts
    quiet = f" {len(p['inactive_live'])} live but quiet." if p["inactive_live"] else ""
    return (f"{p['count']} of {p['portfolio']} automated ({n.percent(r.value)}). "
            f"{p['rollouts']} of {n.count(p['rollouts_possible'], 'roll-out')}.{quiet}")  # fmt: skip


def _sophistication(r: Reading, currency: str, n: Numerals) -> str:
    levels = r.parts["distribution"]
    learn = levels["3"] + levels["4"]
    unrated = r.parts["live"] - r.parts["rated"]
    rest = f" {unrated} not rated yet." if unrated else ""
    return (f"Of {r.parts['rated']}: {levels['1']} {_verb(levels['1'], 'follow')} fixed rules, "
            f"{levels['2']} {_verb(levels['2'], 'predict')}, {learn} {_learns(learn)}.{rest}")  # fmt: skip


def _verb(n: int, many: str) -> str:
    return many + "s" if n == 1 else many


def _learns(n: int) -> str:
    return "learns by itself" if n == 1 else "learn by themselves"


def _activation_scale(r: Reading, currency: str, n: Numerals) -> str:
    p = r.parts
    text = f"Running in {p['active_cells']} of {n.count(p['eligible_cells'], 'place')}"
    channels = p["by_channel"]
    if len(channels) < 2 or not p["active_cells"]:
        return f"{text}."
    ranked = sorted(channels.items(), key=lambda c: c[1][0] / c[1][1])
    (weak, few), (strong, most) = ranked[0], ranked[-1]
    return f"{text}; {_spoken(strong)} {_reach(*most)}, {_spoken(weak)} {_reach(*few)}."


def _spoken(channel: str) -> str:
    return channel.replace("_", " ")


def _reach(active: int, possible: int) -> str:
    return "everywhere" if active == possible else "nowhere" if not active else f"in {active} of {possible}"


SENTENCES = {"automation_level": _automation_level, "sophistication": _sophistication,
             "activation_scale": _activation_scale}  # fmt: skip
