"""The commands ``rating`` and ``clock``: what scores would come to, and when each step of an assessment is due."""

import datetime as dt
import textwrap
from collections.abc import Iterable
from typing import Annotated, Any

import typer
from rich.markup import escape

from goldenthread import calls, deadlines, framework, periods, screen
from goldenthread import rating as scoring
from goldenthread.calls import Stop
from goldenthread.rating import Given, Limiter, Outcome, Rules
from goldenthread.screen import out

FORMATS = ("table", "json")
CAUTION = "This is not a prediction."
WIDTH = 78
FARTHEST = 2100  # the last year of which dates are taken


def rating(
    scores: Annotated[
        str,
        typer.Argument(
            help="A score for each quality statement, in the framework's order, such as 3,3,4,3,4,4,3,4,4; under rules A "
            "also scores of evidence categories, such as 3/3/2/2."
        ),
    ],
    rules: Annotated[
        str | None, typer.Option(help="By which rules, such as A; default: those in force now.")
    ] = None,
    with_limiters: Annotated[
        bool,
        typer.Option(
            "--limiters", help="Also by rules that CQC states for providers, not confirmed for councils."
        ),
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="In JSON also the statements, and which to move.")
    ] = False,
    format: Annotated[str, typer.Option(help="table or json.")] = "table",
) -> None:
    """What scores come to: total, percent, rating and points to the next rating (null in JSON at Outstanding). Not a prediction."""
    _check(format)
    try:
        chosen = framework.rating_rules_named(rules)
        given = scoring.parse(scores, chosen)
    except (framework.UnknownRules, scoring.BadScores) as problem:
        raise Stop(str(problem)) from None
    outcome, limiters = scoring.judge(given, chosen), framework.limiters()
    on = [each for each in limiters if with_limiters or each.is_on]
    if format == "table":
        _show_rating(given, chosen, outcome, limiters, bool(on))
        return
    told: dict[str, Any] = {
        "total": outcome.total,
        "percent": outcome.percent,
        "rating": outcome.rating,
        "points_to_next": outcome.points_to_next,
    }
    if explain:
        told |= _explained(given, chosen, outcome)
    if on:
        held = scoring.limits(given, chosen, on)
        told["with_limiters"] = {
            "rating": scoring.limited(given, chosen, on),
            "limited_by": [{"limiter": each.title, "source": each.source} for each in held],
        }
    screen.as_json(told)


def _explained(given: list[Given], rules: Rules, outcome: Outcome) -> dict[str, Any]:
    """What the table shows beside the four numbers."""
    statements = [
        {"statement": title, "score": scoring.score(each, rules)}
        for title, each in zip(rules.statements, given, strict=True)
    ]
    cheapest = [
        {"statement": each.statement, "from": each.was, "to": each.becomes, "points": each.points}
        for each in scoring.cheapest(given, rules)
    ]
    return {
        "out_of": rules.most,
        "rules": rules.name,
        "source": rules.source,
        "statements": statements,
        "next_rating": outcome.next_rating,
        "cheapest": cheapest,
        "note": CAUTION,
    }


def _show_rating(
    given: list[Given], rules: Rules, outcome: Outcome, limiters: list[Limiter], asked: bool
) -> None:
    """The outcome as a director reads it."""
    now = "no longer in force" if rules.effective_until else "now in force"
    out.print(
        f"[bold]{outcome.total} of {rules.most} points, {outcome.percent}%: {outcome.rating}[/bold]"
        f"   by rules {rules.name}, {now}"
    )
    moves = {each.statement: each for each in scoring.cheapest(given, rules)}
    shown = []
    for title, each in zip(rules.statements, given, strict=True):
        move = moves.get(title)
        row = [title, str(scoring.score(each, rules)), f"to {move.becomes}" if move else ""]
        if any(len(one) > 1 for one in given):
            row.insert(1, "/".join(map(str, each)) if len(each) > 1 else "")
            row[-1] += f" ({_points(move.points)})" if move and len(each) > 1 else ""
        shown.append(row)
    names = ["quality statement", "score", "cheapest move"]
    screen.aligned(shown, names if len(shown[0]) == 3 else [names[0], "evidence", *names[1:]])
    if outcome.points_to_next is None:
        _say(f"{outcome.rating} is the highest rating.")
    else:
        _say(
            f"{_points(outcome.points_to_next)} more to {outcome.next_rating}. Every statement counts alike, so any step up "
            "is worth the same; the cheapest moves take the fewest points, one step each where they can, lowest scores first."
        )
    held = scoring.limits(given, rules, limiters)
    by = "; ".join(f"{each.title.lower()} allows {each.rating} at most" for each in held)
    if held:
        _say(
            f"With limiters: {scoring.limited(given, rules, limiters)} ({by}). CQC states this for providers; that it holds "
            "for councils is not confirmed, and the result above is without it."
        )
    elif asked:
        _say(f"With limiters: {outcome.rating}, the same.")
    _say(CAUTION)


