"""The one plain sentence a sales leader reads for each indicator, made from its reading; English, one place."""

from kpis.reading import Reading
from kpis.sentences import bottom_line, building, cost_of_sales, pipeline, returns, strategic, top_line
from kpis.sentences.numerals import PLAIN, Numerals

BY_MODULE = (top_line, pipeline, bottom_line, returns, cost_of_sales, building, strategic)
SENTENCES = {id_: say for module in BY_MODULE for id_, say in module.SENTENCES.items()}
WITHOUT_NUMBER = {**returns.WITHOUT_NUMBER, **building.WITHOUT_NUMBER}


def sentence(reading: Reading, currency: str, numerals: Numerals = PLAIN) -> str:
    """What a reading says in words, numbers as the reader writes them; without one what is known, or why not."""
    if reading.value is None:
        told = WITHOUT_NUMBER.get(reading.id, lambda r, n: None)(reading, numerals)
        return told or f"No number yet: {(reading.reason or '').removeprefix('no data: ')}."
    return SENTENCES[reading.id](reading, currency, numerals)
