"""Survey answers of the sample company: NPS, CSAT and CES over 130 weeks."""

import numpy as np
import pyarrow as pa

from kpis import facts
from sample_data.columns import choose, days, ids, table_of
from sample_data.people import Customers
from sample_data.plan import AREAS, MARKETS, Plan, epoch_day

ANSWERS, LAST_NPS = 2_600, 412
INSTRUMENTS, SCALES = ("nps", "csat", "ces"), (10, 5, 7)
PROMOTERS, DETRACTORS = 0.52, 0.18  # NPS +34


def responses(plan: Plan, people: Customers) -> pa.Table:
    """The table responses: 412 NPS answers in the last 13 weeks, 2,600 answers of three kinds in all."""
    chance, span = plan.chance("answers"), plan.span
    blocks = [(block, instrument, count) for block in range(10) for instrument, count in enumerate(_counts(block))]
    instrument = np.concatenate([np.full(count, kind) for _, kind, count in blocks])
    block = np.concatenate([np.full(count, number) for number, _, count in blocks])
    score = np.concatenate([_scores(chance, kind, count, number) for number, kind, count in blocks])
    first = epoch_day(span.story_end) + 1 - 91 * (10 - block)
    day = first + np.floor(91 * chance.random(len(block))).astype("int64")
    order = np.argsort(day, kind="stable")
    customer = chance.integers(1, people.count + 1, len(block))
    return table_of(facts.responses, {
        "response_id": ids("N", np.arange(1, len(block) + 1), highest=ANSWERS), "day": days(day[order]),
        "instrument": choose(INSTRUMENTS, instrument[order]),
        "scale_max": pa.array(np.array(SCALES)[instrument[order]]),
        "score": pa.array(score[order].astype(float)), "customer_id": ids("C", customer, highest=people.count),
        "market": choose(MARKETS, people.market[customer]), "business_area": choose(AREAS, people.area[customer]),
    })  # fmt: skip


def _counts(block: int) -> tuple[int, int, int]:
    """Answers per instrument in one stretch of 13 weeks; the last one has most."""
    if block == 9:
        return LAST_NPS, 64, 36
    rest = ANSWERS - LAST_NPS - 100
    count = rest * (block + 1) // 9 - rest * block // 9
    return count - count // 5 - count // 9, count // 5, count // 9


def _scores(chance: np.random.Generator, instrument: int, count: int, block: int) -> np.ndarray:
    """Scores with planned shares, a little lower at first; their order is chance."""
    if instrument == 0:
        promoters = round((PROMOTERS - 0.005 * (9 - block)) * count)
        detractors = round(DETRACTORS * count)
        parts = [chance.integers(9, 11, promoters), chance.integers(0, 7, detractors)]
        return chance.permutation(np.concatenate([*parts, chance.integers(7, 9, count - promoters - detractors)]))
    shares = ((0.05, 0.06, 0.12, 0.42, 0.35), (0.02, 0.03, 0.07, 0.12, 0.26, 0.3, 0.2))[instrument - 1]
    return 1 + chance.choice(SCALES[instrument], count, p=shares)
