"""What may be said of all use cases together: the sum of effects with its condition, and where the cost ledger went."""

import pandas as pd
import streamlit as st

from kpis.cost_allocation import KINDS, AllocatedCost
from kpis.figure import Figure
from kpis.reading import NoAnswer
from pages.parts import cache
from pages.parts.figures import number
from pages.parts.gate import Page
from pages.parts.use_cases.value_words import ends
from pages.parts.use_cases.values import ledger_of, month_of, programme_of
from pages.parts.words import plain, say, unbroken


def draw_sum(page: Page) -> None:
    """The single effects added up, if they may be; beside it the test of the whole programme. Only without a filter."""
    if page.slice.filters():
        return
    currency, known = page.home.company.currency, programme_of(page, month_of(page).end)
    said = [_said("value.sum", known.single_sum, currency) if known.single_sum.value is not None else None]
    if known.single_sum.value is None and known.tested:
        said = [say("value.sum.none", reason=plain(known.single_sum.reason))]
    if known.whole.value is not None:
        said.append(_said("value.sum.whole", known.whole, currency))
    if any(said):
        st.markdown(unbroken(" ".join(text for text in said if text)))


def _said(key: str, figure: Figure, currency: str) -> str:
    found = {name: plain(text) for name, text in ends(figure, currency).items()}
    return say(f"{key}.unclear" if figure.unclear else key, **found)


def draw_ledger(page: Page, key: str) -> None:
    """The cost of the month by use case, with the row of what names none; folded, and only without a filter."""
    if page.slice.filters():
        return
    month = f"{month_of(page).end:%B %Y}"
    box = st.expander(
        say("value.ledger", month=month), icon=":material/receipt_long:", key=key, on_change="rerun", type="compact"
    )
    if not box.open:
        return
    with box:
        try:
            found = ledger_of(page)
        except NoAnswer as none:
            st.caption(plain(none.reason))
            return
        currency, names = page.home.company.currency, cache.choices(page.home)
        table = [_row(_name(row, names), row.by_kind, row.total) for row in found.rows]
        table.append(_row(say("value.ledger.all"), found.by_kind, found.total))
        st.table(pd.DataFrame(table), border="horizontal", hide_index=True)
        st.caption(say("value.ledger.ok" if found.adds_up else "value.ledger.bad", total=plain(f"{number(found.total, 2)} {currency}")))
        st.caption(say("value.ledger.why"))
        if found.excluded:
            st.caption(say("value.ledger.excluded", count=found.excluded))


def _name(row: AllocatedCost, names: cache.Choices) -> str:
    return say("value.ledger.none") if row.use_case_id is None else names.name("use_case", row.use_case_id)


def _row(name: str, by_kind: tuple[float, ...], total: float) -> dict[str, str]:
    """A line in whole cents, so that a reader can add it up."""
    amounts = dict(zip(KINDS, by_kind, strict=True)) | {"total": total}
    cells = {say("value.ledger.use_case"): name}
    cells |= {say(f"value.ledger.{kind}"): number(amount, 2) if amount else "–" for kind, amount in amounts.items()}
    return {column: plain(text) for column, text in cells.items()}
