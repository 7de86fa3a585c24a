"""Everything printed, as somebody outside has it: a release's public files, and a paper's figures with their references.

A paper is read as HTML and CSV, where each figure stands beside its reference; Word and PDF are made of the same tree, and
a test holds their figures to be the same.
"""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
from lxml import html

from goldenthread import equity, frozen, marks, series, thread
from goldenthread.comparators import COMPARATOR
from goldenthread.disclosure.earlier import FIGURES, KEY
from goldenthread.disclosure.figures import ALL, Key
from goldenthread.disclosure.profiles import Profile
from goldenthread.metrics import Metric
from goldenthread.periods import PeriodError, ending

COUNTS = re.compile(
    r"^(-?[\d,]+(?:\.\d+)?) (?:of|over) ([\d,]+(?:\.\d+)?)(?: \((-?[\d,.]+)(?:%\)| of every 100\b))?"
)
MEDIAN = re.compile(r"median of ([\d,]+)")
COUNT = re.compile(r"^([\d,]+)(?![\d.,%])")
SHARE = re.compile(r"^(\d+)\.(\d)(?:%$| of every 100\b)")
RELEASE = "release.json"


class NothingPrinted(ValueError):
    """A folder that holds neither a pack nor a release; the message says what was looked for."""


@dataclass
class Said:
    """What is printed of one figure: counts, tenths of a percent, a mark in its place, or a number beside that mark."""

    numerator: int | None = None
    denominator: int | None = None
    tenths: int | None = None
    is_marked: bool = False

    def add(self, other: "Said") -> None:
        """What another place prints of it besides."""
        for name in ("numerator", "denominator", "tenths"):
            if getattr(self, name) is None:
                setattr(self, name, getattr(other, name))
        self.is_marked |= other.is_marked

    @property
    def is_told(self) -> bool:
        """Whether any count of it is printed."""
        return self.numerator is not None or self.denominator is not None


@dataclass
class Source:
    """One release or paper: when it is of, what it says of each figure, and the means of series that it prints."""

    name: str
    as_at: str
    metrics: list[Metric]
    said: dict[Key, Said] = field(default_factory=dict)
    means: dict[Key, tuple[int, int]] = field(
        default_factory=dict
    )  # of an undivided figure's series, in twentieths
    misplaced: list[tuple[Key, str]] = field(
        default_factory=list
    )  # numbers that stand where a figure is withheld
    profile: Profile | None = None
    release: str = ""

    def says(self, key: Key, what: Said) -> None:
        """Keep what is printed of a figure."""
        self.said.setdefault(key, Said()).add(what)


def read(folder: Path, metrics: Iterable[Metric], releases: Path | None = None) -> list[Source]:
    """What a pack or a release prints, and with a pack the release that it cites, where that is at hand.

    metrics: the catalogue, for papers, which hold none, and whose release is not at hand. Raises NothingPrinted.
    """
    if (folder / "public" / RELEASE).is_file():
        folder = folder / "public"
    if (folder / RELEASE).is_file():
        return [_release(folder)]
    manifests = sorted(folder.rglob(frozen.MANIFEST))
    if not manifests:
        raise NothingPrinted(f"{folder} holds no {frozen.MANIFEST} of a pack and no {RELEASE} of a release")
    found: list[Source] = []
    for path in manifests:
        cited = json.loads(path.read_text(encoding="utf-8"))["release"]
        public = releases / cited / "public" if releases else None
        release = next((each for each in found if each.name == cited), None)
        if release is None and public and (public / RELEASE).is_file():
            found.append(release := _release(public))
        found.append(_paper(path, release.metrics if release else list(metrics)))
    return found


def together(
    folders: Iterable[Path], metrics: Iterable[Metric], releases: Path | None = None
) -> list[Source]:
    """What packs and releases print, each release once, however many of the packs cite it. Otherwise as ``read``."""
    metrics, found, seen = list(metrics), [], set()
    for each in (source for folder in folders for source in read(folder, metrics, releases)):
        if each.name != each.release or each.name not in seen:
            found.append(each)
        seen.add(each.name)
    return found


def going_out(draft: Path, frozen_before: Iterable[Path], releases: Path) -> list[Source]:
    """What a draft would print, with the release that it cites and the papers that were frozen before it.

    Of an earlier paper its own figures alone: the release that it cites was an input of the one that the draft cites.
    Raises NothingPrinted.
    """
    release, *papers = read(draft, (), releases)
    return [release, *papers, *(each for kept in frozen_before for each in read(kept, release.metrics))]


def _release(public: Path) -> Source:
    """A release's public table, and its table of groups beside one another."""
    about = json.loads((public / RELEASE).read_text(encoding="utf-8"))
    entries = json.loads((public / "metric_catalogue.json").read_text(encoding="utf-8"))
    made = Source(about["release"], about["as_at"], [Metric.model_validate(entry) for entry in entries])
    made.release = about["release"]
    if "disclosure" in about:
        made.profile = Profile.model_validate(about["disclosure"])
    columns = [*KEY, "numerator", "denominator", "value", "withheld"]
    shares = {metric.id: metric.per or 100 for metric in made.metrics if _is_share(metric)}
    for path in (public / FIGURES, public / equity.FILE):
        if not path.is_file():
            continue
        for row in pq.read_table(path, columns=columns).to_pylist():
            key = Key(*(row[name] for name in KEY))
            is_share = row["value"] is not None and key.metric_id in shares
            tenths = round(row["value"] * 1000 / shares[key.metric_id]) if is_share else None
            made.says(key, Said(row["numerator"], row["denominator"], tenths, row["withheld"] is not None))
    return made


