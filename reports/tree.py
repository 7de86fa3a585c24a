"""The tree of a paper: its header and its blocks in order, the same for every rendition."""

import importlib
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from goldenthread.metrics import Metric
from reports.charts import Picture
from reports.narrative import Box
from reports.paper import HeaderLine, Paper, ReportError

MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|&\w+;", re.DOTALL)
"""What is no text in a template: its own language, tags and entities."""
Line = tuple[HeaderLine, Box | None]


@dataclass(frozen=True)
class Block:
    """One heading and what stands under it: a section and what it says, or a box. ``letter`` is that of an appendix."""

    name: str
    title: str
    heading: str
    section: str | None = None
    said: dict[str, Any] | None = None
    box: Box | None = None
    letter: str | None = None

    @property
    def pictures(self) -> list[Picture]:
        """The charts that it draws."""
        return (self.said or {}).get("pictures", [])


def header(paper: Paper) -> list[Line]:
    """The lines of the committee's header, each with the box that it is written in; none without a committee."""
    lines = paper.committee.header if paper.committee else []
    return [(line, paper.box(line.box, line.label) if line.box else None) for line in lines]


def blocks(paper: Paper) -> list[Block]:
    """The paper's blocks in order: the committee's headings with the pack's sections as their body, then the appendices.

    ReportError names a section that there is none of.
    """
    made = list(_body(paper))
    letters = iter(string.ascii_uppercase)
    for name in paper.pack.appendices:
        title, said = _section(paper, name)
        letter = next(letters)
        made.append(Block(name, title, f"Appendix {letter}: {title}", name, said, None, letter))
    return made


def measured(paper: Paper, page: str) -> list[Metric]:
    """The measures that a page refers to, in the catalogue's order."""
    named = set(re.findall(r'data-ref="([a-z0-9_]+)@', page))
    return [metric for metric in paper.published.catalogue if metric.id in named]


def _body(paper: Paper) -> Iterator[Block]:
    """Everything before the appendices, each heading numbered unless the committee numbers paragraphs."""
    headings = paper.committee.headings if paper.committee else []
    placed = {each.section for each in headings if each.section}
    own = [(name, None) for name in paper.pack.sections if name not in placed]
    order: list[tuple[str, Any]] = []
    for each in headings:
        order += own if each.body else [(each.section or each.box, each)]
    counted = paper.committee is None or paper.committee.numbers == "headings"
    for number, (name, heading) in enumerate(order or own, 1):
        said, box = None, None
        if heading is not None and heading.box:
            title, box = heading.heading, paper.box(heading.box, heading.prompt, heading.clearance)
        else:
            title, said = _section(paper, name)
            title = heading.heading if heading else title
        yield Block(name, title, f"{number}. {title}" if counted else title, None if box else name, said, box)


def _section(paper: Paper, name: str) -> tuple[str, dict[str, Any]]:
    """A section's own title and what it says."""
    try:
        module = importlib.import_module(f"reports.sections.{name}")
    except ModuleNotFoundError:
        raise ReportError(f"{paper.pack.pack}.yml: sections: there is no section '{name}'") from None
    return module.TITLE, module.build(paper)
