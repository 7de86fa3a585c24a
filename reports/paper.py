"""A paper: one pack, for one council and one period, over one published release."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from goldenthread import content, rooms
from goldenthread.content import Strict
from goldenthread.metrics import Metric
from goldenthread.periods import Period
from goldenthread.published import Published, Value

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class ReportError(ValueError):
    """A paper that cannot be written as asked; the message says what can be."""


class Pack(Strict):
    """What a pack's YAML says; an unknown key is an error."""

    pack: Name
    title: str
    audience: str
    purpose: str
    sections: list[Name] = Field(min_length=1)
    metrics: list[str] | None = None  # otherwise: those whose catalogue entry names the pack


def packs() -> list[str]:
    """The packs that there are, in alphabetical order."""
    return sorted(path.stem for path in rooms.PACKS.glob("*.yml"))


def read(path: Path) -> Pack:
    """Read and check one pack's file. ReportError names the file and the key."""
    pack = content.parse(path.name, path.read_bytes(), Pack, ReportError)
    if pack.pack != path.stem:
        raise ReportError(f"{path.name}: pack: says {pack.pack}, the file's name says {path.stem}")
    return pack


def load(name: str) -> Pack:
    """The pack of that name; ReportError lists those that there are."""
    if name not in packs():
        raise ReportError(f"there is no pack '{name}'; there are: {', '.join(packs())}")
    return read(rooms.PACKS / f"{name}.yml")


@dataclass(frozen=True)
class Paper:
    """Everything a section may speak of. ``la_code`` is the one council that it is about."""

    pack: Pack
    published: Published
    period: Period
    la_code: str
    metrics: list[Metric]

    @classmethod
    def of(cls, pack: Pack, published: Published, period: Period, la_code: str) -> "Paper":
        """The paper for a council. ReportError names the periods that have figures when this one has none."""
        paper = cls(pack, published, period, la_code, _chosen(pack, published))
        if all(paper.value(metric).missing for metric in paper.metrics):
            known = [quarter.name for quarter in published.quarters(paper.metrics)]
            told = f"there are figures for {', '.join(known)}" if known else "it has figures for no quarter"
            raise ReportError(f"release {published.release} has nothing for {period.name}; {told}")
        return paper

    @property
    def council(self) -> str:
        """The council's name."""
        return self.published.councils[self.la_code]

    @property
    def title(self) -> str:
        """The title on the first page: ``Adult social care performance, January to March 2026``."""
        return f"{self.pack.title}, {self.period.words}"

    def value(self, metric: Metric, period: Period | None = None) -> Value:
        """The council's figure for a period, the paper's own unless another is given."""
        return self.published.value(metric, self.la_code, period or self.period)

    def ref(self, value: Value) -> str:
        """A figure's reference as ``goldenthread trace`` takes it, with the release that it came from."""
        return f"{value.ref}#{self.published.release}"


def _chosen(pack: Pack, published: Published) -> list[Metric]:
    """The pack's metrics in its own order, or the catalogue's."""
    if pack.metrics is None:
        chosen = [metric for metric in published.catalogue if pack.pack in metric.packs]
    else:
        known = {metric.id: metric for metric in published.catalogue}
        unknown = [name for name in pack.metrics if name not in known]
        if unknown:
            raise ReportError(f"{pack.pack}.yml: metrics: the release has no {', '.join(unknown)}")
        chosen = [known[name] for name in pack.metrics]
    if not chosen:
        raise ReportError(f"no metric of release {published.release} is in the pack {pack.pack}")
    return chosen
