"""The information return as a folder to send: documents found by their hashes, an index and a manifest, or reasons why not.

What an item lacks by the registers is judged in SQL (``fct_return_items``, ``dim_documents``). Here their files are found,
whatever they are called, and nothing is written unless everything is there: the folder gets its name once it is whole.
"""

import datetime as dt
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import jinja2

from goldenthread import councils, deadlines, framework, landing, periods, rooms, tables, thread, writing

INDEX, PAGE, SUMS, DOCUMENTS = "index.csv", "index.html", "SHA256SUMS", "documents"
COLUMNS = ("item", "title", "quality_statements", "evidence_category", "status", "signed_off_by", "document", "version",
           "document_title", "where_in_it", "public_link", "file", "bytes", "sha256")  # fmt: skip
EVENTS = ("notification", "submission")  # the step of the timeline within which the return is due
DELIVER = "then deliver the register and refresh"
KEPT_BACK = {
    "no hash": (
        "the register has no SHA-256 of its file",
        f"put it into the register (`sha256sum FILE` gives it), {DELIVER}",
    ),
    "no review date": (
        "the register has no review date for it, so whether it is in date cannot be told",
        f"give it one, {DELIVER}",
    ),
    "past its review": (
        "it is past its review",
        f"have it reviewed, give the version and the new date in the register, {DELIVER}",
    ),
    "personal data": (
        "the register says that it holds personal data",
        f"redact it, give that as a new version with the hash of the redacted file, {DELIVER}",
    ),
    "not said whether it holds personal data": (
        "the register does not say whether it holds personal data",
        f"look, and say Yes or No, {DELIVER}",
    ),
}
"""What keeps a document back, in the words of ``dim_documents``: what is told of it, and what to do."""


class NoReturn(LookupError):
    """The release holds no information return of that council; the message says what to do."""


@dataclass(frozen=True)
class Document:
    """A document of the register, in its latest version."""

    ref: str
    version: int | None
    title: str | None
    published_url: str | None
    section_pointer: str | None
    sha256: str | None
    review_due_on: dt.date | None
    kept_back_by: str | None

    def reasons(self, notified: dt.date) -> Iterator[tuple[str, str]]:
        """What keeps it back, and what to do; a review that was due before the notification counts too."""
        found = self.kept_back_by.split("; ") if self.kept_back_by else []
        if self.review_due_on and self.review_due_on < notified and "past its review" not in found:
            found.append("past its review")
        for each in found:
            told, do = KEPT_BACK[each]
            due = (
                f", which was due on {periods.said(self.review_due_on)}" if each == "past its review" else ""
            )
            yield told + due, do


@dataclass(frozen=True)
class Item:
    """An item of the return, in the latest list."""

    ref: str
    title: str | None
    quality_statements: str | None
    evidence_category: str | None
    status: str | None
    signed_off_by_role: str | None
    is_signed_off: bool
    document_refs: str | None

    @property
    def documents(self) -> list[str]:
        """The ids of its documents, each once."""
        return list(dict.fromkeys(filter(None, (self.document_refs or "").split(";"))))


@dataclass(frozen=True)
class Return:
    """A council's information return as a release has it."""

    release: str
    as_at: dt.date
    la_code: str
    la_name: str
    notified: dt.date
    due: dt.date | None
    list_version: str
    items: list[Item]
    documents: dict[str, Document]

    @property
    def hashes(self) -> set[str]:
        """Of the documents that answer an item."""
        named = {ref for item in self.items for ref in item.documents}
        return {each.sha256 for ref, each in self.documents.items() if ref in named and each.sha256}


@dataclass(frozen=True)
class Reason:
    """Why the return cannot go: the item, the document if it is about one, what is wrong and what to do."""

    item: str
    document: str | None
    told: str
    do: str

    @property
    def sentence(self) -> str:
        """As it is said."""
        where = f"{self.item}, {self.document}" if self.document else self.item
        return f"{where}: {self.told}. To do: {self.do}."


@dataclass(frozen=True)
class Found:
    """A file that is a document's, by its hash."""

    path: Path
    bytes: int


