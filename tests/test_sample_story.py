"""The Monday story is really in the sample's rows: counted here with plain pandas, apart from generator and product."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from sample_data import sample

DAY = date(2026, 11, 22)
STORY = pd.Timestamp("2026-11-16")
FELT = STORY - timedelta(weeks=1)  # the first whole week with the new consent text


@pytest.fixture(scope="module")
def made():
    return sample(DAY)


@pytest.fixture(scope="module")
def frames(made):
    wanted = {name: table.to_pandas() for name, table in made.tables.items()}
    for name, late in made.late.items():
        wanted[name] = pd.concat([wanted[name], late.to_pandas()])
    for frame in wanted.values():
        for column in frame.columns:
            if len(frame) and isinstance(frame[column].dropna().iloc[0] if frame[column].notna().any() else None, date):
                frame[column] = frame[column].astype("datetime64[s]")
    return wanted


@pytest.fixture(scope="module")
def net_sales(frames):
    """Sales in euro after refunds, with the Monday of their week."""
    sales = frames["sales"].merge(frames["fx_rates"], on=["day", "currency"], how="left")
    back = frames["sale_adjustments"].groupby("sale_id")["amount"].sum().astype(float)
    rate = sales["rate"].astype(float).where(sales["currency"] == "SEK", 1.0)
    assert rate.notna().all()
    net = (sales["amount"].astype(float) + sales["sale_id"].map(back).fillna(0)) * rate
    monday = sales["day"] - pd.to_timedelta(sales["day"].dt.day_of_week, unit="D")
    return sales.assign(net=net, week=monday)


@pytest.fixture(scope="module")
def credit(frames, net_sales):
    """Every contact in the 90 days before a sale with an equal share of its value (all pairs, then a filter)."""
    touches = frames["touches"]
    party = touches["account_id"].fillna(touches["customer_id"])
    left = net_sales.assign(party=net_sales["account_id"].fillna(net_sales["customer_id"]))
    recent = left.loc[left["party"].notna() & (left["week"] > STORY - timedelta(weeks=40))]
    columns = ["party", "touch_id", "ts_s", "use_case_id", "channel"]
    pairs = recent[["sale_id", "party", "ts_s", "net", "week", "market"]].merge(
        touches.assign(party=party)[columns], on="party", suffixes=("", "_touch"))  # fmt: skip
    age = pairs["ts_s"] - pairs["ts_s_touch"]
    pairs = pairs[(age >= 0) & (age <= 90 * 86_400)]
    return pairs.assign(credit=pairs["net"] / pairs.groupby("sale_id")["touch_id"].transform("size"))


def natural_limits(series: pd.Series) -> tuple[float, float]:
    """Mean and moving range of the 26 weeks before the new consent text was felt (XmR)."""
    before = series[series.index < FELT].tail(26)
    moving = before.diff().abs().mean()
    return before.mean() - 2.66 * moving, before.mean() + 2.66 * moving


def by_week(rows: pd.DataFrame, value: str) -> pd.Series:
    weeks = pd.date_range(STORY - timedelta(weeks=39), STORY, freq="7D")
    return rows.groupby("week")[value].sum().reindex(weeks, fill_value=0.0)


def usual(series: pd.Series) -> float:
    """Mean of the eight weeks before the new consent text was felt."""
    return series[series.index < FELT].tail(8).mean()


def test_attributed_sales_fall_by_about_84_thousand_below_their_usual_range(credit):
    attributed = by_week(credit[credit["use_case_id"].notna()], "credit")
    assert attributed.loc[STORY] == pytest.approx(412_000, rel=0.03)
    assert attributed.loc[STORY] - usual(attributed) == pytest.approx(-84_000, abs=20_000)
    assert attributed.loc[STORY] < natural_limits(attributed)[0]
    assert attributed.loc[FELT] < natural_limits(attributed)[0]  # two weeks in a row: really changed


def test_france_email_explains_most_of_the_fall(credit):
    automated = credit[credit["use_case_id"].notna()]
    france_mail = (automated["market"] == "FR") & (automated["channel"] == "email")
    mail = by_week(automated[france_mail], "credit")
    fall, rest = mail.loc[STORY] - usual(mail), by_week(automated[~france_mail], "credit")
    assert fall == pytest.approx(-79_000, abs=8_000)
    assert abs(rest.loc[STORY] - usual(rest)) < 25_000
    assert natural_limits(rest)[0] < rest.loc[STORY] < natural_limits(rest)[1]


def test_total_sales_stay_in_their_usual_range(net_sales):
    total = by_week(net_sales, "net")
    assert total.loc[STORY] == pytest.approx(1_470_000, rel=0.02)
    low, high = natural_limits(total)
    assert low < total.loc[STORY] < high


@pytest.mark.parametrize("market", ["FI", "SE", "DE"])
def test_the_other_markets_are_as_usual(net_sales, credit, market):
    automated = credit[credit["use_case_id"].notna() & (credit["market"] == market)]
    for series in (by_week(net_sales[net_sales["market"] == market], "net"), by_week(automated, "credit")):
        low, high = natural_limits(series)
        assert low < series.loc[STORY] < high


def test_the_holiday_week_falls_in_every_market_because_it_has_fewer_working_days(net_sales, made):
    week = pd.Timestamp(made.truth["holiday_week"])
    free = [day for day in made.holidays if week <= pd.Timestamp(day) < week + timedelta(days=5)]
    assert len(free) == 2
    for _, rows in net_sales.groupby("market"):
        sold = by_week(rows, "net")
        assert sold.loc[week] < 0.88 * sold[(sold.index != week) & (sold.index < STORY)].tail(12).mean()


def test_sales_without_any_contact_are_three_to_seven_in_a_hundred_of_the_value(net_sales, credit):
    recent = net_sales[net_sales["week"] > STORY - timedelta(weeks=26)]
    without = recent.loc[~recent["sale_id"].isin(credit["sale_id"]), "net"].sum()
    assert 0.03 < without / recent["net"].sum() < 0.07
    assert recent["customer_id"].isna().any()


def test_better_customers_are_contacted_more_often(frames):
    touched = frames["touches"].loc[lambda t: t["use_case_id"].notna(), "customer_id"].value_counts()
    bought = frames["sales"]["customer_id"].value_counts().reindex(touched.index, fill_value=0)
    often = touched > touched.median()
    assert bought[often].mean() > 1.5 * bought[~often].mean()


def test_the_star_earns_most_credit_and_its_test_shows_nothing(credit, frames, made):
    recent = credit[credit["week"] > STORY - timedelta(weeks=13)].groupby("use_case_id")["credit"].sum()
    star = made.truth["names"]["star"]
    assert recent.idxmax() == star
    low, high, effect = interval(frames["experiments"], star)
    assert low < 0 < high and abs(effect) < 10_000


def interval(tests: pd.DataFrame, use_case: str) -> tuple[float, float, float]:
    """Euro a month with a normal 95 % interval, from the arms' summaries."""
    test = tests[(tests["use_case_id"] == use_case) & (tests["design"] == "holdout")].iloc[0]
    error = np.sqrt(test["treated_sd"] ** 2 / test["treated_n"] + test["control_sd"] ** 2 / test["control_n"])
    units = test["treated_n"] if pd.isna(test["treated_population"]) else test["treated_population"]
    months = ((test["ended"] - test["start"]).days + 1) * 12 / 365.25
    effect = units * (test["treated_mean"] - test["control_mean"]) / months
    half = 1.96 * units * error / months
    return effect - half, effect + half, effect


