"""Which use case next: value times urgency, by itself and per effort, and the places other weights would give."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kpis.records import CHECKLIST
from kpis.rollouts import tuples

WEIGHTS = (0.5, 0.3, 0.2)  # top line, bottom line, strategic
DRAWS, SEED = 500, 7
ONE_OFF_BELOW = 0.5  # a use case that meets less than half of the standard
SCORES = ("value_top", "value_bottom", "value_strategic", "urgency")


@dataclass(frozen=True)
class Priority:
    """One use case in the ranking; `best` and `worst` = its place under other weights of the three values."""

    use_case: str
    value: float
    urgency: float
    priority: float
    per_ten_days: float | None
    best: int
    worst: int


def priorities(
    use_cases: pd.DataFrame, days: Mapping[str, float], weights: tuple[float, ...] = WEIGHTS
) -> list[Priority]:
    """Use cases with all four scores, the most pressing first.

    Value = 0.5 top line + 0.3 bottom line + 0.2 strategic (each 0 to 10); priority = value x urgency / 100, so 0 to 1;
    `days` = person-days expected of each. The range of places comes from 500 draws of the weights, all mixtures alike
    likely.
    """
    scored = use_cases.dropna(subset=list(SCORES))
    if scored.empty:
        return []
    values = scored[list(SCORES[:3])].to_numpy(dtype=float)
    urgency = scored["urgency"].to_numpy(dtype=float)
    value = values @ np.array(weights)
    best, worst = _places(values, urgency)
    found = []
    for n, use_case in enumerate(scored["use_case_id"].tolist()):
        score, effort = value[n] * urgency[n] / 100, days.get(use_case)
        found.append(
            Priority(
                use_case,
                float(value[n]),
                float(urgency[n]),
                float(score),
                float(score / effort * 10) if effort else None,
                int(best[n]),
                int(worst[n]),
            )
        )
    return sorted(found, key=lambda one: (-one.priority, one.use_case))


def _places(values: np.ndarray, urgency: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The place that 19 of 20 draws of the weights leave above, and the one they leave below."""
    weights = np.random.default_rng(SEED).dirichlet(np.ones(values.shape[1]), DRAWS)
    scores = (values @ weights.T) * urgency[:, None]
    places = 1 + (scores[None, :, :] > scores[:, None, :]).sum(axis=1)
    return np.quantile(places, [0.025, 0.975], axis=1, method="inverted_cdf")


def standard(use_cases: pd.DataFrame) -> dict[str, float | None]:
    """How much of the standard each use case meets: yes / (yes + no) of its ten items; None where none is answered."""
    found: dict[str, float | None] = {}
    for use_case, *items in tuples(use_cases, ("use_case_id", *CHECKLIST)):
        yes, no = items.count("yes"), items.count("no")
        found[use_case] = yes / (yes + no) if yes + no else None
    return found


def divergence(met: Mapping[str, float | None], days: Mapping[str, float]) -> float | None:
    """Share of the person-days that went into what is outside the standard: 1 - standard weighted by person-days."""
    known = [(share, days.get(use_case, 0.0)) for use_case, share in met.items() if share is not None]
    total = sum(spent for _, spent in known)
    return 1 - sum(share * spent for share, spent in known) / total if total else None


def one_offs(met: Mapping[str, float | None], days: Mapping[str, float]) -> list[str]:
    """Use cases that meet less than half of the standard, the most expensive first."""
    found = [use_case for use_case, share in met.items() if share is not None and share < ONE_OFF_BELOW]
    return sorted(found, key=lambda use_case: (-days.get(use_case, 0.0), use_case))
