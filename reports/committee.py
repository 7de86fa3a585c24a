"""A committee's template: the header of its papers, their headings in order, who clears what, and what is numbered.

Files in ``reports/committees``. What such a file prints stands as it is, so no figure is typed in it.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints, model_validator

from goldenthread.content import Strict
from reports.typed import refused

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Printed = Annotated[str, AfterValidator(refused)]
"""A text of a file that a paper prints."""


class HeaderLine(Strict):
    """A line of a paper's header: what is said there, or the box that people write it in. ``heading``: it begins a part of its own."""

    heading: Printed | None = None
    label: Printed
    says: Literal["audience", "purpose", "recommendation", "release"] | None = None
    box: Name | None = None

    @model_validator(mode="after")
    def _one(self) -> "HeaderLine":
        if (self.says is None) == (self.box is None):
            raise ValueError("either says or box")
        return self


class Heading(Strict):
    """A heading of a cover report and what stands under it: a section, a box, or the pack's own sections; and headings below it.

    The pack's sections stand under the heading of the body where it has one, else each on its own.
    """

    heading: Printed | None = None
    section: Name | None = None
    box: Name | None = None
    prompt: Printed = ""
    clearance: Printed | None = None
    body: Literal[True] | None = None
    parts: "list[Heading]" = []

    @model_validator(mode="after")
    def _whole(self) -> "Heading":
        filled = sum(each is not None for each in (self.section, self.box, self.body))
        if filled > 1 or not (filled or self.parts):
            raise ValueError("one of section, box and body, or parts")
        if self.heading is None and not self.body:
            raise ValueError("heading: every heading has one; only the body may have none")
        if (self.body and self.parts) or any(
            each.parts or (each.body and each.heading) for each in self.parts
        ):
            raise ValueError("parts: there are two levels of headings and no more")
        if self.clearance and not self.box:
            raise ValueError("clearance: of what people write in a box")
        return self


class Committee(Strict):
    """A committee's template."""

    committee: Name
    title: str
    source: str
    numbers: Literal["paragraphs", "headings"]
    header: list[HeaderLine]
    headings: list[Heading]

    @model_validator(mode="after")
    def _one_body(self) -> "Committee":
        if sum(bool(each.body) for each in self.all_headings) != 1:
            raise ValueError("headings: one of them is the body")
        return self

    @property
    def all_headings(self) -> list[Heading]:
        """Its headings in order, each with those below it."""
        return [each for heading in self.headings for each in (heading, *heading.parts)]

    @property
    def boxes(self) -> list[str]:
        """The boxes that people write for it, in order, each once."""
        return list(dict.fromkeys(self._boxes()))

    def _boxes(self) -> Iterator[str]:
        yield from (each.box for each in self.header if each.box)
        for each in self.all_headings:
            if each.box:
                yield each.box
                if each.clearance:
                    yield cleared_in(each.box)


def cleared_in(box: str) -> str:
    """The box in which stands who cleared what is written in another, and when."""
    return f"{box}_cleared"
