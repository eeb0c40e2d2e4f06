"""Several tests judged together: with twenty tests without effect, one would look proven by chance."""

from collections.abc import Mapping


def holm(chances: Mapping[str, float]) -> dict[str, float]:
    """The p-value of each test once all are judged together (Holm 1979); below 0.05 it stands among the others.

    The smallest p counts as many times as there are tests, the next one time less, never below the one before.

    >>> holm({"a": 0.01, "b": 0.04, "c": 0.03})
    {'a': 0.03, 'c': 0.06, 'b': 0.06}
    """
    ordered, found, highest = sorted(chances.items(), key=lambda pair: (pair[1], pair[0])), {}, 0.0
    for place, (name, p) in enumerate(ordered):
        highest = max(highest, min(1.0, (len(ordered) - place) * p))
        found[name] = highest
    return found
