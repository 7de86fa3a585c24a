"""Writing papers and pages: from a release and templates, to HTML, Word, PDF and CSV.

One tree makes all renditions; the same release makes the same bytes, whenever and wherever.
"""

import datetime as dt
import functools
import itertools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from goldenthread import frozen, periods, rooms
from goldenthread.published import Published
from reports import assurance, characters, comparing, filters, pdf, provenance, sheets, tree, typed, word
from reports.narrative import NarrativeError
from reports.paper import Paper, Sources, load, opened, template
from reports.tree import Block

HERE = Path(__file__).parent
Rendition = Literal["html", "docx", "pdf"]
Progress = Callable[[str], None]
"""Told in a few words what is being done, as it begins."""


def pack(
    name: str,
    period: str,
    home: Path,
    progress: Progress | None = None,
    committee: str | None = None,
    drafted_by: str | None = None,
) -> list[Path]:
    """Render the draft of a pack for a period of the current release, for each council that the release holds.

    ``period`` is a quarter (``2025-26Q4``) or a month (``2026-03``); ``committee`` the template of its cover, the pack's own
    unless another is named; ``drafted_by`` the role that drafts it, which may not approve it. Writes each rendition and
    ``pack.json`` (release and hashes) to ``home/packs/<name>/<period>/``, in a folder for each council where there are
    several, and returns the paths of these; the tables as CSV and the pages of where figures come from lie in folders
    beside them.
    Raises ReportError for an unknown pack or template or a period without figures, naming those there are; NarrativeError for
    what people wrote; PeriodError and PublishedError likewise.
    """
    chosen, asked = load(name), periods.parse(period)
    published, cover = opened(chosen, home), template(chosen, committee)
    written = []
    for la_code in published.councils:
        draft = Draft(home, name, asked, la_code if len(published.councils) > 1 else "")
        made_of = sources(draft, la_code, cover and cover.stem)
        paper = Paper.of(made_of, published, asked, la_code)
        files = renditions(paper, progress or (lambda words: None))
        told = manifest(paper, made_of, files) | {"drafted_by": drafted_by}
        made = put(draft.folder, files | {frozen.MANIFEST: frozen.as_bytes(told)})
        written += [path for path in made if path.parent == draft.folder]
    return written


@dataclass(frozen=True)
class Draft:
    """Where the draft of a pack lies, and the text that people write in it. ``part`` is the council, where there are several."""

    home: Path
    name: str
    period: periods.Period
    part: str = ""

    @property
    def folder(self) -> Path:
        """The folder of its files."""
        return self.home / "packs" / self.name / self.period.name / self.part

    @property
    def text(self) -> Path:
        """Its narrative, which need not be there."""
        return (
            self.home
            / "narrative"
            / self.name
            / f"{'-'.join(filter(None, [self.period.name, self.part]))}.md"
        )


def sources(draft: Draft, la_code: str, committee: str | None) -> Sources:
    """What the draft of a council is made of besides its release, as it stands now."""
    return Sources(
        (rooms.PACKS / f"{draft.name}.yml").read_bytes(),
        (rooms.COMMITTEES / f"{committee}.yml").read_bytes() if committee else None,
        draft.text.read_bytes() if draft.text.is_file() else None,
        frozen.earlier(draft.home, draft.name, la_code, draft.period),
        draft.text.name,
    )


def renditions(paper: Paper, say: Progress) -> dict[str, bytes]:
    """A paper's files by name: HTML, Word, PDF where it can be made, a CSV for each table, and for each measure a page of where
    its figures come from.
    """
    say(f"{paper.council}: charts and tables")
    stem = f"{paper.pack.pack}-{paper.period.name}"
    blocks, header = tree.blocks(paper), tree.header(paper)
    page = _page(paper, blocks, header, "html", f"{stem}-figures")
    files = {f"{stem}.html": page.encode()}
    with ThreadPoolExecutor(1) as beside:
        say(f"{paper.council}: Word")
        docx = _page(paper, blocks, header, "docx")
        written = beside.submit(_word, paper, blocks, docx)  # a program of its own writes it: go on meanwhile
        laid_out = {}
        if not pdf.missing():
            say(f"{paper.council}: PDF")
            laid_out[f"{stem}.pdf"] = _pdf(paper, blocks, _page(paper, blocks, header, "pdf"))
        files |= {f"{stem}.docx": written.result(), **laid_out}
    say(f"{paper.council}: CSV and pages of figures")
    files |= {f"{stem}-tables/{name}": content for name, content in sheets.written(page).items()}
    files |= {
        f"{stem}-figures/{metric.id}.html": provenance.page(environment(), paper, metric).encode()
        for metric in tree.measured(paper, page)
    }
    return files


