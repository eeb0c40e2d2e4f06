"""How one reader writes numbers, money and days: the marks, their order, and the few signs around them."""

from dataclasses import dataclass, field
from datetime import date

STEPS = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
SIGNS = (("EUR", "€"), ("USD", "$"), ("GBP", "£"))


@dataclass(frozen=True)
class Numerals:
    """The ways of one locale; as it stands, the way of this product where nobody asks for another one.

    `decimal` and `group` are the marks, `groups` the sizes of the last group and of those before it. Patterns hold
    `{n}` for a number, `{sign}` for a currency, `{d}`, `{m}`, `{y}` for the parts of a day; `stamp` is a day in digits.
    The name is no part of what they are: two locales that write alike are the same.
    """

    name: str = field(default="en", compare=False)
    decimal: str = "."
    group: str = ","
    groups: tuple[int, int] = (3, 3)
    gap: str = " "
    percents: str = "{n} %"
    amounts: str = "{sign} {n}"
    signs: tuple[tuple[str, str], ...] = SIGNS
    days: str = "{d} {m}"
    full_days: str = "{d} {m} {y}"
    spans: str = "{first}–{d} {m}"
    stamps: str = "{y:04}-{month:02}-{d:02}"

    def number(self, value: float, decimals: int = 1) -> str:
        """A plain number without a trailing zero behind its mark: "2.6", "13", "1,234".

        >>> Numerals().number(1234.5), Numerals(decimal=",", group=".").number(1234.5), Numerals().number(13.0)
        ('1,234.5', '1.234,5', '13')
        """
        text = f"{value:,.{decimals}f}"
        return self._marked(text.rstrip("0").rstrip(".") if "." in text else text)

    def typed(self, value: float, decimals: int = 2) -> str:
        """A number as one would type it: without groups, so that it reads back as the same."""
        text = f"{value:.{decimals}f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", self.decimal)

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share as percent, whole if not asked otherwise: "58 %"."""
        return self.percents.format(n=self.number(share * 100, decimals) if decimals else f"{share * 100:.0f}")

    def money(self, amount: float, currency: str) -> str:
        """An amount in two to four figures: "€ 412 k", "€ 1.6 k", "€ 1.47 M", "SEK 950"."""
        size = abs(amount)
        for step, letter in STEPS:
            if size >= step * 0.9995:
                return self._amount(f"{self._short(size / step, letter)}{self.gap}{letter}", amount, currency)
        return self._amount(f"{size:.0f}", amount, currency)

    def fixed(self, value: float, decimals: int) -> str:
        """A number with exactly so many decimals: "412,345.50"."""
        return self._marked(f"{value:,.{decimals}f}")

    def count(self, n: float, one: str, many: str = "") -> str:
        """A counted noun: "1 sale", "3 sales"."""
        return f"{self.number(n, 0)} {one if n == 1 else many or one + 's'}"

    def day(self, day: date) -> str:
        """A day without its year: "22 Nov".

        >>> Numerals().day(date(2026, 11, 2)), Numerals(days="{m} {d}").day(date(2026, 11, 2))
        ('2 Nov', 'Nov 2')
        """
        return self.days.format(d=day.day, m=f"{day:%b}")

    def full_day(self, day: date) -> str:
        """A day with its year: "22 Nov 2026"."""
        return self.full_days.format(d=day.day, m=f"{day:%b}", y=day.year)

    def stamp(self, day: date) -> str:
        """A day in digits: "2026-11-22"."""
        return self.stamps.format(d=day.day, month=day.month, y=day.year)

    def span(self, first: date, last: date) -> str:
        """Days of one month from the first to the last: "16–22 Nov"."""
        return self.spans.format(first=first.day, d=last.day, m=f"{last:%b}")

    def _amount(self, text: str, amount: float, currency: str) -> str:
        sign = dict(self.signs).get(currency, currency)
        apart = self.gap if sign[-1:].isalpha() and self.amounts.startswith("{sign}{n}") else ""  # "SEK 950"
        return ("-" if amount < 0 else "") + self.amounts.format(sign=sign + apart, n=text)

    def _short(self, size: float, letter: str) -> str:
        if size < 9.95:
            text = f"{size:.1f}".removesuffix(".0") if letter == "k" else f"{size:.2f}"
            return text.replace(".", self.decimal)
        return f"{size:.0f}"

    def _marked(self, text: str) -> str:
        """A text like "-1,234.5" with the marks of the reader."""
        if self.groups != (3, 3):
            text = _grouped(text, *self.groups)
        if (self.decimal, self.group) == (".", ","):
            return text
        return text.translate({ord("."): self.decimal, ord(","): self.group})


def _grouped(text: str, last: int, before: int) -> str:
    """The same figures in groups of other sizes.

    >>> _grouped("-1,234,567.8", 3, 2)
    '-12,34,567.8'
    """
    whole, mark, rest = text.replace(",", "").partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    parts, head = [whole[-last:]], whole[:-last]
    while head:
        parts, head = [head[-before:], *parts], head[:-before]
    return sign + ",".join(parts) + mark + rest


PLAIN = Numerals()  # what is written where nobody says who reads: command line, JSON, frozen reviews
