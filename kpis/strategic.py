"""Strategic indicators that lag: does the engine travel to new markets, and do its data become an asset?"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from kpis.building import effort_until
from kpis.company import Company
from kpis.periods import Period, Rhythm, trailing
from kpis.reading import Answer, Better, NoAnswer, Timing, Unit, View
from kpis.registry import indicator
from kpis.rollouts import PLACE, RollOut, first_rollouts, go_lives, live_on, portfolio_on, tuples, whole_days
from kpis.statistics import median_time

GOOD_QUALITY = 0.9
PAYING = ("signed", "paying")


# No dimensions: "in two markets" cannot be asked of one market, and a filter on an area would quietly change the
# question to "in two markets of this area".
@indicator("Applicability in new markets or business areas", view=View.STRATEGIC, timing=Timing.LAGGING,
           unit=Unit.SHARE, better=Better.HIGHER, rhythm=Rhythm.QUARTER)  # fmt: skip
def applicability(*, period: Period, use_case_events: pd.DataFrame, eligible_cells: pd.DataFrame = None,
                  portfolio: pd.DataFrame = None, effort_entries: pd.DataFrame = None) -> Answer:  # fmt: skip
    """Use cases live in two or more markets or business areas, as a share of all live use cases.

    Every live roll-out after a use case's first is a replica. `eligible_replicas` are the further places where the live
    use cases could run, by your list of places (else by the target portfolio); `replica_uptake` is how many of them are
    taken. `time_to_replicate_days` is the median from a use case's first to its second go-live, those without a second
    counted as "longer than so far". `effort_ratio` = person-days of the copies / person-days of the builds they copy.
    """
    day = period.end
    live = live_on(use_case_events, day)
    by_use_case = _places_by_use_case(live)
    if not live:
        raise NoAnswer("no use case is live")
    repeated = sum(len(places) > 1 for places in by_use_case.values())
    replicas = len(live) - len(by_use_case)
    eligible = _eligible_replicas(by_use_case, _possible(eligible_cells, portfolio, day))
    went_live = go_lives(use_case_events, day)
    parts = {
        "replicated": repeated, "live": len(by_use_case), "replicas": replicas, "eligible_replicas": eligible,
        "replica_uptake": replicas / eligible if eligible else None,
        "time_to_replicate_days": _time_to_replicate(went_live, day),
        "effort_ratio": _effort_ratio(effort_entries, went_live, period),
    }  # fmt: skip
    return Answer(repeated / len(by_use_case), n=len(by_use_case), parts=parts)


def _places_by_use_case(places: set[RollOut]) -> dict[str, set[RollOut]]:
    grouped: dict[str, set[RollOut]] = {}
    for place in places:
        grouped.setdefault(place[0], set()).add(place)
    return grouped


def _possible(eligible_cells: pd.DataFrame, portfolio: pd.DataFrame, day: date) -> set[RollOut]:
    """Where use cases could run: the listed places, else the roll-outs of the target portfolio."""
    to = np.datetime64(day)
    valid = (whole_days(eligible_cells, "from_day") <= to) & ~(whole_days(eligible_cells, "to_day") < to)
    listed = {place for place, ok in zip(tuples(eligible_cells, PLACE), valid.tolist(), strict=True) if ok}
    return listed or portfolio_on(portfolio, day)


def _eligible_replicas(live: dict[str, set[RollOut]], possible: set[RollOut]) -> int | None:
    """Further places for the live use cases; where one already runs is possible, listed or not. None = no list."""
    if not possible:
        return None
    listed = _places_by_use_case(possible)
    return sum(len(places | listed.get(use_case, set())) - 1 for use_case, places in live.items())


def _time_to_replicate(went_live: dict[RollOut, date], day: date) -> float | None:
    """Median days from a use case's first to its second go-live (Kaplan-Meier, open ones counted until `day`)."""
    starts: dict[str, list[date]] = {}
    for place, start in went_live.items():
        starts.setdefault(place[0], []).append(start)
    pairs = [sorted([*days, day] if len(days) == 1 else days)[:2] for days in starts.values()]
    waited = np.array([(second - first).days for first, second in pairs], dtype=float)
    return median_time(waited, np.array([len(days) > 1 for days in starts.values()], dtype=bool))


def _effort_ratio(entries: pd.DataFrame, went_live: dict[RollOut, date], period: Period) -> float | None:
    """Person-days of finished copies over those of the builds they copy, each copy beside its own first build."""
    spent, firsts = effort_until(entries, went_live, period), first_rollouts(went_live)
    pairs = [(copied, spent.builds[place[0]]) for place, copied in spent.copies.items()
             if place in went_live and place != firsts[place[0]] and place[0] in spent.builds]  # fmt: skip
    built = sum(build for _, build in pairs)
    return sum(copied for copied, _ in pairs) / built if built else None


