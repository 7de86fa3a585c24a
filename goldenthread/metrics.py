"""The metric catalogue: what each figure means, read from ``config.meta.metric`` in its model's YAML.

One metric is one model, ``dbt_project/models/metrics/<domain>/met_<id>.sql`` and ``.yml``. The SQL
says who is counted; the entry says what the count is for, who answers for it and when it is looked
at again. Entries are strict: an unknown key is an error that gives the file and the key's path.
"""

import datetime as dt
import functools
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator

from goldenthread import methods, rooms, spc
from goldenthread.content import Strict
from goldenthread.methods import Version

PREFIX = "met_"


class MetricError(ValueError):
    """A catalogue entry that cannot be used; the message names the file and the key."""


class QualityStatement(StrEnum):
    """The nine statements of the Care Quality Commission's local authority assessments, in its order."""

    ASSESSING_NEEDS = "Assessing needs"
    HEALTHIER_LIVES = "Supporting people to live healthier lives"
    EQUITY = "Equity in experience and outcomes"
    CARE_PROVISION = "Care provision, integration and continuity"
    PARTNERSHIPS = "Partnerships and communities"
    SAFE_SYSTEMS = "Safe systems, pathways and transitions"
    SAFEGUARDING = "Safeguarding"
    GOVERNANCE = "Governance, management and sustainability"
    LEARNING = "Learning, improvement and innovation"


class Spc(Strict):
    """How the metric is charted: its rule set, and the dates at which limits start afresh."""

    rule_set: str
    rebase: list[dt.date] = []


class Part(Strict):
    """Part of a plan to clear a backlog: how many are to be completed in each month from ``start`` to ``end``."""

    start: dt.date
    end: dt.date | None = None
    completed: int = Field(ge=0)


class Backlog(Strict):
    """What makes a metric's stock grow and shrink: the metrics that count both by month, and the plan to clear it."""

    received: str | None = None  # null where nothing counts it: then the stock and what was completed tell it
    completed: str
    plan_work: str | None = (
        None  # the kind of work in councils' capacity plans; where they have one, it is the plan
    )
    plan: list[Part] = []  # else this
    plan_source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] | None = None


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
SameCount = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+\.(numerator|denominator)$")]
"""Part of another metric's figures that is the same count, period by period and group by group."""
PartOf = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+\.(numerator|denominator|rest)$")]
"""What another metric counts, all of whose cases are counted there too, and in the same groups."""


class GroupsOf(Strict):
    """Groups of another metric's count that together are the same count, period by period: discharges on pathway 3."""

    count: PartOf
    breakdown: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    values: list[Words] = Field(min_length=1)
    whole: bool = (
        True  # together they are all of it; else only each of its own groups by that breakdown is the other's
    )


Requirement = Annotated[str, StringConstraints(pattern=r"^R\d{3}$")]


