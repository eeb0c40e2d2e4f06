"""The words people read on the pages, by key; another language is another catalogue with the same keys."""

import re
from types import MappingProxyType

from pages.parts.texts import ENGLISH

CATALOGUES = MappingProxyType({"en": ENGLISH})
TOGETHER = re.compile(r"(?<=[€$£]) (?=\d)|(?<=\d) (?=%|(?:k|M|bn)\b)")  # no line ends inside "€ 4.5 M"
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-!|$:~&])")


def say(text_key: str, /, language: str = "en", **values: object) -> str:
    """The text behind a key, with its values filled in. Raises KeyError when the key is not in the catalogue.

    >>> say("gate.no_role", name="Ana")
    'You are logged in as Ana, but you have no role yet. Ask an admin to give you one.'
    """
    return CATALOGUES[language][text_key].format(**values)


def plain(text: object) -> str:
    r"""What somebody typed or loaded, so that a page shows it letter by letter: no link, image, formula or colour.

    >>> plain("![x](http://x) *a*")
    '\\!\\[x\\]\\(http\\://x\\) \\*a\\*'
    """
    return MARKDOWN.sub(r"\\\1", str(text).replace("\r", " ").replace("\n", " "))


def unbroken(text: str) -> str:
    """A text in which no line ends inside a figure.

    >>> unbroken("below € 461 k again").replace("\u00a0", "_")
    'below €_461_k again'
    """
    return TOGETHER.sub("\u00a0", text)
