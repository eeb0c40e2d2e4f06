"""What can be wrong with one value: stable codes, and the plain sentence a person reads."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from kpis.contract import Rule

SHOWN = 120  # characters of a value that are shown


@dataclass(frozen=True)
class Fault:
    """Why a value cannot be taken: a stable code and a plain sentence."""

    rule: str
    words: str


@dataclass(frozen=True)
class Judged:
    """The different values of one column after the checks: typed (null = blank or faulty), faults by position."""

    typed: pa.Array
    faults: dict[int, Fault]


BLANK = Fault("blank", "is empty, but this column is needed")
TOTAL_ROW = Fault("total_row", "looks like a total line, not a record; remove it from the file")
_TOTALS = {"total", "grand total", "subtotal", "sum", "summe", "gesamt", "gesamtsumme", "zwischensumme"}


def is_total(text: str) -> bool:
    """Is this the label of a total line?"""
    return text.strip().rstrip(":").casefold() in _TOTALS


def judge(texts: pa.Array, plain: pa.Array, cast: Callable[[pa.Array], pa.Array],
          parse: Callable[[str], object]) -> Judged:  # fmt: skip
    """Type the plain values in one go and look at the others one by one.

    `plain` says which values `cast` understands; `parse` gets each other value and returns its value, None for blank,
    or a Fault.
    """
    if plain.true_count == len(texts):
        return Judged(cast(texts), {})
    odd = [i for i, fine in enumerate(plain.to_pylist()) if not fine]
    seen = [parse(text) for text in texts.take(pa.array(odd, pa.int64())).to_pylist()]
    faults = {i: found for i, found in zip(odd, seen, strict=True) if isinstance(found, Fault)}
    typed = cast(pc.if_else(plain, texts, None))
    rescued = pa.array([None if isinstance(found, Fault) else found for found in seen], typed.type)
    return Judged(pc.replace_with_mask(typed, pc.invert(plain), rescued), faults)


def within(judged: Judged, rule: Rule) -> Judged:
    """Set aside the values outside the limits of the contract."""
    number = judged.typed.cast(pa.float64())
    faults = dict(judged.faults)
    for limit, outside, code, word in ((rule.low, pc.less, "too_low", "below"),
                                       (rule.high, pc.greater, "too_high", "above")):  # fmt: skip
        if limit is not None:
            words = f"is {word} {limit:,.10g}, the {'lowest' if word == 'below' else 'highest'} value that makes sense"
            faults |= dict.fromkeys(positions(outside(number, float(limit))), Fault(code, words))
    return without(judged.typed, faults)


def positions(mask: pa.Array) -> list[int]:
    """Where a mask is true."""
    return pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()


def without(typed: pa.Array, faults: dict[int, Fault]) -> Judged:
    """The same values with null wherever there is a fault."""
    if not faults:
        return Judged(typed, faults)
    keep = [i not in faults for i in range(len(typed))]
    return Judged(pc.if_else(pa.array(keep), typed, None), faults)