class Metric(Strict):
    """One catalogue entry. ``id``, ``sql`` and ``yaml_path`` come from the files, the rest is written.

    Of a national metric, the method's version is not written either: it is that by which the figures are made.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*__[a-z0-9]+(_[a-z0-9]+)*$")]
    title: Words
    definition: Words
    extract: Words = "cld"  # whose deliveries cover the periods that it has figures for
    with_client_level_data: bool = False  # whether that has to cover them too, because it counts with both
    kind: Literal["proportion", "count", "rate", "sum", "median"]
    unit: Words
    good: Literal["up", "down", "neutral"]
    per: int | None = None  # a rate: how many of the denominator it is told for
    chance: Literal["events", "part", "survey"] | None = None
    """Of a rate: whether its numerator counts events among many people, or is a part of its denominator; or neither. Of a
    proportion: whether it is of those who answered a survey."""
    signed: bool = False  # a sum or a rate whose numerator may be below nought, such as spending less income
    pence: bool = False  # a sum, or a rate's numerator, in whole pence, so that parts add up; told in pounds
    hundredths: list[
        Literal["numerator", "denominator"]
    ] = []  # of a rate: in hundredths likewise, of posts or pounds
    periods: list[Literal["month", "quarter", "twelve months"]] = Field(min_length=1)
    measured: Literal["snapshot", "flow", "rolling"]
    lag_months: int = 0  # how long before the quarter's end the latest period ends, to see what followed
    needs: list[Literal["residents", "hospital_records"]] = []  # besides submissions
    overlapping: bool = False  # a case may stand in several groups of one breakdown
    same_counts: dict[
        Literal["numerator", "denominator"], SameCount
    ] = {}  # as <metric>.numerator or .denominator
    part_of: dict[
        Literal["numerator", "denominator"], PartOf
    ] = {}  # as <metric>.numerator, .denominator or .rest
    groups_of: dict[Literal["numerator", "denominator"], GroupsOf] = {}
    says: Annotated[str, StringConstraints(pattern=r"^[^{}]*(\{counts\}[^{}]*)?\{value\}[^{}]*$")] | None = (
        None
    )
    """The figure as a sentence: ``{counts} assessments ({value}) found eligible needs``."""
    why: Words
    numerator: Words
    denominator: Words | None
    exclusions: Words | None = None
    fields: list[
        Words
    ] = []  # columns of the extract that it counts with: its quality grade is that of the weakest
    target: float | None
    target_source: Words | None
    quality_statement: QualityStatement
    requirements: list[Requirement]
    national_measure: Words | None
    equity: Literal["access", "wait", "outcome"] | None = (
        None  # told of each group beside everybody else, under this
    )
    comparator: Words | None
    balancing_metric: Words | None
    spc: Spc | None  # None where one figure's period overlaps the next's: limits would be too narrow
    backlog: Backlog | None = None  # a stock that is to be cleared: then there is a forecast of when
    disclosure: Literal["local", "national", "internal", "open"]
    """local and national are about people, and controlled; internal is never public; open is about no person."""
    method_version: Words  # a local metric's is written; a national one's is that of the national method
    owner: Words
    authored_by: Words
    checked_by: Words
    next_review: dt.date
    packs: list[Words]
    sql: str = ""
    yaml_path: str = ""

    @property
    def whole(self) -> int:
        """How many of the numerator's units make one of the figure's: a hundred pence, or one."""
        return 100 if self.pence else 1

    def units(self, part: Literal["numerator", "denominator"]) -> int:
        """How many of a count's units make one of what is printed: a hundred where it is kept in pence or hundredths."""
        return 100 if part in self.hundredths or (self.pence and part == "numerator") else 1

    @property
    def national(self) -> bool:
        """Whether it is measured by the national method, in the national method's periods."""
        return self.disclosure == "national"

    @property
    def breakdowns(self) -> list[str]:
        """The columns by which the figure is shown too, as its SQL names them."""
        found = re.search(r"breakdowns=\[([^\]]*)\]", self.sql)
        return re.findall(r"'(\w+)'", found[1]) if found else []

    @property
    def beside(self) -> dict[str, str]:
        """What a reader asks of a figure besides its counts: by what groups it is told, what it is held against."""
        target = f"{self.target:g} ({self.target_source})" if self.target is not None else ""
        told = {
            "Told by": ", ".join(each.replace("_", " ") for each in self.breakdowns),
            "Target": target,
            "Set beside": self.comparator or "",
            "Balanced by": f"`{self.balancing_metric}`" if self.balancing_metric else "",
        }
        return {name: words for name, words in told.items() if words}

    @model_validator(mode="after")
    def _consistent(self) -> "Metric":
        if (self.kind in ("count", "sum")) != (self.denominator is None):
            raise ValueError("denominator: a count or a sum has none; every other kind says over whom")
        if self.kind == "proportion" and self.unit != "percent":
            raise ValueError("unit: a proportion's unit is percent")
        if self.measured == "snapshot" and self.periods != ["month"]:
            raise ValueError("periods: a snapshot is taken at month ends, so [month]")
        if self.measured == "flow" and self.periods not in (["month", "quarter"], ["quarter"]):
            raise ValueError("periods: a flow is counted by month and by quarter, or [quarter] alone")
        if self.measured == "rolling" and self.periods != ["twelve months"]:
            raise ValueError(
                "periods: a rolling measure is of the twelve months to a quarter's end, so [twelve months]"
            )
        if (self.kind == "rate") != (self.per is not None):
            raise ValueError("per: a rate says for how many it is told, and nothing else does")
        if self.pence and self.kind not in ("sum", "rate"):
            raise ValueError("pence: only a sum and a rate are of money")
        if self.hundredths and (self.kind != "rate" or self.pence or self.chance):
            raise ValueError(
                "hundredths: only a rate of what is no count of anybody is in hundredths, and money says pence"
            )
        if self.chance == "survey" and self.kind != "proportion":
            raise ValueError("chance: only a proportion is of those who answered a survey")
        if self.chance in ("events", "part") and (self.kind != "rate" or self.pence):
            raise ValueError("chance: only a rate of counts says how chance moves it")
        if self.signed and (self.kind not in ("sum", "rate") or self.chance):
            raise ValueError("signed: only a sum and a rate may be below nought, and no count may")
        if self.kind == "sum" and self.disclosure not in ("internal", "open"):
            raise ValueError(
                "disclosure: a sum may be one person's, and says not of how many it is, so internal or open"
            )
        if self.disclosure == "internal" and self.packs:
            raise ValueError("packs: what is internal stands in none")
        return self


