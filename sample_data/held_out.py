"""The accounts of the test that is running: who was assigned to which arm, and a few controls reached by mistake."""

import numpy as np
import pyarrow as pa

from kpis import facts
from sample_data.columns import choose, days, ids, table_of
from sample_data.contacts import USE_CASE_IDS, Touches, cells
from sample_data.people import Customers
from sample_data.plan import Plan, epoch_day
from sample_data.trials import ARMS, RUNNING, RUNNING_ID, running_starts

UNITS_IN_AN_ARM, REACHED_SHARE = 400, 0.0175


def running_units(plan: Plan, people: Customers, made: Touches) -> pa.Table:
    """Rows of experiment_units for the running test: accounts in two arms of one size, 7 of 400 controls reached."""
    chance, start = plan.chance(RUNNING_ID), epoch_day(running_starts(plan))
    reached = _reached(plan, people, made, since=start)
    left = np.setdiff1d(np.arange(1, people.accounts + 1), reached)
    size = min(UNITS_IN_AN_ARM, people.accounts // 4, len(left))
    wrong = chance.permutation(reached)[: round(size * REACHED_SHARE)]
    control = np.concatenate([wrong, chance.permutation(left)[: size - len(wrong)]])
    rest = np.setdiff1d(np.arange(1, people.accounts + 1), control)
    both = np.concatenate([chance.permutation(rest)[:size], control])
    names = ids("A", both, highest=people.accounts)
    count = len(both)
    return table_of(facts.experiment_units, {
        "experiment_id": pa.array([RUNNING_ID] * count), "unit_id": names, "account_id": names,
        "arm": choose(ARMS, np.repeat([0, 1], [count - len(control), len(control)])),
        "cluster": pa.nulls(count, pa.string()), "assigned_day": days(np.full(count, start)),
        "customer_id": pa.nulls(count, pa.string()),
    })  # fmt: skip


def _reached(plan: Plan, people: Customers, made: Touches, *, since: int) -> np.ndarray:
    """Accounts with a contact of the tested use case since the test began."""
    of_use_case = np.array([USE_CASE_IDS[c.use_case] == RUNNING for c in cells(plan.span)])
    chosen = (made.cell >= 0) & of_use_case[made.cell] & (made.day >= since)
    found = np.unique(people.account[made.customer[chosen]])
    return found[found > 0]
