"""The information return's index: each item, who owns it, what answers it, and what it still lacks."""

from reports.paper import Paper

TITLE = "Items of the information return"


def build(paper: Paper) -> dict:
    """Return the items in order, and how many are ready to be sent."""
    items = sorted(
        paper.published.table("fct_return_items", paper.la_code), key=lambda each: each["item_ref"]
    )
    return {"items": items, "ready": sum(bool(each["is_ready"]) for each in items)}
