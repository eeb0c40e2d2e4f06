"""A writer killed at any moment loses nothing it had confirmed, and leaves no change without its audit line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from data_adapters.records.schema import requests
from data_adapters.records.store import open_records
from tests.stores import records_url

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
ROUNDS, KILLS = 5, 20
# Forks a writer, kills it at a random moment, prints what it had confirmed; imports once, so that a kill is quick.
KILLER = """
import os, random, signal, sys, time
from datetime import date
from data_adapters.records import services
from data_adapters.records.principal import local_owner
from data_adapters.records.store import open_records

def write(name, pipe):
    records, turn = open_records(sys.argv[1], create=False), 0
    while True:
        request = f"{name}-{turn}"
        services.add_note(records, local_owner(), request, request_id=request, day=date(2026, 1, 1))
        os.write(pipe, (request + chr(10)).encode())
        turn += 1

chance = random.Random(sys.argv[2])
for number in range(int(sys.argv[3])):
    confirmed, pipe = os.pipe()
    child = os.fork()
    if not child:
        write(f"{sys.argv[2]}-{number}", pipe)
    os.close(pipe)
    said = os.read(confirmed, 100_000)
    time.sleep(chance.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    while more := os.read(confirmed, 100_000):
        said += more
    os.waitpid(child, 0)
    os.close(confirmed)
    print(said.decode(), end="")
"""


def kills(url, name):
    """What writers confirmed before each was killed."""
    call = [sys.executable, "-W", "error", "-c", KILLER, url, name, str(KILLS)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    told = subprocess.run(call, capture_output=True, text=True, env=environment, timeout=300)
    assert told.returncode == 0, told.stderr
    return set(told.stdout.split())


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_was_confirmed_is_there_after_every_kill(kind, tmp_path):
    url = records_url(kind, tmp_path)
    confirmed: set[str] = set()
    for number in range(ROUNDS):
        confirmed |= kills(url, f"round{number}")
        records = open_records(url, create=False)
        notes = records.frame("notes")["text"].tolist()
        assert confirmed <= set(notes)
        assert len(notes) == len(set(notes))
        check = records.verify_audit()
        assert (check.broken_at, check.lines) == (None, len(notes))
        with records.engine.begin() as tx:
            assert set(tx.execute(requests.select()).scalars()) == set(notes)
        records.engine.dispose()
    assert len(confirmed) >= ROUNDS * KILLS
