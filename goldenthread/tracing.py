"""What ``goldenthread trace`` shows: a figure with its files, checks and thread, or a record of a register both ways."""

from collections.abc import Callable, Iterator
from typing import Any

from rich.markup import escape
from rich.tree import Tree

from goldenthread import periods, screen
from goldenthread.rounding import rounded, wholes
from goldenthread.screen import out

TURNED = {  # how a link reads from its far end
    "was looked at as": "looks at", "led to": "follows from", "asked for": "was asked for by", "is done by": "is a step of",
    "is shown by": "shows", "should move": "is to be moved by", "recommended": "was recommended by", "found": "was found by",
    "heard": "was heard by", "was promised": "was promised at", "was met by": "meets", "comes before": "comes after",
    "stands also for": "is also", "is tested by": "tests", "rests on": "is given for", "is answered by": "answers",
    "is carried out by": "carries out", "is measured by": "measures", "must not worsen": "is held against",
}  # fmt: skip
LEAST = 24  # characters of a title, however narrow the screen
FILES = 10  # of a figure that are named on the screen, the last received
FEW = 2  # metrics below a record that are told each on a line


def show(found: dict[str, Any], figure: Callable[[float | None, str], str]) -> None:
    """Print what was traced; figure: how a value and its unit are written."""
    if "records" in found:
        _records(found)
    elif "figures" not in found:
        screen.no_count(found)
    else:
        _figures(found, figure)


def _figures(found: dict[str, Any], figure: Callable[[float | None, str], str]) -> None:
    """Each council's figure, back to its files and forward to its action: the thread is last, so that a screen has it whole."""
    metric = found["metric"]
    out.print(f"[bold]{escape(metric['title'])}[/bold]  {escape(found['ref'])}  release {found['release']}")
    out.print(escape(f"  {metric['definition']}"))
    out.print(
        escape(
            f"SQL: {found['yaml'].removesuffix('.yml')}.sql, method {metric['method_version']}, owner {metric['owner']}"
        )
    )
    failed = [each for each in found["checks"] if not each["success"]]
    out.print(
        f"Checks of the whole release: {len(found['checks'])} made, {len(found['checks']) - len(failed)} passed."
    )
    for each in failed:
        out.print(escape(f"  to be explained, in this figure or another: {each['description']}"))
    for each in found["figures"]:
        out.print("Files that figures up to then rest on: received, rows, sha256")
        if earlier := each["files"][:-FILES]:
            out.print(f"  {len(earlier)} received before these (--format json names them)")
        for load in each["files"][-FILES:]:
            warned = f", {load['rows_warned']:,} warned" if load["rows_warned"] else ""
            out.print(
                escape(
                    f"  {load['received_at']:%Y-%m-%d} {load['file_name']} {load['rows_loaded']:,} rows{warned} {load['sha256'][:12]}"
                )
            )
        out.print(
            escape(
                f"Council {each['la_code']}, {each['period_start']} to {each['period_end']}: {_said(each, metric, figure)}"
            )
        )
        if "thread" in each:
            _thread(each["thread"], figure, each["unit"])
    if not found["registers"]:
        out.print("Decision and action: the release was built without registers.")


def _said(each: dict[str, Any], metric: dict[str, Any], figure: Callable[[float | None, str], str]) -> str:
    """A figure's counts, value and margin, and its target."""
    counted = [
        wholes(each[part], 100 if part in metric.get("hundredths", []) else 1)
        for part in ("numerator", "denominator")
        if each[part] is not None
    ]
    counts = ("median of " if each["kind"] == "median" else "") + " of ".join(counted)
    unit = each["unit"]
    said = f"{counts}  {figure(each['value'], unit)}"
    if margin := each.get("margin_of_error"):
        said += f"  margin of error ± {rounded(margin, 1)} points"
    target = metric["target"]
    return f"{said}  {'no target' if target is None else f'target {figure(target, unit)}'}"


def _thread(thread: dict[str, Any], figure: Callable[[float | None, str], str], unit: str) -> None:
    """What came of a figure, as a tree, and what is missing. An action that a board asked for is told once."""
    signal = (thread["signal"] or {}).get("special_cause")
    tree = Tree(f"what came of it{f' (its signal: {escape(signal)})' if signal else ''}")
    for item in thread["looked_at"]:
        _grow(tree, item, turned=False)
    told = {ref for item in thread["looked_at"] for ref in _refs(item)}
    for action in thread["actions"]:
        if action["ref"] in told:
            tree.add(escape(f"is to be moved by {action['ref']}, as above"))
        else:
            _grow(tree, {**action, "link": "should move"}, turned=True)
    if following := thread["next_figure"]:
        said = f"next figure, {following['period_end']}: {figure(following['value'], unit)}"
        tree.add(escape(said))
    for sentence in thread["missing"]:
        tree.add(f"[red]missing:[/red] {escape(sentence)}")
    out.print(tree, soft_wrap=False)


