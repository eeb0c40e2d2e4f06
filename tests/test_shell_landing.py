"""Where a reader lands: each role on its own page, links on the page they name; looking as a role on one's own machine."""

import time

import pytest

from data_adapters.home import close_home, open_home
from data_adapters.records.principal import BUSINESS_ROLES, local_owner
from data_adapters.records.services.users import create_user
from pages.parts.look_as import seen_as
from tests.server import people_log_in, serve

ISSUER = "https://login.example"
PEOPLE = {"vic": ["viewer"], "pia": ["programme_manager"], "mo": ["management"], "eve": ["viewer", "management"],
          "adam": ["programme_manager", "admin"]}  # fmt: skip
SALE = "sale_id,customer_id,day,amount,currency\n1,c1,2026-11-16,100.00,EUR\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landing") / "home"
    home = open_home(folder)
    for name, roles in PEOPLE.items():
        create_user(home.records, local_owner(), name, roles, iss=ISSUER, sub=name, request_id=f"add {name}")
    close_home(folder)
    with serve(folder, people_log_in()) as running:
        yield running


@pytest.fixture(scope="module")
def own_machine(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("own") / "home") as running:
        yield running


def heading(server, address: str = "", query: str = "", person: str | None = None) -> str:
    """The first heading somebody sees at an address."""
    claims = person and {"iss": ISSUER, "sub": person, "iat": int(time.time()), "exp": int(time.time()) + 3600}
    with server.visitor(claims) as visitor:
        seen = visitor.open(address, query)
    assert not seen.not_found
    return next(element.heading.body for element in seen.elements if element.WhichOneof("type") == "heading")


@pytest.mark.parametrize(("person", "page"), [
    ("vic", "Review"), ("pia", "Effort"), ("mo", "Target"), ("eve", "Review"), ("adam", "Effort")])  # fmt: skip
def test_a_role_lands_on_its_own_page_and_several_on_review(server, person, page):
    assert heading(server, person=person) == page


@pytest.mark.parametrize("person", ["vic", "pia", "mo"])
def test_a_link_opens_the_page_it_names_whoever_follows_it(server, person):
    assert heading(server, "review", "week=2026-W47", person) == "Review"
    assert heading(server, "target", "", person) == "Target"
    assert heading(server, "effort", "", person) == "Effort"


def test_a_bare_address_with_a_week_was_copied_from_review_and_opens_it(server):
    assert heading(server, "", "week=2026-W46", "mo") == "Review"


@pytest.mark.parametrize(("look", "page"), [
    ("Sales leader", "Review"), ("Programme manager", "Effort"), ("Management", "Target"), ("Admin", "Review"),
    ("admin", "Review")])  # fmt: skip
def test_on_one_s_own_machine_one_looks_as_a_role_by_the_address(own_machine, look, page):
    assert heading(own_machine, "", f"look_as={look.replace(' ', '+')}") == page


def test_looking_as_a_role_says_it_is_no_login_and_takes_buttons_away(own_machine):
    with own_machine.visitor() as owner:
        every, leader = owner.open("review"), owner.open("review", "look_as=Sales+leader")
    assert "A view, not a login" in leader.text and "A view, not a login" not in every.text
    assert "Connect the first source" in every.text and "Connect the first source" not in leader.text


def test_who_logs_in_cannot_look_as_somebody_else(server):
    with server.visitor({"iss": ISSUER, "sub": "vic", "iat": int(time.time()), "exp": int(time.time()) + 60}) as vic:
        seen = vic.open("", "look_as=Management")
    assert "Look as" not in seen.text and "Ask your programme manager" in seen.text


def test_looking_as_a_role_never_gives_a_role_the_person_does_not_hold(monkeypatch):
    everything = local_owner()
    for role in BUSINESS_ROLES:
        monkeypatch.setattr("streamlit.session_state", {"look_as": role})
        assert seen_as(everything).roles == {role}
        less = everything.__class__("x", "X", frozenset({"viewer"}))
        assert seen_as(less).roles <= less.roles
