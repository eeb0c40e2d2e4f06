"""How the figures of a use case are said: a value with its range, only the range where it holds zero, or the reason."""

from kpis.attribution_rules import full_name
from kpis.company import Company
from kpis.figure import Figure
from kpis.use_case_value import UseCaseValue
from pages.parts.figures import MINUS, percent, shown
from pages.parts.words import say

FEW = 0.0995  # below ten per cent whole percents would all look alike


def clear(figure: Figure) -> float | None:
    """The value where a reader may take it for one; none where the range holds zero."""
    return None if figure.unclear else figure.value


def evidence(one: UseCaseValue) -> str:
    """A glyph and two or three words: how well it is proven, that no gain is shown, or that nobody measured it."""
    if one.impact.value is None:
        return say("value.evidence.D" if one.estimated.value is not None else "value.evidence.E")
    if one.impact.unclear:
        return say("value.evidence.unclear")
    how = say(f"value.evidence.{one.grade}")
    return how if one.impact.value > 0 else say("value.evidence.loss", how=how.partition(" ")[2])


def ends(figure: Figure, currency: str) -> dict[str, str]:
    """Value and both ends as they read, by the names the texts use."""
    return {
        "value": shown(figure.value, currency),
        "low": shown(figure.low, currency),
        "high": shown(figure.high, currency),
    }


def range_words(figure: Figure, currency: str) -> str:
    """The likely range, or nothing."""
    if figure.value is None or figure.low is None:
        return ""
    return say("value.between", low=shown(figure.low, currency), high=shown(figure.high, currency))


def share(value: float | None) -> str:
    """A share of attributed sales: one decimal below ten per cent.

    >>> share(0.256), share(0.0273), share(-0.004), share(None)
    ('26 %', '2.7 %', '\u22120.4 %', '–')
    """
    return "–" if value is None else percent(value, 1 if abs(value) < FEW else 0).replace("-", MINUS)



def rule_words(company: Company) -> str:
    """How the company's rule shares a sale; rules but the usual one by their name with its parameters."""
    named = {"rule": full_name(company.rule, company.half_life_days), "days": company.lookback_days}
    return say("value.rule.linear" if company.rule == "linear" else "value.rule", **named)
