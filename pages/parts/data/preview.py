"""What a file would do, before it does it; and the button that then does exactly that."""

from dataclasses import dataclass

import streamlit as st

from data_adapters.lake.store import ChangedMeanwhile
from data_adapters.loading import Loaded
from data_adapters.records.problems import RecordsProblem
from data_adapters.sources.raw import RefusedFile
from data_adapters.uploads import Upload, load_upload, try_upload
from pages.parts.data.phrases import announce, counted, day_words, notes_words, rows_words, table_words
from pages.parts.data.set_aside import draw_flaws
from pages.parts.figures import whole
from pages.parts.gate import Page
from pages.parts.words import plain, say

ROUND, PREVIEW = "data_round", "data_preview"  # the round numbers the widgets, so that a loaded file leaves the memory
PROBLEMS = (RefusedFile, RecordsProblem, ChangedMeanwhile)


@dataclass(frozen=True)
class Preview:
    """A file handed in, and what loading it would do, or why it is refused as a whole."""

    upload: Upload
    loaded: Loaded | None
    refusal: str = ""


def preview(upload: Upload, page: Page) -> None:
    """Try a file and keep what came of it for this session."""
    try:
        tried = Preview(upload, try_upload(page.home, page.principal, upload))
    except PROBLEMS as problem:
        tried = Preview(upload, None, str(problem))
    st.session_state[PREVIEW] = tried


def draw_preview(page: Page, table: str) -> None:
    """What the file would do, with the button to do it; nothing if none was handed in for this table."""
    tried = st.session_state.get(PREVIEW)
    if tried is None or tried.upload.table != table:
        return
    with st.container(border=True):
        file = plain(tried.upload.name)
        st.markdown("**" + say("data.preview.title", table=plain(table_words(table)), file=file) + "**")
        if tried.loaded is None:
            st.error(say("data.preview.refused", words=plain(tried.refusal)))
            return
        _draw_outcome(tried.loaded)
        _draw_confirm(tried, page)


def _draw_outcome(loaded: Loaded) -> None:
    run = loaded.run
    counts = {name: whole(getattr(run, name)) for name in ("new", "changed", "unchanged", "set_aside")}
    st.markdown(say("data.preview.counts", seen=rows_words(run.seen), **counts))
    if run.replaced and run.covers:
        st.warning(say("data.preview.replaces", rows=rows_words(run.replaced), first=day_words(run.covers[0]),
                       last=day_words(run.covers[1])))  # fmt: skip
    elif run.replaced:
        st.warning(say("data.preview.replaces_all", rows=rows_words(run.replaced)))
    if run.notes:
        st.caption(notes_words(run.notes))
    if loaded.flaws.num_rows:
        draw_flaws(loaded.flaws, "set_aside.csv", rows=run.set_aside)


def _draw_confirm(tried: Preview, page: Page) -> None:
    run = tried.loaded.run
    if not run.new + run.changed + run.replaced:
        st.info(say("data.preview.all_bad" if run.set_aside == run.seen else "data.preview.nothing_new"))
        return
    good = counted("good_row" if run.set_aside else "row", run.seen - run.set_aside)
    label = say("data.preview.load_good" if run.set_aside else "data.preview.load", good=good, aside=run.set_aside)
    with st.form("confirm_load", border=False):
        pressed = st.form_submit_button(label, type="primary")
    if pressed:
        _load(tried, page)


def _load(tried: Preview, page: Page) -> None:
    """Load it. The same click twice finds the same file again: no new rows, and it says so."""
    try:
        loaded = load_upload(page.home, page.principal, tried.upload, accept_good_rows=bool(tried.loaded.run.set_aside))
    except PROBLEMS as problem:
        st.error(say("data.preview.refused", words=plain(problem)))
        return
    if loaded.refused:  # what is known changed since the preview, and rows that were good are not any more
        st.session_state[PREVIEW] = Preview(tried.upload, loaded)
        st.warning(say("data.preview.changed"))
        return
    st.session_state.pop(PREVIEW, None)
    st.session_state[ROUND] += 1
    run = loaded.run
    words = "data.loaded.again" if run.result == "nothing_new" else "data.loaded"
    announce(say(words, table=plain(table_words(run.table_name)), file=plain(run.file_name), new=rows_words(run.new),
                 changed=whole(run.changed), aside=whole(run.set_aside)))  # fmt: skip
