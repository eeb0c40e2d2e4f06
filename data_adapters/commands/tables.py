"""`tables` and `template`: what can be loaded, and an empty file to fill."""

import argparse
from pathlib import Path

from data_adapters.commands.common import Command, Refused, WrongArgument, one_of
from data_adapters.templates import as_csv, as_excel
from kpis.facts import FACTS
from kpis.records import RECORDS

TABLES = {**FACTS.tables, **RECORDS.tables}


def _tables(_: argparse.Namespace) -> int:
    for name, table in TABLES.items():
        print(f"{name}: {table.info['about']}")
    return 0


def _template_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table")
    parser.add_argument("file", nargs="?", type=Path, help="ends in .csv or .xlsx; left out: CSV on the screen")


def _template(asked: argparse.Namespace) -> int:
    table = TABLES[one_of(asked.table, TABLES, "table")]
    if asked.file is None:
        print(as_csv(table), end="")
        return 0
    if asked.file.suffix not in (".csv", ".xlsx"):
        raise WrongArgument("a template file ends in .csv or .xlsx")
    if asked.file.exists():
        raise Refused(f"{asked.file.name} exists already; choose another name.")
    asked.file.write_bytes(as_excel(table) if asked.file.suffix == ".xlsx" else as_csv(table).encode())
    print(f"Template of {table.name} written to {asked.file.name}.")
    return 0


COMMANDS = (
    Command("tables", "List the tables that can be loaded.", lambda p: None, _tables),
    Command("template", "Write a template to fill.", _template_arguments, _template),
)
