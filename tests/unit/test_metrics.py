"""The catalogue is strict: what is not understood is refused, with the file and the key."""

import datetime as dt

import pytest
import yaml

from goldenthread import metrics, rooms

ENTRY = {
    "title": "Reviews overdue",
    "definition": "People whose review is overdue, over people with a year of support.",
    "kind": "proportion",
    "unit": "percent",
    "good": "down",
    "periods": ["month"],
    "measured": "snapshot",
    "why": "A review is how we learn that support still fits.",
    "numerator": "People whose last review was over 12 months ago",
    "denominator": "People with support open for 12 months or more",
    "target": None,
    "target_source": None,
    "quality_statement": "Assessing needs",
    "requirements": ["R001"],
    "national_measure": None,
    "comparator": None,
    "balancing_metric": None,
    "spc": {"rule_set": "7/7", "rebase": []},
    "disclosure": "local",
    "method_version": "local-1",
    "owner": "performance-team",
    "authored_by": "performance-team",
    "checked_by": "principal-social-worker",
    "next_review": dt.date(2027, 4, 1),
    "packs": ["scrutiny"],
}


@pytest.fixture
def written(tmp_path):
    """Write a metric's two files; returns the YAML's path."""

    def write(changes=None, without=(), name="met_reviews__overdue"):
        entry = {key: value for key, value in (ENTRY | (changes or {})).items() if key not in without}
        path = tmp_path / f"{name}.yml"
        model = {"name": name, "config": {"meta": {"metric": entry}}}
        path.write_text(yaml.safe_dump({"models": [model]}), encoding="utf-8")
        path.with_suffix(".sql").write_text("select 1", encoding="utf-8")
        return path

    return write


def test_an_entry_takes_its_id_from_the_models_name(written):
    metric = metrics.read(written())
    assert (metric.id, metric.sql, metric.yaml_path) == (
        "reviews__overdue",
        "select 1",
        "met_reviews__overdue.yml",
    )
    assert metric.exclusions is None


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"onwer": "x"}, r"metric\.onwer"),
        ({"spc": {"rule_set": "7/7", "rebased": []}}, r"metric\.spc\.rebased"),
        ({"spc": {"rule_set": "8/8"}}, r"metric\.spc\.rule_set"),
        ({"measured": "rolling", "periods": ["twelve months"]}, r"metric\.spc: null"),
        ({"requirements": ["R1"]}, r"metric\.requirements\.0"),
        ({"kind": "percentage"}, r"metric\.kind"),
        ({"quality_statement": "Wellbeing"}, r"metric\.quality_statement"),
        ({"denominator": None}, "denominator"),
        ({"unit": "people"}, "unit"),
        ({"measured": "flow"}, "periods"),
        ({"measured": "snapshot", "periods": ["month", "quarter"]}, "periods"),
        ({"measured": "rolling"}, "periods"),
        ({"measured": "rolling", "periods": ["quarter"]}, "periods"),
        ({"kind": "rate", "unit": "per 1,000 residents"}, "per"),
        ({"per": 1000}, "per"),
        ({"pence": True}, "pence: only a sum and a rate"),
        ({"hundredths": ["numerator"]}, "hundredths: only a rate"),
        ({"kind": "sum", "unit": "pounds", "denominator": None}, "disclosure: a sum may be one person's"),
        ({"disclosure": "internal"}, "packs: what is internal stands in none"),
        ({"needs": ["luck"]}, r"metric\.needs\.0"),
        ({"next_review": "soon"}, r"metric\.next_review"),
        ({"title": "  "}, r"metric\.title"),
        ({"sql": "select 2"}, r"metric\.sql"),
    ],
)
def test_what_is_wrong_is_refused_with_the_file_and_the_key(written, changes, place):
    with pytest.raises(metrics.MetricError, match=place) as refused:
        metrics.read(written(changes))
    assert str(refused.value).startswith("met_reviews__overdue.yml: ")


def test_a_key_left_out_is_refused_even_when_it_may_be_null(written):
    with pytest.raises(metrics.MetricError, match=r"metric\.target_source"):
        metrics.read(written(without=["target_source"]))


def test_a_metric_without_its_sql_is_refused(written):
    path = written()
    path.with_suffix(".sql").unlink()
    with pytest.raises(metrics.MetricError, match=r"met_reviews__overdue\.sql"):
        metrics.read(path)


