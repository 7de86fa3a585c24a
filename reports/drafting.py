"""What the drafting of a pack by the committees' calendar does, a function for each step; see ``dags/scrutiny_pack.py``."""

import datetime as dt
from typing import Any

from goldenthread import framework, frozen, meetings, periods
from goldenthread.frozen import FreezeError
from goldenthread.settings import Settings
from reports import filters, freezing, narrative, render
from reports.paper import load, opened
from reports.render import Draft

APPROVE = "Approve"


def due(settings: Settings, name: str, period: str, today: dt.date) -> dict[str, Any] | None:
    """The pack that is to be drafted: the one asked for, or that of the next meeting whose papers are due; None when none is.

    By the calendar a paper is drafted once: what was drafted waits for a person, and is drafted again by hand. period: asked for by hand, or blank for the calendar's. Raises ReportError and PeriodError for what there is not.
    """
    pack = load(name)
    if period:
        return {"pack": name, "period": periods.parse(period).name, "meeting": ""}
    published = opened(pack, settings.home)
    found = pack.body and meetings.due(framework.working_days(), published.table("records"), pack.body, today)
    if not found or _is_drafted(settings, name, found.period) or _is_frozen(settings, name, found.period):
        return None
    told = f"{pack.body} meets on {filters.day(found.meets_on)}; its papers are out by {filters.day(found.publish_by)} at the latest"
    return {"pack": name, "period": found.period.name, "meeting": told}


def _is_frozen(settings: Settings, name: str, period: periods.Period) -> bool:
    return any((each["pack"], each["period"]) == (name, period.name) for each in frozen.packs(settings.home))


def _is_drafted(settings: Settings, name: str, period: periods.Period) -> bool:
    """Whether somebody's draft of a paper lies there; one that nobody puts a role to is a look at how it would be."""
    manifests = Draft(settings.home, name, period).folder.rglob(frozen.MANIFEST)
    return any(frozen.read(path.parent)["drafted_by"] for path in manifests)


def draft(settings: Settings, asked: dict[str, Any], drafted_by: str) -> dict[str, Any]:
    """Write the draft of every council; gives what a person should look at, as Markdown, before approving it."""
    written = render.pack(asked["pack"], asked["period"], settings.home, drafted_by=drafted_by)
    folders = sorted({path.parent for path in written if path.name == frozen.MANIFEST})
    lines = [asked["meeting"]] if asked["meeting"] else []
    for folder in folders:
        told = frozen.read(folder)
        lines.append(
            f"Council {told['la_code']}: look at the files in `{folder.relative_to(settings.home)}`, from release {told['release']}."
        )
        if told["unwritten"]:
            lines.append(
                f"Still to be written in {Draft(settings.home, told['pack'], periods.parse(told['period'])).text.relative_to(settings.home)}, so that it cannot be frozen yet: {', '.join(told['unwritten'])}."
            )
        if told["by_eye"]:
            lines.append(f"{narrative.BY_EYE}: {'; '.join(told['by_eye'])}.")
    parts = {
        folder.name if len(folders) > 1 else "": frozen.digest((folder / frozen.MANIFEST).read_bytes())
        for folder in folders
    }
    title = f"{load(asked['pack']).title}, {periods.parse(asked['period']).words}"
    return {**asked, "parts": parts, "title": title, "body": "\n\n".join(lines)}


def freeze(
    settings: Settings,
    drafted: dict[str, Any],
    answer: dict[str, Any],
    started_by: str | None,
    at: dt.datetime,
) -> list[str]:
    """Freeze what was approved; gives the ids. answer: what a person said, with ``responded_by_user``.

    Raises FreezeError when the person who started the run answers, when the draft is another than was shown, or as
    ``freezing.freeze``.
    """
    who = (answer.get("responded_by_user") or {}).get("name")
    if started_by and who == started_by:
        raise FreezeError(
            "who drafts cannot approve: the person who started this run also answered. Have somebody else answer"
        )
    said = answer["params_input"]
    period = periods.parse(drafted["period"])
    drafts = [
        (Draft(settings.home, drafted["pack"], period, part), shown)
        for part, shown in drafted["parts"].items()
    ]
    for each, shown in drafts:
        if frozen.digest((each.folder / frozen.MANIFEST).read_bytes()) != shown:
            raise FreezeError(
                "the draft was written again after it was shown: trigger the DAG again and look at the new one"
            )
    return [freezing.freeze(each, said["role"], said["comment"] or "", at).name for each, _ in drafts]
