"""Extracts made by a recipe: the same every time, of persons of Client Level Data, with the planted story, and loaded."""

import csv
import datetime as dt
import hashlib
from pathlib import Path

import pandas as pd
import pytest
import yaml

from goldenthread import contracts, inbox, rooms, synthetic
from goldenthread.synthetic import recipes

RECIPES = recipes.catalogue()


def read(folder: Path, extract: str) -> pd.DataFrame:
    """Every file of an extract but those that are sent again, as the last of them says."""
    headers = {column.header: name for name, column in contracts.load(extract).columns.items()}
    paths = [path for path in sorted((folder / extract).glob("*_990_*.csv")) if not path.stem.endswith("_v1")]
    frames = [pd.read_csv(path, dtype=str, keep_default_na=False).rename(columns=headers) for path in paths]
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def council(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("recipes")
    synthetic.write(folder, people=3000, with_others=True)
    return folder


def test_the_same_seed_gives_the_same_bytes_and_another_another_council(tmp_path):
    made = {}
    for name, seed in (("one", 1), ("two", 1), ("other", 2)):
        synthetic.write(tmp_path / name, people=60, seed=seed, with_others=True)
        made[name] = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for each in RECIPES
            for path in (tmp_path / name / each.extract).iterdir()
        }
    assert made["one"] == made["two"] and made["one"].keys() == made["other"].keys()
    assert made["one"] != made["other"]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda each: each.extract)
def test_its_rows_are_of_people_of_client_level_data_and_its_files_load(recipe, council, front_door):
    rows = read(council, recipe.extract)
    assert len(rows) > (50 if recipe.rows.per_1000_people else 8)
    if recipe.people is not None and "person_ref" in rows:
        nobody = contracts.load(recipe.extract).columns["person_ref"].presence == "optional"
        named = rows.person_ref[rows.person_ref != ""] if nobody else rows.person_ref
        assert len(named) > 0.9 * len(rows) and named.str.fullmatch(r"S990\d{7}").all()
    with (council / recipe.extract / "manifest.csv").open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    found = inbox.find(front_door.home, council / recipe.extract)
    assert found.said == [] and len(found.waiting) == len(lines)
    for made in front_door.admit(*found.waiting):
        assert made.status == "loaded" and made.rows_set_aside == 0, made.reason
        assert made.rows_warned < 0.1 * made.rows_in or not recipe.faults, "a recipe's faults are few"


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda each: each.extract)
def test_nothing_is_told_before_it_happened_or_after_a_death(recipe, council):
    """Days in a file are not after the day of the list, but for days ahead."""
    rows, day = (
        read(council, recipe.extract),
        next((n for n, c in recipe.columns.items() if c.kind == "day"), None),
    )
    if day is None:
        return
    known = pd.to_datetime(rows[day], format="%d/%m/%Y")
    past = [
        name
        for name, column in recipe.columns.items()
        if column.kind in ("after", "every") and not column.ahead
    ]
    assert past
    for name in past:
        if name in rows:
            assert not (pd.to_datetime(rows[name], format="%d/%m/%Y", errors="coerce") > known).any(), name


def test_the_waiting_lists_tell_their_stories(council):
    rows = read(council, "open_work")
    day = pd.to_datetime(rows.snapshot_date, format="%d/%m/%Y")
    per_list = rows.groupby(day).size()
    assert per_list["2024-12-31"] > 1.3 * per_list["2024-06-30"] > 1.3 * 0.9 * per_list["2026-03-31"]
    asked = pd.to_datetime(rows.check_in_due_on, format="%d/%m/%Y", errors="coerce") >= day
    assert asked[day < "2025-07-01"].mean() < 0.7 < 0.85 < asked[day > "2025-07-31"].mean()
    waited = (day - pd.to_datetime(rows.requested_on, format="%d/%m/%Y", errors="coerce")).dt.days
    by_type = waited.groupby(rows.wait_type).median()
    assert by_type["placement_nursing"] > 1.5 * by_type["placement_residential"]


def days(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column, format="%d/%m/%Y", errors="coerce")