def _refs(node: dict[str, Any]) -> Iterator[str]:
    """The node's reference, and those of all below it."""
    yield node["ref"]
    for following in node["next"]:
        yield from _refs(following)


def _records(found: dict[str, Any]) -> None:
    """A record, what it comes from, what came of it, and where it is written."""
    for each in found["records"]:
        owner = f", {each['owner_role']}" if each["owner_role"] else ""
        out.print(
            f"[bold]{escape(each['record_ref'])}[/bold]  {escape(each['title'] or '')}  release {found['release']}"
        )
        out.print(escape(f"  {each['kind']}{owner}{_when(each)}"))
        if len(each.get("versions", [])) > 1:
            out.print(_versions(each["versions"]), soft_wrap=False)
        for heading, side, turned in (("comes from", "back", True), ("what came of it", "forward", False)):
            tree = Tree(heading)
            for following in each[side]["next"]:
                _grow(tree, following, turned)
            for sentence in each[side].get("missing", []):
                tree.add(f"[red]missing:[/red] {escape(sentence)}")
            if not tree.children:
                tree.add("nothing that a register says")
            out.print(tree, soft_wrap=False)
        out.print(
            escape(
                f"written in {each['file_name']}, row {each['line_number']}, received {each['received_at']}  sha256 {each['sha256'][:16]}"
            )
        )


def _versions(versions: list[dict[str, Any]]) -> Tree:
    """What became of a claim from version to version, and why."""
    tree = Tree("versions")
    for each in versions:
        on = f" ({periods.said(each['refreshed_on'])})" if each["refreshed_on"] else ""
        changed = f": {each['what_changed']}" if each["what_changed"] else ""
        grown = tree.add(
            escape(f"{each['sa_version']}{on} {(each['change_from_last'] or 'not said').lower()}{changed}")
        )
        if each["change_reason"]:
            grown.add(escape(f"because: {each['change_reason']}"))
        if each["text_before"] and each["text_before"] != each["text"]:
            grown.add(escape(f"before: {each['text_before']}"))
        if each["what_does_not_hold"]:
            grown.add(f"[red]does not hold:[/red] {escape(each['what_does_not_hold'])}")
    return tree


def _grow(tree: Tree, node: dict[str, Any], turned: bool, depth: int = 1) -> None:
    """Add a node, on a line of its own, and all below it; more than two metrics of one kind are named in one line.

    depth: below how many others it stands.
    """
    link = TURNED[node["link"]] if turned else node["link"]
    there = "" if node.get("is_there", True) else " [red]which no register holds[/red]"
    when, room = _when(node), out.width - 4 * depth
    title = _short(node.get("title", ""), room - len(f"{link} {node['ref']}  {when}"))
    grown = tree.add(
        f"{escape(link)} [bold]{escape(node['ref'])}[/bold] {escape(title + when)}{there}".rstrip()
    )
    for sentence in node.get("missing", []):
        grown.add(f"[red]missing:[/red] {escape(sentence)}")
    many: dict[str, list[str]] = {}
    for following in node["next"]:
        if following["kind"] == "metric":
            many.setdefault(following["link"], []).append(following["ref"])
    for following in node["next"]:
        refs = many.get(following["link"], []) if following["kind"] == "metric" else []
        if len(refs) <= FEW:
            _grow(
                grown, following, turned and following["link"] not in ("is done by", "is shown by"), depth + 1
            )
        elif refs[0] == following["ref"]:
            said = f"{following['link']} {len(refs)} other metrics: {', '.join(refs)}"
            grown.add(escape(_short(said, room - 4)))


def _short(text: str, room: int) -> str:
    """Text that fits into so many characters, or into the least that says anything."""
    room = max(room, LEAST)
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def _when(node: dict[str, Any]) -> str:
    """A record's state and dates, in brackets; nothing when it has none."""
    told = [node.get("state") or ""]
    told += [f"due {node['due_on']:%-d %b %Y}"] if node.get("due_on") and not node.get("dated_on") else []
    told += [f"{node['dated_on']:%-d %b %Y}"] if node.get("dated_on") else []
    told = [each for each in told if each]
    return f" ({', '.join(told)})" if told else ""
