"""The sample company: a seeded generator with known truth, and tiny files to read by eye."""

from datetime import date

import pyarrow as pa

from sample_data.company import Sample, sample
from sample_data.plan import SMALL
from sample_data.writing import write

__all__ = ["SMALL", "Sample", "generate", "sample", "write"]


def generate(day: date, seed: int = 7, touches: int = SMALL) -> dict[str, pa.Table]:
    """Every table of the sample company by its contract name; late rows are `late/touches` and `late/sales`."""
    company = sample(day, seed, touches)
    return company.tables | {f"late/{name}": rows for name, rows in company.late.items()}
