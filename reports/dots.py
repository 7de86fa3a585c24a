"""Dot plots: a council's own figure beside those published for it, for England, its region and its peers, each with its time.

A figure that is withheld or not published is printed as its mark at the axis, and never as a dot at nought. The table that
stands before the plot prints what is drawn.
"""

from goldenthread.comparators import Comparator
from goldenthread.metrics import Metric
from goldenthread.published import Value
from reports import charts, filters
from reports.charts import Picture

WIDTH, ROW = 470, 34


def drawable(now: Value, metric: Metric, beside: list[Comparator]) -> bool:
    """Whether there are two figures to set beside one another."""
    return (filters.plotted(now, metric) is not None) + sum(each.value is not None for each in beside) > 1


def picture(council: str, now: Value, metric: Metric, beside: list[Comparator], words: str) -> Picture:
    """Draw the council's own figure and those beside it, a row each, in the table's order."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(_spec(_rows(council, now, metric, beside), metric), allowed_base_urls=[])
    name = f"{metric.id}-beside"
    return Picture(
        f"{name}.png", charts.for_page(svg, name, words), vl_convert.svg_to_png(svg, scale=2), words
    )


def _rows(council: str, now: Value, metric: Metric, beside: list[Comparator]) -> list[dict]:
    """What each row is drawn from: its name, its number or None, what is said at it, and a group's range."""
    own = filters.plotted(now, metric)
    rows = [
        {
            "area": f"{council}: own records",
            "value": None if own is None else float(own),
            "said": f"{filters.brief(now, metric)}, {filters.when(now, metric)}",
            "own": True,
            "low": None,
            "high": None,
        }
    ]
    for each in beside:
        number = None if each.value is None else float(filters.rounded(each.value, each.decimals))
        said = filters.beside(each, metric).partition(" (")[0]
        rows.append(
            {
                "area": each.area_name,
                "value": number,
                "said": f"{'median ' if each.lowest is not None else ''}{said}, {each.year}",
                "own": False,
                "low": each.lowest,
                "high": each.highest,
            }
        )
    return rows


def _spec(rows: list[dict], metric: Metric) -> dict:
    top = charts.ceiling(
        max(row[name] or 0 for row in rows for name in ("value", "high")) or 1,
        metric,
    )
    for row in rows:
        row["at"] = row["value"] or 0
        row["left"] = row["at"] < top / 2
    title = charts.AXIS.get(metric.unit, metric.unit.capitalize())
    y = {
        "field": "area",
        "type": "nominal",
        "sort": [row["area"] for row in rows],
        "axis": {"title": None, "domain": False, "ticks": False, "labelLimit": 210, "grid": True, "labelPadding": 8},
    }  # fmt: skip
    x = {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [0, top]},
        "axis": {"title": title, "tickCount": 5, "grid": False},
    }
    said = {"type": "text", "fontSize": 11, "dy": -10, "color": charts.INK}
    layers = [
        {"transform": [{"filter": "datum.low !== null"}], "mark": {"type": "rule", "color": charts.LIMIT, "strokeWidth": 3}, "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
        {"transform": [{"filter": "datum.value !== null && datum.own"}], "mark": {"type": "point", "shape": "diamond", "color": charts.LINE, "fill": charts.LINE, "size": 110, "opacity": 1}, "encoding": {"y": y, "x": x}},
        {"transform": [{"filter": "datum.value !== null && !datum.own"}], "mark": {"type": "point", "shape": "circle", "color": charts.TARGET, "fill": "#ffffff", "strokeWidth": 2, "size": 80, "opacity": 1}, "encoding": {"y": y, "x": x}},
        *(
            {"transform": [{"filter": f"datum.left === {left}"}], "mark": said | {"align": align}, "encoding": {"y": y, "x": x, "text": {"field": "said"}}}
            for left, align in (("true", "left"), ("false", "right"))
        ),
    ]  # fmt: skip
    words = {"labelFont": charts.FONT, "titleFont": charts.FONT, "labelFontSize": 12, "titleFontSize": 12}
    colours = {
        "labelColor": charts.INK,
        "titleColor": charts.INK,
        "gridColor": charts.GRID,
        "tickColor": charts.INK,
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": {"step": ROW},
        "background": "#ffffff",
        "data": {"values": rows},
        "layer": layers,
        "config": {
            "font": charts.FONT,
            "aria": False,
            "axis": words | colours,
            "view": {"stroke": None},
        },
    }
