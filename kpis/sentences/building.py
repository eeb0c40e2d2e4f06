"""Sentences about the people and the work behind use cases."""

from kpis.reading import Reading
from kpis.sentences.numerals import Numerals


def _talent(r: Reading, currency: str, n: Numerals) -> str:
    p = r.parts
    text = f"{p['stayed']} of {p['start']} stayed."
    days, decided = p["time_to_fill_days"], p["decided"]
    filled = f"Roles take {n.count(days, 'day')} to fill" if days is not None else ""
    offers = f"{p['accepted']} of {n.count(decided, 'offer')} accepted" if decided else ""
    hiring = "; ".join(part for part in (filled, offers) if part)
    return f"{text} {hiring}." if hiring else text


def _development_effort(r: Reading, currency: str, n: Numerals) -> str:
    p, days = r.parts, _days(r.value, n)
    p90 = f", one in ten over {_days(p['p90'], n)}" if p["p90"] is not None else ""
    over = f", {p['open_over_median']} already past {days}" if p["open_over_median"] else ""
    building = f" {p['open']} in build{over}." if p["open"] else ""
    copies = f" Copies: {_days(p['replica_median'], n)}." if p["replica_median"] is not None else ""
    return f"Half took {days} {'day' if days == '1' else 'days'} or less{p90}.{building}{copies}"


def _days(value: float, n: Numerals) -> str:
    return n.number(value, 0 if value >= 10 else 1)


def _small_team(r: Reading, n: Numerals) -> str | None:
    """Under ten people: counts in words, no rate."""
    stayed, start = r.parts.get("stayed"), r.parts.get("start")
    return None if stayed is None or start is None else f"{stayed} of {start} stayed; too few people for a rate."


SENTENCES = {"talent": _talent, "development_effort": _development_effort}
WITHOUT_NUMBER = {"talent": _small_team}
