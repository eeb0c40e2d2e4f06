"""Reads changes of a week as somebody types or pastes them: one line each, such as "U07 +3" or copied cells."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from kpis.sentences.numerals import PLAIN, Numerals
from kpis.team_week import Line, LineKey, NotATime, typed_minutes

MOST_LINES = 500
FIELDS = ("use_case", "market", "business_area", "kind", "person")  # what a word can name, in the order of a line's key


@dataclass(frozen=True)
class Vocabulary:
    """What words mean: per field, what people may type (any case) and the value behind it; and where use cases run."""

    words: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    places: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    def meanings(self, word: str) -> dict[str, object]:
        """The fields a word can stand for, with its value."""
        typed = word.casefold()
        return {name: self.words[name][typed] for name in FIELDS if typed in self.words.get(name, {})}

    def near(self, word: str) -> str | None:
        """The known word that looks most like this one."""
        known = [w for name in FIELDS for w in self.words.get(name, {})]
        return next(iter(get_close_matches(word.casefold(), known, 1, 0.7)), None)


@dataclass(frozen=True)
class TypedLine:
    """One typed line: the line of the week it means and the time, or in words why it was not understood."""

    number: int
    text: str
    key: LineKey | None = None
    time: str = ""
    trouble: str = ""


def vocabulary(
    named: Mapping[str, Mapping[object, Iterable[str]]], places: Iterable[tuple[str, str, str]]
) -> Vocabulary:
    """The words by field: each value with all it is called; `places` are the known roll-outs."""
    words = {
        name: {call.casefold(): value for value, calls in values.items() for call in calls if call}
        for name, values in named.items()
    }
    where: dict[str, list[tuple[str, str]]] = {}
    for use_case, market, area in places:
        where.setdefault(use_case, []).append((market, area))
    return Vocabulary(words, where)


def read_changes(
    text: str, lines: Sequence[Line], known: Vocabulary, numerals: Numerals = PLAIN
) -> list[TypedLine]:
    """Every line of a typed or pasted text, numbers by the reader's marks; a heading and empty lines are left out."""
    rows = [(n, row) for n, row in enumerate(text.splitlines(), 1) if row.strip()]
    read = [_read(n, row, lines, known, numerals) for n, row in rows[:MOST_LINES]]
    if len(read) > 1 and read[0].trouble and not any(c.isdigit() for c in read[0].text):
        read = read[1:]  # the heading of a spreadsheet
    seen: dict[LineKey, int] = {}
    for at, line in enumerate(read):
        first = seen.setdefault(line.key, line.number) if line.key else line.number
        if first != line.number:
            read[at] = TypedLine(line.number, line.text, trouble=f"means the same as line {first}; add them up first")
    if len(rows) > MOST_LINES:
        read.append(TypedLine(rows[MOST_LINES][0], "…", trouble=f"only the first {MOST_LINES} lines are read"))
    return read


def _read(number: int, row: str, lines: Sequence[Line], known: Vocabulary, numerals: Numerals) -> TypedLine:
    cells = re.split(r"\t| · |;", row) if "\t" in row or " · " in row or ";" in row else row.split()
    found: dict[str, object] = {}
    time = ""
    for word in (cell.strip() for cell in cells):
        meanings = {name: value for name, value in known.meanings(word).items() if found.get(name, value) == value}
        if not word or (meanings and set(meanings) <= set(found)):
            continue
        if meanings:
            name = next(name for name in meanings if name not in found)
            found[name] = meanings[name]
        elif not (problem := _no_time(word, numerals)):
            time = time or word  # further numbers, such as last week's, are not meant
        elif problem.rule != "two_numbers":
            return TypedLine(number, row.strip(), trouble=_unknown(word, known))
        elif not time:
            return TypedLine(number, row.strip(), trouble=str(problem))
    return _resolved(TypedLine(number, row.strip(), time=time), found, lines, known)


def _no_time(word: str, numerals: Numerals) -> NotATime | None:
    try:
        typed_minutes(word, Line((word, None, None, None, None, None)), numerals)
    except NotATime as problem:
        return problem
    return None


def _unknown(word: str, known: Vocabulary) -> str:
    if re.match(r"[-+−.\d]|nan$|inf", word, re.IGNORECASE):
        return f"“{word[:40]}” is not a time"
    near = known.near(word)
    return f"“{word[:40]}” is not known" + (f"; did you mean “{near}”?" if near else "")


def _resolved(line: TypedLine, found: Mapping[str, object], lines: Sequence[Line], known: Vocabulary) -> TypedLine:
    if "use_case" not in found:
        return TypedLine(line.number, line.text, trouble="names no use case")
    if not line.time:
        return TypedLine(line.number, line.text, trouble="names no time")
    wanted = [found.get(name) for name in FIELDS]
    fits = [one.key for one in lines if all(w is None or w == k for w, k in zip(wanted, one.key, strict=False))]
    if len(fits) > 1:
        where = ", ".join(dict.fromkeys(" ".join(str(part) for part in key[1:4] if part) for key in fits))
        return TypedLine(line.number, line.text, trouble=f"fits {len(fits)} lines; say which: {where}")
    return TypedLine(line.number, line.text, key=fits[0] if fits else _new_key(found, known), time=line.time)


def _new_key(found: Mapping[str, object], known: Vocabulary) -> LineKey:
    """A line that is not in the week yet; its place is filled in where the use case has only one that fits."""
    use_case, market, area, kind, person = (found.get(name) for name in FIELDS)
    fits = {
        place for place in known.places.get(use_case, ()) if market in (None, place[0]) and area in (None, place[1])
    }
    if len(fits) == 1:
        market, area = next(iter(fits))
    elif market and not area:
        areas = {place[1] for place in known.places.get(use_case, ())}
        area = next(iter(areas)) if len(areas) == 1 else None
    return (use_case, market, area, kind, person, None)
