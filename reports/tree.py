"""The tree of a paper: its header and its blocks in order, the same for every rendition."""

import importlib
import itertools
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from goldenthread.metrics import Metric
from reports.charts import Picture
from reports.committee import HeaderLine, Heading
from reports.narrative import Box, Paragraph
from reports.paper import Paper, ReportError
from reports.sections import recommendations

MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(?:\{\{.*?\}\}|\{%.*?%\}|[^>])*>|&\w+;", re.DOTALL)
"""What is no text in a template: its own language, tags and entities."""
CALL = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
SPOKEN = re.compile(r"""\b(?:alt|title|aria-[a-z]+|placeholder)=(["'])(.*?)\1""")
"""What a tag says to whoever does not see it."""
SET = re.compile(r"""(["'])((?:(?!\1).)*)(?<!\.j2)\1""")
"""A text that stands in the templates' own language, the names of other templates left aside."""
Line = tuple[HeaderLine, Box | None, list[Paragraph]]
"""A line of the header, the box that it is written in, and what the paper asks for."""


@dataclass(frozen=True)
class Block:
    """One heading and what stands under it: a section and what it says, or a box. ``letter`` is that of an appendix.

    ``level`` is that of its heading: 2, or 3 below another; the headings of a section are one level further down.
    """

    name: str
    title: str
    heading: str
    section: str | None = None
    said: dict[str, Any] | None = None
    box: Box | None = None
    letter: str | None = None
    level: int = 2

    @property
    def pictures(self) -> list[Picture]:
        """The charts that it draws."""
        return (self.said or {}).get("pictures", [])


def header(paper: Paper) -> list[Line]:
    """The lines of the committee's header; none without a committee."""
    lines = paper.committee.header if paper.committee else []
    asked = recommendations.build(paper)["asked"]
    return [(line, paper.box(line.box, line.label) if line.box else None, asked) for line in lines]


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


def printed(source: str) -> str:
    """What a template prints of its own, each word on the line where it stands: its text, and what its markup says."""
    return MARKUP.sub(_said_by, source)


def measured(paper: Paper, page: str) -> list[Metric]:
    """The measures that a page refers to, in the catalogue's order."""
    named = set(re.findall(r'data-ref="([a-z0-9_]+)@', page))
    return [metric for metric in paper.published.catalogue if metric.id in named]


def _said_by(markup: re.Match[str]) -> str:
    """What a piece of markup says, or as many lines as it has."""
    whole = markup[0]
    if whole.startswith("{#"):
        return "\n" * whole.count("\n") or " "
    tag, said = whole.startswith("<"), []
    for line in whole.split("\n"):
        heard = SPOKEN.findall(CALL.sub(" ", line)) if tag else []
        written = [text for call in (CALL.findall(line) if tag else [line]) for text in SET.findall(call)]
        said.append(" ; ".join(text for _, text in heard + written))
    return " " + "\n".join(said) + " "


def _body(paper: Paper) -> Iterator[Block]:
    """Everything before the appendices, each heading numbered unless the committee numbers paragraphs."""
    headings = paper.committee.headings if paper.committee else [Heading(body=True)]
    placed = {each.section for each in paper.committee.all_headings} if paper.committee else set()
    own = [name for name in paper.pack.sections if name not in placed]
    counted = paper.committee is None or paper.committee.numbers == "headings"
    numbers = itertools.count(1)
    for each in headings:
        if each.body and each.heading is None:
            for name in own:
                yield _block(paper, name, None, _number(counted, next(numbers)))
            continue
        number = next(numbers)
        yield _block(paper, each.section or each.box or f"part-{number}", each, _number(counted, number))
        below = own if each.body else []
        for part in each.parts:
            below = [*below, *(own if part.body else [part])]
        for place, part in enumerate(below, 1):
            name, heading = (part, None) if isinstance(part, str) else (part.section or part.box or "", part)
            yield _block(paper, name, heading, _number(counted, number, place), level=3)


def _number(counted: bool, number: int, place: int | None = None) -> str:
    """What stands before a heading: ``4. ``, or ``4.1 `` for one below it; nothing where headings are not counted."""
    if not counted:
        return ""
    return f"{number}. " if place is None else f"{number}.{place} "


def _block(paper: Paper, name: str, heading: Heading | None, number: str, level: int = 2) -> Block:
    """The block of a heading, or of one of the pack's own sections; one that only has headings below it says nothing itself."""
    if heading is None or heading.section:
        title, said = _section(paper, name)
        title = heading.heading or title if heading else title
        return Block(name, title, number + title, name, said, level=level)
    title = heading.heading or ""
    box = paper.box(heading.box, heading.prompt, heading.clearance) if heading.box else None
    return Block(name, title, number + title, box=box, level=level)


def _section(paper: Paper, name: str) -> tuple[str, dict[str, Any]]:
    """A section's own title and what it says."""
    try:
        module = importlib.import_module(f"reports.sections.{name}")
    except ModuleNotFoundError:
        raise ReportError(f"{paper.pack.pack}.yml: sections: there is no section '{name}'") from None
    return module.TITLE, module.build(paper)
