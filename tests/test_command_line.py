"""The command line: what `report` answers for spans, grains and filters, and how every command refuses."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout

import pytest

from data_adapters.__main__ import main
from data_adapters.home import close_home, open_home
from data_adapters.past_loads import past_loads

SALES = """sale_id,customer_id,day,amount,currency,market
S1,C1,2026-10-05,100,EUR,FI
S2,C2,2026-10-12,200,EUR,SE
S3,C3,2026-10-14,50,EUR,
S4,C4,2026-11-03,1000,EUR,FI
"""
REVENUE = "day,contract_id,amount,currency\n2026-09-01,K1,700,EUR\n2026-10-01,K1,800,EUR\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("KPI_HOME", str(tmp_path / "home"))

    def call(*words: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(words)
        return code, out.getvalue(), err.getvalue()

    yield call
    close_home(tmp_path / "home")


@pytest.fixture
def loaded(run, tmp_path):
    (tmp_path / "sales.csv").write_text(SALES)
    (tmp_path / "revenue.csv").write_text(REVENUE)
    assert run("load", "sales", str(tmp_path / "sales.csv"))[0] == 0
    assert run("load", "recognised_revenue", str(tmp_path / "revenue.csv"))[0] == 0
    return run


def readings(run, *words: str) -> list[dict]:
    code, text, _ = run("report", "--json", *words)
    assert code == 0
    return json.loads(text)["readings"]


def sold(run, *words: str) -> list[tuple]:
    found = readings(run, "--indicator", "total_sales", *words)
    return [(r["from"], r["to"], r["value"]) for r in found]


def test_the_default_is_the_last_complete_week_or_month_of_each_indicator(loaded):
    assert sold(loaded, "--as-of", "2026-10-18") == [("2026-10-12", "2026-10-18", 250)]
    assert sold(loaded, "--as-of", "2026-10-17") == [("2026-10-05", "2026-10-11", 100)]
    revenue = readings(loaded, "--as-of", "2026-10-30", "--indicator", "revenue")[0]
    assert (revenue["from"], revenue["to"], revenue["value"]) == ("2026-09-01", "2026-09-30", 700)


def test_a_span_is_cut_to_whole_weeks_and_read_as_one(loaded):
    assert sold(loaded, "--period", "2026-10-01..2026-10-20") == [("2026-10-05", "2026-10-18", 350)]


def test_a_grain_gives_one_reading_per_period(loaded):
    weeks = sold(loaded, "--period", "2026-10-05..2026-10-18", "--grain", "week")
    assert weeks == [("2026-10-05", "2026-10-11", 100), ("2026-10-12", "2026-10-18", 250)]
    months = sold(loaded, "--period", "2026-10-01..2026-11-30", "--grain", "month", "--as-of", "2026-11-30")
    assert months == [("2026-10-01", "2026-10-31", 350), ("2026-11-01", "2026-11-30", 1000)]


def test_a_finer_grain_answers_with_the_last_complete_period_and_says_so(loaded):
    found = readings(loaded, "--period", "2026-10-19..2026-10-25", "--grain", "week", "--indicator", "revenue")
    assert [(r["from"], r["to"], r["value"]) for r in found] == [("2026-09-01", "2026-09-30", 700)]
    assert "read by month" in found[0]["sentence"]


def test_later_rows_are_ignored(loaded):
    assert sold(loaded, "--as-of", "2026-10-13", "--period", "2026-10-12..2026-10-18") == [("2026-10-12", "2026-10-18", 200)]


def test_by_gives_one_reading_per_value_and_the_rest_under_none(loaded):
    found = readings(loaded, "--indicator", "total_sales", "--period", "2026-10-05..2026-10-18", "--by", "market")
    assert [(r["slice"]["market"], r["value"]) for r in found] == [("FI", 100), ("SE", 200), ("(none)", 50)]


def test_a_filter_an_indicator_does_not_know_gives_a_reason_never_the_whole(loaded):
    for words in (["--where", "channel=email"], ["--by", "channel"]):
        found = readings(loaded, "--indicator", "total_sales", *words)
        assert [(r["value"], r["reason"]) for r in found] == [(None, "not by channel")]


def test_what_was_known_at_an_instant_is_read_from_then(loaded):
    assert sold(loaded, "--known-at", "2020-01-01T00:00", "--as-of", "2026-10-18")[0][2] is None


@pytest.mark.parametrize("words", [
    ("--as-of", "yesterday"), ("--period", "2026-10-01"), ("--period", "2026-10-31..2026-10-01"), ("--by", "colour"),
    ("--grain", "day"), ("--where", "market"), ("--where", "colour=red"), ("--indicator", "total_sale"),
    ("--known-at", "soon"), ("--where", "market=FI", "--where", "market=SE"),
    ("--by", "market", "--by", "channel"),
])  # fmt: skip
def test_wrong_arguments_end_with_two_and_a_hint(run, words):
    code, out, err = run("report", *words)
    assert code == 2 and out == "" and err.startswith("Wrong argument: ")


def test_unknown_words_name_the_nearest(run):
    assert "did you mean total_sales?" in run("report", "--indicator", "total_sale")[2]
    assert "did you mean market?" in run("report", "--by", "markt")[2]


def test_every_reading_has_every_key_also_on_an_empty_home(run):
    keys = {"id", "view", "timing", "value", "unit", "low", "high", "n", "from", "to", "reason", "grade", "sentence",
            "slice", "parts"}  # fmt: skip
    found = readings(run)
    assert len(found) == 15 and all(set(r) == keys for r in found)
    assert all(r["value"] is None and r["reason"] for r in found)


def test_a_refused_file_ends_with_three_and_changes_nothing(loaded, tmp_path):
    (tmp_path / "bad.csv").write_text(SALES.replace("1000", "a lot"))
    code, out, err = loaded("load", "sales", str(tmp_path / "bad.csv"))
    assert code == 3 and "row 5, amount: “a lot”" in out and "--accept-good-rows" in err
    assert loaded("load", "sales", str(tmp_path / "missing.csv"))[0] == 3
    assert sold(loaded, "--as-of", "2026-11-08") == [("2026-11-02", "2026-11-08", 1000)]


def test_a_file_refused_as_a_whole_leaves_a_line_with_its_reason(loaded, tmp_path):
    (tmp_path / "orders.csv").write_bytes(b"")
    before = len(past_loads(open_home(tmp_path / "home")))
    assert loaded("load", "sales", str(tmp_path / "orders.csv"), "--dry-run")[0] == 3  # only tried: no line
    code, _, told = loaded("load", "sales", str(tmp_path / "orders.csv"))
    newest, *earlier = past_loads(open_home(tmp_path / "home"))
    assert (code, len(earlier), newest.result, newest.file_name) == (3, before, "refused", "orders.csv")
    assert newest.notes[0] in told


def test_a_bad_setting_is_refused_by_name(run, monkeypatch):
    monkeypatch.setenv("KPI_COMPANY_CURRENCY", "EURO")
    code, _, err = run("report")
    assert code == 3 and "KPI_COMPANY_CURRENCY" in err and "did you mean EUR" in err


def test_a_load_is_told_and_taken_back_by_its_number(loaded, tmp_path):
    (tmp_path / "more.csv").write_text("sale_id,day,amount,currency\nS9,2026-10-13,1,EUR\n")
    _, out, _ = loaded("load", "sales", str(tmp_path / "more.csv"))
    number = out.split("(load ")[1].split(")")[0]
    assert sold(loaded, "--as-of", "2026-10-18")[0][2] == 251
    assert loaded("undo", number)[0] == 0
    assert sold(loaded, "--as-of", "2026-10-18")[0][2] == 250
    assert loaded("undo", number)[0] == 3 and loaded("undo", "nonsense")[0] == 3


def test_tables_sources_and_templates_are_listed(run):
    assert "touches: One contact" in run("tables")[1]
    assert "files: CSV, Excel or Parquet" in run("sources")[1]
    assert run("template", "sales")[1].startswith("sale_id,customer_id")
    assert run("template", "sale")[0] == 2


def test_a_mistyped_filter_value_is_a_reason_and_not_a_zero(loaded):
    found = readings(loaded, "--indicator", "total_sales", "--where", "market=Nowhere", "--as-of", "2026-10-18")
    assert [(r["value"], r["reason"]) for r in found] == [(None, "no market “Nowhere” is known")]
    assert readings(loaded, "--indicator", "total_sales", "--where", "market=FI", "--as-of", "2026-10-18")[0]["value"] == 0


def test_a_load_beside_a_damaged_file_is_refused_in_words(loaded, tmp_path):
    for file in (tmp_path / "home" / "lake" / "sales").glob("*.parquet"):
        file.write_bytes(b"damaged")
    (tmp_path / "more.csv").write_text(SALES + "S9,C9,2026-10-15,5,EUR,FI\n")
    code, _, err = loaded("load", "sales", str(tmp_path / "more.csv"))
    assert code == 3 and "Restore the home from a backup" in err
