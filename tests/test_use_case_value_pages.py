"""What each use case brings and costs on Top line, Use cases and Target, and on the command line."""

import json
import shutil
from datetime import date
from functools import partial

import pytest

from data_adapters.__main__ import main
from data_adapters.home import close_home
from data_adapters.readings import frames
from kpis.figure import Figure
from kpis.periods import Period
from kpis.reading import Grade
from kpis.registry import all_indicators, compute, tables_needed
from kpis.slices import Slice
from kpis.tables import Tables
from kpis.use_case_value import Promise, UseCaseValue
from pages.parts.cache import Choices
from pages.parts.charts.proven import Proof, proof_rows, proof_spec
from pages.parts.use_cases.value_details import even_words
from pages.parts.use_cases.value_table import ordered
from pages.parts.use_cases.value_words import clear, evidence, share
from tests.homes import SAMPLE_DAY, sample_folder  # noqa: F401 - fixture
from tests.pages_alone import run_page, serving, words

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
UNKNOWN = Figure(reason="no test")


@pytest.fixture(scope="module")
def sample(sample_folder):  # noqa: F811
    """The sample company served to pages, read only."""
    with pytest.MonkeyPatch.context() as patch, serving(sample_folder, patch) as home:
        yield home


opened = partial(run_page, week="2026-W47")


def told_on(page) -> str:
    """What a page says, without the marks that keep texts literal and figures in one line."""
    return words(page).replace("\\", "").replace("\u00a0", " ")


def table(page):
    """The table of use cases on a page, by id."""
    frame = next(d.value for d in page.dataframe if "per_day" in d.value)
    return frame.set_index(frame["use_case"].str[:3])


def one(name="U1", impact=UNKNOWN, grade=Grade.E, **more) -> UseCaseValue:
    """A use case about which nothing but this is known."""
    unknown = {f: UNKNOWN for f in ("attributed", "estimated", "share", "run", "written_off", "cost", "person_days", "margin",
                                    "net", "value_per_day", "break_even", "promised")}  # fmt: skip
    rest = {"live": True, "tests": (), "tested_in": (), "build_basis": None, "promise": Promise.OPEN}
    return UseCaseValue(use_case_id=name, impact=impact, grade=grade, **(unknown | rest | more))


def test_each_use_case_stands_there_with_sales_effect_evidence_cost_and_days(sample):
    rows = table(opened("top_line"))
    cart = rows.loc["U04"]
    assert (cart["measured"], cart["evidence"]) == (38_000.0, "● proven by test") and "21" in cart["range"]
    assert abs(cart["per_day"] - 38_000 / cart["days"]) < 1
    assert rows["attributed"].dropna().is_monotonic_decreasing
    assert rows.loc["U17", "cost"] > 0 and rows.loc["U17", "attributed"] != rows.loc["U17", "attributed"]  # cost without sales


def test_a_range_that_holds_zero_is_shown_without_a_figure(sample):
    rows = table(opened("top_line"))
    newsletter = rows.loc["U10"]
    assert newsletter["measured"] != newsletter["measured"] and newsletter["per_day"] != newsletter["per_day"]
    assert newsletter["evidence"] == "○ no gain shown yet" and newsletter["range"].startswith("−")
    assert rows.loc["U05", "evidence"] == "– not measured" and rows.loc["U05", "range"] == ""


def test_the_figures_are_those_of_the_indicators(sample):
    indicators = {i.id: i for i in all_indicators() if i.id in ("attributed_sales", "revenue_impact")}
    tables = Tables(frames(sample, tables_needed(indicators.values())), SAMPLE_DAY)
    rows, where = table(opened("top_line")), Slice(use_case="U04")
    read = {name: compute(i, tables, period=OCTOBER, company=sample.company, where=where).value for name, i in indicators.items()}
    assert rows.loc["U04", "attributed"] == round(read["attributed_sales"])
    assert rows.loc["U04", "measured"] == round(read["revenue_impact"])


def test_the_order_is_the_readers_choice_and_a_filter_opens_the_details(sample):
    assert table(opened("top_line", proof_order="days")).index[0] == "U02"
    page = opened("top_line", use_case="U02", proof_details_U02=True)
    said = told_on(page)
    assert list(table(page).index) == ["U02"]
    for line in ("**Attributed**", "by other rules", "**Measured**: ○ no gain shown yet", "so not known to pay",
                 "**Pays for itself if", "over the other rules", "tests say", "what each brings is not clear",
                 "**Promised**", "… cannot be said yet"):  # fmt: skip
        assert line in said, line
    assert "if effects do not overlap" not in said  # nothing is added up under a filter


def test_effects_are_added_up_only_with_their_condition(sample):
    said = told_on(opened("top_line"))
    assert "**if effects do not overlap**" in said and "The test of the whole programme says" in said


def test_the_cost_ledger_is_shown_whole(sample):
    page = opened("top_line", proof_ledger=True)
    ledger = next(t.value for t in page.table if "Booked for" in t.value)
    assert ledger["Booked for"].iloc[-2:].tolist() == [r"\(not allocated\)", "All costs booked"]
    assert "add up to all costs booked" in words(page)


def test_under_a_market_cost_is_not_known_and_nobody_invents_it(sample):
    rows = table(opened("top_line", market="FI"))
    assert rows["cost"].isna().all() and rows.loc["U04", "measured"] == 38_000.0


def test_use_cases_show_value_beside_effort_and_the_details_of_one(sample):
    page = opened("use_cases")
    assert "2 measured (dot, with the likely range), 3 tested without a clear result (line only)" in words(page)
    assert table(page).loc["U01", "evidence"] == "● proven by test"
    said = told_on(opened("use_cases", use_case="U04", uc_details_U04=True))
    assert "Tests say € 38 k (likely € 21 k to € 55 k)." in said and "Tested in Finland only." in said
    assert "builds as person-days × day rate" in said


