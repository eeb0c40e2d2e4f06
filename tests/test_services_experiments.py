"""Registering, changing and ending a test: refused in words, saved once, its plan fixed once it may have been looked at."""

from datetime import UTC, date, datetime

import pytest

from data_adapters.records import problems, services
from data_adapters.records.principal import local_owner
from data_adapters.records.rows import supersede_and_insert
from tests.stores import records, url  # noqa: F401 - fixtures

OWNER = local_owner()
TEST = {"experiment_id": "X1", "use_case_id": "u1", "design": "holdout", "unit": "customer", "metric": "revenue",
        "start": date(2026, 11, 2), "planned_end": date(2027, 1, 31), "looks": 2, "treated_share": 0.5}  # fmt: skip


@pytest.fixture
def company(records):  # noqa: F811
    records.clock = lambda: datetime(2026, 11, 20, 12, tzinfo=UTC)
    with records.change(OWNER, "usecase.write", request_id="seed", what="seed") as change:
        supersede_and_insert(change, "use_cases", [{"use_case_id": "u1", "name": "Next best offer"}], "seed")
    return records


def save(company, request_id="r1", **changed):
    return services.save_experiment(company, OWNER, TEST | changed, request_id=request_id)


def stored(company):
    return company.frame("experiments").set_index("experiment_id").loc["X1"]


@pytest.mark.parametrize(
    ("changed", "field", "rule"),
    [
        ({"planned_end": date(2026, 11, 1)}, "planned_end", "span_reversed"),
        ({"ended": date(2026, 11, 1)}, "ended", "span_reversed"),
        ({"ended": date(2026, 12, 1)}, "ended", "in_future"),
        ({"valid_until": date(2026, 10, 1)}, "valid_until", "span_reversed"),
        ({"treated_share": 1.0}, "treated_share", "share_outside"),
        ({"treated_share": 1.5}, "treated_share", "too_large"),
        ({"looks": 13}, "looks", "too_many_looks"),
        ({"looks": 0}, "looks", "too_small"),
        ({"planned_effect": 0.0}, "planned_effect", "no_effect_wanted"),
        ({"use_case_id": "u9"}, "use_case_id", "unknown_use_case"),
        ({"design": "guess"}, "design", "not_a_choice"),
        ({"treated_n": 10, "treated_conversions": 11}, "treated_conversions", "more_than_all"),
        ({"treated_mean": 10.0}, "treated_mean", "half_a_result"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field_and_nothing_is_saved(company, changed, field, rule):
    with pytest.raises(problems.InvalidEntry) as said:
        save(company, **changed)
    assert (said.value.field, said.value.rule) == (field, rule)
    assert company.frame("experiments").empty


def test_saving_twice_changes_nothing(company):
    assert (save(company).new, save(company).repeated, save(company, "r2").unchanged) == (1, True, 1)
    assert len(company.frame("experiments")) == 1


def test_a_plan_may_be_changed_with_a_warning_before_its_first_look_and_not_after(company):
    save(company)  # looks on 17 December and 31 January
    assert [w.rule for w in save(company, "r2", looks=3).warnings] == ["plan_changed"]
    company.clock = lambda: datetime(2026, 12, 20, 12, tzinfo=UTC)
    with pytest.raises(problems.InvalidEntry, match="its plan stays as it was registered"):
        save(company, "r3", looks=1)
    assert save(company, "r4", looks=3, hypothesis="A tenth more").changed == 1  # words may be added at any time


def test_what_was_left_open_may_be_completed_later(company):
    save(company, treated_share=None)
    company.clock = lambda: datetime(2026, 12, 20, 12, tzinfo=UTC)
    assert save(company, "r2").warnings == () and stored(company)["treated_share"] == 0.5


def test_another_metric_for_the_same_use_case_is_said(company):
    save(company)
    warnings = services.save_experiment(company, OWNER, TEST | {"experiment_id": "X2", "metric": "buyers"},
                                        request_id="r2").warnings  # fmt: skip
    assert [w.rule for w in warnings] == ["metric_differs"]


def test_two_people_cannot_register_the_same_test_over_each_other(company):
    save(company)
    with pytest.raises(problems.Conflict) as said:
        services.save_experiment(company, OWNER, TEST | {"metric": "buyers"}, request_id="r2", expected_version=0)
    assert said.value.theirs["metric"] == "revenue"


def test_a_test_ends_once_counts_for_a_year_and_an_early_end_is_said(company):
    save(company)
    ended = services.end_experiment(company, OWNER, "X1", date(2026, 11, 19), request_id="e1", expected_version=1)
    assert [w.rule for w in ended.warnings] == ["ended_early"]
    row = stored(company)
    assert (row["ended"].date(), row["valid_until"].date()) == (date(2026, 11, 19), date(2027, 11, 19))
    assert services.end_experiment(company, OWNER, "X1", date(2026, 11, 19), request_id="e1").repeated
    with pytest.raises(problems.Conflict):
        services.end_experiment(company, OWNER, "X1", date(2026, 11, 18), request_id="e2", expected_version=1)


@pytest.mark.parametrize("moved", [None, "DE"])
def test_what_somebody_saves_while_a_test_is_ended_is_not_lost(company, moved):
    save(company)
    plain = company.clock

    def somebody_saves_first():
        company.clock = plain
        save(company, "r2", hypothesis="A tenth more", market=moved)
        return plain()

    company.clock = somebody_saves_first
    if moved:
        with pytest.raises(problems.Conflict, match="moved to another place"):
            services.end_experiment(company, OWNER, "X1", date(2026, 11, 19), request_id="e1")
    else:
        services.end_experiment(company, OWNER, "X1", date(2026, 11, 19), request_id="e1")
    assert stored(company)["hypothesis"] == "A tenth more"


def test_ending_an_unknown_test_or_before_its_start_is_refused(company):
    with pytest.raises(problems.InvalidEntry, match="There is no test 'X7'"):
        services.end_experiment(company, OWNER, "X7", date(2026, 11, 19), request_id="e1")
    save(company)
    with pytest.raises(problems.InvalidEntry, match="The end is before the start"):
        services.end_experiment(company, OWNER, "X1", date(2026, 11, 1), request_id="e2")


def test_a_test_of_another_market_cannot_be_taken_over_by_naming_ones_own(company):
    from data_adapters.records.principal import Principal

    save(company, market="DE")
    french = Principal("f", "F", frozenset({"programme_manager"}), frozenset({("FR", "*")}))
    with pytest.raises(problems.Denied):
        services.save_experiment(company, french, TEST | {"market": "FR"}, request_id="r2")
    with pytest.raises(problems.Denied):
        services.end_experiment(company, french, "X1", date(2026, 11, 19), request_id="e1")
