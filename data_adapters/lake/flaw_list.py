"""The list of reasons why rows are set aside, gathered column by column without a step per row."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_adapters.lake.column_checks import Read
from data_adapters.lake.faults import SHOWN, Fault
from data_adapters.lake.shape import whole
from data_adapters.sources.raw import Flaw

SCHEMA = pa.schema([("row", pa.int64()), ("column", pa.string()), ("value", pa.string()), ("rule", pa.string()),
                    ("words", pa.string())])  # fmt: skip
_HIDDEN = r"[\p{C}\p{Zl}\p{Zp}]"
_PRIVATE_SHOWN = r"^(.{0,3}).*$"  # an id of a person is not written down in full


class FlawList:
    """Collects flaws.

    `flawed` marks the rows that have at least one, `unread` counts the rows that never became columns.
    """

    def __init__(self, texts: pa.Table, private: dict[str, bool], parsed: tuple[Flaw, ...]) -> None:
        self.texts = texts
        self.private = private
        self.parsed = parsed
        rows, numbers = np.array(sorted({flaw.row for flaw in parsed}), np.int64), texts["_row"].to_numpy()
        self.flawed = np.isin(numbers, rows) if len(rows) else np.zeros(len(texts), bool)
        self.unread = int((~np.isin(rows, numbers)).sum())
        self.found: list[pa.Table] = []

    def add_values(self, name: str, column: Read) -> None:
        """One flaw for each row with a faulty value in this column."""
        if not column.faults:
            return
        where = np.flatnonzero(np.asarray(column.bad))
        kinds = list(dict.fromkeys(column.faults.values()))
        number = {fault: i for i, fault in enumerate(kinds)}
        of_value = np.zeros(max(column.faults) + 1, np.int64)
        for place, fault in column.faults.items():
            of_value[place] = number[fault]
        chosen = pa.array(of_value[column.places[where]])
        rules, words = (pa.array([getattr(kind, part) for kind in kinds], pa.string()) for part in ("rule", "words"))
        self._add(name, pa.array(where), rules.take(chosen), words.take(chosen))

    def add(self, name: str, where: pa.Array, fault: Fault) -> None:
        """The same flaw for several rows."""
        if len(where):
            repeated = (pa.array([part] * len(where), pa.string()) for part in (fault.rule, fault.words))
            self._add(name, where, *repeated)

    def add_worded(self, name: str, where: pa.Array, rule: str, words: list[str]) -> None:
        """The same rule for several rows, each with its own words."""
        if len(where):
            self._add(name, where, pa.array([rule] * len(where), pa.string()), pa.array(words, pa.string()))

    def without_flawed(self, where: pa.Array) -> pa.Array:
        """Only those positions whose rows have no flaw so far."""
        places = np.asarray(where).astype(np.int64)
        return pa.array(places[~self.flawed[places]], pa.int64())

    def _add(self, name: str, where: pa.Array, rules: pa.Array, words: pa.Array) -> None:
        rows = whole(self.texts["_row"]).take(where)
        names = pa.array([name] * len(where), pa.string())
        self.found.append(pa.table([rows, names, self._shown(name, where), rules, words], schema=SCHEMA))
        self.flawed[np.asarray(where)] = True

    def _shown(self, name: str, where: pa.Array) -> pa.Array:
        """The values as a person may see them: cut, nothing invisible, ids of people not in full."""
        if name not in self.texts.column_names:
            return pa.array([""] * len(where), pa.string())
        values = pc.fill_null(whole(self.texts[name]).take(where), "")
        values = pc.replace_substring_regex(values, _HIDDEN, "\ufffd")
        if self.private.get(name):
            long = pc.greater(pc.utf8_length(values), 3)
            values = pc.if_else(long, pc.replace_substring_regex(values, _PRIVATE_SHOWN, r"\1…"), values)
        return pc.utf8_slice_codeunits(values, 0, SHOWN)

    def as_table(self) -> pa.Table:
        """All flaws by row, with those found while the file was parsed."""
        parsed = pa.table([[getattr(flaw, name) for flaw in self.parsed] for name in SCHEMA.names], schema=SCHEMA)
        everything = pa.concat_tables([parsed, *self.found]).combine_chunks()
        return everything.take(pc.sort_indices(everything, [("row", "ascending")]))
