"""What a night takes out of the dbt project before dbt is handed it."""

import pytest

from goldenthread import contracts, nodes, parsing

OTHERS = set(contracts.names()) - {"cld"}


@pytest.fixture
def project():
    return parsing.project({})


def _models(project) -> set[str]:
    return {node.name for node in project.nodes.values() if node.resource_type == "model"}


def test_with_every_extract_delivered_every_model_stays(project):
    before = _models(project)
    assert nodes.nightly(project, []) == {}
    assert _models(project) == before


def test_an_extract_that_never_came_takes_its_staging_its_mart_and_its_metrics_with_it(project):
    marts = nodes.nightly(project, ["grants"])
    assert set(marts) == {"fct_grants"}
    assert marts["fct_grants"][0] == ("la_code", "varchar")
    left = _models(project)
    assert "stg_council__grants" not in left
    assert not [name for name in left if name.startswith("met_grants__")]
    assert {"fct_open_work", "dim_person_ref"} <= left, "they are of extracts that came"


def test_what_a_model_that_stays_reads_stays_too(project):
    before = _models(project)
    marts = nodes.nightly(project, OTHERS)
    left = _models(project)
    assert {"fct_open_work", "fct_waiting_lists"} <= set(marts)
    read = {
        parent.split(".")[-1]
        for node in project.nodes.values()
        for parent in node.depends_on_nodes
        if parent.startswith("model.")
    }
    assert read <= left, "and no test of what is gone is left"
    assert {"stg_council__care_packages", "stg_reference__hospital_episodes", "dim_period"} <= left
    assert {"met_reviews__overdue", "fct_national__ascof"} <= left < before


def test_what_reads_a_release_finds_every_table_when_one_register_alone_came():
    whole = parsing.project({})
    tables = {
        node.name
        for node in whole.nodes.values()
        if node.resource_type == "model" and node.fqn[1] in ("marts", "assurance") and node.columns
    }
    registers = {name for sheets in contracts.workbooks().values() for name in sheets.values()}
    assert len(tables) > 50 and len(registers) > 10, "nothing was looked at"
    for register in registers:
        project = parsing.project({})
        empty = nodes.nightly(project, OTHERS - {register})
        assert not tables - _models(project) - set(empty), f"with {register} alone"


def test_a_night_leaves_data_tests_of_steps_and_all_unit_tests_to_make_test(project):
    nodes.nightly(project, [])
    tested = {node.original_file_path for node in project.nodes.values() if node.resource_type == "test"}
    assert any(path.startswith("models/marts") for path in tested)
    assert not [path for path in tested if path.startswith(nodes.STEPS)]
    assert not project.unit_tests
