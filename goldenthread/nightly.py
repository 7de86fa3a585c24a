"""The nightly refresh, step by step: the composition root that the DAG and the command line share.

Every step takes and gives JSON-able values, can be repeated, and leaves the last good release in place
when it fails.
"""

import datetime as dt
import json
import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from goldenthread import (
    alerts,
    assurance,
    contracts,
    councils,
    identity,
    inbox,
    landing,
    ledger,
    periods,
    settings,
    warehouse,
)
from goldenthread import publish as publishing
from goldenthread.disclosure.control import GivenAway
from goldenthread.landing import Delivery
from goldenthread.warehouse import BuildFailed, NothingToBuild

__all__ = ["BuildFailed", "NotPublished", "NothingToBuild", "build", "conformance", "find", "guard", "late", "load", "publish",
           "refresh", "tidy"]  # fmt: skip

Progress = Callable[..., None]
log = logging.getLogger(__name__)

TOLD = ("delivery_id", "load_id", "extract", "file_name", "status", "rows_in", "rows_loaded", "rows_set_aside",
            "rows_warned", "reason", "supersedes")  # fmt: skip
"""What a person, or the next task, is told of a delivery."""


class NotPublished(RuntimeError):
    """The back door refused a release; the message says which rules failed."""


def find(folder: str | None = None) -> list[dict[str, Any]]:
    """The deliveries that wait, in order of receipt, each as ``load`` takes it."""
    now = settings.current()
    landing.prepare(now.home)
    with landing.one_at_a_time(now.home, "landing"):  # else files would move away under our eyes
        found = inbox.find(now.home, Path(folder) if folder else None)
    for sentence in found.said:
        if isinstance(sentence, inbox.Held):
            alerts.send(sentence)
        else:
            log.warning(sentence)
    return [each.as_json() for each in found.waiting]


def load(waiting: dict[str, Any]) -> dict[str, Any]:
    """Check and land one delivery; gives what became of it. Never raises for what is in the file."""
    made = load_all([waiting])
    if made:
        return made[0]
    gone = {
        "file_name": waiting["file_name"],
        "extract": waiting["extract"],
        "status": "taken by another run",
    }
    return dict.fromkeys((*TOLD, "slip")) | {"rows_set_aside": 0} | gone


def load_all(waiting: list[dict[str, Any]], progress: Progress | None = None) -> list[dict[str, Any]]:
    """Check and land deliveries together: Great Expectations is started once for all of them."""
    if not waiting:
        return []
    from expectations import gate  # starts Great Expectations only when there is something to judge

    now = settings.current()
    made = gate.admit([inbox.Waiting.of(each) for each in waiting], now, progress)
    return [_told(each, now.home) for each in made]


def _told(made: Delivery, home: Path) -> dict[str, Any]:
    """What a person, or the next task, wants to know of a delivery."""
    slip = f"refused/{made.extract}/{made.delivery_id}/slip.html"
    is_written = made.status in ("refused", "loaded") and (home / slip).is_file()
    return {key: getattr(made, key) for key in TOLD} | {"slip": slip if is_written else None}


def build(as_at: str | None = None) -> dict[str, Any]:
    """Build the warehouse as at a date (by default that of the latest delivery).

    Raises NothingToBuild when no load counts, and BuildFailed when dbt does not finish.
    """
    now = settings.current()
    ledger.keep_decisions(now.home, landing.register(now.home))
    made = warehouse.question(now, dt.date.fromisoformat(as_at) if as_at else None)
    if not _published(made.release).exists():
        warehouse.build(now, made)
    return {
        "run": made.release,
        "release": made.release,
        "as_at": made.as_at.isoformat(),
        "database": str(made.database),
    }


def guard(built: dict[str, Any]) -> dict[str, Any]:
    """Judge what would leave. Raises NotPublished when a critical rule fails."""
    from expectations import published

    if _published(built["release"]).exists():
        return built
    now = settings.current()
    made = warehouse.again(now, built["release"])
    results = published.guard(now, made)
    failed = [each for each in results if not each["success"]]
    refused = [each["description"] for each in failed if each["severity"] == "refuse"]
    if refused:
        details = published.disagreements(made)[:5]
        without = (
            []
            if _has_submissions(made)
            else ["No submission that states its period, such as Client Level Data, has been loaded."]
        )
        told = ["This does not hold:", *refused, *details, *without, "Last night's release stays in place."]
        raise NotPublished(" ".join(told))
    if failed:
        for sentence in published.unexplained(made, now.home)[:5]:
            alerts.send(sentence + " Look into it, or give the reason in reasons.csv.")
    return built


def _has_submissions(made: warehouse.Build) -> bool:
    """Whether any load that counts states its period: residents and hospital records alone give no figure."""
    counting = landing.counting(made.deliveries, made.as_at)
    return any(each.facts.get("period", "stated") == "stated" for each in counting)


