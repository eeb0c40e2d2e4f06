"""What numbers are made of: every split adds up to the change that is shown, or says in words why it cannot."""

from datetime import date

import pytest

from data_adapters import readings
from kpis.by_parts import PART, split_by_parts
from kpis.made_of import Look, against_usual, by_value, split_change, split_dimensions
from kpis.members import COUNTED, members
from kpis.periods import last_complete, previous
from kpis.reading import NoAnswer, Reading, Timing, View
from kpis.registry import all_indicators, compute, past_readings, tables_needed
from kpis.slices import NONE, Slice
from kpis.tables import Tables

SUNDAY = date(2026, 11, 22)
INDICATORS = {what.id: what for what in all_indicators()}
MIDDLES = {"sophistication", "development_effort"}


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
@pytest.mark.parametrize("id_", sorted(INDICATORS.keys() - MIDDLES))
def test_the_parts_of_every_split_add_up_to_the_change_that_is_shown(look, id_, back):
    before, now = two(look, id_, back)
    if before.value is None or now.value is None:
        pytest.skip("no number that far back")
    found = 0
    for dimension in (None, *split_dimensions(INDICATORS[id_])):
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


@pytest.mark.parametrize("id_", sorted(MIDDLES))
def test_the_middle_of_a_list_is_not_split_but_what_came_and_went_is_named(look, id_):
    before, now = two(look, id_)
    with pytest.raises(NoAnswer, match="the middle of a list"):
        split_change(INDICATORS[id_], before, now, look)
    found = members(INDICATORS[id_], before, now, look)
    assert not found.counted
    assert found.end == now.n
    assert found.start + len(found.came) - len(found.went) == found.end


def test_numbers_whose_slices_overlap_are_refused_with_words(look):
    what, both = INDICATORS["automation_level"], two(look, "automation_level")
    for dimension in ("market", "business_area"):
        with pytest.raises(NoAnswer, match="one use case can run in several markets and business areas, so the parts would"):
            split_change(what, *both, look, dimension)
    assert split_change(what, *both, look).dimension == "use_case"


@pytest.mark.parametrize("id_", sorted(COUNTED))
def test_of_a_count_the_start_and_what_came_less_what_went_is_the_end(look, id_):
    before, now = two(look, id_)
    found = members(INDICATORS[id_], before, now, look)
    ends = {"automation_level": ("count", "portfolio"), "applicability": ("replicated", "live")}.get(id_)
    assert found.start + len(found.came) - len(found.went) == found.end
    assert found.whole == tuple(one.n for one in (before, now))
    if ends:
        assert (found.start, found.end) == (before.parts[ends[0]], now.parts[ends[0]])
    else:
        assert (found.start, found.end) == (before.value, now.value)


def test_the_use_case_that_went_quiet_explains_the_automation_level(look):
    split = split_change(INDICATORS["automation_level"], *two(look, "automation_level"), look)
    assert [(part.label, round(part.change, 4)) for part in split.parts if part.change] == [("U03", -0.0417)]  # 1 of 24


def test_a_return_is_split_by_margin_and_cost(look):
    split = split_change(INDICATORS["roi"], *two(look, "roi"), look)
    assert split.dimension == PART
    assert {part.label for part in split.parts} == {"incremental_margin", "run_cost", "amortised_investment"}


def told(before: dict, now: dict) -> dict[str, float]:
    readings = [Reading("roi", View.BOTTOM_LINE, Timing.LAGGING, "share", SUNDAY, SUNDAY, 0.0, parts=p) for p in (before, now)]
    return {part.label: part.change for part in split_by_parts(INDICATORS["roi"], *readings).parts}


def test_the_parts_of_a_ratio_share_its_change_without_a_rest():
    """Margin 100 on cost 50 + 50 (return 0 %) becomes 300 on 50 + 150 (50 %): +200 x (1/100 + 1/200) / 2 = +1.5 from the
    margin, and - 200 on average x 100 / (100 x 200) = -1.0 from what is written off."""
    first = {"incremental_margin": 100.0, "run_cost": 50.0, "amortised_investment": 50.0}
    assert told(first, {"incremental_margin": 300.0, "run_cost": 50.0, "amortised_investment": 150.0}) == pytest.approx(
        {"incremental_margin": 1.5, "amortised_investment": -1.0, "run_cost": 0.0})  # fmt: skip


def test_a_part_that_is_not_known_refuses_the_split():
    with pytest.raises(NoAnswer, match="not known for both periods"):
        told({"incremental_margin": None, "run_cost": 1.0, "amortised_investment": 1.0}, {})


def test_the_difference_to_the_usual_adds_up_for_sums_and_ratios(look):
    for id_ in ("total_sales", "customer_satisfaction", "automation_level", "pipeline"):
        what = INDICATORS[id_]
        *earlier, now = past_readings(what, look.tables, day=SUNDAY, company=look.company, count=5)
        split = against_usual(what, earlier, now, look)
        usual = sum(one.value for one in earlier) / 4
        assert split.before == pytest.approx(usual)
        assert sum(part.change for part in split.parts) == pytest.approx(now.value - usual, abs=1e-9 * abs(usual))


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
