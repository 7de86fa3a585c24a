"""From rows as loaded to every figure, in pandas: the script's half that dbt's models are for us.

Follows dbt_project/models step by step, so that the figures are the same; the comments there say why.
"""

import csv

import numpy as np
import pandas as pd

from benchmarks.pandas_periods import BREAKDOWNS, FAR, count, month_ends, periods_of, quarters_won, share
from goldenthread import rooms
from goldenthread.contracts import Contract

CODED = {"gender": "Gender", "ethnicity": "Ethnicity", "client_type": "Client_Type",
         "primary_support_reason": "Primary_Support_Reason", "event_type": "Event_Type",
         "event_outcome": "Event_Outcome", "request_route_of_access": "Request_Route_Of_Access",
         "assessment_type": "Assessment_Type", "eligible_needs_identified": "Eligible_Needs_Identified",
         "service_type": "Service_Type", "service_component": "Service_Component",
         "delivery_mechanism": "Delivery_Mechanism", "review_reason": "Review_Reason"}  # fmt: skip
NEEDED = ["load_id", "_line", "nhs_number", "la_person_unique_identifier", "birth_year", "birth_month",
          "date_of_death", "event_start_date", "event_end_date", "reporting_period_start_date",
          "reporting_period_end_date", "postcode_outward", *CODED]  # fmt: skip
EVENT_KEY = ["person_key", "client_type", "event_type", "event_start_date", "key_end", "request_route_of_access",
             "assessment_type", "service_type", "service_component"]  # fmt: skip
NEED = ["Long term assessment", "Short term assessment"]
UNMAPPED = "Invalid and not mapped"


