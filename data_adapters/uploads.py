"""Files handed in through a page: tried or loaded from a random temporary name, which is gone afterwards."""

import re
import shutil
import tempfile
import time
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from data_adapters.home import Home
from data_adapters.loading import Loaded, Order, load_file
from data_adapters.records.principal import Principal
from data_adapters.sources.envelope import display_name
from data_adapters.sources.limits import UPLOAD

FOLDER = "uploads-tmp"
FORGOTTEN_AFTER = 3600  # seconds; a folder older than this was left by a process that died


@dataclass(frozen=True)
class Upload:
    """What somebody handed in: a file for one table, if need be with its mapping. Names are shown, never opened."""

    table: str
    name: str
    content: bytes
    mapping_name: str = ""
    mapping: bytes | None = None
    replace: bool = False


def try_upload(home: Home, principal: Principal, upload: Upload) -> Loaded:
    """What loading it would do; nothing is changed. Raises RefusedFile, Denied."""
    return _with_files(home, principal, upload, dry_run=True, accept_good_rows=True)


def load_upload(home: Home, principal: Principal, upload: Upload, *, accept_good_rows: bool) -> Loaded:
    """Load it. Raises RefusedFile, Denied, NotSaved, ChangedMeanwhile; the file in the home is gone in each case."""
    return _with_files(home, principal, upload, dry_run=False, accept_good_rows=accept_good_rows)


def _with_files(home: Home, principal: Principal, upload: Upload, **how: bool) -> Loaded:
    if not home.records.holds(principal, "import.run"):
        home.records.deny(principal, "import.run", request_id=uuid.uuid4().hex, what=f"load {upload.table} from a page")
    limits = replace(UPLOAD, file_mb=home.settings.load.max_upload_mb)
    with tempfile.TemporaryDirectory(dir=_folder(home)) as folder:
        path, mapping = Path(folder) / "content", None
        path.write_bytes(upload.content)
        if upload.mapping is not None:
            mapping = Path(folder) / _mapping_name(upload.mapping_name)
            mapping.write_bytes(upload.mapping)
        order = Order(upload.table, path, mapping, replace=upload.replace, shown_name=upload.name, **how)
        return load_file(home, principal, order, limits=limits)


def _mapping_name(name: str) -> str:
    r"""The name of a mapping is the name of its source in the ledger, so it stays recognisable; only harmless letters.

    >>> _mapping_name("../../Google Ads.toml")
    'Google_Ads.toml'
    """
    stem = display_name(name).removesuffix(".toml")
    return (re.sub(r"[^A-Za-z0-9_-]+", "_", stem).strip("_")[:60] or "mapping") + ".toml"


def _folder(home: Home) -> Path:
    folder = home.settings.home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.iterdir():
        if left.stat().st_mtime < time.time() - FORGOTTEN_AFTER:
            shutil.rmtree(left, ignore_errors=True)
    return folder
