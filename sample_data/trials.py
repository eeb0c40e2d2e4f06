"""Tests the sample company ran, with true effects known to the generator and results drawn around them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from kpis import facts, records
from sample_data.catalogue import STAR, WIN
from sample_data.columns import days, iso, rows, table_of
from sample_data.plan import MARKETS, Plan, epoch_day

TEST_DAYS = 91
MONTHS = TEST_DAYS * 12 / 365.25
REGIONS, TREATED_REGIONS, ROLLOUT_WEEKS, ROLLOUT_EFFECT = 40, 6, 13, 0.08


@dataclass(frozen=True)
class Trial:
    """One holdout: what it truly brings a month, what the test happened to show, and how sure it is.

    `shown` and `error` (one standard error) are euro a month over all treated units; `sd` is euro per unit and test.
    """

    id: str
    use_case: str | None
    market: str | None
    unit: str
    treated: int
    control: int
    true: float
    shown: float
    error: float
    ended_weeks_ago: int
    population: int | None = None
    planned_share: float = 2 / 3

    @property
    def counted(self) -> int:
        """Units the effect is counted for."""
        return self.population or self.treated

    @property
    def difference(self) -> float:
        """Treated mean minus control mean, euro per unit over the test."""
        return self.shown * MONTHS / self.counted

    @property
    def sd(self) -> float:
        """Spread per unit that gives the wanted standard error."""
        return self.error * MONTHS / self.counted / (1 / self.treated + 1 / self.control) ** 0.5


TRIALS = (
    Trial("X01", WIN, "FI", "customer", 900, 450, 36_000, 38_000, 8_700, 6),
    Trial("X02", STAR, None, "customer", 2_000, 1_000, 0, -2_000, 19_000, 10),
    Trial("X03", "U01", None, "customer", 1_800, 900, 88_000, 94_000, 38_000, 24),
    Trial("X04", "U02", None, "account", 1_200, 600, 60_000, 54_000, 34_000, 17),
    Trial("X05", "U06", None, "account", 900, 500, 24_000, 21_000, 12_000, 9, planned_share=0.65),
    Trial("X06", None, None, "customer", 2_400, 800, 175_000, 181_000, 36_000, 7, population=8_100, planned_share=0.75),
)
RUNNING, RUNNING_ID = "U08", "X07"
ARMS = ("treated", "control")


def experiments(plan: Plan) -> pa.Table:
    """The table experiments: five use cases, the whole programme, a running test, a roll-out over regions."""
    found = []
    for trial in TRIALS:
        ended = plan.span.ago(trial.ended_weeks_ago) - timedelta(days=1)
        found.append({
            "experiment_id": trial.id, "use_case_id": trial.use_case, "design": "holdout", "unit": trial.unit,
            "metric": "revenue", "start": ended - timedelta(days=TEST_DAYS - 1), "planned_end": ended, "ended": ended,
            "looks": 1, "treated_share": trial.planned_share, "treated_population": trial.population, "market": trial.market, "business_area": None,
            "valid_until": ended + timedelta(days=365), **_summary(plan, trial),
        })  # fmt: skip
    return rows(records.experiments, [*found, _running(plan), _rollout(plan)])


def _running(plan: Plan) -> dict[str, object]:
    """A test that has not ended: no summary yet, so no gain is shown."""
    return {"experiment_id": RUNNING_ID, "use_case_id": RUNNING, "design": "holdout", "unit": "account",
            "metric": "revenue", "start": running_starts(plan), "planned_end": plan.span.ago(-8), "looks": 2,
            "treated_share": 0.5, "planned_effect": 0.1,
            "hypothesis": "Leads handed over in order of their chance are worth a tenth more."}  # fmt: skip


def running_starts(plan: Plan) -> date:
    """The first day of the test that is still running."""
    return plan.span.ago(5)


def _rollout(plan: Plan) -> dict[str, object]:
    begins = _rollout_starts(plan)
    ended = plan.span.story_end
    return {"experiment_id": "X08", "use_case_id": "U01", "design": "rollout", "unit": "region",
            "metric": "revenue", "start": begins, "planned_end": ended, "ended": ended, "looks": 1,
            "market": "DE", "valid_until": ended + timedelta(days=365)}  # fmt: skip


def _rollout_starts(plan: Plan) -> date:
    return plan.span.ago(ROLLOUT_WEEKS - 1)


def _values(plan: Plan, trial: Trial) -> tuple[np.ndarray, np.ndarray]:
    """Spend per unit before and during the test, treated units first, both arms with the planned mean and spread.

    Before the test both arms spend alike on average, as what the test shows is planned; the past foretells a little.
    """
    chance = plan.chance(trial.id)
    count = trial.treated + trial.control
    habit, now, then = (chance.gamma(1.2, 1.0, count) for _ in range(3))
    during, before = 0.7 * habit + 0.3 * now, 0.2 * habit + 0.8 * then
    treated = np.arange(count) < trial.treated
    values = np.empty(count)
    for arm, lift in ((treated, trial.difference), (~treated, 0.0)):
        part = during[arm]
        before[arm] *= 1.2 / before[arm].mean()
        values[arm] = (part - part.mean()) / part.std(ddof=1) * trial.sd + 2.2 * trial.sd + lift
    return before * trial.sd, np.round(values, 2)


def _summary(plan: Plan, trial: Trial) -> dict[str, object]:
    """Number, mean, spread and buyers of both arms, counted from the units themselves."""
    _, values = _values(plan, trial)
    found: dict[str, object] = {}
    for arm, part in (("treated", values[: trial.treated]), ("control", values[trial.treated :])):
        buyers = int((part > np.quantile(values, 0.55)).sum())
        found |= {f"{arm}_n": len(part), f"{arm}_mean": round(float(part.mean()), 4),
                  f"{arm}_sd": round(float(part.std(ddof=1)), 4), f"{arm}_conversions": buyers}  # fmt: skip
    return found


def units_and_series(plan: Plan) -> tuple[pa.Table, pa.Table]:
    """The tables experiment_units and experiment_series: two values per unit of a holdout, weekly ones per region."""
    units, series = [], []
    for trial in TRIALS:
        start = epoch_day(plan.span.ago(trial.ended_weeks_ago)) - TEST_DAYS
        before, during = _values(plan, trial)
        order = plan.chance(trial.id + " names").permutation(len(during))
        names = np.array([f"{trial.id}-{number:04d}" for number in range(1, len(during) + 1)])
        arm = np.where(order < trial.treated, "treated", "control")
        units.append((trial.id, names, arm, np.full(len(names), "", dtype="U1"), start))
        for day, values in ((start - TEST_DAYS, before), (start + TEST_DAYS - 1, during)):
            series.append((trial.id, names, np.full(len(names), day), np.round(values[order], 2)))
    unit, weekly = _regions(plan)
    return _units_table([*units, unit]), _series_table([*series, weekly])


def _regions(plan: Plan) -> tuple[tuple, tuple]:
    """Weekly sales of 40 regions; six get the use case and gain eight per cent from its start."""
    chance, span = plan.chance("regions"), plan.span
    names = np.array([f"R{number:02d}" for number in range(1, REGIONS + 1)])
    treated = np.isin(np.arange(REGIONS), chance.permutation(REGIONS)[:TREATED_REGIONS])
    weeks = span.week_of(span.story) + 1
    common = np.cumsum(chance.normal(0, 0.008, weeks)) + chance.normal(0, 0.01, weeks)
    level, weight = np.exp(chance.normal(9.6, 0.35, REGIONS)), chance.uniform(0.7, 1.3, REGIONS)
    values = level[:, None] * np.exp(weight[:, None] * common[None]) * np.exp(chance.normal(0, 0.04, (REGIONS, weeks)))
    values[treated, weeks - ROLLOUT_WEEKS :] *= 1 + ROLLOUT_EFFECT
    day = epoch_day(span.first) + 7 * np.arange(weeks)
    cluster = np.array(MARKETS)[np.arange(REGIONS) % len(MARKETS)]
    unit = ("X08", names, np.where(treated, "treated", "control"), cluster, epoch_day(_rollout_starts(plan)))
    return unit, ("X08", np.repeat(names, weeks), np.tile(day, REGIONS), np.round(values.ravel(), 2))


def _units_table(parts: list[tuple]) -> pa.Table:
    cluster = np.concatenate([part[3] for part in parts])
    assigned = np.concatenate([np.full(len(p[1]), p[4]) for p in parts])
    return table_of(facts.experiment_units, {
        "experiment_id": pa.array(np.concatenate([np.full(len(p[1]), p[0]) for p in parts])),
        "unit_id": pa.array(np.concatenate([p[1] for p in parts])),
        "arm": pa.array(np.concatenate([p[2] for p in parts])),
        "cluster": pa.array(cluster, mask=cluster == ""), "assigned_day": days(assigned),
    })  # fmt: skip


def _series_table(parts: list[tuple]) -> pa.Table:
    return table_of(facts.experiment_series, {
        "experiment_id": pa.array(np.concatenate([np.full(len(p[1]), p[0]) for p in parts])),
        "unit_id": pa.array(np.concatenate([p[1] for p in parts])),
        "day": days(np.concatenate([p[2] for p in parts])),
        "value": pa.array(np.concatenate([p[3] for p in parts])),
    })  # fmt: skip


def story(plan: Plan) -> dict[str, object]:
    """The true effects, for truth.json."""
    effects = {t.id: {"use_case_id": t.use_case, "market": t.market, "true_per_month": t.true,
                      "shown_per_month": t.shown, "low": t.shown - 1.96 * t.error,
                      "high": t.shown + 1.96 * t.error} for t in TRIALS}  # fmt: skip
    return {"holdouts": effects, "running": RUNNING,
            "rollout": {"experiment_id": "X08", "regions": REGIONS, "treated": TREATED_REGIONS,
                        "true_relative": ROLLOUT_EFFECT, "from": iso(_rollout_starts(plan))}}  # fmt: skip
