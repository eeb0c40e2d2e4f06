"""Backup and restore of a whole home: records, lake files, what was set aside, settings and the secret key."""

import hashlib
import json
import tempfile
import zipfile
from pathlib import Path

import sqlalchemy as sa

from data_adapters.home import Home
from data_adapters.records.backup import backup as copy_records
from data_adapters.records.principal import Principal
from data_adapters.records.schema import manifest

CONTENTS = "contents.json"
EXTRAS = ("settings.toml", "secret/keys.key")


class CannotRestore(Exception):
    """The backup is not usable or the place is not empty; nothing was changed."""


def back_up(home: Home, principal: Principal, target: Path, request_id: str) -> int:
    """Write one archive of everything that is needed to start again; gives the number of files in it.

    The records are copied first; every lake file they list is immutable and still there. Raises Denied, NoBackup,
    FileExistsError.
    """
    with home.records.change(principal, "backup.run", request_id=request_id, what="backup", bump="") as change:
        change.say(after={"file": target.name})
    with tempfile.TemporaryDirectory(dir=home.settings.home) as scratch:
        records = copy_records(home.records, Path(scratch) / "records.db")
        files = {"records.db": records} | _home_files(home)
        unfinished = Path(scratch) / "backup.zip"
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            digests = {name: _add(archive, name, path) for name, path in files.items()}
            archive.writestr(CONTENTS, json.dumps(digests, indent=1))
        with target.open("xb") as out, unfinished.open("rb") as made:
            while block := made.read(1 << 20):
                out.write(block)
    return len(files)


def _home_files(home: Home) -> dict[str, Path]:
    with home.records.engine.begin() as tx:
        listed = sorted(set(tx.execute(sa.select(manifest.c.path)).scalars()))
    lake = {f"lake/{path}": home.lake.folder / path for path in listed}
    aside = {f"quarantine/{p.name}": p for p in sorted((home.settings.home / "quarantine").glob("*.parquet"))}
    extras = {name: home.settings.home / name for name in (*EXTRAS, home.settings.company.holidays) if name}
    return lake | aside | {name: path for name, path in extras.items() if path.is_file()}


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    archive.write(path, name)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(source: Path, home: Path) -> int:
    """Unpack a backup into an empty home after checking every file; gives the number of files.

    Raises CannotRestore; then the home is as it was.
    """
    if home.exists() and any(home.iterdir()):
        raise CannotRestore(f"{home} is not empty. Restore into an empty folder: KPI_HOME=some/folder")
    try:
        with zipfile.ZipFile(source) as archive:
            return _unpack(archive, home)
    except (OSError, zipfile.BadZipFile, json.JSONDecodeError, KeyError):
        raise CannotRestore(f"{source.name} is not a backup of this program, or it is damaged.") from None


def _unpack(archive: zipfile.ZipFile, home: Path) -> int:
    digests = json.loads(archive.read(CONTENTS))
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
        for name, digest in digests.items():
            path = (Path(scratch) / name).resolve()
            if not path.is_relative_to(Path(scratch).resolve()):
                raise CannotRestore("The backup names a file outside its folder; it was not made by this program.")
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as packed, path.open("wb") as out:
                while block := packed.read(1 << 20):
                    out.write(block)
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    raise CannotRestore(f"The backup is damaged: {name} has other contents than when it was made.")
        _move_in(Path(scratch), home)
    return len(digests)


def _move_in(made: Path, home: Path) -> None:
    home.mkdir(exist_ok=True)
    key = made / "secret" / "keys.key"
    if key.exists():
        key.parent.chmod(0o700)
        key.chmod(0o600)
    for part in made.iterdir():
        part.rename(home / part.name)
