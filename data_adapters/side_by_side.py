"""Every rule beside every other over one home: worked out in steps that tell how far they are and can be stopped."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from data_adapters.attribution import MARKOV, SHAPLEY
from data_adapters.credit import Cancelled
from data_adapters.home import Home
from kpis.attribution_rules import RULES, full_name, rule_named
from kpis.company import Company
from kpis.contract import DIMENSIONS
from kpis.credit_ledger import asked_for
from kpis.cubes.credit import NONE, PERSON, USE_CASE, all_rules
from kpis.markov import PEOPLE, removal_effects, shared_by_removal, transitions
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.shapley import coalitions, refuse_too_many, shapley_values, worth_of
from kpis.slices import NONE as WITHOUT
from kpis.slices import Slice

Progress = Callable[[str, float], None]
WHOLE_JOURNEYS = (MARKOV, SHAPLEY)  # rules that share all sales of some days at once, not each sale


@dataclass(frozen=True)
class SideBySide:
    """Credit by every rule that shares each sale, all days: frames of `kpis.cubes.credit.all_rules`, no rule twice."""

    frames: tuple[pd.DataFrame, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Beside:
    """Rules beside each other over some days and one place, in company money.

    `credit` has a row per use case and a column per rule; `people` per rule; `nobody` is the same by every rule;
    `missing` names rules without a result, with the reason in words.
    """

    credit: pd.DataFrame
    people: Mapping[str, float]
    nobody: float
    missing: Mapping[str, str]


def names_beside(company: Company) -> tuple[str, ...]:
    """The full names of the rules compared: all there are, and the company's own."""
    return tuple(dict.fromkeys(full_name(rule, company.half_life_days) for rule in (*RULES, company.rule)))


def side_by_side(home: Home, company: Company, *, progress: Progress = lambda words, share: None,
                 cancelled: Callable[[], bool] = lambda: False) -> SideBySide:  # fmt: skip
    """Every rule over all sales, with the look-back of `company`. Raises Cancelled, UnknownRule."""
    steps, frames = _steps(names_beside(company)), []
    for at, rules in enumerate(steps):
        if cancelled():
            raise Cancelled("Stopped; nothing was kept.")
        progress(", ".join(rules), at / len(steps))
        frames.append(home.facts.read(all_rules(company, rules=rules)))
    progress("", 1.0)
    return SideBySide(tuple(frames), tuple(name for step in steps for name in step))


def _steps(rules: Sequence[str]) -> list[tuple[str, ...]]:
    """Rules that need the same to be known about a contact are worked out together, the cheapest first."""
    needs: dict[int, list[str]] = {}
    for name in rules:
        rule = rule_named(name)
        needs.setdefault(2 if rule.marks else int(rule.ordered), []).append(name)
    return [tuple(needs[need]) for need in sorted(needs)]


def beside(known: SideBySide, period: Period, where: Slice) -> Beside:
    """The rules over these days and this place; of use cases and channels only what the filter asks for."""
    credit, people, nobody = [], {}, 0.0
    for rows in known.frames:
        here = rows[_here(rows, period, where)]
        names, kind = [name for name in known.rules if name in rows], here["kind"].to_numpy()
        asked = here[(kind == USE_CASE) & asked_for(here, Slice(channel=where.channel))]
        credit.append(asked.groupby("use_case_id")[names].sum().astype(float))
        people |= here.loc[kind == PERSON, names].sum().astype(float).to_dict()
        nobody = float(here.loc[kind == NONE, names[0]].sum())
    table = pd.concat(credit, axis=1)[list(known.rules)] if credit else pd.DataFrame()
    return Beside(table.sort_index(), people, nobody, {})


def _here(rows: pd.DataFrame, period: Period, where: Slice) -> np.ndarray:
    day = rows["day"].to_numpy().astype("datetime64[D]")
    wanted = (day >= np.datetime64(period.start)) & (day <= np.datetime64(period.end))
    for dimension in ("market", "business_area"):
        value = getattr(where, dimension)
        if value is not None:
            column = rows[DIMENSIONS[dimension]]
            wanted &= (column.isna() if value == WITHOUT else column == value).to_numpy(dtype=bool)
    return wanted


def with_whole_journeys(home: Home, company: Company, period: Period, known: Beside, where: Slice, *,
                        progress: Progress = lambda words, share: None,
                        cancelled: Callable[[], bool] = lambda: False) -> Beside:  # fmt: skip
    """The same with Markov and Shapley beside, which share all sales of the days at once. Raises Cancelled.

    They follow whole journeys, also those that end without a sale and so in no place: with a filter other than on use
    case they have no result, and a reason.
    """
    foreign = [d for d in where.filters() if d != "use_case"]
    players = [*known.credit.index, *[PEOPLE] * any(known.people.values())]
    credit, people, missing = known.credit.copy(), dict(known.people), dict(known.missing)
    amount = float(known.credit["linear"].sum() + known.people["linear"])
    steps = {MARKOV: partial(_by_removal, home, company, period, amount),
             SHAPLEY: partial(_by_shapley, home, company, period, players)}  # fmt: skip
    for at, (name, share) in enumerate(steps.items()):
        if cancelled():
            raise Cancelled("Stopped; nothing was kept.")
        progress(name, at / len(steps))
        try:
            if foreign:
                raise NoAnswer(f"it follows whole journeys, which are not known by {foreign[0].replace('_', ' ')}")
            found = share()
        except NoAnswer as none:
            missing[name] = none.reason
            continue
        people[name] = found.pop(PEOPLE, 0.0)
        credit[name] = [found.get(use_case, 0.0) for use_case in credit.index]
    progress("", 1.0)
    return Beside(credit, people, known.nobody, missing)


def _by_removal(home: Home, company: Company, period: Period, amount: float) -> dict[str, float]:
    return shared_by_removal(removal_effects(home.facts.read(transitions(company, period))), amount)


def _by_shapley(home: Home, company: Company, period: Period, players: list[str]) -> dict[str, float]:
    refuse_too_many(players)
    if not players:
        raise NoAnswer("no sale with a contact in this period")
    rows = home.facts.read(coalitions(company, period, players))
    worth = worth_of(dict(zip(rows["mask"].astype(int), rows["net"].astype(float), strict=True)), len(players))
    return dict(zip(players, shapley_values(worth, len(players)).tolist(), strict=True))
