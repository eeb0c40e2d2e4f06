"""How often stable companies raise a false alarm, and how soon a real shift is seen: counted on simulated companies."""

import numpy as np
import pytest

from kpis.signals import Side, Word, judge

SERIES, REAL = 104, 4  # 13 numbers in 8 segments, four of them shifted
ALARMS = (Word.WORTH_A_LOOK, Word.REALLY_CHANGED)
LENGTHS = (16, 52, 104)


def normal(chance: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    return chance.standard_normal(shape)


def heavy_tails(chance: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    return chance.standard_t(4, shape) / np.sqrt(2)


def neighbours_alike(chance: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    drawn = chance.standard_normal(shape)
    for week in range(1, shape[1]):
        drawn[:, week] = 0.3 * drawn[:, week - 1] + np.sqrt(1 - 0.09) * drawn[:, week]
    return drawn


def words(noise, weeks: int, worlds: int, shift: float = 0.0, shifted_weeks: int = 2) -> list[list]:
    """For each simulated company the judgement of each series; the first four are shifted in their last weeks."""
    chance, told = np.random.default_rng(20261122), []
    for _ in range(worlds):
        values = noise(chance, (SERIES, weeks))
        values[:REAL, weeks - shifted_weeks :] += shift
        told.append(list(judge(dict(enumerate(values.tolist()))).values()))
    return told


def alarms_a_week(noise, weeks: int, worlds: int) -> float:
    return sum(j.word in ALARMS for world in words(noise, weeks, worlds) for j in world) / worlds


def confirmed(weeks: int, worlds: int, shifted_weeks: int = 2) -> float:
    told = words(normal, weeks, worlds, shift=4.0, shifted_weeks=shifted_weeks)
    return sum(j.word == Word.REALLY_CHANGED and j.side == Side.UP for world in told for j in world[:REAL]) / worlds / REAL


@pytest.mark.parametrize("weeks", LENGTHS)
@pytest.mark.parametrize("noise", [normal, heavy_tails, neighbours_alike], ids=lambda noise: noise.__name__)
def test_stable_companies_raise_at_most_one_and_a_half_false_alarms_a_week(noise, weeks):
    assert alarms_a_week(noise, weeks, worlds=120) <= 1.5


@pytest.mark.parametrize("weeks", LENGTHS)
def test_a_shift_of_four_deviations_is_confirmed_within_two_weeks_in_four_of_five_cases(weeks):
    assert confirmed(weeks, worlds=120) >= 0.8


def test_a_shift_is_still_told_in_its_third_week():
    assert confirmed(26, worlds=60, shifted_weeks=3) >= 0.5


@pytest.mark.slow
@pytest.mark.parametrize("weeks", LENGTHS)
@pytest.mark.parametrize("noise", [normal, heavy_tails, neighbours_alike], ids=lambda noise: noise.__name__)
def test_the_false_alarms_told_in_the_definition_are_the_measured_ones(noise, weeks):
    told = {"normal": (0.4, 0.2, 0.2), "heavy_tails": (1.4, 1.2, 1.2), "neighbours_alike": (1.1, 0.8, 0.8)}
    expected = told[noise.__name__][LENGTHS.index(weeks)]
    assert alarms_a_week(noise, weeks, worlds=400) == pytest.approx(expected, abs=0.15)
