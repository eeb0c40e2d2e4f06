"""One canonical column from columns of a file, step by step, as its recipe in the mapping says."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from data_adapters.sources import day_layouts, numerals
from data_adapters.sources.mapping import Mapping, Recipe
from data_adapters.sources.nearest import plain
from kpis.contract import Kind

PLACES = {Kind.MONEY: 2, Kind.RATE: 8, Kind.COUNT: 0, Kind.SECONDS: 0}
NUMBERS = {*PLACES, Kind.NUMBER}
Step = Callable[[str], str]


def steps(recipe: Recipe, kind: Kind, mapping: Mapping) -> list[Step]:
    """What happens to each text of this column, in order; empty if nothing does."""
    done: list[Step] = []
    if recipe.strip:
        done.append(lambda text: _stripped(text, recipe.strip))
    if recipe.values or recipe.otherwise is not None:
        known = {plain(k): v for k, v in recipe.values.items()}
        done.append(lambda text: known.get(plain(text), text if recipe.otherwise is None else recipe.otherwise))
    if recipe.dates:
        readers = [day_layouts.reader(layout) for layout in recipe.dates]
        done.append(lambda text: next((day for read in readers if (day := read(text))), text))
    if recipe.start_of:
        done.append(lambda text: day_layouts.start_of(recipe.start_of, text))
    if kind in NUMBERS:
        done += _number_steps(recipe, kind, mapping)
    if recipe.prefix or recipe.suffix:
        done.append(lambda text: f"{recipe.prefix}{text}{recipe.suffix}" if text else text)
    return done


def _number_steps(recipe: Recipe, kind: Kind, mapping: Mapping) -> list[Step]:
    done: list[Step] = []
    if mapping.decimal:
        read = numerals.reader(mapping.decimal, mapping.thousands, mapping.brackets_are_negative)
        done.append(lambda text: read(text) if text else text)
    if recipe.factor is not None:
        done.append(lambda text: numerals.times(text, recipe.factor))
    if recipe.round == "each":
        done.append(lambda text: numerals.rounded(text, PLACES[kind]))
    return done


def _stripped(text: str, unwanted: tuple[str, ...]) -> str:
    before = None
    while text != before:
        before = text
        for piece in unwanted:
            text = text.removeprefix(piece).removesuffix(piece).strip()
    return text


def cooked(column: pa.ChunkedArray, work: list[Step]) -> tuple[pa.ChunkedArray, pa.ChunkedArray | None]:
    """The column after its steps, and which rows do not fit the declared number marks (None if all do)."""
    if not work:
        return column, None
    coded = column.combine_chunks().dictionary_encode()
    texts, misfits = [], []
    for raw in coded.dictionary.to_pylist():
        text, fits = raw.strip(), True
        try:
            for step in work:
                text = step(text)
        except numerals.Misfit:
            text, fits = raw, False
        texts.append(text or None)
        misfits.append(not fits)
    result = pa.chunked_array([pa.array(texts, pa.string()).take(coded.indices)])
    if not any(misfits):
        return result, None
    return result, pa.chunked_array([pc.fill_null(pa.array(misfits).take(coded.indices), False)])


def carried(column: pa.ChunkedArray, kind: Kind) -> pa.ChunkedArray:
    """The column rounded so that its sum stays right; see `numerals.carried`."""
    return pa.chunked_array([pa.array(list(numerals.carried(column.to_pylist(), PLACES[kind])), pa.string())])


def joined(columns: list[pa.ChunkedArray], join: str) -> pa.ChunkedArray:
    """Several columns as one text each row; a row in which one of them is empty stays empty."""
    if len(columns) == 1:
        return columns[0]
    flat = [pc.utf8_trim_whitespace(c).combine_chunks() for c in columns]
    return pa.chunked_array([pc.binary_join_element_wise(*flat, join)])
