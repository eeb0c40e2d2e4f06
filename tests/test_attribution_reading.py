"""Attributed sales as a reading: what its parts say with and without filters, and how it reads."""

from datetime import date

import pandas as pd
import pytest

from kpis.company import Company
from kpis.cubes import CUBES
from kpis.periods import Period
from kpis.registry import all_indicators, compute
from kpis.sentences import sentence
from kpis.slices import Slice
from kpis.tables import Tables
from tests.attribution_ledger import COMPANY, ledger, refund, sale, touch

ATTRIBUTED = next(i for i in all_indicators() if i.id == "attributed_sales")
WEEK = Period(date(2026, 1, 5), date(2026, 1, 11))
SOLD = [sale("s1", 10, 1200), sale("s2", 9, 300, who=2, market="SE"), sale("s3", 8, 100, who=None)]
TOUCHED = [
    touch("t1", 2, "U1"),
    touch("t2", 3, "U2", channel="web"),
    touch("t3", 4, None, channel="call"),
    touch("t4", 5, "U1", who=2),
]


@pytest.fixture(scope="module")
def store():
    with ledger("duckdb:///:memory:") as open_ledger:
        yield open_ledger


def reading(store, where=Slice(), company=COMPANY, as_of=None, **rows):
    store.holds(**({"sold": SOLD, "touched": TOUCHED, "refunded": [refund("r", "s1", 20, -300)]} | rows))
    frames = {name: store.read(CUBES[name].select(company)) for name in ("sales", "touches", "credit")}
    frames["use_cases"] = pd.DataFrame({"use_case_id": ["U1", "U2"]})
    for name in ("sales", "touches", "credit"):
        for day in {"day", "booked_day"} & set(frames[name]):
            frames[name][day] = pd.to_datetime(frames[name][day])
    return compute(ATTRIBUTED, Tables(frames, as_of), period=WEEK, company=company, where=where)


def test_the_value_is_what_use_cases_earned_and_the_parts_add_up_to_total_sales(store):
    r = reading(store)
    assert r.value == 900  # U1 300 + 300, U2 300: the first sale, 900 after its refund, has three contacts
    assert r.parts["no_use_case"] == 300
    assert r.parts["unattributed"] == 100
    assert r.parts["total_net_sales"] == r.value + 300 + 100
    assert r.parts["gross"] == 400 + 400 + 300
    assert r.parts["touched_share"] == pytest.approx(1200 / 1300)
    assert r.n == 3


def test_a_refund_not_yet_known_on_the_day_asked_for_does_not_count(store):
    assert reading(store, as_of=date(2026, 1, 12)).value == 400 + 400 + 300
    assert reading(store, as_of=date(2026, 1, 30)).value == 300 + 300 + 300


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (Slice(use_case="U1"), 600),
        (Slice(use_case="U2"), 300),
        (Slice(use_case="(none)"), 300),
        (Slice(channel="email"), 600),
        (Slice(channel="call"), 0),
        (Slice(channel="(no contact)"), 0),
        (Slice(use_case="U9"), 0),
    ],
)
def test_under_a_use_case_or_channel_the_parts_about_all_sales_are_empty(store, where, value):
    r = reading(store, where)
    assert r.value == value
    assert [r.parts[p] for p in ("unattributed", "total_net_sales", "touched_share")] == [None, None, None]


def test_a_market_keeps_all_parts_because_each_sale_has_one_market(store):
    r = reading(store, Slice(market="SE"))
    assert (r.value, r.parts["unattributed"], r.parts["total_net_sales"], r.parts["touched_share"]) == (300, 0, 300, 1)


def test_without_any_contact_loaded_there_is_a_reason_and_not_a_zero(store):
    assert reading(store, touched=[]).reason == "no data: touches not loaded"


def test_without_any_sale_loaded_there_is_a_reason(store):
    assert reading(store, sold=[], refunded=[]).reason == "no data: sales not loaded"


def test_the_sentence_names_the_rule_and_does_not_claim_the_sales(store):
    assert sentence(reading(store), "EUR") == (
        "€ 900 of the € 1.3 k signed followed an automated contact (shared equally among all contacts, 90 days back). "
        "Some of it would have come anyway."
    )


def test_another_rule_of_the_company_changes_the_value_and_the_words(store):
    r = reading(store, company=Company(rule="last", lookback_days=30))
    assert (r.value, r.parts["no_use_case"]) == (300, 900)  # the call was the last contact of the first sale
    assert "(all to the last contact, 30 days back)" in sentence(r, "EUR")


def test_people_are_named_when_only_their_sales_are_shown(store):
    assert "followed a contact by people" in sentence(reading(store, Slice(use_case="(none)")), "EUR")


def test_a_channel_only_people_use_earns_use_cases_nothing_even_without_a_list_of_use_cases(store):
    only_calls = reading(store, Slice(channel="call"), touched=[t for t in TOUCHED if t["use_case_id"] is None])
    assert (only_calls.value, only_calls.parts["no_use_case"]) == (0, 900)


def test_what_people_earn_is_not_part_of_one_use_case(store):
    assert reading(store, Slice(use_case="U1")).parts["no_use_case"] is None


def test_in_the_cash_view_total_sales_and_credit_book_a_refund_in_the_same_week(store):
    cash = Company(name="", currency="EUR", refunds="cash")
    r = reading(store, company=cash)
    assert r.parts["total_net_sales"] == 1200 + 300 + 100  # the refund of the 20th lowers its own week, not this one
    assert r.value + r.parts["no_use_case"] + r.parts["unattributed"] == pytest.approx(r.parts["total_net_sales"])


def test_contacts_of_earlier_weeks_still_reach_a_sale_of_this_week(store):
    earlier = reading(store, touched=[touch("t1", -30, "U1")], sold=[sale("s1", 10, 1200)], refunded=[])
    assert (earlier.value, earlier.parts["unattributed"]) == (1200, 0)


def test_contacts_too_old_to_reach_any_sale_of_the_week_give_a_reason(store):
    stale = reading(store, touched=[touch("t1", -90, "U1")], sold=[sale("s1", 10, 1200)], refunded=[])
    assert stale.value is None and stale.reason.startswith("no data: touches known only to")