SHARES = {
    "survey_responses_carers": ("survey_year", "2023-24", "2025-26", "q11", ["1"], (0.26, 0.45), (0.12, 0.3)),
    "feedback_responses": ("sent_on", "2024", "2026", "positive", ["true"], (0.4, 0.74), (0.7, 0.9)),
    "provider_survey": ("survey_run_ref", "PARTNERS-2023", "PARTNERS-2025", "positive", ["true"], (0.2, 0.55), (0.55, 0.8)),
    "staff_survey": ("survey_run_ref", "STAFF-2024", "STAFF-2025", "answer_code", ["4", "5"], (0.25, 0.48), (0.42, 0.65)),
    "supervision": ("due_month", "2025-01", "2025-04", "held_on", ["filled"], (0.4, 0.65), (0.75, 0.97)),
    "training_completions": ("required_on", "2024", "2025", "completed_on", ["filled"], (0.6, 0.78), (0.79, 0.95)),
    "practice_audits": ("audited_on", "2024", "2026", "grade", ["good", "outstanding"], (0.42, 0.6), (0.5, 0.72)),
    "provider_local_attributes": ("as_at", "2023-04", "2026-03", "dscr_status", ["in_use"], (0.1, 0.6), (0.65, 0.95)),
    "voluntary_sector_referrals": ("referred_on", "2024-1", "2025-1", "response", ["accepted"], (0.35, 0.61), (0.64, 0.92)),
    "assessment_review_supplement": ("completed_on", "2024-1", "2025-1", "completed_by", ["external_provider"], (0.2, 0.4), (0.01, 0.13)),
    "mental_health_act_assessments": ("requested_on", "2024", "2025-1", "delay_reason", ["amhp_availability"], (0.02, 0.16), (0.2, 0.5)),
    "amhp_rota": ("rota_on", "2024", "2025-1", "filled_by", ["filled"], (0.92, 0.98), (0.82, 0.93)),
    "survey_responses_service_users": ("survey_year", "2024-25", "2025-26", "q3a", ["1"], (0.16, 0.36), (0.27, 0.5)),
    "savings_proposals": ("as_at", "2024", "2026", "quality_impact_checked_on", ["filled"], (0.2, 0.85), (0.86, 1)),
}  # fmt: skip
"""Extract: the column that dates it, one time and another, and between what bounds lies the share that says something."""


@pytest.mark.parametrize("extract", SHARES)
def test_a_planted_story_is_in_the_files(council, extract):
    when, before, after, column, says, low, high = SHARES[extract]
    rows = read(council, extract).drop_duplicates(contracts.load(extract).key, keep="last")
    times, said = days(rows[when]).dt.strftime("%Y-%m-%d").fillna(rows[when]), rows[column]
    wanted = (said != "") if says == ["filled"] else said.isin(says)
    asked = pd.Series(True, rows.index) if says == ["filled"] else said != ""
    for time, (least, most) in ((before, low), (after, high)):
        here = asked & times.str.startswith(time)
        assert here.sum() >= 15 and least <= wanted[here].mean() <= most, (
            time,
            here.sum(),
            wanted[here].mean(),
        )


def test_safeguarding_tells_its_stories_and_each_enquiry_is_of_a_concern_that_led_to_one(council):
    concerns = read(council, "safeguarding_concerns").drop_duplicates("concern_ref", keep="last")
    enquiries = read(council, "safeguarding_enquiries").drop_duplicates("enquiry_ref", keep="last")
    became = concerns.decision == "section_42"
    early = days(concerns.received_on) < "2025-04-01"
    share = became.groupby([early, concerns.team]).mean()
    assert share[True, "Synthetic North Team"] > 1.5 * share[True, "Synthetic South Team"]
    assert abs(share[False, "Synthetic North Team"] - share[False, "Synthetic South Team"]) < 0.15
    decided = concerns[concerns.decision != ""]
    qualified = ~decided.decision_maker_qualification.isin(["unregistered", "not_recorded"])
    late = days(decided.received_on) >= "2025-01-01"
    assert qualified[late].mean() > 0.92 > 0.85 > qualified[~late].mean()
    told = enquiries.merge(concerns, on="concern_ref", suffixes=("", "_of_concern"))
    # But for concerns whose decision is one of the planted faults, and of enquiries that were open when the files began.
    since = "2023-07-01"
    assert (days(told.started_on) >= since).sum() > 0.98 * (days(enquiries.started_on) >= since).sum() > 200
    assert (told.person_ref == told.person_ref_of_concern).all()
    assert (days(told.started_on) >= days(told.received_on)).all()
    is_open = enquiries.concluded_on == ""
    assert is_open.any() and (enquiries[is_open].outcomes_asked == "").all()
    asked = enquiries[~is_open].outcomes_asked.str.startswith("asked")
    new = days(enquiries[~is_open].started_on) >= "2025-01-01"
    assert asked[new].mean() > 0.85 > 0.8 > asked[~new].mean()


