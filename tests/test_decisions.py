"""Did a decision help? Before and after, inside what was usual."""

from datetime import date, timedelta

import pytest

from kpis.company import Company
from kpis.decisions import Verdict, did_it_help
from kpis.reading import Reading, Timing, View
from kpis.registry import all_indicators

INDICATORS = {what.id: what for what in all_indicators()}
SALES, COST = INDICATORS["total_sales"], INDICATORS["cost_of_sales"]
MONDAY = date(2026, 11, 23)
UP_AND_DOWN = [90, 110] * 7  # mean 100 over 14 weeks


def weeks(before: list, after: list) -> list[Reading]:
    """One reading a week: those before the Monday of the decision, then those from that Monday on."""
    values = [*before, *after]
    first = MONDAY - timedelta(days=7 * len(before))
    return [Reading("total_sales", View.TOP_LINE, Timing.LAGGING, "EUR", start, start + timedelta(days=6), value=value)
            for n, value in enumerate(values) for start in [first + timedelta(days=7 * n)]]  # fmt: skip


def test_a_number_well_above_what_was_usual_is_better_and_well_below_is_worse():
    assert did_it_help(MONDAY, weeks(UP_AND_DOWN, [150, 160]), SALES, Company()).verdict == Verdict.BETTER
    assert did_it_help(MONDAY, weeks(UP_AND_DOWN, [40, 50]), SALES, Company()).verdict == Verdict.WORSE


def test_a_number_within_its_usual_range_is_as_usual_with_both_means_told():
    found = did_it_help(MONDAY, weeks(UP_AND_DOWN, [104, 100]), SALES, Company())
    assert (found.verdict, found.before, found.after, found.change) == (Verdict.AS_USUAL, 100, 102, 2)
    assert (found.periods_before, found.periods_after) == (14, 2)


def test_the_usual_range_is_that_of_the_mean_of_so_many_further_weeks():
    found = did_it_help(MONDAY, weeks(UP_AND_DOWN, [100, 100]), SALES, Company())
    reach = 2.1604 * 10.3775 * (1 / 14 + 1 / 2) ** 0.5  # t of 13 degrees of freedom, standard deviation of UP_AND_DOWN
    assert (found.low, found.high) == (pytest.approx(100 - reach, abs=0.01), pytest.approx(100 + reach, abs=0.01))


def test_the_week_the_decision_fell_into_counts_for_neither_side():
    wednesday = MONDAY + timedelta(days=2)
    found = did_it_help(wednesday, weeks(UP_AND_DOWN, [999, 100]), SALES, Company())
    assert (found.before, found.after) == (100, 100)


def test_before_any_week_is_complete_or_too_little_is_known_it_is_too_early():
    assert did_it_help(MONDAY, weeks(UP_AND_DOWN, []), SALES, Company()).verdict == Verdict.TOO_EARLY
    few = did_it_help(MONDAY, weeks([90, 110], [150]), SALES, Company())
    assert (few.verdict, few.before, few.after, few.low) == (Verdict.TOO_EARLY, 100, 150, None)


def test_a_number_that_is_better_when_lower_helps_by_falling():
    years = [date(2025 + n // 12, n % 12 + 1, 28) for n in range(15)]
    readings = [Reading("cost_of_sales", View.BOTTOM_LINE, Timing.LAGGING, "share", day, day, value=0.2 - 0.1 * (n == 14))
                for n, day in enumerate(years)]  # fmt: skip
    assert did_it_help(date(2026, 3, 1), readings, COST, Company()).verdict == Verdict.BETTER


def test_gaps_are_left_out_and_nothing_at_all_is_said_to_be_nothing():
    found = did_it_help(MONDAY, weeks([None, *UP_AND_DOWN], [None, 100]), SALES, Company())
    assert (found.periods_before, found.periods_after) == (14, 1)
    assert did_it_help(MONDAY, weeks([None], [None]), SALES, Company()).verdict == Verdict.NO_NUMBER
