"""Which layer may read which: staging reads sources and seeds, metrics read marts, nothing reads a metric."""

import shutil
from collections import defaultdict

import duckdb
import pytest

from goldenthread import contracts

MAY_READ = {
    "staging": {"source", "seed"},
    "intermediate": {"staging", "intermediate", "national", "marts", "seed"},
    "marts": {"staging", "intermediate", "marts", "seed"},
    "national": {"staging", "national", "seed"},
    "metrics": {"staging", "marts", "national"},
    "assurance": {"staging", "marts", "assurance", "source", "seed"},
}
"""Layer of a model to the layers whose nodes it may read."""
OPENED = ".int_national__loads_opened"
"""Read by nothing in staging, which only waits for it."""


def _layer(manifest, unique_id):
    """The layer of a node: the first folder under models/, else its resource type."""
    node = manifest["nodes"].get(unique_id) or manifest["sources"][unique_id]
    return node["fqn"][1] if node["resource_type"] == "model" else node["resource_type"]


@pytest.fixture(scope="module")
def readings(warehouse):
    """Layer to the (model, layer read, node read) of its models."""
    found = defaultdict(list)
    for unique_id, node in warehouse.manifest["nodes"].items():
        if node["resource_type"] == "model":
            layer = _layer(warehouse.manifest, unique_id)
            for parent in node["depends_on"]["nodes"]:
                found[layer].append((node["name"], _layer(warehouse.manifest, parent), parent))
    return found


def test_metrics_read_of_the_national_method_only_what_is_published_with_them(readings):
    read = {parent.split(".")[-1] for _, layer, parent in readings["metrics"] if layer == "national"}
    assert "fct_national__periods" in read
    assert not [name for name in read if not name.startswith("fct_national__")]


def test_rows_are_staged_after_it_is_known_which_loads_are_read(readings):
    """So every model and every test of rows finds raw.cld narrowed; what decides it reads no row."""
    staged = {name for name, _, parent in readings["staging"] if parent.endswith(".raw.cld")}
    assert len(staged) == 2, "were the models collected?"
    assert staged == {name for name, _, parent in readings["staging"] if parent.endswith(OPENED)}


@pytest.mark.parametrize("layer", MAY_READ)
def test_a_layer_reads_only_what_it_may(readings, layer):
    assert readings[layer], f"no model of {layer} reads anything: were the models collected?"
    wrong = [
        f"{name} reads {parent}"
        for name, read, parent in readings[layer]
        if read not in MAY_READ[layer] and not (layer == "staging" and parent.endswith(OPENED))
    ]
    assert not wrong, f"{layer} may read {sorted(MAY_READ[layer])}: {'; '.join(wrong)}"


def test_every_model_lies_in_a_known_layer_and_is_named_for_it(warehouse):
    prefixes = {
        "staging": "stg_",
        "intermediate": "int_",
        "national": ("int_national__", "fct_national__"),
        "marts": ("dim_", "fct_"),
        "metrics": "met_",
        "assurance": ("dim_", "fct_", "int_", "alert_"),
    }
    models = [id_ for id_, node in warehouse.manifest["nodes"].items() if node["resource_type"] == "model"]
    assert len(models) > 20, "were the models collected?"
    for unique_id in models:
        name, layer = unique_id.split(".")[-1], _layer(warehouse.manifest, unique_id)
        assert layer in prefixes, f"{name}: move it under one of {sorted(prefixes)}"
        assert name.startswith(prefixes[layer]), (
            f"{name} lies in {layer}: begin its name with {prefixes[layer]}"
        )


def test_nothing_reads_a_metric(warehouse):
    metrics = {id_ for id_ in warehouse.manifest["nodes"] if id_.startswith("model.") and ".met_" in id_}
    assert metrics, "were the metrics collected?"
    readers = [
        f"{node['name']} reads {parent}"
        for node in warehouse.manifest["nodes"].values()
        if node["resource_type"] == "model"
        for parent in node["depends_on"]["nodes"]
        if parent in metrics
    ]
    assert not readers, f"only the publisher reads metrics: {'; '.join(readers)}"


def test_every_model_states_its_grain_in_sql_and_in_yaml(warehouse):
    models = [node for node in warehouse.manifest["nodes"].values() if node["resource_type"] == "model"]
    assert models, "were the models collected?"
    for node in models:
        if node["fqn"][1] != "metrics":
            assert node["raw_code"].startswith("-- Grain: "), (
                f"{node['name']}: begin the SQL with '-- Grain: '"
            )
            assert "**Grain**" in node["description"], (
                f"{node['name']}: say its grain in the YAML's description"
            )
        assert node["patch_path"].endswith(f"/{node['name']}.yml"), (
            f"{node['name']}: give it a YAML of its own name"
        )


def test_a_mart_that_names_its_extract_has_no_row_without_it(warehouse, tmp_path):
    """A night without deliveries of it does not build the mart, and says that it is empty."""
    marts = [
        node for node in warehouse.manifest["nodes"].values() if node["config"].get("meta", {}).get("extract")
    ]
    assert len(marts) > 5, "were the marts collected?"
    emptied = tmp_path / "warehouse.duckdb"  # under the name that compiled SQL has
    shutil.copy(warehouse.database, emptied)
    with duckdb.connect(str(emptied)) as connection:
        rows = sum(connection.execute(f"select count(*) from {node['name']}").fetchone()[0] for node in marts)
        assert rows > 20, "the small warehouse tells of them"
        for extract in contracts.names():
            if extract != "cld":
                connection.execute(f"delete from raw.{extract}")
        for node in marts:
            assert not connection.execute(node["compiled_code"]).fetchall(), node["name"]
