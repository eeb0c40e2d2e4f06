"""Sentences of the indirect strategic view: does the engine travel, and do its data become an asset?"""

from kpis.reading import Reading
from kpis.sentences.numerals import Numerals


def _applicability(r: Reading, currency: str, n: Numerals) -> str:
    p = r.parts
    ratio = p["effort_ratio"]
    cost = f"; copying costs {n.percent(ratio)} of building" if ratio is not None else ""
    return f"{p['replicated']} of {p['live']} {_runs(p['replicated'])} in a second market or business line{cost}."


def _runs(n: int) -> str:
    return "runs" if n == 1 else "run"


def _data_assets(r: Reading, currency: str, n: Numerals) -> str:
    p, ready = r.parts, int(r.value)
    text = f"{ready} of {n.count(p['registered'], 'data set')} {'is' if ready == 1 else 'are'} ready to earn money"
    if p["use_cases_served"] is not None:
        serve = "it serves" if p["registered"] == 1 else "they serve"
        text += f"; {serve} {n.count(p['use_cases_served'], 'use case')}"
    if p["realised_revenue"] is not None:
        text += f"; {n.money(p['realised_revenue'], currency)} came in"
    return f"{text}."


SENTENCES = {"applicability": _applicability, "data_assets": _data_assets}
