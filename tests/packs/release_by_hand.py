"""A small release, made by hand, for papers to be written from: no build, no warehouse."""

import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread import periods

LAST = dt.date(2026, 3, 31)
COMMON = {
    "good": "down",
    "why": "It tells members whether people are being looked after.",
    "exclusions": "People who only had short-term support.",
    "target": None,
    "target_source": None,
    "requirements": [],
    "national_measure": None,
    "comparator": None,
    "balancing_metric": None,
    "spc": {"rule_set": "7/7", "rebase": []},
    "disclosure": "local",
    "method_version": "local-1",
    "owner": "performance-team",
    "authored_by": "performance-team",
    "checked_by": "principal-social-worker",
    "next_review": "2027-04-01",
    "packs": ["scrutiny"],
    "sql": "select 1",
    "yaml_path": "dbt_project/models/metrics/reviews/met_reviews__overdue.yml",
}
CATALOGUE = [
    {
        "id": "assessments__eligible_needs",
        "title": "Assessments that found eligible needs",
        "definition": "Assessments completed in the period that found eligible needs, over all completed.",
        "kind": "proportion",
        "unit": "percent",
        "periods": ["month", "quarter"],
        "measured": "flow",
        "numerator": "Assessments that found eligible needs",
        "denominator": "Assessments completed in the period",
        "quality_statement": "Assessing needs",
    },
    {
        "id": "reviews__overdue",
        "title": "People whose review is overdue",
        "definition": "People with a year or more of support whose last review was over 12 months ago.",
        "kind": "proportion",
        "unit": "percent",
        "periods": ["month"],
        "measured": "snapshot",
        "numerator": "People whose last review or assessment was over 12 months before",
        "denominator": "People with support open for 12 months or more",
        "quality_statement": "Assessing needs",
        "target": 40,
        "target_source": "Service plan 2025-26",
        "requirements": ["R001"],
    },
    {
        "id": "support__open",
        "title": "People with long-term support",
        "definition": "People with long-term support open on the day.",
        "kind": "count",
        "unit": "people",
        "periods": ["month"],
        "measured": "snapshot",
        "numerator": "People with long-term support open",
        "denominator": None,
        "quality_statement": "Governance, management and sustainability",
        "good": "neutral",
    },
]
GROUPS = {
    "age_band": ["18 to 64", "65 to 74", "75 to 84", "85 and over"],
    "sex": ["Female", "Male", "Unknown"],
    "ethnicity": ["Asian or Asian British", "White", "Unknown"],
}
SCHEMA = pa.schema(
    [
        ("metric_id", pa.string()), ("la_code", pa.string()),
        ("period_start", pa.date32()), ("period_end", pa.date32()),
        ("breakdown", pa.string()), ("breakdown_value", pa.string()),
        ("kind", pa.string()), ("unit", pa.string()),
        ("numerator", pa.int64()), ("denominator", pa.int64()), ("value", pa.float64()),
        ("method_version", pa.string()), ("release", pa.string()), ("withheld", pa.string()),
    ]
)  # fmt: skip

BESIDE = pa.schema(
    [
        *((name, pa.string()) for name in ("metric_id", "national_measure", "area_type", "area", "area_name")),
        *((name, pa.string()) for name in ("la_code", "region", "year", "marker", "question")),
        ("year_end", pa.date32()), ("value", pa.float64()), ("decimals", pa.int32()),
        ("lowest", pa.float64()), ("highest", pa.float64()),
        ("councils", pa.int64()), ("councils_with_a_figure", pa.int64()),
    ]
)  # fmt: skip
QUESTION = "Far below the figures of other councils: check before comparing."


def beside(metric_id="reviews__overdue", national_measure="2A"):
    """What was published of a national measure, as of 2024/25 for 2A: a council with a question, its region, peers."""
    common = {
        "metric_id": metric_id,
        "national_measure": national_measure,
        "year": "2024/25",
        "year_end": dt.date(2025, 3, 31),
        "decimals": 1,
    }
    areas = [
        {"area_type": "England", "area": "E92000001", "area_name": "England", "value": 77.1},
        {"area_type": "region", "area": "E12000005", "area_name": "West Midlands", "value": 68.5},
        {"area_type": "region", "area": "E12000001", "area_name": "North East", "value": 71.9},
        {
            "area_type": "council", "area": "E10000034", "area_name": "Worcestershire", "la_code": "416",
            "region": "E12000005", "value": 13.0, "question": QUESTION,
        },
        {
            "area_type": "council", "area": "E06000019", "area_name": "Herefordshire", "la_code": "415",
            "region": "E12000005", "marker": "[c]",
        },
        {
            "area_type": "peer group", "area_name": "Our list", "la_code": "416", "value": 74.25, "lowest": 61.0,
            "highest": 80.1, "councils": 15, "councils_with_a_figure": 12,
        },
    ]  # fmt: skip
    last_year = {
        "year": "2023/24",
        "year_end": dt.date(2024, 3, 31),
        "area_type": "England",
        "area_name": "England",
        "value": 99.9,
    }
    return [common | area for area in areas] + [common | last_year]


