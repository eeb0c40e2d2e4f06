"""People who log in: a signed cookie, a person on record, roles read anew at every click, and the ways a login ends."""

import time

import pytest
import sqlalchemy as sa

from data_adapters.home import close_home, open_home
from data_adapters.records.principal import local_owner
from data_adapters.records.schema import users
from data_adapters.records.services.users import create_user, disable_user, set_roles
from tests.server import people_log_in, serve
from tests.test_shell_strangers import only_the_notice

ISSUER = "https://login.example"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("people") / "home"
    opened = open_home(folder)
    for name, role in [("Ana", "viewer"), ("Ben", "management"), ("Cleo", "admin"), ("Dana", "viewer")]:
        create_user(opened.records, local_owner(), name, [role], iss=ISSUER, sub=name.lower(), request_id=f"add {name}")
    yield opened
    close_home(folder)


@pytest.fixture(scope="module")
def server(home):
    with serve(home.settings.home, people_log_in()) as running:
        yield running


def claims(person: str, **more) -> dict:
    """What the company's sign-on says about a person who has just logged in."""
    now = int(time.time())
    return {"iss": ISSUER, "sub": person, "name": person.title(), "iat": now, "exp": now + 3600} | more


def user_id(home, name: str) -> str:
    """The id under which a person is on record."""
    with home.records.engine.begin() as tx:
        return tx.execute(sa.select(users.c.user_id).where(users.c.name == name)).scalar_one()


def test_a_person_with_a_role_sees_the_pages_of_the_role(server):
    with server.visitor(claims("ana")) as ana:
        seen = ana.open("")
        assert seen.pages[0] == "Review" and "Data" in seen.pages
        assert "Please log in" not in seen.text and "Ana" in seen.text
        assert "Please log in" not in ana.open("data").text


def test_a_first_contact_has_no_role_and_sees_no_page(server):
    with server.visitor(claims("eve")) as eve:
        seen = eve.open("data")
        assert seen.pages == [] and seen.kinds == ["alert"]
        assert "no role yet" in seen.text


def test_an_admin_without_a_business_role_reads_no_figures(server):
    with server.visitor(claims("cleo")) as cleo:
        seen = cleo.open("")
        assert set(seen.pages) == {"Data"}
        assert "Figures are shown to people with a business role" in seen.text
        assert "Audit trail, newest first" in seen.text
        refused = cleo.open("review")
        assert set(refused.pages) == {"Data"} and "Review of week" not in refused.text


@pytest.mark.parametrize("broken", [
    {"exp": int(time.time()) - 60}, {"iat": int(time.time()) - 13 * 3600}, {"iss": ""}, {"sub": ""}, {"iat": None},
    {"is_logged_in": False}, {"origin": "http://evil.example"}],
    ids=["expired", "13 hours old", "no issuer", "no subject", "no time", "not logged in", "for another address"])  # fmt: skip
def test_a_login_that_does_not_hold_shows_only_the_notice(server, broken):
    with server.visitor(claims("ana", **broken)) as nobody:
        seen = nobody.open("data")
        assert only_the_notice(seen) and seen.pages == []


def test_a_cookie_signed_by_somebody_else_is_a_stranger(server, monkeypatch):
    monkeypatch.setattr("tests.server.COOKIE_SECRET", "another-secret-0123456789-0123456789-0123456789")
    with server.visitor(claims("ana")) as forger:
        assert only_the_notice(forger.open(""))


def test_a_role_taken_away_or_a_shut_out_person_is_felt_at_the_next_click(server, home):
    with server.visitor(claims("ben")) as ben, server.visitor(claims("dana")) as dana:
        assert "Data" in ben.open("").pages and "Data" in dana.open("").pages
        set_roles(home.records, local_owner(), user_id(home, "Ben"), [], request_id="ben off")
        disable_user(home.records, local_owner(), user_id(home, "Dana"), request_id="dana off")
        assert "no role yet" in ben.open("data").text
        assert "no role yet" in dana.open("data").text


def test_logging_out_ends_the_login_in_every_tab(server):
    mine = claims("ana", iat=int(time.time()) - 5)
    with server.visitor(mine) as first, server.visitor(mine) as second:
        seen = first.open("")
        assert "Data" in second.open("").pages
        first.open("", values={next(e.button.id for e in seen.elements if e.WhichOneof("type") == "button"): True})
        assert only_the_notice(second.open("data"))
