"""The one plain sentence a sales leader reads for each indicator, made from its reading; English, one place."""

from kpis.reading import Reading
from kpis.sentences import bottom_line, building, cost_of_sales, pipeline, returns, strategic, top_line

BY_MODULE = (top_line, pipeline, bottom_line, returns, cost_of_sales, building, strategic)
SENTENCES = {id_: say for module in BY_MODULE for id_, say in module.SENTENCES.items()}
WITHOUT_NUMBER = {**returns.WITHOUT_NUMBER, **building.WITHOUT_NUMBER}


def sentence(reading: Reading, currency: str) -> str:
    """What a reading says in words; without a number it says what is known, or why there is none."""
    if reading.value is None:
        told = WITHOUT_NUMBER.get(reading.id, lambda r: None)(reading)
        return told or f"No number yet: {reading.reason}."
    return SENTENCES[reading.id](reading, currency)
