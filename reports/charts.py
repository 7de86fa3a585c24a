"""Line charts: drawn from figures that the tables also print, as SVG for the page and PNG for Word.

The axis starts at nought, the line breaks where a figure is withheld or missing, and each such month
is marked with the same sign as in the table. Limits are drawn beside the line, and a figure that breaks
one of the rules has a shape of its own, so that nothing is told by colour alone. Text is in a font that the drawing library carries, so
that the picture is the same, to the byte, on every machine.
"""

import re
from dataclasses import dataclass
from html import escape

from goldenthread import spc
from goldenthread.forecast import Standing
from goldenthread.metrics import Metric
from goldenthread.published import Value
from reports import filters
from reports.characters import printable
from reports.signs import Signs

WIDTH, HEIGHT = 640, 215
SIGNS = 0.12  # of the height, at the foot: where the signs for what is withheld or missing stand
INK, LINE, TARGET, GRID = "#1b1b1b", "#12436d", "#8a3d00", "#d5d8dc"  # 3:1 or better on white, but the grid
FONT = "Liberation Sans"
LIMIT = "#5a6068"
SHAPES = {  # type of point to its shape and colour
    spc.IMPROVEMENT: ("diamond", "#12436d"),
    spc.CONCERN: ("square", "#8a3d00"),
    spc.HIGH: ("triangle-up", "#5b2a86"),
    spc.LOW: ("triangle-down", "#5b2a86"),
}
NAMED = {"mean": "Mean", "lower": "Lower limit", "upper": "Upper limit"}
DRAWN = {  # line of a backlog to its colour, dashes and name
    "counted": (LINE, [1, 0], "Counted"),
    "today": (LINE, [6, 4], "At today's pace"),
    "plan": (TARGET, [2, 3], "As planned from now"),
    "asked": (LIMIT, [10, 3, 2, 3], "Had the plan been kept"),
}
PARTS = re.compile(
    r' (?:role|aria-roledescription)="[^"]*"'
)  # what the drawing library says of lines and points
AXIS = {"percent": "Per cent", "pounds": "Pounds"}
CHART = {  # what all charts have in common: Vega-Lite, written down rather than built, which takes longer than to draw it
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "width": WIDTH,
    "height": HEIGHT,
    "background": "#ffffff",
    "config": {
        "font": FONT,
        "aria": False,
        "axis": {
            **{"labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "titleFontSize": 12},
            **{"labelColor": INK, "titleColor": INK, "gridColor": GRID, "domainColor": INK, "tickColor": INK},
        },
        "axisX": {"grid": False},
        "axisY": {
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleX": -38,
            "titleY": -14,
            "domain": False,
        },
        "view": {"stroke": None},
    },
}


@dataclass(frozen=True)
class Picture:
    """A drawn chart: ``svg`` to be set into a page, ``png`` for Word under ``file``, ``alt`` its words."""

    file: str
    svg: str
    png: bytes
    alt: str


def line(metric: Metric, series: list[Value], signs: Signs, words: str) -> Picture:
    """Draw a metric by month or quarter, earliest first, with its target and its limits where it has them."""
    return _drawn(metric.id, _line(metric, series, signs), words)


def ahead(metric: Metric, counted: list[Standing], lines: dict[str, list[Standing]], words: str) -> Picture:
    """Draw a backlog up to now and where it would stand: each line in dashes of its own, named at its end.

    counted: what stood, earliest first. lines: by ``today`` (with its interval as a band), ``plan`` and ``asked``.
    """
    return _drawn(f"{metric.id}-ahead", _ahead(metric, counted, lines), words)


def _drawn(name: str, layers: list[dict], words: str) -> Picture:
    """Layers of Vega-Lite as a picture."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(CHART | {"layer": layers}, allowed_base_urls=[])
    png = vl_convert.svg_to_png(svg, scale=2)
    return Picture(f"{name}.png", for_page(svg, name, words), png, words)


def _across(months: list[str], step: int) -> dict:
    """The axis of time: its months are said, for a layer may begin later than another; every so many of them named."""
    ticks = {"values": months[::-1][::step], "title": None, "labelAngle": 0, "tickSize": 6}
    return {"field": "month", "type": "ordinal", "scale": {"domain": months}, "axis": ticks}


def _upwards(title: str, top: float) -> dict:
    """The axis of figures, from nought."""
    axis = {"title": title, "tickCount": 5, "grid": True}
    return {"field": "value", "type": "quantitative", "scale": {"domain": [0, top]}, "axis": axis}


def _ahead(metric: Metric, counted: list[Standing], lines: dict[str, list[Standing]]) -> list[dict]:
    """A backlog's band, lines, points and names, as layers."""
    now = counted[-1]
    joined = {
        name: ([] if name == "asked" else [now]) + standings for name, standings in lines.items() if standings
    }
    drawn = {"counted": counted} | joined
    ends = sorted(
        {each.end for standings in drawn.values() for each in standings} | {each.end for each in counted}
    )
    months = [f"{end:%b %Y}" for end in ends]
    rows = [
        {"month": f"{each.end:%b %Y}", "line": name, "value": float(each.stock)}
        for name, standings in drawn.items()
        for each in standings
    ]
    band = [
        {"month": f"{each.end:%b %Y}", "lower": each.lower, "upper": each.upper}
        for each in [
            Standing(now.end, now.stock, float(now.stock), float(now.stock)),
            *lines.get("today", []),
        ]
    ]
    top = ceiling(max(1.0, *(row["value"] for row in rows), *(each["upper"] for each in band)), metric)
    x, y = _across(months, 3), _upwards(metric.unit.capitalize(), top)
    styles = {name: DRAWN[name] for name in drawn}
    ended = sorted(
        (float(standings[-1].stock), name) for name, standings in drawn.items() if name != "counted"
    )
    labels, least = [], 0.0
    for value, name in ended:
        least = max(value, least)
        labels.append({"value": least, "said": DRAWN[name][2], "colour": DRAWN[name][0]})
        least += top * 14 / HEIGHT
    labels.append(
        {
            "value": min(float(now.stock) + top * 0.09, top),
            "said": "Counted",
            "colour": LINE,
            "month": f"{now.end:%b %Y}",
        }
    )
    scale = {"domain": list(styles)}
    return [
        {
            "data": {"values": band},
            "mark": {"type": "area", "color": LINE, "opacity": 0.14},
            "encoding": {"x": x, "y": {**y, "field": "lower"}, "y2": {"field": "upper"}},
        },
        {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeWidth": 2.2},
            "encoding": {
                "x": x,
                "y": y,
                "color": {
                    "field": "line",
                    "type": "nominal",
                    "legend": None,
                    "scale": {**scale, "range": [style[0] for style in styles.values()]},
                },
                "strokeDash": {
                    "field": "line",
                    "type": "nominal",
                    "legend": None,
                    "scale": {**scale, "range": [style[1] for style in styles.values()]},
                },
            },
        },
        {
            "data": {"values": [row for row in rows if row["line"] == "counted"]},
            "mark": {"type": "point", "color": LINE, "fill": LINE, "size": 26, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
        *(
            {
                "data": {"values": [label]},
                "mark": {"type": "text", "fontSize": 12, "align": "right" if "month" in label else "left"},
                "encoding": {
                    "x": {**x} if "month" in label else {"value": WIDTH + 10},
                    "y": y,
                    "text": {"field": "said"},
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                },
            }
            for label in labels
        ),
    ]


def _line(metric: Metric, series: list[Value], signs: Signs) -> list[dict]:
    """A metric's limits, target, line, points, signs and names, as layers."""
    rows = _rows(metric, series, signs)
    months = [row["month"] for row in rows]
    heights = [row[name] or 0 for row in rows for name in ("value", "upper")]
    top = ceiling(max([*heights, metric.target or 0, 1]), metric)
    step = 1 if len(months) <= 12 else 3 if len(months) <= 24 else 6
    where = {"x": _across(months, step), "y": _upwards(AXIS.get(metric.unit, metric.unit.capitalize()), top)}
    data = {"values": rows}
    missing, last = ({"data": {"values": [row for row in rows if row[name]]}} for name in ("sign", "last"))
    low = any(row["last"] and row["value"] < top * SIGNS for row in rows)
    rise = -26 if low and any(row["sign"] for row in rows) else -14  # above the signs at the foot
    bold = {"type": "text", "fontSize": 13, "fontWeight": "bold", "align": "right", "dy": rise, "dx": 8}
    return [
        _limits(rows, where),
        *_target(metric),
        {
            "data": data,
            "mark": {
                "type": "line",
                "color": LINE,
                "strokeWidth": 2.5,
                "invalid": "break-paths-show-domains",
            },
            "encoding": where,
        },
        {
            "data": data,
            "mark": {
                "type": "point",
                "color": LINE,
                "fill": LINE,
                "size": 26,
                "opacity": 1,
                "invalid": "filter",
            },
            "encoding": where,
        },
        {
            **missing,
            "mark": {"type": "text", "color": INK, "fontSize": 11, "dy": -8},
            "encoding": {**where, "y": {"datum": 0}, "text": {"field": "sign"}},
        },
        *(
            {**last, "mark": bold | drawn, "encoding": {**where, "text": {"field": "said"}}}
            for drawn in ({"stroke": "#ffffff", "strokeWidth": 5, "color": "#ffffff"}, {"color": INK})
        ),
        _shapes(rows, where),
        _labels(metric, rows[-1], top, where["y"]),
    ]


def _target(metric: Metric) -> list[dict]:
    """The target's dashed line, as a layer; none for a metric without one."""
    if metric.target is None:
        return []
    return [
        {
            "data": {"values": [{"value": metric.target}]},
            "mark": {"type": "rule", "color": TARGET, "strokeDash": [6, 4], "strokeWidth": 1.5},
            "encoding": {"y": {"field": "value", "type": "quantitative"}},
        }
    ]


def _limits(rows: list[dict], where: dict) -> dict:
    """Mean and limits of each stretch, with a gap between one and the next, as a layer."""
    drawn = [
        {"month": row["month"], "line": name, "stretch": row["stretch"], "value": row[name]}
        for row in rows
        for name in NAMED
        if row[name] is not None
    ]
    dashes = {"domain": list(NAMED), "range": [[1, 0], [2, 3], [2, 3]]}
    return {
        "data": {"values": drawn},
        "mark": {"type": "line", "color": LIMIT, "strokeWidth": 1},
        "encoding": {
            **where,
            "detail": {"field": "stretch", "type": "nominal"},
            "strokeDash": {"field": "line", "type": "nominal", "scale": dashes, "legend": None},
        },
    }


def _shapes(rows: list[dict], where: dict) -> dict:
    """The figures that break a rule, each kind in a shape of its own, as a layer."""
    drawn = [
        {
            "month": row["month"],
            "value": row["value"],
            **dict(zip(("shape", "colour"), SHAPES[row["type"]], strict=True)),
        }
        for row in rows
        if row["type"] in SHAPES
    ]
    asis = {
        name: {"field": name if name == "shape" else "colour", "type": "nominal", "scale": None}
        for name in ("shape", "color", "fill")
    }
    return {
        "data": {"values": drawn},
        "mark": {"type": "point", "size": 90, "opacity": 1},
        "encoding": where | asis,
    }


def _labels(metric: Metric, last: dict, top: float, y: dict) -> dict:
    """The names of the lines at their ends, moved apart where they would lie on one another, as a layer."""
    named = [(last[name], said, LIMIT) for name, said in NAMED.items() if last[name] is not None]
    if metric.target is not None:
        named.append((metric.target, f"Target {filters.figure(metric.target, metric.unit)}", TARGET))
    gap, least = top * 14 / HEIGHT, 0.0
    labels = []
    for value, said, colour in sorted(named):
        least = max(value, least)
        labels.append({"value": least, "said": said, "colour": colour})
        least += gap
    return {
        "data": {"values": labels},
        "mark": {"type": "text", "fontSize": 12, "align": "left"},
        "encoding": {
            "x": {"value": WIDTH + 10},
            "y": y,
            "text": {"field": "said"},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        },
    }


def _rows(metric: Metric, series: list[Value], signs: Signs) -> list[dict]:
    """What each figure needs to be drawn: its figure as printed, or the sign for why there is none; and its limits."""
    rows = []
    without = {"stretch": 0, "type": "", **dict.fromkeys(NAMED)}
    for value in series:
        number, said = filters.plotted(value, metric), filters.brief(value, metric)
        rows.append(
            {
                "month": f"{value.period_end:%b %Y}",
                "value": None if number is None else float(number),
                "said": said,
                "sign": said if number is None else "",
                "last": False,
                **signs.points.get(value.period_end, without),
            }
        )
    (*_, last) = (row for row in rows if row["value"] is not None)
    last |= {"last": True, "said": at_end(last["said"], last["month"], rows[-1]["month"])}
    return rows


def at_end(said: str, month: str, latest: str) -> str:
    """What stands at the last figure that is drawn: the figure, with its month where a later one is not drawn."""
    return said if month == latest else f"{said} in {month}"


def ceiling(highest: float, metric: Metric) -> float:
    """The axis's top: a round number with room above the line, and never over 100 per cent."""
    wanted = highest * 1.15
    size = 10 ** max(len(str(int(wanted))) - 1, 0)
    top = next(size * step for step in (1, 2, 3, 4, 5, 6, 8, 10) if size * step >= wanted)
    return min(top, 100) if metric.kind == "proportion" else top


def for_page(svg: str, name: str, alt: str) -> str:
    """Let the picture take its size from the page, and give it its words; its parts are no pictures of their own."""
    said = f'<title id="picture-{name}">{escape(printable(alt))}</title>'
    opening = re.search(r"<svg[^>]*>", svg)[0]
    sized = re.sub(r' (width|height)="[^"]*"', "", opening)
    svg = PARTS.sub("", svg)
    return svg.replace(opening, f'{sized[:-1]} role="img" aria-labelledby="picture-{name}">{said}', 1)