def read(home: Path, notified: dt.date, la_code: str | None = None, release: str | None = None) -> Return:
    """The return of a council in a release, by default of the only one in the current release.

    Raises NoReturn, SeveralCouncils, thread.BadReference when there is no such release, and framework.UnknownRules for a day of
    notification for which there are none.
    """
    place = thread.folder(home, release)
    about = json.loads((place / "internal" / "release.json").read_text(encoding="utf-8"))
    names = {each["la_code"]: each["la_name"] for each in about["councils"]}
    step = next(
        each for each in framework.timeline(None, notified) if (each.counted_from, each.ends_with) == EVENTS
    )
    with duckdb.connect(str(place / "internal" / "warehouse.duckdb"), read_only=True) as connection:
        if not tables.has(connection, "fct_return_items"):
            raise NoReturn(
                "The release was built without registers. `goldenthread template assessment` writes the sheet Return to fill in."
            )
        rows = tables.rows(connection, "select * from fct_return_items order by la_code, item_ref")
        la_code = councils.chosen({row["la_code"] for row in rows}, la_code)
        own = [row for row in rows if row["la_code"] == la_code]
        if not own:
            raise NoReturn(
                "The release has no item of the information return"
                f"{f' of council {la_code}' if la_code else ''}: deliver the sheet Return of the workbook assessment."
            )
        documents = tables.rows(connection, "select * from dim_documents where la_code = $1", [la_code])
    return Return(
        place.name, dt.date.fromisoformat(about["as_at"]), str(la_code), names.get(la_code, str(la_code)), notified,
        deadlines.due(step, notified, framework.working_days()), own[0]["list_version"],
        [
            Item(
                row["item_ref"], row["title"], row["quality_statements"], row["evidence_category"], row["status"],
                row["signed_off_by_role"], row["is_signed_off"], row["document_refs"],
            )
            for row in own
        ],
        {
            row["document_ref"]: Document(
                row["document_ref"], row["version"], row["title"], row["published_url"], row["section_pointer"],
                row["sha256"], row["review_due_on"], row["kept_back_by"],
            )
            for row in documents
        },
    )  # fmt: skip


def find(folder: Path, wanted: set[str]) -> dict[str, Found]:
    """The files below a folder that have one of these hashes, by hash; of two alike the first by name."""
    found: dict[str, Found] = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest = landing.sha256(path)
        if digest in wanted and digest not in found:
            found[digest] = Found(path, path.stat().st_size)
    return found


def reasons(told: Return, files: dict[str, Found] | None) -> list[Reason]:
    """Everything that stands against sending it. files: what ``find`` gave; None: files are not looked for."""
    found = []
    for item in told.items:
        if not item.documents and item.status != "Not held":
            found.append(Reason(
                item.ref, None, "no document answers it",
                f"name one in the sheet Return, or say that it is not held, {DELIVER}",
            ))  # fmt: skip
        for ref in item.documents:
            document = told.documents.get(ref)
            if document is None:
                do = f"add it to the sheet Documents of the workbook self_assessment, or mend its id, {DELIVER}"
                found.append(Reason(item.ref, ref, "the register of documents has no such document", do))
                continue
            found += [Reason(item.ref, ref, *each) for each in document.reasons(told.notified)]
            if files is not None and document.sha256 and document.sha256 not in files:
                do = "put its file there; if that was changed since, give it in the register as a new version with its hash"
                found.append(Reason(item.ref, ref, "no file in the folder of documents has its hash", do))
        if not item.is_signed_off:
            by = "" if item.signed_off_by_role else ", and no role is named that signed it off"
            do = f"have it signed off, and say so in the sheet Return, {DELIVER}"
            found.append(Reason(item.ref, None, f"its status is {item.status or 'blank'}{by}", do))
    return found


def counts(told: Return, against: list[Reason]) -> str:
    """How complete it is, in a sentence."""
    short = {each.item for each in against}
    titled = sum(each.title is not None for each in told.items)
    untitled = "" if titled == len(told.items) else f" {len(told.items) - titled} have no title."
    return f"{len(told.items) - len(short)} of {len(told.items)} items are ready.{untitled}"


