"""A stranger sees the login notice and nothing else: on a fresh server, by a deep link, with or without the router."""

import sys

import pytest

from tests.server import ROOT, people_log_in

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if not path.stem.startswith("_"))
NOTICE = "Please log in"


def only_the_notice(seen) -> bool:
    """One heading and the sentence under it, nothing else."""
    return seen.kinds == ["heading", "markdown"] and NOTICE in seen.text


@pytest.mark.parametrize("page", ["", *PAGES])
def test_first_request_to_a_fresh_server_by_deep_link_shows_only_the_notice(fresh_server, tmp_path, page):
    server = fresh_server(tmp_path / "home", people_log_in())
    with server.visitor() as stranger:
        seen = stranger.open(page)
    assert only_the_notice(seen), seen.texts
    assert seen.pages == [] and not seen.not_found


@pytest.mark.parametrize("page", PAGES)
def test_a_page_started_without_the_router_still_has_its_gate(fresh_server, tmp_path, page):
    """The layout that Streamlit runs ungated: a script beside the folder `pages`, and a deep link on a fresh process."""
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "main.py").write_text("import streamlit as st\nst.title('the main script')\n")
    (tmp_path / "beside" / "pages").symlink_to(ROOT / "pages")
    command = [sys.executable, "-m", "streamlit", "run", str(tmp_path / "beside" / "main.py"), "--server.port", "{port}"]
    server = fresh_server(tmp_path / "home", people_log_in(), command)
    with server.visitor() as stranger:
        seen = stranger.open(page)
    assert "the main script" not in seen.text  # else the test would not be about the page
    assert only_the_notice(seen), seen.texts


def test_every_page_was_tried():
    assert {"review", "data"} <= set(PAGES)
