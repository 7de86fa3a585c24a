"""The project's unit tests, each as one query over what was built: dbt takes a minute for what DuckDB does in seconds.

As dbt has it: a row that is given or expected leaves out what does not matter, every value is cast to the type of its
column, and the rows that come out are compared as a bag, in the columns that are expected. A seed that is not given
is the seed itself. What sets variables of its own has to be compiled anew and is left to dbt (``needs_dbt``).
"""

import re
from typing import Any

import duckdb

Manifest = dict[str, Any]
Rows = list[dict[str, Any]]
RELATION = r'"warehouse"\."(\w+)"\."(\w+)"'
"""How compiled SQL calls what it reads."""


class Unfit(ValueError):
    """A unit test that cannot be asked; the message says why."""


def needs_dbt(test: Manifest) -> bool:
    """Whether a unit test is dbt's to run: it sets variables, or gives rows as SQL."""
    return bool(test["overrides"]) or any(isinstance(each["rows"], str) for each in test["given"])


class Asked:
    """A warehouse whose unit tests can be asked, open read-only."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
        self.connection = connection
        self.nodes = {node["name"]: node for node in manifest["nodes"].values()}
        self.sources = {(each["source_name"], each["name"]): each for each in manifest["sources"].values()}
        columns = connection.execute("""
            select schema_name || '.' || table_name, column_name, data_type
            from duckdb_columns() where database_name = 'warehouse'
        """)
        self.types: dict[str, dict[str, str]] = {}
        for relation, column, kind in columns.fetchall():
            self.types.setdefault(relation, {})[column] = kind

    def problem(self, test: Manifest) -> str:
        """What is wrong with what a unit test's model makes of the rows given; nothing when it is what is expected."""
        try:
            rows = self.connection.execute(self.sql(test)).fetchall()
        except (duckdb.Error, Unfit) as problem:
            return str(problem)
        return "; ".join(f"{what}: {row}" for what, *row in rows[:5])

    def sql(self, test: Manifest) -> str:
        """A query of the rows that are missing and of those that nobody expected."""
        given = dict(self._given(each) for each in test["given"])
        names = {relation: f"given_{at}" for at, relation in enumerate(given)}
        model = self.nodes[test["model"]]

        def stands_in(found: re.Match[str]) -> str:
            relation = ".".join(found.groups())
            if relation in names:
                return names[relation]
            if self.nodes.get(found[2], {}).get("resource_type") != "seed":
                raise Unfit(f"{test['model']} reads {relation}, of which no rows are given")
            return found[0]

        code = re.sub(RELATION, stands_in, model["compiled_code"])
        if idle := [relation for relation, name in names.items() if name not in code]:
            raise Unfit(f"{test['model']} does not read {', '.join(idle)}")
        expected = test["expect"]["rows"]
        made = f"main.{test['model']}"
        columns = ", ".join(expected[0] if expected else self.types[made])
        parts = [f"{names[relation]} as ({self._rows(relation, rows)})" for relation, rows in given.items()]
        parts += [f"made as (select {columns} from (\n{code}\n))"]
        parts += [f"expected as (select {columns} from ({self._rows(made, expected)}))"]
        return (
            f"with {', '.join(parts)} select 'missing' as what, * from (from expected except all from made) "
            "union all select 'not expected', * from (from made except all from expected)"
        )

    def _given(self, given: Manifest) -> tuple[str, Rows]:
        """A relation and the rows given of it."""
        *source, name = re.findall(r"'(\w+)'", given["input"])
        read = self.sources[source[0], name] if source else {"schema": "main", "identifier": name}
        return f"{read['schema']}.{read['identifier']}", given["rows"]

    def _rows(self, relation: str, rows: Rows) -> str:
        """SQL of rows with the columns of a relation."""
        types = self.types[relation]
        if unknown := {name for row in rows for name in row} - types.keys():
            raise Unfit(f"{relation} has no column {', '.join(sorted(unknown))}")
        parts = [
            "select " + ", ".join(f'{_literal(row.get(name))}::{kind} as "{name}"' for name, kind in types.items())
            for row in rows or [{}]
        ]  # fmt: skip
        return " union all ".join(parts) + ("" if rows else " limit 0")


def _literal(value: Any) -> str:
    """A value of a YAML file in SQL, as dbt writes it."""
    if value is None:
        return "null"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
