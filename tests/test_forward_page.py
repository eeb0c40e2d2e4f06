"""Forward on the Review page: folded until asked for, then text to copy and one page to download."""

import shutil
import time

import pytest
from streamlit.testing.v1 import AppTest

from data_adapters.home import close_home, open_home
from data_adapters.records.principal import local_owner
from data_adapters.records.services.users import create_user
from tests.server import ROOT

ISSUER = "https://login.example"


@pytest.fixture
def opened(sample_folder, tmp_path, monkeypatch):
    """The Review page of week 47 as Vic sees it, who may only look; `state` says what she has opened on it."""
    folder = tmp_path / "home"
    shutil.copytree(sample_folder, folder)
    monkeypatch.setenv("KPI_HOME", str(folder))
    monkeypatch.setenv("KPI_LOGIN_MODE", "oidc")
    monkeypatch.setenv("KPI_LOGIN_PUBLIC_HOST", "kpi.example")
    create_user(open_home().records, local_owner(), "vic", ["viewer"], iss=ISSUER, sub="vic", request_id="add vic")

    def page(**state) -> AppTest:
        app = AppTest.from_file(ROOT / "pages" / "_router.py", default_timeout=120)
        app.user = {"is_logged_in": True, "iss": ISSUER, "sub": "vic", "iat": int(time.time())}
        app.query_params["week"], app.query_params["market"] = "2026-W47", "FR"
        for name, value in state.items():
            app.session_state[name] = value
        return app.run()

    yield page
    close_home(folder)


def test_forward_is_folded_until_somebody_opens_it_and_then_has_the_mail_of_the_same_week_and_filter(opened):
    assert not opened().code
    page = opened(forward=True)
    assert not page.exception
    text = page.code[0].value
    assert text.startswith("Week 47: ") and "[Market: France] Week 47 (16–22 Nov)" in text
    assert "Open: https://kpi.example/review?week=2026-W47&market=FR" in text
