"""The mapping files that ship with the product, each on a small file in the layout of the real export."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import sample_data
from data_adapters.sources.files import read_file, read_mapping
from data_adapters.sources.mapping_file import FILE_KEYS, RECIPE_KEYS, TOP_KEYS
from data_adapters.sources.raw import RawFile
from kpis.facts import FACTS
from kpis.records import RECORDS

EXPORTS = Path(sample_data.__file__).parent / "exports"
TABLES = {**FACTS.tables, **RECORDS.tables}


def export(table: str, mapping: str, file: str) -> RawFile:
    raw = read_file(EXPORTS / file, TABLES[table], read_mapping(EXPORTS / f"{mapping}.toml", TABLES[table]))
    assert raw.ragged == ()
    return raw


def totals(raw: RawFile, by: str, what: str = "amount") -> dict[tuple, Decimal]:
    found: Counter = Counter()
    for row in raw.rows.to_pylist():
        found[row[by], row["currency"]] += Decimal(row[what])
    return dict(found)


def test_weekly_revenue_is_one_sale_a_week_and_its_sum_is_right_to_the_cent():
    raw = export("sales", "weekly_sales", "weekly_sales_and_media.csv")
    assert raw.rows.column("sale_id").to_pylist() == ["week-2026-08-31", "week-2026-09-07", "week-2026-09-14"]
    assert sum(map(Decimal, raw.rows.column("amount").to_pylist())) == Decimal("3901.00")


def test_weekly_spend_is_one_cost_row_a_channel_and_week():
    raw = export("costs", "weekly_costs", "weekly_sales_and_media.csv")
    assert raw.rows.num_rows == 3 * 5 and not raw.keyless
    assert totals(raw, "channel") == {
        ("tv", "EUR"): Decimal("301.00"), ("ooh", "EUR"): 50, ("print", "EUR"): Decimal("30.75"),
        ("search", "EUR"): Decimal("60.00"), ("facebook", "EUR"): Decimal("12.37")}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "channel", "total", "rows", "covered"),
    [
        ("google_ads_month", "google_ads", "1335.50", [4, 5], (date(2026, 9, 1), date(2026, 9, 30))),
        ("google_ads_daily_german", "google_ads", "2500.00", [4, 5, 6], (date(2026, 9, 14), date(2026, 9, 16))),
        ("meta_ads_daily_french", "meta_ads", "4350.00", [2, 3, 4], None),
        ("ads_warehouse", "google_ads", "61.96", [2, 3, 4], None),
    ],
)
def test_ad_costs_add_up_to_the_total_the_tool_shows(name, channel, total, rows, covered):
    raw = export("costs", name, f"{name}.csv")
    assert [sum(totals(raw, "channel").values())] == [Decimal(total)]
    assert {label for label, _ in totals(raw, "channel")} == {channel}
    assert raw.rows.column("_row").to_pylist() == rows
    assert raw.covered == covered


def test_deals_of_a_crm_are_one_snapshot_with_their_status():
    raw = export("opportunities", "hubspot_deals", "hubspot_deals.csv")
    assert totals(raw, "status") == {("open", "USD"): 100_000, ("won", "USD"): 5_000}
    assert set(raw.rows.column("snapshot_day").to_pylist()) == {"2026-02-02"}


def test_hours_on_issues_become_minutes_of_a_week():
    raw = export("effort_entries", "jira_worklog", "jira_worklog.csv")
    assert raw.rows.column("minutes").to_pylist() == ["2280", "90"]
    assert raw.rows.column("week").to_pylist() == ["2026-09-07", "2026-09-14"]


def test_survey_answers_below_three_header_rows_keep_their_row_numbers():
    raw = export("responses", "nps_answers", "nps_answers.csv")
    assert raw.rows.column("score").to_pylist() == ["10", "4"]
    assert raw.rows.column("_row").to_pylist() == [4, 5]


def test_every_shipped_mapping_is_tried_above():
    tried = Path(__file__).read_text(encoding="utf-8")
    assert [path.stem for path in EXPORTS.glob("*.toml") if f'"{path.stem}"' not in tried] == []


def test_the_text_beside_the_examples_shows_a_mapping_that_is_read(tmp_path):
    text = (EXPORTS / "README.md").read_text(encoding="utf-8")
    (tmp_path / "all.toml").write_text(text.split("```toml")[1].split("```")[0], encoding="utf-8")
    mapping = read_mapping(tmp_path / "all.toml", TABLES["costs"])
    assert mapping.control_rows == 208 and mapping.unpivot.columns == {"tv_S": "tv", "radio_S": "radio"}


@pytest.mark.parametrize("key", [*TOP_KEYS, *FILE_KEYS, *RECIPE_KEYS])
def test_every_key_of_a_mapping_is_explained(key):
    words = (EXPORTS / "README.md").read_text(encoding="utf-8")
    assert f"{key} =" in words or f"[{key}]" in words or f"`{key}`" in words
