"""The README is true: its walk-through runs as written, and the commands it names exist."""

import re
import shlex
from pathlib import Path

from data_adapters.__main__ import main, parser
from data_adapters.home import close_home

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_walk_through_loads_and_reports_what_its_rows_add_up_to(tmp_path, monkeypatch, capsys):
    block = next(b for b in re.findall(r"```\n(.*?)```", README, re.S) if "cat orders.csv" in b)
    files = re.findall(r"\$ cat (\S+)\n(.*?)(?=\n\n\$ )", block, re.S)
    commands = [c.removeprefix("$ python -m data_adapters ") for c in block.splitlines() if "python -m data_adapters" in c]
    for name, text in files:
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KPI_HOME", str(tmp_path / "home"))
    assert [name for name, _ in files] == ["orders.csv", "orders.toml"] and len(commands) == 2
    assert [main(shlex.split(command)) for command in commands] == [0, 0]
    close_home(tmp_path / "home")
    out = capsys.readouterr().out
    assert "2 new rows" in out and "€ 1.6 k signed" in out  # 1,200.00 + 350.50


def test_every_command_the_readme_names_exists():
    known = parser()._subparsers._group_actions[0].choices
    named = set(re.findall(r"python -m data_adapters (\w+)", README))
    assert named and named <= set(known)


def test_files_the_readme_links_to_exist():
    links = re.findall(r"\]\(([^)#h][^)]*)\)", README)
    assert links and all((ROOT / link).exists() for link in links)


def test_make_targets_the_readme_names_exist():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`?make (run|test|slow|bench)\b", README)) <= targets
