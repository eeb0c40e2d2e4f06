"""Names as people type them: compared without case and spaces, and the closest right one when one is wrong."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_GAPS = re.compile(r"[\s_\-]+")


def plain(name: str) -> str:
    """A header as it is compared: one Unicode form, no case, spaces and hyphens as underscores.

    >>> plain("  Sale ID ") == plain("sale_id")
    True
    """
    return _GAPS.sub("_", unicodedata.normalize("NFC", name).strip()).casefold().strip("_")


def hint(name: str, known: Iterable[str]) -> str:
    """“ Did you mean “…”?” for the closest known name, or nothing when none is close."""
    by_plain = {plain(k): k for k in known}
    close = get_close_matches(plain(name), by_plain, n=1, cutoff=0.6)
    return f" Did you mean “{by_plain[close[0]]}”?" if close else ""