def write(told: Return, files: dict[str, Found], out: Path) -> Path:
    """Write the folder, whole or not at all; gives it. The same return and files give the same bytes.

    Raises FileExistsError when the folder is there, ValueError while a reason stands against it, and OSError.
    """
    if against := reasons(told, files):
        raise ValueError(f"{len(against)} reasons stand against sending it")
    if out.exists():
        raise FileExistsError(str(out))
    partial = out.with_name(f".{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        (partial / DOCUMENTS).mkdir(parents=True, mode=0o750)
        lines = list(_lines(told, files))
        index = writing.as_csv(COLUMNS, ([line[name] for name in COLUMNS] for line in lines))
        for line in lines:
            if line["file"] and not (partial / line["file"]).exists():
                _copy(files[line["sha256"]].path, partial / line["file"], line["sha256"])
        (partial / INDEX).write_text(index, encoding="utf-8-sig", newline="")
        (partial / PAGE).write_text(_page(told, lines), encoding="utf-8")
        sent = sorted(path for path in partial.rglob("*") if path.is_file())
        sums = [f"{landing.sha256(path)}  {path.relative_to(partial).as_posix()}\n" for path in sent]
        (partial / SUMS).write_text("".join(sums), encoding="utf-8")
        for path in [*sent, partial / SUMS]:
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        partial.rename(out)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return out


def _lines(told: Return, files: dict[str, Found]) -> Iterator[dict[str, Any]]:
    """The index: a line for each item and document, and one for an item that is not held."""
    for item in told.items:
        about = {
            "item": item.ref, "title": item.title, "quality_statements": item.quality_statements,
            "evidence_category": item.evidence_category, "status": item.status, "signed_off_by": item.signed_off_by_role,
        }  # fmt: skip
        for document in [told.documents[ref] for ref in item.documents]:
            file = files[document.sha256 or ""]
            yield about | {
                "document": document.ref, "version": document.version, "document_title": document.title,
                "where_in_it": document.section_pointer, "public_link": document.published_url,
                "file": f"{DOCUMENTS}/{document.ref}-v{document.version}{_ending(file.path)}", "bytes": file.bytes,
                "sha256": document.sha256,
            }  # fmt: skip
        if not item.documents:
            yield about | dict.fromkeys(COLUMNS[len(about) :])


def _ending(path: Path) -> str:
    """The end of a file's name that says what it is; none where it is no plain word."""
    ending = path.suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,8}", ending) else ""


def _copy(path: Path, into: Path, digest: str) -> None:
    """Copy a file's bytes. Raises OSError when they are no longer those that were found."""
    shutil.copyfile(path, into)
    if landing.sha256(into) != digest:
        raise OSError(f"{path} was changed while it was copied: run it again")


def _page(told: Return, lines: list[dict[str, Any]]) -> str:
    """The index as a page that asks nothing of a network."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(rooms.TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("return.html.j2").render(
        rendition="html",
        told=told,
        lines=lines,
        said=periods.said,
        synthetic=councils.is_synthetic(told.la_code),
        files=len({line["file"] for line in lines if line["file"]}),
    )


def missing(home: Path, notified: str | None, la_code: str | None = None) -> list[str]:
    """What stands against sending the return, in sentences, with the documents of home's folder ``documents``."""
    told, files = _gathered(home, notified, la_code)
    return [each.sentence for each in reasons(told, files)]


def make(home: Path, notified: str, la_code: str | None = None) -> Path:
    """Write the return into home's folder ``returns``; gives its folder, also when it was written before.

    Raises ValueError while anything is missing.
    """
    told, files = _gathered(home, notified, la_code)
    out = home / "returns" / f"{told.la_code}-{notified}-{told.release}"
    with landing.one_at_a_time(home, "bundle"):
        return out if out.exists() else write(told, files, out)


def _gathered(home: Path, notified: str | None, la_code: str | None) -> tuple[Return, dict[str, Found]]:
    if not notified:
        raise NoReturn("Say on which day the Commission notified the council: notified, such as 2026-05-11.")
    told = read(home, dt.date.fromisoformat(notified), la_code or None)
    return told, find(home / "documents", told.hashes)
