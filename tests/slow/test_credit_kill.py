"""A load killed at any moment never leaves a credit cube that says something else than the facts."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data_adapters.credit import credit_cube
from data_adapters.home import close_home, open_home
from data_adapters.loading import Order, load_file
from data_adapters.records.principal import local_owner
from data_adapters.records.schema import credit_cubes
from kpis.cubes.credit import credits
from kpis.facts import touches

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
ROUNDS, KILLS = 3, 8
# Forks a loader that loads one late file after the other, and kills it at a random moment; imports once.
KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from data_adapters.home import open_home
from data_adapters.loading import Order, load_file
from data_adapters.records.principal import local_owner
from data_adapters.credit import credit_cube

def work(home, folder, name, chance, pipe):
    place = open_home(home)
    for number in range(1000):
        path = folder / f"{name}-{number}.csv"
        rows = "".join(f"{name}-{number}-{i},C{chance.randrange(40)},2026-09-{chance.randrange(1, 29):02d},"
                       f"U{chance.randrange(4)},email" + chr(10) for i in range(5))
        path.write_text("touch_id,customer_id,day,use_case_id,channel" + chr(10) + rows)
        load_file(place, local_owner(), Order("touches", path))
        os.write(pipe, b"loaded ")
        credit_cube(place, place.company, "last")

home, folder, seed = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
chance = random.Random(seed)
for number in range(int(sys.argv[4])):
    said, pipe = os.pipe()
    began, child = time.monotonic(), os.fork()
    if not child:
        work(home, folder, f"{seed}-{number}", random.Random(f"{seed}{number}"), pipe)
    os.close(pipe)
    os.read(said, 100)  # the first load is through; the next is killed somewhere
    time.sleep(chance.uniform(0, time.monotonic() - began))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(said)
"""


def first_load(home, folder) -> None:
    sold = "".join(f"S{n},C{n % 40},2026-{9 + n % 2:02d}-{n % 28 + 1:02d},{100 + n},EUR\n" for n in range(200))
    (folder / "sales.csv").write_text("sale_id,customer_id,day,amount,currency\n" + sold)
    (folder / "touches.csv").write_text("touch_id,customer_id,day,use_case_id,channel\nT1,C1,2026-08-30,U1,email\n")
    for table in ("sales", "touches"):
        load_file(home, local_owner(), Order(table, folder / f"{table}.csv"))


def test_after_every_kill_each_cube_says_what_the_facts_say(tmp_path):
    folder = tmp_path / "home"
    first_load(open_home(folder), tmp_path)
    close_home(folder)
    loaded = 0
    for number in range(ROUNDS):
        call = [sys.executable, "-W", "error", "-c", KILLER, str(folder), str(tmp_path), str(number), str(KILLS)]
        told = subprocess.run(call, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=600)
        assert told.returncode == 0, told.stderr
        home = open_home(folder)
        for rule in (None, "last"):
            kept, counted = (rows.sort_values(list(rows), ignore_index=True) for rows in (
                credit_cube(home, home.company, rule).rows, home.facts.read(credits(home.company, rule))))  # fmt: skip
            pd.testing.assert_frame_equal(kept, counted)
        now = int(home.facts.read(sa.select(sa.func.count().label("n")).select_from(touches))["n"].iloc[0])
        with home.records.engine.begin() as tx:
            cubes = tx.execute(sa.select(sa.func.count()).select_from(credit_cubes)).scalar_one()
        assert now > loaded
        assert cubes > 1
        loaded = now
        close_home(folder)