def test_an_entry_survives_the_release_unchanged(written):
    metric = metrics.read(written())
    assert metrics.Metric.model_validate(metric.model_dump(mode="json")) == metric


def test_the_catalogue_follows_the_order_of_the_quality_statements(written, tmp_path):
    written({"quality_statement": "Safeguarding"}, name="met_a__a")
    written(name="met_z__z")
    assert [metric.id for metric in metrics.catalogue(tmp_path)] == ["z__z", "a__a"]


def test_every_metric_of_the_project_is_in_the_catalogue():
    files = sorted(rooms.METRICS.glob("**/met_*.sql"))
    assert files, "no metric was found under dbt_project/models/metrics"
    assert {metric.id for metric in metrics.catalogue()} == {path.stem.removeprefix("met_") for path in files}


FLOW = {"measured": "flow", "periods": ["month", "quarter"]}


@pytest.mark.parametrize(
    ("backlog", "told"),
    [
        ({"completed": "a__flow", "received": "a__flow"}, None),
        ({"completed": "a__nothing"}, "a__nothing is no metric that is counted by month"),
        ({"completed": "a__flow", "received": "a__stock"}, "a__stock is no metric"),
        ({"completed": "a__flow", "plan": [{"start": dt.date(2026, 4, 1), "completed": 9}]}, "plan_source"),
        ({"complete": "a__flow"}, "backlog.completed"),
    ],
)
def test_what_a_backlog_grows_and_shrinks_by_is_there_and_counted_by_month(written, tmp_path, backlog, told):
    written(FLOW, name="met_a__flow")
    written(name="met_a__stock")
    written({"backlog": backlog}, name="met_b__backlog")
    if told is None:
        assert metrics.catalogue(tmp_path)
    else:
        with pytest.raises(metrics.MetricError, match=told):
            metrics.catalogue(tmp_path)


GROUP = {"breakdown": "sex", "values": ["Female"]}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"part_of": {"denominator": "a__stock.numerator"}}, None),
        ({"part_of": {"denominator": "a__stock.rest"}}, None),
        ({"part_of": {"denominator": "a__flow.numerator"}}, "a__flow is measured for other periods"),
        ({"part_of": {"denominator": "b__part.numerator"}}, "b__part is no other metric"),
        ({"groups_of": {"numerator": {"count": "a__stock.numerator"} | GROUP}}, None),
        (
            {"groups_of": {"numerator": {"count": "a__flow.numerator"} | GROUP}},
            "groups_of.numerator: a__flow is measured for other",
        ),
        (
            {"groups_of": {"numerator": {"count": "a__nothing.numerator"} | GROUP}},
            "a__nothing is no other metric",
        ),
        ({"same_counts": {"denominator": "a__nothing.numerator"}}, "a__nothing is no other metric"),
        (
            {"kind": "median", "unit": "days", "same_counts": {"denominator": "a__stock.numerator"}},
            "a median is of cases whose value is known; say part_of",
        ),
    ],
)
def test_what_a_count_is_the_same_as_or_a_part_of_is_of_the_same_periods(written, tmp_path, changes, told):
    written(FLOW, name="met_a__flow")
    written(name="met_a__stock")
    written(changes, name="met_b__part")
    if told is None:
        assert metrics.catalogue(tmp_path)
    else:
        with pytest.raises(metrics.MetricError, match=told):
            metrics.catalogue(tmp_path)


def test_only_what_stands_on_a_day_is_a_backlog(written, tmp_path):
    written(FLOW | {"backlog": {"completed": "a__flow"}}, name="met_a__flow")
    with pytest.raises(metrics.MetricError, match="stands on a day"):
        metrics.catalogue(tmp_path)


def test_a_reader_is_told_groups_target_and_balance_of_a_metric_and_nothing_that_it_has_not(written):
    """Where nothing is entered there is no line that says so."""
    entry = {"target": 80, "target_source": "A white paper", "balancing_metric": "waiting__median_wait"}
    path = written(entry)
    path.with_suffix(".sql").write_text(
        "{{ metric_rows('cases', breakdowns=['age_band', 'team'], kind='proportion') }}"
    )
    assert metrics.read(path).beside == {
        "Told by": "age band, team",
        "Target": "80 (A white paper)",
        "Balanced by": "`waiting__median_wait`",
    }
    bare = written({}, name="met_reviews__planned")
    bare.with_suffix(".sql").write_text("{{ metric_rows('cases', breakdowns=[], kind='proportion') }}")
    assert metrics.read(bare).beside == {}
