"""The key that turns customers, accounts and contacts into 64-bit hashes, and the hashing itself."""

import os
import secrets
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

KEY_BYTES = 32
_SHOWN, _WAY_OUT = "secret/keys.key", "Restore it from a backup."


class UnusableKey(Exception):
    """The key file cannot be used; without the right key, customers of old and new loads would not match."""


def load_hash_key(home: Path) -> bytes:
    """The secret key of this home, 32 bytes from `secret/keys.key`; created once, readable by its owner only.

    Raises UnusableKey if the file is malformed, or missing although facts were already loaded with it.
    """
    path = home / "secret" / "keys.key"
    if not path.exists():
        if next((home / "lake").rglob("*.parquet"), None) is not None:
            raise UnusableKey(f"The key file {_SHOWN} is missing, but facts were loaded with it. {_WAY_OUT}")
        _create(path)
    try:
        key = path.read_bytes()
    except OSError as trouble:
        raise UnusableKey(f"The key file {_SHOWN} cannot be read. Check its owner and rights.") from trouble
    if len(key) != KEY_BYTES:
        raise UnusableKey(f"The key file {_SHOWN} must hold {KEY_BYTES} bytes, it holds {len(key)}. {_WAY_OUT}")
    return key


def _create(path: Path) -> None:
    """Write a new key beside its place and link it in: never overwrites, the first of two processes wins for both."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{secrets.token_hex(8)}.key")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def hashed(names: pa.Array, key: bytes, column: str) -> pa.Array:
    """Keyed 64-bit hashes of names, as int64; null stays null. Same name, key and column always give the same hash.

    The column takes part, so that customer "17" and account "17" are never taken for one another.
    """
    named = names.drop_null()
    kind = column.encode()[: blake2b.PERSON_SIZE]
    digests = b"".join(blake2b(name.encode(), digest_size=8, key=key, person=kind).digest() for name in named.to_pylist())
    values = pa.array(np.frombuffer(digests, ">i8").astype("int64"))
    return values if not names.null_count else pc.replace_with_mask(
        pa.nulls(len(names), pa.int64()), names.is_valid(), values)  # fmt: skip
