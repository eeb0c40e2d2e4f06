"""Freshness against a source's own rhythm, the checks people see, past loads, and files handed in by a page."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa

from data_adapters.checks_shown import Check, Outcome, all_checks, ledger_adds_up
from data_adapters.definitions import definition_version
from data_adapters.health import State, data_up_to, freshness, missing
from data_adapters.home import close_home, open_home
from data_adapters.past_loads import as_safe_csv, audit_lines, past_loads, set_aside_rows, still_set_aside
from data_adapters.records.principal import Principal, local_owner
from data_adapters.records.problems import Denied
from data_adapters.records.schema import audit
from data_adapters.sources.raw import RefusedFile
from data_adapters.undoing import undo
from data_adapters.uploads import FOLDER, Upload, load_upload, try_upload
from kpis.registry import all_indicators

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWNER = local_owner()
VIEWER = Principal("v", "Vic", frozenset({"viewer"}), None, "oidc")
HEAD = "sale_id,customer_id,day,amount,currency\n"


@pytest.fixture
def home(tmp_path):
    """An empty home on 22 November 2026."""
    opened = open_home(tmp_path / "home")
    opened.records.clock = lambda: NOW
    yield opened
    close_home(tmp_path / "home")


def load(home, day: date, *, ago: int = 0, rows: str = "", name: str = "", **more):
    """One sale of 10.00 signed on a day, loaded so many days ago."""
    home.records.clock = lambda: NOW - timedelta(days=ago)
    content = HEAD + (rows or f"S{day},C1,{day},10.00,EUR\n")
    upload = Upload("sales", name or f"{day}.csv", content.encode(), **more)
    loaded = load_upload(home, OWNER, upload, accept_good_rows=True)
    home.records.clock = lambda: NOW
    return loaded.run


def sales_state(home):
    return next(one for one in freshness(home) if one.table == "sales")


def test_a_source_learns_its_rhythm_from_three_days_with_a_load(home):
    load(home, date(2026, 10, 1), ago=50)
    load(home, date(2026, 10, 8), ago=43)
    assert (sales_state(home).state, sales_state(home).loaded_on) == (State.EARLY, 2)
    load(home, date(2026, 10, 22), ago=29)
    found = sales_state(home)
    assert (found.every, found.age_days, found.state) == (10.5, 29, State.LATE)  # gaps 7 and 14; 29 > 1.5 x 10.5 + 2
    load(home, date(2026, 11, 20))
    found = sales_state(home)
    assert (found.every, found.age_days, found.state) == (14.0, 0, State.FRESH)  # gaps 7, 14, 29
    assert (found.rows, found.first_day, found.last_day) == (4, date(2026, 10, 1), date(2026, 11, 20))


def test_a_file_seen_before_counts_as_a_success_and_an_undone_load_does_not(home):
    rows = HEAD + "1,C1,2026-11-01,10.00,EUR\n"
    load(home, date(2026, 11, 1), ago=9, rows=rows.removeprefix(HEAD))
    load(home, date(2026, 11, 1), ago=2, rows=rows.removeprefix(HEAD))
    assert sales_state(home).age_days == 2
    last = load(home, date(2026, 11, 20))
    assert sales_state(home).age_days == 0
    undo(home, OWNER, last.load_id, "undo-1")
    assert sales_state(home).age_days == 2


def test_days_to_come_do_not_make_data_look_newer(home):
    quotas = b"quota_id,from_day,to_day,amount,currency\nQ,2027-01-01,2027-03-31,5.00,EUR\n"
    load_upload(home, OWNER, Upload("quotas", "q.csv", quotas), accept_good_rows=False)
    load(home, date(2026, 11, 20))
    assert data_up_to(freshness(home), date(2026, 11, 22)) == {"files": date(2026, 11, 20)}


def test_missing_tables_name_the_indicators_that_ask_for_them(home):
    asked = {one.table: one.wanted_by for one in missing(home)}
    assert "Total sales" in asked["sales"] and "fx_rates" not in asked
    load(home, date(2026, 11, 20))
    assert "sales" not in {one.table for one in missing(home)}


def credit(**by_kind: float) -> pd.DataFrame:
    return pd.DataFrame({"kind": list(by_kind), "gross": list(by_kind.values()), "refunds": [0.0] * len(by_kind)})


SOLD = pd.DataFrame({"gross": [100.0], "refunds": [-20.0], "sales": [2], "excluded": [0]})


@pytest.mark.parametrize(("parts", "outcome", "gap"), [
    ({"use_case": 30.0, "person": 40.0, "none": 10.0}, Outcome.GOOD, 0.0),  # 30 + 40 + 10 = 100 - 20
    ({"use_case": 30.0, "person": 40.0, "none": 10.009}, Outcome.GOOD, 0.009),  # half a cent for each of two sales
    ({"use_case": 30.0, "person": 40.0, "none": 11.0}, Outcome.BAD, 1.0),
    ({"use_case": 79.0}, Outcome.BAD, -1.0),
])  # fmt: skip
def test_the_ledger_adds_up_or_says_by_how_much_not(parts, outcome, gap):
    check = ledger_adds_up(credit(**parts), SOLD)
    assert (check.outcome, check.figures["gap"]) == (outcome, pytest.approx(gap))


def outcomes(home) -> dict[str, Outcome]:
    return {check.name: check.outcome for check in all_checks(home)}


def test_checks_of_an_empty_home_have_nothing_to_say(home):
    assert outcomes(home) == {"ledger": Outcome.NOTHING, "audit": Outcome.NOTHING, "files": Outcome.NOTHING,
                              "orphans": Outcome.GOOD}  # fmt: skip


def test_a_changed_line_of_the_audit_trail_is_a_bad_outcome(home):
    load(home, date(2026, 11, 20))
    assert outcomes(home)["audit"] == Outcome.GOOD
    with home.records.writing() as tx:
        tx.execute(sa.update(audit).values(who="somebody else"))
    assert outcomes(home)["audit"] == Outcome.BAD


def test_a_changed_file_is_named_and_the_other_checks_go_on(home):
    run = load(home, date(2026, 11, 20))
    (home.lake.folder / "sales" / f"{run.load_id}.parquet").write_bytes(b"PAR1 not any more")
    found = {check.name: check for check in all_checks(home)}
    named = {"files": 1, "bad": [f"sales/{run.load_id}.parquet"], "left": 0}
    assert found["files"] == Check("files", Outcome.BAD, named)
    assert found["ledger"].outcome == Outcome.UNKNOWN and found["audit"].outcome == Outcome.GOOD


def test_a_refund_without_its_sale_is_an_orphan(home):
    refund = b"adjustment_id,sale_id,day,amount\nA1,S-unknown,2026-11-20,-5.00\n"
    load(home, date(2026, 11, 20))
    load_upload(home, OWNER, Upload("sale_adjustments", "a.csv", refund), accept_good_rows=False)
    check = next(check for check in all_checks(home) if check.name == "orphans")
    assert (check.outcome, check.figures["refunds"]) == (Outcome.BAD, 1)


BAD = "1,C1,2026-11-02,10.00,EUR\n2,C1,2026-02-30,=1+1,EUR\n"


def test_what_was_set_aside_is_counted_until_a_mended_file_comes(home):
    load(home, date(2026, 11, 2), rows=BAD, name="bad.csv")
    assert [(one.file_name, one.set_aside) for one in still_set_aside(past_loads(home))] == [("bad.csv", 1)]
    load(home, date(2026, 11, 2), rows=BAD.replace("02-30", "11-03").replace("=1+1", "5.00"), name="mended.csv")
    assert still_set_aside(past_loads(home)) == []


def test_values_set_aside_are_for_people_who_may_load_and_harmless_in_a_spreadsheet(home):
    run = load(home, date(2026, 11, 2), rows=BAD)
    csv = as_safe_csv(set_aside_rows(home, OWNER, run.load_id))
    assert "'=1+1" in csv and ",=1+1" not in csv
    with pytest.raises(Denied):
        set_aside_rows(home, VIEWER, run.load_id)
    with pytest.raises(Denied):
        audit_lines(home, VIEWER)


def test_audit_lines_are_found_by_person_and_deed(home):
    load(home, date(2026, 11, 20))
    load(home, date(2026, 11, 1), name="100%.csv")
    found = audit_lines(home, OWNER, what="100%")  # % is no wildcard
    assert [line.what for line in found] == ["load sales from 100%.csv"]
    assert len(audit_lines(home, OWNER, who="owner")) == 2 and audit_lines(home, OWNER, who="nobody") == []


def test_trying_an_upload_changes_nothing_and_leaves_no_file(home):
    upload = Upload("sales", "../../etc/passwd.csv", (HEAD + "1,C,2026-11-01,1.00,EUR\n").encode())
    tried = try_upload(home, OWNER, upload)
    assert (tried.run.result, tried.run.new, tried.run.file_name) == ("dry_run", 1, "passwd.csv")
    assert past_loads(home) == [] and list((home.settings.home / FOLDER).iterdir()) == []
    with pytest.raises(RefusedFile):
        try_upload(home, OWNER, Upload("sales", "picture.png", b"\x89PNG"))
    assert list((home.settings.home / FOLDER).iterdir()) == []


def test_a_mapping_handed_in_names_the_source_as_on_the_command_line(home):
    mapping = b'[columns]\nsale_id = "Nr"\nday = "Tag"\namount = "Wert"\ncurrency = {value = "EUR"}\n'
    content = b"Nr,Tag,Wert\n1,2026-11-02,10.00\n"
    run = load_upload(home, OWNER, Upload("sales", "x.csv", content, "shop.toml", mapping), accept_good_rows=False).run
    assert (run.source, run.new) == ("shop.toml", 1)


def test_only_people_who_may_load_can_try_or_load_and_the_attempt_is_on_record(home):
    upload = Upload("sales", "x.csv", (HEAD + "1,C,2026-11-01,1.00,EUR\n").encode())
    with pytest.raises(Denied):
        try_upload(home, VIEWER, upload)
    with pytest.raises(Denied):
        load_upload(home, VIEWER, upload, accept_good_rows=True)
    assert [line.action for line in audit_lines(home, OWNER)] == ["denied", "denied"]


def test_the_version_of_a_definition_changes_with_its_settings_and_stays_otherwise(home):
    longer = replace(home.company, lookback_days=30)
    for what in all_indicators():
        same = definition_version(what, home.company)
        assert same == definition_version(what, home.company) and len(same) == 8
        assert (definition_version(what, longer) != same) == ("credit" in what.tables), what.id
