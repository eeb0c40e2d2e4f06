"""One definition, two engines: every cube gives the same figures on the lake and on PostgreSQL."""

import io

import pandas as pd
import psycopg
import pyarrow.csv
import pytest
import sqlalchemy as sa

from data_adapters.lake.server import CannotLookBack, ServerFacts
from kpis.cubes import CUBES
from kpis.facts import FACTS
from kpis.registry import all_indicators, compute, tables_needed
from kpis.periods import last_complete
from kpis.tables import Tables
from tests.homes import SAMPLE_DAY
from tests.stores import fresh_database

PER_ROW = 1e-6  # credits: per row counted (spec of exactness)
pytestmark = pytest.mark.usefixtures("server_facts")


@pytest.fixture(scope="module")
def server_facts(sample_home) -> ServerFacts:
    """The sample company's facts copied from the lake into a schema of a private PostgreSQL."""
    url = fresh_database()
    engine = sa.create_engine(url)
    with engine.begin() as tx:
        tx.execute(sa.schema.CreateSchema("engine_facts"))
        FACTS.create_all(tx.execution_options(schema_translate_map={None: "engine_facts"}))
    lake = sample_home.lake.engine()
    with psycopg.connect(url.replace("+psycopg", ""), options="-c search_path=engine_facts") as copy:
        for name, table in FACTS.tables.items():
            _copy(lake, copy, name, table)
    engine.dispose()
    facts = ServerFacts(url, "engine_facts")
    yield facts
    facts.close()


def _copy(lake: sa.Engine, copy: psycopg.Connection, name: str, table: sa.Table) -> None:
    with lake.connect() as tx:
        rows = tx.execution_options(duckdb_arrow=True).execute(sa.select(table)).arrow
    out = io.BytesIO()
    pyarrow.csv.write_csv(rows, out, pyarrow.csv.WriteOptions(include_header=False))
    columns = psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, rows.column_names))
    statement = psycopg.sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(psycopg.sql.Identifier(name), columns)
    with copy.cursor().copy(statement) as stream:
        stream.write(out.getvalue())


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    rounded = rows.assign(**{c: rows[c].round(3) for c in rows.select_dtypes("float")})
    return rows.iloc[rounded.sort_values(list(rows.columns), na_position="first").index].reset_index(drop=True)


@pytest.mark.parametrize("name", CUBES)
def test_every_cube_gives_the_same_rows_on_both_engines(sample_home, server_facts, name):
    select = CUBES[name].select(sample_home.company)
    ours, theirs = _sorted(sample_home.facts.read(select)), _sorted(server_facts.read(select))
    assert len(ours) == len(theirs)
    assert len(ours) or name == "tests_shared"  # nobody of the sample company is in two tests at once
    pd.testing.assert_frame_equal(ours, theirs, check_dtype=False, rtol=1e-9, atol=PER_ROW * 100)


def test_every_reading_is_the_same_from_both_engines(sample_home, server_facts):
    needed = tables_needed(all_indicators())
    records = {n: sample_home.records.frame(n) for n in needed if n not in CUBES}
    both = []
    for facts in (sample_home.facts, server_facts):
        cubes = {n: facts.read(CUBES[n].select(sample_home.company)) for n in needed if n in CUBES}
        tables = Tables({**records, **cubes}, SAMPLE_DAY)
        both.append([_reading(i, tables, sample_home.company) for i in all_indicators()])
    for ours, theirs in zip(*both, strict=True):
        assert ours.reason == theirs.reason
        assert ours.value == pytest.approx(theirs.value, rel=1e-9), ours.id


def _reading(what, tables, company):
    return compute(what, tables, period=last_complete(SAMPLE_DAY, what.rhythm, company), company=company)


def test_money_without_weights_is_exactly_equal(sample_home, server_facts):
    total = sa.select(sa.func.sum(FACTS.tables["sales"].c.amount).label("total"))
    with sample_home.lake.engine().connect() as a, server_facts.engine().connect() as b:
        assert a.execute(total).scalar_one() == b.execute(total).scalar_one()


def test_a_server_names_the_tables_it_lacks_and_cannot_look_back(server_facts):
    assert server_facts.missing() == []
    with pytest.raises(CannotLookBack):
        server_facts.engine(known_at=pd.Timestamp("2026-01-01"))


