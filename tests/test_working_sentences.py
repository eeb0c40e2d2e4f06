"""What a sales leader reads about work, people and reach, word for word."""

from datetime import date

import pytest

from kpis.reading import Reading, Timing, View
from kpis.sentences import sentence

AUTOMATION = {"count": 14, "portfolio": 24, "rollouts": 31, "rollouts_possible": 72, "inactive_live": []}
LEVELS = {"rated": 14, "live": 14, "distribution": {"1": 5, "2": 6, "3": 2, "4": 1}}
SCALE = {
    "active_cells": 31,
    "eligible_cells": 72,
    "by_channel": {"e-mail": [12, 12], "web": [6, 12], "field_sales": [2, 12]},
}
PEOPLE = {"stayed": 11, "start": 12, "time_to_fill_days": 61, "accepted": 7, "decided": 9}
EFFORT = {"p90": 34, "open": 6, "open_over_median": 2, "replica_median": 5}
TRAVEL = {"replicated": 8, "live": 14, "effort_ratio": 0.4}
ASSETS = {"registered": 9, "use_cases_served": 11, "realised_revenue": 60_000}


@pytest.mark.parametrize(("id_", "value", "parts", "words"), [
    ("automation_level", 14 / 24, AUTOMATION, "14 of 24 automated (58 %). 31 of 72 roll-outs."),
    ("automation_level", 14 / 24, AUTOMATION | {"inactive_live": ["U3"]},
     "14 of 24 automated (58 %). 31 of 72 roll-outs. 1 live but quiet."),
    ("sophistication", 2, LEVELS, "Of 14: 5 follow fixed rules, 6 predict, 3 learn by themselves."),
    ("sophistication", 1, {"rated": 3, "live": 5, "distribution": {"1": 1, "2": 1, "3": 1, "4": 0}},
     "Of 3: 1 follows fixed rules, 1 predicts, 1 learns by itself. 2 not rated yet."),
    ("activation_scale", 31 / 72, SCALE, "Running in 31 of 72 places; e-mail everywhere, field sales in 2 of 12."),
    ("activation_scale", 0, SCALE | {"active_cells": 0}, "Running in 0 of 72 places."),
    ("talent", 11 / 12, PEOPLE, "11 of 12 stayed. Roles take 61 days to fill; 7 of 9 offers accepted."),
    ("talent", 11 / 12, PEOPLE | {"time_to_fill_days": None, "decided": 0}, "11 of 12 stayed."),
    ("development_effort", 13, EFFORT,
     "Half took 13 days or less, one in ten over 34. 6 in build, 2 already past 13. Copies: 5."),
    ("development_effort", 4.5, {"p90": None, "open": 0, "open_over_median": 0, "replica_median": None},
     "Half took 4.5 days or less."),
    ("applicability", 8 / 14, TRAVEL,
     "8 of 14 run in a second market or business line; copying costs 40 % of building."),
    ("applicability", 1 / 6, {"replicated": 1, "live": 6, "effort_ratio": None},
     "1 of 6 runs in a second market or business line."),
    ("data_assets", 4, ASSETS, "4 of 9 data sets are ready to earn money; they serve 11 use cases; € 60 k came in."),
    ("data_assets", 1, {"registered": 1, "use_cases_served": None, "realised_revenue": None},
     "1 of 1 data set is ready to earn money."),
])  # fmt: skip
def test_the_sentence(id_, value, parts, words):
    one = Reading(id_, View.STRATEGIC, Timing.LEADING, "share", date(2026, 4, 1), date(2026, 6, 30), value, parts=parts)
    assert sentence(one, "EUR") == words
