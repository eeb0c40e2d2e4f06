"""What moved the pipeline between two snapshots: each kind by hand, the sum on any snapshots, the same on two engines."""

from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.periods import Period
from kpis.pipeline_moves import Kind, PipelineMoves, pipeline_moves
from kpis.reading import NoAnswer
from kpis.slices import Slice
from tests.selling_company import COMPANY, cubes, day, deal, fill
from tests.stores import postgres_url  # noqa: F401 - a fixture

WEEK = Period(date(2026, 6, 22), date(2026, 6, 28))
QUARTER = Period(date(2026, 4, 1), date(2026, 6, 30))
OLD, NEW = "06-21", "06-28"
NAMES = ("deal_moves", "deal_snapshots")


def both(name: str, before: dict, after: dict) -> list[dict]:
    """One deal in both snapshots, due on 30 June unless told."""
    given_ = {"due_day": "06-30"}
    return [deal(name, OLD, **{**given_, **before}), deal(name, NEW, **{**given_, **after})]


def moved(deals: list[dict], period: Period = WEEK, rates: tuple = (), **more) -> PipelineMoves:
    """The moves on these deals, by way of DuckDB; a calm deal C makes both snapshots exist."""
    engine = fill(sa.create_engine("duckdb:///:memory:"), {"opportunities": deals, "fx_rates": list(rates)})
    frames = cubes(engine, COMPANY, NAMES)
    engine.dispose()
    return pipeline_moves(**frames, period=period, **more)


def usual(found: PipelineMoves) -> dict[str, float]:
    return {kind.value: total for kind, total in found.totals().items() if total}


CALM = both("C", {}, {})
STORY = [
    *CALM, deal("N", NEW, amount=210, due_day="06-29"),
    *both("I", {"due_day": "07-05", "amount": 40}, {"amount": 50}), *both("U", {"amount": 10}, {"amount": 17}),
    *both("D", {"amount": 30}, {"amount": 25}), *both("O", {"amount": 340}, {"amount": 300, "due_day": "07-15"}),
    *both("W", {"amount": 150}, {"status": "won", "amount": 140, "closed_day": "06-25"}),
    *both("L", {"amount": 60}, {"status": "lost", "closed_day": "06-24"}), deal("G", OLD, amount=8, due_day="06-30"),
]  # fmt: skip


def test_each_kind_of_change_in_the_running_quarter():
    found = moved(STORY, due_in=QUARTER)
    assert usual(found) == {"new": 210, "moved in": 50, "up": 7, "down": -5, "moved out": -340, "won": -150, "lost": -60,
                            "gone": -8}  # fmt: skip
    assert (found.start, found.end) == (100 + 10 + 30 + 340 + 150 + 60 + 8, 100 + 210 + 50 + 17 + 25)
    assert (found.from_day, found.to_day) == (day(OLD), day(NEW))


def test_over_all_open_deals_a_later_date_is_no_move():
    found = moved(STORY)
    assert usual(found) == {"new": 210, "up": 10 + 7, "down": -5 - 40, "won": -150, "lost": -60, "gone": -8}


def test_the_deals_behind_a_change_are_listed_largest_first():
    deals = [*CALM, deal("A", NEW, amount=5), deal("B", NEW, amount=9, owner="Ana", market="FR")]
    largest, other = moved(deals).of(Kind.NEW)
    assert (largest.opportunity_id, largest.owner, largest.market, largest.before, largest.after) == ("B", "Ana", "FR", None, 9)
    assert other.opportunity_id == "A"
    out = moved(STORY, due_in=QUARTER).of(Kind.MOVED_OUT)[0]
    assert (out.due_before, out.due_after, out.before, out.after) == (day("06-30"), day("07-15"), 340, 300)


def test_the_usual_seven_are_always_told():
    assert list(moved(CALM).totals().items()) == [(kind, 0.0) for kind in list(Kind)[:7]]


def test_a_reopened_deal_is_back_and_not_new():
    deals = [*CALM, deal("R", "06-14", amount=70), deal("R", OLD, "lost", amount=70, closed_day="06-20"), deal("R", NEW, amount=70)]
    assert usual(moved(deals)) == {"back": 70}


def test_a_deal_new_and_won_in_one_week_is_in_both():
    fresh = deal("F", NEW, "won", amount=20, closed_day="06-26", due_day="06-30")
    old = deal("X", NEW, "won", amount=99, closed_day="03-26", due_day="06-30")  # won long before the CRM was loaded
    assert usual(moved([*CALM, fresh, old], due_in=QUARTER)) == {"new": 20, "won": -20}


def test_daily_snapshots_are_compared_at_the_ends_of_the_week():
    deals = [*CALM, deal("V", OLD, amount=6), deal("V", "06-24", "won", amount=6, closed_day="06-23"),
             deal("G", OLD, amount=7), deal("G", "06-24", amount=7)]  # fmt: skip
    assert usual(moved(deals)) == {"won": -6, "gone": -7}


def test_the_same_amount_at_another_rate_is_told_apart():
    rates = [{"day": day(d), "currency": "USD", "rate": r} for d, r in ((OLD, 0.5), (NEW, 0.75))]
    deals = both("U", {"amount": 100, "currency": "USD"}, {"amount": 120, "currency": "USD"})
    found = moved(deals, rates=rates)
    assert usual(found) == {"up": 15, "exchange rate": 25}  # 20 more at 0.75; 100 x 0.25
    assert (found.start, found.end) == (50, 90)


