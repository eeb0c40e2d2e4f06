"""Engine results as frames: amounts become the float nearest to the decimal, whichever engine gave them."""

from decimal import Decimal

import pyarrow as pa
import pytest
import sqlalchemy as sa

from data_adapters.lake.frames import frame_from_arrow, frame_from_rows
from kpis.facts import people_events


@pytest.mark.parametrize("scale", [2, 6, 10, 16])
def test_an_amount_becomes_the_nearest_float(scale):
    amounts = [Decimal("50.55"), Decimal("100.10"), Decimal("-0.07"), Decimal("379005696.67"), None]
    rows = pa.table({"amount": pa.array(amounts, pa.decimal128(38, scale))})
    assert frame_from_arrow(rows)["amount"].to_list()[:4] == [50.55, 100.10, -0.07, 379005696.67]


HASHES = [9_007_199_254_740_993, None, -9_223_372_036_854_775_807]  # 2 ** 53 + 1 is the first that no float can hold


@pytest.mark.parametrize("name", ["person_key", "customer_id", "account_id", "party"])
def test_a_hash_with_gaps_is_read_to_its_last_bit(name):
    keys = frame_from_arrow(pa.table({name: pa.array(HASHES, pa.int64())}))[name]
    assert keys.dropna().to_list() == [HASHES[0], HASHES[2]]
    assert keys.isna().to_list() == [False, True, False]


def test_a_hash_is_the_same_from_any_other_engine():
    rows = frame_from_rows(sa.select(people_events.c.person_key), [(key,) for key in HASHES])
    assert rows["person_key"].dropna().to_list() == [HASHES[0], HASHES[2]]


def test_a_hash_without_gaps_stays_plain_and_other_numbers_with_gaps_are_floats():
    rows = frame_from_arrow(pa.table({"customer_id": pa.array([1, 2]), "deals": pa.array([1, None])}))
    assert (str(rows["customer_id"].dtype), str(rows["deals"].dtype)) == ("int64", "float64")
