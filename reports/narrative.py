"""Narrative: what people write around figures. A figure in it is a reference, never typed.

The text of a paper's boxes is ``narrative/<pack>/<period>.md`` of home: a heading ``## box`` for each, paragraphs with blank
lines between. In braces stands what the paper says for itself:

    {reviews__overdue}                              403 of 776 (51.9%), for the paper's period
    {reviews__overdue at 2025-26Q3}                 for another
    {reviews__overdue in age_band=65 and above}     of a group
    {reviews__overdue sentence}                     as a sentence, with its day
    {reviews__overdue since 2024-25Q4}              how it lies to an earlier one, by the rules and never by eye
    {date 2026-03-31}                               31 March 2026

Ids of records, such as ACT-0012, stand as they are, and so do the names in ``names.yml`` that have a number in them.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from goldenthread import periods
from goldenthread.metrics import Metric
from reports import sentences
from reports.typed import NAMES, typed

if TYPE_CHECKING:
    from reports.paper import Paper

ASKED = re.compile(
    r"(?P<metric>[a-z0-9]+(?:_[a-z0-9]+)*__[a-z0-9_]+)(?: at (?P<at>\S+))?"
    r"(?: in (?P<breakdown>[a-z_]+)=(?P<value>.+?))?(?: since (?P<since>\S+)|(?P<sentence> sentence))?"
)
DATE = re.compile(r"date (\d{4}-\d\d-\d\d)")
BRACES = re.compile(r"\{([^{}]*)\}")
HEADING = re.compile(r"## +([a-z][a-z0-9_]*) *")
DIRECTION = re.compile(
    r"\b(?:rose|risen|rising|rises|fell|fallen|falling|falls|dropped|dropping|increas(?:e[sd]?|ing)|decreas(?:e[sd]?|ing)|"
    r"improv(?:e[sd]?|ing|ements?)|worsen(?:s|ed|ing)?|deteriorat(?:e[sd]?|ing|ion)|declin(?:e[sd]?|ing)|grew|grown|growing|"
    r"(?:higher|lower|better|worse) than|up from|down from)\b",
    re.IGNORECASE,
)
"""A word that says which way something went."""
BY_EYE = "Words of direction that no rule chose, to be held against the figures or written as {METRIC since PERIOD}"


class NarrativeError(ValueError):
    """Text that cannot go into a paper; the message gives the file, the line, what is wrong and what to write."""


@dataclass(frozen=True)
class Words:
    """Text as it was written."""

    text: str


@dataclass(frozen=True)
class Figure:
    """A figure in a text: as it is printed, with its reference and what it measures."""

    said: str
    ref: str
    metric_id: str


Part = Words | Figure
Paragraph = list[Part]


@dataclass(frozen=True)
class Box:
    """What people write in a paper: its paragraphs, none while nothing is written; ``prompt`` says what belongs there.

    ``clearance`` is who has to clear it, ``cleared`` what is written of that.
    """

    name: str
    prompt: str
    paragraphs: list[Paragraph]
    clearance: str | None = None
    cleared: list[Paragraph] = field(default_factory=list)


def boxes(name: str, text: str) -> dict[str, list[tuple[int, str]]]:
    """The paragraphs of each box of a narrative, with the line that each begins on; name: its file's.

    Raises NarrativeError for text before the first heading and for a box that stands there twice.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    box, fresh = None, True
    for number, line in enumerate(text.splitlines(), 1):
        if heading := HEADING.fullmatch(line):
            box, fresh = heading[1], True
            if box in found:
                raise NarrativeError(f"{name}, line {number}: the box '{box}' stands here twice")
            found[box] = []
        elif not line.strip():
            fresh = True
        elif box is None:
            raise NarrativeError(
                f"{name}, line {number}: begin each box with its heading, such as ## background"
            )
        elif fresh:
            found[box].append((number, line.strip()))
            fresh = False
        else:
            begun, so_far = found[box][-1]
            found[box][-1] = (begun, f"{so_far} {line.strip()}")
    return found


def read(paper: "Paper", text: str, where: str) -> Paragraph:
    """A paragraph's words and figures. Raises NarrativeError, beginning with ``where``."""
    for found in typed(BRACES.sub(" ", text)):
        raise NarrativeError(
            f"{where}: the figure '{found}' is typed. Write a reference, such as {{reviews__overdue}}, so that it is always "
            f"the release's; if it is part of a name, add the name to {NAMES.name}"
        )
    made: Paragraph = []
    end = 0
    for match in BRACES.finditer(text):
        made += [Words(text[end : match.start()]), *_said(paper, match[1].strip(), where)]
        end = match.end()
    return [part for part in [*made, Words(text[end:])] if part != Words("")]


def by_eye(text: str) -> list[str]:
    """Every word of direction in a text that the rules did not choose, as written.

    It is no error, as a typed figure is: people also improve a form, and only a reader can tell.
    """
    return [match[0] for match in DIRECTION.finditer(BRACES.sub(" ", text))]


def _said(paper: "Paper", asked: str, where: str) -> list[Part]:
    """What stands for the words in braces."""
    if date := DATE.fullmatch(asked):
        try:
            return [Words(sentences.day(dt.date.fromisoformat(date[1])))]
        except ValueError:
            raise NarrativeError(f"{where}: {{{asked}}}: there is no such day") from None
    match = ASKED.fullmatch(asked)
    if match is None:
        raise NarrativeError(f"{where}: {{{asked}}} is not understood; see docs/packs.md#narrative")
    metric = _metric(paper, match["metric"], where)
    try:
        period = periods.parse(match["at"]) if match["at"] else paper.period
        then = periods.parse(match["since"]) if match["since"] else None
    except periods.PeriodError as error:
        raise NarrativeError(f"{where}: {{{asked}}}: {error}") from None
    group = (match["breakdown"], match["value"]) if match["breakdown"] else ()
    value = paper.published.value(metric, paper.la_code, period, *group)
    if value.missing and group:
        raise NarrativeError(f"{where}: {{{asked}}}: the release has no such group")
    if then:
        before = paper.published.value(metric, paper.la_code, then, *group)
        said = sentences.since(paper, metric, value, before)
    elif match["sentence"]:
        said = sentences.of(metric, value)
    else:
        said = [sentences.stated(metric, value)]
    return [
        Words(part) if isinstance(part, str) else Figure(part.said, paper.ref(part), metric.id)
        for part in said
    ]


def _metric(paper: "Paper", name: str, where: str) -> Metric:
    for metric in paper.published.catalogue:
        if metric.id == name:
            return metric
    raise NarrativeError(f"{where}: the release has no metric '{name}'; goldenthread metrics lists them")