def _points(count: int) -> str:
    return f"{count} point{'' if count == 1 else 's'}"


def clock(
    notified: Annotated[str, typer.Option(help="The day of CQC's notification, such as 2024-09-09.")],
    submitted: Annotated[str | None, typer.Option(help="The day the information return was sent.")] = None,
    second_letter: Annotated[
        str | None, typer.Option(help="The day of the letter that gives the visit's date.")
    ] = None,
    visit: Annotated[str | None, typer.Option(help="The first day on site.")] = None,
    draft: Annotated[
        str | None, typer.Option(help="The day of the email with the draft report; it is day nought.")
    ] = None,
    comments: Annotated[
        str | None, typer.Option(help="The day the comments on factual accuracy were sent.")
    ] = None,
    published: Annotated[str | None, typer.Option(help="The day the report was published.")] = None,
    rules: Annotated[
        str | None, typer.Option(help="By which rules; default: those in force on the day of notification.")
    ] = None,
    as_at: Annotated[
        str | None,
        typer.Option(
            "--as-at", "--today", help="Count open steps to this day, and take later dates as planned."
        ),
    ] = None,
    format: Annotated[str, typer.Option(help="table or json.")] = "table",
) -> None:
    """When each step of a CQC assessment is due, and how many of its days were used. What is not known is left blank."""
    _check(format)
    typed = (notified, submitted, second_letter, visit, draft, comments, published)
    dates = {event: day for event, text in zip(deadlines.EVENTS, typed, strict=True) if (day := _day(text))}
    today = _day(as_at)
    if (ahead := max(filter(None, [*dates.values(), today]))).year > FARTHEST:
        raise Stop(f"{ahead} is too far ahead for an assessment: dates go to the end of {FARTHEST}.")
    if wrong := deadlines.disorder(dates):
        before, later = wrong
        raise Stop(
            f"The {later} ({periods.said(dates[later])}) cannot be before the {before} ({periods.said(dates[before])})."
        )
    first = dates["notification"]
    if today and today < first:
        raise Stop(f"--as-at {today} is before the notification of {first}: nothing was due yet.")
    try:
        steps = framework.timeline(rules, first)
    except framework.UnknownRules as problem:
        raise Stop(str(problem)) from None
    found = deadlines.reckon(steps, dates, framework.working_days(), framework.pre_election_periods(), today)
    if format == "json":
        screen.as_json([each.as_json() for each in found])
        return
    told = f", as at {periods.said(today)}" if today else ""
    out.print(f"[bold]Notified on {periods.said(first)}{told}[/bold]   by rules {steps[0].rule_set}")
    screen.aligned(
        [[each.step, _short(each.due), _short(each.actual), _used(each)] for each in found],
        ["step", "due", "actual", "days"],
    )
    for each in found:
        rule = each.rule.removeprefix(f"{steps[0].rule_set}: ")
        _say(f"{each.step[0].upper()}{each.step[1:]}: {rule}. ({each.source})", "  ")


def _used(step: deadlines.Reckoned) -> str:
    """Days used of those allowed, and what to make of it."""
    used, allowed = step.days_used, step.days_allowed
    if allowed is None:
        return "" if used is None else f"{used}"
    before = {"at the earliest": "from ", "about": "about "}.get(step.bound, "")
    if used is None:
        return f"{before}{allowed}"
    if before:
        return f"{used}, {before}{allowed}"
    return f"{used} of {allowed}{', late' if used > allowed else ''}"


def _short(day: dt.date | None) -> str:
    return f"{day:%-d %b %Y}" if day else ""


def _day(text: str | None) -> dt.date | None:
    """A date that was typed. Raises Stop when it is none."""
    day = calls.day(text)
    return dt.date.fromisoformat(day) if day else None


def _check(format: str) -> None:
    if format not in FORMATS:
        raise Stop(f"there is no format {format}; there are: {', '.join(FORMATS)}")


def _say(sentences: str, then: str = "") -> None:
    """Sentences in lines that fit a terminal."""
    lines: Iterable[str] = textwrap.wrap(sentences, WIDTH, subsequent_indent=then)
    out.print(escape("\n".join(lines)))