def _paper(manifest: Path, metrics: list[Metric]) -> Source:
    """A pack's pages and tables."""
    about = json.loads(manifest.read_text(encoding="utf-8"))
    made = Source(
        f"{about['pack']} {about['period']}", about.get("as_at", ""), metrics, release=about["release"]
    )
    known = {metric.id: metric for metric in metrics}
    la_code = about.get("la_code", "")
    told: list[tuple[str, str]] = [(each["ref"], each["said"]) for each in about.get("figures", {}).values()]
    for path in sorted(manifest.parent.rglob("*")):
        if path.suffix == ".html":
            told += _page(path)
        elif path.suffix == ".csv":
            told += _sheet(path)
    for reference, text in told:
        _place(made, known, la_code, reference, text.strip())
    for key, said in made.said.items():
        if said.is_marked and said.is_told:
            made.misplaced.append((key, "a count"))
    return made


def _page(path: Path) -> Iterator[tuple[str, str]]:
    """Each reference of a page with what stands there."""
    for element in html.fromstring(path.read_bytes()).xpath("//*[@data-ref]"):
        yield element.get("data-ref"), " ".join(element.text_content().split())


def _sheet(path: Path) -> Iterator[tuple[str, str]]:
    """Each reference of a table with what stands in its column."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    heads = rows[0] if rows else []
    for row in rows[1:]:
        for place, head in enumerate(heads):
            if head.startswith("Reference: ") and place < len(row) and "; " not in row[place] and row[place]:
                yield row[place], row[heads.index(head.removeprefix("Reference: "))]


def _place(made: Source, known: dict[str, Metric], la_code: str, reference: str, text: str) -> None:
    """Keep what a paper prints under a reference; references to anything but a figure say nothing of one."""
    try:
        asked = thread.parse(reference)
        metric = known[asked.metric]
        ends = ending(asked.end, _months(metric, asked.end))
    except (thread.BadReference, KeyError, PeriodError):
        return
    start = asked.start or ends.start
    whole = Key(metric.id, la_code, start, asked.end, ALL, ALL)
    if asked.breakdown == series.LIMITS:
        if (
            asked.value == "mean"
            and metric.kind == "count"
            and (found := re.match(r"^([\d,]+)(?:\.(\d))?", text))
        ):
            mean = 10 * _whole(found[1]) + int(found[2] or 0)
            made.means[whole] = (2 * mean - 1, 2 * mean + 1)
        return
    if asked.breakdown == equity.INDEX:
        if re.search(r"\d", text):
            made.misplaced += [
                (whole._replace(breakdown=group, breakdown_value=asked.value), f"an index, {text}")
                for group in equity.GROUPS
            ]
        return
    if asked.breakdown in (*thread.WORKED_OUT, COMPARATOR):
        return
    key = whole._replace(breakdown=asked.breakdown, breakdown_value=asked.value)
    made.says(key, _said(text, metric))


def _months(metric: Metric, end: dt.date) -> int:
    """How many months a reference's plain day stands for: a quarter's end is a quarter's, where it has quarters."""
    if metric.measured == "rolling":
        return 12
    return 3 if metric.measured == "flow" and end.month % 3 == 0 else 1


def _is_share(metric: Metric) -> bool:
    """Whether a metric's figures are those of a whole that have something, so many of a hundred."""
    return metric.kind == "proportion" or metric.chance == "part"


def _whole(text: str) -> int:
    return int(text.replace(",", ""))


def _kept(text: str, units: int) -> int:
    """A count as it is kept: what is printed in wholes may be kept in hundredths."""
    return int(Decimal(text.replace(",", "")) * units)


def _said(text: str, metric: Metric) -> Said:
    """A figure as papers write it: ``403 of 776 (51.9%)``, ``12 days (median of 45)``, ``1,234``, ``51.9%``, or a mark.

    What is not applicable is a figure of nobody, and as good as told.
    """
    made = Said(is_marked=text.startswith(marks.WITHHELD))
    if text == marks.NOT_APPLICABLE:
        made.numerator, made.denominator = (None if metric.kind == "median" else 0), 0
    elif found := COUNTS.match(text):
        made.numerator = _kept(found[1], metric.units("numerator"))
        made.denominator = _kept(found[2], metric.units("denominator"))
        text = f"{found[3]}%" if found[3] else ""
    elif found := MEDIAN.search(text):
        made.denominator = _whole(found[1])
    elif metric.kind == "count" and (found := COUNT.match(text)):
        made.numerator = _whole(found[1])
    if _is_share(metric) and (found := SHARE.match(text)):
        made.tenths = 10 * int(found[1]) + int(found[2])
    return made
