"""What nobody has measured yet: the honest sentence, and how large a test would have to be."""

import sqlalchemy as sa
import streamlit as st

from kpis.reading import NoAnswer
from pages.parts.experiments.known import Known
from pages.parts.experiments.planner import smallest_need
from pages.parts.figures import percent, whole
from pages.parts.gate import Page
from pages.parts.words import plain, say

WORTH_FINDING = 0.1


def draw_unmeasured(page: Page, known: Known) -> None:
    """The folded list of live use cases without a result that counts."""
    open_ones = known.unmeasured
    if not open_ones:
        return
    box = st.expander(say("exp.open", count=len(open_ones), live=len(known.live)), icon=":material/help:",
                      key="exp_open", on_change="rerun")  # fmt: skip
    if not box.open:
        return
    with box:
        st.markdown(say("exp.open.honest"))
        st.markdown("\n".join(f"- {plain(known.names.name('use_case', name))}{_running(known, name)}" for name in open_ones))
        try:
            best, need = smallest_need(page, "customer", WORTH_FINDING)
        except NoAnswer as none:
            st.caption(say("exp.open.no_size", reason=plain(none.reason)))
        except (sa.exc.SQLAlchemyError, OSError):
            st.caption(say("exp.plan.broken"))
        else:
            st.markdown(say("exp.open.size", effect=percent(WORTH_FINDING), need=whole(need), weeks=best.weeks,
                            have=whole(best.units), shows=percent(best.detectable(0.5))))  # fmt: skip


def _running(known: Known, use_case: str) -> str:
    if any(t.use_case_id == use_case for t in known.running):
        return say("exp.open.running")
    return say("exp.open.shown") if any(t.use_case_id == use_case for t in known.ended) else ""