def test_the_dols_backlog_grows_until_it_is_cleared_and_high_priority_then_no_longer_waits(council):
    rows = read(council, "dols_applications").drop_duplicates("application_ref", keep="last")
    received, signed = days(rows.received_on), days(rows.signed_off_on)
    month_ends = ["2024-03-31", "2025-03-31", "2026-03-31"]
    waiting = [((received <= end) & ~(signed <= end)).sum() for end in month_ends]
    assert waiting[1] > 2 * waiting[0] and waiting[1] > 1.7 * waiting[2]
    completed = signed.groupby(signed.dt.to_period("M")).size()
    cleared = completed["2025-04":"2025-09"].mean()
    assert cleared > 1.7 * completed["2024-10":"2025-03"].mean()
    assert completed["2025-11":"2026-03"].mean() < cleared
    high = rows.priority == "high"
    in_time = days(rows.allocated_on) <= received + pd.Timedelta(7, "D")
    assert (
        in_time[high & (received >= "2025-04-01")].mean()
        > 0.85
        > 0.65
        > in_time[high & (received < "2025-04-01")].mean()
    )


def test_therapists_are_recruited_and_the_equipment_store_changes_hands(council):
    therapy = read(council, "occupational_therapy").drop_duplicates("ot_ref", keep="last")
    waited = (days(therapy.assessed_on) - days(therapy.requested_on)).dt.days
    late = days(therapy.requested_on) >= "2025-04-01"
    assert waited[~late].median() > 2 * waited[late].median()
    orders = read(council, "equipment_orders").drop_duplicates("order_ref", keep="last")
    orders = orders[(orders.order_kind != "major_adaptation_dfg") & (orders.cancelled_on == "")]
    ordered = days(orders.ordered_on)
    in_time = days(orders.delivered_on) <= ordered + pd.Timedelta(7, "D")
    changing = (ordered >= "2024-10-01") & (ordered < "2025-03-01")
    assert in_time[changing].mean() < 0.6 < 0.75 < in_time[~changing & (ordered < "2026-03-01")].mean()


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("colour",), "red", "colour"),
        (("columns", "triaged_on", "dys"), {0: 1}, "columns.triaged_on.dys"),
        (("columns", "triaged_on", "after"), "allocated_on", "allocated_on has not been made before it"),
        (("columns", "shoe_size"), {"value": "9"}, "no such column"),
        (("columns", "team", "value"), "x", "exactly one of"),
        (("rows", "per_1000_people"), None, "rows: give exactly one of"),
        (("rows", "until"), "_never", "_never: no such column"),
    ],
)
def test_what_is_wrong_in_a_recipe_is_named(tmp_path, monkeypatch, path, value, told):
    written = yaml.safe_load((rooms.RECIPES / "open_work.yml").read_text(encoding="utf-8"))
    at = written
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    (tmp_path / "open_work.yml").write_text(yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
    monkeypatch.setattr(rooms, "RECIPES", tmp_path)
    with pytest.raises(recipes.RecipeError, match=f"open_work.yml: .*{told}"):
        recipes.read("open_work")


def test_a_share_may_change_by_month_and_by_another_column(tmp_path, monkeypatch):
    written = {
        "rows": {"begins": "requested_on", "per_1000_people": 100},
        "columns": {
            "work_ref": {"key": "W"},
            "wait_type": {"weights": {"from": {"2023-04": {"ot": 1}, "2024-04": {"dols": 1}}}},
            "priority": {"weights": {"by": "wait_type", "of": {"dols": {"high": 1}}, "else": {"low": 1}}},
            "snapshot_date": {"day": True},
        },
        "delivered": {"as": "lists", "files": 1},
    }
    (tmp_path / "open_work.yml").write_text(yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
    monkeypatch.setattr(rooms, "RECIPES", tmp_path)
    synthetic.write(tmp_path, people=30, with_others=True, last_quarter_end=dt.date(2025, 3, 31))
    rows = read(tmp_path, "open_work")
    begun = pd.to_datetime(rows.requested_on, format="%d/%m/%Y")
    assert set(rows.wait_type[begun < "2024-04-01"]) == {"ot"} and set(
        rows.wait_type[begun >= "2024-04-01"]
    ) == {"dols"}
    assert set(zip(rows.wait_type, rows.priority, strict=True)) == {("ot", "low"), ("dols", "high")}


def test_packages_rise_at_one_review_in_five_and_every_april(council):
    rows = read(council, "care_packages").drop_duplicates(["package_ref", "version"], keep="last")
    rows["cost"] = pd.to_numeric(rows.gross_weekly_cost, errors="coerce")
    rows = rows.assign(number=rows.version.astype(int)).sort_values(["package_ref", "number"])
    before = rows.groupby("package_ref").cost.shift()
    step = (rows.cost / before).where(rows.groupby("package_ref").number.diff() == 1)
    by_review = rows.change_reason == "review"
    assert 0.12 < (step[by_review] > 1.001).sum() / step[by_review].count() < 0.25
    by_price = step[(rows.change_reason == "price_uplift") & (rows.valid_from == "01/04/2025")]
    assert by_price.between(1.079, 1.081).mean() > 0.99
    reviewed = rows[by_review & (rows.review_ref != "")]
    assert len(reviewed) == by_review.sum() > 500 and reviewed.review_ref.str.startswith("E").all()


def test_direct_payments_tell_who_employs_somebody_from_april_2024_on(council):
    rows = read(council, "direct_payments").drop_duplicates("dp_ref", keep="last")
    known = rows.employs_pa.isin(["yes", "no"])
    begun = days(rows.started_on)
    assert known[begun >= "2024-04-01"].mean() > 0.8 > 0.65 > known[begun < "2024-04-01"].mean()
    accepted = rows.offer_outcome == "accepted"
    assert (rows.started_on[~accepted] == "").all() and (rows.started_on[accepted] != "").all()


def test_short_stays_are_reviewed_sooner_and_fewer_become_permanent_from_october_2025(council):
    rows = read(council, "placements").drop_duplicates("placement_ref", keep="last")
    rows = rows[rows.placement_kind != "permanent"]
    begun, ended, reviewed = (
        pd.to_datetime(rows[name], format="%d/%m/%Y", errors="coerce")
        for name in ("started_on", "ended_on", "first_review_on")
    )
    late, long_enough = begun >= "2025-10-01", begun <= "2026-01-31"
    in_time = (reviewed - begun).dt.days <= 42
    assert in_time[late & long_enough].mean() > 0.7 > 0.55 > in_time[~late].mean()
    permanent = (rows.became_permanent_on != "")[ended.notna()]
    assert permanent[late].mean() < 0.25 < permanent[~late].mean() < 0.4


def test_discharges_tell_of_pathway_3_reablement_and_reviews(council):
    rows = read(council, "hospital_discharges").drop_duplicates("discharge_ref", keep="last")
    left, reviewed = days(rows.discharged_on), days(rows.first_review_on)
    third = (rows.pathway == "3")[rows.pathway != "U"]
    high = left.between("2024-04-01", "2025-09-30")
    assert third[high].mean() > 0.3 > 0.2 > third[~high].mean()
    without = (rows.reablement_offered == "false")[rows.to_home == "true"]
    assert 0.25 < without[left < "2023-11-01"].mean() < 0.37 and without[left >= "2023-11-01"].mean() < 0.18
    seen = ((reviewed - left).dt.days <= 42)[(rows.pathway == "1") & (left <= "2026-02-15")]
    assert seen[left >= "2025-07-01"].mean() > 0.65 > 0.5 > seen[left < "2025-07-01"].mean()
    waited = (left - days(rows.discharge_ready_on)).dt.days
    assert (waited.dropna() >= 0).all() and (days(rows.admitted_on) <= left - pd.Timedelta(days=1)).all()
    assert waited[rows.pathway == "3"].median() > 3 * waited[rows.pathway == "1"].median()


def test_more_are_at_home_twelve_weeks_after_reablement_from_april_2025_on(council):
    rows = read(council, "reablement_episodes").drop_duplicates("episode_ref", keep="last")
    begun, due = days(rows.started_on), rows.at_home_12_weeks != "not_due"
    assert not due[begun > "2026-01-10"].any() and due[begun < "2026-01-01"].mean() > 0.9  # but for the dead
    at_home = (rows.at_home_12_weeks == "yes")[due]
    assert at_home[begun >= "2025-04-01"].mean() > at_home[begun < "2025-04-01"].mean() + 0.04


def test_the_front_door_settles_more_and_hears_more_online(council):
    rows = read(council, "contacts").drop_duplicates("contact_ref", keep="last")
    came = days(rows.received_at)
    settled = rows.resolved_at_first_contact == "true"
    assert settled[came >= "2025-01-01"].mean() > 0.5 > 0.44 > settled[came < "2025-01-01"].mean()
    online = rows.channel.isin(["web_form", "webchat"])
    assert online[came >= "2024-04-01"].mean() > 0.2 > 0.12 > online[came < "2024-04-01"].mean()
    calls = read(council, "call_handling").drop_duplicates(["queue", "interval_start"], keep="last")
    new = days(calls.interval_start) >= "2025-04-01"
    offered, in_time = calls.offered.astype(int), calls.answered_in_target.astype(int)
    assert in_time[new].sum() / offered[new].sum() > 0.55 > 0.48 > in_time[~new].sum() / offered[~new].sum()
    assert (in_time <= calls.answered.astype(int)).all() and (calls.answered.astype(int) <= offered).all()


def test_financial_assessments_pile_up_in_the_year_to_june_2025(council):
    rows = read(council, "financial_assessments").drop_duplicates("fa_ref", keep="last")
    asked, done = days(rows.requested_on), days(rows.completed_on)
    old = {
        day: ((asked < day - pd.Timedelta(days=28)) & ~(done <= day)).sum()
        for day in pd.to_datetime(["2024-06-30", "2025-03-31", "2026-03-31"])
    }
    before, worst, now = old.values()
    assert worst > 2 * before and worst > 2 * now


def test_more_checklists_lead_to_nhs_funding_from_january_2025(council):
    rows = read(council, "continuing_healthcare").drop_duplicates("chc_ref", keep="last")
    listed = rows[(rows.kind == "standard") & (days(rows.checklist_on) < "2025-12-01")]
    eligible, late = listed.decision == "eligible", days(listed.checklist_on) >= "2025-01-01"
    assert eligible[late].mean() > 1.4 * eligible[~late].mean() > 0.1
    assert (listed.decision[listed.checklist_result == "negative"] == "").all()


def test_young_people_known_since_april_2023_have_their_plan_in_time(council):
    rows = read(council, "transitions").drop_duplicates("transition_ref", keep="last")
    born = pd.to_datetime(rows.birth_month + "-01")
    due = born + pd.DateOffset(months=210) + pd.offsets.MonthEnd(0)
    in_time = (days(rows.adult_plan_agreed_on) <= due)[due <= "2026-03-31"]
    later = days(rows.identified_on) >= "2023-04-01"
    assert in_time[later].mean() > 0.75 > 0.68 > in_time[~later].mean() > 0.4


def test_the_plan_asks_for_more_in_its_first_six_months_and_tells_of_months_to_come(council):
    rows = read(council, "capacity_plans").drop_duplicates(["work_type", "month"], keep="last")
    asked = rows[rows.work_type == "dols_assessment"].set_index("month").planned_completions.astype(int)
    first = [f"2025-{month:02}" for month in range(4, 10)]
    assert set(first) <= set(asked.index) and asked[first].min() > asked.drop(first).max() > 0
    assert asked.index.min() == "2025-04" and asked.index.max() > "2026-12"
