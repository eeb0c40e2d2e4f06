"""People and their sign-on: a new face has no role, a lost role counts at once, one admin always stays."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from data_adapters.records import problems, services
from data_adapters.records.backup import NoBackup, backup
from data_adapters.records.principal import local_owner, read_scopes, scopes_text
from data_adapters.records.schema import users
from data_adapters.records.sessions import SessionEnded, log_out, principal_for
from data_adapters.records.store import open_records
from tests.stores import records, url  # noqa: F401 - fixtures

OWNER = local_owner()
NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
ISSUER = "https://login.example"


@pytest.fixture
def house(records):
    """The store at nine in the morning."""
    records.clock = lambda: NINE
    return records


def sign_on(house, sub="anna-1", hours=0, **claims):
    house.clock = lambda: NINE + timedelta(hours=hours)
    return principal_for(house, ISSUER, sub, issued_at=int(NINE.timestamp()), name="Anna", **claims)


def give(house, person, *roles, by=OWNER, request_id=None):
    return services.set_roles(house, by, person.user_id, roles, request_id=request_id or f"{person.user_id}{roles}")


def test_a_new_face_has_no_role_until_an_admin_gives_one(house):
    assert sign_on(house).roles == frozenset()
    assert sign_on(house).user_id == sign_on(house).user_id
    give(house, sign_on(house), "viewer")
    assert sign_on(house).roles == {"viewer"}
    assert sign_on(house, sub="ben-2").user_id != sign_on(house).user_id


def test_a_role_taken_away_counts_at_once_even_for_a_page_that_is_open(house):
    anna = sign_on(house)
    give(house, anna, "management")
    anna = sign_on(house)  # her page is open with this
    assert services.add_note(house, anna, "hello", request_id="n1").new == 1
    give(house, anna, "admin")
    with pytest.raises(problems.Denied):
        services.add_note(house, anna, "hello again", request_id="n2")
    with pytest.raises(problems.Denied), house.change(anna, "note.write", request_id="n3", what="x"):
        raise AssertionError("must not run")


def test_a_place_taken_away_counts_at_once_even_for_a_page_that_is_open(house):
    anna = sign_on(house)
    give(house, anna, "programme_manager")
    cell = {"use_case_id": "u1", "channel": "web", "business_area": "retail", "from_day": NINE.date()}
    services.save_use_case(house, OWNER, {"use_case_id": "u1", "name": "Offer"}, request_id="u1")
    services.set_scopes(house, OWNER, anna.user_id, [("FR", "*")], request_id="s1")
    assert services.save_cell(house, anna, {**cell, "market": "FR"}, request_id="c1").new == 1
    with pytest.raises(problems.Denied):
        services.save_cell(house, anna, {**cell, "market": "DE"}, request_id="c2")


def test_a_disabled_person_and_one_who_signed_out_may_nothing(house):
    anna = sign_on(house)
    give(house, anna, "management")
    services.disable_user(house, OWNER, anna.user_id, request_id="off")
    assert sign_on(house).roles == frozenset()
    assert not house.holds(anna, "kpi.read")
    ben = sign_on(house, sub="ben")
    give(house, ben, "management")
    log_out(house, ben)
    assert not house.holds(ben, "kpi.read")
    with pytest.raises(SessionEnded, match="signed out"):
        sign_on(house, sub="ben")


def test_a_sign_on_ends_after_12_hours_after_8_idle_hours_and_when_it_expires(house):
    sign_on(house)
    sign_on(house, hours=7)
    sign_on(house, hours=11.9)
    with pytest.raises(SessionEnded, match="12 hours"):
        sign_on(house, hours=12.1)
    sign_on(house, sub="ben")
    with pytest.raises(SessionEnded, match="8 hours"):
        sign_on(house, sub="ben", hours=8.1)
    with pytest.raises(SessionEnded, match="expired"):
        sign_on(house, sub="cleo", expires_at=int(NINE.timestamp()) - 1)


def test_nobody_changes_the_own_role_and_the_last_admin_stays(house):
    anna, ben = sign_on(house), sign_on(house, sub="ben")
    give(house, anna, "admin")
    give(house, ben, "admin", "viewer")
    anna, ben = sign_on(house), sign_on(house, sub="ben")
    with pytest.raises(problems.InvalidEntry, match="own roles"):
        give(house, anna, "viewer", by=anna)
    with pytest.raises(problems.InvalidEntry, match="own roles"):
        services.disable_user(house, anna, anna.user_id, request_id="x")
    give(house, ben, "viewer", by=anna)
    with pytest.raises(problems.InvalidEntry, match="last admin"):
        give(house, anna, "viewer")
    with pytest.raises(problems.InvalidEntry, match="last admin"):
        services.disable_user(house, OWNER, anna.user_id, request_id="y")
    assert sign_on(house).roles == {"admin"}


def test_a_role_that_does_not_exist_is_refused_with_the_nearest(house):
    with pytest.raises(problems.InvalidEntry, match="Did you mean viewer"):
        services.create_user(house, OWNER, "Anna", ["viewr"], request_id="r1")
    with pytest.raises(problems.Conflict, match="no such person"):
        services.set_roles(house, OWNER, "nobody", ["viewer"], request_id="r2")


def test_one_identity_is_one_person(house):
    services.create_user(house, OWNER, "Anna", ["viewer"], iss=ISSUER, sub="anna-1", request_id="r1")
    with pytest.raises(problems.Conflict):
        services.create_user(house, OWNER, "Ann", ["admin"], iss=ISSUER, sub="anna-1", request_id="r2")
    assert sign_on(house).roles == {"viewer"}
    with house.engine.begin() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(users)).scalar() == 1


def test_scopes_are_read_as_they_were_written():
    scopes = frozenset({("FR", "retail"), ("DE", "*")})
    assert read_scopes(scopes_text(scopes)) == scopes
    assert read_scopes(scopes_text(None)) is None
    assert read_scopes("") == frozenset()  # a part of the company that is empty is no right at all


def test_a_backup_is_whole_and_never_overwrites(tmp_path):
    records = open_records(f"sqlite:///{tmp_path}/records.db")
    services.add_note(records, OWNER, "before", request_id="r1")
    made = backup(records, tmp_path / "safe" / "records.db")
    services.add_note(records, OWNER, "after", request_id="r2")
    copy = open_records(f"sqlite:///{made}", create=False)
    assert copy.frame("notes")["text"].tolist() == ["before"]
    assert copy.verify_audit().broken_at is None
    with pytest.raises(NoBackup, match="exists already"):
        backup(records, made)
    assert [p.name for p in (tmp_path / "safe").iterdir()] == ["records.db"]


def test_a_backup_made_while_others_write_has_every_confirmed_change(tmp_path):
    records, confirmed, stop = open_records(f"sqlite:///{tmp_path}/records.db"), [], threading.Event()

    def write():
        while not stop.is_set():
            request = f"n{len(confirmed)}"
            services.add_note(records, OWNER, request, request_id=request)
            confirmed.append(request)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            before = set(confirmed)
            copy = open_records(f"sqlite:///{backup(records, tmp_path / f'{number}.db')}", create=False)
            assert before <= set(copy.frame("notes")["text"])
            assert copy.verify_audit().broken_at is None
    finally:
        stop.set()
        writer.join()
    assert confirmed


def test_a_server_is_backed_up_by_its_own_tool(records, tmp_path):
    if records.engine.dialect.name == "sqlite":
        assert backup(records, tmp_path / "copy.db").exists()
        return
    with pytest.raises(NoBackup, match="pg_dump"):
        backup(records, tmp_path / "copy.db")
