"""Mapping files (TOML): read, checked key by key, and refused with the nearest right key when one is unknown."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data_adapters.sources import day_layouts, headers, recipes
from data_adapters.sources.envelope import display_name
from data_adapters.sources.mapping import LeaveOut, Mapping, Preamble, Recipe, Unpivot
from data_adapters.sources.nearest import hint, plain
from data_adapters.sources.raw import RefusedFile
from kpis.contract import Kind, rule_of

FILE_KEYS = ("separator", "encoding", "decimal", "thousands", "brackets_are_negative", "date_order", "sheet",
             "header_row", "rows_below_header")  # fmt: skip
TOP_KEYS = ("table", "about", "source", "key", "control", "covered", "file", "columns", "constants",
            "leave_out", "preamble", "unpivot")  # fmt: skip
RECIPE_KEYS = ("from", "value", "preamble", "join", "strip", "values", "otherwise", "dates", "start_of", "factor",
               "round", "prefix", "suffix")  # fmt: skip
MARKS = {"comma": ",", "dot": ".", "space": " ", "apostrophe": "'", "none": "", "tab": "\t", "semicolon": ";"}


def read_mapping(path: Path, table: sa.Table) -> Mapping:
    """A mapping file for one table; every key is checked, nothing is ignored.

    Raises `RefusedFile` with rule `mapping` and a sentence that names the wrong key or value and the nearest right one.
    """
    name = display_name(path.name)
    try:
        said = tomllib.loads(path.read_bytes().decode("utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError:
        raise RefusedFile("mapping", f"The mapping file “{name}” does not exist; check the path.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise RefusedFile("mapping", f"The mapping file “{name}” is not valid TOML: {problem}.") from None
    return parsed_mapping(said, table, name)


def parsed_mapping(said: dict[str, Any], table: sa.Table, name: str = "mapping") -> Mapping:
    """A mapping from values already read; see `read_mapping`."""
    read = _Reader(name, table)
    read.known(said, TOP_KEYS, "")
    if said.get("table", table.name) != table.name:
        raise read.wrong(f"it is for the table {said['table']}, not for {table.name}")
    file = read.part(said, "file", FILE_KEYS)
    mapping = Mapping(
        table=table.name, name=name, source=read.text(said, "source"), columns=read.columns(said),
        unpivot=read.unpivot(said), preamble=read.preamble(said), covered=read.covered(said),
        leave_out=tuple(read.leave_out(rule) for rule in read.listed(said, "leave_out")),
        key=read.texts(said, "key") if "key" in said else None, **read.file(file), **read.control(said),
    )  # fmt: skip
    read.fits_together(mapping)
    return mapping


class _Reader:
    """Reads the parts of one mapping file; knows its name and table for the messages."""

    def __init__(self, name: str, table: sa.Table) -> None:
        self.name, self.table = name, table
        self.accepted = headers.accepted(table)

    def wrong(self, words: str) -> RefusedFile:
        return RefusedFile("mapping", f"The mapping file “{self.name}” cannot be used: {words}.")

    def known(self, said: dict, keys: tuple[str, ...], where: str) -> None:
        for key in said:
            if key not in keys:
                place = f" in [{where}]" if where else ""
                raise self.wrong(f"“{key}”{place} is not a key of mapping files.{hint(key, keys)}".rstrip("."))

    def part(self, said: dict, key: str, keys: tuple[str, ...] | None) -> dict:
        part = said.get(key, {})
        if not isinstance(part, dict):
            raise self.wrong(f"[{key}] must be a section")
        if keys:
            self.known(part, keys, key)
        return part

    def listed(self, said: dict, key: str) -> list[dict]:
        parts = said.get(key, [])
        if not isinstance(parts, list) or not all(isinstance(p, dict) for p in parts):
            raise self.wrong(f"write [[{key}]] with two brackets, once for each rule")
        return parts

    def text(self, said: dict, key: str, choices: tuple[str, ...] = ()) -> str | None:
        value = said.get(key)
        if value is not None and (not isinstance(value, str) or (choices and value not in choices)):
            raise self.wrong(f"“{key}” must be {' or '.join(choices) or 'a text in quotes'}")
        return value

    def texts(self, said: dict, key: str) -> tuple[str, ...]:
        value = said.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise self.wrong(f"“{key}” must be a text or a list of texts")
        return tuple(values)

    def whole(self, said: dict, key: str, low: int, default: int) -> int:
        value = said.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= 1000:
            raise self.wrong(f"“{key}” must be a whole number from {low} to 1000")
        return value

    def yes(self, said: dict, key: str) -> bool:
        value = said.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(f"“{key}” must be true or false")
        return value

    def mark(self, said: dict, key: str, allowed: tuple[str, ...]) -> str | None:
        value = self.text(said, key)
        value = MARKS.get(value, value) if value else value
        if value is not None and value not in allowed:
            words = ", ".join(f"“{word}”" for word, mark in MARKS.items() if mark in allowed)
            raise self.wrong(f"“{key}” must be one of {words}")
        return value

    def file(self, said: dict) -> dict[str, Any]:
        return {
            "separator": self.mark(said, "separator", (",", ";", "\t", "|")), "encoding": self.text(said, "encoding"),
            "decimal": self.mark(said, "decimal", (".", ",")),
            "thousands": self.mark(said, "thousands", (".", ",", " ", "'", "")),
            "brackets_are_negative": self.yes(said, "brackets_are_negative"),
            "date_order": self.text(said, "date_order", ("iso", "dmy", "mdy")), "sheet": self.text(said, "sheet"),
            "header_row": self.whole(said, "header_row", 1, 1),
            "rows_below_header": self.whole(said, "rows_below_header", 0, 0),
        }  # fmt: skip

    def column(self, name: str) -> str:
        if plain(name) not in self.accepted:
            names = self.accepted.values()
            raise self.wrong(f"“{name}” is not a column of {self.table.name}.{hint(name, names)}".rstrip("."))
        return self.accepted[plain(name)]

    def columns(self, said: dict) -> dict[str, Recipe]:
        recipes: dict[str, Recipe] = {}
        for name, words in self.part(said, "columns", None).items():
            recipes[self.column(name)] = self.recipe(name, {"from": words} if isinstance(words, (str, list)) else words)
        for name, value in self.part(said, "constants", None).items():
            if self.column(name) in recipes:
                raise self.wrong(f"“{name}” stands in [columns] and in [constants]; keep one")
            recipes[self.column(name)] = Recipe(value=self.constant(name, value))
        return recipes

    def constant(self, name: str, value: object) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (str, int, Decimal)):
            return str(value)
        if isinstance(value, date):
            return value.isoformat()
        raise self.wrong(f"the constant “{name}” must be a text, a number or a day")

    def recipe(self, name: str, said: object) -> Recipe:
        if not isinstance(said, dict):
            raise self.wrong(f"“{name}” must name a column of the file")
        self.known(said, RECIPE_KEYS, f"columns.{name}")
        if sum(key in said for key in ("from", "value", "preamble")) > 1:
            raise self.wrong(f"“{name}” can have only one of from, value and preamble")
        values = self.part(said, "values", None)
        factor = said.get("factor")
        if factor is not None and (isinstance(factor, bool) or not isinstance(factor, (int, Decimal)) or factor == 0):
            raise self.wrong(f"the factor of “{name}” must be a number other than 0")
        return Recipe(
            sources=self.texts(said, "from"), value=self.constant(name, said["value"]) if "value" in said else None,
            preamble=self.text(said, "preamble", ("first", "last")), join=said.get("join", "-"),
            strip=self.texts(said, "strip"), values={k: self.constant(name, v) for k, v in values.items()},
            otherwise=self.text(said, "otherwise"), dates=self.texts(said, "dates"),
            start_of=self.text(said, "start_of", ("day", "week", "month")), prefix=self.text(said, "prefix") or "",
            factor=None if factor is None else Decimal(factor), round=self.text(said, "round", ("each", "carry")),
            suffix=self.text(said, "suffix") or "",
        )  # fmt: skip

    def leave_out(self, said: dict) -> LeaveOut:
        self.known(said, ("column", "equals", "starts_with", "is_empty"), "leave_out")
        rule = LeaveOut(self.text(said, "column"), self.texts(said, "equals"), self.texts(said, "starts_with"),
                        self.yes(said, "is_empty"))  # fmt: skip
        if not (rule.equals or rule.starts_with or rule.is_empty):
            raise self.wrong("a [[leave_out]] rule needs equals, starts_with or is_empty")
        return rule

    def preamble(self, said: dict) -> Preamble | None:
        part = self.part(said, "preamble", ("cell", "read", "dates", "separator"))
        if not part:
            return None
        cell = self.text(part, "cell") or ""
        if not re.fullmatch(r"[A-Z]{1,2}[1-9][0-9]{0,2}", cell):
            raise self.wrong("the preamble needs a cell such as “A2”")
        read = self.text(part, "read", ("range", "day")) or "range"
        return Preamble(cell, read, self.texts(part, "dates") or ("YYYY-MM-DD",), self.text(part, "separator") or " - ")

    def unpivot(self, said: dict) -> Unpivot | None:
        part = self.part(said, "unpivot", ("into", "name", "columns"))
        if not part:
            return None
        labels = self.part(part, "columns", None)
        into, name = self.text(part, "into"), self.text(part, "name")
        if not labels or not into or not name:
            raise self.wrong("[unpivot] needs into, name and columns (column of the file = its label)")
        return Unpivot(self.column(into), self.column(name), {k: self.constant(k, v) for k, v in labels.items()})

    def control(self, said: dict) -> dict[str, Any]:
        part = self.part(said, "control", ("rows", "sums"))
        rows, sums = part.get("rows"), self.part(part, "sums", None)
        if rows is not None and (not isinstance(rows, int) or isinstance(rows, bool) or rows < 1):
            raise self.wrong("the control total of rows must be a whole number from 1 on")
        if not all(isinstance(v, (int, Decimal)) and not isinstance(v, bool) for v in sums.values()):
            raise self.wrong("control sums must be numbers without quotes")
        return {"control_rows": rows, "control_sums": {self.column(k): Decimal(v) for k, v in sums.items()}}

    def covered(self, said: dict) -> tuple[date, date] | None:
        value = said.get("covered")
        if value is None:
            return None
        make: Callable[[object], date] = lambda v: v if type(v) is date else date.fromisoformat(str(v))  # noqa: E731
        try:
            first, last = (make(v) for v in value)
        except (TypeError, ValueError):
            raise self.wrong('“covered” must be two days, such as ["2026-09-01", "2026-09-30"]') from None
        if last < first:
            raise self.wrong("“covered” ends before it begins")
        return first, last

    def fits_together(self, mapping: Mapping) -> None:
        if mapping.decimal is not None and mapping.decimal == mapping.thousands:
            raise self.wrong("the decimal mark and the thousands mark are the same")
        if mapping.thousands and mapping.decimal is None:
            raise self.wrong("a thousands mark needs a decimal mark beside it")
        needs = [name for name, recipe in mapping.columns.items() if recipe.preamble]
        if needs and not mapping.preamble:
            raise self.wrong(f"“{needs[0]}” comes from the preamble, but there is no [preamble]")
        for name, recipe in mapping.columns.items():
            self.column_fits(name, recipe)
        for layout in mapping.preamble.dates if mapping.preamble else ():
            self.layout(layout)

    def column_fits(self, name: str, recipe: Recipe) -> None:
        kind = rule_of(self.table.columns[name]).kind if name in self.table.columns else Kind.TEXT
        if recipe.round and kind not in recipes.PLACES:
            raise self.wrong(f"“{name}” cannot be rounded, it is not money, a rate or a count")
        if recipe.factor is not None and kind not in recipes.NUMBERS:
            raise self.wrong(f"“{name}” cannot have a factor, it is not a number")
        for layout in recipe.dates:
            self.layout(layout)

    def layout(self, layout: str) -> None:
        try:
            day_layouts.reader(layout)
        except ValueError as problem:
            raise self.wrong(str(problem)) from None
