"""The kept credit cube: comes with a load, goes with its undo, is never of other facts, and restates in the open."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa

from data_adapters.credit import Cancelled, credit_cube, pipeline_cube, restatements, shelf
from data_adapters.credit.ahead import ahead
from data_adapters.credit.making import keep, make
from data_adapters.credit.terms import Terms, visible_now
from data_adapters.credit.watched import rows_of
from data_adapters.home import close_home, open_home
from data_adapters.loading import Order, load_file
from data_adapters.readings import frames
from data_adapters.records import services
from data_adapters.records.principal import local_owner
from data_adapters.records.schema import credit_cubes
from data_adapters.undoing import undo
from kpis import credit_checks as checks
from kpis.cubes.credit import credits, pipeline_credits

OWNER = local_owner()
SALES = "sale_id,customer_id,day,amount,currency,market\n"
TOUCHES = "touch_id,customer_id,day,use_case_id,channel\n"
REFUNDS = "adjustment_id,sale_id,day,amount\n"
RATES = "day,currency,rate\n"
SEPTEMBER = SALES + "S1,C1,2026-09-10,300,EUR,FI\nS2,C2,2026-09-20,100,USD,SE\nS3,C3,2026-10-05,80,EUR,FI\n"


@pytest.fixture
def home(tmp_path):
    yield open_home(tmp_path / "home")
    close_home(tmp_path / "home")


@pytest.fixture
def put(home, tmp_path):
    def load(table: str, text: str, name: str = ""):
        path = tmp_path / (name or f"{table}.csv")
        path.write_text(text)
        return load_file(home, OWNER, Order(table, path)).run

    return load


@pytest.fixture
def sold(home, put):
    """A sale in September each in Finland and Sweden, one in October, contacts before two of them."""
    put("fx_rates", RATES + "2026-09-20,USD,0.90\n")
    put("touches", TOUCHES + "T1,C1,2026-09-01,U1,email\nT2,C1,2026-09-02,,call\nT3,C2,2026-09-03,U2,web\n")
    put("sales", SEPTEMBER)
    return home


def kept(home) -> list[sa.Row]:
    with home.records.engine.begin() as tx:
        return tx.execute(sa.select(credit_cubes).order_by(credit_cubes.c.cube_id)).all()


def net(rows: pd.DataFrame) -> dict[str, float]:
    found = (rows["gross"] + rows["refunds"]).groupby(rows["use_case_id"].fillna(rows["kind"])).sum()
    return {name: round(float(value), 6) for name, value in found.items()}


def same_rows(one: pd.DataFrame, two: pd.DataFrame) -> None:
    columns = list(one.columns)
    ordered = [rows[columns].sort_values(columns, ignore_index=True) for rows in (one, two)]
    pd.testing.assert_frame_equal(*ordered)


def test_the_cube_comes_with_the_load_and_readers_find_it(sold):
    before = kept(sold)
    assert [(row.rule, row.lookback_days, row.load_id is not None) for row in before] == [("linear", 90, True)]
    found = credit_cube(sold, sold.company)
    assert net(found.rows) == {"U1": 150, "person": 150, "U2": 90, "none": 80}
    assert kept(sold) == before  # nothing was worked out again
    same_rows(found.rows, sold.facts.read(credits(sold.company)))
    same_rows(found.rows, frames(sold, ["credit"])["credit"])


@pytest.mark.parametrize(("rule", "days"), [("first", None), ("time_decay:7", None), (None, 10), ("position:30-40-30", 5)])
def test_another_rule_or_look_back_is_made_when_asked_for_and_kept(sold, rule, days):
    one = credit_cube(sold, sold.company, rule, days)
    assert len(kept(sold)) == 2
    two = credit_cube(sold, sold.company, rule, days)
    assert two.computed_at == one.computed_at
    same_rows(two.rows, sold.facts.read(credits(sold.company, rule, days)))
    assert (two.rule, two.lookback_days) == (rule or "linear", days or 90)


def test_a_late_file_restates_the_closed_month_once_and_its_undo_puts_it_back(sold, put):
    run = put("touches", TOUCHES + "T9,C1,2026-09-05,U3,email\n", "late-mail.csv")
    assert net(credit_cube(sold, sold.company).rows) == {"U1": 100, "person": 100, "U3": 100, "U2": 90, "none": 80}
    log = restatements(sold).sort_values(["use_case_id"]).reset_index(drop=True)
    assert log[["use_case_id", "kind", "before", "after"]].fillna("").values.tolist() == [
        ["U1", "use_case", 150, 100], ["U3", "use_case", 0, 100], ["", "person", 150, 100]]  # fmt: skip
    assert set(log["why"]) == {"late-mail.csv"}
    assert set(log["period"]) == {date(2026, 9, 1)}
    assert set(log["load_id"]) == {run.load_id}
    credit_cube(sold, sold.company)
    assert len(restatements(sold)) == 3
    undo(sold, OWNER, run.load_id, "undo-1")
    assert net(credit_cube(sold, sold.company).rows) == {"U1": 150, "person": 150, "U2": 90, "none": 80}
    assert restatements(sold)["why"].value_counts().to_dict() == {"late-mail.csv": 3, "taken back: late-mail.csv": 3}
    assert set(restatements(sold)["load_id"]) == {run.load_id}


def test_sales_of_days_that_are_still_open_restate_nothing(sold, put):
    put("sales", SALES + "S4,C4,2026-10-06,10,EUR,FI\n", "tuesday.csv")
    assert net(credit_cube(sold, sold.company).rows)["none"] == 90
    assert restatements(sold).empty


def test_the_first_refunds_complete_the_picture_and_later_ones_restate_it(sold, put):
    put("sale_adjustments", REFUNDS + "R1,S1,2026-09-12,-30\n")
    assert restatements(sold).empty
    put("sale_adjustments", REFUNDS + "R2,S2,2026-10-20,-100\n", "october.csv")
    assert net(credit_cube(sold, sold.company).rows) == {"U1": 135, "person": 135, "U2": 0, "none": 80}
    assert restatements(sold)[["use_case_id", "before", "after"]].values.tolist() == [["U2", 90, 0]]


def test_what_was_known_before_a_late_file_is_still_told(sold, put):
    before = sold.records.now()
    put("touches", TOUCHES + "T9,C1,2026-09-05,U3,email\n", "late.csv")
    assert net(frames(sold, ["credit"], before)["credit"]) == {"U1": 150, "person": 150, "U2": 90, "none": 80}
    sold.lake.folder.joinpath("credit").rename(sold.lake.folder / "gone")
    assert net(frames(sold, ["credit"], before)["credit"]) == {"U1": 150, "person": 150, "U2": 90, "none": 80}


@pytest.mark.parametrize("harm", ["other bytes", "cut short", "gone"])
def test_a_damaged_cube_is_made_again_and_said_in_the_log(sold, caplog, harm):
    right = credit_cube(sold, sold.company).rows
    for path in sold.lake.folder.glob("credit/*/*.parquet"):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes({"other bytes": bytes(content), "cut short": bytes(content[:40]), "gone": b""}[harm])
        if harm == "gone":
            path.unlink()
    same_rows(credit_cube(sold, sold.company).rows, right)
    assert "is damaged and is made again" in caplog.text
    caplog.clear()
    same_rows(credit_cube(sold, sold.company).rows, right)
    assert caplog.text == ""


def test_a_look_back_of_one_use_case_makes_another_cube(sold):
    services.save_use_case(sold.records, OWNER, {"use_case_id": "U1", "name": "Mail", "lookback_days": 3}, request_id="r1")
    assert net(credit_cube(sold, sold.company).rows) == {"person": 300, "U2": 90, "none": 80}
    assert restatements(sold).empty  # the question changed, not the data


def test_a_load_that_another_load_overtook_enters_no_cube_and_readers_still_get_the_right_one(sold, put):
    enter = ahead(sold, "touches", [], [], load_id="x", why="slow.csv")
    put("sales", SALES + "S5,C9,2026-10-07,11,EUR,FI\n", "fast.csv")
    count = len(kept(sold))
    with sold.records.change(OWNER, "import.run", request_id="slow", what="slow load") as change:
        enter(change)
    assert len(kept(sold)) == count
    assert net(credit_cube(sold, sold.company).rows)["none"] == 91


def test_a_reader_that_a_load_overtook_does_not_put_its_cube_in_front_of_the_newer_one(sold, put):
    terms = Terms("credit", sold.company, "first")
    made = make(sold, terms, visible_now(sold, terms), lambda select: rows_of(sold.facts.engine(), select), None)
    put("sales", SALES + "S5,C9,2026-10-07,11,EUR,FI\n", "fast.csv")
    keep(sold, made, [])
    assert {row.rule for row in kept(sold)} == {"linear"}
    assert net(credit_cube(sold, sold.company, "first").rows)["none"] == 91


def test_pipeline_created_is_kept_likewise_and_adds_up(sold, put):
    put("opportunities", "opportunity_id,snapshot_day,customer_id,amount,currency,stage,status,created_day\n"
        "O1,2026-09-14,C1,1000,EUR,new,open,2026-09-10\nO2,2026-09-14,C7,500,EUR,new,open,2026-09-11\n")  # fmt: skip
    one = pipeline_cube(sold, sold.company)
    assert one.rows.groupby(one.rows["use_case_id"].fillna(one.rows["kind"]))["amount"].sum().to_dict() == {
        "U1": 500, "person": 500, "none": 500}  # fmt: skip
    assert pipeline_cube(sold, sold.company).computed_at == one.computed_at
    same_rows(one.rows, sold.facts.read(pipeline_credits(sold.company)))


def test_the_oldest_cubes_go_when_there_is_no_room_and_the_latest_stays(sold):
    for days in (10, 20, 30):
        credit_cube(sold, sold.company, None, days)
    sizes = [row.size for row in kept(sold)]
    with sold.records.writing() as tx:
        needed = shelf.clear_oldest(tx, allowed=sizes[-1] + sizes[-2])
    assert [row.lookback_days for row in kept(sold)] == [20, 30]
    shelf.sweep(sold, needed, older_than_s=-1)
    left = {path.relative_to(sold.lake.folder).as_posix() for path in sold.lake.folder.glob("credit/*/*")}
    assert left == needed
    assert net(credit_cube(sold, sold.company).rows) == {"U1": 150, "person": 150, "U2": 90, "none": 80}


def test_stopping_keeps_nothing_and_progress_is_told(sold):
    with pytest.raises(Cancelled):
        credit_cube(sold, sold.company, "last", cancelled=lambda: True)
    assert len(kept(sold)) == 1
    heard = []
    credit_cube(sold, sold.company, "last", progress=lambda words, share: heard.append(share))
    assert (heard[0], heard[-1]) == (0, 1)
    assert heard == sorted(heard)


def test_a_lake_that_cannot_be_written_still_answers(sold, caplog):
    (sold.lake.folder / "credit" / "credit-last-90").write_text("a file where the folder should be")
    assert net(credit_cube(sold, sold.company, "last").rows) == {"person": 300, "U2": 90, "none": 80}
    assert "cannot be written" in caplog.text


def test_days_are_provisional_by_how_late_rows_usually_come(sold, put):
    assert credit_cube(sold, sold.company).provisional_from is None
    today = sold.records.today()
    for n, age in enumerate((1, 2, 4)):
        rows = "".join(f"N{n}-{i},C{i},{today - timedelta(days=age)},U1,email\n" for i in range(10))
        put("touches", TOUCHES + rows, f"day{n}.csv")
    found = credit_cube(sold, sold.company)
    assert found.provisional_from == today - timedelta(days=4)  # 20 of 30 rows came within 2 days, 30 within 4
    assert found.lag_words == "95 of 100 contacts and sales are here after 4 days"


@pytest.mark.parametrize("refunds", ["cohort", "cash"])
def test_the_kept_cube_adds_up_to_the_ledger_per_day_and_market(sample_home, refunds):
    cohort = replace(sample_home.company, refunds="cohort")
    rows = credit_cube(sample_home, replace(sample_home.company, refunds=refunds)).rows
    by_sale = rows if refunds == "cohort" else credit_cube(sample_home, cohort).rows
    gaps = checks.ledger_gaps(by_sale, sample_home.facts.read(checks.net_sales_apart(cohort)))
    assert checks.ledger_adds_up(gaps).outcome == checks.Outcome.OK
    assert rows["gross"].sum() + rows["refunds"].sum() == pytest.approx(gaps["net"].sum(), abs=0.01)
