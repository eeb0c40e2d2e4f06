"""Sentences about the people and the work behind use cases."""

from kpis.reading import Reading
from kpis.sentences.phrases import count, number


def _talent(r: Reading, currency: str) -> str:
    p = r.parts
    text = f"{p['stayed']} of {p['start']} stayed."
    days, decided = p["time_to_fill_days"], p["decided"]
    filled = f"Roles take {count(days, 'day')} to fill" if days is not None else ""
    offers = f"{p['accepted']} of {count(decided, 'offer')} accepted" if decided else ""
    hiring = "; ".join(part for part in (filled, offers) if part)
    return f"{text} {hiring}." if hiring else text


def _development_effort(r: Reading, currency: str) -> str:
    p = r.parts
    p90 = f", one in ten over {_days(p['p90'])}" if p["p90"] is not None else ""
    over = f", {p['open_over_median']} already past {_days(r.value)}" if p["open_over_median"] else ""
    building = f" {p['open']} in build{over}." if p["open"] else ""
    copies = f" Copies: {_days(p['replica_median'])}." if p["replica_median"] is not None else ""
    return f"Half took {_days(r.value)} {'day' if _days(r.value) == '1' else 'days'} or less{p90}.{building}{copies}"


def _days(value: float) -> str:
    return number(value, 0 if value >= 10 else 1)


def _small_team(r: Reading) -> str | None:
    """Under ten people: counts in words, no rate."""
    stayed, start = r.parts.get("stayed"), r.parts.get("start")
    return None if stayed is None or start is None else f"{stayed} of {start} stayed; too few people for a rate."


SENTENCES = {"talent": _talent, "development_effort": _development_effort}
WITHOUT_NUMBER = {"talent": _small_team}
