"""Freezing: a draft that somebody else approved becomes a paper that can be made again, byte for byte, from its release."""

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

from goldenthread import content, frozen, landing, ledger, periods
from goldenthread.frozen import FreezeError
from goldenthread.ledger import Note
from reports import render
from reports.paper import Approval, Pack, Paper, ReportError, Sources, opened
from reports.render import Draft, Progress
from reports.typed import as_read

INPUTS = "inputs"
SHOWN = 5  # figures that are told of a paper that gives some away


def freeze(
    draft: Draft, approved_by: str, comment: str, at: dt.datetime, progress: Progress | None = None
) -> Path:
    """Freeze a draft: render it as approved, keep it under its id, and enter the approval in the ledger; gives its folder.

    approved_by: a role, and not the one that drafted it. at: Europe/London wall clock. Safe to repeat after a stop at any
    point. Raises FreezeError when the draft was changed, is not whole, names nobody or the same role, its text is no
    longer what it was made of, or something that it withholds could be worked out.
    """
    told, home = frozen.read(draft.folder), draft.home
    sources = _whole(draft, told, approved_by)
    with landing.one_at_a_time(home, "freeze"):
        name = _id(told)
        kept, partial = home / frozen.PLACE / name, home / frozen.PLACE / f".{name}"
        entry = next(
            (each for each in ledger.read(home) if (each.kind, each.subject) == (frozen.APPROVAL, name)), None
        )
        if entry and kept.is_dir():
            return kept
        _attacked(draft, told, progress)
        approval = Approval(
            drafted_by=told["drafted_by"],
            approved_by=entry.by_role if entry else approved_by,
            approved_on=dt.datetime.fromisoformat(entry.at).date() if entry else at.date(),
            comment=entry.reason if entry else comment,
        )
        files, manifest = _made(home, told | {"id": name}, sources, approval, progress)
        shutil.rmtree(partial, ignore_errors=True)
        render.put(partial, files | {frozen.MANIFEST: frozen.as_bytes(manifest)})
        if entry is None:
            said = {
                "draft": frozen.digest(frozen.as_bytes(told)),
                "manifest": frozen.digest(frozen.as_bytes(manifest)),
            }
            ledger.add(
                home, Note(at, frozen.APPROVAL, name, approved_by, comment, json.dumps(said, sort_keys=True))
            )
        partial.rename(kept)
    return kept


def rebuild(home: Path, name: str, out: Path, progress: Progress | None = None) -> list[str]:
    """Make a frozen pack again from its release into a folder; gives the names of the files that came out otherwise.

    Raises FreezeError for a pack that is not there, and when its release is gone.
    """
    kept = home / frozen.PLACE / name
    if not (kept / frozen.MANIFEST).is_file():
        there = ", ".join(each["id"] for each in frozen.packs(home)) or "none yet"
        raise FreezeError(f"there is no frozen pack '{name}'; there are: {there}")
    told = frozen.read(kept)
    if not (home / "published" / "releases" / told["release"]).is_dir():
        raise FreezeError(
            f"the release {told['release']} that '{name}' cites is gone. What was approved is still in {kept}, and goldenthread "
            "verify checks it; to make it again, put the release back under published/releases from a backup"
        )
    approval = Approval.model_validate(told["approval"])
    files, manifest = _made(home, told, Sources.kept(kept / INPUTS), approval, progress)
    render.put(out, files | {frozen.MANIFEST: frozen.as_bytes(manifest)})
    expected, found = told["files"], manifest["files"]
    return sorted(file for file in expected.keys() | found.keys() if expected.get(file) != found.get(file))


def _whole(draft: Draft, told: dict[str, Any], approved_by: str) -> Sources:
    """What a draft was made of besides its release. Raises FreezeError for one that may not be frozen."""
    if files := frozen.changed(draft.folder, told):
        raise FreezeError(
            f"changed by hand since the draft was written: {', '.join(files)}. Write it again; its text is {draft.text}"
        )
    if told["unwritten"]:
        raise FreezeError(
            f"these boxes are not written yet: {', '.join(told['unwritten'])}. Write them in {draft.text}"
        )
    if not _role(told["drafted_by"] or ""):
        raise FreezeError("the draft does not say who drafted it; write it again with --by ROLE")
    if not _role(approved_by):
        raise FreezeError("say which role approves it")
    if _role(approved_by) == _role(told["drafted_by"]):
        raise FreezeError(f"who drafts cannot approve, and {told['drafted_by']} drafted it")
    sources = render.sources(draft, told["la_code"], told["committee"])
    now = {name: frozen.digest(kept) for name, kept in sources.files.items()}
    if moved := sorted(
        name for name in now.keys() | told["sources"].keys() if now.get(name) != told["sources"].get(name)
    ):
        raise FreezeError(
            f"{', '.join(moved)} changed since the draft was written; write the draft again and look at it"
        )
    return sources


def _role(typed: str) -> str:
    """A role as it is compared: however its letters and spaces were typed."""
    return as_read(typed).casefold()


def _attacked(draft: Draft, told: dict[str, Any], progress: Progress | None) -> None:
    """Try to work out what a draft withholds, from all that goes out with it and went out before. FreezeError with the sums.

    An internal paper goes to those who may see every figure, and withholds none.
    """
    from goldenthread.disclosure import attack, printed

    if told["reach"] != "public":
        return
    before = [
        draft.home / frozen.PLACE / each["id"]
        for each in frozen.packs(draft.home)
        if (each["reach"], each["la_code"]) == ("public", told["la_code"])
    ]
    sources = printed.going_out(draft.folder, before, draft.home / "published" / "releases")
    found = attack.attack(
        sources, progress=progress and (lambda words, *_: progress(words)), la_code=told["la_code"]
    )
    if found.pinned:
        shown = "; ".join(f"{each.told} ({', '.join(each.sums)})" for each in found.pinned[:SHOWN])
        raise FreezeError(
            f"what is withheld could be worked out, of {len(found.pinned)} figures: {shown}. Nothing was frozen. "
            f"goldenthread attack {draft.folder} tells them all; docs/disclosure.md says what to do"
        )
    if not found.is_safe:
        raise FreezeError(
            f"in {found.unproved} places figures contradict one another, so that nothing is proved of what is withheld there. "
            f"Nothing was frozen. docs/disclosure.md says what to do"
        )


def _made(
    home: Path, told: dict[str, Any], sources: Sources, approval: Approval, progress: Progress | None
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files and the manifest of a pack as it is approved, from its release and what it was made of besides."""
    pack = content.parse("pack.yml", sources.pack, Pack, ReportError)
    published, period = opened(pack, home, told["release"]), periods.parse(told["period"])
    paper = Paper.of(sources, published, period, told["la_code"], approval)
    files = render.renditions(paper, progress or (lambda words: None))
    files |= {f"{INPUTS}/{name}": kept for name, kept in sources.files.items()}
    manifest = render.manifest(paper, sources, files)
    manifest |= {
        "drafted_by": told["drafted_by"],
        "approval": approval.model_dump(mode="json"),
        "id": told["id"],
    }
    return files, manifest


def _id(told: dict[str, Any]) -> str:
    """A pack's id: what it is, and the beginning of the hash of its draft."""
    short = frozen.digest(frozen.as_bytes(told))[:8]
    return f"{told['pack']}-{told['period']}-{told['la_code']}-{short}"