def site(release_dir: Path) -> Path:
    """Write a release's ``public/index.html``: what it holds, its latest figures, what to download."""
    published = Published(release_dir / "public")
    latest = [
        (metric, [published.latest(metric, council) for council in published.councils])
        for metric in published.catalogue
    ]
    there = sorted(
        path.relative_to(published.public).as_posix()
        for path in published.public.rglob("*")
        if path.is_file()
    )
    html = (
        environment()
        .get_template("site.html.j2")
        .render(
            rendition="html",
            published=published,
            metrics=latest,
            titles={metric.id: metric.title for metric in published.catalogue},
            downloads=[file for file in there if file.endswith((".csv", ".parquet", ".json"))],
            pages=[file for file in there if file.endswith(".html") and file != "index.html"],
        )
    )
    return put_one(published.public / "index.html", html.encode())


def internal(release_dir: Path) -> None:
    """Write ``internal/assurance.html`` of a release that was built with registers; it is never served."""
    published = Published(release_dir / "public")
    if said := assurance.told(release_dir):
        html = (
            environment()
            .get_template("assurance.html.j2")
            .render(rendition="html", published=published, **said)
        )
        put_one(release_dir / "internal" / "assurance.html", html.encode())


@functools.cache
def environment() -> Environment:
    """The templates of ``reports/``: strict about names, and escaping whatever the data holds."""
    loader = FileSystemLoader([HERE / "templates", HERE / "sections"])
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=characters.finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(filters.FILTERS | {"between": comparing.between, "date": dt.date.fromisoformat})
    return made


def _page(
    paper: Paper, blocks: list[Block], header: list[tree.Line], rendition: Rendition, figures: str = ""
) -> str:
    """The paper as HTML; figures: the folder of the pages that its figures lead to."""
    tables, charts, paragraphs = itertools.count(1), itertools.count(1), itertools.count(1)
    for name in ("page", "pack", "figures", *(block.section for block in blocks if block.section)):
        check(f"{name}.html.j2")
    return (
        environment()
        .get_template("pack.html.j2")
        .render(
            paper=paper,
            blocks=blocks,
            header=header,
            rendition=rendition,
            provenance=figures,
            next_table=lambda: next(tables),
            next_chart=lambda: next(charts),
            next_paragraph=lambda: next(paragraphs),
        )
    )


@functools.cache
def check(name: str) -> None:
    """Refuse a template in which a figure stands typed. Raises NarrativeError with the line and what to write."""
    source, path, _ = environment().loader.get_source(environment(), name)
    for number, line in enumerate(tree.printed(source).splitlines(), 1):
        for found in typed.typed(line):
            raise NarrativeError(
                f"{Path(path).name}, line {number}: the figure '{found}' is typed. Have the section give it, with its reference; "
                f"if it is part of a name, add the name to {typed.NAMES.name}"
            )


def _word(paper: Paper, blocks: list[Block], page: str) -> bytes:
    shown = {picture.file: picture.png for block in blocks for picture in block.pictures}
    return word.document(page, shown, **_furniture(paper))


def _pdf(paper: Paper, blocks: list[Block], page: str) -> bytes:
    shown = {picture.file: picture.svg for block in blocks for picture in block.pictures}
    return pdf.document(page, shown, **_furniture(paper))


def _furniture(paper: Paper) -> dict[str, Any]:
    """What Word and PDF say of themselves: their properties, and the lines above and below each page."""
    made_up = "SYNTHETIC DATA. " if paper.published.synthetic else ""
    draft = "" if paper.approval else "DRAFT. "
    kept = "INTERNAL: not for publication. " if paper.internal else ""
    return {
        "title": characters.printable(paper.title),
        "author": characters.printable(paper.council),
        "made": paper.published.as_at,
        "header": characters.printable(f"{draft}{kept}{made_up}{paper.council}: {paper.title}"),
        "footer": f"Release {paper.published.release}, data as at {filters.day(paper.published.as_at)}",
    }


def manifest(paper: Paper, sources: Sources, files: dict[str, bytes]) -> dict[str, Any]:
    """What a pack is, of what it was made, and each file's hash; and its figures as they were said, for the next paper."""
    lacking = pdf.missing()
    return {
        "pack": paper.pack.pack,
        "period": paper.period.name,
        "la_code": paper.la_code,
        "reach": paper.pack.reach,
        "committee": paper.committee and paper.committee.committee,
        "release": paper.published.release,
        "as_at": paper.published.as_at.isoformat(),
        "synthetic": paper.published.synthetic,
        "unwritten": paper.unwritten,
        "by_eye": paper.by_eye,
        "sources": {name: frozen.digest(content) for name, content in sources.files.items()},
        "figures": {
            metric.id: {
                "said": filters.stated(value, metric),
                "ref": paper.ref(value),
                "method_version": metric.method_version,
            }
            for metric in paper.metrics
            if not (value := paper.value(metric)).missing
        },
        "left_out": {"pdf": lacking} if lacking else {},
        "files": {file: frozen.digest(content) for file, content in sorted(files.items())},
    }


def put(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Write a pack's files into its folder and take out those of an earlier draft; gives their paths."""
    made = [put_one(folder / file, content) for file, content in files.items()]
    for path in sorted(set(folder.rglob("*")) - set(made)):
        if path.is_file():
            path.unlink()
    return made


def put_one(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return path
