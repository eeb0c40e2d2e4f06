"""Typed text: one spelling of the same letters, nothing invisible, nothing too long."""

import unicodedata

from data_adapters.records.problems import InvalidEntry

LONGEST = {"note": 2000, "text": 2000, "reason": 2000, "outcome": 2000}
LONGEST_ID, LONGEST_TEXT = 100, 300
SEVERAL_LINES = tuple(LONGEST)
JOINER, PICTURE = "\u200d", "\ufe0f"  # they hold an emoji family together and are fine there
MARKS_IN_A_ROW = 8  # no writing needs more accents on one letter; thousands hide a page


def clean_text(field: str, typed: str, longest: int = LONGEST_TEXT) -> str:
    """The text in NFC without outer spaces.

    Raises InvalidEntry for control, direction and zero-width characters, piled accents and too long text.
    """
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n")).strip()
    if len(text) > longest:
        raise InvalidEntry(field, "too_long", f"{field}: {len(text):,} characters; at most {longest:,} fit.")
    marks = 0
    for place, letter in enumerate(text):
        if not _may_stand(field, text, place):
            name = unicodedata.name(letter, f"U+{ord(letter):04X}").lower()
            words = f"{field}: character {place + 1} cannot be seen ({name}). Type it again."
            raise InvalidEntry(field, "hidden_character", words)
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks > MARKS_IN_A_ROW:
            raise InvalidEntry(field, "piled_accents", f"{field}: too many accents on one letter.")
    return text


def _may_stand(field: str, text: str, place: int) -> bool:
    letter, kind = text[place], unicodedata.category(text[place])
    if letter == "\n":
        return field in SEVERAL_LINES
    if letter == JOINER and place:
        return text[place - 1] == PICTURE or unicodedata.category(text[place - 1]) in ("So", "Sk")
    return kind not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
