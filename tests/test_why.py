"""Why a number moved: the parts add up to the change, checked by hand and on any rows."""

from itertools import permutations

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kpis.reading import NoAnswer
from kpis.why import ALL_ELSE, averaged, best_dimension, contributions, folded


def rows(**columns) -> pd.DataFrame:
    return pd.DataFrame(columns)


def sales(**by_market: float) -> pd.DataFrame:
    return rows(market=list(by_market), net=[float(v) for v in by_market.values()])


def told(split) -> dict[str, float]:
    return {part.label: part.change for part in split.parts}


def test_the_parts_of_a_sum_are_its_differences_largest_first():
    split = contributions(sales(FR=200, SE=100, DE=50), sales(FR=121, SE=90, FI=12), "market", value="net")
    assert list(told(split).items()) == [("FR", -79.0), ("DE", -50.0), ("FI", 12.0), ("SE", -10.0)]
    assert (split.before, split.after, split.change) == (350.0, 223.0, -127.0)


def test_beyond_five_values_the_rest_is_one_line():
    after = sales(A=60, B=50, C=40, D=30, E=20, F=3, G=-1)
    split = contributions(sales(), after, "market", value="net")
    assert list(told(split)) == ["A", "B", "C", "D", "E", ALL_ELSE]
    assert (split.parts[-1].change, split.parts[-1].folded, split.values) == (2.0, 2, 7)


def test_a_sixth_value_alone_is_named():
    assert list(told(contributions(sales(), sales(A=6, B=5, C=4, D=3, E=2, F=1), "market", value="net")))[-1] == "F"


def test_rows_without_a_value_are_kept():
    split = contributions(rows(market=[None, "FR"], net=[5.0, 1.0]), rows(market=["FR"], net=[None]), "market", value="net")
    assert told(split) == {"(none)": -5.0, "FR": -1.0}


def test_a_ratio_that_only_moves_within_is_rate():
    """Win rate 40/100 in both markets; France falls to 20/100: (40 + 40) / 200 -> (20 + 40) / 200, 10 points less."""
    before = rows(market=["FR", "SE"], won=[40, 40], decided=[100, 100])
    after = rows(market=["FR", "SE"], won=[20, 40], decided=[100, 100])
    split = contributions(before, after, "market", numerator="won", denominator="decided")
    france = split.parts[0]
    assert (france.label, france.before, france.after) == ("FR", 0.4, 0.2)
    assert france.rate == pytest.approx(-0.1)  # half of all decided x 20 points less
    assert france.mix == pytest.approx(0.0)
    assert told(split)["SE"] == pytest.approx(0.0)


def test_a_ratio_that_only_moves_between_is_mix():
    """Both markets keep their rate (20 % and 60 %), the better one grows from half to three quarters: 40 % -> 50 %."""
    before = rows(market=["FR", "SE"], won=[20, 60], decided=[100, 100])
    after = rows(market=["FR", "SE"], won=[10, 90], decided=[50, 150])
    split = contributions(before, after, "market", numerator="won", denominator="decided")
    assert (split.before, split.after) == (pytest.approx(0.4), pytest.approx(0.5))
    assert [part.rate for part in split.parts] == pytest.approx([0.0, 0.0])
    assert {p.label: round(p.mix, 4) for p in split.parts} == {"FR": 0.0625, "SE": 0.0375}  # (r - 45 %) x change of weight


def test_a_market_that_appears_is_mix_only():
    before = rows(market=["SE"], won=[50], decided=[100])
    after = rows(market=["SE", "FI"], won=[50, 0], decided=[100, 100])
    finland = contributions(before, after, "market", numerator="won", denominator="decided").parts[0]
    assert (finland.label, finland.before, finland.after, finland.rate) == ("FI", None, 0.0, 0.0)
    assert finland.mix == pytest.approx((0.0 - 0.375) * 0.5)


def test_nothing_to_divide_by_is_said():
    empty, full = rows(market=["SE"], won=[1], decided=[0]), rows(market=["SE"], won=[1], decided=[2])
    for pair, word in (((empty, full), "before"), ((full, empty), "after")):
        with pytest.raises(NoAnswer, match=f"nothing to divide by {word}"):
            contributions(*pair, "market", numerator="won", denominator="decided")


