"""Writing papers and pages: from a release's public folder and templates, to HTML, Word and PDF.

The same tree makes every rendition; the same release makes the same bytes, whenever and wherever.
"""

import functools
import hashlib
import importlib
import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from goldenthread import periods
from goldenthread.published import Published
from reports import assurance, comparing, filters, pdf, word
from reports.charts import Picture
from reports.paper import Paper, ReportError, load

HERE = Path(__file__).parent
Said = list[tuple[str, str, dict[str, Any]]]
"""Each section's name, its title and what it says."""
Progress = Callable[[str], None]
"""Told in a few words what is being done, as it begins."""


def pack(name: str, period: str, home: Path, progress: Progress | None = None) -> list[Path]:
    """Render a pack for a period of the current release, for each council that the release holds.

    ``period`` is a quarter (``2025-26Q4``) or a month (``2026-03``). Writes HTML, Word, PDF (where
    ``pdf.missing`` misses nothing) and ``pack.json`` (release and hashes) to ``home/packs/<name>/<period>/`` and returns their paths.
    Raises ReportError for an unknown pack or a period without figures, naming those there are;
    PeriodError and PublishedError likewise.
    """
    say = progress or (lambda words: None)
    chosen, asked, published = load(name), periods.parse(period), Published.open(home)
    folder = home / "packs" / name / asked.name
    files: dict[str, bytes] = {}
    for la_code, council in published.councils.items():
        paper = Paper.of(chosen, published, asked, la_code)
        stem = f"{name}-{asked.name}" + (f"-{la_code}" if len(published.councils) > 1 else "")
        say(f"{council}: charts and tables")
        sections = _sections(paper)
        files[f"{stem}.html"] = _page(paper, sections, "html").encode()
        say(f"{council}: Word")
        files[f"{stem}.docx"] = _word(paper, sections)
        if not pdf.missing():
            say(f"{council}: PDF")
            files[f"{stem}.pdf"] = _pdf(paper, sections)
    files["pack.json"] = _manifest(name, asked, published, files)
    folder.mkdir(parents=True, exist_ok=True)
    return [_written(folder / file, content) for file, content in files.items()]


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
            downloads=[file for file in there if file.endswith((".csv", ".parquet", ".json"))],
            pages=[file for file in there if file.endswith(".html") and file != "index.html"],
        )
    )
    return _written(published.public / "index.html", html.encode())


def internal(release_dir: Path) -> None:
    """Write ``internal/assurance.html`` of a release that was built with registers; it is never served."""
    published = Published(release_dir / "public")
    if said := assurance.told(release_dir):
        html = (
            environment()
            .get_template("assurance.html.j2")
            .render(rendition="html", published=published, **said)
        )
        _written(release_dir / "internal" / "assurance.html", html.encode())


@functools.cache
def environment() -> Environment:
    """The templates of ``reports/``: strict about names, and escaping whatever the data holds."""
    loader = FileSystemLoader([HERE / "templates", HERE / "sections"])
    made = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(filters.FILTERS | {"between": comparing.between})
    return made


def _sections(paper: Paper) -> Said:
    """Each section's name, its title and what it says."""
    said = []
    for name in paper.pack.sections:
        try:
            module = importlib.import_module(f"reports.sections.{name}")
        except ModuleNotFoundError:
            raise ReportError(f"{paper.pack.pack}.yml: sections: there is no section '{name}'") from None
        said.append((name, module.TITLE, module.build(paper)))
    return said


def _page(paper: Paper, sections: Said, rendition: Literal["html", "docx", "pdf"]) -> str:
    tables, charts = itertools.count(1), itertools.count(1)
    return (
        environment()
        .get_template("pack.html.j2")
        .render(
            paper=paper,
            sections=sections,
            rendition=rendition,
            next_table=lambda: next(tables),
            next_chart=lambda: next(charts),
        )
    )


def _word(paper: Paper, sections: Said) -> bytes:
    shown = {picture.file: picture.png for picture in _pictures(sections)}
    return word.document(_page(paper, sections, "docx"), shown, **_furniture(paper))


def _pdf(paper: Paper, sections: Said) -> bytes:
    shown = {picture.file: picture.svg for picture in _pictures(sections)}
    return pdf.document(_page(paper, sections, "pdf"), shown, **_furniture(paper))


def _pictures(sections: Said) -> list[Picture]:
    return [picture for _, _, section in sections for picture in section.get("pictures", [])]


def _furniture(paper: Paper) -> dict[str, Any]:
    """What Word and PDF say about themselves: their properties, and the lines above and below each page."""
    made_up = "SYNTHETIC DATA. " if paper.published.synthetic else ""
    return {
        "title": paper.title,
        "author": paper.council,
        "made": paper.published.as_at,
        "header": f"{made_up}{paper.council}: {paper.title}",
        "footer": f"Release {paper.published.release}, data as at {filters.day(paper.published.as_at)}",
    }


def _manifest(name: str, period: periods.Period, published: Published, files: dict[str, bytes]) -> bytes:
    told = {
        "pack": name,
        "period": period.name,
        "release": published.release,
        "as_at": published.as_at.isoformat(),
        "synthetic": published.synthetic,
        "files": {file: hashlib.sha256(content).hexdigest() for file, content in sorted(files.items())},
    }
    if lacking := pdf.missing():
        told["left_out"] = {"pdf": lacking}
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def _written(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return path
