"""Each metric: a YAML of its own name with a whole catalogue entry, unit tests, and the shared columns."""

import pytest
import yaml

from goldenthread import metrics, rooms

COLUMNS = [
    "la_code",
    "period_start",
    "period_end",
    "breakdown",
    "breakdown_value",
    "numerator",
    "denominator",
]
METRICS = sorted(rooms.METRICS.rglob("met_*.sql"))


def test_there_are_metrics_to_look_at():
    assert len(METRICS) >= 22, f"no metrics under {rooms.METRICS.relative_to(rooms.ROOT)}"


@pytest.fixture(params=METRICS, ids=lambda path: path.stem)
def sql(request):
    """The path of one metric's SQL."""
    return request.param


def test_the_catalogue_entry_is_whole_and_beside_the_sql(sql):
    entry = metrics.read(sql.with_suffix(".yml"))  # strict: it names the key that is missing or unknown
    if entry.balancing_metric:
        known = {path.stem for path in METRICS}
        assert f"met_{entry.balancing_metric}" in known, (
            f"{entry.id}: no metric {entry.balancing_metric} to balance it"
        )


def test_the_sql_says_what_the_catalogue_says_and_ends_in_the_shared_macro(sql):
    entry = metrics.read(sql.with_suffix(".yml"))
    _, _, ending = entry.sql.partition("{{ metric_rows(")
    assert ending.strip().endswith(") }}"), f"{sql.stem}: end in metric_rows() and nothing after it"
    wanted = [f"kind='{entry.kind}'", f"measured='{entry.measured}'"]
    if entry.national:
        wanted += [f"period_length='{entry.periods[0]}'", *(f"needs=['{need}']" for need in entry.needs)]
    if entry.extract != "cld":
        wanted += [f"extract='{entry.extract}'"]
    if entry.with_client_level_data:
        wanted += ["with_client_level_data=true"]
    for said in wanted:
        assert said in ending, f"{sql.stem}: the catalogue says {said}, the SQL does not"
    assert ("needs=" in ending) == bool(entry.needs), (
        f"{sql.stem}: the SQL needs what the catalogue does not say"
    )
    if entry.national or entry.extract != "cld" or entry.kind == "rate":
        return  # broken down as the national tables are, and by what person details or residents tell
    for breakdown in ("age_band", "sex", "ethnicity_group", "support_reason"):
        assert f"'{breakdown}'" in ending, f"{sql.stem}: break it down by {breakdown}"


def test_the_columns_are_the_shared_ones(sql, warehouse):
    """A median has its value beside them: counts do not give it."""
    columns = COLUMNS + ["value"] * (metrics.read(sql.with_suffix(".yml")).kind == "median")
    found = warehouse.query(
        f"select column_name from duckdb_columns() where table_name = '{sql.stem}' order by column_index"
    )
    assert [name for (name,) in found] == columns, f"{sql.stem}: built with other columns"


def test_its_boundaries_are_unit_tested(sql):
    described = yaml.safe_load(sql.with_suffix(".yml").read_text(encoding="utf-8"))
    tests = [test["name"] for test in described.get("unit_tests", []) if test["model"] == sql.stem]
    assert len(tests) >= 2, f"{sql.stem}: write a unit test, named as the rule, for each boundary"
