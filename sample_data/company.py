"""Puts the sample company together: every table, the late rows, and the truth that was planted."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_data import (
    activity,
    answers,
    contacts,
    effort,
    exchange,
    fitting,
    held_out,
    money,
    people,
    pipeline,
    portfolio,
    selling,
    steering,
    team,
    trials,
)
from sample_data.catalogue import NEWEST, OVER, STAR, WIN
from sample_data.plan import SMALL, Plan, Span, epoch_day, holidays

LATE_SALES, LATE_TOUCHES = 16, 240
ALONE = {
    "places": portfolio.places, "use_cases": portfolio.use_cases, "use_case_events": portfolio.use_case_events,
    "portfolio": portfolio.portfolio, "eligible_cells": portfolio.eligible_cells, "parameters": steering.parameters,
    "capacity": effort.capacity, "effort_entries": effort.entries, "estimates": effort.estimates,
    "targets": steering.targets, "goals": steering.goals, "budgets": money.budgets, "notes": steering.notes,
    "experiments": trials.experiments, "data_assets": steering.data_assets, "asset_uses": steering.asset_uses,
    "asset_revenue": money.asset_revenue, "decisions": steering.decisions, "fx_rates": exchange.fx_rates,
    "recognised_revenue": money.recognised_revenue, "costs": money.costs, "investments": money.investments,
    "people_events": team.people_events, "headcount": team.headcount,
}  # fmt: skip  tables that need nothing but the plan


@dataclass(frozen=True)
class Sample:
    """The whole sample: `tables` by contract name, `late` rows of two of them, `truth`, and the company's free days."""

    tables: dict[str, pa.Table]
    late: dict[str, pa.Table]
    truth: dict[str, object]
    holidays: tuple[date, ...]


def sample(day: date, seed: int = 7, touches: int = SMALL) -> Sample:
    """The sample company as it stands at the end of `day`.

    The same day, seed and number of touches give the same tables. All facts of the contract but the calendar, which
    follows from `holidays`, and all records are there; customers are plain text, money has a currency of its own.
    """
    plan = Plan(Span(day), seed, touches)
    folk = people.customers(plan)
    raw = selling.sales(plan, folk)
    made = contacts.touches(plan, folk, raw)
    credit = fitting.shares(folk, raw, made)
    sold = fitting.fitted(plan, raw, credit)
    tables = {name: build(plan) for name, build in ALONE.items()}
    tables |= _people_tables(plan, folk, sold) | {"activations": activity.activations(plan, made)}
    units, tables["experiment_series"] = trials.units_and_series(plan)
    tables["experiment_units"] = pa.concat_tables([units, held_out.running_units(plan, folk, made)], promote_options="default")
    tables["sales"], tables["sale_adjustments"] = selling.tables(plan, folk, sold)
    tables["touches"] = contacts.table(plan, folk, made)
    truth = _truth(plan, sold=sold, credit=credit, tables=tables, book=pipeline.deals(plan, folk))
    late = {"touches": _late(plan, tables, "touches", LATE_TOUCHES), "sales": _late(plan, tables, "sales", LATE_SALES)}
    for name, rows in late.items():
        is_late = pc.is_in(tables[name].column(0), rows.column(0).combine_chunks())  # the first column is the key
        tables[name] = tables[name].filter(pc.invert(is_late))
    truth["late_rows"] = {name: len(rows) for name, rows in late.items()}
    return Sample(tables, late, truth, tuple(holidays(plan.span)))


def _people_tables(plan: Plan, folk: people.Customers, sold: selling.Sales) -> dict[str, pa.Table]:
    """Tables that name customers."""
    book = pipeline.deals(plan, folk)
    last_year = sold.day > epoch_day(plan.span.day) - 365
    owner = folk.account[sold.customer]
    spent = np.bincount(owner[last_year], sold.net[last_year], folk.accounts + 1)
    return {"opportunities": pipeline.snapshots(plan, folk, book), "quotas": pipeline.quotas(plan, book),
            "leads": pipeline.leads(plan, folk), "responses": answers.responses(plan, folk),
            "accounts": people.accounts(plan, folk, spent), "consents": people.consents(plan, folk)}  # fmt: skip


def _late(plan: Plan, tables: dict[str, pa.Table], name: str, count: int) -> pa.Table:
    """Rows of two to six weeks ago that reach the company only with the second load."""
    day = tables[name]["day"].cast(pa.int32()).to_numpy()
    ago = epoch_day(plan.span.day) - day
    old = np.flatnonzero((ago >= 14) & (ago <= 42))
    chosen = plan.chance(f"late {name}").permutation(old)[:count]
    return tables[name].take(pa.array(np.sort(chosen)))


def _truth(plan: Plan, *, sold: selling.Sales, credit: fitting.Shares, tables: dict[str, pa.Table],
           book: pipeline.Deals) -> dict[str, object]:  # fmt: skip
    span, weekly = plan.span, fitting.weekly(plan, sold, credit)
    now = span.week_of(span.story)
    usual = {name: float(values[now - 9 : now - 1].mean()) for name, values in weekly.items()}
    return {
        "day": span.day.isoformat(), "seed": plan.seed, "touches": plan.touches, "first_day": span.first.isoformat(),
        "story_week": {"monday": span.story.isoformat(), "iso_week": span.story.isocalendar().week},
        "fall": {"market": "FR", "channel": "email", "since": span.change_day.isoformat(),
                 **{name: {"usual": round(usual[name], 2), "story_week": round(float(values[now]), 2)}
                    for name, values in weekly.items()}},
        "holiday_week": span.holiday_week.isoformat(),
        "names": {"win": WIN, "star": STAR, "over_estimate": OVER, "newest": NEWEST},
        "portfolio": portfolio.counts(plan), "tests": trials.story(plan), "effort": effort.story(plan),
        "pipeline": pipeline.story(plan, book), "steering": steering.story(plan),
        "rows": {name: len(table) for name, table in sorted(tables.items())},
    }  # fmt: skip
