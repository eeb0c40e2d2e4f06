"""The shared week and filter: what the address may say, and what a page then gets."""

from datetime import date

import pytest

from data_adapters.home import close_home, open_home
from data_adapters.records.principal import local_owner
from data_adapters.records.services.portfolio import save_place
from kpis.company import Company
from pages.parts.cache import Choices
from pages.parts.slice_bar import week_key, week_name, week_of, weeks_to_choose
from pages.parts.words import plain, say
from tests.server import serve

MONDAY = date(2026, 11, 23)


def test_the_picker_offers_the_running_week_and_130_complete_ones():
    weeks = weeks_to_choose(MONDAY, Company())
    assert weeks[:2] == ["2026-W48", "2026-W47"] and len(weeks) == 131
    assert weeks_to_choose(date(2026, 11, 22), Company())[0] == "2026-W47"  # a Sunday: the week ends with it


@pytest.mark.parametrize(("key", "monday"), [("2026-W53", date(2026, 12, 28)), ("2026-W01", date(2025, 12, 29))])
def test_a_week_and_its_iso_name_belong_together(key, monday):
    assert week_of(key).start == monday and week_key(week_of(key)) == key


@pytest.mark.parametrize("wrong", ["", "2026-W54", "2026-W00", "2026-47", "W47", "2026-W47-3", "<script>", "2026-W4\u0667"])
def test_a_week_that_does_not_exist_is_refused(wrong):
    with pytest.raises(ValueError):
        week_of(wrong)


def test_the_running_week_says_so():
    assert week_name(week_of("2026-W48"), MONDAY) == "Week 48, 23 Nov to 29 Nov 2026, so far"


def test_a_value_is_known_by_itself_and_by_its_name():
    choices = Choices({"market": {"FI": "Finland"}})
    assert choices.knows("market", "FI") and choices.knows("market", "Finland")
    assert not choices.knows("market", "Mars") and not choices.knows("channel", "FI")
    assert choices.name("market", "Mars") == "Mars"


def test_words_typed_by_people_lose_their_powers():
    assert plain("![x](http://x)") == r"\!\[x\]\(http\://x\)"
    assert plain("$a$ :red[b] <b>") == r"\$a\$ \:red\[b\] \<b\>"
    assert say("gate.no_role", name=plain("{name}")).count("{") == 1


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slice") / "home"
    home = open_home(folder)
    for value, label in [("FI", "Finland"), ("SE", "Sweden")]:
        save_place(home.records, local_owner(), {"dimension": "market", "value": value, "label": label}, request_id=value)
    close_home(folder)
    with serve(folder) as running:
        yield running


@pytest.mark.parametrize("address", ["market=Finland", "market=FI"])
def test_a_link_filters_by_name_or_by_value(server, address):
    with server.visitor() as reader:
        assert "Market: Finland" in reader.open("", query=address).text


@pytest.mark.parametrize(("address", "told"), [
    ("market=Mars", "Market Mars is not known"), ("week=2026-W54", "Week 2026\\-W54 is not known"),
    ("market=%3Cscript%3E", "Market \\<script\\> is not known"), ("market=1+OR+1%3D1", "is not known")])  # fmt: skip
def test_what_nobody_knows_is_left_out_and_said(server, address, told):
    with server.visitor() as reader:
        seen = reader.open("", query=address)
    assert told in seen.text and "Market: " not in seen.text


@pytest.mark.parametrize("address", ["", "market=", "other=1", "role=admin&user=x", "week=2026-W40"])
def test_other_addresses_show_the_page_without_a_remark(server, address):
    with server.visitor() as reader:
        seen = reader.open("", query=address)
    assert "heading" in seen.kinds and "not known" not in seen.text
