"""Strategic indicator that leads: does the company keep and find the people who build and run the engine?"""

from datetime import date

import numpy as np
import pandas as pd

from kpis.periods import Period, Rhythm
from kpis.reading import Answer, Better, NoAnswer, Timing, Unit, View
from kpis.registry import indicator
from kpis.rollouts import whole_days
from kpis.statistics import median_time, wilson

SMALL_TEAM = 10


@indicator("Ability to attract and retain talent", view=View.STRATEGIC, timing=Timing.LEADING, unit=Unit.SHARE,
           better=Better.HIGHER, rhythm=Rhythm.QUARTER, dims=("market",), months=12)  # fmt: skip
def talent(*, period: Period, people_events: pd.DataFrame, headcount: pd.DataFrame = None) -> Answer:
    """Of the people employed twelve months ago, the share still there now.

    People hired since are not in this share, nor are they when they leave (it is not "1 - turnover"). Beside it:
    `turnover` = leavers / average headcount a year (also voluntary and regretted; retirement is not voluntary),
    `time_to_fill_days` = median from a role's approval to an accepted offer, roles still open counted as "longer than
    so far" (Kaplan-Meier), `offer_acceptance` = accepted / decided offers, `vacancy_rate` = open roles / all posts.
    The likely range is a Wilson interval. Teams under ten are told in counts, without a rate.
    """
    counts, rates = _hiring(people_events, period)
    start = _headcount_at_start(headcount, people_events, period)
    if start is None:
        known_from = f"{period.start.day} {period.start:%b %Y}"
        raise NoAnswer(f"headcount on {known_from} is not known", {**counts, **rates})
    gone, leaving = _leaving(people_events, period, _average(headcount, period))
    stayed = max(start - gone, 0)
    counts |= {"stayed": stayed, "start": start, "leavers": leaving.pop("leavers")}
    if start < SMALL_TEAM:
        raise NoAnswer("team under 10: counts only", {**counts, "time_to_fill_days": rates["time_to_fill_days"]})
    rates["vacancy_rate"] = _vacancy(headcount, counts["open_requisitions"], period.end)
    low, high = wilson(stayed, start)
    return Answer(retention(start, stayed), low, high, start, {**counts, **leaving, **rates})


def retention(start: int, stayed: int) -> float:
    """Share of a cohort that is still there; joiners of the year are in neither number."""
    return stayed / start


def turnover(leavers: int, average_headcount: float, months: int = 12) -> float:
    """Leavers per head and year: leavers / average headcount, scaled to twelve months (SHRM, ISO 30414)."""
    return leavers / average_headcount * (12 / months)


def offer_acceptance(accepted: int, declined: int) -> tuple[float | None, float | None, float | None]:
    """Accepted offers as a share of decided ones with its Wilson range; pending offers are in neither."""
    decided = accepted + declined
    return (accepted / decided, *wilson(accepted, decided)) if decided else (None, None, None)


def _headcount_on(headcount: pd.DataFrame, day: date) -> tuple[int, np.datetime64] | None:
    """The last headcount on or before a day, all rows of that day together, and its day."""
    days = whole_days(headcount)
    known = days[days <= np.datetime64(day)]
    if not len(known):
        return None
    last = known.max()
    return int(headcount["headcount"].to_numpy()[days == last].sum()), last


def _headcount_at_start(headcount: pd.DataFrame, events: pd.DataFrame, period: Period) -> int | None:
    """People employed on the first day of the window: the last headcount by then, moved on by hires and leavers since.

    A headcount holds everyone employed on its day, including who is hired on it or leaves after it.
    """
    found = _headcount_on(headcount, period.start)
    if found is None:
        return None
    people, counted = found
    days, kind, start = whole_days(events), events["kind"].to_numpy(), np.datetime64(period.start)
    hired = (kind == "hired") & (days > counted) & (days <= start)
    left = (kind == "left") & (days >= counted) & (days < start)
    return people + int(hired.sum()) - int(left.sum())


def _average(headcount: pd.DataFrame, period: Period) -> float | None:
    days = whole_days(headcount)
    inside = (days >= np.datetime64(period.start)) & (days <= np.datetime64(period.end))
    known = np.unique(days[inside])
    return float(headcount["headcount"].to_numpy()[inside].sum()) / len(known) if len(known) else None


def _vacancy(headcount: pd.DataFrame, open_roles: int, day: date) -> float | None:
    posts = _headcount_on(headcount, day)[0] + open_roles
    return open_roles / posts if posts else None


def _leaving(events: pd.DataFrame, period: Period, average: float | None) -> tuple[int, dict]:
    """How many of the first day's people have left, and the year's turnover by kind."""
    days, kind, person = whole_days(events), events["kind"].to_numpy(), events["person_key"]
    since = days >= np.datetime64(period.start)
    left, hired = since & (kind == "left"), (days > np.datetime64(period.start)) & (kind == "hired")
    joined = set(person[hired].dropna().tolist())
    gone = sum(p not in joined for p in person[left].tolist())  # nobody named: taken as one of the first day's people
    voluntary = left & (events["leave_type"].to_numpy() == "voluntary")
    regretted = left & events["regretted"].fillna(False).to_numpy(dtype=bool)
    groups = {"turnover": left, "voluntary_turnover": voluntary, "regretted_turnover": regretted}
    enough = average is not None and average >= SMALL_TEAM
    rates = {name: turnover(int(who.sum()), average) if enough else None for name, who in groups.items()}
    return gone, {"leavers": int(left.sum()), **rates}


def _first_days(events: pd.DataFrame, *kinds: str) -> dict[str, np.datetime64]:
    """The first day of any of these steps, per requisition."""
    rows = events[np.isin(events["kind"].to_numpy().astype(str), kinds) & events["requisition_id"].notna().to_numpy()]
    days = whole_days(rows)
    order = np.argsort(days, kind="stable")[::-1]
    return dict(zip(rows["requisition_id"].to_numpy()[order].tolist(), days[order], strict=True))


def _hiring(events: pd.DataFrame, period: Period) -> tuple[dict, dict]:
    approved, opened = _first_days(events, "requisition_approved"), _first_days(events, "requisition_opened")
    filled = {**_first_days(events, "hired"), **_first_days(events, "offer_accepted")}  # accepted, else hired
    closed = _first_days(events, "requisition_closed")
    start, end = np.datetime64(period.start), np.datetime64(period.end)
    until = {role: filled.get(role, closed.get(role, end)) for role in approved}
    wanted = [role for role, day in approved.items() if start <= day <= until[role]]
    took = np.array([until[role] - approved[role] for role in wanted], dtype="timedelta64[D]").astype(float)
    kind = events["kind"].to_numpy()[whole_days(events) >= start]
    accepted, declined = int((kind == "offer_accepted").sum()), int((kind == "offer_declined").sum())
    share, low, high = offer_acceptance(accepted, declined)
    open_now = (approved.keys() | opened.keys()) - filled.keys() - closed.keys()
    counts = {"accepted": accepted, "decided": accepted + declined, "open_requisitions": len(open_now)}
    rates = {"time_to_fill_days": median_time(took, np.array([role in filled for role in wanted], dtype=bool)),
             "offer_acceptance": share, "offer_acceptance_low": low, "offer_acceptance_high": high}  # fmt: skip
    return counts, rates
