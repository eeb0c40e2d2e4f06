"""The ways to a sale: by which channels or use cases customers were contacted before they bought, and how often."""

import pandas as pd
import streamlit as st

from data_adapters.paths import Ways, middle
from kpis.cubes.paths import STEPS
from kpis.markov import PEOPLE
from pages.parts.attribution.known import Asked, ways_of
from pages.parts.attribution.files import draw_file
from pages.parts.charts.draw import Twin
from pages.parts.figures import number, percent, shown, whole
from pages.parts.views.phrases import names_of, value_name, where_words
from pages.parts.words import plain, say

BY = ("channel", "use_case")
ARROW, HELD = " → ", "\u00a0"  # figures do not break


def draw_ways(asked: Asked) -> None:
    """Two sentences, then the commonest ways as a table whose rows add up to all sales."""
    by = st.segmented_control(say("attribution.ways.by"), BY, default=BY[0], key="ways_by", persist_state="session",
                              required=True, format_func=lambda name: say(f"attribution.ways.by.{name}"))  # fmt: skip
    found = ways_of(asked, by)
    if found.sales == found.without:
        st.caption(say("attribution.ways.none"))
        return
    contacts, days = (middle(found.lengths, column) for column in ("contacts", "days"))
    filtered = bool(asked.page.slice.use_case or asked.page.slice.channel)
    st.markdown(say("attribution.ways.middle", contacts=number(contacts), days=number(days)))
    counted = "attribution.ways.counted.filter" if filtered else "attribution.ways.counted"
    st.caption(say(counted, sales=whole(found.sales), net=plain(shown(found.net, asked.currency)),
                   without=whole(found.without)))  # fmt: skip
    st.table(ways_table(asked, found, by), border="horizontal", hide_index=True)
    st.caption(say("attribution.ways.note", steps=STEPS, smallest=asked.page.home.settings.privacy.k))
    draw_file(Twin("ways", lambda: _export(found, by), None, say("attribution.ways.definition"),
                   where_words(asked.page, asked.page.slice)))  # fmt: skip


def ways_table(asked: Asked, found: Ways, by: str) -> pd.DataFrame:
    """The commonest ways, all others, no contact, and all together; sales and money add up."""
    names, money = names_of(asked.page), asked.currency
    rows = [(_way(names, row.way, row.steps, by), row.sales, row.net, _each(row))
            for row in found.commonest.itertuples() if row.sales]  # fmt: skip
    met = found.lengths["contacts"].isna()
    bare = float(found.lengths.loc[met, "net"].sum())
    told = [sum(row[1] for row in rows), sum(row[2] for row in rows)]
    left = (found.sales - found.without - told[0], found.net - bare - told[1])
    rows.append((say("attribution.ways.else"), *left, ""))
    if found.without or bare:
        rows.append((say("attribution.ways.without"), found.without, bare, ""))
    rows.append((say("attribution.ways.all"), found.sales, found.net, ""))
    header = [say(f"attribution.ways.{name}") for name in ("way", "sales", "net", "contacts")]
    return pd.DataFrame([(plain(way), _counted(sales, found.sales), shown(net, money).replace(" ", HELD), each)
                         for way, sales, net, each in rows], columns=header)  # fmt: skip


def _counted(sales: int, of: int) -> str:
    return say("attribution.ways.of", count=whole(sales), share=percent(sales / of)).replace(" ", HELD)


def _each(row) -> str:
    """Contacts before a sale of this way, and days from the first of them, on average."""
    return say("attribution.ways.each", contacts=number(row.contacts / row.sales), days=whole(row.days / row.sales))


def _way(names, steps: tuple[str, ...], count: int, by: str) -> str:
    told = [say("attribution.ways.people") if step == PEOPLE else value_name(names, by, step) for step in steps]
    return ARROW.join([say("attribution.ways.earlier")] * (count > STEPS) + told)


def _export(found: Ways, by: str) -> pd.DataFrame:
    """The ways with every digit: `steps` = how many in all, 5 = more than told."""
    table = found.commonest
    return pd.DataFrame({"way": [ARROW.join(way) for way in table["way"]], "by": by, "steps": table["steps"],
                         "sales": table["sales"], "net": table["net"], "contacts": table["contacts"],
                         "days_from_first_contact": table["days"]})  # fmt: skip