def publish(built: dict[str, Any]) -> dict[str, Any]:
    """Write the release whole and make it current; safe to repeat."""
    from expectations import quality
    from reports import render

    def finishing(folder: Path) -> None:
        quality.write(folder)
        render.site(folder)
        render.internal(folder)

    now, release = settings.current(), built["release"]
    folder = _published(release)
    if not folder.exists():
        made = warehouse.again(now, release)
        kept = now.home / "quality" / "back_door" / f"{release}.json"
        results = json.loads(kept.read_text(encoding="utf-8"))
        try:
            publishing.write(now, made, results, finishing)
        except GivenAway as told:
            raise NotPublished(f"{told} Last night's release stays in place.") from None
    current = now.home / "published" / "current"
    before = current.resolve() if current.exists() else None
    publishing.swap(now.home, release)
    if before != folder and (sentence := assurance.news(before, folder)):
        alerts.send(sentence)
    return {"release": release, "path": str(folder), "as_at": built["as_at"]}


def tidy(published: dict[str, Any]) -> list[str]:
    """Remove releases and builds that nobody needs; gives the releases removed."""
    now = settings.current()
    packs = (now.home / "packs").rglob("pack.json")
    cited = {json.loads(path.read_text(encoding="utf-8"))["release"] for path in packs}
    return publishing.tidy(now, cited)


def late(as_at: str | None = None) -> list[str]:
    """One sentence for each extract whose delivery is overdue on a date, by default today."""
    now = settings.current()
    day = dt.date.fromisoformat(as_at) if as_at else inbox.now().date()
    register = landing.register(now.home) if (now.home / "raw").is_dir() else []
    told = []
    for name in contracts.names():
        contract = contracts.load(name)
        if contract.due is None:
            continue
        ends = [
            # what has no period of its own is of the one in which it came
            each.received_at.date() if contract.submission.period == "none" else each.period_end
            for each in register
            if each.extract == name and each.status == "loaded" and not each.withdrawn
            if not councils.is_synthetic(each.la_code)  # an invented council sends nothing more
        ]
        ends = [end for end in ends if end]
        due_for = contract.due.last_period(day)
        if ends and max(ends) < due_for:
            told.append(
                f"{contract.title} for the {contract.due.every} to {periods.said(due_for)} has not come; "
                f"it was due by {periods.said(contract.due.by(due_for))}."
            )
    return told


def under_demo_key() -> list[str]:
    """A sentence when records of a council that exists lie under the published key."""
    now = settings.current()
    if identity.key(now) != identity.DEMO_KEY:
        return []
    register = landing.register(now.home) if (now.home / "raw").is_dir() else []
    codes = sorted(
        {
            each.la_code
            for each in register
            if each.status == "loaded" and not councils.is_synthetic(each.la_code)
            if _has_persons(each.extract)
        },
        key=str,
    )
    if not codes:
        return []
    return [
        f"Records of council {', '.join(code or 'unknown' for code in codes)} are pseudonymised with the demonstration key, which anyone can "
        "read. If they are real, stop: begin a new home with a key of your own (docs/deployment.md#the-key)."
    ]


def _has_persons(extract: str) -> bool:
    """Whether an extract holds anything that is made a pseudonym."""
    return extract not in contracts.names() or any(
        column.personal == "pseudonym" for column in contracts.load(extract).columns.values()
    )


def refresh(
    folder: str | None = None, as_at: str | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """All of the above, in order, in this process; gives the release and what became of each delivery."""
    said = progress or (lambda *_: None)
    said("looking for deliveries")
    waiting = find(folder)
    loaded = load_all(waiting, said)
    said("building the warehouse")
    built = build(as_at)
    said("checking what would leave")
    guard(built)
    said("publishing")
    published = publish(built)
    tidy(published)
    for sentence in [*alerts.about(loaded), *under_demo_key(), *late()]:
        alerts.send(sentence)
    return {**published, "deliveries": loaded}


def _published(release: str) -> Path:
    return settings.current().home / "published" / "releases" / release


def conformance(
    case: Path, period: list[str | None], as_at: str | None, out: Path, progress: Progress, version: str = ""
) -> list[Path]:
    """The national method on a case's files alone, in a home that is gone afterwards; gives the files written.

    period: first and last day. version: of the method, by default that in force. Raises NotRun when nothing can be built from the files.
    """
    from expectations import gate
    from goldenthread import conformance as method

    start, end = (dt.date.fromisoformat(str(day)) for day in period)
    with tempfile.TemporaryDirectory(prefix="goldenthread-") as folder:
        asked = settings.current().model_copy(update={"method_version": version})
        own = method.own_home(asked, Path(folder))
        for sentence in method.receive(own, case, gate.admit, progress):
            log.warning(sentence)
        progress("building the national tables")
        try:
            return method.run(own, (start, end), as_at, out)
        except (NothingToBuild, BuildFailed) as problem:
            raise method.NotRun(str(problem)) from None
