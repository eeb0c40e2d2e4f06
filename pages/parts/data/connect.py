"""Bringing data in: choose the table, take its template, hand in a file or paste rows, and see what would happen."""

import streamlit as st

from data_adapters import templates
from data_adapters.demo import NoSample, remove
from data_adapters.loading import canonical_table
from data_adapters.records.problems import RecordsProblem
from data_adapters.uploads import Upload
from kpis.facts import FACTS
from kpis.records import RECORDS
from pages.parts.data.phrases import announce, rows_words, table_words
from pages.parts.data.preview import ROUND, draw_preview, preview
from pages.parts.gate import Page
from pages.parts.words import plain, say

ENDINGS = ["csv", "tsv", "txt", "xlsx", "parquet"]
FIRST = "sales"
LONGEST_PASTE = 2_000_000  # characters
PASTED = "pasted rows.tsv"


def draw_connect(page: Page) -> None:
    """Table, template, file, preview, load: in this order, each step only after the one before."""
    if not page.may("import.run"):
        st.info(say("data.connect.not_allowed"))
        return
    table = _choose_table()
    _draw_template(table)
    if page.home.is_sample():
        _draw_sample_notice(page)
        return
    handed = _draw_form(table, page)
    if handed is not None:
        preview(handed, page)
    draw_preview(page, table)


def _choose_table() -> str:
    names = [FIRST, *(name for name in (*FACTS.tables, *RECORDS.tables) if name != FIRST)]
    return st.selectbox(say("data.connect.table"), names, key="table", bind="query-params", format_func=table_words)


def _draw_template(name: str) -> None:
    table = canonical_table(name)
    st.caption(plain(table.info["about"]))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(say("data.connect.template"), width="content")
        st.download_button(say("data.connect.csv"), data=lambda: templates.as_csv(table), file_name=f"{name}.csv",
                           mime="text/csv", key="template_csv", icon=":material/download:")  # fmt: skip
        st.download_button(say("data.connect.excel"), data=lambda: templates.as_excel(table), file_name=f"{name}.xlsx",
                           on_click="ignore", key="template_excel", icon=":material/download:")  # fmt: skip
    columns = st.expander(say("data.connect.columns"), key="columns", on_change="rerun")
    if columns.open:
        heads = [say(f"data.connect.{head}") for head in ("column", "needed", "holds")]
        lines = [[plain(part) for part in line] for line in templates.explanation(table)]
        columns.table(dict(zip(heads, zip(*lines, strict=True), strict=True)), hide_index=True,
                      alt=say("data.connect.columns"))  # fmt: skip


def _draw_form(table: str, page: Page) -> Upload | None:
    """The file or the pasted rows, once Preview is pressed with something in it."""
    number, limit = st.session_state.setdefault(ROUND, 0), page.home.settings.load.max_upload_mb
    with st.form("hand_in", border=True):
        file = st.file_uploader(say("data.connect.file"), type=ENDINGS, key=f"file_{number}", max_upload_size=limit)
        pasted = st.text_area(say("data.connect.paste"), key=f"paste_{number}", height=100, max_chars=LONGEST_PASTE,
                              placeholder=say("data.connect.paste.how"))  # fmt: skip
        mapping = st.file_uploader(say("data.connect.mapping"), type=["toml"], key=f"mapping_{number}",
                                   max_upload_size=1, help=say("data.connect.mapping.help"))  # fmt: skip
        replace = st.checkbox(say("data.connect.replace"), key=f"replace_{number}",
                              help=say("data.connect.replace.help"))  # fmt: skip
        pressed = st.form_submit_button(say("data.connect.preview"), type="primary")
    if not pressed:
        return None
    if bool(file) == bool(pasted.strip()):
        st.warning(say("data.connect.both" if file else "data.connect.nothing"))
        return None
    name, content = (file.name, file.getvalue()) if file else (PASTED, pasted.encode())
    mapped = (mapping.name, mapping.getvalue()) if mapping else ("", None)
    return Upload(table, name, content, *mapped, replace)


def _draw_sample_notice(page: Page) -> None:
    st.info(say("data.sample"), icon=":material/science:")
    with st.popover(say("data.sample.remove"), icon=":material/delete:"), st.form("remove_sample", border=False):
        st.markdown(say("data.sample.ask"))
        if st.form_submit_button(say("data.sample.yes"), type="primary"):
            try:
                rows = remove(page.home, page.principal)
            except NoSample:
                announce(say("data.sample.gone"))  # the same click twice
            except RecordsProblem as problem:
                st.error(plain(problem))
            else:
                announce(say("data.sample.removed", rows=rows_words(rows)))
