"""The ranges against worlds with a planted effect, with few seeds; the same with many seeds is in the slow tests."""

from dataclasses import replace

import pytest

from tests.causal_worlds import WORLDS, coverage

CLOSED, OTHERS, HISTORY = 400, 60, 16
FEWER = {400: OTHERS, 2_000: CLOSED}


def seeds_of(world) -> int:
    return HISTORY if world.name.startswith("1 market") else FEWER[world.seeds]


QUICK = [w for w in WORLDS if "20,000" not in w.name and "18,000" not in w.name and "0.3" not in w.name]


@pytest.mark.parametrize("world", QUICK, ids=lambda w: w.name)
def test_a_range_holds_the_truth_about_as_often_as_it_says(world):
    found = coverage(world, seeds_of(world))
    least = 0.91 if world.seeds == 2_000 else 0.8
    assert found.covered >= least
    assert found.false <= (0.09 if world.seeds == 2_000 else 0.17)
    assert found.covered <= (0.985 if world.seeds == 2_000 else 1.0)


BROKEN = [w for w in QUICK if w.name.startswith(("customers", "20 groups", "1 region of 21, synthetic control, placebos"))]


@pytest.mark.parametrize("world", BROKEN, ids=lambda w: w.name)
def test_a_range_of_half_the_length_would_be_found_out(world):
    def halved(seed, effect):
        shown = world.show(seed, effect)
        return replace(shown, low=(shown.low + shown.value) / 2, high=(shown.high + shown.value) / 2)

    found = coverage(replace(world, show=halved), seeds_of(world))
    assert found.covered < (0.91 if world.seeds == 2_000 else 0.8)
