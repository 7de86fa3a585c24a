"""Data quality: the grade of the records behind each measure, and what came through the front door."""

from collections import Counter

from goldenthread import contracts, grades
from reports.paper import Paper

TITLE = "Data quality"


def build(paper: Paper) -> dict:
    """Return each measure's grade, and for an internal paper what each extract's deliveries came to."""
    graded = [
        (metric, found)
        for metric in paper.published.catalogue
        if (found := grades.of(paper.published, metric.id, paper.la_code))
    ]
    graded.sort(key=lambda pair: (-ord(pair[1].grade[0]), pair[0].id))
    loads = paper.published.table("loads", paper.la_code) if paper.internal else []
    extracts = []
    for extract in sorted({row["extract"] for row in loads}):
        rows = [row for row in loads if row["extract"] == extract]
        states = Counter(row["status"] for row in rows)
        sums = {
            name: sum(row[name] for row in rows)
            for name in ("rows_in", "rows_loaded", "rows_set_aside", "rows_warned")
        }
        named = contracts.load(extract).title if extract in contracts.names() else extract
        extracts.append((named, states, sums))
    return {"graded": graded, "extracts": sorted(extracts, key=lambda each: each[0].casefold())}
