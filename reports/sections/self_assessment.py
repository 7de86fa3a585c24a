"""The self-assessment: what is claimed under each quality statement, and what evidence is held for it."""

from itertools import groupby

from reports.paper import Paper

TITLE = "Self-assessment"


def build(paper: Paper) -> dict:
    """Return the claims by statement, and the matrix of evidence by statement and category."""
    order = [str(each) for each in type(paper.published.catalogue[0].quality_statement)]
    claims = paper.published.table("claims", paper.la_code)
    claims.sort(key=lambda each: (_place(order, each["quality_statement"]), each["claim_ref"]))
    coverage = paper.published.table("coverage", paper.la_code)
    categories = sorted({row["evidence_category"] for row in coverage})
    cells = {(row["quality_statement"], row["evidence_category"]): row for row in coverage}
    statements = sorted({row["quality_statement"] for row in coverage}, key=lambda name: _place(order, name))
    return {
        "statements": [
            (name, list(found)) for name, found in groupby(claims, key=lambda each: each["quality_statement"])
        ],
        "categories": categories,
        "matrix": [(name, [cells.get((name, category)) for category in categories]) for name in statements],
    }


def _place(order: list[str], name: str | None) -> int:
    return order.index(name) if name in order else len(order)
