"""Late, new and restated rows: the cube brought up to date is the cube made anew, to the last decimal."""

import itertools
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_adapters.credit import late, shelf
from data_adapters.credit.making import make
from data_adapters.credit.terms import Terms
from data_adapters.credit.watched import rows_of
from data_adapters.home import close_home, open_home
from data_adapters.lake.parquet import arrow_schema
from kpis.facts import FACTS
from tests.attribution_ledger import COMPANY, rate, refund, sale, touch

NUMBERS = itertools.count()
ROW = {"touches": touch("t", 0), "sales": sale("s", 0), "sale_adjustments": refund("r", "s", 0, 0), "fx_rates": rate(0, "USD", "1")}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("late") / "home"
    yield open_home(folder)
    close_home(folder)


def files(home, **tables: list[list[dict]]) -> dict[str, list[str]]:
    """Each list of rows as one file of its table in the lake; equal lists are the same file."""
    return {name: sorted({put(home, name, rows) for rows in tables.get(name, []) if rows}) for name in sorted(ROW)}


WRITTEN: dict[tuple[str, str], str] = {}


def put(home, name: str, rows: list[dict]) -> str:
    known = (name, repr(rows))
    if known not in WRITTEN:
        path = home.lake.folder / name / f"{next(NUMBERS)}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(FACTS.tables[name])), path)
        WRITTEN[known] = path.relative_to(home.lake.folder).as_posix()
    return WRITTEN[known]


def anew(home, terms, listed):
    return make(home, terms, listed, lambda select: rows_of(home.lake.engine_of(listed), select), None)


def no_full_run(select):
    raise AssertionError("all sales were shared again")


def exactly(home, made) -> list[tuple]:
    """The rows of a cube with exact decimals, in one order."""
    rows = shelf.read_months(home, made.kept.parts)
    return sorted(map(repr, rows.to_pylist())) if rows else []


def brought(home, terms, old, new):
    """The cube of the new files, worked out from that of the old ones, and made anew."""
    base = anew(home, terms, old).kept
    return make(home, terms, new, lambda select: rows_of(home.lake.engine_of(new), select), base), anew(home, terms, new)


half_days = st.integers(0, 240).map(lambda half: half / 2)
who = st.sampled_from([{"who": 1}, {"who": 2}, {"who": 3, "account": 70}, {"who": 4, "account": 70}])
contact = st.builds(
    lambda n, day, use_case, by: touch(f"t{n}", day, use_case, **by),
    st.integers(0, 30),
    half_days,
    st.sampled_from([None, "U1", "U2"]),
    who,
)
sold = st.builds(
    lambda n, day, cents, by, currency: sale(f"s{n}", day, f"{cents / 100:.2f}", currency=currency, **by),
    st.integers(0, 8),
    half_days,
    st.integers(0, 99_999),
    who,
    st.sampled_from(["EUR", "EUR", "USD"]),
)
returned = st.builds(
    lambda n, s, day, cents: refund(f"r{n}", f"s{s}", day, f"{-cents / 100:.2f}"),
    st.integers(0, 9),
    st.integers(0, 9),
    half_days,
    st.integers(0, 5_000),
)
rated = st.builds(lambda day, n: rate(day, "USD", str(n / 10)), st.integers(0, 120), st.integers(5, 20))
KEYS = {"touches": "touch_id", "sales": "sale_id", "sale_adjustments": "adjustment_id", "fx_rates": "day"}


@st.composite
def states(draw):
    """Two states of the lake: files of the first that stay, go, or come back with rows changed, and new ones."""
    old, new, seen = {}, {}, {name: set() for name in KEYS}
    for name, rows in (("touches", contact), ("sales", sold), ("sale_adjustments", returned), ("fx_rates", rated)):
        unique = st.lists(rows, min_size=1, max_size=8, unique_by=lambda row, key=KEYS[name]: row[key])
        made = [[r for r in some if r[KEYS[name]] not in seen[name]] for some in draw(st.lists(unique, max_size=3))]
        old[name] = made[:2] if name != "sales" else [draw(unique)]
        fate = draw(st.lists(st.sampled_from(["stays", "stays", "goes", "shrinks"]), min_size=2, max_size=2))
        kept = [{"stays": f, "goes": [], "shrinks": f[1:]}[end] for f, end in zip(old[name], fate, strict=False)]
        new[name] = [*kept, draw(unique)] if draw(st.booleans()) else kept
    return old, new


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(both=states(), rule=st.sampled_from(["linear", "first", "position", "w_shape"]), days=st.sampled_from([1, 10, 90]))
def test_bringing_a_cube_up_to_date_gives_the_cube_made_anew(home, both, rule, days):
    terms = Terms("credit", replace(COMPANY, rule=rule, lookback_days=days, lookbacks=(("U2", 5),)))
    old, new = (files(home, **state) for state in both)
    updated, made = brought(home, terms, old, new)
    assert exactly(home, updated) == exactly(home, made)


