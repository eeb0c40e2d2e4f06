"""Looking at a running test: on planned days only, with wider limits, and nothing in between; many tests at once."""

from datetime import date

import numpy as np
import pytest

from kpis.causal.looks import Looks, alpha_per_look
from kpis.causal.said import said, smallest_shown
from kpis.causal.words import expired
from kpis.impact import DAYS_A_MONTH, Around, findings, measured, overlap
from kpis.periods import Period
from kpis.reading import NoAnswer
from tests.impact_company import OCTOBER, experiment, frame

RUNNING = {"ended": None, "planned_end": "2026-12-31"}  # from 1 July: 183 days
TWICE = Looks(date(2026, 7, 1), date(2026, 12, 31), 2)
ALONE, SPLIT = frame("test_arms"), {"treated_n": None, "control_n": None}


def found(*tests, day=OCTOBER.end, arms=ALONE, **around):
    return findings(frame("experiments", *tests), arms, Period(day, day), around=Around(**around))


def test_looks_are_spread_evenly_and_the_last_is_the_planned_end():
    assert TWICE.days == (date(2026, 10, 1), date(2026, 12, 31))  # half of 183 days, rounded to 92
    assert (TWICE.last(date(2026, 9, 30)), TWICE.next(date(2026, 9, 30))) == (None, date(2026, 10, 1))
    assert (TWICE.alpha, Looks(TWICE.start, TWICE.end).days) == (0.025, (TWICE.end,))
    with pytest.raises(NoAnswer, match="at least one planned look"):
        alpha_per_look(0)


def test_before_its_look_a_test_shows_nothing_and_at_it_a_wider_range():
    [early] = found(experiment(looks=2, **RUNNING), day=date(2026, 9, 30))
    assert early.effect is None
    assert early.reason == "stop looking: the effect is shown at the planned look on 1 Oct 2026 (1 of 2), and not before"
    assert [c.name for c in early.checks] == ["sample ratio", "planned looks"]  # its health stays visible
    [due] = found(experiment(looks=2, **RUNNING))
    [ended] = found(experiment())
    wider = (due.effect.high - due.effect.low) / (ended.effect.high - ended.effect.low)
    assert wider == pytest.approx(2.2414 / 1.95996, abs=1e-4)  # normal quantiles of 97.5 % and 95 %
    assert "each range holds 97.5%, not 95 %" in due.checks[-1].words


def test_with_one_look_nothing_is_shown_before_the_planned_end():
    [only] = found(experiment(**RUNNING))
    assert only.reason.endswith("31 Dec 2026 (1 of 1), and not before")
    [over] = found(experiment(**RUNNING), day=date(2026, 12, 31))
    assert over.effect is not None


def arms_to(day):
    rows = [{"experiment_id": "X1", "arm": arm, "day": day, "units": 100, "total": 100.0 * mean, "squares": 110.0 * mean**2,
             "buyers": 90} for arm, mean in (("treated", 5), ("control", 4))]  # fmt: skip
    return frame("test_arms", *rows)


def test_data_that_go_on_after_a_look_are_not_looked_at_until_the_next():
    bare = experiment(looks=2, **RUNNING) | {f"{a}_{w}": None for a in ("treated", "control") for w in ("n", "mean", "sd")}
    assert found(bare, arms=arms_to("2026-10-04"))[0].effect is not None
    assert "31 Dec 2026 (2 of 2)" in found(bare, arms=arms_to("2026-10-20"))[0].reason


def test_an_end_on_no_planned_look_is_flagged_and_one_in_the_week_of_a_look_is_not():
    checks = {}
    for ended in ("2026-08-20", "2026-10-05", "2026-12-31", "2027-01-10"):
        [one] = found(experiment(looks=2, planned_end="2026-12-31", ended=ended), day=date(2027, 1, 31))
        checks[ended] = one.checks[-1]
    assert [c.passed for c in checks.values()] == [False, True, True, True]
    assert checks["2026-08-20"].words == "ended 133 days early, on no planned look: may be chance"


def test_nothing_is_found_too_often_however_many_looks_were_planned():
    chance = np.random.default_rng(11)  # 4,000 tests without effect, four looks at a growing mean
    steps = chance.standard_normal((4_000, 4)).cumsum(axis=1) / np.sqrt(np.arange(1, 5))
    from scipy.special import ndtri

    def ever(alpha):
        return float((np.abs(steps) > -ndtri(alpha / 2)).any(axis=1).mean())

    assert ever(0.05) > 0.1  # stopping when it looks good
    assert ever(alpha_per_look(4)) <= 0.05


def test_of_several_tests_together_one_that_just_shows_something_is_not_called_proven():
    near = {"treated_mean": 50.9}  # 0.9 at an error of 0.44: p = 0.04
    [alone] = found(experiment(**near))
    assert alone.proven and alone.p_together == pytest.approx(alone.effect.p)
    others = [experiment(f"X{n}", f"U{n}", treated_mean=50.0) for n in range(2, 6)]
    first = found(experiment(**near), *others)[0]
    assert first.p_together == pytest.approx(5 * first.effect.p) and not first.proven
    assert "not yet proven, of all tests together one may look like this by chance" in said(first, "EUR", OCTOBER.end)


def test_a_result_that_shows_nothing_says_what_it_could_have_shown():
    [one] = found(experiment(treated_mean=50.1))
    assert smallest_shown(one.effect) == pytest.approx((1.95996 + 0.84162) * (one.effect.high - one.effect.value)
                                                       / one.effect.months / 1.95996, rel=1e-4)  # fmt: skip


def test_an_old_result_names_its_age_and_markets():
    words = expired("Brings € 3 k.", date(2025, 9, 30), date(2026, 11, 20), None, (2, 7))
    assert words == "Measured 14 months ago on 2 of 7 markets, too old to count today. Then: Brings € 3 k."


