"""A sheet of a foreign export becomes columns of a canonical table, as its mapping file says."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data_adapters.sources import day_layouts, headers, recipes, tidy
from data_adapters.sources.mapping import LeaveOut, Mapping, Recipe
from data_adapters.sources.nearest import hint, plain
from data_adapters.sources.raw import Flaw, RefusedFile
from data_adapters.sources.sheet import Sheet, filtered, noted
from kpis.contract import Kind, key_columns, rule_of

NOT_A_NUMBER = "The number does not fit the decimal and thousands marks the mapping declares."


@dataclass(frozen=True)
class Columns:
    """Canonical columns of a file with their row numbers, and what was learned on the way."""

    columns: dict[str, pa.ChunkedArray]
    rows: pa.Array
    notes: tuple[str, ...]
    flaws: tuple[Flaw, ...]
    covered: tuple[date, date] | None


def wanted_names(mapping: Mapping) -> frozenset[str]:
    """The plain header names a mapping needs; empty if it names no columns."""
    named = {name for recipe in mapping.columns.values() for name in recipe.sources}
    return frozenset(plain(name) for name in (*named, *(mapping.unpivot.columns if mapping.unpivot else ())))


def mapped(sheet: Sheet, table: sa.Table, mapping: Mapping, file_name: str) -> Columns:
    """The sheet under the table's names.

    Raises `RefusedFile` when a column, a preamble cell or a required column is missing, or a header stands twice.
    """
    span = _preamble_days(sheet, mapping, file_name)
    sheet = _without_left_out(sheet, mapping, file_name)
    cooks = _with_key(_recipes(sheet, table, mapping, file_name), table, mapping)
    headers.refuse_missing(set(cooks), table, file_name)
    sheet, totals = tidy.without_totals(sheet, _day_place(sheet, table, cooks))
    _refuse_odd_span(cooks, span, file_name)
    parts = [_part(sheet, sources, cooks, (table, mapping, span, file_name)) for sources in _sources(sheet, mapping, file_name)]
    columns = {name: pa.chunked_array([c for p in parts for c in p.columns[name].chunks], pa.string()) for name in cooks}
    rows = pa.concat_arrays([p.rows for p in parts])
    covered = mapping.covered or (span if mapping.preamble and mapping.preamble.read == "range" else None)
    flaws = (*sheet.ragged, *totals, *(flaw for part in parts for flaw in part.flaws))
    return Columns(columns, rows, sheet.notes + _notes(sheet, mapping, cooks), flaws, covered)


def _recipes(sheet: Sheet, table: sa.Table, mapping: Mapping, file_name: str) -> dict[str, Recipe]:
    cooks = dict(mapping.columns)
    if mapping.unpivot:
        for name in (mapping.unpivot.into, mapping.unpivot.name):
            recipe = cooks.get(name, Recipe())
            cooks[name] = replace(recipe, sources=recipe.sources or (name,))
    elif not any(recipe.sources for recipe in cooks.values()):
        places = headers.matched(sheet.header, table, file_name)
        cooks |= {name: Recipe(sources=(sheet.header[place],)) for name, place in places.items() if name not in cooks}
    return cooks


def _day_place(sheet: Sheet, table: sa.Table, cooks: dict[str, Recipe]) -> int | None:
    """Where the file keeps the day of a row, if one column holds it."""
    recipe = next((cooks[name] for name in (table.info["day"], "ts", "ts_s") if name in cooks), Recipe())
    header = [plain(name) for name in sheet.header]
    return header.index(plain(recipe.sources[0])) if len(recipe.sources) == 1 and plain(recipe.sources[0]) in header else None


def _with_key(cooks: dict[str, Recipe], table: sa.Table, mapping: Mapping) -> dict[str, Recipe]:
    key = key_columns(table)
    if not mapping.key or set(mapping.key) == set(key):
        return {name: r for name, r in cooks.items() if mapping.key != () or name not in key or not table.columns[name].nullable}
    if len(key) == 1 and key[0] not in cooks:
        return {key[0]: Recipe(sources=mapping.key), **cooks}
    raise RefusedFile("mapping", f"The key of {table.name} is {' and '.join(key) or 'none'}; a mapping may build it from "
                      "columns of the file or leave it away with key = [], not choose another.")  # fmt: skip


def _sources(sheet: Sheet, mapping: Mapping, file_name: str) -> list[dict[str, pa.ChunkedArray]]:
    plain_columns = {plain(name): sheet.cells.column(i) for i, name in reversed(list(enumerate(sheet.header)))}
    if not mapping.unpivot:
        return [plain_columns]
    into, name = plain(mapping.unpivot.into), plain(mapping.unpivot.name)
    return [
        {**plain_columns, into: _found(plain_columns, source, sheet.header, file_name),
         name: pa.chunked_array([pa.repeat(pa.scalar(label), sheet.cells.num_rows)])}
        for source, label in mapping.unpivot.columns.items()
    ]  # fmt: skip


def _found(sources: dict[str, pa.ChunkedArray], name: str, header: tuple[str, ...], file_name: str) -> pa.ChunkedArray:
    headers.refuse_twice((name,), header, file_name)
    if plain(name) not in sources:
        raise RefusedFile("mapping_column_missing", f"“{file_name}” has no column “{name}” that the mapping names."
                          f"{hint(name, header)} Correct the mapping or export the column.")  # fmt: skip
    return sources[plain(name)]


def _part(sheet: Sheet, sources: dict[str, pa.ChunkedArray], cooks: dict[str, Recipe], context: tuple) -> Columns:
    """All canonical columns from one set of source columns, without the rows whose numbers do not fit."""
    table, mapping, span, file_name = context
    columns, flaws, keep = {}, [], None
    for name, recipe in cooks.items():
        kind = rule_of(table.columns[name]).kind if name in table.columns else Kind.TEXT
        raw = _raw(sheet, sources, recipe, span, file_name)
        columns[name], misfit = recipes.cooked(raw, recipes.steps(recipe, kind, mapping) if recipe.value is None else [])
        if misfit is not None:
            hit = misfit.combine_chunks()
            pairs = zip(sheet.rows.filter(hit).to_pylist(), raw.filter(hit).to_pylist())
            flaws += [Flaw(row, name, value, "not_a_number", NOT_A_NUMBER) for row, value in pairs]
            keep = pc.invert(hit) if keep is None else pc.and_(keep, pc.invert(hit))
    rows = sheet.rows
    if keep is not None:
        columns, rows = {name: c.filter(keep) for name, c in columns.items()}, rows.filter(keep)
    for name, recipe in cooks.items():
        if recipe.round == "carry":
            columns[name] = recipes.carried(columns[name], rule_of(table.columns[name]).kind)
    return Columns(columns, rows, (), tuple(flaws), None)


def _raw(sheet: Sheet, sources: dict, recipe: Recipe, span: tuple[date, date] | None, file_name: str) -> pa.ChunkedArray:
    fixed = recipe.value
    if recipe.preamble and span:
        fixed = span[0 if recipe.preamble == "first" else 1].isoformat()
    if fixed is not None:
        return pa.chunked_array([pa.repeat(pa.scalar(fixed or None, pa.string()), sheet.cells.num_rows)])
    return recipes.joined([_found(sources, name, sheet.header, file_name) for name in recipe.sources], recipe.join)


def _without_left_out(sheet: Sheet, mapping: Mapping, file_name: str) -> Sheet:
    drop, ragged = np.zeros(sheet.cells.num_rows, dtype=bool), list(sheet.ragged)
    sources = {plain(name): sheet.cells.column(i) for i, name in reversed(list(enumerate(sheet.header)))}
    for rule in mapping.leave_out:
        name = rule.column or sheet.header[0]
        drop |= np.asarray(_says(_found(sources, name, sheet.header, file_name), rule))
        if plain(name) == plain(sheet.header[0]):
            ragged = [flaw for flaw in ragged if not _starts(flaw.value, rule)]
    gone = int(drop.sum()) + len(sheet.ragged) - len(ragged)
    if not gone:
        return sheet
    kept = replace(filtered(sheet, pa.array(~drop)), ragged=tuple(ragged))
    return noted(kept, f"{gone:,} {'row was' if gone == 1 else 'rows were'} left out, as the mapping says.")


def _says(column: pa.ChunkedArray, rule: LeaveOut) -> pa.ChunkedArray:
    text = pc.utf8_trim_whitespace(pc.fill_null(column, ""))
    hit = pc.equal(text, "") if rule.is_empty else pc.is_in(text, value_set=pa.array(rule.equals, pa.string()))
    for start in rule.starts_with:
        hit = pc.or_(hit, pc.starts_with(text, start))
    return pc.or_(hit, pc.is_in(text, value_set=pa.array(rule.equals, pa.string())))


def _starts(line: str, rule: LeaveOut) -> bool:
    first = line.strip().lstrip('"')
    return first.startswith(rule.starts_with + rule.equals) if rule.starts_with + rule.equals else False


def _preamble_days(sheet: Sheet, mapping: Mapping, file_name: str) -> tuple[date, date] | None:
    if not mapping.preamble:
        return None
    said = mapping.preamble
    letters = said.cell.rstrip("0123456789")
    row, place = int(said.cell[len(letters):]) - 1, 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    cells = sheet.above[row] if row < len(sheet.above) else ()
    text = cells[place - 1].strip() if place <= len(cells) else ""
    pieces = text.split(said.separator) if said.read == "range" else [text]
    readers = [day_layouts.reader(layout) for layout in said.dates]
    days = [next((day for read in readers if (day := read(piece.strip()))), None) for piece in pieces]
    if len(days) != (2 if said.read == "range" else 1) or None in days:
        raise RefusedFile("preamble", f"Cell {said.cell} of “{file_name}” should hold a {said.read} of days, but says "
                          f"“{text[:60]}”; export with a fixed period or correct [preamble].")  # fmt: skip
    return date.fromisoformat(days[0][:10]), date.fromisoformat(days[-1][:10])


def _refuse_odd_span(cooks: dict[str, Recipe], span: tuple[date, date] | None, file_name: str) -> None:
    """A cost over an odd range cannot be filed as a month, a week or a day: it would be spread over the wrong days."""
    length = cooks.get("span")
    if not span or not any(r.preamble for r in cooks.values()) or length is None or length.value is None:
        return
    days = (span[1] - span[0]).days + 1
    month = span[0].day == 1 and (span[1].year, span[1].month) == (span[0].year, span[0].month) and days >= 28
    month = month and span[1].month != date.fromordinal(span[1].toordinal() + 1).month
    if not {"day": days == 1, "week": days == 7, "month": month}.get(length.value, True):
        raise RefusedFile("odd_range", f"“{file_name}” covers {days} days, which is not one {length.value}; export one "
                          f"{length.value}, or by day.")  # fmt: skip


def _notes(sheet: Sheet, mapping: Mapping, cooks: dict[str, Recipe]) -> tuple[str, ...]:
    used = {plain(name) for recipe in cooks.values() for name in recipe.sources}
    used |= {plain(name) for name in mapping.unpivot.columns} if mapping.unpivot else set()
    unused = [name for name in sheet.header if plain(name) and plain(name) not in used]
    notes = [f"Read by the mapping “{mapping.name}”."]
    if unused:
        shown = ", ".join(unused[:8]) + (" …" if len(unused) > 8 else "")
        notes.append(f"Columns not used: {shown}.")
    if any(recipe.round == "carry" for recipe in cooks.values()):
        notes.append("Amounts are rounded so that their sum stays right: what one row loses, the next one gets.")
    return tuple(notes)