def test_the_cart_reminder_in_finland_is_proven_at_about_38_thousand_a_month(frames, made):
    assert made.truth["names"]["win"] == "U04"
    low, high, effect = interval(frames["experiments"], "U04")
    assert effect == pytest.approx(38_000, rel=0.01)
    assert (low, high) == (pytest.approx(21_000, abs=500), pytest.approx(55_000, abs=500))


def test_every_true_effect_lies_in_the_interval_its_test_shows(made):
    for test in made.truth["tests"]["holdouts"].values():
        assert test["low"] < test["true_per_month"] < test["high"]


def test_the_summaries_are_the_means_of_the_units(frames):
    series = frames["experiment_series"].merge(frames["experiment_units"], on=["experiment_id", "unit_id"])
    after = series[series["day"] > series["assigned_day"]]
    last = after.groupby(["experiment_id", "arm"])["value"].agg(["size", "mean"])
    for _, test in frames["experiments"].dropna(subset=["treated_n"]).iterrows():
        for arm in ("treated", "control"):
            size, mean = last.loc[(test["experiment_id"], arm)]
            assert (size, mean) == (test[f"{arm}_n"], pytest.approx(test[f"{arm}_mean"], abs=0.01))


def test_six_of_forty_regions_gain_eight_per_cent(frames):
    regions = frames["experiment_series"].query("experiment_id == 'X08'").merge(frames["experiment_units"])
    after = regions["day"] >= regions["assigned_day"]
    means = regions.groupby([regions["arm"], after])["value"].mean()
    assert regions.groupby("arm")["unit_id"].nunique().to_dict() == {"treated": 6, "control": 34}
    gain = means["treated", True] / means["treated", False] / (means["control", True] / means["control", False]) - 1
    assert gain == pytest.approx(0.08, abs=0.04)


