"""Puts HTML together from elements; every text is escaped unless it is markup already made here."""

from html import escape


class Markup(str):
    """Text that is HTML already; only `element` and `joined` make it."""


def element(tag: str, /, *inside: object, **attributes: str) -> Markup:
    """One element with its attributes ("class_" for class, "_" for "-"); texts inside are escaped, None is left out.

    >>> element("p", "a < b", element("b", "x & y"), class_="small")
    '<p class="small">a &lt; b<b>x &amp; y</b></p>'
    """
    names = {name.rstrip("_").replace("_", "-"): escape(str(value)) for name, value in attributes.items()}
    named = "".join(f' {name}="{value}"' for name, value in names.items())
    return Markup(f"<{tag}{named}>{joined(*inside)}</{tag}>")


def joined(*inside: object) -> Markup:
    """Several pieces one after the other, texts escaped."""
    return Markup("".join(one if isinstance(one, Markup) else escape(str(one)) for one in inside if one is not None))
