"""Small multiples: the lines of many measures on one page, each on a scale of its own, so that shapes can be compared at a glance.

Drawn like the charts of the measures themselves, whose tables print what is drawn here.
"""

from textwrap import wrap

from reports import charts, filters
from reports.charts import Picture
from reports.sections.measures import Measure
from reports.signs import LEVEL

ACROSS, WIDTH, HEIGHT = 3, 176, 74
PAGE = 15
"""Measures that are drawn in one picture, so that it fits a page."""
SAID = {"type": "text", "fontSize": 10, "fontWeight": "bold", "align": "right", "dy": -9}
LAST = (  # how the last figure is drawn: its words on white, so that no line runs through them
    {"type": "point", "color": charts.LINE, "fill": charts.LINE, "size": 30, "opacity": 1},
    SAID | {"stroke": "#ffffff", "strokeWidth": 4, "color": "#ffffff"},
    SAID | {"color": charts.INK},
)
GAP = {"row": 34, "column": 46}


def picture(name: str, measures: list[Measure], words: str) -> Picture:
    """Draw the measures that have a line, three in a row, in their order; the last figure of each stands at its end."""
    import vl_convert

    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "#ffffff",
        "columns": ACROSS,
        "spacing": GAP,
        "concat": [_panel(each) for each in measures],
        "config": {
            "font": charts.FONT,
            "aria": False,
            "axis": {"labelFont": charts.FONT, "labelFontSize": 10, "labelColor": charts.INK, "grid": False, "domainColor": charts.INK, "tickColor": charts.INK},
            "title": {"font": charts.FONT, "fontSize": 11, "color": charts.INK, "anchor": "start", "offset": 6},
            "view": {"stroke": None},
        },
    }  # fmt: skip
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    png = vl_convert.svg_to_png(svg, scale=2)
    return Picture(f"{name}.png", charts.for_page(svg, name, words), png, words)


def _panel(measure: Measure) -> dict:
    rows = [
        {
            "when": f"{value.period_end:%b %Y}",
            "value": None if number is None else float(number),
            "last": value is measure.drawn[-1],
            "said": charts.at_end(
                filters.brief(value, measure.metric),
                f"{value.period_end:%b %Y}",
                f"{measure.series[-1].period_end:%b %Y}",
            ),
        }
        for value in measure.series
        for number in [filters.plotted(value, measure.metric)]
    ]
    ends = [row["when"] for row in rows]
    top = charts.ceiling(max([row["value"] or 0 for row in rows] + [1]), measure.metric)
    x = {
        "field": "when",
        "type": "ordinal",
        "scale": {"domain": ends},
        "axis": {"values": [ends[0], ends[-1]], "title": None, "labelAngle": 0, "labelFlush": True},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, top]},
        "axis": {"values": [0, top], "title": None, "format": ",.0f"},
    }
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "title": {"text": wrap(measure.metric.title, 34)[:2], "subtitle": measure.signs.heading.removeprefix(f"{LEVEL} "), "subtitleFont": charts.FONT, "subtitleFontSize": 10, "subtitleColor": charts.INK},
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "line", "color": charts.LINE, "strokeWidth": 1.8, "invalid": "break-paths-show-domains"}, "encoding": {"x": x, "y": y}},
            *({"transform": [{"filter": "datum.last"}], "mark": mark, "encoding": {"x": x, "y": y, "text": {"field": "said"}}} for mark in LAST),
        ],
    }  # fmt: skip
