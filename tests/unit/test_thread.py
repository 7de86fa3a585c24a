"""A figure's address, read and written; and the walk from a figure to its definition and files."""

import datetime as dt
import json

import duckdb
import pytest
import small_release
from hypothesis import given
from hypothesis import strategies as st

from goldenthread import thread
from goldenthread.periods import month_end
from goldenthread.published import Value
from goldenthread.thread import BadReference, Reference, parse

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
METRICS = st.from_regex(r"[a-z][a-z0-9]{0,8}__[a-z][a-z0-9_]{0,12}", fullmatch=True)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="#"), min_size=1
).map(lambda text: f"{text} {text}")


@given(METRICS, DAYS, DAYS, st.sampled_from(["all", "age_band", "age_band x sex"]), WORDS, st.booleans())
def test_the_reference_that_a_published_figure_prints_is_read_back(
    metric, start, end, breakdown, value, beside
):
    value = "all" if breakdown == "all" else value
    if beside:
        start, end = end.replace(day=1), month_end(end.year, end.month)
    figure = Value(metric, "990", start, end, breakdown, value, 1, 2, 50.0, None, beside_quarter=beside)
    assert parse(figure.ref) == Reference(metric, end, start if beside else None, breakdown, value)
    assert parse(f"{figure.ref}#{small_release.RELEASE}").release == small_release.RELEASE


@pytest.mark.parametrize(
    "text",
    ["", "reviews__overdue", "@2026-03-31", "reviews__overdue@31/03/2026", "reviews__overdue@2026-03-31/age_band",
     "reviews__overdue@2026-03-31/age_band=", "reviews__overdue@2026-03-31#", "Reviews@2026-03-31", "reviews__overdue@2026-03-31 or"],
)  # fmt: skip
def test_what_is_no_reference_is_answered_with_one(text):
    with pytest.raises(BadReference, match="One looks like"):
        parse(text)


def test_a_day_that_does_not_exist_is_said():
    for text in ("reviews__overdue@2026-02-29", "reviews__overdue@2026-13"):
        with pytest.raises(BadReference, match="does not exist"):
            parse(text)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    home = tmp_path_factory.mktemp("released")
    small_release.write(home)
    small_release.write(home, f".{small_release.RELEASE}.partial", current=False)
    return home


def figure(home, ref):
    (found,) = thread.trace(home, ref)["figures"]
    return found


def test_a_snapshot_is_named_by_its_month_end(released):
    assert figure(released, "reviews__overdue@2026-03-31")["numerator"] == 36
    assert figure(released, "reviews__overdue@2026-03-31/age_band=65 and above")["denominator"] == 50


def test_where_a_month_ends_with_its_quarter_the_plain_form_means_the_quarter(released):
    assert figure(released, "requests__completed@2026-03-31")["numerator"] == 21
    assert figure(released, "requests__completed@2026-03-01..2026-03-31")["numerator"] == 7
    assert figure(released, "requests__completed@2026-03")["numerator"] == 7
    assert figure(released, "requests__completed@2026-01-01..2026-03-31")["numerator"] == 21
    assert figure(released, "requests__completed@2026-02-28")["numerator"] == 6


def test_the_files_are_those_chosen_for_a_quarter_that_begin_before_the_figures_end(released):
    """Figures look back, so earlier files count too; one whose rows were all replaced does not."""
    march = [each["file_name"] for each in figure(released, "reviews__overdue@2026-03-31")["files"]]
    assert march == ["year_to_february.csv", "year_to_march.csv", "quarter_to_march.csv"]
    february = [each["file_name"] for each in figure(released, "reviews__overdue@2026-02-28")["files"]]
    assert february == ["year_to_february.csv", "year_to_march.csv"]


DOLS = "dols__waiting@2026-03-31"


def test_the_files_of_a_figure_are_of_the_extracts_that_it_counts(tmp_path):
    """Another extract's figure leads to that extract's files alone; a residents' estimate is of no council and no period."""
    place = small_release.write(tmp_path) / "internal" / "warehouse.duckdb"
    with duckdb.connect(str(place)) as connection:
        for number, extract, council, start in (
            ("5", "dols_applications", "990", "2025-04-01"),
            ("6", "dols_applications", "990", "2026-04-01"),
            ("7", "dols_applications", "991", "2025-04-01"),
            ("8", "population", None, None),
        ):
            connection.execute(
                "insert into loads values ($1, $1, $2, $3, $2 || '.csv', timestamp '2026-04-09', $1, 10, 10, 0, 0, $4, $4, "
                "'loaded', false)",
                [number, extract, council, start],
            )
        connection.execute("create table metric_loads (metric_id varchar, load_id varchar)")
        connection.execute(
            "insert into metric_loads values ('dols__waiting', '5'), ('dols__waiting', '6'), ('dols__waiting', '7'), "
            "('reviews__overdue', '8')"
        )
    dols = [each["load_id"] for each in figure(tmp_path, DOLS)["files"]]
    assert dols == ["5"], "not what came for a later period, nor another council's"
    overdue = [each["load_id"] for each in figure(tmp_path, "reviews__overdue@2026-03-31")["files"]]
    assert overdue == ["2", "3", "4", "8"], "with Client Level Data as the marts have it"


