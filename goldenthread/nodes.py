"""Which nodes of the dbt project a night leaves out: the tests of steps on the way, and what has no row as yet.

They are taken out of the project that dbt is handed. Named as exclusions, they would have dbt go through the whole
project once for each.
"""

from collections.abc import Collection, Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt.contracts.graph.nodes import ManifestNode

STEPS = ("models/national", "models/intermediate", "seeds")
"""Steps on the way, and lists that come with the program: `make test` runs their data tests, and a night those of the rest."""


def nightly(
    project: "Manifest", idle: Collection[str], registers: bool = True
) -> dict[str, list[tuple[str, str]]]:
    """Take out of the project what a night has no use for; gives the tables that stand empty instead, each with its
    columns and types: readers of a release find every one of them.

    idle: extracts that no delivery in use is of. Models of theirs have no row; they go unless one that stays reads them.
    registers: whether any came; without one, what joins them to figures is not there at all.
    """
    empty = ("marts", "assurance") if registers else ("marts",)
    gone = set() if registers else {name for name, node in _models(project) if _layer(node) == "assurance"}
    gone |= _without_rows(project, frozenset(idle), gone)
    tables = {
        node.name: [(column.name, column.data_type) for column in node.columns.values()]
        for node in map(project.nodes.__getitem__, sorted(gone))
        if _layer(node) in empty and node.columns  # what has none is a step on the way
    }
    gone |= {
        name
        for name, node in project.nodes.items()
        if node.resource_type == "test"
        and (node.original_file_path.startswith(STEPS) or gone & set(node.depends_on_nodes))
    }
    for name in gone:
        del project.nodes[name]
    project.unit_tests.clear()
    return tables


def _without_rows(project: "Manifest", idle: frozenset[str], left_out: set[str]) -> set[str]:
    """Ids of the models that are of idle extracts alone, and that no other model reads but those left out already."""
    models = {name: node for name, node in _models(project) if name not in left_out}

    @cache
    def extracts(name: str) -> frozenset[str]:
        """Whose deliveries a node has its rows from: as its YAML says, or those of all that it reads."""
        if name in project.sources:
            source = project.sources[name]
            return frozenset([source.name] if source.source_name == "raw" and source.columns else [])
        node = models.get(name)
        if node is None:  # a seed
            return frozenset()
        meta = node.config.meta
        told = meta["metric"].get("extract", "cld") if "metric" in meta else meta.get("extract")
        return frozenset([told]) if told else frozenset().union(*map(extracts, node.depends_on_nodes))

    gone = {name for name in models if extracts(name) and extracts(name) <= idle}
    while read := {each for name in models.keys() - gone for each in models[name].depends_on_nodes} & gone:
        gone -= read
    return gone


def _models(project: "Manifest") -> Iterator[tuple[str, "ManifestNode"]]:
    return ((name, node) for name, node in project.nodes.items() if node.resource_type == "model")


def _layer(node: "ManifestNode") -> str:
    """The first folder under models/."""
    return node.fqn[1]
