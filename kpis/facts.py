"""The canonical fact tables: what adapters load. One declaration gives types, rules, templates and checks.

`day` is the business day in the company's zone, money is DECIMAL(18,2) beside an ISO currency, monthly facts carry the
first day of the month. Units: amounts in their own currency, instants in seconds since 1970 (UTC).
"""

import sqlalchemy as sa

from kpis.contract import Kind, col, table

FACTS = sa.MetaData()
K = Kind


def _market() -> list[sa.Column]:
    return [col("market", K.ID, "the market or country, as you name it", optional=True),
            col("business_area", K.ID, "the business area or line", optional=True)]  # fmt: skip


def _money(about: str, **more: object) -> list[sa.Column]:
    return [col("amount", K.MONEY, about, **more), col("currency", K.CURRENCY, "ISO code, such as EUR")]


def _party(optional: bool = True) -> list[sa.Column]:
    return [col("customer_id", K.HASH, "the customer; stored only as a keyed hash", optional=optional),
            col("account_id", K.HASH, "the customer's company; stored only as a keyed hash", optional=True)]  # fmt: skip


touches = table(
    FACTS, "touches", "One contact with a customer: a mail sent, a page shown, a call made.",
    col("touch_id", K.ID), *_party(optional=False), col("ts_s", K.SECONDS, "when it happened"),
    col("day", K.DAY, "business day of the contact"),
    col("use_case_id", K.ID, "the use case behind it; empty = a person acted", optional=True),
    col("channel", K.ID, "e-mail, web, field sales …"), *_market(),
    col("milestone", K.CHOICE, "the step it marked, if any", optional=True, choices="first lead opportunity"),
    col("consent", K.FLAG, "did the customer agree to be contacted?", optional=True),
    key="touch_id", day="day", instant="first",
)  # fmt: skip

sales = table(
    FACTS, "sales", "One signed sale, before refunds and without VAT.",
    col("sale_id", K.ID), *_party(), col("ts_s", K.SECONDS, "when it was signed"),
    col("day", K.DAY, "business day of the sale"), *_money("value signed", low=0), *_market(),
    key="sale_id", day="day", instant="last",
)  # fmt: skip

sale_adjustments = table(
    FACTS, "sale_adjustments", "A later change of one sale, such as a refund, in the sale's currency.",
    col("adjustment_id", K.ID), col("sale_id", K.ID), col("day", K.DAY, "business day of the change"),
    col("amount", K.MONEY, "negative lowers the sale"), key="adjustment_id", day="day",
)  # fmt: skip

recognised_revenue = table(
    FACTS, "recognised_revenue", "Revenue booked by finance for one contract and month.",
    col("day", K.DAY, "first day of the month"), col("contract_id", K.ID), *_money("revenue recognised"), *_market(),
    key="contract_id day", day="day",
)  # fmt: skip

opportunities = table(
    FACTS, "opportunities", "One deal as the CRM showed it on one day (weekly snapshots).",
    col("opportunity_id", K.ID), col("snapshot_day", K.DAY, "the day of the snapshot"), *_party(),
    col("owner", K.TEXT, "who works on it", optional=True), col("lead_source", K.TEXT, "where it came from", optional=True),
    col("amount", K.MONEY, "expected value", optional=True, low=0), col("currency", K.CURRENCY, "ISO code"),
    col("stage", K.TEXT, "the CRM's stage"), col("status", K.CHOICE, choices="open won lost"),
    col("created_day", K.DAY), col("due_day", K.DAY, "expected close", optional=True, future=True),
    col("closed_day", K.DAY, "when it was won or lost", optional=True), *_market(),
    key="opportunity_id snapshot_day", day="snapshot_day",
)  # fmt: skip

quotas = table(
    FACTS, "quotas", "What is to be sold in a span of days.",
    col("quota_id", K.ID), col("from_day", K.DAY, future=True), col("to_day", K.DAY, future=True),
    *_money("to be sold", low=0), *_market(), col("team", K.TEXT, optional=True), key="quota_id", day="from_day",
)  # fmt: skip

responses = table(
    FACTS, "responses", "One answer to a survey.",
    col("response_id", K.ID), col("day", K.DAY), col("instrument", K.CHOICE, choices="nps csat ces"),
    col("scale_max", K.COUNT, "highest possible score: 10 for NPS, 5 for CSAT, 7 for CES", low=1, high=100),
    col("score", K.NUMBER, low=0, high=100), _party()[0], *_market(), key="response_id", day="day",
)  # fmt: skip

activations = table(
    FACTS, "activations", "What one use case did on one day in one place.",
    col("day", K.DAY), col("use_case_id", K.ID), col("channel", K.ID), col("market", K.ID), col("business_area", K.ID),
    col("actions", K.COUNT, "actions carried out", low=0), col("shown", K.COUNT, optional=True, low=0),
    col("acted", K.COUNT, "customers who reacted", optional=True, low=0),
    key="day use_case_id channel market business_area", day="day",
)  # fmt: skip

