"""Turns the Markdown of the pages into the plain text behind it, for paper and mail."""

import re

MARK = re.compile(r"\\(?P<kept>.)|\*\*|`|:[a-z]+(?:-badge)?\[|\]", re.DOTALL)


def unmarked(markdown: str) -> str:
    r"""The text without bold, colours and escapes; what somebody typed comes back letter by letter.

    >>> unmarked(r":orange[▼ behind] **4.1 M**, \*not bold\* \[x\]")
    '▼ behind 4.1 M, *not bold* [x]'
    """
    return MARK.sub(lambda found: found["kept"] or "", markdown).replace("  \n", "\n").strip()
