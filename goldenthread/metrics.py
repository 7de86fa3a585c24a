"""The metric catalogue: what each figure means, read from ``config.meta.metric`` in its model's YAML.

One metric is one model, ``dbt_project/models/metrics/<domain>/met_<id>.sql`` and ``.yml``. The SQL
says who is counted; the entry says what the count is for, who answers for it and when it is looked
at again. Entries are strict: an unknown key is an error that gives the file and the key's path.
"""

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from goldenthread import rooms

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


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Spc(_Strict):
    """How the metric is charted: its rule set, and the dates at which limits start afresh."""

    rule_set: str
    rebase: list[dt.date] = []


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Requirement = Annotated[str, StringConstraints(pattern=r"^R\d{3}$")]


class Metric(_Strict):
    """One catalogue entry. ``id``, ``sql`` and ``yaml_path`` come from the files, the rest is written."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*__[a-z0-9]+(_[a-z0-9]+)*$")]
    title: Words
    definition: Words
    extract: Words = "cld"  # whose deliveries cover the periods that it has figures for
    with_client_level_data: bool = False  # whether that has to cover them too, because it counts with both
    kind: Literal["proportion", "count", "rate", "sum", "median"]
    unit: Words
    good: Literal["up", "down", "neutral"]
    per: int | None = None  # a rate: how many of the denominator it is told for
    periods: list[Literal["month", "quarter", "twelve months"]] = Field(min_length=1)
    measured: Literal["snapshot", "flow", "rolling"]
    lag_months: int = 0  # how long before the quarter's end the latest period ends, to see what followed
    needs: list[Literal["residents", "hospital_records"]] = []  # besides submissions
    overlapping: bool = False  # a case may stand in several groups of one breakdown
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
    comparator: Words | None
    balancing_metric: Words | None
    spc: Spc
    disclosure: Literal["local", "national"]
    method_version: Words
    owner: Words
    authored_by: Words
    checked_by: Words
    next_review: dt.date
    packs: list[Words]
    sql: str = ""
    yaml_path: str = ""

    @property
    def national(self) -> bool:
        """Whether it is measured by the national method, in the national method's periods."""
        return self.disclosure == "national"

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
        return self


def read(path: Path) -> Metric:
    """Read the entry of one ``met_*.yml`` and the SQL beside it.

    Raises MetricError naming the file and the path of each wrong, missing or unknown key.
    """
    try:
        written = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise MetricError(f"{path.name}: not readable as YAML: {error}") from None
    entry = _entry(path, written)
    taken = {"id", "sql", "yaml_path"} & set(entry)
    if taken:
        raise MetricError(f"{path.name}: {_where(min(taken))}: comes from the file and is not written")
    sql = path.with_suffix(".sql")
    if not sql.is_file():
        raise MetricError(f"{path.name}: there is no {sql.name} beside it")
    found = {
        "id": path.stem.removeprefix(PREFIX),
        "sql": sql.read_text(encoding="utf-8"),
        "yaml_path": _place(path),
    }
    try:
        return Metric.model_validate(entry | found)
    except ValidationError as error:
        told = "; ".join(f"{_where(*problem['loc'])}: {problem['msg']}" for problem in error.errors())
        raise MetricError(f"{path.name}: {told}") from None


def catalogue(folder: Path = rooms.METRICS) -> list[Metric]:
    """Every metric under ``folder``, by quality statement in the Commission's order, then by id."""
    order = list(QualityStatement)
    metrics = [read(path) for path in sorted(folder.glob(f"**/{PREFIX}*.yml"))]
    return sorted(metrics, key=lambda metric: (order.index(metric.quality_statement), metric.id))


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
