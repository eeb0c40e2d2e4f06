"""The Attribution page: first sight, every rule, filters, folded sections, and its states without data."""

import re
import shutil
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from data_adapters.attribution import compare
from data_adapters.credit import credit_cube
from data_adapters.records.principal import local_owner
from data_adapters.side_by_side import beside, names_beside, side_by_side, with_whole_journeys
from data_adapters.uploads import Upload, load_upload
from kpis.credit_checks import NAMES, CreditCheck, Outcome
from kpis.periods import trailing
from kpis.slices import Slice
from pages.parts.attribution.checks_box import sentence_of
from pages.parts.attribution.choice import OFFERED, Choice, rule_says
from pages.parts.cache import Choices
from pages.parts.slice_bar import week_of
from tests.pages_alone import press, run_page, serving, words

WEEK = "2026-W47"
TOUCHES = "touch_id,customer_id,day,channel,use_case_id\nt1,C1,2026-11-10,email,U1\nt2,C1,2026-11-11,web,U2\n"
SALES = "sale_id,customer_id,day,amount,currency\ns1,C1,2026-11-12,90.00,EUR\ns2,C9,2026-11-13,10.00,EUR\n"


@pytest.fixture(scope="module")
def sample(sample_folder, tmp_path_factory):
    """The sample company, served to pages; a copy, as cubes of other rules are kept in it."""
    folder = tmp_path_factory.mktemp("attribution") / "home"
    shutil.copytree(sample_folder, folder)
    with pytest.MonkeyPatch.context() as patch, serving(folder, patch) as home:
        yield home


@pytest.fixture
def small(tmp_path, monkeypatch):
    """An empty home of one's own, and what fills a table of it."""
    with serving(tmp_path / "home", monkeypatch) as home:

        def fill(table: str, rows: str) -> None:
            load_upload(home, local_owner(), Upload(table, f"{table}.csv", rows.encode()), accept_good_rows=False)

        yield SimpleNamespace(home=home, fill=fill)


def page(**state) -> AppTest:
    return run_page("attribution", week=WEEK, **state)


def figure(shown: str) -> float:
    """ "€ 6.33 M" as 6.33: amounts side by side have one unit."""
    return float(re.search(r"[\d.,]+", shown).group().replace(",", ""))


def bare(told: str) -> str:
    """Words without the marks that keep markdown and breaks out of figures."""
    return told.replace("\\", "").replace("\u00a0", " ")


def parts(at: AppTest) -> list[float]:
    return [figure(metric.value) for metric in at.metric]


def test_first_sight_says_how_sales_are_shared_that_they_add_up_and_how_far_rules_differ(sample):
    at = page()
    told = words(at)
    *some, total = parts(at)
    assert len(some) == 3 and sum(some) == pytest.approx(total)
    assert at.metric[0].value in told and f"{at.metric[-1].value} followed an automated contact" in told
    assert "shared equally among all contacts in the 90 days before it" in told
    assert "adds up to total sales" in told and "✓" in told
    assert "Other rules: €" in told and "the order of the top three" in told
    assert "Attributed is not caused" in told and "settings.toml" in told
    assert not at.error


def test_the_amounts_shown_are_those_of_the_command_line(sample):
    period = trailing(week_of(WEEK).end, weeks=13)
    company = sample.company
    found = with_whole_journeys(sample, company, period, beside(side_by_side(sample, company), period, Slice()), Slice())
    told = compare(sample, company, period)
    for rule in told.credit:
        assert found.credit[rule].sum() == pytest.approx(told.credit[rule].sum(), rel=1e-9), rule
        assert found.people[rule] == pytest.approx(told.people[rule], rel=1e-9), rule
    assert set(found.missing) == set(told.not_computed) == {"shapley"}


@pytest.mark.parametrize("where", [{}, {"use_case": "U10"}, {"channel": "email", "market": "SE"}], ids=str)
def test_every_rule_can_be_chosen_and_shares_the_same_total(sample, where):
    at = page(**where)
    total = at.metric[-1].value
    for rule in OFFERED if not where else ("w_shape", "markov"):
        at.selectbox(key="rule").select(rule).run()
        assert not at.exception and not at.error, rule
        if rule == "shapley" or (rule == "markov" and set(where) - {"use_case"}):
            assert "Not known" in words(at) and not at.metric
            continue
        *some, now = parts(at)
        assert at.metric[-1].value == total and sum(some) == pytest.approx(now), rule
        assert "adds up to total sales" in words(at), rule


