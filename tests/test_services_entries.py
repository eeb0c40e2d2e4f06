"""What people type: refused with field and rule in plain words, or saved once with its history, on both stores."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from data_adapters.records import problems, services
from data_adapters.records.principal import local_owner
from data_adapters.records.schema import audit
from data_adapters.records.services.entry import checked_row
from data_adapters.records.services.texts import clean_text
from tests.stores import records, url  # noqa: F401 - fixtures

OWNER = local_owner()
TODAY = date(2026, 11, 20)
BUDGET = {"budget_id": "b", "from_day": date(2026, 1, 1), "to_day": date(2026, 12, 31), "type": "sales", "amount": 10,
          "currency": "EUR"}  # fmt: skip


@pytest.fixture
def company(records):
    """The store on a Friday in November."""
    records.clock = lambda: datetime(2026, 11, 20, 12, tzinfo=UTC)
    return records


def refused(call, *values, **named):
    with pytest.raises(problems.InvalidEntry) as said:
        call(*values, **named)
    return said.value.field, said.value.rule


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Next best offer ", "Next best offer"), ("Cafe\u0301", "Café"),
     ("'; drop table users --", "'; drop table users --"),
     ("<script>alert(1)</script>", "<script>alert(1)</script>"), ("👩\u200d💻 team ❤\ufe0f", "👩\u200d💻 team ❤\ufe0f"),
     ("=HYPERLINK(1)", "=HYPERLINK(1)"), ("../../etc/passwd", "../../etc/passwd")],
)  # fmt: skip
def test_text_is_kept_as_typed_in_one_spelling(typed, kept):
    assert clean_text("name", typed) == kept


@pytest.mark.parametrize(
    ("typed", "rule"),
    [("a\u202eb", "hidden_character"), ("a\u200bb", "hidden_character"), ("a\u200db", "hidden_character"),
     ("\ufeffa", "hidden_character"), ("a\x00b", "hidden_character"), ("a\x1b[31mb", "hidden_character"),
     ("one\ntwo", "hidden_character"), ("one\rtwo", "hidden_character"), ("a\ud800", "hidden_character"),
     ("e" + "\u0301" * 10_000, "too_long"), ("e" + "\u0316" * 20, "piled_accents"), ("x" * 301, "too_long")],
)  # fmt: skip
def test_text_that_hides_something_is_refused(typed, rule):
    assert refused(clean_text, "name", typed) == ("name", rule)


def test_a_note_has_several_lines_and_at_most_2000_characters(company):
    services.add_note(company, OWNER, "one\r\ntwo", request_id="r1")
    assert company.frame("notes")["text"].tolist() == ["one\ntwo"]
    assert refused(services.add_note, company, OWNER, "x" * 2001, request_id="r2") == ("text", "too_long")
    assert refused(services.add_note, company, OWNER, " \u00a0\n ", request_id="r3") == ("text", "missing")


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [({"amount": "1,5"}, "amount", "wrong_kind"), ({"amount": float("inf")}, "amount", "wrong_kind"),
     ({"amount": float("nan")}, "amount", "missing"), ({"amount": 1e308}, "amount", "wrong_kind"),
     ({"amount": -1}, "amount", "too_small"), ({"amount": True}, "amount", "wrong_kind"),
     ({"amount": None}, "amount", "missing"),
     ({"type": "selling"}, "type", "not_a_choice"), ({"currency": "Euro"}, "currency", "not_a_currency"),
     ({"currency": "eur"}, "currency", "not_a_currency"), ({"from_day": date(26, 1, 1)}, "from_day", "impossible_day"),
     ({"from_day": date(9999, 1, 1)}, "from_day", "impossible_day"),
     ({"from_day": "2027-02-29"}, "from_day", "wrong_kind"),
     ({"to_day": date(2025, 1, 1)}, "to_day", "span_reversed"), ({"amont": 1}, "amont", "unknown_field"),
     ({"budget_id": "  "}, "budget_id", "missing"), ({"budget_id": "x" * 101}, "budget_id", "too_long")],
)  # fmt: skip
def test_a_field_that_cannot_be_right_is_named_with_its_rule(company, change, field, rule):
    assert refused(services.save_budget, company, OWNER, BUDGET | change, request_id="r1") == (field, rule)
    assert company.frame("budgets").empty
    assert company.versions().records == 0


def test_messages_offer_the_nearest_word():
    with pytest.raises(problems.InvalidEntry, match="Did you mean amount"):
        checked_row("budgets", {"amont": 1}, TODAY)
    with pytest.raises(problems.InvalidEntry, match="Did you mean marketing"):
        checked_row("budgets", BUDGET | {"type": "marketin"}, TODAY)


def test_a_save_answers_with_its_version_and_the_audit_says_before_and_after(company):
    first = services.save_budget(company, OWNER, BUDGET, request_id="r1", expected_version=0)
    second = services.save_budget(company, OWNER, BUDGET | {"amount": 12}, request_id="r2", expected_version=1)
    assert (first.key, first.row_version, first.new) == ("b", 1, 1)
    assert (second.row_version, second.changed) == (2, 1)
    with company.engine.begin() as tx:
        line = tx.execute(sa.select(audit).where(audit.c.request_id == "r2")).one()
    assert '"amount":"10.00"' in line.before and '"amount":"12.00"' in line.after


def test_who_saves_over_somebody_else_gets_theirs_and_changes_nothing(company):
    services.save_budget(company, OWNER, BUDGET, request_id="r1")
    services.save_budget(company, OWNER, BUDGET | {"amount": 12}, request_id="theirs", expected_version=1)
    with pytest.raises(problems.Conflict, match="Somebody else saved it first") as conflict:
        services.save_budget(company, OWNER, BUDGET | {"amount": 13}, request_id="mine", expected_version=1)
    assert (conflict.value.theirs["amount"], conflict.value.theirs["row_version"]) == (12, 2)
    assert company.frame("budgets")["amount"].tolist() == [12.0]
    with pytest.raises(problems.Conflict, match="exists already"):
        services.save_budget(company, OWNER, BUDGET, request_id="new", expected_version=0)


def test_two_use_cases_cannot_have_one_name_but_for_case_and_spelling(company):
    services.save_use_case(company, OWNER, {"use_case_id": "u1", "name": "Café offer"}, request_id="r1")
    again = {"use_case_id": "u2", "name": "CAFE\u0301  Offer"}
    assert refused(services.save_use_case, company, OWNER, again, request_id="r2") == ("name", "name_taken")
    services.save_use_case(company, OWNER, {"use_case_id": "u1", "name": "CAFÉ offer"}, request_id="r3")  # itself: fine


def test_a_place_has_one_status_on_one_day(company):
    services.save_use_case(company, OWNER, {"use_case_id": "u1", "name": "Offer"}, request_id="r1")
    where = {"market": "FR", "business_area": "retail", "day": TODAY}
    for status in ("building", "live"):
        services.set_status(company, OWNER, "u1", status, **where, request_id=status)
    assert company.frame("use_case_events")["status"].tolist() == ["live"]
    unknown = refused(services.set_status, company, OWNER, "u9", "live", **where, request_id="x")
    assert unknown == ("use_case_id", "unknown_use_case")
    where["day"] = date(2026, 11, 21)
    assert refused(services.set_status, company, OWNER, "u1", "live", **where, request_id="y") == ("day", "in_future")


def test_a_use_case_at_work_is_not_archived_and_an_archived_one_keeps_its_history(company):
    services.save_use_case(company, OWNER, {"use_case_id": "u1", "name": "Offer", "promised_value": 120}, request_id="r1")
    where = {"market": "FR", "business_area": "retail"}
    services.set_status(company, OWNER, "u1", "live", **where, day=date(2026, 11, 2), request_id="live")
    assert refused(services.archive_use_case, company, OWNER, "u1", request_id="a") == ("use_case_id", "still_at_work")
    services.set_status(company, OWNER, "u1", "retired", **where, day=TODAY, reason="No gain shown", request_id="off")
    services.archive_use_case(company, OWNER, "u1", request_id="b", expected_version=1)
    row = company.frame("use_cases").iloc[0]
    assert (str(row["archived_on"].date()), row["promised_value"]) == ("2026-11-20", 120)
    assert company.frame("use_case_events")["reason"].dropna().tolist() == ["No gain shown"]
    services.restore_use_case(company, OWNER, "u1", request_id="c", expected_version=2)
    assert company.frame("use_cases")["archived_on"].isna().all()


def test_a_target_has_a_reason_and_lies_ahead_and_says_when_it_is_below_today(company):
    later = date(2027, 6, 30)
    assert refused(services.set_target, company, OWNER, 1.2, later, "why", request_id="a") == ("level", "too_large")
    assert refused(services.set_target, company, OWNER, 0.6, later, " ", request_id="b") == ("reason", "missing")
    assert refused(services.set_target, company, OWNER, 0.6, TODAY, "why", request_id="c") == ("due_on", "due_in_past")
    saved = services.set_target(company, OWNER, 0.4, later, "new budget", request_id="d", achieved=0.43)
    assert [(w.rule, w.words) for w in saved.warnings] == [("below_achieved", "The level reached already is 43%.")]
    assert company.frame("targets")["level"].tolist() == [0.4]


def test_a_parameter_has_bounds_of_its_own(company):
    day = date(2026, 1, 1)
    setting = services.set_parameter
    assert refused(setting, company, OWNER, "gross_margin", 40, day, request_id="a") == ("value", "out_of_bounds")
    assert refused(setting, company, OWNER, "hours_per_day", 25, day, request_id="b") == ("value", "out_of_bounds")
    assert refused(setting, company, OWNER, "margin", 0.4, day, request_id="c") == ("name", "not_a_choice")
    services.set_parameter(company, OWNER, "gross_margin", 0.4, day, request_id="d")


def test_freezing_a_portfolio_makes_a_new_version_and_keeps_the_old(company):
    services.save_use_case(company, OWNER, {"use_case_id": "u1", "name": "Offer"}, request_id="r1")
    cells = [("u1", "FR", "retail"), ("u1", "DE", "retail"), ("u1", "FR", "retail")]
    assert services.freeze(company, OWNER, cells, request_id="a").new == 2
    assert services.freeze(company, OWNER, cells[:1], request_id="b", expected_version=1).key == "2"
    assert company.frame("portfolio").groupby("version").size().to_dict() == {1: 2, 2: 1}
    with pytest.raises(problems.Conflict, match="newer portfolio"):
        services.freeze(company, OWNER, cells, request_id="c", expected_version=1)
    assert refused(services.freeze, company, OWNER, [], request_id="d")[1] == "empty_portfolio"
    assert refused(services.freeze, company, OWNER, [("u9", "FR", "x")], request_id="e")[1] == "unknown_use_case"


def test_a_decision_gets_its_outcome_later(company):
    how = {"owner": "Anna", "check_on": date(2026, 12, 21)}
    made = services.decide(company, OWNER, "pause the call list", **how, request_id="r1")
    services.record_outcome(company, OWNER, made.key, "sales held", request_id="r2", expected_version=1)
    row = company.frame("decisions", trace=True).iloc[0]
    assert (row["outcome"], row["row_version"], row["text"]) == ("sales held", 2, "pause the call list")
