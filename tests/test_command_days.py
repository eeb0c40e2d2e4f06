"""Days a command cannot reckon with are a wrong argument, and not a fault of the program."""

import pytest

from data_adapters.__main__ import main

FAR = [["--as-of", "0001-01-01"], ["--as-of", "9999-12-31"], ["--period", "0001-01-01..9999-12-31"], ["--as-of", "2026-02-30"]]


@pytest.mark.parametrize("words", FAR, ids=lambda words: words[-1])
def test_a_day_out_of_reach_is_a_wrong_argument(words, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KPI_HOME", str(tmp_path / "home"))
    assert main(["report", *words]) == 2
    assert capsys.readouterr().err.startswith("Wrong argument")
