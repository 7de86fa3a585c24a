"""A paper: one pack, for one council and one period, over one published release, in one committee's order of headings."""

import datetime as dt
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, model_validator

from goldenthread import content, periods, rooms
from goldenthread.content import Strict
from goldenthread.metrics import Metric
from goldenthread.periods import Period
from goldenthread.published import Internal, Published, Value
from reports import narrative
from reports.committee import Committee, Name, Printed, cleared_in
from reports.narrative import Box, NarrativeError, Paragraph

HEADLINES = 8  # measures that fit one page
WORSE = "worse"
"""The section of what got worse: in every paper that has headlines, and nobody can leave it out."""


class ReportError(ValueError):
    """A paper that cannot be written as asked; the message says what can be."""


class Pack(Strict):
    """What a pack's YAML says; an unknown key is an error."""

    pack: Name
    title: Printed
    audience: Printed
    purpose: Printed
    reach: Literal["public", "internal"]
    dated: Literal["period", "end"] = (
        "period"  # by what its title says when it is of: all of it, or its last day
    )
    body: str | None = (
        None  # the board that it goes to, as the register of meetings calls it: its calendar has it drafted
    )
    committee: Name | None = (
        None  # whose order of headings it has unless another is asked for; none: its sections alone
    )
    recommendations: list[str] = []  # the decisions that it asks for; in braces, references as in a narrative
    sections: list[Name] = Field(min_length=1)
    appendices: list[Name] = []
    headlines: list[str] = Field(default=[], max_length=HEADLINES)
    metrics: list[str] | None = None  # otherwise: those whose catalogue entry names the pack

    @model_validator(mode="after")
    def _worse(self) -> "Pack":
        if "headlines" in self.sections and WORSE not in self.sections:
            raise ValueError(f"sections: a paper with headlines says what got worse too: add {WORSE}")
        if self.metrics is not None and (strange := sorted(set(self.headlines) - set(self.metrics))):
            raise ValueError(f"headlines: {', '.join(strange)} is not among metrics")
        return self


Kind = TypeVar("Kind", Pack, Committee)


class Approval(Strict):
    """Who let a paper go, by role and never by name: not whoever drafted it."""

    drafted_by: str
    approved_by: str
    approved_on: dt.date
    comment: str = ""


def packs() -> list[str]:
    """The packs that there are, in alphabetical order."""
    return sorted(path.stem for path in rooms.PACKS.glob("*.yml"))


def committees() -> list[str]:
    """The committee templates that there are, in alphabetical order."""
    return sorted(path.stem for path in rooms.COMMITTEES.glob("*.yml"))


def read(path: Path, kind: type[Kind] = Pack) -> Kind:  # type: ignore[assignment]
    """Read and check one pack's or committee's file. ReportError names the file and the key."""
    made = content.parse(path.name, path.read_bytes(), kind, ReportError)
    key = kind.__name__.lower()
    if getattr(made, key) != path.stem:
        raise ReportError(f"{path.name}: {key}: says {getattr(made, key)}, the file's name says {path.stem}")
    return made


def load(name: str) -> Pack:
    """The pack of that name; ReportError lists those that there are."""
    if name not in packs():
        raise ReportError(f"there is no pack '{name}'; there are: {', '.join(packs())}")
    return read(rooms.PACKS / f"{name}.yml")


def template(pack: Pack, asked: str | None) -> Path | None:
    """The file of the committee's template that a pack is written in: the one asked for, or its own.

    None for a pack that goes to no committee, for it has no cover. ReportError lists those there are.
    """
    name = pack.committee and (asked or pack.committee)
    if name is None:
        return None
    if name not in committees():
        raise ReportError(f"there is no committee template '{name}'; there are: {', '.join(committees())}")
    read(rooms.COMMITTEES / f"{name}.yml", Committee)
    return rooms.COMMITTEES / f"{name}.yml"


