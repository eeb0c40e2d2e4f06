"""Clock arithmetic of one time zone on whole columns: local time to UTC and back, with gaps and overlaps named."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

DAY_S = 86_400


@dataclass(frozen=True)
class Zone:
    """The changes of a zone's offset: `at[i]` (UTC second) switches from `offsets[i]` to `offsets[i + 1]` (seconds)."""

    at: np.ndarray
    offsets: np.ndarray

    def local(self, utc: np.ndarray) -> np.ndarray:
        """Clock time, in seconds as if the clock showed UTC."""
        return utc + self.offsets[np.searchsorted(self.at, utc, side="right")]

    def utc(self, local: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The instant of each clock time, and two masks: skipped by the clock change, and shown twice by it.

        A skipped time gives the instant of the change, one shown twice its first instant.
        """
        before, after = self.offsets[:-1], self.offsets[1:]
        change = np.searchsorted(self.at + np.minimum(before, after), local, side="right")
        during = np.zeros(len(local), bool)
        if len(self.at):
            last = np.maximum(change - 1, 0)
            during = (change > 0) & (local < (self.at + np.maximum(before, after))[last])
            skipped, twice = during & (after > before)[last], during & (after < before)[last]
            instant = np.where(twice, local - before[last], local - self.offsets[change])
            return np.where(skipped, self.at[last], instant), skipped, twice
        return local - self.offsets[0], during, during

    def first_second(self, day: np.ndarray) -> np.ndarray:
        """The first instant of each day (days since 1970)."""
        return self.utc(day * DAY_S)[0]

    def last_second(self, day: np.ndarray) -> np.ndarray:
        """The last instant of each day (days since 1970)."""
        return self.first_second(day + 1) - 1


@lru_cache(maxsize=32)
def zone_of(name: str, first_year: int, last_year: int) -> Zone:
    """The offset changes of a named zone between two years, both included."""
    zone = ZoneInfo(name)
    low, high = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (first_year, last_year + 1))
    low, high = low - 2 * DAY_S, high + 2 * DAY_S
    at: list[int] = []
    offsets = [_offset(zone, low)]
    for start in range(low, high, DAY_S):
        if _offset(zone, start + DAY_S) != offsets[-1]:
            at.append(_change(zone, start, start + DAY_S))
            offsets.append(_offset(zone, start + DAY_S))
    return Zone(np.array(at, np.int64), np.array(offsets, np.int64))


def _offset(zone: ZoneInfo, second: int) -> int:
    return int(datetime.fromtimestamp(second, zone).utcoffset().total_seconds())


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """The first second with the new offset, found by halving the span."""
    old = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == old else (low, middle)
    return high
