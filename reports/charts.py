"""Line charts: drawn from figures that the tables also print, as SVG for the page and PNG for Word.

The axis starts at nought, the line breaks where a figure is withheld or missing, and each such month
is marked with the same sign as in the table. Text is in a font that the drawing library carries, so
that the picture is the same, to the byte, on every machine.
"""

import re
from dataclasses import dataclass
from html import escape

from goldenthread.metrics import Metric
from goldenthread.published import Value
from reports import filters

WIDTH, HEIGHT = 640, 215
INK, LINE, TARGET, GRID = "#1b1b1b", "#12436d", "#8a3d00", "#d5d8dc"  # 3:1 or better on white, but the grid
FONT = "Liberation Sans"
AXIS = {"percent": "Per cent", "pounds": "Pounds"}


@dataclass(frozen=True)
class Picture:
    """A drawn chart: ``svg`` to be set into a page, ``png`` for Word under ``file``, ``alt`` its words."""

    file: str
    svg: str
    png: bytes
    alt: str


def line(metric: Metric, series: list[Value], words: str) -> Picture:
    """Draw a metric by month or quarter, earliest first, with its target where it has one."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(_spec(metric, series), allowed_base_urls=[])
    png = vl_convert.svg_to_png(svg, scale=2)
    return Picture(f"{metric.id}.png", _for_page(svg, metric.id, words), png, words)


def _spec(metric: Metric, series: list[Value]) -> dict:
    import altair as alt

    rows = _rows(metric, series)
    months = [row["month"] for row in rows]
    step = 1 if len(months) <= 12 else 3 if len(months) <= 24 else 6
    ticks = months[::-1][::step]
    top = _top(max([row["value"] or 0 for row in rows] + [metric.target or 0, 1]), metric)
    x = alt.X("month:O", sort=None, axis=alt.Axis(values=ticks, title=None, labelAngle=0, tickSize=6))
    axis = alt.Axis(title=AXIS.get(metric.unit, metric.unit.capitalize()), tickCount=5, grid=True)
    y = alt.Y("value:Q", scale=alt.Scale(domain=[0, top]), axis=axis)

    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
    layers = [
        *_target(metric),
        base.mark_line(color=LINE, strokeWidth=2.5, invalid="break-paths-show-domains"),
        base.mark_point(color=LINE, fill=LINE, size=26, opacity=1, invalid="filter"),
        base.transform_filter("datum.sign != ''")
        .encode(y=alt.datum(0), text="sign:N")
        .mark_text(color=INK, fontSize=11, dy=-8),
        *(
            base.transform_filter("datum.last")
            .encode(text="said:N")
            .mark_text(fontSize=13, fontWeight="bold", align="right", dy=-14, dx=8, **drawn)
            for drawn in ({"stroke": "#ffffff", "strokeWidth": 5, "color": "#ffffff"}, {"color": INK})
        ),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, background="#ffffff")
    words = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "titleFontSize": 12}
    colours = {"labelColor": INK, "titleColor": INK, "gridColor": GRID, "domainColor": INK, "tickColor": INK}
    return (
        chart.configure(font=FONT, aria=False)
        .configure_axis(**words, **colours)
        .configure_axisY(
            titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-38, titleY=-14, domain=False
        )
        .configure_axisX(grid=False)
        .configure_view(stroke=None)
        .to_dict()
    )


def _target(metric: Metric) -> list:
    """The target's dashed line, named at its end; nothing for a metric without one."""
    import altair as alt

    if metric.target is None:
        return []
    said = f"Target {filters.figure(metric.target, metric.unit)}"
    rule = alt.Chart(alt.Data(values=[{"value": metric.target, "said": said}])).encode(y="value:Q")
    return [
        rule.mark_rule(color=TARGET, strokeDash=[6, 4], strokeWidth=1.5),
        rule.encode(x=alt.value(WIDTH + 10), text="said:N").mark_text(
            color=TARGET, fontSize=12, align="left"
        ),
    ]


def _rows(metric: Metric, series: list[Value]) -> list[dict]:
    """What each figure needs to be drawn: its figure as printed, or the sign for why there is none."""
    rows = []
    for value in series:
        number, said = filters.plotted(value, metric), filters.brief(value, metric)
        rows.append(
            {
                "month": f"{value.period_end:%b %Y}",
                "value": None if number is None else float(number),
                "said": said,
                "sign": said if number is None else "",
                "last": False,
            }
        )
    drawn = [row for row in rows if row["value"] is not None]
    drawn[-1]["last"] = True
    return rows


def _top(highest: float, metric: Metric) -> float:
    """The axis's top: a round number with room above the line, and never over 100 per cent."""
    wanted = highest * 1.15
    size = 10 ** max(len(str(int(wanted))) - 1, 0)
    top = next(size * step for step in (1, 2, 3, 4, 5, 6, 8, 10) if size * step >= wanted)
    return min(top, 100) if metric.kind == "proportion" else top


def _for_page(svg: str, name: str, alt: str) -> str:
    """Let the picture take its size from the page, and give it its words."""
    said = f'<title id="picture-{name}">{escape(alt)}</title>'
    opening = re.search(r"<svg[^>]*>", svg)[0]
    sized = re.sub(r' (width|height)="[^"]*"', "", opening)
    return svg.replace(opening, f'{sized[:-1]} role="img" aria-labelledby="picture-{name}">{said}', 1)
