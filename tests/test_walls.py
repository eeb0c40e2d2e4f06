"""The walls of the house hold, and each check catches what it is for."""

import ast
from pathlib import Path

import pytest

from tests import walls
from tests.server import ROOT

PLANTED = [
    (walls.upward_imports, {"kpis/a.py": "from data_adapters.home import open_home\n"}),
    (walls.upward_imports, {"data_adapters/a.py": "import pages.parts.words\n"}),
    (walls.upward_imports, {"sample_data/a.py": "def late():\n    import data_adapters\n"}),
    (walls.upward_imports, {"pages/a.py": "from app import app\n"}),
    (walls.upward_imports, {"kpis/a.py": "from . import b\n"}),
    (walls.import_circles, {"kpis/a.py": "import kpis.b\n", "kpis/b.py": "from kpis import c\n", "kpis/c.py": "import kpis.a\n"}),
    (walls.foreign_imports_in_kpis, {"kpis/a.py": "import duckdb\n"}),
    (walls.foreign_imports_in_kpis, {"kpis/a.py": "from sqlalchemy import create_engine\n"}),
    (walls.foreign_imports_in_kpis, {"kpis/a.py": "rows = open('x')\n"}),
    (walls.streamlit_outside_pages, {"data_adapters/a.py": "import streamlit as st\n"}),
    (walls.streamlit_outside_pages, {"kpis/a.py": "from streamlit.runtime import exists\n"}),
    (walls.altair_outside_charts, {"pages/parts/cards.py": "import altair as alt\n"}),
    (walls.long_files, {"tests/test_a.py": "x = 1\n" * 301}),
    (walls.ungated_pages, {"pages/a.py": '"""A."""\nimport streamlit as st\nst.write("figures")\npage = open_page("a", "p")\n'}),
    (walls.ungated_pages, {"pages/a.py": '"""A."""\npage = open_page("b", "p")\n'}),
    (walls.ungated_pages, {"pages/a.py": ""}),
    (walls.forbidden_arguments, {"pages/a.py": "st.button('Save', on_click=save)\n"}),
    (walls.forbidden_arguments, {"pages/a.py": "st.markdown(note, unsafe_allow_html=True)\n"}),
    (walls.sql_in_text, {"data_adapters/a.py": "import sqlalchemy as sa\nsa.text('select 1')\n"}),
    (walls.sql_in_text, {"data_adapters/a.py": "from sqlalchemy import text\ntext('select 1')\n"}),
    (walls.sql_in_text, {"data_adapters/a.py": "tx.execute(f'SELECT * FROM {table}')\n"}),
    (walls.sql_in_text, {"data_adapters/a.py": "tx.execute('delete from ' + table)\n"}),
    (walls.sql_in_text, {"data_adapters/a.py": "tx.execute('UPDATE %s' % table)\n"}),
    (walls.pickles, {"data_adapters/a.py": "import pickle\n"}),
    (walls.pickles, {"pages/a.py": "frame = pd.read_pickle(path)\n"}),
    (walls.bare_excepts, {"kpis/a.py": "try:\n    x()\nexcept:\n    pass\n"}),
    (walls.unbounded_caches, {"pages/a.py": "@st.cache_data\ndef f(): ...\n"}),
    (walls.unbounded_caches, {"pages/a.py": "@st.cache_resource(ttl=3)\ndef f(): ...\n"}),
]
ALLOWED = {
    "kpis/a.py": "import sqlalchemy as sa\nimport pandas as pd\nquery = sa.select(sa.column('x'))\n",
    "sample_data/a.py": "from kpis import a\n",
    "data_adapters/a.py": "from kpis.a import query\nmessage = f'{3} rows set aside'\n",
    "pages/a.py": '"""A."""\nfrom pages.parts.gate import open_page\n\npage = open_page("a", "kpi.read")\n',
    "pages/parts/download.py": "st.download_button('CSV', data, on_click='ignore')\n",
    "pages/parts/charts/a.py": "import altair as alt\n",
    "pages/parts/cache.py": "@st.cache_data(max_entries=8)\ndef f(): ...\n",
    "app.py": "import streamlit as st\nfrom pages.parts.gate import open_page\n",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    """The files below a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize("wall", walls.WALLS, ids=lambda wall: wall.__name__)
def test_the_house_keeps_its_walls(wall):
    assert wall(ROOT) == []


@pytest.mark.parametrize(("wall", "files"), PLANTED, ids=lambda value: getattr(value, "__name__", None))
def test_a_planted_breach_is_found(wall, files, tmp_path):
    assert len(wall(write(tmp_path, files))) >= 1


@pytest.mark.parametrize("wall", walls.WALLS, ids=lambda wall: wall.__name__)
def test_what_is_allowed_passes(wall, tmp_path):
    assert wall(write(tmp_path, ALLOWED)) == []


def test_each_wall_has_a_planted_breach():
    assert {wall for wall, _ in PLANTED} == set(walls.WALLS)


def test_the_checks_look_at_the_whole_house():
    seen = {name.split("/")[0] for name, _ in walls.sources(ROOT)}
    assert {"kpis", "data_adapters", "pages", "app.py"} <= seen


def test_router_and_gate_ask_for_the_same_permission():
    listed = {call.args[0].value: call.args[3].value for name, tree in walls.sources(ROOT, "pages")
              if name == "pages/_router.py" for call in ast.walk(tree)
              if isinstance(call, ast.Call) and walls.called(call) == "Entry"}  # fmt: skip
    gates = {name.removeprefix("pages/"): call.args[1].value for name, tree in walls.sources(ROOT, "pages")
             for call in ast.walk(tree) if isinstance(call, ast.Call) and walls.called(call) == "open_page"}  # fmt: skip
    assert gates == listed
