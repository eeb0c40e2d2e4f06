"""Customer satisfaction: what customers answered when they were asked, pooled over all answers of 13 weeks."""

from math import sqrt

import numpy as np
import pandas as pd

from kpis.periods import Rhythm
from kpis.reading import Answer, Better, NoAnswer, Timing, Unit, View
from kpis.registry import indicator
from kpis.statistics import Estimate, mean_range, normal_quantile, wilson

FEWEST = 30  # answers; fewer say too little
NPS_SCALE, CES_SCALE = 10, 7


def net_promoter(promoters: float, passives: float, detractors: float) -> Estimate:
    """Share of promoters less share of detractors, in points from -100 to 100, with its 95 % range.

    Standard error of the shares: sqrt((p + d - (p - d)^2) / n). At least one answer. If all answers are alike the
    formula knows no scatter, which is not the same as certainty: no range then.
    """
    n = promoters + passives + detractors
    p, d = promoters / n, detractors / n
    points, reach = 100 * (p - d), 100 * normal_quantile() * sqrt(max(0.0, p + d - (p - d) ** 2) / n)
    if not reach:
        return Estimate(points, None, None)
    return Estimate(points, max(-100.0, points - reach), min(100.0, points + reach))


def top_two_boxes(scores: np.ndarray, scale_max: np.ndarray, answers: np.ndarray) -> Estimate:
    """Share of answers in the two best boxes of their scale, with its Wilson range. At least one answer."""
    good, n = float(answers[scores >= scale_max - 1].sum()), float(answers.sum())
    return Estimate(good / n, *wilson(good, n))


@indicator("Customer satisfaction", view=View.TOP_LINE, timing=Timing.LAGGING, unit=Unit.POINTS, better=Better.HIGHER,
           rhythm=Rhythm.WEEK, weeks=13, dims=("market", "business_area"))  # fmt: skip
def customer_satisfaction(answers: pd.DataFrame) -> Answer:
    """Net promoter score (NPS) of the last 13 weeks: % who gave 9 or 10 less % who gave 0 to 6.

    Points from -100 to 100, not a percentage, with the range it likely lies in. All answers are pooled: the scores of
    markets are never averaged. `csat` = share of satisfaction answers in the two best boxes of their scale; `ces` =
    mean customer effort score on 7 boxes, 7 = easy (CES 2.0). NPS on other than 0-10 and effort on other than 7 boxes
    are different questions: left out and counted in `excluded_scale`. Each needs 30 answers; below that it stays empty.
    `responses` counts all answers used. No trustworthy outside figure exists: compare with your own history.
    """
    kind = answers["instrument"].to_numpy()
    scale, score = answers["scale_max"].to_numpy(dtype=float), answers["score"].to_numpy(dtype=float)
    count = answers["answers"].to_numpy(dtype=float)
    nps, csat, ces = (kind == "nps") & (scale == NPS_SCALE), kind == "csat", (kind == "ces") & (scale == CES_SCALE)
    used = count[nps | csat | ces].sum()
    parts = {**_csat(score[csat], scale[csat], count[csat]), **_ces(score[ces], count[ces]), "responses": int(used),
             "excluded_scale": int(count.sum() - used)}  # fmt: skip
    n = int(count[nps].sum())
    if n < FEWEST:
        raise NoAnswer(_too_few(n, parts), parts)
    promoters, detractors = float(count[nps & (score >= 9)].sum()), float(count[nps & (score <= 6)].sum())
    points = net_promoter(promoters, n - promoters - detractors, detractors)
    return Answer(points.value, points.low, points.high, n, parts)


def _csat(scores: np.ndarray, scale: np.ndarray, count: np.ndarray) -> dict[str, float | None]:
    share = top_two_boxes(scores, scale, count) if count.sum() >= FEWEST else None
    return _named("csat", share)


def _ces(scores: np.ndarray, count: np.ndarray) -> dict[str, float | None]:
    every = np.repeat(scores, count.astype(int))
    return _named("ces", mean_range(every) if len(every) >= FEWEST else None)


def _named(name: str, found: Estimate | None) -> dict[str, float | None]:
    value, low, high = (found.value, found.low, found.high) if found else (None, None, None)
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def _too_few(n: int, parts: dict) -> str:
    if n:
        return f"too few answers: {n} of {FEWEST}"
    if not parts["responses"]:
        return "no answers in these 13 weeks"
    asked = [name for name in ("csat", "ces") if parts[name] is not None]
    return "NPS is not asked here" + (f"; see {' and '.join(asked)}" if asked else "")
