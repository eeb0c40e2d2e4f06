"""The further rules, by hand: last non-direct, milestones, own weights, own look-backs, and how rules are written."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_adapters.settings import BadSetting, read_settings
from kpis.attribution_rules import RULES, UnknownRule, full_name, rule_named
from kpis.company import Company
from kpis.cubes.credit import all_rules, credits
from tests.attribution_ledger import COMPANY, by_hand, ledger, sale, touch
from tests.stores import fresh_database
from tests.test_attribution import credit, net
from tests.test_attribution_identity import CLOSE, half_days, parties, per_use_case

DIRECT = Company(direct_channels=("direct", "payment"))
LEADS = [
    touch("t1", 1, "U1", milestone="first"),
    touch("t2", 3, "U2", milestone="lead"),
    touch("t3", 5, "U3"),
    touch("t4", 7, "U4", milestone="opportunity"),
    touch("t5", 9, "U5"),
]
WRITTEN = ("position:10-0-30", "position:0-100-0", "time_decay:0.5", "time_decay:30", "custom:first=50,last=30,rest=20",
           "custom:lead=60,rest=40", "custom:rest=1", "custom:opportunity=1")  # fmt: skip


@pytest.fixture(scope="module")
def store():
    with ledger("duckdb:///:memory:") as open_ledger:
        yield open_ledger


@pytest.fixture(scope="module")
def postgres():
    with ledger(fresh_database()) as open_ledger:
        yield open_ledger


def path(*channels):
    return [touch(f"t{i}", i, f"U{i}", channel=channel) for i, channel in enumerate(channels)]


def test_last_non_direct_passes_over_direct_contacts(store):
    store.holds(sold=[sale("s", 10)], touched=path("email", "web", "direct", "payment"))
    assert credit(store, "last_non_direct", DIRECT) == {"U1": 100}


def test_last_non_direct_is_the_last_one_if_all_are_direct(store):
    store.holds(sold=[sale("s", 10)], touched=path("direct", "payment"))
    assert credit(store, "last_non_direct", DIRECT) == {"U1": 100}


def test_without_direct_channels_last_non_direct_is_last(store):
    store.holds(sold=[sale("s", 10)], touched=path("email", "direct"))
    assert credit(store, "last_non_direct", COMPANY) == credit(store, "last", COMPANY) == {"U1": 100}


def test_the_w_shape_gives_30_to_each_milestone_and_10_to_the_rest(store):
    store.holds(sold=[sale("s", 10)], touched=LEADS)
    assert credit(store, "w_shape") == {"U1": 30, "U2": 30, "U3": 5, "U4": 30, "U5": 5}


def test_the_full_path_gives_22_and_a_half_to_four_contacts_and_10_to_the_rest(store):
    store.holds(sold=[sale("s", 10)], touched=LEADS)
    assert credit(store, "full_path") == {"U1": 22.5, "U2": 22.5, "U3": 10, "U4": 22.5, "U5": 22.5}


def test_an_absent_milestone_leaves_its_share_to_the_others_in_proportion(store):
    without = [t for t in LEADS if t["touch_id"] != "t4"]
    store.holds(sold=[sale("s", 10, 70)], touched=without)
    assert credit(store, "w_shape") == {"U1": 30, "U2": 30, "U3": 5, "U5": 5}  # 30 : 30 : 10 of 70


def test_an_empty_middle_leaves_its_share_to_the_milestones(store):
    store.holds(sold=[sale("s", 10, 90)], touched=[t for t in LEADS if t["milestone"]])
    assert credit(store, "w_shape") == {"U1": 30, "U2": 30, "U4": 30}


def test_several_milestones_on_one_contact_add_up(store):
    both = [touch("t1", 1, "U1", milestone="lead"), touch("t2", 3, "U2"), touch("t3", 5, "U3", milestone="opportunity")]
    store.holds(sold=[sale("s", 10)], touched=both)
    assert credit(store, "w_shape") == {"U1": 60, "U2": 10, "U3": 30}
    assert credit(store, "full_path") == {"U1": 45, "U2": 10, "U3": 45}


def test_a_path_without_milestones_shares_by_what_it_has(store):
    store.holds(sold=[sale("s", 10, 40)], touched=path("email", "web"))
    assert credit(store, "w_shape") == {"U0": 30, "U1": 10}


def test_own_shares_are_named_and_a_path_without_any_of_them_shares_equally(store):
    store.holds(sold=[sale("s", 10)], touched=LEADS)
    assert credit(store, "custom:first=50,last=30,rest=20") == pytest.approx(
        {"U1": 50, "U2": 20 / 3, "U3": 20 / 3, "U4": 20 / 3, "U5": 30}, abs=1e-6)  # fmt: skip
    store.holds(sold=[sale("s", 10)], touched=path("email", "web"))
    assert credit(store, "custom:lead=1") == {"U0": 50, "U1": 50}


def test_position_takes_any_weights(store):
    store.holds(sold=[sale("s", 10)], touched=path("email", "web", "call", "email"))
    assert credit(store, "position:30-10-60") == {"U0": 30, "U1": 5, "U2": 5, "U3": 60}


def test_the_half_life_in_the_name_wins_over_the_companys(store):
    store.holds(sold=[sale("s", 10, 90)], touched=[touch("t1", 1, "U1"), touch("t2", 3, "U2")])
    assert credit(store, "time_decay:2") == {"U1": 30, "U2": 60}
    assert net(store.read(credits(replace(COMPANY, half_life_days=2), "time_decay"))) == {"U1": 30, "U2": 60}


def test_two_half_lives_stand_side_by_side(store):
    store.holds(sold=[sale("s", 10, 90)], touched=[touch("t1", 1, "U1"), touch("t2", 3, "U2")])
    rows = store.read(all_rules(COMPANY, rules=("time_decay:2", "time_decay:1"))).set_index("use_case_id")
    assert rows["time_decay:2"].to_dict() == {"U1": 30, "U2": 60}
    assert rows["time_decay:1"].to_dict() == {"U1": 18, "U2": 72}


def test_a_use_case_may_have_a_look_back_of_its_own_and_the_window_is_closed(store):
    near = [touch("t1", 5, "U1"), touch("t2", 5, "U2"), touch("t3", -85, "U3"), touch("t4", -85, None)]
    store.holds(sold=[sale("s", 10, 90)], touched=near)
    own = replace(COMPANY, lookbacks=(("U1", 4), ("U2", 5), ("U3", 95)))
    assert credit(store, company=own) == {"U2": 45, "U3": 45}  # U1 is 5 days old, U3 exactly 95, the call more than 90
    assert credit(store, company=own, lookback_days=7) == {"U1": 45, "U2": 45}


def test_a_contact_serves_several_sales_or_only_the_next(store):
    store.holds(sold=[sale("s1", 4, 60), sale("s2", 8, 60)], touched=[touch("t1", 1, "U1"), touch("t2", 6, "U2")])
    assert credit(store) == {"U1": 90, "U2": 30}
    assert credit(store, company=replace(COMPANY, serves="next")) == {"U1": 60, "U2": 60}


def test_a_sale_whose_contacts_all_served_the_one_before_has_no_contact(store):
    store.holds(sold=[sale("s1", 4, 60), sale("s2", 8, 40)], touched=[touch("t1", 1, "U1")])
    assert credit(store, company=replace(COMPANY, serves="next")) == {"U1": 60, "none": 40}


@pytest.mark.parametrize("rule", RULES)
def test_two_sources_that_use_the_same_touch_id_are_two_contacts(store, rule):
    same = [touch("1", 1, "U1", source="a"), touch("1", 3, "U2", source="b")]
    store.holds(sold=[sale("s", 10)], touched=same)
    assert sum(credit(store, rule).values()) == pytest.approx(100)


@st.composite
def journeys(draw):
    """Contacts of every kind with milestones and direct channels, many at the same time."""
    touched = [
        touch(f"t{i}", draw(half_days), draw(st.sampled_from([None, "U1", "U2", "U3"])), who=who, account=account,
              channel=draw(st.sampled_from(["email", "direct", "payment"])),
              milestone=draw(st.sampled_from([None, None, "first", "lead", "opportunity"])))
        for i, (who, account) in enumerate(draw(st.lists(parties, max_size=12)))
    ]  # fmt: skip
    sold = [sale(f"s{i}", draw(half_days), draw(st.integers(1, 99_999)) / 100, who=who, account=account)
            for i, (who, account) in enumerate(draw(st.lists(parties, min_size=1, max_size=5)))]  # fmt: skip
    return sold, touched, []


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=journeys(), rule=st.sampled_from([*RULES, *WRITTEN]), order=st.randoms(use_true_random=False))
def test_every_rule_adds_up_and_gives_what_plain_python_gives_in_any_order(store, history, rule, order):
    company = replace(DIRECT, lookback_days=30)
    expected = {k: v for k, v in by_hand(*history, rule, company).items() if abs(v) > CLOSE}
    for rows in history[:2]:
        order.shuffle(rows)
    store.holds(sold=history[0], touched=history[1])
    got = per_use_case(store.read(credits(company, rule)))
    assert {k: v for k, v in got.items() if abs(v) > CLOSE} == pytest.approx(expected, abs=CLOSE)
    assert sum(got.values()) == pytest.approx(float(sum(s["amount"] for s in history[0])), abs=CLOSE)


def test_postgresql_agrees_on_every_further_rule_and_setting(store, postgres):
    touched = [touch(f"t{i:02}", i * 7 % 40 / 2, [None, "U1", "U2", "U3"][i % 4], who=i % 3 + 1,
                     channel=["email", "direct"][i % 2], milestone=[None, "lead", None, "opportunity", "first"][i % 5])
               for i in range(40)]  # fmt: skip
    sold = [sale(f"s{i}", 3 + i, f"{i * 31}.37", who=i % 4 + 1) for i in range(20)]
    for one in (store, postgres):
        one.holds(sold=sold, touched=touched)
    many = replace(DIRECT, serves="next", lookbacks=(("U1", 3), ("U2", 40)))
    for company in (DIRECT, many, replace(many, unit="use_case")):
        rules = (*RULES, *WRITTEN)
        a, b = (s.read(all_rules(company, rules=rules))[list(rules)].sum().to_dict() for s in (store, postgres))
        assert a == pytest.approx(b, abs=CLOSE * 10)
        one, two = (per_use_case(s.read(credits(company, "full_path"))) for s in (store, postgres))
        assert one == pytest.approx(two, abs=CLOSE * 10)


@pytest.mark.parametrize(
    ("written", "name"),
    [("time_decay:07.0", "time_decay:7"), ("position:40-20-40", "position:40-20-40"), (" linear ", "linear"),
     ("custom:rest=20, first=80", "custom:first=80,rest=20")],
)  # fmt: skip
def test_a_rule_is_written_in_one_way(written, name):
    assert rule_named(written).name == name
    assert RULES[name].words == rule_named(written).words


@pytest.mark.parametrize(
    ("written", "words"),
    [("tme_decay", "did you mean time_decay"), ("time_decay:x", "days of the half-life"),
     ("time_decay:0", "between 0.001 and 100000"), ("position:1-2", "three shares"), ("position:0-0-0", "all 0"),
     ("linear:3", "takes no parameters"), ("custom", "takes shares by name"), ("custom:", "by name"),
     ("custom:frist=1", "did you mean first"), ("custom:first=1,first=2", "each once"), ("custom:first=nan", "a number"),
     ("time_decay:", "days of the half-life"), ("position:-1-2-3", "three shares")],
)  # fmt: skip
def test_a_rule_written_wrongly_is_refused_with_a_way_out(written, words):
    with pytest.raises(UnknownRule, match=words):
        rule_named(written)


def test_parameters_are_part_of_a_rules_full_name():
    named = {rule: full_name(rule, 14) for rule in ("linear", "time_decay", "position", "time_decay:3")}
    assert named == {"linear": "linear", "time_decay": "time_decay:14", "position": "position:40-20-40",
                     "time_decay:3": "time_decay:3"}  # fmt: skip


def test_the_settings_take_a_rule_with_parameters_and_refuse_another(tmp_path):
    environ = {"KPI_ATTRIBUTION_RULE": "position:30-40-30", "KPI_ATTRIBUTION_SERVES": "next"}
    company = read_settings(tmp_path, environ).for_metrics()
    assert (company.rule, company.serves) == ("position:30-40-30", "next")
    assert read_settings(tmp_path, {"KPI_ATTRIBUTION_RULE": "time_decay"}).for_metrics().rule == "time_decay:7"
    with pytest.raises(BadSetting, match="attribution.rule: there is no rule 'linaer'.*did you mean linear"):
        read_settings(tmp_path, {"KPI_ATTRIBUTION_RULE": "linaer"})
