"""How numbers read inside a sentence: short, one decimal at most, with the unit a person would say."""

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
STEPS = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))


def money(amount: float, currency: str) -> str:
    """An amount in two to four figures: "€ 412 k", "€ 1.6 k", "€ 1.47 M", "SEK 950"."""
    sign = "-" if amount < 0 else ""
    size, symbol = abs(amount), SYMBOLS.get(currency, currency)
    for step, letter in STEPS:
        if size >= step * 0.9995:
            return f"{sign}{symbol} {_short(size / step, letter)} {letter}"
    return f"{sign}{symbol} {size:.0f}"


def _short(size: float, letter: str) -> str:
    if size < 9.95:
        return f"{size:.1f}".removesuffix(".0") if letter == "k" else f"{size:.2f}"
    return f"{size:.0f}"


def percent(share: float) -> str:
    """A share as whole percent: "58 %"."""
    return f"{share * 100:.0f} %"


def number(value: float, decimals: int = 1) -> str:
    """A plain number without a trailing ".0": "2.6", "13"."""
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def likely(low: float | None, high: float | None, show) -> str:
    """The likely range in brackets, or nothing when there is none: " (likely 28 to 40)"."""
    return "" if low is None or high is None else f" (likely {show(low)} to {show(high)})"


def count(n: float, one: str, many: str = "") -> str:
    """A counted noun: "1 sale", "3 sales"."""
    return f"{n:,.0f} {one if n == 1 else many or one + 's'}"