def test_parameters_belong_to_the_name_and_the_companys_rule_stays(sample):
    at = page(rule="time_decay")
    at.text_input(key="half_life").set_value("14").run()
    at.number_input(key="lookback").set_value(30).run()
    told = words(at)
    assert r"time\_decay\:14" in told and "30 days back" in told and "half as much for every 14 days earlier" in told
    assert "not your company’s rule" in told and r"Equal shares \(linear\), 90 days back" in told
    assert sample.company.rule == "linear" and sample.company.lookback_days == 90


def test_shares_that_are_all_nothing_are_refused_in_words(sample):
    at = page(rule="custom")
    for mark in ("first", "last", "rest"):
        at.text_input(key=f"share_{mark}").set_value("0")
    at.run()
    assert "at least one must be more" in at.warning[0].value
    assert "adds up to total sales" in words(at)


@pytest.mark.parametrize("rule", ["first", "time_decay:1", "position:10-20-70", "custom:first=50,rest=50", "markov", "full_path"])
def test_every_rule_has_one_sentence_with_its_days(rule):
    said = rule_says(rule, 45)
    assert "45 days" in said and said.endswith(".") and "{" not in said


def test_a_rule_over_whole_journeys_says_by_what_it_is_not_known(sample):
    assert "whole journeys, which are not known by market" in words(page(rule="markov", market="FR"))
    assert "go up to 12; here are" in words(page(rule="shapley"))


def opened(name: str, **state) -> AppTest:
    return page(**{f"open_{name}": True}, **state)


def test_ways_to_a_sale_are_all_sales_of_the_ledger(sample):
    at = opened("ways")
    table = at.table[0].value
    assert table["Way"].tolist()[-3:] == ["All other ways", "No contact found", "All together"]
    counts = [int(text.split()[0].replace(",", "")) for text in table["Sales"]]  # "46 (4 %)"
    assert sum(counts[:-1]) == counts[-1]
    sold = credit_cube(sample, sample.company).rows
    assert counts[-1] < sold["sales"].sum()  # shares of a sale are more than sales
    assert "Half of the sales with a contact had at most" in words(at)
    by_use_case = opened("ways", ways_by="use_case").table[0].value["Way"]
    assert by_use_case.str.contains("people").any() and by_use_case.str.contains("U10").any()


def test_ways_of_few_buyers_are_not_told_one_by_one(small):
    mails = "".join(f"m{n},K{n},2026-11-01,email,U1\n" for n in range(5))
    small.fill("touches", TOUCHES + mails + "q,Q,2026-11-01,web,U1\n")  # Q alone buys five times
    small.fill("sales", SALES + "".join(f"k{n},K{n},2026-11-05,20.00,EUR\nq{n},Q,2026-11-05,20.00,EUR\n" for n in range(5)))
    table = opened("ways").table[0].value
    assert table["Way"].str.replace("\\", "").tolist() == ["email", "All other ways", "No contact found", "All together"]
    assert table["Sales"].str.split().str[0].tolist() == ["5", "6", "1", "12"]


def test_every_month_market_and_currency_adds_up_in_the_table(sample):
    for by, at_least in (("month", 4), ("market", 4), ("business_area", 1), ("currency", 2)):
        table = opened("ledger", ledger_by=by).table[0].value
        assert len(table) >= at_least, by
        assert set(table["Adds up"]) == {"✓ yes"}, by
        for row in table.itertuples(index=False):
            *some, total = (figure(cell) for cell in row[1:5])
            assert sum(some) == total, (by, row)


def test_eleven_checks_have_a_glyph_a_word_and_a_sentence(sample):
    told = words(opened("checks"))
    assert len(re.findall(r"^:(?:green\[✓\]|orange\[!\]|red\[✗\]|gray\[○\]) \*\*\d+ .+: \w+.*\.\*\* .+", told, re.M)) == 11
    assert "0 wrong" in told and "All that is proven together" in told


def test_pipeline_overlap_no_contact_and_restatements_open(sample):
    at = page(open_pipeline=True, open_overlap=True, open_nobody=True, open_restated=True, open_how=True, span="months")
    told = words(at)
    assert "adds up to new pipeline" in told and "never added up" in told
    assert "had no contact in the 90 days before them; month by month" in told
    assert "half a cent" in told.replace("at most half a\ncent", "half a cent") and not at.error
    *some, created = parts(at)[4:]
    assert sum(some) == pytest.approx(created)