def test_open_deals_are_2_6_times_what_is_still_to_win(frames):
    now = frames["opportunities"].loc[lambda o: o["snapshot_day"] == pd.Timestamp(DAY)]
    due = now[(now["status"] == "open") & (now["due_day"] >= "2026-10-01") & (now["due_day"] <= "2026-12-31")]
    deals = frames["opportunities"]
    won = deals[(deals["status"] == "won") & (deals["closed_day"] >= "2026-10-01")]["amount"].astype(float).sum()
    quota = float(frames["quotas"].loc[lambda q: q["from_day"] == "2026-10-01", "amount"].iloc[0])
    assert due["amount"].astype(float).sum() / (quota - won) == pytest.approx(2.6, abs=0.05)


def test_we_win_a_third_of_the_value_so_3_1_times_is_needed(frames):
    closed = frames["opportunities"].loc[lambda o: (o["status"] != "open") & (o["closed_day"] > "2025-11-22")]
    value = closed.groupby("status")["amount"].sum().astype(float)
    assert value.sum() / value["won"] == pytest.approx(3.1, abs=0.15)


def test_six_deals_of_340_thousand_left_the_quarter_in_the_last_week(frames):
    deals = frames["opportunities"]
    before = deals[deals["snapshot_day"] == "2026-11-15"].set_index("opportunity_id")
    now = deals[deals["snapshot_day"] == "2026-11-22"].set_index("opportunity_id")
    both = before.join(now.add_suffix("_now"), how="inner").loc[lambda b: b["status_now"] == "open"]
    left = both[(both["due_day"] <= "2026-12-31") & (both["due_day_now"] > "2026-12-31")]
    assert (len(left), float(left["amount_now"].sum())) == (6, 340_000)
    assert float(now.loc[now.index.difference(before.index), "amount"].sum()) == 210_000
    ended = now[now["status"] != "open"].groupby("status")["amount"].sum().astype(float)
    assert ended.to_dict() == {"won": 150_000, "lost": 60_000}


@pytest.mark.parametrize("day", [date(2026, 1, 3), date(2027, 3, 17), date(2025, 6, 30)], ids=str)
def test_the_story_happens_in_the_last_complete_week_of_any_day(day):
    told = sample(day, seed=11).truth
    monday = date.fromisoformat(told["story_week"]["monday"])
    assert monday.weekday() == 0 and 6 <= (day - monday).days < 13
    mail, attributed = told["fall"]["france_email"], told["fall"]["attributed"]
    assert mail["story_week"] - mail["usual"] == pytest.approx(-79_000, abs=12_000)
    assert attributed["story_week"] - attributed["usual"] < -65_000
    assert told["pipeline"]["open_due_in_quarter"] > 0
    assert told["portfolio"]["rollouts_live_and_active"] == 31


def test_truth_and_rows_agree(made, net_sales, credit):
    fall = made.truth["fall"]
    assert by_week(net_sales, "net").loc[STORY] == pytest.approx(fall["total"]["story_week"], abs=5)
    automated = credit[credit["use_case_id"].notna()]
    assert by_week(automated, "credit").loc[STORY] == pytest.approx(fall["attributed"]["story_week"], abs=5)
    counted = {name: len(table) + len(made.late.get(name, ())) for name, table in made.tables.items()}
    assert counted == made.truth["rows"]