def test_a_register_that_has_a_mart_is_no_file_of_a_figure(tmp_path):
    """The marts of Client Level Data tell of loads row by row; the mart of the return's items does so too."""
    place = small_release.write(tmp_path) / "internal" / "warehouse.duckdb"
    with duckdb.connect(str(place)) as connection:
        connection.execute(
            "insert into loads select * replace ('9' as delivery_id, '9' as load_id, 'evidence_items' as extract) "
            "from loads where load_id = '4'"
        )
        connection.execute("create table fct_return_items as select '9' as load_id")
    assert [each["load_id"] for each in figure(tmp_path, "reviews__overdue@2026-03-31")["files"]] == [
        "2",
        "3",
        "4",
    ]


def test_a_walk_says_what_was_counted_how_and_what_was_checked(released):
    found = thread.trace(released, f"reviews__overdue@2026-03-31#{small_release.RELEASE}")
    assert found["release"] == small_release.RELEASE
    assert found["metric"]["definition"] and "select" in found["sql"].lower()
    assert found["yaml"].endswith("met_reviews__overdue.yml")
    assert [each["rule"] for each in found["checks"]] == ["sums.agree"]
    assert json.loads(json.dumps(found, default=str))["figures"][0]["files"][0]["sha256"]


@pytest.mark.parametrize(
    ("ref", "there"),
    [
        ("nothing__known@2026-03-31", "there is no metric nothing__known; there are: .*reviews__overdue"),
        ("reviews__overdue@2026-01-31", "periods ending 2026-03-31, 2026-02-28"),
        ("reviews__overdue@2026-03-31/age_band=12 to 13", "age_band=65 and above"),
        ("ascof__2a@2026-03-31/age_band=12 to 13", "because no submission covers January to March 2026"),
        ("requests__completed@2026-03-02..2026-03-31", "no such figure"),
        ("reviews__overdue@2026-03-31#2019-01-01-ffffffffffff", f"there are: {small_release.RELEASE}"),
    ],
)
def test_what_is_not_in_the_release_is_answered_with_what_is(released, ref, there):
    with pytest.raises(BadReference, match=there):
        thread.trace(released, ref)


def test_before_the_first_release_the_answer_is_what_to_do(home):
    with pytest.raises(BadReference, match="run goldenthread refresh"):
        thread.trace(home, "reviews__overdue@2026-03-31")


@pytest.mark.parametrize("release", ["..", ".", f".{small_release.RELEASE}.partial"])
def test_only_a_release_that_was_published_can_be_asked(released, release):
    with pytest.raises(BadReference, match="there is no release"):
        thread.trace(released, f"reviews__overdue@2026-03-31#{release}")


def test_another_areas_published_figure_leads_to_who_published_it(released):
    found = thread.trace(released, "reviews__overdue@2025-03-31/comparator=England")["published"]
    assert [(each["national_measure"], each["year"], each["value"]) for each in found] == [
        ("2A", "2024/25", 77.1)
    ]
    assert "Department of Health and Social Care" in found[0]["source"]
    with pytest.raises(BadReference, match="no published figure of Atlantis"):
        thread.trace(released, "reviews__overdue@2025-03-31/comparator=Atlantis")


def test_a_limit_leads_to_the_figures_that_it_is_made_of(released):
    (found,) = thread.trace(released, "reviews__overdue@2026-03-31/limits=mean")["worked_out"]
    assert found["value"] == pytest.approx((100 * 30 / 90 + 100 * 36 / 91) / 2)
    assert found["figures"] == [
        "reviews__overdue@2026-02-01..2026-02-28", "reviews__overdue@2026-03-01..2026-03-31",
    ]  # fmt: skip
    (earlier,) = thread.trace(released, "requests__completed@2026-02-28/limits=mean")["worked_out"]
    assert earlier["value"] == 6


@pytest.mark.parametrize(
    "wanted", ["2026-03-31/limits=middle", "2026-03-30/limits=mean", "2026-02-28/limits=upper"]
)
def test_a_limit_that_is_not_there_is_refused(released, wanted):
    with pytest.raises(BadReference, match="mean, lower and upper"):
        thread.trace(released, f"reviews__overdue@{wanted}")
