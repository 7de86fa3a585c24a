"""The pandas script's calendar: which delivery tells of which quarter, and how cases add up by period."""

import pandas as pd

BREAKDOWNS = ["age_band", "sex", "ethnicity_group", "support_reason"]
FAR = pd.Timestamp("9999-01-01").as_unit("s")


def quarters_won(rows: pd.DataFrame, loads: pd.DataFrame) -> pd.DataFrame:
    """For each council and quarter, the latest delivery whose events show that it covers it whole."""
    ends = rows[["load_id", "event_end_date", "event_type"]].dropna(subset=["event_end_date"])
    ends = ends.merge(loads[["load_id", "received_at"]], on="load_id")
    month = ends["event_end_date"].dt.to_period("M").dt.start_time
    ends = ends.assign(month=month, event_type=ends["event_type"].str.lower())
    ends = ends[ends["month"] < ends["received_at"].dt.to_period("M").dt.start_time]
    months = (
        ends.groupby(["load_id", "month"])
        .agg(n=("month", "size"), kinds=("event_type", "nunique"))
        .reset_index()
    )
    of_load = months.groupby("load_id")
    total, most = of_load["n"].transform("sum"), of_load["kinds"].transform("max")
    months = months[(total < 100) | ((100 * months["n"] >= 2 * total) & (months["kinds"] >= most - 1))]
    covered = months.groupby("load_id").agg(start=("month", "min"), end=("month", "max")).reset_index()
    covered["end"] += pd.offsets.MonthEnd(0)
    first = covered["start"].min().to_period("Q").start_time
    quarters = pd.DataFrame({"quarter_start": pd.date_range(first, covered["end"].max(), freq="QS")})
    quarters["quarter_end"] = quarters["quarter_start"] + pd.offsets.QuarterEnd()
    found = loads.merge(covered, on="load_id").merge(quarters, how="cross")
    found = found[
        (found["start"] <= found["quarter_start"])
        & (found["end"] >= found["quarter_end"])
        & (found["received_at"].dt.normalize() > found["quarter_end"])
    ].sort_values(["received_at", "load_id"], ascending=[True, False])
    won = found.drop_duplicates(["la_code", "quarter_start"], keep="last").sort_values("quarter_start")
    won["next_quarter"] = won.groupby(["la_code", "load_id"])["quarter_start"].shift(-1).fillna(FAR)
    won["is_last"] = won["quarter_start"] == won.groupby("la_code")["quarter_start"].transform("max")
    return won


def month_ends(winners: pd.DataFrame) -> pd.DataFrame:
    """The month ends of quarters covered, with how many months were known by then without a break."""
    found = winners[["la_code", "quarter_start"]].sort_values(["la_code", "quarter_start"])
    number = found["quarter_start"].dt.year * 4 + found["quarter_start"].dt.quarter
    run = number - found.groupby("la_code").cumcount()
    found["known_from"] = found.groupby(["la_code", run])["quarter_start"].transform("min")
    found = found.merge(pd.DataFrame({"ahead": [0, 1, 2]}), how="cross")
    month = found["quarter_start"].dt.to_period("M") + found["ahead"]
    known = (month - found["known_from"].dt.to_period("M")).map(lambda months: months.n) + 1
    ends = month.dt.end_time.dt.normalize().astype("datetime64[s]")
    return pd.DataFrame({"la_code": found["la_code"], "counted_on": ends, "months_known": known})


def periods_of(months: pd.DataFrame) -> pd.DataFrame:
    """Months and quarters that deliveries cover."""
    parts = []
    for length, letter in (("month", "M"), ("quarter", "Q")):
        spans = months["counted_on"].dt.to_period(letter)
        part = pd.DataFrame({"la_code": months["la_code"], "length": length, "period_start": spans.dt.start_time,
                             "period_end": spans.dt.end_time.dt.normalize()})  # fmt: skip
        parts.append(part.drop_duplicates())
    return pd.concat(parts)


def count(
    metric: str, cases: pd.DataFrame, periods: pd.DataFrame, only: str = "", **how: list[str]
) -> pd.DataFrame:
    """A metric that counts cases."""
    return share(metric, cases, None, periods, only, **how)


def share(
    metric: str, cases: pd.DataFrame, hit: pd.Series | None, periods: pd.DataFrame, only: str = "",
    breakdowns: list[str] = BREAKDOWNS,
) -> pd.DataFrame:  # fmt: skip
    """A metric's figures over all and by each breakdown; ``hit`` says which cases are in the numerator."""
    cases = cases.assign(hit=1 if hit is None else hit.astype(int), all="all")
    cases[breakdowns] = cases[breakdowns].fillna("Unknown")
    days = cases.groupby(["la_code", "counted_on", "all", *breakdowns])["hit"]
    days = days.agg(numerator="sum", denominator="size").reset_index()
    made = []
    for length, letter in (("month", "M"), ("quarter", "Q")):
        if only in ("", length):
            wanted = periods[periods["length"] == length]
            days["period_start"] = days["counted_on"].dt.to_period(letter).dt.start_time
            for breakdown in ["all", *breakdowns]:
                found = days.groupby(["la_code", "period_start", breakdown])[
                    ["numerator", "denominator"]
                ].sum()
                how = "left" if breakdown == "all" else "inner"
                found = wanted.merge(found.reset_index(), on=["la_code", "period_start"], how=how)
                made.append(found.rename(columns={breakdown: "breakdown_value"}).assign(breakdown=breakdown))
    made = pd.concat(made, ignore_index=True).assign(metric_id=metric)
    made["breakdown_value"] = made["breakdown_value"].fillna("all")
    made[["numerator", "denominator"]] = made[["numerator", "denominator"]].fillna(0).astype("int64")
    if hit is None:
        made["denominator"] = pd.NA
    return made.drop(columns="length")
