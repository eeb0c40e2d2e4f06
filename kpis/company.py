"""What the metrics layer has to know about the company: money, time and how contacts share a sale."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Company:
    """The settings that change a number; frozen, so that they can be part of a cache key."""

    name: str = ""
    time_zone: str = "UTC"
    currency: str = "EUR"
    fiscal_year_start_month: int = 1
    rule: str = "linear"
    lookback_days: int = 90
    half_life_days: float = 7.0
    unit: str = "touch"
    refunds: str = "cohort"
    direct_channels: tuple[str, ...] = ()
    holidays: tuple[date, ...] = ()
    serves: str = "several"  # sales a contact may have a part in: "several", or only the "next"
    lookbacks: tuple[tuple[str, int], ...] = ()  # use cases with a look-back of their own, in days

    def today(self) -> date:
        """The business day it is now in the company's time zone."""
        return datetime.now(ZoneInfo(self.time_zone)).date()
