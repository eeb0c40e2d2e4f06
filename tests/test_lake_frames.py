"""Engine results as frames: amounts become the float nearest to the decimal, whichever engine gave them."""

from decimal import Decimal

import pyarrow as pa
import pytest

from data_adapters.lake.frames import frame_from_arrow


@pytest.mark.parametrize("scale", [2, 6, 10, 16])
def test_an_amount_becomes_the_nearest_float(scale):
    amounts = [Decimal("50.55"), Decimal("100.10"), Decimal("-0.07"), Decimal("379005696.67"), None]
    rows = pa.table({"amount": pa.array(amounts, pa.decimal128(38, scale))})
    assert frame_from_arrow(rows)["amount"].to_list()[:4] == [50.55, 100.10, -0.07, 379005696.67]
