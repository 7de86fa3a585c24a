"""dbt's reading of the project is used again for the same project only, and never trusted when it is damaged."""

import os
from pathlib import Path

import pytest

from goldenthread import parsing


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Where readings are kept, and beside it what dbt wrote."""
    monkeypatch.setattr(parsing, "FOLDER", tmp_path / "kept")
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "partial_parse.msgpack").write_bytes(b"not what dbt writes")
    return tmp_path


def test_what_dbt_read_is_kept_once_for_each_set_of_variables(folder):
    for variables in ({}, {"national_period_end": "2026-03-31"}, {}):
        parsing.keep(folder / "target", variables)
    assert len(list((folder / "kept").iterdir())) == 2


def test_a_reading_of_another_state_of_the_project_is_replaced(folder, monkeypatch):
    parsing.keep(folder / "target", {})
    (before,) = (folder / "kept").iterdir()
    monkeypatch.setattr(parsing, "version", lambda _: "another")
    assert parsing.known({}) is None
    parsing.keep(folder / "target", {})
    (after,) = (folder / "kept").iterdir()
    assert after != before


def test_a_damaged_reading_is_thrown_away_and_dbt_reads_the_project_itself(folder):
    parsing.keep(folder / "target", {})
    assert parsing.known({}) is None
    assert not list((folder / "kept").iterdir())


def test_where_nothing_can_be_kept_nothing_is(folder):
    (folder / "kept").write_bytes(b"a file where the folder should be")
    parsing.keep(folder / "target", {})
    assert parsing.known({}) is None


def test_an_installation_reads_the_project_ahead_of_its_first_build(folder, monkeypatch):
    """As any build will read it, whatever database the process had in hand."""
    monkeypatch.setenv("GOLDENTHREAD_DATABASE", "another.duckdb")
    parsing.ahead()
    assert parsing.known({}).nodes["model.goldenthread.stg_cld__events"].database == "warehouse"
    assert os.environ["GOLDENTHREAD_DATABASE"] == "another.duckdb"


def test_a_period_asked_for_needs_no_reading_of_its_own(monkeypatch):
    asked = []
    monkeypatch.setattr(parsing, "known", lambda variables: asked.append(variables) or "read")
    parsing.project({"national_period_start": "2025-04-01", "method_version": ""})
    parsing.project({"national_period_start": "2025-04-01", "method_version": "next"})
    assert asked == [{}, {"method_version": "next"}]
