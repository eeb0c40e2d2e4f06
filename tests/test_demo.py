"""The sample company comes into an empty home only, and leaves nothing behind."""

from datetime import date

import pytest
import sqlalchemy as sa

from data_adapters.demo import UNFINISHED, HomeNotEmpty, NoSample, fill, remove
from data_adapters.home import close_home, open_home
from data_adapters.loading import Order, load_file
from data_adapters.readings import Question, answer
from data_adapters.records.principal import local_owner
from data_adapters.settings import read_settings
from kpis.facts import FACTS
from tests.homes import SAMPLE_DAY

OWNER = local_owner()


def test_a_removed_sample_leaves_room_for_own_files(own_sample_home, tmp_path):
    assert remove(own_sample_home, OWNER) > 200_000
    (tmp_path / "sales.csv").write_text("sale_id,day,amount,currency\nS1,2026-10-01,100,EUR\n")
    load_file(own_sample_home, OWNER, Order("sales", tmp_path / "sales.csv"))
    count = sa.select(sa.func.count().label("n")).select_from(FACTS.tables["sales"])
    assert own_sample_home.facts.read(count)["n"][0] == 1
    assert own_sample_home.records.frame("use_cases").empty
    assert not (own_sample_home.settings.home / "settings.toml").exists()
    with pytest.raises(NoSample):
        remove(own_sample_home, OWNER)


def test_the_sample_brings_its_own_days_off_and_name(sample_folder):
    settings = read_settings(sample_folder, {})
    assert settings.company.name == "Sample company" and len(settings.holidays) > 5


def test_a_home_with_data_is_left_alone(tmp_path):
    home = open_home(tmp_path / "home")
    (tmp_path / "sales.csv").write_text("sale_id,day,amount,currency\nS1,2026-10-01,100,EUR\n")
    load_file(home, OWNER, Order("sales", tmp_path / "sales.csv"))
    with pytest.raises(HomeNotEmpty):
        fill(home, OWNER, day=SAMPLE_DAY, touches=1000, tell=lambda words: None)
    close_home(tmp_path / "home")


def test_every_indicator_of_the_sample_has_a_value(sample_home):
    found = {r.id: r for r in answer(sample_home, OWNER, Question(date(2026, 11, 22)))}
    assert {i: r.reason for i, r in found.items() if r.value is None} == {}


def test_an_interrupted_filling_starts_again(tmp_path):
    home = open_home(tmp_path / "home")

    def stop(words: str) -> None:
        if words == "loading costs":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(home, OWNER, day=SAMPLE_DAY, touches=3000, tell=stop)
    assert not home.is_empty() and (tmp_path / "home" / UNFINISHED).exists()
    fill(home, OWNER, day=SAMPLE_DAY, touches=3000, tell=lambda words: None)
    count = sa.select(sa.func.count().label("n")).select_from(FACTS.tables["sales"])
    ids = sa.select(sa.func.count(sa.distinct(FACTS.tables["sales"].c.sale_id)).label("n"))
    assert home.facts.read(count)["n"][0] == home.facts.read(ids)["n"][0] > 0
    assert not (tmp_path / "home" / UNFINISHED).exists()
    close_home(tmp_path / "home")
