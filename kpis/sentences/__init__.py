"""The one plain sentence a sales leader reads for each indicator, made from its reading; English, one place."""

from kpis.reading import Reading
from kpis.sentences import bottom_line, strategic, top_line

SENTENCES = {**top_line.SENTENCES, **bottom_line.SENTENCES, **strategic.SENTENCES}


def sentence(reading: Reading, currency: str) -> str:
    """What a reading says in words; without a number it says why there is none."""
    if reading.value is None:
        return f"No number yet: {reading.reason}."
    return SENTENCES[reading.id](reading, currency)
