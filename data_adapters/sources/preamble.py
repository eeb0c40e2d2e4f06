"""The day or range of days that an export states above its header."""

from datetime import date

from data_adapters.sources import day_layouts
from data_adapters.sources.mapping import Mapping, Preamble, Recipe
from data_adapters.sources.raw import RefusedFile
from data_adapters.sources.sheet import Sheet


def stated_days(sheet: Sheet, mapping: Mapping, file_name: str) -> tuple[date, date] | None:
    """First and last day of the preamble cell (the same day twice for a single day), None if none is declared.

    Raises `RefusedFile` preamble when the cell holds anything else, such as "All time".
    """
    said = mapping.preamble
    if said is None:
        return None
    text = _cell(sheet, said)
    pieces = text.split(said.separator) if said.read == "range" else [text]
    readers = [day_layouts.reader(layout) for layout in said.dates]
    days = [next((day for read in readers if (day := read(piece.strip()))), None) for piece in pieces]
    if len(days) != (2 if said.read == "range" else 1) or None in days:
        raise RefusedFile("preamble", f"Cell {said.cell} of “{file_name}” should hold a {said.read} of days, but says "
                          f"“{text[:60]}”; export with a fixed period or correct [preamble].")  # fmt: skip
    first, last = date.fromisoformat(days[0][:10]), date.fromisoformat(days[-1][:10])
    if last < first:
        raise RefusedFile("preamble", f"The period in cell {said.cell} of “{file_name}” ends before it begins.")
    return first, last


def _cell(sheet: Sheet, said: Preamble) -> str:
    letters = said.cell.rstrip("0123456789")
    row, place = int(said.cell[len(letters) :]) - 1, 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    cells = sheet.above[row] if row < len(sheet.above) else ()
    return cells[place - 1].strip() if place <= len(cells) else ""


def refuse_odd_range(cooks: dict[str, Recipe], days: tuple[date, date] | None, file_name: str) -> None:
    """A cost over an odd range is no month, week or day: filed as one, it would be spread over the wrong days."""
    length = cooks.get("span")
    if not days or not any(recipe.preamble for recipe in cooks.values()) or length is None or length.value is None:
        return
    first, last = days
    count = (last - first).days + 1
    whole_month = first.day == 1 and (first.year, first.month) == (last.year, last.month) and _is_month_end(last)
    if not {"day": count == 1, "week": count == 7, "month": whole_month}.get(length.value, True):
        raise RefusedFile("odd_range", f"“{file_name}” covers {count} days, which is not one {length.value}; export "
                          f"one {length.value}, or by day.")  # fmt: skip


def _is_month_end(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1