def read(path: Path, version: Version | None = None) -> Metric:
    """Read the entry of one ``met_*.yml`` and the SQL beside it.

    version: of the national method, by default that in force. Raises MetricError naming the file and the path of each wrong, missing or unknown key.
    """
    try:
        written = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise MetricError(f"{path.name}: not readable as YAML: {error}") from None
    entry = _entry(path, written)
    taken = {"id", "sql", "yaml_path"} & set(entry)
    if taken:
        raise MetricError(f"{path.name}: {_where(min(taken))}: comes from the file and is not written")
    national = {}
    if entry.get("disclosure") == "national":
        if "method_version" in entry:
            told = f"a national metric's comes from {methods.FILE.name} and is not written"
            raise MetricError(f"{path.name}: {_where('method_version')}: {told}")
        national = {"method_version": (version or methods.named()).title}
    sql = path.with_suffix(".sql")
    if not sql.is_file():
        raise MetricError(f"{path.name}: there is no {sql.name} beside it")
    found = {
        "id": path.stem.removeprefix(PREFIX),
        "sql": sql.read_text(encoding="utf-8"),
        "yaml_path": _place(path),
    }
    try:
        metric = Metric.model_validate(entry | found | national)
    except ValidationError as error:
        told = "; ".join(f"{_where(*problem['loc'])}: {problem['msg']}" for problem in error.errors())
        raise MetricError(f"{path.name}: {told}") from None
    _charting(path, metric)
    return metric


def _charting(path: Path, metric: Metric) -> None:
    """Raise MetricError where an entry wants limits that would not hold, or rules that are not there.

    Of the file only: releases from before this was asked have other entries, and can be read.
    """
    if metric.spc is None:
        return
    if metric.measured == "rolling":
        raise MetricError(f"{path.name}: {_where('spc')}: null, for periods that overlap have no limits")
    if metric.spc.rule_set not in spc.RULE_SETS:
        raise MetricError(f"{path.name}: {_where('spc', 'rule_set')}: there are {', '.join(spc.RULE_SETS)}")


def catalogue(folder: Path = rooms.METRICS, version: Version | None = None) -> list[Metric]:
    """Every metric under ``folder``, by quality statement in the Commission's order, then by id.

    version: of the national method, by default that in force.
    """
    version = version or methods.named()
    return list(_ours(version.version)) if folder == rooms.METRICS else _read(folder, version)