@dataclass(frozen=True)
class Sources:
    """What a paper is made of besides its release, as bytes, so that it can be kept and made again.

    ``pack`` and ``committee`` are their files, ``narrative`` what people wrote, ``earlier`` the manifest of the paper before.
    ``text`` is what the narrative is called when something is wrong in it.
    """

    pack: bytes
    committee: bytes | None = None
    narrative: bytes | None = None
    earlier: bytes | None = None
    text: str = "narrative.md"

    @property
    def files(self) -> dict[str, bytes]:
        """Those there are, by the name under which they are kept."""
        named = {"pack.yml": self.pack, "committee.yml": self.committee, "narrative.md": self.narrative}
        return {
            name: kept for name, kept in (named | {"earlier.json": self.earlier}).items() if kept is not None
        }

    @classmethod
    def kept(cls, folder: Path) -> "Sources":
        """Those that were kept in a folder."""
        names = ("pack.yml", "committee.yml", "narrative.md", "earlier.json")
        return cls(*((folder / name).read_bytes() if (folder / name).is_file() else None for name in names))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Paper:
    """Everything a section may speak of. ``la_code`` is the one council that it is about.

    ``written`` holds the paragraphs of its boxes, by name, with the line of each; ``earlier`` what was frozen before it.
    """

    pack: Pack
    published: Published
    period: Period
    la_code: str
    metrics: list[Metric]
    committee: Committee | None = None
    written: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    narrative: str = "narrative"
    earlier: dict[str, Any] | None = None
    approval: Approval | None = None

    @classmethod
    def of(
        cls,
        sources: Sources,
        published: Published,
        period: Period,
        la_code: str,
        approval: Approval | None = None,
    ) -> "Paper":
        """The paper for a council.

        ReportError names the periods that have figures when this one has none, NarrativeError a box that the paper has not.
        """
        pack = content.parse("pack.yml", sources.pack, Pack, ReportError)
        cover = sources.committee and content.parse(
            "committee.yml", sources.committee, Committee, ReportError
        )
        written = narrative.boxes(sources.text, (sources.narrative or b"").decode())
        earlier = json.loads(sources.earlier) if sources.earlier else None
        metrics = _chosen(pack, published)
        paper = cls(
            pack, published, period, la_code, metrics, cover or None, written, sources.text, earlier, approval
        )
        if metrics and all(paper.value(metric).missing for metric in metrics):
            known = [quarter.name for quarter in published.quarters(metrics)]
            told = f"there are figures for {', '.join(known)}" if known else "it has figures for no quarter"
            raise ReportError(f"release {published.release} has nothing for {period.name}; {told}")
        if unknown := sorted(written.keys() - paper.box_names):
            there = ", ".join(sorted(paper.box_names)) or "none"
            raise NarrativeError(
                f"{sources.text}: the paper has no box {', '.join(unknown)}; its boxes are: {there}"
            )
        return paper

    @property
    def council(self) -> str:
        """The council's name."""
        return self.published.councils[self.la_code]

    @property
    def title(self) -> str:
        """The title on the first page: ``Adult social care performance, January to March 2026``, or ``Update to 31 March 2026``."""
        if self.pack.dated == "end":
            return f"{self.pack.title} to {periods.said(self.period.end)}"
        return f"{self.pack.title}, {self.period.words}"

    @property
    def headlines(self) -> list[Metric]:
        """The measures of the first page, in the pack's order: those that the release has."""
        known = {metric.id: metric for metric in self.metrics}
        return [known[name] for name in self.pack.headlines if name in known]

    @property
    def internal(self) -> bool:
        """Whether it is for the council's own people alone."""
        return self.published.reach == "internal"

    def has(self, section: str) -> bool:
        """Whether a section is in its body or among its appendices."""
        return section in (*self.pack.sections, *self.pack.appendices)

    @property
    def box_names(self) -> set[str]:
        """The boxes that people write in it."""
        made = {"background_papers", "so_what"} & {
            *self.pack.sections,
            *self.pack.appendices,
            "background_papers",
        }
        return made | {"recommendations"} | set(self.committee.boxes if self.committee else [])

    @property
    def unwritten(self) -> list[str]:
        """The boxes of its committee's template that nobody has written yet."""
        wanted = self.committee.boxes if self.committee else []
        return [name for name in wanted if not self.written.get(name)]

    @property
    def by_eye(self) -> list[str]:
        """Each word of direction that people wrote, with its place, for whoever approves to hold against the figures."""
        return [
            f"{self.narrative}, line {line}, box {name}: '{word}'"
            for name, paragraphs in self.written.items()
            for line, text in paragraphs
            for word in narrative.by_eye(text)
        ]

    @cached_property
    def records(self) -> dict[str, dict[str, Any]]:
        """The records of registers that the paper may tell of, by id."""
        return {row["record_ref"]: row for row in self.published.table("records", self.la_code)}

    @cached_property
    def links(self) -> list[dict[str, Any]]:
        """What joins these records to one another and to metrics."""
        return self.published.table("links", self.la_code)

    def records_of(self, kind: str) -> list[dict[str, Any]]:
        """The records of a kind, in order of id."""
        return [row for _, row in sorted(self.records.items()) if row["kind"] == kind]

    def actions_for(self, metric: Metric) -> list[dict[str, Any]]:
        """The actions that are to move a measure and are not over, in order of id."""
        named = {
            row["from_ref"]
            for row in self.links
            if row["link"] == "should move" and row["to_ref"] == metric.id
        }
        found = [self.records[ref] for ref in sorted(named) if ref in self.records]
        return [each for each in found if each["state"] not in ("Complete", "Cancelled", "Merged")]

    def value(self, metric: Metric, period: Period | None = None) -> Value:
        """The council's figure for a period, the paper's own unless another is given."""
        return self.published.value(metric, self.la_code, period or self.period)

    def box(self, name: str, prompt: str = "", clearance: str | None = None) -> Box:
        """What is written in a box. NarrativeError names the file, the line and what is wrong there."""
        cleared = self._paragraphs(cleared_in(name)) if clearance else []
        said = prompt or name.replace("_", " ").capitalize()
        return Box(name, said, self._paragraphs(name), clearance, cleared)

    def _paragraphs(self, name: str) -> list[Paragraph]:
        return [
            narrative.read(self, text, f"{self.narrative}, line {line}, box {name}")
            for line, text in self.written.get(name, [])
        ]

    def said(self, text: str, where: str) -> Paragraph:
        """A text of the pack's own file as a paragraph."""
        return narrative.read(self, text, f"{self.pack.pack}.yml: {where}")

    def ref(self, value) -> str:
        """A figure's reference as ``goldenthread trace`` takes it, with the release that it came from."""
        return f"{value.ref}#{self.published.release}"


def opened(pack: Pack, home: Path, release: str | None = None) -> Published:
    """The release that a pack reads: its public half, or for an internal pack its true values. PublishedError likewise."""
    return (Internal if pack.reach == "internal" else Published).open(home, release)


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
    if not chosen and pack.metrics is None:
        raise ReportError(f"no metric of release {published.release} is in the pack {pack.pack}")
    return chosen
