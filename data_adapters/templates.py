"""Templates of every table: a CSV or Excel file with the right header, one example row and an explanation."""

import csv
import io
from datetime import date

import sqlalchemy as sa
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from kpis.contract import Kind, contract_columns, key_columns, rule_of

MONDAY = date(2026, 10, 5)
BY_KIND = {
    Kind.TEXT: "as you call it", Kind.CURRENCY: "EUR", Kind.DAY: MONDAY.isoformat(), Kind.SECONDS: "1791187200",
    Kind.MONEY: "1200.50", Kind.RATE: "0.0875", Kind.NUMBER: "1", Kind.COUNT: "1", Kind.FLAG: "yes",
}  # fmt: skip
BY_NAME = {
    "channel": "email", "market": "FI", "business_area": "B2B", "use_case_id": "U01", "customer_id": "C-1001",
    "account_id": "A-17", "contact_key": "K-5", "person_key": "P-3", "dimension": "market", "value": "1",
    "label": "Finland", "iso_year": "2026", "iso_week": "41", "fiscal_year": "2026", "fiscal_period": "10",
    "month": "2026-10-01", "scale_max": "10", "score": "9", "minutes": "480", "hours_per_day": "8",
    "active_window_days": "30", "lookback_days": "90", "life_months": "36", "level": "0.8", "due_on": "2026-12-31",
    "to_day": "2026-12-31", "planned_end": "2026-12-31", "valid_until": "2027-06-30", "period": "2026-Q4",
    "indicator": "total_sales", "slice": "", "scope": "", "supersedes": "", "outcome": "", "quality": "0.95",
    "version": "1", "check_on": "2026-10-19", "closed_on": "", "ended": "", "closed_day": "", "milestone": "",
    "text": "New consent text", "name": "Cart reminder", "reason": "Agreed by the board", "availability": "0.85",
    "focus": "0.7", "fte": "3", "headcount": "42", "use_case": "U01", "entry_id": "E-1", "valid_to": "2027-10-04",
    "acted": "1", "sophistication": "2",
}  # fmt: skip
BY_COLUMN = {("places", "value"): "FI", ("parameters", "value"): "0.35", ("parameters", "name"): "gross_margin"}


def example(table: sa.Table) -> dict[str, str]:
    """One example row as text, by column; it loads as it stands."""
    return {c.name: _example_value(table, c) for c in contract_columns(table)}


def _example_value(table: sa.Table, column: sa.Column) -> str:
    rule = rule_of(column)
    if (table.name, column.name) in BY_COLUMN:
        return BY_COLUMN[table.name, column.name]
    if rule.choices:
        return "" if column.name == "milestone" else (rule.default or rule.choices[0])
    if column.name in BY_NAME:
        return BY_NAME[column.name]
    return BY_KIND.get(rule.kind, f"{column.name.removesuffix('_id')}-1")


def as_csv(table: sa.Table) -> str:
    """The template as CSV: header and one example row."""
    row = example(table)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([list(row), list(row.values())])
    return out.getvalue()


def as_excel(table: sa.Table) -> bytes:
    """The template as a workbook: a sheet to fill, with lists to choose from, and a sheet that explains each column."""
    book = Workbook()
    sheet = book.active
    sheet.title = table.name
    columns = contract_columns(table)
    row = example(table)
    sheet.append(list(row))
    sheet.append(list(row.values()))
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(12, len(column.name) + 3)
        sheet[f"{letter}1"].font = Font(bold=True)
        for cell in (sheet[f"{letter}1"], sheet[f"{letter}2"]):
            cell.number_format = "@"  # text: Excel must not turn 007 into 7
        choices = rule_of(column).choices
        if choices:
            listed = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=column.nullable)
            sheet.add_data_validation(listed)
            listed.add(f"{letter}2:{letter}10000")
    _explain(book.create_sheet("explanation"), table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(sheet, table: sa.Table) -> None:
    sheet.append([table.info["about"]])
    sheet.append(["column", "needed?", "what it holds"])
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for line in explanation(table):
        sheet.append(list(line))
    for letter, width in zip("ABC", (24, 12, 90), strict=True):
        sheet.column_dimensions[letter].width = width


def explanation(table: sa.Table) -> list[tuple[str, str, str]]:
    """Per column: its name, whether it is needed, and what it holds in words."""
    return [(c.name, _needed(table, c), _meaning(c)) for c in contract_columns(table)]


def _needed(table: sa.Table, column: sa.Column) -> str:
    if column.name in key_columns(table):
        return "key" if not column.nullable else "key, if any"
    return "no" if column.nullable else "yes"


def _meaning(column: sa.Column) -> str:
    rule = rule_of(column)
    how = {
        Kind.DAY: "a day, YYYY-MM-DD", Kind.MONEY: "an amount with at most two decimals and a point: 1200.50",
        Kind.SECONDS: "seconds since 1970 in UTC; or leave it out and give `ts` (2026-10-05T14:30+02:00) or only a day",
        Kind.FLAG: "yes or no", Kind.COUNT: "a whole number", Kind.CURRENCY: "three letters such as EUR",
    }.get(rule.kind, "")  # fmt: skip
    limits = f"from {rule.low:g} to {rule.high:g}" if rule.low is not None and rule.high is not None else ""
    choices = "one of " + ", ".join(rule.choices) if rule.choices else ""
    default = f"empty counts as {rule.default}" if rule.default else ""
    return "; ".join(part for part in (rule.about, choices or how, limits, default) if part)