def test_a_quarter_is_the_last_complete_one(sample):
    assert "1 Jul 2026 to 30 Sep 2026" in words(page(span="quarter"))


def test_work_the_reader_stopped_is_not_begun_again_until_asked_for(sample):
    key = ("rules", names_beside(Choice("first").applied_to(sample.company)), 17)
    at = page(rule="first", lookback=17, attribution_stopped=key)
    assert "Stopped. Nothing was kept." in words(at) and "Other rules" not in words(at)
    assert "adds up to total sales" in words(at)  # what was not stopped is shown
    press(at, "resume_rules")
    assert "Other rules" in words(at) and "Stopped" not in words(at)


def test_an_empty_home_says_what_would_be_here(small):
    at = run_page("attribution")
    assert "Nothing is loaded yet" in words(at) and not at.metric


def test_without_sales_and_without_contacts_the_page_says_what_to_load(small):
    small.fill("touches", TOUCHES)
    assert "No sale is loaded" in words(page())
    small.fill("sales", SALES)
    told = words(page())
    assert "Only 2 sales: too few" in told
    assert "€ 90.00 + € 0.00 + € 10.00 = € 100.00" in bare(told)
    assert "No sale in these days" in words(page(market="(none)", span="quarter"))


def test_without_contacts_every_sale_stands_under_no_contact(small):
    small.fill("sales", SALES)
    told = words(page())
    assert "No contacts are loaded" in told and "€ 0.00 + € 0.00 + € 100.00 = € 100.00" in bare(told)


def test_contacts_that_end_long_before_the_sales_are_named(small):
    small.fill("sales", SALES)
    small.fill("touches", TOUCHES.replace("2026-11", "2026-01"))
    assert "Contacts are known only up to Sun 11 Jan 2026" in words(page())


def test_a_broken_table_takes_its_figures_along_and_not_the_page(sample_folder, tmp_path, monkeypatch):
    shutil.copytree(sample_folder, tmp_path / "home")
    for file in (tmp_path / "home" / "lake" / "touches").glob("*.parquet"):
        file.write_bytes(b"no parquet")
    for file in (tmp_path / "home" / "lake" / "credit").rglob("*.parquet"):
        file.unlink()
    with serving(tmp_path / "home", monkeypatch):
        at = page()
        assert "cannot be read just now" in words(at)
        assert at.selectbox(key="rule").value == "linear" and not at.metric


def test_a_ledger_that_does_not_add_up_is_a_red_banner():
    def show():
        from types import SimpleNamespace

        from kpis.credit_ledger import Ledger
        from kpis.slices import Slice
        from pages.parts.attribution.headline import draw_identity

        asked = SimpleNamespace(currency="EUR", page=SimpleNamespace(slice=Slice()))
        draw_identity(asked, Ledger(100.0, 60.0, 30.0, 11.0, count=3, no_rate=2))

    at = AppTest.from_function(show).run()
    assert not at.exception
    assert "✗ **Does not add up.**" in at.error[0].value and "€ 1.00 apart" in at.error[0].value.replace("\\", "")
    assert "2 sales have no exchange rate" in at.caption[0].value


def test_what_each_check_found_is_told_in_words():
    names = Choices({"use_case": {"U1": "U1 Welcome", "U2": "U2 Offers"}, "market": {"FR": "France"}})
    found = {
        2: ({"day": "2026-01-05", "market": "FR", "gap": -12.0}, "2026-01-05 France (−€ 12)"),
        3: ({"what": "contacts", "n": 3}, "3 contacts"),
        7: ({"use_case_id": "U1", "low": 500.0, "touched": 200.0}, "U1 Welcome (at least € 500, touched € 200)"),
        8: ({"use_case_id": "U2", "ratio": 2.5}, "U2 Offers (2.5 times the credit)"),
        9: ({"total": 900.0, "growth": 100.0}, "(€ 900) is more than sales grew (€ 100)"),
        10: ({"one": "U1", "two": "U2", "common": 0.9}, "U1 Welcome and U2 Offers (90 % in common)"),
        11: ({"one": "T1", "two": "T2", "persons": 40}, "T1 and T2 (40 people)"),
    }
    for number, (row, told) in found.items():
        check = CreditCheck(number, NAMES[number], Outcome.FAILED, "", (row,) * 5)
        said = sentence_of(check, "bad", names, "EUR")
        assert told in said and ("and 1 more" in said or number == 9), number