def new_market_share(increments: Mapping[str, float], opened: Mapping[str, date], day: date) -> float:
    """Share of an increment that comes from markets opened in the twelve months that end with `day`.

    `increments`: money by market, `opened`: when each market was opened. Raises NoAnswer for a market without a day.
    """
    unknown = sorted(m for m in increments if opened.get(m) is None)
    if unknown:
        raise NoAnswer(f"it is not known when {' and '.join(unknown)} opened")
    whole = sum(increments.values())
    if not whole:
        raise NoAnswer("there is no increment to share")
    since = trailing(day, months=12).start
    return sum(amount for market, amount in increments.items() if since <= opened[market] <= day) / whole


@indicator("Valuable data assets", view=View.STRATEGIC, timing=Timing.LAGGING, unit=Unit.COUNT, better=Better.HIGHER,
           rhythm=Rhythm.QUARTER)  # fmt: skip
def data_assets(*, period: Period, company: Company, data_assets: pd.DataFrame, asset_uses: pd.DataFrame = None,
                use_case_events: pd.DataFrame = None, consents: pd.DataFrame = None,
                asset_revenue: pd.DataFrame = None) -> Answer:  # fmt: skip
    """Data sets that are ready to earn money: they pass every gate in their latest assessment.

    The gates: documented, has an owner, legal basis to use and sell it, quality of at least 0.9, up to date, and a
    customer who signed or pays. A gate nobody assessed is not passed. Beside it: how many different live use cases
    draw on a data set, the share of contacts whose consent holds on the last day, and what data sets brought in over
    twelve months (in your company's currency; other currencies are left out and counted).
    """
    latest = _latest_assessments(data_assets)
    passed = _gates(latest)
    ready = np.logical_and.reduce(list(passed.values()))
    parts = {
        "registered": len(latest), "gates": {name: int(ok.sum()) for name, ok in passed.items()},
        **_reuse(latest["asset_id"].tolist(), asset_uses, use_case_events, period.end),
        **_consent_coverage(consents, period.end), **_realised(asset_revenue, period, company.currency),
    }  # fmt: skip
    return Answer(int(ready.sum()), n=len(latest), parts=parts)


def _latest_assessments(assets: pd.DataFrame) -> pd.DataFrame:
    order = np.argsort(whole_days(assets, "assessed_on"), kind="stable")
    return assets.iloc[order].drop_duplicates("asset_id", keep="last")


def _gates(assets: pd.DataFrame) -> dict[str, np.ndarray]:
    """Which data sets pass which gate."""
    flags = {name: assets[name].fillna(False).to_numpy(dtype=bool) for name in ("documented", "legal_basis", "fresh")}
    owner = assets["owner"].notna().to_numpy() & (assets["owner"].to_numpy() != "")
    quality = assets["quality"].to_numpy(dtype=float, na_value=np.nan) >= GOOD_QUALITY
    demand = assets["demand"].isin(PAYING).to_numpy()
    return {"documented": flags["documented"], "owner": owner, "legal_basis": flags["legal_basis"], "quality": quality,
            "fresh": flags["fresh"], "demand": demand}  # fmt: skip


def _reuse(assets: list[str], uses: pd.DataFrame, events: pd.DataFrame, day: date) -> dict:
    """How many different live use cases draw on each data set; unknown while no use is recorded at all."""
    names = ("mean_reuse", "reused_by_two_or_more", "unused", "use_cases_served", "reuse_count")
    if uses.empty or events.empty:
        return dict.fromkeys(names)
    live = {place[0] for place in live_on(events, day)}
    current = ~(whole_days(uses, "to_day") < np.datetime64(day))
    counts = dict.fromkeys(assets, 0)
    drawn = {use for use, ok in zip(tuples(uses, ("asset_id", "use_case_id")), current.tolist(), strict=True)
             if ok and use[0] in counts and use[1] in live}  # fmt: skip
    for asset, _ in drawn:
        counts[asset] += 1
    reuse = list(counts.values())
    figures = (
        sum(reuse) / len(reuse),
        sum(n > 1 for n in reuse),
        sum(n == 0 for n in reuse),
        len({use_case for _, use_case in drawn}),
        dict(sorted(counts.items())),
    )
    return dict(zip(names, figures, strict=True))


def _consent_coverage(consents: pd.DataFrame, day: date) -> dict:
    """Contacts whose consent holds on a day / contacts known by then; expired consent is not consent."""
    to, people = np.datetime64(day), consents["contacts"].to_numpy()
    since, until, end = (whole_days(consents, c) for c in ("valid_from", "until", "valid_to"))
    contacts = people[(consents["first"].to_numpy() == 1) & ~(since > to)].sum()
    valid = people[(since <= to) & ~(until <= to) & ~(end < to)].sum()
    return {"consent_coverage": float(valid / contacts) if contacts else None, "contacts": int(contacts)}


def _realised(revenue: pd.DataFrame, period: Period, currency: str) -> dict:
    days = whole_days(revenue)
    inside = (days >= np.datetime64(trailing(period.end, months=12).start)) & (days <= np.datetime64(period.end))
    own = revenue["currency"].to_numpy() == currency
    amount = float(revenue["amount"].to_numpy(dtype=float)[inside & own].sum())
    known = bool((inside & own).any())
    return {"realised_revenue": amount if known else None, "excluded_no_rate": int((inside & ~own).sum())}