@functools.cache
def _ours(version: str) -> tuple[Metric, ...]:
    """The project's own metrics: read once in a process, since a night asks for them at every step."""
    return tuple(_read(rooms.METRICS, methods.named(version)))


def _read(folder: Path, version: Version) -> list[Metric]:
    order = list(QualityStatement)
    metrics = [read(path, version) for path in sorted(folder.glob(f"**/{PREFIX}*.yml"))]
    known = {metric.id: metric for metric in metrics}
    _flows(known)
    _same_counts(known)
    _part_of(known)
    return sorted(metrics, key=lambda metric: (order.index(metric.quality_statement), metric.id))


def _flows(known: dict[str, Metric]) -> None:
    """Raise MetricError where a backlog is no snapshot, or what it is said to grow and shrink by is no count by month."""
    for metric in known.values():
        if metric.backlog is None:
            continue
        where = f"{PREFIX}{metric.id}.yml: {_where('backlog')}"
        if metric.measured != "snapshot" or metric.kind not in ("count", "proportion"):
            raise MetricError(f"{where}: a backlog is a count, or a share, of what stands on a day")
        if metric.backlog.plan and not metric.backlog.plan_source:
            raise MetricError(f"{where}.plan_source: say where the plan is written down")
        for name in filter(None, (metric.backlog.received, metric.backlog.completed)):
            flow = known.get(name)
            if flow is None or flow.measured != "flow" or "month" not in flow.periods:
                raise MetricError(f"{where}: {name} is no metric that is counted by month")


def _same_counts(known: dict[str, Metric]) -> None:
    """Raise MetricError where what is said to be the same count is no metric's, or leads back to itself."""
    for metric in known.values():
        for mine, theirs in metric.same_counts.items():
            where = f"{PREFIX}{metric.id}.yml: {_where('same_counts', mine)}"
            other, _, part = theirs.rpartition(".")
            if other not in known or other == metric.id:
                raise MetricError(f"{where}: {other} is no other metric")
            if metric.kind == "median":
                raise MetricError(f"{where}: a median is of cases whose value is known; say part_of")
            if part in known[other].same_counts:
                raise MetricError(
                    f"{where}: name {known[other].same_counts[part]}, which that is itself the same as"
                )


def _part_of(known: dict[str, Metric]) -> None:
    """Raise MetricError where what a count is said to be a part, or some groups, of is no other metric's, or of other periods."""
    for metric in known.values():
        groups = {("groups_of", mine): groups.count for mine, groups in metric.groups_of.items()}
        parts = {("part_of", mine): theirs for mine, theirs in metric.part_of.items()}
        for place, theirs in (*parts.items(), *groups.items()):
            where = f"{PREFIX}{metric.id}.yml: {_where(*place)}"
            other = theirs.rpartition(".")[0]
            if other not in known or other == metric.id:
                raise MetricError(f"{where}: {other} is no other metric")
            if (metric.measured, metric.periods) != (known[other].measured, known[other].periods):
                raise MetricError(f"{where}: {other} is measured for other periods")


def _entry(path: Path, written: Any) -> dict[str, Any]:
    """The mapping at ``config.meta.metric`` of the file's only model."""
    models = written.get("models") if isinstance(written, dict) else None
    if not isinstance(models, list) or len(models) != 1 or models[0].get("name") != path.stem:
        raise MetricError(f"{path.name}: models: holds exactly one model, named {path.stem}")
    entry: Any = models[0]
    for key in ("config", "meta", "metric"):
        entry = entry.get(key) if isinstance(entry, dict) else None
    if not isinstance(entry, dict):
        raise MetricError(f"{path.name}: {_where()}: there is no entry; docs/adding-a-metric.md shows one")
    return entry


def _where(*keys: Any) -> str:
    return ".".join(["models.0.config.meta.metric", *map(str, keys)])


def _place(path: Path) -> str:
    """The file's place in the repository, or its name when it lies elsewhere."""
    return path.relative_to(rooms.ROOT).as_posix() if path.is_relative_to(rooms.ROOT) else path.name
