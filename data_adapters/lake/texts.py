"""Names, texts, choices, yes/no and currencies: cleaned of stray spaces, refused when something hides in them."""

import difflib
import re
import unicodedata
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from data_adapters.lake.currencies import parse_currency
from data_adapters.lake.faults import TOTAL_ROW, Fault, Judged, is_total, judge
from kpis.contract import Kind, Rule

ID_LENGTH, TEXT_LENGTH = 200, 2_000
# printable ASCII, no space at either end, no formula start: most names need no closer look
_PLAIN_ID = rf"^[!-*,./0-?A-~](?:[ -~]{{0,{ID_LENGTH - 2}}}[!-~])?$"
_PLAIN_TEXT = r"^[!-*,./0-<>?A-~](?:[ -~]{0,998}[!-~])?$"
_LIKE_TOTAL = r"^(?:=|(?i:total|grand total|subtotal|sum|gesamt|zwischen))"
_FORMULA = re.compile(r"^(=.|[+\-@][A-Za-z])", re.DOTALL)
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_EMAIL_RE2 = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_JOINERS = {"\u200c", "\u200d"}  # part of Persian words and of emoji
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
HIDDEN = Fault("hidden_character", "holds a character that cannot be seen; retype it or copy it without formatting")
_STRING = pa.string()
_PERSONAL = {"unit_id"}  # an id column that may name a customer


def judge_texts(texts: pa.Array, rule: Rule, column: str) -> Judged:
    """Ids, hashed keys and free texts as cleaned text; hashing is a later step."""
    if rule.kind == Kind.TEXT:
        return judge(texts, pc.match_substring_regex(texts, _PLAIN_TEXT), _same, parse_text)
    personal = rule.kind == Kind.HASH or column in _PERSONAL
    plain = pc.match_substring_regex(texts, _PLAIN_ID)
    plain = pc.and_not(plain, pc.match_substring_regex(texts, _LIKE_TOTAL))
    if personal:
        plain = pc.and_not(plain, pc.match_substring_regex(texts, _EMAIL_RE2))
    return judge(texts, plain, _same, parse_personal_id if personal else parse_id)


def _same(texts: pa.Array) -> pa.Array:
    return texts


def parse_id(text: str) -> str | None | Fault:
    """A name kept as text: trimmed, one Unicode form, nothing hidden, no formula, at most 200 characters."""
    name = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if is_total(name):
        return TOTAL_ROW
    return _faulty(name, ID_LENGTH, allowed=frozenset()) or name or None


def parse_personal_id(text: str) -> str | None | Fault:
    """The id of a customer, account or contact; an e-mail address is not one."""
    name = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if _EMAIL.match(name):
        return Fault("email_in_key", "is an e-mail address; send an id, not an e-mail address")
    return _faulty(name, ID_LENGTH, allowed=frozenset()) or name or None


def parse_text(text: str) -> str | None | Fault:
    """A free text: trimmed, one Unicode form, line breaks allowed, nothing hidden, at most 2,000 characters."""
    words = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    return _faulty(words, TEXT_LENGTH, allowed=frozenset({"\n", "\t"} | _JOINERS)) or words or None


def _faulty(name: str, length: int, allowed: frozenset[str]) -> Fault | None:
    if len(name) > length:
        return Fault("too_long", f"is longer than {length:,} characters")
    hidden = next((c for c in name if c not in allowed and _is_hidden(c)), None)
    if hidden:
        return HIDDEN
    if _FORMULA.match(name):
        return Fault("formula", "starts like a spreadsheet formula; store the value, not the formula")
    return None


def _is_hidden(character: str) -> bool:
    """Control, formatting, bidirectional, unassigned and damaged characters."""
    return character == "\ufffd" or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}


def judge_listed(texts: pa.Array, parse: Callable[[str], object], kind: pa.DataType = _STRING) -> Judged:
    """Columns with few different values: each is looked at."""
    found = [parse(text) for text in texts.to_pylist()]
    faults = {i: value for i, value in enumerate(found) if isinstance(value, Fault)}
    return Judged(pa.array([None if isinstance(value, Fault) else value for value in found], kind), faults)


def judge_choices(texts: pa.Array, rule: Rule) -> Judged:
    """One of the listed words, whatever its case."""
    allowed = {choice.casefold(): choice for choice in rule.choices}
    listed = ", ".join(rule.choices)

    def parse(text: str) -> str | None | Fault:
        word = text.strip().casefold()
        near = difflib.get_close_matches(word, allowed, 1, 0.6)
        hint = f"; did you mean {allowed[near[0]]}?" if near else ""
        return None if not word else allowed.get(word) or Fault("not_a_choice", f"is not one of {listed}{hint}")

    return judge_listed(texts, parse)


def judge_flags(texts: pa.Array) -> Judged:
    """Yes or no."""

    def parse(text: str) -> bool | None | Fault:
        word = text.strip().casefold()
        if word in _FLAGS or not word:
            return _FLAGS.get(word)
        return Fault("not_yes_or_no", "is neither yes nor no; write yes, no, true, false, 1 or 0")

    return judge_listed(texts, parse, pa.bool_())


def judge_currencies(texts: pa.Array) -> Judged:
    """Three-letter currency codes."""
    return judge_listed(texts, lambda text: parse_currency(text) if text.strip() else None)


def unknown_ids(typed: pa.Array, known: frozenset[str], column: str) -> dict[int, Fault]:
    """The values that the company has not declared, each with the nearest declared name."""
    missing = pc.and_(pc.invert(pc.is_in(typed, pa.array(sorted(known), pa.string()))), typed.is_valid())
    what = column.removesuffix("_id").replace("_", " ")
    return {i: _unknown(typed[i].as_py(), known, what) for i in pc.indices_nonzero(missing).to_pylist()}


def _unknown(name: str, known: frozenset[str], what: str) -> Fault:
    folded = {other.casefold(): other for other in sorted(known)}
    near = difflib.get_close_matches(name.casefold(), folded, 1, 0.6)
    hint = f"did you mean {folded[near[0]]}?" if near else "add it first, or correct the name"
    return Fault("unknown_id", f"is not a {what} of your company; {hint}")