costs = table(
    FACTS, "costs", "Running or building cost of one day, week or month.",
    col("cost_id", K.ID, "leave out for a cost sheet that is sent again whole", optional=True), col("day", K.DAY),
    col("span", K.CHOICE, "how long the cost covers, from its day on", choices="day week month", default="month"),
    col("type", K.CHOICE, "build is one-off work, never running cost", choices="sales marketing it_data_run build"),
    *_money("cost; negative is a credit note"), col("channel", K.ID, optional=True), col("use_case_id", K.ID, optional=True),
    *_market(), key="cost_id", day="day",
)  # fmt: skip

investments = table(
    FACTS, "investments", "Money spent once on data or technology, written off over its life.",
    col("investment_id", K.ID), col("day", K.DAY), *_money("paid once", low=0),
    col("life_months", K.COUNT, "months of straight-line write-off", low=1, high=600, optional=True),
    col("use_case_id", K.ID, optional=True), key="investment_id", day="day",
)  # fmt: skip

people_events = table(
    FACTS, "people_events", "One step in hiring or leaving.",
    col("event_id", K.ID), col("day", K.DAY),
    col("kind", K.CHOICE, choices="requisition_opened requisition_approved requisition_closed offer_made offer_accepted "
        "offer_declined hired left"),
    col("person_key", K.HASH, "who; stored only as a keyed hash", optional=True), col("requisition_id", K.ID, optional=True),
    col("leave_type", K.CHOICE, optional=True, choices="voluntary involuntary retirement other"),
    col("regretted", K.FLAG, optional=True), col("function", K.ID, optional=True), _market()[0],
    key="event_id", day="day",
)  # fmt: skip

headcount = table(
    FACTS, "headcount", "People employed on one day.",
    col("day", K.DAY), col("headcount", K.COUNT, low=0), col("function", K.ID, optional=True), _market()[0], day="day",
)  # fmt: skip

experiment_units = table(
    FACTS, "experiment_units", "Who was put into which arm of a test.",
    col("experiment_id", K.ID), col("unit_id", K.ID), col("arm", K.CHOICE, choices="treated control"),
    col("cluster", K.ID, optional=True), col("assigned_day", K.DAY),
    col("customer_id", K.HASH, "who the unit is, as in contacts; finds controls that were reached", optional=True),
    col("account_id", K.HASH, "which company the unit is, as in contacts", optional=True),
    key="experiment_id unit_id", day="assigned_day",
)  # fmt: skip

experiment_series = table(
    FACTS, "experiment_series", "What was measured for one unit of a test on one day.",
    col("experiment_id", K.ID), col("unit_id", K.ID), col("day", K.DAY), col("value", K.NUMBER),
    key="experiment_id unit_id day", day="day",
)  # fmt: skip

consents = table(
    FACTS, "consents", "From when to when a contact agreed to be contacted.",
    col("contact_key", K.HASH, "the contact; stored only as a keyed hash"),
    col("valid_from", K.DAY, "empty = never agreed", optional=True),
    col("valid_to", K.DAY, "last valid day; empty = open", optional=True, future=True),
    key="contact_key valid_from", day="valid_from",
)  # fmt: skip

fx_rates = table(
    FACTS, "fx_rates", "What one unit of a currency was worth in the company's currency on one day.",
    col("day", K.DAY), col("currency", K.CURRENCY), col("rate", K.RATE, "company currency per unit", low=1e-8),
    key="day currency", day="day",
)  # fmt: skip

calendar = table(
    FACTS, "calendar", "The company's own weeks, months and fiscal periods.",
    col("day", K.DAY, future=True), col("iso_year", K.COUNT), col("iso_week", K.COUNT, low=1, high=53),
    col("month", K.DAY, "first day of the month", future=True), col("fiscal_year", K.COUNT),
    col("fiscal_period", K.COUNT, low=1, high=13), col("is_workday", K.FLAG), key="day", day="day",
)  # fmt: skip

leads = table(
    FACTS, "leads", "One lead and what happened to it.",
    col("lead_id", K.ID), col("created_day", K.DAY), col("handed_at_s", K.SECONDS, "handed to sales", optional=True),
    col("first_touch_at_s", K.SECONDS, "first contact by sales", optional=True), col("outcome", K.TEXT, optional=True),
    col("lead_source", K.TEXT, optional=True), _party()[0], *_market(), key="lead_id", day="created_day",
)  # fmt: skip

accounts = table(
    FACTS, "accounts", "One customer company with its potential.",
    col("account_id", K.HASH), col("segment", K.ID, optional=True), col("revenue", K.MONEY, optional=True),
    col("wallet", K.MONEY, "estimated total spend", optional=True), col("potential", K.MONEY, optional=True),
    col("owner", K.TEXT, optional=True), *_market(), key="account_id",
)  # fmt: skip