def test_target_says_what_was_spent_what_is_proven_and_what_stands_idle(sample):
    said = told_on(run_page("target", below_rules=True))
    for line in ("**Spent** € 1.1", "**Proven margin**", "by the test of the whole programme", "**Pays for itself if 4.6 %",
                 "over the other rules", "tests say 8.4 %", "**Idle technology** € 140 k", "**Stop list**: 2, named on the page Use cases."):  # fmt: skip
        assert line in said, line


def test_an_empty_home_has_no_money_lines_and_no_table(tmp_path, monkeypatch):
    with serving(tmp_path / "empty", monkeypatch):
        assert "Below the line" not in words(run_page("target"))
        page = run_page("use_cases")
        assert not page.dataframe and "No use case is listed yet" in words(page)


def test_the_command_says_the_same_as_the_page(sample, sample_folder, tmp_path, monkeypatch, capsys):  # noqa: F811
    rows = table(opened("top_line"))
    shutil.copytree(sample_folder, tmp_path / "home")
    monkeypatch.setenv("KPI_HOME", str(tmp_path / "home"))
    assert main(["use-cases", "--as-of", "2026-11-22", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    cart = next(u for u in told["use_cases"] if u["use_case_id"] == "U04")
    assert (told["from"], told["to"], cart["grade"]) == ("2026-10-01", "2026-10-31", "A")
    assert round(cart["attributed"]["value"]) == rows.loc["U04", "attributed"]
    assert cart["attributed"]["low"] <= cart["attributed"]["value"] <= cart["attributed"]["high"]
    ledger = told["cost_ledger"]
    assert ledger["adds_up"] and ledger["rows"][-1]["use_case_id"] is None
    assert sum(row["total"] for row in ledger["rows"]) == pytest.approx(ledger["total"], abs=1e-6)
    assert main(["use-cases", "--as-of", "2026-11-22", "--period", "2026-07-01..2026-09-30"]) == 0
    lines = capsys.readouterr().out
    assert "U10: attributed" in lines and "measured between -€ 38 k and € 34 k" in lines and "(not allocated)" in lines
    close_home(tmp_path / "home")


@pytest.mark.parametrize(("impact", "grade", "told"), [
    (Figure(5.0, 1.0, 9.0), Grade.A, "● proven by test"), (Figure(5.0, 1.0, 9.0), Grade.B, "◆ proven by market test"),
    (Figure(5.0, 1.0, 9.0), Grade.C, "◐ compared with similar markets"), (Figure(5.0, -1.0, 9.0), Grade.A, "○ no gain shown yet"),
    (Figure(5.0, 0.0, 9.0), Grade.A, "○ no gain shown yet"), (Figure(-5.0, -9.0, -1.0), Grade.A, "▼ costs sales, proven by test"),
    (UNKNOWN, Grade.E, "– not measured")])  # fmt: skip
def test_the_evidence_has_a_glyph_and_a_word(impact, grade, told):
    assert evidence(one(impact=impact, grade=grade)) == told


def test_only_a_clear_effect_has_a_point_and_a_tone():
    proofs = [Proof("clear", 9.0, "9", 5.0, 1.0, 9.0), Proof("unclear", 9.0, "9", 5.0, -1.0, 9.0), Proof("loss", 9.0, "9", -5.0, -9.0, -1.0)]
    rows = proof_rows(proofs)
    assert rows.loc[rows["layer"] == "effect", ["name", "tone"]].values.tolist() == [["clear", "better"], ["loss", "worse"]]
    assert rows.loc[rows["layer"] == "range", "name"].tolist() == ["clear", "unclear", "loss"]
    assert "#" not in str(proof_spec(3, (0.0, 10.0)))


def test_unknown_comes_last_in_every_order():
    rows = [one("U1"), one("U2", Figure(5.0, -1.0, 9.0)), one("U3", Figure(2.0, 1.0, 3.0)), one("U4", Figure(3.0, 1.0, 5.0))]
    assert [r.use_case_id for r in ordered(rows, "measured", Choices())] == ["U4", "U3", "U1", "U2"]
    assert [r.use_case_id for r in ordered(rows, "name", Choices())] == ["U1", "U2", "U3", "U4"]
    assert clear(Figure(5.0, -1.0, 9.0)) is None and clear(Figure(5.0)) == 5.0


@pytest.mark.parametrize(("needed", "tests", "told"), [
    (Figure(0.26, 0.22, 0.31), Figure(0.45, 0.27, 0.61),
     "**Pays for itself if 26 % of attributed sales are extra** (22 % to 31 % over the other rules); tests say 45 % (27 % to 61 %)."),
    (Figure(0.26), UNKNOWN, "**Pays for itself if 26 % of attributed sales are extra**; no test says how many are."),
    (Figure(0.26, 0.22, None), UNKNOWN,
     "**Pays for itself if 26 % of attributed sales are extra** (22 % and more over the other rules); no test says how many are."),
    (Figure(2.5), UNKNOWN, "**Would not pay for itself** even if all attributed sales were extra: it would take 250 % of them."),
    (Figure(reason="no cost is booked for it"), UNKNOWN, "**Pays for itself**: no cost is booked for it.")])  # fmt: skip
def test_what_must_be_true_stands_beside_what_tests_say(needed, tests, told):
    assert even_words(needed, tests).replace("\\", "") == told


def test_small_shares_keep_one_decimal():
    assert [share(v) for v in (0.256, 0.0273, -0.004, None)] == ["26 %", "2.7 %", "−0.4 %", "–"]
