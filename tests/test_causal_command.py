"""The command `impact`: every test with its sentence, expired and running ones, and what is not measured."""

import json

import pytest

from tests.test_command_line import run  # noqa: F401 - a fixture

TESTS = """experiment_id,use_case_id,design,unit,metric,start,planned_end,ended,treated_n,treated_mean,treated_sd,control_n,\
control_mean,control_sd,valid_until,looks
X1,U1,holdout,customer,revenue,2026-07-01,2026-09-30,2026-09-30,1000,60,8,500,50,8,2027-09-30,1
X2,U2,holdout,customer,revenue,2025-07-01,2025-09-30,2025-09-30,1000,60,8,500,50,8,2026-09-30,1
X3,U3,holdout,customer,revenue,2026-10-01,2027-01-15,,1000,50.2,8,500,50,8,,3
X4,,holdout,customer,revenue,2026-10-01,2027-01-15,,,,,,,,,1
"""
EVENTS = "use_case_id,market,business_area,status,day\nU4,FI,B2C,live,2026-01-05\nU1,FI,B2C,live,2026-01-05\n"


def entries(run, tmp_path, *words):  # noqa: F811
    for table, text in (("experiments", TESTS), ("use_case_events", EVENTS)):
        (tmp_path / f"{table}.csv").write_text(text)
        assert run("load", table, str(tmp_path / f"{table}.csv"))[0] == 0
    code, text, _ = run("impact", "--json", "--as-of", "2026-11-20", *words)
    assert code == 0
    return {e["experiment_id"] or e["use_case_id"]: e for e in json.loads(text)["impact"]}


def test_every_test_and_every_untested_live_use_case_has_an_honest_sentence(run, tmp_path):  # noqa: F811
    said = entries(run, tmp_path)
    assert {k: (e["grade"], e["expired"] if "expired" in e else None) for k, e in said.items()} == {
        "X1": ("A", False), "X2": ("A", True), "X3": ("A", False), "X4": (None, False), "U4": ("E", None)}  # fmt: skip
    assert said["X1"]["sentence"] == "Brings € 3.3 k a month extra (likely € 3 k to € 3.6 k): proven by test."
    assert said["X2"]["sentence"].startswith("Measured 14 months ago, too old to count today. Then: Brings")
    assert said["X3"]["sentence"].startswith("No gain shown yet: between")
    assert "Run until 15 Jan 2027 to know." in said["X3"]["sentence"]
    assert said["X4"]["sentence"] == "Not measured: too early: a test has no result yet. It runs until 15 Jan 2027."
    assert said["U4"]["sentence"].startswith("Revenue impact: not measured.") and said["U4"]["effect"] is None
    assert said["X1"]["low"] < said["X1"]["effect"] < said["X1"]["high"]
    assert said["X1"]["diagnostics"][0]["name"] == "sample ratio"
    assert (said["X1"]["proven"], said["X1"]["smallest_shown"], said["X1"]["next_look"]) == (True, None, None)
    assert (said["X3"]["proven"], said["X3"]["looks"], said["X3"]["next_look"]) == (False, 3, "2026-12-11")
    assert said["X3"]["smallest_shown"] > 0 and said["X3"]["allowed_error"] == pytest.approx(0.05 / 3)


def test_one_use_case_can_be_asked_for_and_an_unknown_one_is_refused_with_a_hint(run, tmp_path):  # noqa: F811
    assert list(entries(run, tmp_path, "--use-case", "U2")) == ["X2"]
    code, text, _ = run("impact", "--as-of", "2026-11-20")
    assert (code, text.splitlines()[0][:7]) == (0, "U1, X1:")
    assert run("impact", "--use-case", "U11")[0] == 2


def test_a_test_of_the_whole_programme_gives_the_total_and_the_overlap_factor(run, tmp_path):  # noqa: F811
    whole = "X9,,holdout,customer,revenue,2026-07-01,2026-09-30,2026-09-30,1000,55,8,500,50,8,2027-09-30,1\n"
    (tmp_path / "experiments.csv").write_text("\n".join(TESTS.splitlines()[:2]) + "\n" + whole)
    assert run("load", "experiments", str(tmp_path / "experiments.csv"))[0] == 0
    told = json.loads(run("impact", "--json", "--as-of", "2026-11-20")[1])["programme"]
    assert (told["experiment_id"], told["overlap_factor"]) == ("X9", 0.5)  # 5 euro a head against 10
    assert told["low"] < told["total"] < told["high"] and told["single_effects"] == 2 * told["total"]
