"""The command ``metrics``: the catalogue by quality statement, or one metric with its definition and its last periods."""

import textwrap
from decimal import Decimal
from itertools import groupby
from typing import Annotated

import duckdb
import typer
from rich.markup import escape

from goldenthread import metrics as catalogue
from goldenthread import periods, screen, settings, thread, uncertainty
from goldenthread.calls import Stop
from goldenthread.metrics import Metric
from goldenthread.rounding import rounded
from goldenthread.screen import err, out

GOOD = {"up": "higher is better", "down": "lower is better", "neutral": ""}
COLUMNS = ["metric", "title", "quality statement", "kind", "good is", "requirements"]


def metrics(
    metric_id: Annotated[str | None, typer.Argument(help="One metric, with its series.")] = None,
    la_code: Annotated[str | None, typer.Option(help="One council.")] = None,
    format: Annotated[
        str, typer.Option(help="Of the catalogue: text, or table, csv or json for a program.")
    ] = "text",
) -> None:
    """The catalogue, or one metric with its definition and its last twelve periods."""
    known = {each.id: each for each in catalogue.catalogue()}
    if metric_id is None:
        if format == "text":
            _listed(list(known.values()))
            return
        rows = [
            [each.id, each.title, each.quality_statement, each.kind, each.good, ", ".join(each.requirements)]
            for each in known.values()
        ]
        screen.table(rows, COLUMNS, format)
        return
    if metric_id not in known:
        raise Stop(f"there is no metric {metric_id}; `goldenthread metrics` lists them")
    found = known[metric_id]
    out.print(f"[bold]{escape(found.title)}[/bold]")
    _say(found.definition)
    _say(f"Numerator: {found.numerator}")
    if found.denominator:
        _say(f"Denominator: {found.denominator}")
    for name, words in found.beside.items():
        _say(f"{name}: {words.replace('`', '')}")
    _series(found, la_code)


def _listed(known: list[Metric]) -> None:
    """Every metric under its quality statement: what it is called, and by what name it is asked for."""
    for statement, own in groupby(known, key=lambda each: each.quality_statement):
        out.print(f"[bold]{escape(statement)}[/bold]")
        for each in sorted(own, key=lambda each: each.id):
            out.print(escape(f"  {each.title}"))
            told = ", ".join(filter(None, (GOOD[each.good], *each.requirements)))
            out.print(f"    [cyan]{escape(each.id)}[/cyan]{escape(f'  {told}' if told else '')}")
        out.print()
    out.print(f"{len(known)} metrics; goldenthread metrics NAME tells of one.")


def _series(metric: Metric, la_code: str | None) -> None:
    """The last periods of a metric in the current release, if there is one."""
    try:
        place = thread.folder(settings.current().home, None)
    except thread.BadReference as problem:
        err.print(escape(str(problem)))
        return
    with duckdb.connect(str(place / "internal" / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select la_code, period_start, period_end, numerator, denominator, value, unit from metric_values "
            "where metric_id = ? and breakdown = 'all' and (? is null or la_code = ?) "
            "qualify row_number() over (partition by la_code, date_diff('month', period_start, period_end) order by period_end desc) <= 12 "
            "order by la_code, date_diff('month', period_start, period_end), period_end",
            [metric.id, la_code, la_code],
        ).fetchall()
        absent = thread.absences(connection, metric.id, la_code)
    names = ["council", "from", "to", "numerator", "denominator", "value"]
    shown = [[*row[:3], *_counts(metric, *row[3:5]), figure(*row[5:])] for row in rows]
    if metric.chance == uncertainty.SURVEY:
        names.append("margin of error")
        shown = [
            [*line, _points(uncertainty.margin(metric.chance, row[3], row[4]))]
            for line, row in zip(shown, rows, strict=True)
        ]
    screen.table(shown, names, "table")
    for (council, why), several in groupby(absent, key=lambda each: (each[0], each[3])):
        told = list(several)
        span = f"{periods.said(told[0][1])} to {periods.said(told[-1][2])}"
        many = f" for {len(told)} periods" if len(told) > 1 else ""
        _say(f"Council {council}, {span}: there is no figure{many}, because {why}.")


def _counts(metric: Metric, numerator: int | None, denominator: int | None) -> list[Decimal | None]:
    """Both counts in what they count: pounds and posts, of which the release keeps pence and hundredths."""
    return [
        None if number is None else Decimal(number) / metric.units(part)
        for part, number in (("numerator", numerator), ("denominator", denominator))
    ]


def figure(value: float | None, unit: str) -> str:
    """A value as packs print it; nothing where there is none."""
    from reports.filters import figure as printed

    return "" if value is None else printed(value, unit)


def _points(margin: float | None) -> str:
    return "" if margin is None else f"± {rounded(margin, 1)} points"


def _say(sentences: str) -> None:
    """Sentences in lines that fit a terminal, and not longer ones on a wide one."""
    out.print(escape(textwrap.fill(sentences, min(out.width, 100))))
