"""The report says the same to the last digit, whatever the order in which a database has added the rows up."""

import json
from datetime import UTC, date, datetime

import pytest

from data_adapters.readings import Question
from data_adapters.records.principal import local_owner
from data_adapters.report import plain, report

ASKED = Question(date(2026, 11, 22), known_at=datetime.now(UTC))


@pytest.mark.parametrize(
    ("one", "other"),
    [(0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1), (6328035.125, 6328035.1250000009), (0.0, -3e-12), (1 / 3, 0.33333333333334)],
)  # fmt: skip
def test_two_orders_of_one_sum_are_written_alike(one, other):
    assert json.dumps(plain({"value": one})) == json.dumps(plain({"value": other}))
    assert plain(one) == pytest.approx(one, rel=1e-11, abs=1e-9)


def test_two_reports_of_the_sample_are_the_same_letter_by_letter(sample_home):
    first, again = (json.dumps(report(sample_home, local_owner(), ASKED)) for _ in range(2))
    assert first == again