def row(entry, period, numerator, denominator, cut=("all", "all"), withheld=None, la_code="501"):
    """One row of metric_values_public; its value is worked out as the publisher does."""
    value = (
        float(numerator) if denominator is None else 100 * numerator / denominator if denominator else None
    )
    counts = {"numerator": numerator, "denominator": denominator, "value": value, "withheld": withheld}
    if withheld:
        counts |= {"numerator": None, "value": None}
    start = period.start
    return {
        "metric_id": entry["id"], "la_code": la_code, "period_start": start, "period_end": period.end,
        "breakdown": cut[0], "breakdown_value": cut[1], "kind": entry["kind"], "unit": entry["unit"],
        "method_version": "local-1", "release": "R1", **counts,
    }  # fmt: skip


def rows(la_code="501"):
    """Forty months of three metrics, the last quarter broken down, one month withheld and in two breakdowns two groups.

    Months make their quarter and groups their whole, and of no table is a single group withheld: so that it is a release that
    disclosure control could have made.
    """
    made, quarter = [], []
    for place, end in enumerate(periods.month_ends(LAST, 40)):
        month, wave = periods.ending(end, 1), (place * 7) % 11
        quarter = quarter if end.month % 3 != 1 else []
        decided = (120 + 3 * wave, 250 + 2 * wave)
        if end == LAST:  # which makes 403 of 776 of its quarter
            decided = tuple(
                whole - sum(each) for whole, each in zip((403, 776), zip(*quarter, strict=True), strict=True)
            )
        quarter.append(decided)
        overdue, support = (700 - 8 * place + 9 * wave, 1300 + place), (1480 + 6 * place + wave, None)
        few = end == dt.date(2025, 7, 31)
        made.append(row(CATALOGUE[0], month, *decided, la_code=la_code))
        made.append(
            row(CATALOGUE[1], month, 3, None, withheld="small count", la_code=la_code)
            if few
            else row(CATALOGUE[1], month, *overdue, la_code=la_code)
        )
        made.append(row(CATALOGUE[2], month, *support, la_code=la_code))
        if len(quarter) == 3:
            decided = tuple(map(sum, zip(*quarter, strict=True)))
            made.append(row(CATALOGUE[0], periods.ending(end, 3), *decided, la_code=la_code))
    last = {"flow": periods.ending(LAST, 3), "snapshot": periods.ending(LAST, 1)}
    for entry, whole in zip(CATALOGUE, (decided, overdue, support), strict=False):  # a test may have fewer
        for breakdown, groups in GROUPS.items():
            hidden = {groups[0], groups[-1]} if groups[-1] == "Unknown" else set()
            for group, counts in zip(groups, shared(*whole, groups), strict=True):
                made.append(
                    row(
                        entry, last[entry["measured"]], counts[0], None if group in hidden else counts[1],
                        (breakdown, group), "small count" if group in hidden else None, la_code,
                    )
                )  # fmt: skip
    return made


def shared(numerator, denominator, groups):
    """A figure's counts, shared out among groups: two of five are of who is unknown, the others have their weight."""
    few = [(2, 5)] if groups[-1] == "Unknown" else []
    known, made = len(groups) - len(few), []
    for count, small in ((numerator, 2), (denominator, 5)):
        left = None if count is None else count - (small if few else 0)
        weights = [4 + place for place in range(known)]
        made.append([None] * known if left is None else [left * each // sum(weights) for each in weights])
        if left is not None:
            made[-1][-1] += left - sum(made[-1])
    return [*zip(*made, strict=True), *(((2, None if denominator is None else 5)) for _ in few)]


def release(
    home: Path, name="R1", synthetic=True, councils=(("501", "Northmoor Council"),), values=None, beside=None
) -> Path:
    """Write a release with its public and internal folders under ``home``; returns its folder.

    beside: rows of ``comparators``; each metric that one names then reports its national measure.
    """
    folder = home / "published" / "releases" / name
    (folder / "public").mkdir(parents=True)
    (folder / "internal").mkdir()
    (folder / "internal" / "metric_values.parquet").write_bytes(b"true values")
    written = values if values is not None else [line for code, _ in councils for line in rows(code)]
    pq.write_table(pa.Table.from_pylist(written, SCHEMA), folder / "public" / "metric_values_public.parquet")
    about = {
        "release": name,
        "as_at": "2026-04-20",
        "councils": [{"la_code": code, "la_name": said} for code, said in councils],
        "synthetic": synthetic,
        "periods": {"first": "2022-12-31", "last": "2026-03-31"},
        "deliveries": 12,
        "method_version": "local-1",
    }
    reported = {row["metric_id"]: {"national_measure": row["national_measure"]} for row in beside or []}
    catalogue = [COMMON | entry | reported.get(entry["id"], {}) for entry in CATALOGUE]
    if beside:
        pq.write_table(pa.Table.from_pylist(beside, BESIDE), folder / "public" / "comparators.parquet")
    for file, content in (("release.json", about), ("metric_catalogue.json", catalogue)):
        (folder / "public" / file).write_text(json.dumps(content), encoding="utf-8")
    current = home / "published" / "current"
    current.unlink(missing_ok=True)
    current.symlink_to(f"releases/{name}")
    return folder
