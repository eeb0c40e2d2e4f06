"""What the page Attribution knows: sales and deals shared by the chosen rule, all rules beside it; per data version."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from data_adapters import paths
from data_adapters.attribution import checked
from data_adapters.credit import Credit, credit_cube, pipeline_cube, restatements
from data_adapters.home import Home
from data_adapters.paths import Ways, answered
from data_adapters.readings import with_own_lookbacks
from data_adapters.records.store import Versions
from data_adapters.side_by_side import Beside, beside, names_beside, side_by_side, with_whole_journeys
from kpis.company import Company
from kpis.credit_checks import CreditCheck
from kpis.credit_ledger import Ledger, ledger
from kpis.cubes.credit import NONE, PERSON, USE_CASE
from kpis.periods import Period
from kpis.reading import NoAnswer
from kpis.slices import Slice
from kpis.tables import Tables
from pages.parts.attribution.choice import Choice
from pages.parts.attribution.jobs import worked_out
from pages.parts.gate import Page
from pages.parts.numbers import company_tables
from pages.parts.words import say


@dataclass(frozen=True)
class Asked:
    """What is looked at: the company as if the chosen rule were its own, the rule, the days, the filter."""

    page: Page
    company: Company
    choice: Choice
    period: Period

    @property
    def place(self) -> Slice:
        """The part of the filter that is the sale's: market and business area."""
        return Slice(market=self.page.slice.market, business_area=self.page.slice.business_area)

    @property
    def currency(self) -> str:
        """The company's money."""
        return self.company.currency

    @property
    def key(self) -> tuple:
        """Every state of the data, the days and the filter: what small answers are kept by."""
        return (*key_of(self.page), self.company, self.period)


def key_of(page: Page) -> tuple[str, Versions, date]:
    """What every cache of this page is keyed by: folder, versions, day."""
    return str(page.home.settings.home), page.home.versions(), page.today


def own_company(page: Page) -> Company:
    """The company with the look-backs use cases have of their own."""
    return _company(*key_of(page), page.home)


@dataclass(frozen=True)
class Shared:
    """Credit by the chosen rule with what was sold, both ready to be cut; `made` says how it came about."""

    made: Credit
    tables: Tables

    def cut(self, name: str, period: Period, place: Slice) -> pd.DataFrame:
        """The rows of one cube for these days and this place. Raises NoAnswer."""
        return self.tables.frame(name, place).cut(period)


def shared_sales(asked: Asked) -> Shared | None:
    """Sales shared by the chosen rule; None once the reader stopped it. Raises NoAnswer."""
    return _shared(asked, "credit", credit_cube, "sales")


def shared_deals(asked: Asked) -> Shared | None:
    """Created deals shared by the chosen rule, likewise."""
    return _shared(asked, "pipeline_credit", pipeline_cube, "deals_created")


def _shared(asked: Asked, cube: str, make, sold: str) -> Shared | None:
    page, company = asked.page, asked.company
    whole = company_tables(page).frame(sold).rows

    def work(progress, cancelled) -> Shared:
        made = answered(lambda: make(page.home, company, company.rule, asked.choice.lookback, progress=progress,
                                     cancelled=cancelled))  # fmt: skip
        return Shared(made, Tables({cube: made.rows, sold: whole}, page.today))

    return worked_out(page, (cube, company.rule, asked.choice.lookback), say("attribution.work.credit"), work)


def rules_beside(asked: Asked) -> Beside | None:
    """Every rule over the days and the filter; None once the reader stopped it. Raises NoAnswer."""
    page, company, back = asked.page, asked.company, asked.choice.lookback

    def each_sale(progress, cancelled):
        return answered(lambda: side_by_side(page.home, company, progress=progress, cancelled=cancelled))

    names = names_beside(company)
    known = worked_out(page, ("rules", names, back), say("attribution.work.rules"), each_sale)
    if known is None:
        return None

    def whole_journeys(progress, cancelled):
        here = beside(known, asked.period, page.slice)
        return answered(lambda: with_whole_journeys(page.home, company, asked.period, here, page.slice,
                                                    progress=progress, cancelled=cancelled))  # fmt: skip

    where = (asked.place, page.slice.channel, bool(page.slice.use_case))
    return worked_out(page, ("journeys", names, back, asked.period, where), say("attribution.work.journeys"),
                      whole_journeys)  # fmt: skip


