"""What numbers are made of: every split adds up to the change that is shown, or says in words why it cannot."""

from datetime import date

import pytest

from data_adapters import readings
from kpis.made_of import REFUSED, Look, by_value, split_change
from kpis.periods import last_complete, previous
from kpis.reading import NoAnswer
from kpis.registry import all_indicators, compute, tables_needed
from kpis.slices import NONE, Slice
from kpis.tables import Tables

SUNDAY = date(2026, 11, 22)
INDICATORS = {what.id: what for what in all_indicators()}


@pytest.fixture(scope="module")
def look(sample_home) -> Look:
    frames = readings.frames(sample_home, tables_needed(all_indicators()))
    return Look(Tables(frames, SUNDAY), sample_home.company)


def two(look: Look, id_: str, back: int = 0):
    """The readings of the last complete period (or one further back) and of the period before it."""
    what = INDICATORS[id_]
    period = last_complete(SUNDAY, what.rhythm, look.company)
    for _ in range(back):
        period = previous(period, what.rhythm, look.company)
    spans = (previous(period, what.rhythm, look.company), period)
    return [compute(what, look.tables, period=span, company=look.company, where=look.where) for span in spans]


@pytest.mark.parametrize("back", [0, 1, 5])
@pytest.mark.parametrize("id_", sorted(INDICATORS.keys() - REFUSED.keys() - {"talent"}))
def test_the_parts_of_every_split_add_up_to_the_change_that_is_shown(look, id_, back):
    before, now = two(look, id_, back)
    if before.value is None or now.value is None:
        pytest.skip("no number that far back")
    found = 0
    for dimension in (None, *INDICATORS[id_].dimensions):
        try:
            split = split_change(INDICATORS[id_], before, now, look, dimension)
        except NoAnswer as none:
            assert dimension is not None and none.reason
            continue
        found += 1
        assert (split.before, split.after) == (pytest.approx(before.value), pytest.approx(now.value))
        scale = max(abs(before.value), abs(now.value))
        assert sum(part.change for part in split.parts) == pytest.approx(now.value - before.value, abs=1e-9 * scale)
        assert all(p.rate is None or p.rate + p.mix == pytest.approx(p.change, abs=1e-9 * scale) for p in split.parts)
    assert found


@pytest.mark.parametrize("id_", sorted(REFUSED))
def test_numbers_whose_slices_overlap_are_refused_with_words(look, id_):
    with pytest.raises(NoAnswer) as refused:
        split_change(INDICATORS[id_], *two(look, id_), look)
    assert refused.value.reason == REFUSED[id_]


def test_the_fall_of_week_47_lies_in_france(look):
    split = split_change(INDICATORS["attributed_sales"], *two(look, "attributed_sales"), look, "market")
    assert split.parts[0].label == "FR"
    assert split.parts[0].change < 0.5 * split.change < 0


def test_a_filter_is_kept_and_its_own_dimension_is_not_split_again(look):
    france = Look(look.tables, look.company, Slice(market="FR"))
    split = split_change(INDICATORS["total_sales"], *two(france, "total_sales"), france)
    assert split.dimension == "business_area"
    alone = Look(look.tables, look.company, Slice(market="FR", business_area="electronics"))
    with pytest.raises(NoAnswer, match="nothing to split by"):
        split_change(INDICATORS["total_sales"], *two(alone, "total_sales"), alone)


def test_what_people_are_credited_with_is_no_use_case(look):
    _, now = two(look, "attributed_sales")
    found = by_value(INDICATORS["attributed_sales"], now, look, "use_case")
    assert NONE not in found
    assert sum(reading.value for reading in found.values()) == pytest.approx(now.value)


def test_without_a_number_before_there_is_no_split(sample_home):
    empty = Tables({name: rows.iloc[:0] for name, rows in readings.frames(sample_home, ("sales",)).items()}, SUNDAY)
    look = Look(empty, sample_home.company)
    with pytest.raises(NoAnswer, match="no number to compare with: no data: sales not loaded"):
        split_change(INDICATORS["total_sales"], *two(look, "total_sales"), look)
