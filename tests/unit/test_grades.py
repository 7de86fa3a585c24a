"""A metric's grade is that of its weakest field, at the bounds as they are written, and says no count in public."""

import json

import duckdb
import pytest
import small_release

from goldenthread import contracts, grades, metrics


@pytest.fixture
def connection(monkeypatch):
    """A release with two fields of one council, and one metric that counts with both."""
    reporting = metrics.catalogue()[0].model_copy(update={"id": "m", "fields": ["strong", "weak"]})
    monkeypatch.setattr(metrics, "catalogue", lambda: [reporting])
    made = duckdb.connect()
    made.execute(f"create table fct_data_quality__fields ({small_release.MARTS['fct_data_quality__fields']})")
    made.execute(
        "insert into fct_data_quality__fields by name select '990' as la_code, 'strong' as field, 'Strong' as column_header, 10 as applicable, 10 as usable"
    )
    return made


def weak(connection, usable, applicable):
    connection.execute(
        "insert into fct_data_quality__fields by name select '990' as la_code, 'weak' as field, 'Weak' as column_header, ?::bigint as usable, ?::bigint as applicable",
        [usable, applicable],
    )
    grades.gather(connection)
    return connection.execute("select grade, weakest_header from metric_quality").fetchall()


@pytest.mark.parametrize(
    ("usable", "applicable", "grade"),
    [(980, 1000, "A"), (979, 1000, "B"), (950, 1000, "B"), (949, 1000, "C"), (850, 1000, "C"), (849, 1000, "D"), (0, 3, "D")],
)  # fmt: skip
def test_the_weakest_field_decides_and_the_bounds_are_inclusive(connection, usable, applicable, grade):
    assert weak(connection, usable, applicable) == [(grade, "Weak")]


def test_a_field_that_applies_to_no_row_decides_nothing(connection):
    assert weak(connection, 0, 0) == [("A", "Strong")]


def test_what_is_public_has_no_counts(connection, tmp_path):
    weak(connection, 979, 1000)
    grades.write(connection, tmp_path, ["m"])
    assert json.loads((tmp_path / grades.FILE).read_text()) == [
        {"metric_id": "m", "la_code": "990", "grade": "B", "weakest": "Weak"}
    ]
    grades.write(connection, tmp_path, ["another"])
    assert json.loads((tmp_path / grades.FILE).read_text()) == [], "what is internal has no public grade"


def test_a_grade_says_between_which_shares_it_lies():
    assert (grades.Grade("A", "f").least, grades.Grade("A", "f").below) == (98, None)
    assert (grades.Grade("B", "f").least, grades.Grade("B", "f").below) == (95, 98)


def test_every_metric_names_columns_that_are_judged():
    known = {name for name, column in contracts.load("cld").columns.items() if column.validated}
    named = {each.id: set(each.fields) for each in metrics.catalogue() if each.fields}
    assert len(named) >= 9
    assert {metric: fields - known for metric, fields in named.items() if fields - known} == {}