def ledger_of(asked: Asked, shared: Shared) -> Ledger:
    """The ledger of the days and place, by a rule that shares each sale. Raises NoAnswer."""
    cut = [shared.cut(name, asked.period, asked.place) for name in ("credit", "sales")]
    return ledger(*cut, asked.page.slice)


def ledger_of_whole(asked: Asked, found: Beside, shared: Shared) -> Ledger:
    """The same by a rule that shares all sales of the days at once. Raises NoAnswer when it has no result."""
    rule = asked.choice.rule
    if rule in found.missing:
        raise NoAnswer(found.missing[rule])
    sold = shared.cut("sales", asked.period, asked.place)
    parts = {USE_CASE: float(found.credit[rule].sum()), PERSON: found.people.get(rule, 0.0), NONE: found.nobody}
    credit = pd.DataFrame({"kind": list(parts), "amount": list(parts.values())})
    total = ledger(credit.assign(gross=credit["amount"], refunds=0.0), sold)
    wanted = asked.page.slice.use_case
    chosen = None if not wanted else float(found.credit[rule].get(wanted, 0.0))
    return Ledger(total.total, total.use_cases, total.people, total.nobody, total.count, total.no_rate, chosen)


def contacts_up_to(page: Page) -> date | None:
    """The last day contacts are known of; None without any. Raises NoAnswer."""
    known = company_tables(page).frame("touches").span()
    return known[1] if known else None


def ways_of(asked: Asked, by: str) -> Ways:
    """The ways to the sales of the days. Raises NoAnswer."""
    return _ways(*asked.key, asked.page.slice, by, asked.page.home)


def touched_of(asked: Asked) -> pd.DataFrame:
    """Sales with a contact of each use case, and of any. Raises NoAnswer."""
    return _touched(*asked.key, asked.place, asked.page.home)


def currencies_of(asked: Asked) -> pd.DataFrame:
    """One ledger per currency. Raises NoAnswer."""
    return _currencies(*asked.key, asked.place, asked.page.home)


def checks_of(asked: Asked) -> list[CreditCheck] | None:
    """The eleven checks, by the chosen rule; None once the reader stopped them. Raises NoAnswer."""

    def work(progress, cancelled) -> list[CreditCheck]:
        return answered(lambda: checked(asked.page.home, asked.company, asked.period))

    key = ("checks", asked.company.rule, asked.choice.lookback, asked.period)
    return worked_out(asked.page, key, say("attribution.work.checks"), work)


def restated(page: Page) -> pd.DataFrame:
    """The log of restatements, newest first."""
    return _restated(*key_of(page), page.home)


# Keyed by folder, versions, day and what is asked; the home itself is left out of the keys by its underscore.
@st.cache_resource(max_entries=2, show_spinner=False)
def _company(folder: str, versions: Versions, today: date, _home: Home) -> Company:
    return with_own_lookbacks(_home)


@st.cache_resource(max_entries=16, show_spinner=False)
def _ways(folder, versions, today, company: Company, period: Period, where: Slice, by: str, _home: Home) -> Ways:
    return paths.ways(_home, company, period, where, by=by)


@st.cache_resource(max_entries=16, show_spinner=False)
def _touched(folder, versions, today, company: Company, period: Period, where: Slice, _home: Home) -> pd.DataFrame:
    return paths.touched(_home, company, period, where)


@st.cache_resource(max_entries=16, show_spinner=False)
def _currencies(folder, versions, today, company: Company, period: Period, where: Slice, _home: Home) -> pd.DataFrame:
    return paths.by_currency(_home, company, period, where)


@st.cache_resource(max_entries=2, show_spinner=False)
def _restated(folder: str, versions: Versions, today: date, _home: Home) -> pd.DataFrame:
    return restatements(_home)
