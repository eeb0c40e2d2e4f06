"""What customers or accounts of this home brought in the last weeks, for planning tests."""

from dataclasses import dataclass
from datetime import date

from data_adapters.home import Home
from kpis.buying import Baseline, baseline_of, spending
from kpis.reading import NoAnswer

WEEKS = (4, 8, 13, 26)


@dataclass(frozen=True)
class Known:
    """The baseline of each length in weeks, or the reason why there is none."""

    found: dict[int, Baseline]
    reasons: dict[int, str]


def baselines(home: Home, unit: str, last: date, *, market: str | None = None) -> Known:
    """The baselines of the weeks that end on a day, from the sales loaded. Raises sqlalchemy and OS errors."""
    found, reasons = {}, {}
    for weeks in WEEKS:
        rows = home.facts.read(spending(home.company, unit, last, weeks, market=market))
        try:
            found[weeks] = baseline_of(rows.iloc[0].to_dict(), unit, weeks)
        except NoAnswer as none:
            reasons[weeks] = none.reason
    return Known(found, reasons)
