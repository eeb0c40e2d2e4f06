"""The key of the customer hashes: made once, kept private, never replaced in silence."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b

import pyarrow as pa
import pytest

from data_adapters.lake.private_keys import UnusableKey, hashed, load_hash_key


def test_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    key = load_hash_key(tmp_path)
    assert len(key) == 32
    assert load_hash_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret" / "keys.key").stat().st_mode) == 0o600
    assert os.listdir(tmp_path / "secret") == ["keys.key"]


def test_two_homes_have_two_keys(tmp_path):
    assert load_hash_key(tmp_path / "a") != load_hash_key(tmp_path / "b")


def test_many_at_once_get_one_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: load_hash_key(tmp_path), range(64)))
    assert len(keys) == 1


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_malformed_key_is_refused_and_left_as_it_is(tmp_path, content):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "keys.key").write_bytes(content)
    with pytest.raises(UnusableKey, match="must hold 32 bytes"):
        load_hash_key(tmp_path)
    assert (tmp_path / "secret" / "keys.key").read_bytes() == content


def test_a_parquet_file_of_the_user_beside_the_lake_is_no_loaded_fact(tmp_path):
    (tmp_path / "sales.parquet").write_bytes(b"")
    assert len(load_hash_key(tmp_path)) == 32


def test_missing_key_is_not_replaced_when_facts_were_loaded(tmp_path):
    (tmp_path / "lake" / "touches").mkdir(parents=True)
    (tmp_path / "lake" / "touches" / "1.parquet").write_bytes(b"")
    with pytest.raises(UnusableKey, match="backup"):
        load_hash_key(tmp_path)
    assert not (tmp_path / "secret").exists()


def test_key_that_is_a_folder_is_refused(tmp_path):
    (tmp_path / "secret" / "keys.key").mkdir(parents=True)
    with pytest.raises(UnusableKey, match="cannot be read"):
        load_hash_key(tmp_path)


def test_hash_is_the_keyed_blake2b_of_the_name_as_a_signed_number():
    key = bytes(32)
    expected = int.from_bytes(blake2b("Zoë".encode(), digest_size=8, key=key, person=b"customer_id").digest(), "big", signed=True)
    assert hashed(pa.array(["Zoë", None, "Zoë"]), key, "customer_id").to_pylist() == [expected, None, expected]


def test_other_key_gives_other_hashes():
    names = pa.array(["C1", "C2"])
    assert not set(hashed(names, bytes(32), "customer_id").to_pylist()) & set(hashed(names, b"x" * 32, "customer_id").to_pylist())


def test_customer_and_account_of_the_same_name_have_different_hashes():
    names = pa.array(["17"])
    assert hashed(names, bytes(32), "customer_id") != hashed(names, bytes(32), "account_id")