def test_the_overlap_factor_is_the_programme_by_the_sum_of_single_effects():
    tests = frame("experiments", experiment(), experiment("X2", "U2"), experiment("P", None, treated_mean=51.0))
    known = overlap(measured(tests, ALONE, OCTOBER))
    assert known.factor == pytest.approx(0.25)  # 1 euro against 2 + 2
    assert known.use_cases == 2
    one = overlap(measured(tests.iloc[[0, 2]], ALONE, OCTOBER))
    assert known.single - known.low == pytest.approx((one.single - one.low) * 2**0.5)  # two equal errors in quadrature
    again = frame("experiments", experiment(), experiment("X3", "U1"), experiment("P", None, treated_mean=51.0))
    twice = overlap(measured(again, ALONE, OCTOBER))  # the same test twice is one use case, measured more closely
    assert (twice.use_cases, twice.single) == (1, pytest.approx(one.single))
    assert twice.single - twice.low == pytest.approx((one.single - one.low) / 2**0.5)
    assert overlap(measured(tests.iloc[:2], ALONE, OCTOBER)) is None


UNITS = [{"experiment_id": "X1", "arm": arm, "day": "2026-07-01", "units": 500, "named": 400, "groups": 0}
         for arm in ("treated", "control")]  # fmt: skip


def reached(units: int, day: str, use_case: str = "U1", arm: str = "control") -> dict:
    return {"experiment_id": "X1", "arm": arm, "use_case_id": use_case, "day": day, "units": units}


def one_check(name, *rows, **changed):
    [one] = found(experiment(**changed), units=frame("test_units", *UNITS), reached=frame("test_reached", *rows))
    return next(c for c in one.checks if c.name == name)


def test_controls_count_as_reached_by_their_own_use_case_until_the_test_ended():
    rows = [reached(3, "2026-08-01"), reached(2, "2026-09-30"), reached(9, "2026-10-01"), reached(7, "2026-08-01", "U2"),
            reached(50, "2026-08-01", arm="treated"), reached(11, "2026-08-01", "")]  # fmt: skip
    check = one_check("controls left alone", *rows)
    assert (check.value, check.passed) == (5 / 400, False)
    whole = one_check("controls left alone", *rows, use_case_id=None)
    assert whole.value == 11 / 400  # by any use case


def test_an_assignment_that_is_not_as_planned_hides_a_typed_result_too():
    [one] = found(experiment(treated_n=1000, control_n=1000, treated_share=0.5),
                  units=frame("test_units", UNITS[0] | {"units": 700}, UNITS[1]), reached=frame("test_reached"))  # fmt: skip
    assert one.effect is not None  # the typed counts are as planned, and they are what was analysed
    [bare] = found(experiment(**SPLIT, treated_share=0.5), units=frame("test_units", UNITS[0] | {"units": 700}, UNITS[1]),
                   reached=frame("test_reached"))  # fmt: skip
    assert bare.effect is None and [c.passed for c in bare.checks if c.name == "sample ratio"] == [False]


def test_tests_of_the_same_persons_at_the_same_time_are_noted_on_both():
    shared = frame("tests_shared", {"one": "X1", "two": "X2", "units": 320}, {"one": "X1", "two": "X3", "units": 5})
    later = {"start": "2026-10-05", "planned_end": "2026-10-20", "ended": "2026-10-20"}
    first, second, third = found(experiment(), experiment("X2", "U2"), experiment("X3", "U3", **later), shared=shared)
    words = [[c.words for c in f.checks if c.name == "apart from other tests"] for f in (first, second, third)]
    assert words == [["320 units are also in test X2 at the same time: the two effects may interact"],
                     ["320 units are also in test X1 at the same time: the two effects may interact"], []]  # fmt: skip


def test_between_two_looks_an_effect_a_month_is_that_of_the_days_looked_at():
    months = [found(experiment(looks=2, **RUNNING), day=day)[0].effect.months * DAYS_A_MONTH
              for day in (date(2026, 10, 1), date(2026, 11, 30), date(2026, 12, 31))]  # fmt: skip
    assert months == pytest.approx([93, 93, 184])  # 1 July to the look on 1 October, then to the planned end
    bare = experiment(looks=2, **RUNNING) | {f"{a}_{w}": None for a in ("treated", "control") for w in ("n", "mean", "sd")}
    [loaded] = found(bare, arms=arms_to("2026-10-04"), day=date(2026, 11, 30))
    assert loaded.effect.months * DAYS_A_MONTH == pytest.approx(96)  # the units are loaded up to 4 October


def test_a_typed_summary_does_not_open_the_units_of_a_test_between_its_looks():
    arms = arms_to("2026-10-20").assign(with_past=100.0, past=400.0, spread=100.0, joint=10.0, miss0=90.0, miss1=0.0, miss2=90.0)
    [one] = found(experiment(looks=2, **RUNNING), arms=arms)
    assert one.effect is None and "31 Dec 2026 (2 of 2)" in one.reason


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_loaded_plan_without_one_of_the_arms_is_no_plan_to_check_against(share):
    [one] = found(experiment(treated_share=share))
    assert one.effect is not None
    assert next(c.passed for c in one.checks if c.name == "sample ratio") is None


@pytest.mark.parametrize("days", [{"ended": "2026-06-30"}, {"ended": None, "planned_end": "2026-06-01"}])
def test_a_loaded_test_that_ends_before_its_start_shows_nothing_instead_of_a_day_times_thirty(days):
    [one] = found(experiment(**days))
    assert (one.effect, one.reason) == (None, "its last day lies before its start, so nothing can be said for a month")
