"""A sheet of a foreign export becomes columns of a canonical table, as its mapping file says."""

from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data_adapters.sources import headers, preamble, recipes, tidy
from data_adapters.sources.mapping import Mapping, Recipe
from data_adapters.sources.nearest import hint, plain
from data_adapters.sources.raw import Flaw, RefusedFile
from data_adapters.sources.sheet import Sheet
from kpis.contract import Kind, key_columns, rule_of

MISFIT = "The number does not fit the decimal and thousands marks the mapping declares."


@dataclass(frozen=True)
class Columns:
    """Canonical columns of a file with their row numbers, and what was learned on the way."""

    columns: dict[str, pa.ChunkedArray]
    rows: pa.Array
    notes: tuple[str, ...]
    flaws: tuple[Flaw, ...]
    covered: tuple[date, date] | None = None


@dataclass(frozen=True)
class _Export:
    """A sheet with everything needed to read it."""

    sheet: Sheet
    table: sa.Table
    mapping: Mapping
    file_name: str
    days: tuple[date, date] | None

    def kind(self, name: str) -> Kind:
        return rule_of(self.table.columns[name]).kind if name in self.table.columns else Kind.TEXT

    def sources(self) -> dict[str, pa.ChunkedArray]:
        """Plain header name -> cells; of several headers of one name the first (used ones are refused if doubled)."""
        return {plain(name): self.sheet.cells.column(i) for i, name in reversed(list(enumerate(self.sheet.header)))}

    def found(self, sources: dict[str, pa.ChunkedArray], name: str) -> pa.ChunkedArray:
        headers.refuse_twice((name,), self.sheet.header, self.file_name)
        if plain(name) in sources:
            return sources[plain(name)]
        raise RefusedFile("mapping_column_missing", f"“{self.file_name}” has no column “{name}” that the mapping names."
                          f"{hint(name, self.sheet.header)} Correct the mapping or export the column.")  # fmt: skip

    def repeated(self, text: str | None) -> pa.ChunkedArray:
        return pa.chunked_array([pa.repeat(pa.scalar(text, pa.string()), self.sheet.cells.num_rows)])


def wanted_names(mapping: Mapping) -> frozenset[str]:
    """The plain header names a mapping needs; empty if it names no columns."""
    named = [name for recipe in mapping.columns.values() for name in recipe.sources]
    return frozenset(plain(name) for name in (*named, *(mapping.unpivot.columns if mapping.unpivot else ())))


def mapped(sheet: Sheet, table: sa.Table, mapping: Mapping, file_name: str) -> Columns:
    """The sheet under the table's names.

    Raises `RefusedFile` when a column, a preamble cell or a required column is missing, or a header stands twice.
    """
    days = preamble.stated_days(sheet, mapping, file_name)
    export = _Export(sheet, table, mapping, file_name, days)
    export = replace(export, sheet=_without_left_out(export))
    cooks = _with_key(_recipes(export), table, mapping)
    headers.refuse_missing(set(cooks), table, file_name)
    preamble.refuse_odd_range(cooks, days, file_name)
    sheet, totals = tidy.without_totals(export.sheet, _day_place(export, cooks))
    export = replace(export, sheet=sheet)
    parts = [_part(export, sources, cooks) for sources in _by_value_column(export)]
    return Columns(
        {n: pa.chunked_array([c for p in parts for c in p.columns[n].chunks], pa.string()) for n in cooks},
        pa.concat_arrays([part.rows for part in parts]), sheet.notes + _notes(sheet, mapping, cooks),
        (*sheet.ragged, *totals, *(flaw for part in parts for flaw in part.flaws)),
        mapping.covered or (days if mapping.preamble and mapping.preamble.read == "range" else None),
    )  # fmt: skip


def _recipes(export: _Export) -> dict[str, Recipe]:
    cooks, unpivot = dict(export.mapping.columns), export.mapping.unpivot
    if unpivot:
        for name in (unpivot.into, unpivot.name):
            recipe = cooks.get(name, Recipe())
            cooks[name] = replace(recipe, sources=recipe.sources or (name,))
    elif not any(recipe.sources for recipe in cooks.values()):
        header = export.sheet.header
        places = headers.matched(header, export.table, export.file_name)
        cooks |= {name: Recipe(sources=(header[place],)) for name, place in places.items() if name not in cooks}
    return cooks


