"""The charts people click in can be taken as pictures too: each spec that page code hands to its twin draws as a PNG."""

import pandas as pd
import pytest

from pages.parts.charts.bars import bars_rows, bars_spec
from pages.parts.charts.pickable import pickable
from pages.parts.charts.picture import picture
from pages.parts.charts.places_grid import places_grid_spec
from pages.parts.charts.proven import Proof, proof_rows, proof_spec
from pages.parts.charts.rule_spans import Span, span_rows, spans_spec

BARS = [("Sweden", 2.0, "2", "routine"), ("France", 1.0, "1", "routine")]
PROOFS = [Proof("U01", 100.0, "€ 100", 60.0, 20.0, 100.0, "€ 60", "proven"), Proof("U02", 50.0, "€ 50", None, None, None, "", "")]
SPANS = [Span("U01", 5.0, "€ 5", "linear", [("linear", 5.0, "€ 5"), ("first", 7.0, "€ 7")], [])]
CELLS = pd.DataFrame([(0, "U01", "U01 One", "SE", "Sweden", "● live", "better", "U01 · Sweden", "U01 SE"),
                      (0, "U01", "U01 One", "FR", "France", "", "routine", "U01 · France", "U01 FR")],
                     columns=["row", "use_case", "label", "at", "market", "words", "tone", "place", "name"])  # fmt: skip
CHARTS = {
    "bars": lambda: (pickable(bars_spec(2)), bars_rows(BARS)),
    "proofs": lambda: (proof_spec(2, (0.0, 100.0)), proof_rows(PROOFS)),
    "rules": lambda: (spans_spec(1), span_rows(SPANS)),
    "places": lambda: (places_grid_spec(1), CELLS),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_as_a_picture_with_its_rows(name):
    spec, rows = CHARTS[name]()
    full, empty = (picture(spec, part, title="T", below=["B"]) for part in (rows, rows.iloc[:0]))
    assert full.startswith(b"\x89PNG") and len(full) > len(empty)
