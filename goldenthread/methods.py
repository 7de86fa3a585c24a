"""The versions of the national method, as data: what each is called, whose it is, and what it switches.

They stand in ``dbt_project/seeds/national/national_method_versions.csv``. The models ask the macro ``method`` about a switch,
this side asks ``Version.switches``; docs/method/versions.md says what each switch does.
"""

import csv
import functools
from dataclasses import dataclass

from goldenthread import rooms

FILE = rooms.DBT / "seeds" / "national" / "national_method_versions.csv"
SWITCHES = ("period_derivation", "event_key", "event_type", "null_text", "self_funded_stays", "counting_unit",
            "date_of_death", "passed_over")  # fmt: skip
FIRST, SECOND = "first", "second"
"""The two ways of deriving the period that a submission covers."""


class UnknownVersion(ValueError):
    """There is no version of this name; the message says which there are."""


@dataclass(frozen=True)
class Version:
    """One version of the national method."""

    version: str
    title: str  # as it stands beside a figure
    source: str
    published: str
    is_in_force: bool
    not_held: str  # what it asks for that no council has, and what is taken instead
    switches: dict[str, str]

    @property
    def variables(self) -> dict[str, str]:
        """What dbt has to be told of it: nothing of the version in force."""
        return {} if self.is_in_force else {"method_version": self.version}


@functools.cache
def versions() -> dict[str, Version]:
    """Every version that is held, the oldest first, by name."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["version"]: Version(
            row["version"], row["title"], row["source"], row["published"], row["is_in_force"] == "true",
            row["not_held"], {name: row[name] for name in SWITCHES},
        )
        for row in rows
    }  # fmt: skip


def named(version: str = "") -> Version:
    """A version by its name; blank, the one in force. Raises UnknownVersion."""
    held = versions()
    if not version:
        return next(each for each in held.values() if each.is_in_force)
    if version not in held:
        told = ", ".join(f"{each.version} ({each.title})" for each in held.values())
        raise UnknownVersion(f"there is no version {version} of the national method; there are: {told}")
    return held[version]


def macro() -> str:
    """The switches of every version for dbt, which cannot read a seed while it compiles."""
    lines = ["{% macro method_versions() %}", "{% set versions = {"]
    for each in versions().values():
        lines.append(f'    "{each.version}": {{')
        lines.append(f'        "is_in_force": {str(each.is_in_force).lower()},')
        lines += [f'        "{name}": "{value}",' for name, value in each.switches.items()]
        lines.append("    },")
    return "\n".join([*lines, "} -%}", "{{ return(versions) }}", "{% endmacro %}"]) + "\n"