SOLD = [sale("s1", 10, 1200), sale("s2", 9, 300, who=2, market="SE"), sale("s3", 40, 90, currency="USD")]
TOUCHED = [touch("t1", 2, "U1"), touch("t2", 3, "U2"), touch("t3", 4, None, who=2)]


def credit(home, made) -> dict[str, float]:
    rows = shelf.read_months(home, made.kept.parts).to_pandas()
    net = (rows["gross"] + rows["refunds"]).groupby(rows["use_case_id"].fillna(rows["kind"])).sum()
    return {name: float(value) for name, value in net.items() if value}


def changed(home, terms=Terms("credit", COMPANY), **more):
    """A small ledger, then the same with more files: what the update makes of it without sharing all sales."""
    before = {"sales": [SOLD], "touches": [TOUCHED], "sale_adjustments": [], "fx_rates": [[rate(40, "USD", "0.5")]]}
    base = anew(home, terms, files(home, **before)).kept
    new = files(home, **{name: [*rows, *more.get(name, [])] for name, rows in before.items()})
    return make(home, terms, new, no_full_run, base)


def test_a_late_contact_takes_its_share_of_the_sales_after_it(home):
    made = changed(home, touches=[[touch("t9", 5, "U3")]])
    assert credit(home, made) == {"U1": 400 + 15, "U2": 400 + 15, "U3": 400 + 15, "person": 300}
    assert made.how == "some"


def test_a_late_contact_outside_every_window_changes_nothing_and_writes_nothing(home):
    base = changed(home)
    made = changed(home, touches=[[touch("t9", 41, "U3")]])
    assert made.kept.parts == base.kept.parts
    assert made.kept.key != base.kept.key


def test_months_without_a_change_keep_their_files(home):
    january, february = changed(home).kept.parts
    made = changed(home, sales=[[sale("s4", 42, 10, who=9)]])
    assert made.kept.parts[0] == january
    assert made.kept.parts[1] != february
    assert credit(home, made)["none"] == 10


def test_a_refund_and_a_late_rate_reach_the_sale_of_their_day(home):
    made = changed(home, sale_adjustments=[[refund("r1", "s1", 20, -600)]], fx_rates=[[rate(41, "USD", "0.7")]])
    assert credit(home, made) == {"U1": 300 + 22.5, "U2": 300 + 22.5, "person": 300}


@pytest.mark.parametrize("company", [replace(COMPANY, serves="next"), replace(COMPANY, rule="time_decay")])
def test_where_one_sale_cannot_be_told_from_the_others_all_are_shared_again(home, company):
    terms = Terms("credit", company)
    old, new = files(home, sales=[SOLD], touches=[TOUCHED]), files(home, sales=[SOLD], touches=[TOUCHED, [touch("t9", 5)]])
    updated, made = brought(home, terms, old, new)
    assert updated.how == "all"
    assert exactly(home, updated) == exactly(home, made)


def test_when_most_sales_are_touched_all_are_shared_again(home, monkeypatch):
    monkeypatch.setattr(late, "SMALL", 1)
    old, new = files(home, sales=[SOLD], touches=[TOUCHED]), files(home, sales=[SOLD], touches=[TOUCHED, [touch("t9", 5)]])
    assert brought(home, Terms("credit", COMPANY), old, new)[0].how == "all"


def test_a_damaged_month_of_the_last_cube_leads_to_a_full_run_that_says_so(home, caplog):
    terms = Terms("credit", COMPANY)
    old, new = files(home, sales=[SOLD], touches=[TOUCHED]), files(home, sales=[SOLD], touches=[TOUCHED, [touch("t8", 5)]])
    base = anew(home, terms, old).kept
    for part in base.parts:
        (home.lake.folder / part.path).write_bytes(b"not a cube")
    made = make(home, terms, new, lambda select: rows_of(home.lake.engine_of(new), select), base)
    assert made.how == "all"
    assert "holds other bytes than were written" in caplog.text