def test_overlapping_slices_are_refused_with_words():
    apart = rows(channel=["e-mail", "web", "web"], customer_id=[1, 2, 2])
    twice = rows(channel=["e-mail", "web"], customer_id=[1, 1])
    assert told(contributions(apart, apart.iloc[:1], "channel", once="customer_id")) == {"web": -1.0, "e-mail": 0.0}
    with pytest.raises(NoAnswer, match="the same customer counts in more than one channel, so the parts would not add up"):
        contributions(apart, twice, "channel", once="customer_id")


def test_a_dimension_the_rows_do_not_have_is_refused():
    with pytest.raises(NoAnswer, match="not by business area"):
        contributions(sales(), sales(), "business_area", value="net")


def test_the_best_dimension_is_the_one_in_which_one_value_moved():
    """One fall of 80 in France, spread evenly over two channels; Sweden is calm."""
    before = rows(market=["FR", "FR", "SE", "SE"], channel=["web", "e-mail"] * 2, net=[100.0] * 4)
    after = before.assign(net=[60.0, 60.0, 100.0, 99.0])
    assert best_dimension(before, after, ("channel", "market"), value="net").dimension == "market"
    assert best_dimension(before, after, ("use_case", "channel"), value="net").dimension == "channel"
    assert best_dimension(before, before, ("channel", "market"), value="net").dimension == "channel"
    with pytest.raises(NoAnswer, match="not by use case"):
        best_dimension(before, after, ("use_case",), value="net")


def test_the_mean_of_splits_is_the_split_against_the_mean():
    """100 and 60 before are 80 on average; 90 now are 10 more, of which France 30 - (20 + 0) / 2 = 20."""
    now = sales(FR=30, SE=60)
    each = [contributions(before, now, "market", value="net", keep=99) for before in (sales(FR=20, SE=80), sales(SE=60))]
    split = averaged(each)
    assert told(split) == {"FR": 20.0, "SE": -10.0}
    assert (split.before, split.after) == (80.0, 90.0)
    assert [(part.before, part.after) for part in split.parts] == [(10.0, 30.0), (70.0, 60.0)]


def test_an_unfolded_split_is_folded_like_any_other():
    after = sales(A=60, B=50, C=40, D=30, E=20, F=3, G=-1)
    whole = contributions(sales(), after, "market", value="net", keep=99)
    assert folded(whole) == contributions(sales(), after, "market", value="net")
    assert folded(whole, 6) == whole


NAMES = st.sampled_from(["A", "B", "C", "D", "E", "F", "G", "H", None])
# A denominator is money or a count: nothing, or at least a cent.
AMOUNT = st.floats(-1e6, 1e6, allow_subnormal=False)
TABLE = st.lists(st.tuples(NAMES, AMOUNT, st.just(0.0) | st.floats(0.01, 1e6)), max_size=25)


def frame(drawn) -> pd.DataFrame:
    return pd.DataFrame(drawn, columns=["market", "top", "bottom"])


@settings(deadline=None)
@given(TABLE, TABLE, st.integers(0, 9))
def test_the_parts_of_any_sum_add_up(first, second, keep):
    split = contributions(frame(first), frame(second), "market", value="top", keep=keep)
    size = 1 + sum(abs(row[1]) for row in first + second)
    assert split.after == pytest.approx(sum(row[1] for row in second), abs=1e-9 * size)
    assert sum(part.change for part in split.parts) == pytest.approx(split.change, abs=1e-9 * size)


@settings(deadline=None)
@given(TABLE, TABLE, st.integers(0, 9))
def test_the_parts_of_any_ratio_add_up(first, second, keep):
    under = [sum(row[2] for row in table) for table in (first, second)]
    assume(min(under) > 1)
    split = contributions(frame(first), frame(second), "market", numerator="top", denominator="bottom", keep=keep)
    size = 1 + sum(abs(row[1]) for row in first + second)
    assert split.change == pytest.approx(sum(r[1] for r in second) / under[1] - sum(r[1] for r in first) / under[0], abs=1e-9 * size)
    assert sum(part.change for part in split.parts) == pytest.approx(split.change, abs=1e-9 * size)
    assert all(part.rate + part.mix == pytest.approx(part.change, abs=1e-9 * size) for part in split.parts)


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, AMOUNT, st.floats(1, 1e3)), min_size=1, max_size=4), TABLE)
def test_the_order_of_rows_does_not_matter(first, second):
    assume(sum(row[2] for row in second) > 1)
    ways = {tuple((p.label, p.change, p.rate, p.mix) for p in contributions(
        frame(way), frame(second), "market", numerator="top", denominator="bottom").parts)
        for way in permutations(first)}  # fmt: skip
    assert len(ways) == 1
