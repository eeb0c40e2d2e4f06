"""Backup and restore: everything comes back, damage is noticed, nothing is overwritten."""

import uuid

import pytest
import sqlalchemy as sa

from data_adapters.home import close_home, open_home
from data_adapters.keeping import CannotRestore, back_up, restore
from data_adapters.loading import Order, load_file
from data_adapters.records.principal import local_owner
from kpis.facts import sales

SALES = "sale_id,customer_id,day,amount,currency\nS1,C1,2026-10-01,100.00,EUR\nS2,C2,2026-10-02,50.00,EUR\n"


@pytest.fixture
def archive(tmp_path):
    home = open_home(tmp_path / "home")
    (tmp_path / "sales.csv").write_text(SALES)
    load_file(home, local_owner(), Order("sales", tmp_path / "sales.csv"))
    back_up(home, local_owner(), tmp_path / "backup.zip", uuid.uuid4().hex)
    close_home(tmp_path / "home")
    return tmp_path / "backup.zip"


def test_a_restored_home_reads_the_same_and_its_customers_still_match(archive, tmp_path):
    restore(archive, tmp_path / "other")
    other = open_home(tmp_path / "other")
    (tmp_path / "again.csv").write_text(SALES + "S3,C1,2026-10-03,1.00,EUR\n")
    load_file(other, local_owner(), Order("sales", tmp_path / "again.csv"))
    rows = other.facts.read(sa.select(sales).order_by(sales.c.sale_id))
    close_home(tmp_path / "other")
    assert list(rows["amount"]) == [100, 50, 1]
    assert rows["customer_id"][0] == rows["customer_id"][2]  # the secret key came back with the backup


def test_a_home_with_data_is_never_overwritten(archive, tmp_path):
    with pytest.raises(CannotRestore, match="not empty"):
        restore(archive, tmp_path / "home")


def test_a_damaged_backup_is_refused_and_leaves_nothing(archive, tmp_path):
    content = bytearray(archive.read_bytes())
    spot = content.find(b"SQLite format 3")
    content[spot + 200] ^= 0xFF
    archive.write_bytes(bytes(content))
    with pytest.raises(CannotRestore, match="damaged"):
        restore(archive, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_something_else_is_not_taken_for_a_backup(tmp_path):
    (tmp_path / "x.zip").write_text("hello")
    with pytest.raises(CannotRestore, match="not a backup"):
        restore(tmp_path / "x.zip", tmp_path / "other")


def test_an_existing_file_is_not_overwritten_by_a_backup(archive, tmp_path):
    home = open_home(tmp_path / "home")
    with pytest.raises(FileExistsError):
        back_up(home, local_owner(), archive, uuid.uuid4().hex)
    close_home(tmp_path / "home")