def _with_key(cooks: dict[str, Recipe], table: sa.Table, mapping: Mapping) -> dict[str, Recipe]:
    key = key_columns(table)
    if mapping.key == ():
        dropped = {name for name in key if table.columns[name].nullable}
        return {name: recipe for name, recipe in cooks.items() if name not in dropped}
    if mapping.key is None or set(mapping.key) == set(key):
        return cooks
    if len(key) == 1 and key[0] not in cooks:
        return {key[0]: Recipe(sources=mapping.key), **cooks}
    raise RefusedFile("mapping", f"The key of {table.name} is {' and '.join(key) or 'none'}; a mapping may build it "
                      "from columns of the file or leave it away with key = [], not choose another.")  # fmt: skip


def _day_place(export: _Export, cooks: dict[str, Recipe]) -> int | None:
    """Where the file keeps the day of a row, if one column holds it."""
    recipe = next((cooks[name] for name in (export.table.info["day"], "ts", "ts_s") if name in cooks), Recipe())
    header = [plain(name) for name in export.sheet.header]
    places = [header.index(plain(name)) for name in recipe.sources if plain(name) in header]
    return places[0] if len(places) == 1 else None


def _by_value_column(export: _Export) -> list[dict[str, pa.ChunkedArray]]:
    """The source columns once, or once for each value column that becomes rows."""
    sources, unpivot = export.sources(), export.mapping.unpivot
    if not unpivot:
        return [sources]
    into, name = plain(unpivot.into), plain(unpivot.name)
    return [{**sources, into: export.found(sources, column), name: export.repeated(label)}
            for column, label in unpivot.columns.items()]  # fmt: skip


def _part(export: _Export, sources: dict[str, pa.ChunkedArray], cooks: dict[str, Recipe]) -> Columns:
    """All canonical columns from one set of source columns, without the rows whose numbers do not fit."""
    columns, flaws, keep, rows = {}, [], None, export.sheet.rows
    for name, recipe in cooks.items():
        raw = _raw(export, sources, recipe)
        work = recipes.steps(recipe, export.kind(name), export.mapping) if recipe.value is None else []
        columns[name], misfit = recipes.cooked(raw, work)
        if misfit is not None:
            hit = misfit.combine_chunks()
            pairs = zip(rows.filter(hit).to_pylist(), raw.filter(hit).to_pylist())
            flaws += [Flaw(row, name, value, "not_a_number", MISFIT) for row, value in pairs]
            keep = pc.invert(hit) if keep is None else pc.and_(keep, pc.invert(hit))
    if keep is not None:
        columns, rows = {name: column.filter(keep) for name, column in columns.items()}, rows.filter(keep)
    for name, recipe in cooks.items():
        if recipe.round == "carry":
            columns[name] = recipes.carried(columns[name], export.kind(name))
    return Columns(columns, rows, (), tuple(flaws))


def _raw(export: _Export, sources: dict[str, pa.ChunkedArray], recipe: Recipe) -> pa.ChunkedArray:
    if recipe.preamble and export.days:
        return export.repeated(export.days[0 if recipe.preamble == "first" else 1].isoformat())
    if not recipe.sources:
        return export.repeated(recipe.value or None)
    return recipes.joined([export.found(sources, name) for name in recipe.sources], recipe.join)


def _without_left_out(export: _Export) -> Sheet:
    sources, first = export.sources(), export.sheet.header[0]
    rules = [(rule, export.found(sources, rule.column or first)) for rule in export.mapping.leave_out]
    return tidy.without_left_out(export.sheet, rules)


def _notes(sheet: Sheet, mapping: Mapping, cooks: dict[str, Recipe]) -> tuple[str, ...]:
    used = {plain(name) for recipe in cooks.values() for name in recipe.sources} | wanted_names(mapping)
    unused = [" ".join(name.split()) for name in sheet.header if plain(name) and plain(name) not in used]
    notes = [f"Read by the mapping “{mapping.name}”."]
    if unused:
        shown = ", ".join(unused[:8]) + (" …" if len(unused) > 8 else "")
        notes.append(f"Columns not used: {shown}.")
    if any(recipe.round == "carry" for recipe in cooks.values()):
        notes.append("Amounts are rounded so that their sum stays right: what one row loses, the next one gets.")
    return tuple(notes)
