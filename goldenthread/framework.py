"""The Care Quality Commission's framework, rules and dates as data, from ``dbt_project/seeds/reference/``.

A new version is new rows there, with the day from which they are in force: docs/cqc.md says how.
"""

import csv
import datetime as dt
import itertools

from goldenthread import rooms
from goldenthread.deadlines import EVENTS, UNITS, Calendar, Period, Step
from goldenthread.rating import Band, Limiter, Rules

FOLDER = rooms.SEEDS / "reference"


class FrameworkError(ValueError):
    """A row that cannot be read or a rule set that does not hold together; the message names the file."""


class UnknownRules(ValueError):
    """There are no such rules, or none in force on the day; the message says which there are."""


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file of this folder."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rating_rules() -> dict[str, Rules]:
    """Every set of rules for ratings, by name. Raises FrameworkError when percents are left out or twice in one."""
    listed: dict[str, list[dict[str, str]]] = {}
    for row in rows("rating_rules"):
        listed.setdefault(row["rule_set"], []).append(row)
    terms = [row for row in rows("framework_terms") if row["is_applied"] == "true"]
    statements = [row for row in rows("framework_statements") if not row["effective_until"]]
    found = {}
    for name, own in listed.items():
        bands = {
            kind: tuple(
                Band(int(row["from_percent"]), int(row["to_percent"]), row["result"])
                for row in own
                if row["applies_to"] == kind
            )
            for kind in ("statement", "overall")
        }
        for kind, each in bands.items():
            if any(one.high + 1 != two.low for one, two in itertools.pairwise(each)):
                raise FrameworkError(
                    f"rating_rules.csv: {name}, {kind}: percents are left out, or are twice there"
                )
        found[name] = Rules(
            name,
            bands["statement"],
            bands["overall"],
            tuple(row["title"] for row in sorted(statements, key=lambda row: int(row["position"]))),
            tuple(int(row["code"]) for row in terms if row["kind"] == "score"),
            sum(row["kind"] == "evidence category" for row in terms),
            own[0]["effective_from"],
            own[0]["effective_until"],
            own[0]["source"],
        )
    return found


def rating_rules_named(name: str | None) -> Rules:
    """Rules for ratings by name; without one, those in force now. Raises UnknownRules."""
    held = rating_rules()
    if name is None:
        return max(
            (each for each in held.values() if not each.effective_until), key=lambda each: each.effective_from
        )
    if name not in held:
        raise UnknownRules(f"there are no rating rules {name}; there are: {', '.join(held)}")
    return held[name]


def limiters() -> list[Limiter]:
    """The rules that would limit a rating."""
    return [
        Limiter(
            row["limiter"], int(row["score_at_most"]), row["rating_at_most"], row["is_on"] == "true",
            row["source"], row["confidence"],
        )
        for row in rows("rating_limiters")
    ]  # fmt: skip


def timeline(name: str | None, notified: dt.date) -> list[Step]:
    """The steps of a rule set, or of the one in force on the day of a notification. Raises UnknownRules."""
    listed = rows("timeline_rules")
    names = list(dict.fromkeys(row["rule_set"] for row in listed))
    if name is None:
        day = notified.isoformat()
        chosen = [row for row in listed if row["effective_from"] <= day <= (row["effective_until"] or day)]
        if not chosen:
            first = min(row["effective_from"] for row in listed)
            raise UnknownRules(
                f"no timeline rules were in force on {day}; the first are of {first}. Name some with --rules: {', '.join(names)}"
            )
    else:
        chosen = [row for row in listed if row["rule_set"] == name]
        if not chosen:
            raise UnknownRules(f"there are no timeline rules {name}; there are: {', '.join(names)}")
    return [_step(row) for row in sorted(chosen, key=lambda row: int(row["position"]))]


def _step(row: dict[str, str]) -> Step:
    """A row as a step. Raises FrameworkError for an event or a unit that is none."""
    for column, known in (("counted_from", EVENTS), ("ends_with", EVENTS), ("unit", (*UNITS, ""))):
        if row[column] not in known:
            raise FrameworkError(
                f"timeline_rules.csv: {row['rule_set']}, {row['step']}: {column} is '{row[column]}', and may be: "
                f"{', '.join(filter(None, known))}"
            )
    return Step(
        row["rule_set"], row["step"], row["counted_from"], row["ends_with"],
        int(row["amount"]) if row["amount"] else None, row["unit"], row["bound"], row["in_pre_election"], row["source"],
    )  # fmt: skip


def working_days() -> Calendar:
    """England's working days."""
    return Calendar(frozenset(dt.date.fromisoformat(row["held_on"]) for row in rows("bank_holidays")))


def pre_election_periods() -> list[Period]:
    """The periods before elections."""
    days = ("election_day", "effective_from", "effective_until")
    return [
        Period(row["election"], *(dt.date.fromisoformat(row[name]) for name in days))
        for row in rows("pre_election_periods")
    ]