def figures(rows: pd.DataFrame, loads: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Every metric that is compared (comparing.METRICS) by council, period and breakdown: numerator and denominator."""
    winners = quarters_won(rows, loads)
    placed = place(rows, winners, contract)
    people = latest_known(placed)
    events = events_of(placed)
    months = month_ends(winners)
    support = support_months(events, people, months)
    periods = periods_of(months)
    for_year = support[support["is_for_12_months"]]
    last_seen = (
        for_year[["last_review_on", "last_assessment_on"]].max(axis=1).fillna(for_year["supported_since"])
    )
    overdue = last_seen + pd.DateOffset(months=12) < for_year["counted_on"]
    reviewed = for_year["last_review_on"] + pd.DateOffset(months=12) > for_year["counted_on"]
    known = for_year["months_known"]
    requests, assessments, reviews = (
        flow(events, people, kind) for kind in ("Request", "Assessment", "Review")
    )
    requests["outcome_group"] = requests["event_outcome"].map(_groups("Event_Outcome")).fillna("Unknown")
    assessments = assessments[assessments["assessment_type"].isin(NEED)]
    community = support[support["has_community"]]
    made = [
        count("support__long_term_open", support, periods, "month", breakdowns=[*BREAKDOWNS, "locality"]),
        share("support__direct_payment", community, community["has_direct_payment"], periods, "month"),
        count("reviews__last_review_unknown", for_year[overdue & (known <= 12)], periods, "month"),
        share("reviews__overdue", for_year[known > 12], overdue[known > 12], periods, "month",
              breakdowns=[*BREAKDOWNS, "locality"]),
        share("reviews__reviewed_in_year", for_year[known >= 12], reviewed[known >= 12], periods, "month"),
        share(
            "reviews__planned", reviews, reviews["review_reason"].str.startswith("Planned", na=False), periods
        ),
        share(
            "assessments__eligible", assessments, assessments["eligible_needs_identified"] == "Yes", periods
        ),
        count("requests__completed", requests, periods, breakdowns=["outcome_group", *BREAKDOWNS]),
        short_term(events, people, months, periods),
    ]  # fmt: skip
    return pd.concat(made, ignore_index=True)


def place(rows: pd.DataFrame, winners: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Each row that has a place in a quarter its delivery wins, under the national values."""
    rows = rows[rows["load_id"].isin(winners["load_id"])].copy()
    for name, codes in CODED.items():
        values = {value.value.lower(): value.maps_to for value in contract.values(codes)}
        distinct = pd.Series(rows[name].dropna().unique())
        national = dict(zip(distinct, distinct.str.lower().map(values).fillna(UNMAPPED), strict=True))
        rows[name] = rows[name].map(national).astype("category")
    died, start, end = rows["date_of_death"], rows["event_start_date"], rows["event_end_date"]
    rows["last_day"] = end.mask((died >= start) & (died < end.fillna(FAR)), died)
    is_service = rows["event_type"] == "Service"
    rows["active_from"] = start.where(is_service, rows["last_day"]).fillna(
        pd.Timestamp("0001-01-01").as_unit("s")
    )
    rows["active_to"] = rows["last_day"].fillna(pd.Timestamp("9998-12-31").as_unit("s"))
    won = winners[["load_id", "la_code", "quarter_start", "quarter_end", "next_quarter", "is_last"]]
    placed = rows.merge(won, on="load_id")
    placed = placed[
        (placed["active_from"] <= placed["quarter_end"])
        & (placed["active_to"] >= placed["quarter_start"])
        & (placed["active_to"] < placed["next_quarter"])
    ]
    person = placed["nhs_number"].where(placed["nhs_number"].str.len() == 64)
    own = placed["la_person_unique_identifier"]
    person = person.fillna(own.where(own.str.len() == 64))
    return placed.assign(person_key=placed["la_code"] + "_" + person)


def latest_known(placed: pd.DataFrame) -> pd.DataFrame:
    """One row per person: what is latest known of each."""
    told = placed[placed["person_key"].notna()].sort_values(["quarter_start", "_line"])
    carer = "Social support: Support to unpaid carer"
    refused, undeclared = "No data: Refused", "No data: Undeclared or not known"

    def last(name: str, *unknown: str) -> pd.Series:
        said = told[told[name].notna() & ~told[name].isin(unknown)] if unknown else told[told[name].notna()]
        return (
            said.drop_duplicates("person_key", keep="last")
            .set_index("person_key")[name]
            .astype("str" if name in CODED else said[name].dtype)
        )

    told["birth_month_on"] = pd.to_datetime(
        {"year": told["birth_year"], "month": told["birth_month"], "day": 1}, errors="coerce"
    ).astype("datetime64[s]")
    people = told[["la_code", "person_key"]].drop_duplicates("person_key").set_index("person_key")
    people["sex"] = last("gender", "Unknown", UNMAPPED)
    ethnicity = last("ethnicity", refused, undeclared, UNMAPPED).reindex(people.index)
    ethnicity = ethnicity.fillna(last("ethnicity", undeclared, UNMAPPED).reindex(people.index))
    reason = last("primary_support_reason", "Unknown", UNMAPPED, carer).reindex(people.index)
    reason = reason.fillna(last("primary_support_reason", "Unknown", UNMAPPED).reindex(people.index))
    people["sex"] = people["sex"].fillna("Unknown")
    people["ethnicity_group"] = ethnicity.fillna(undeclared).map(_groups("Ethnicity"))
    people["support_reason"] = reason.fillna("Unknown").map(_groups("Primary_Support_Reason"))
    people["locality"] = last("postcode_outward")
    people["birth_month_on"], people["died_on"] = last("birth_month_on"), last("date_of_death")
    return people.drop(columns="la_code").reset_index()


def events_of(placed: pd.DataFrame) -> pd.DataFrame:
    """One row per event that can be counted, as its latest quarter tells it."""
    is_service = placed["event_type"] == "Service"
    good = (
        placed["event_type"].notna() & (placed["event_type"] != UNMAPPED) & placed["person_key"].notna()
        & placed["event_start_date"].notna() & (is_service | placed["last_day"].notna())
        & ~(placed["date_of_death"] < placed["event_start_date"])
    )  # fmt: skip
    rows = placed[good].copy()
    is_service = rows["event_type"] == "Service"
    rows["key_end"] = rows["last_day"].mask(is_service)
    direct = (rows["delivery_mechanism"] == "Direct payment").astype(int) + rows["delivery_mechanism"].notna()
    rows["direct"], rows["until"] = direct, rows["last_day"].fillna(pd.Timestamp("9999-12-31").as_unit("s"))
    rows = rows.sort_values(["quarter_end", "until", "direct", "_line"], ascending=False)
    rows = rows.drop_duplicates(EVENT_KEY)
    is_service = rows["event_type"] == "Service"
    missing = is_service & ~rows["is_last"] & (rows["last_day"].fillna(FAR) > rows["quarter_end"])
    rows["ended_on"] = rows["last_day"].mask(missing, rows["quarter_end"])
    return rows


def support_months(events: pd.DataFrame, people: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """One row per person and month end at which long-term support was open."""
    service = events["service_type"].astype("str")
    ended = events["ended_on"].fillna(FAR)
    kept = (
        (events["event_type"] == "Service") & (events["client_type"] == "Service user")
        & service.str.startswith("Long term support: ", na=False) & (ended >= events["event_start_date"])
    )  # fmt: skip
    long = pd.DataFrame({
        "la_code": events["la_code"], "person_key": events["person_key"], "started_on": events["event_start_date"],
        "ended_on": ended, "community": service == "Long term support: Community",
        "direct": (events["delivery_mechanism"] == "Direct payment") | (events["service_component"] == "Direct payment"),
    })[kept].sort_values(["person_key", "started_on"])  # fmt: skip
    person = long["person_key"]
    until = long.groupby("person_key")["ended_on"].cummax().groupby(person).shift()
    anew = until.isna() | ((long["started_on"] - until).dt.days > 7)
    long["supported_since"] = long["started_on"].where(anew).groupby(person).ffill()
    long["direct"] &= long["community"]
    open_ = long.merge(months, on="la_code")
    open_ = open_[(open_["started_on"] <= open_["counted_on"]) & (open_["ended_on"] >= open_["counted_on"])]
    support = open_.groupby(["la_code", "person_key", "counted_on", "months_known"], as_index=False).agg(
        supported_since=("supported_since", "min"),
        has_community=("community", "max"),
        has_direct_payment=("direct", "max"),
    )
    since = support["supported_since"] + pd.DateOffset(months=12)
    support["is_for_12_months"] = since <= support["counted_on"]
    support = support.sort_values("counted_on")
    need = events[(events["event_type"] == "Assessment") & events["assessment_type"].isin(NEED)]
    for name, seen in (
        ("last_review_on", events[events["event_type"] == "Review"]),
        ("last_assessment_on", need),
    ):
        days = seen[["person_key", "ended_on"]].rename(columns={"ended_on": name}).sort_values(name)
        support = pd.merge_asof(support, days, left_on="counted_on", right_on=name, by="person_key")
    return _described(support, people, alive=True)


def flow(events: pd.DataFrame, people: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Events of a kind on the day they were completed."""
    found = events[events["event_type"] == kind]
    return _described(found.rename(columns={"ended_on": "counted_on"}), people)


def short_term(
    events: pd.DataFrame, people: pd.DataFrame, months: pd.DataFrame, periods: pd.DataFrame
) -> pd.DataFrame:
    """Short-term care home placements open at month ends, and those of over 42 days."""
    group = events["service_type"].map(_groups("Service_Type"))
    component = events["service_component"].isin(["Short term residential care", "Short term nursing care"])
    found = events[(events["event_type"] == "Service") & (group == "Short term support") & component]
    found = found[["la_code", "person_key", "event_start_date", "ended_on"]].merge(months, on="la_code")
    ended = found["ended_on"].fillna(FAR)
    found = found[(found["event_start_date"] <= found["counted_on"]) & (ended >= found["counted_on"])]
    found = _described(found, people, alive=True)
    long = (found["counted_on"] - found["event_start_date"]).dt.days > 42
    return share("placements__short_term_over_six_weeks", found, long, periods, "month")


def _described(cases: pd.DataFrame, people: pd.DataFrame, alive: bool = False) -> pd.DataFrame:
    """Cases with the breakdowns of their people on the day counted; alive: only those not dead by then."""
    found = cases.merge(people, on="person_key", how="left")
    if alive:
        found = found[found["died_on"].fillna(FAR) >= found["counted_on"]].reset_index(drop=True)
    age = np.floor((found["counted_on"] - found["birth_month_on"]).dt.days / 365.25)
    bands = [age < 18, age < 65, age >= 65]
    found["age_band"] = np.select(bands, ["Under 18", "18 to 64", "65 and above"], "Unknown")
    return found


def _groups(name: str) -> dict[str, str]:
    """A list's values with the group each belongs to."""
    path = rooms.SEEDS / "codes" / "cld_groupings.csv"
    with path.open(newline="", encoding="utf-8") as file:
        return {row["value"]: row["value_group"] for row in csv.DictReader(file) if row["list_name"] == name}