def test_a_deal_without_a_rate_is_on_neither_side_and_counted():
    found = moved([*CALM, *both("S", {"currency": "SEK"}, {"currency": "SEK"})])
    assert (found.start, found.end, found.left_out) == (100, 100, 1)


def test_a_deal_without_an_amount_counts_as_nothing_until_it_has_one():
    assert usual(moved([*CALM, *both("A", {"amount": None}, {"amount": 30})])) == {"up": 30}
    assert moved([*CALM, *both("A", {}, {"amount": None})]).without_amount == 1


def test_a_deal_that_changes_its_market_moves_out_of_one_and_into_the_other():
    deals = both("M", {"market": "FR"}, {"market": "SE"})
    assert usual(moved(deals, where=Slice(market="FR"))) == {"moved out": -100}
    assert usual(moved(deals, where=Slice(market="SE"))) == {"moved in": 100}
    assert usual(moved(deals, where=Slice(market="(none)"))) == {}
    with pytest.raises(NoAnswer, match="not by channel"):
        moved(deals, where=Slice(channel="web"))


def test_two_snapshots_are_needed():
    for deals in ([deal("A", NEW)], [deal("A", OLD)], [], [deal("A", "06-14"), deal("A", OLD)]):
        with pytest.raises(NoAnswer, match="two snapshots of the deals are needed"):
            moved(deals)


def test_a_period_older_than_what_is_kept_is_refused():
    weeks = [day("06-21") + timedelta(days=7 * n) for n in range(18)]
    deals = [{**deal("A", OLD), "snapshot_day": week} for week in weeks]
    with pytest.raises(NoAnswer, match="only for the latest snapshots"):
        moved(deals)
    assert moved(deals, Period(weeks[-1], weeks[-1])).start == 100


SEEN = st.sampled_from(["open", "open", "won", "lost", None])
DEAL = st.tuples(SEEN, SEEN, SEEN, *[st.none() | st.integers(0, 10**9)] * 3, *[st.sampled_from(["06-30", "07-09", None])] * 3)


def frames_of(drawn: list[tuple]) -> dict[str, pd.DataFrame]:
    """The two cubes for deals drawn as three statuses, amounts in cents and due days; every snapshot was taken."""
    days = [pd.Timestamp(2026, 6, d) for d in (21, 25, 28)]
    rows = []
    for name, one in enumerate(drawn):
        seen = [n for n in range(3) if one[n]]
        for n in seen:
            due = pd.Timestamp(day(one[6 + n])) if one[6 + n] else pd.NaT
            rows.append(("crm", f"D{name}", days[n], one[n], None if one[3 + n] is None else one[3 + n] / 100, "EUR", due,
                         pd.NaT if one[n] == "open" else days[n], None, None, None, 1.0, int(n == seen[0]), days[0]))  # fmt: skip
    columns = ("source opportunity_id snapshot_day status amount currency due_day closed_day owner market business_area rate "
               "first kept_from").split()  # fmt: skip
    moves = pd.DataFrame(rows, columns=columns).astype({c: "datetime64[s]" for c in columns if c.endswith("_day")})
    moves = moves.astype({"kept_from": "datetime64[s]", "amount": float})
    return {"deal_moves": moves, "deal_snapshots": pd.DataFrame({"source": "crm", "snapshot_day": days})}


@settings(deadline=None)
@given(st.lists(DEAL, max_size=12), st.sampled_from([None, QUARTER]))
def test_start_and_changes_are_the_end_on_any_snapshots(drawn, due_in):
    frames = frames_of(drawn)
    found = pipeline_moves(**frames, period=WEEK, due_in=due_in)
    assert found.start + sum(found.totals().values()) == pytest.approx(found.end, abs=1e-5)
    for side, when in ((found.start, day(OLD)), (found.end, day(NEW))):
        rows = frames["deal_moves"]
        here = rows[(rows["snapshot_day"] == pd.Timestamp(when)) & (rows["status"] == "open")]
        here = here if due_in is None else here[here["due_day"] <= pd.Timestamp(due_in.end)]
        assert side == pytest.approx(here["amount"].sum(), abs=1e-5)


def test_the_cube_is_the_same_on_both_engines(postgres_url):  # noqa: F811
    facts = {"opportunities": [*STORY, *(deal("H", f"0{m}-{d:02d}") for m in range(1, 6) for d in (5, 9, 15, 25))],
             "fx_rates": [{"day": day(NEW), "currency": "USD", "rate": 0.9}]}  # fmt: skip
    engines = [fill(sa.create_engine(url), facts) for url in ("duckdb:///:memory:", postgres_url)]
    ours, theirs = (cubes(engine, COMPANY, NAMES)["deal_moves"] for engine in engines)
    assert len(ours) == len(STORY) + 14  # 16 snapshots kept, two of them are those of the story
    pd.testing.assert_frame_equal(*(f.sort_values(["opportunity_id", "snapshot_day"], ignore_index=True) for f in (ours, theirs)))
    for engine in engines:
        engine.dispose()
