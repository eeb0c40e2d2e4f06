"""The slower figures of the sample company are the ones its story tells: counted here from its rows."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from sample_data import sample

DAY = date(2026, 11, 22)
TO = pd.Timestamp(DAY)


@pytest.fixture(scope="module")
def made():
    return sample(DAY)


@pytest.fixture(scope="module")
def frames(made):
    large = ("touches", "sales", "consents")
    kept = {name: table.to_pandas() for name, table in made.tables.items() if name not in large}
    for frame in kept.values():
        for column in frame.columns[frame.notna().any()]:
            if isinstance(frame[column].dropna().iloc[0], date):
                frame[column] = frame[column].astype("datetime64[s]")
    return kept


def statuses(frames) -> pd.Series:
    events = frames["use_case_events"]
    return events.groupby(["use_case_id", "market", "business_area"])["status"].last()


def test_14_use_cases_in_31_places_are_live_and_active_and_one_is_quiet_for_34_days(frames, made):
    live = statuses(frames).loc[lambda s: s == "live"].reset_index()
    log = frames["activations"]
    latest = log.groupby(["use_case_id", "market", "business_area"])["day"].max().rename("latest").reset_index()
    both = live.merge(latest, how="left")
    active = both[both["latest"] > TO - timedelta(days=30)]
    assert (len(active), active["use_case_id"].nunique(), len(both)) == (31, 14, 32)
    quiet = both[~both.index.isin(active.index)]
    assert list(quiet["use_case_id"]) == [made.truth["portfolio"]["quiet"]] == ["U03"]
    assert (TO - quiet["latest"].iloc[0]).days == 34
    items = frames["portfolio"].query("version == 2")
    assert len(active.merge(items)) == 31


def test_actions_are_never_fewer_than_contacts_and_happen_only_after_go_live(frames, made):
    touches = made.tables["touches"].to_pandas()
    place = ["use_case_id", "channel", "market", "business_area"]
    made_by = touches[touches["use_case_id"].notna()].groupby(["day", *place]).size().rename("contacts").reset_index()
    made_by["day"] = made_by["day"].astype("datetime64[s]")
    both = made_by.merge(frames["activations"], how="left")
    assert (both["actions"] >= both["contacts"]).all()
    live = frames["use_case_events"].query("status == 'live'").groupby(["use_case_id", "market"])["day"].min()
    first = frames["activations"].groupby(["use_case_id", "market"])["day"].min()
    assert (first >= live.reindex(first.index)).all()


def test_running_cells_are_possible_cells_and_field_sales_runs_in_few_places(frames):
    cell = ["use_case_id", "channel", "market", "business_area"]
    running = frames["activations"].loc[lambda log: log["day"] > TO - timedelta(days=30), cell].drop_duplicates()
    possible = frames["eligible_cells"][cell]
    assert len(running.merge(possible)) == len(running) < len(possible)
    assert (running["channel"] == "field_sales").sum() == 2


def test_of_14_rated_use_cases_5_follow_rules_6_predict_and_3_learn(frames):
    live = statuses(frames).loc[lambda s: s == "live"].reset_index()["use_case_id"].unique()
    rated = frames["use_cases"].set_index("use_case_id").loc[live, "sophistication"].dropna()
    assert rated.value_counts().to_dict() == {1: 5, 2: 6, 3: 3}


def kaplan_meier(finished: list[float], still_open: list[float], share: float) -> float:
    """Smallest size at which no more than 1 - share are still open; a tie counts the finished one first."""
    left = 1.0
    for size in sorted(set(finished)):
        at_risk = sum(f >= size for f in finished) + sum(o >= size for o in still_open)
        left *= 1 - finished.count(size) / at_risk
        if left <= 1 - share + 1e-9:
            return size
    return float("nan")


@pytest.fixture(scope="module")
def builds(frames):
    """Person-days per use case and market until go-live, with the go-live day."""
    entries = frames["effort_entries"].query("kind != 'maintain'")
    went_live = frames["use_case_events"].query("status == 'live'")
    live = went_live.groupby(["use_case_id", "market"])["day"].min().rename("live")
    joined = entries.merge(live.reset_index(), how="left")
    joined = joined[joined["live"].isna() | (joined["week"] <= joined["live"])]
    sizes = joined.groupby(["use_case_id", "market"])["minutes"].sum() / 480
    return pd.concat([sizes.rename("days"), live], axis=1).reset_index()


def test_half_of_the_first_builds_took_13_days_and_one_in_ten_over_34(builds):
    first = builds.sort_values("live").drop_duplicates("use_case_id")
    recent = first.loc[first["live"] > TO - timedelta(days=365), "days"].tolist()
    still_open = first.loc[first["live"].isna(), "days"].tolist()
    assert (len(recent), sorted(still_open)) == (10, [5, 9, 12, 18, 31, 32])
    assert kaplan_meier(recent, still_open, 0.5) == 13
    assert kaplan_meier(recent, still_open, 0.9) == 34


def test_a_copy_takes_four_tenths_of_the_first_build(builds):
    done = builds.dropna(subset=["live"]).sort_values("live")
    first = done.drop_duplicates("use_case_id").set_index("use_case_id")["days"]
    copies = done[done.duplicated("use_case_id")]
    assert len(copies) == 17
    assert copies["days"].sum() / first.loc[copies["use_case_id"]].sum() == pytest.approx(0.4, abs=0.02)


def test_u07_took_18_days_against_an_estimate_of_12(frames, builds):
    planned = frames["estimates"].query("use_case_id == 'U07'")["person_days"].tolist()
    assert (builds.loc[builds["use_case_id"] == "U07", "days"].item(), planned) == (18, [12])


def test_effort_names_no_person_and_ends_in_the_story_week(frames):
    effort = frames["effort_entries"]
    assert "person_key" not in effort and effort["week"].max() == pd.Timestamp("2026-11-16")
    assert (effort["week"].dt.day_of_week == 0).all()


def in_euro(frames, rows: pd.DataFrame) -> pd.Series:
    rate = rows.merge(frames["fx_rates"], on=["day", "currency"], how="left")["rate"].astype(float).fillna(1.0)
    return rows["amount"].astype(float).set_axis(rate.index) * rate


def test_selling_costs_18_cents_of_a_euro_19_a_year_ago_and_stay_flat(frames):
    costs, revenue = frames["costs"].query("type != 'build'").reset_index(drop=True), frames["recognised_revenue"]
    spent = in_euro(frames, costs).groupby(costs["day"]).sum()
    earned = in_euro(frames, revenue).groupby(revenue["day"]).sum()
    assert earned.iloc[-1] == pytest.approx(5_900_000, rel=1e-6)
    assert spent.tail(12).sum() / earned.tail(12).sum() == pytest.approx(0.18, abs=0.002)
    assert spent.iloc[-24:-12].sum() / earned.iloc[-24:-12].sum() == pytest.approx(0.19, abs=0.002)
    slope = np.polyfit(range(12), np.log(spent.tail(12)), 1)[0]
    assert abs(np.expm1(12 * slope)) < 0.02


def test_11_of_12_people_stayed_and_7_of_9_offers_were_accepted(frames):
    events = frames["people_events"]
    for end in (TO, pd.Timestamp("2026-09-30")):
        start = end - timedelta(days=365)
        came = events[(events["kind"] == "hired") & (events["day"] <= start)]["person_key"]
        gone = events[events["kind"] == "left"].set_index("person_key")["day"]
        there = [p for p in came if p not in gone or gone[p] > start]
        assert (len(there), sum(p not in gone or gone[p] > end for p in there)) == (12, 11)
        year = events[(events["day"] > start) & (events["day"] <= end)]["kind"].value_counts()
        assert (year["offer_accepted"], year["offer_declined"]) == (7, 2)


def test_headcount_follows_from_the_events(frames):
    events, count = frames["people_events"], frames["headcount"]
    step = events["kind"].map({"hired": 1, "left": -1}).fillna(0)
    for _, row in count.iterrows():
        assert step[events["day"] <= row["day"]].sum() == row["headcount"]


def test_roles_take_61_days_to_fill(frames):
    days = frames["people_events"].pivot_table(index="requisition_id", columns="kind", values="day", aggfunc="max")
    taken = (days["offer_accepted"] - days["requisition_approved"]).dt.days
    waiting = (TO - days.loc[taken.isna() & days["requisition_closed"].isna(), "requisition_approved"]).dt.days
    assert kaplan_meier(taken.dropna().tolist(), waiting.tolist(), 0.5) == 61


def test_nps_is_plus_34_from_412_answers(frames):
    recent = frames["responses"].loc[lambda r: r["day"] > TO - timedelta(days=91)]
    answers = recent.loc[recent["instrument"] == "nps", "score"]
    assert len(answers) == 412
    assert 100 * ((answers >= 9).mean() - (answers <= 6).mean()) == pytest.approx(34, abs=0.2)


def test_4_of_9_data_sets_pass_all_gates_serve_11_use_cases_and_brought_60_thousand(frames):
    latest = frames["data_assets"].sort_values("assessed_on").drop_duplicates("asset_id", keep="last")
    ready = latest[latest["documented"] & latest["legal_basis"] & latest["owner"].notna() & (latest["quality"] >= 0.9)
                   & latest["fresh"] & latest["demand"].isin(["signed", "paying"])]  # fmt: skip
    live = statuses(frames).loc[lambda s: s == "live"].reset_index()["use_case_id"]
    uses = frames["asset_uses"]
    served = uses[uses["asset_id"].isin(ready["asset_id"]) & uses["use_case_id"].isin(live)]["use_case_id"].nunique()
    assert (len(latest), len(ready), served) == (9, 4, 11)
    assert frames["asset_revenue"].query("day >= '2026-01-01'")["amount"].astype(float).sum() == 60_000


def test_the_target_is_80_per_cent_by_the_end_of_the_year_after_an_earlier_one(frames):
    targets = frames["targets"]
    assert targets["level"].tolist() == [0.5, 0.8]
    assert (targets["due_on"].iloc[-1], targets["set_on"].iloc[-1].month) == (pd.Timestamp("2026-12-31"), 8)


def test_the_note_explains_the_fall_on_the_day_it_began(frames, made):
    note = frames["notes"].query("text == 'New consent text'").iloc[0]
    assert (note["day"], note["author"]) == (pd.Timestamp("2026-11-05"), "Ana")
    assert note["scope"] == "market=FR,channel=email"
    assert made.truth["fall"]["since"] == "2026-11-05"


def test_both_use_cases_of_the_articles_table_are_among_the_24(frames):
    names = frames["use_cases"].set_index("use_case_id")["name"]
    assert (names["U01"], names["U02"]) == ("Product recommendations", "Automated cross-selling")
