"""Do the ranges hold the truth? Every design against worlds with a planted effect, many seeds, table printed."""

import pytest

from tests.causal_worlds import WORLDS, coverage

MOST_FALSE = 0.07
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("world", WORLDS, ids=lambda w: w.name)
def test_the_range_holds_the_truth_and_nothing_is_seldom_taken_for_something(world, capsys):
    found = coverage(world)
    with capsys.disabled():
        print(f"\n{found.line()}")
    low, high = world.bounds
    assert low <= found.covered <= high
    assert found.false <= MOST_FALSE
