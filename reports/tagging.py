"""The tags of a PDF, put right before it is written: what a listener hears is the paper, not its pages.

WeasyPrint tags each page by itself. Here what runs over a page is one again; what is printed on every page (the lines
above and below, a table's repeated heading) is no content but decoration, an Artifact in the words of ISO 14289-1; list
items have bodies; and headings of tables say whether they head a column or a row. It counts on what the templates
keep to: a section begins with its heading, and a table with its caption.
"""

from collections.abc import Iterator
from typing import Any

Element = Any
"""A structure element: a dictionary of pydyf with its kind in ``S`` and what it holds in ``K``."""

HEADINGS = tuple(f"/H{level}" for level in range(1, 7))
SCOPES = {"/THead": "/Column", "/TBody": "/Row"}
BODY = ("/Lbl", "/LBody")
POINTS = 0.75  # of a pixel of CSS


def finish(document: Any, made: Any) -> None:
    """Put the tags of a PDF right, just before WeasyPrint writes it.

    document: WeasyPrint's, not looked at. made: pydyf's PDF, which is changed.
    """
    tags = Tags(made)
    tags.join(tags.top)
    tags.scope(tags.top)
    for element in list(tags.all(tags.top)):
        if element["S"] == "/LI":
            tags.give_body(element)
        elif element["S"] == "/Figure":
            tags.place(element)
    tags.set_aside()


class Tags:
    """The tree of tags of one PDF."""

    def __init__(self, made: Any):
        """made: pydyf's PDF with a tree of tags."""
        self.made = made
        self.root = self.object(made.catalog["StructTreeRoot"])
        self.top = self.object(self.root["K"][0])

    def object(self, reference: bytes) -> Any:
        """What a reference such as ``b"12 0 R"`` leads to."""
        return self.made.objects[int(reference.split()[0])]

    def kids(self, element: Element) -> list[Element]:
        """The elements that an element holds, without its marks on a page."""
        held = [self.object(kid) for kid in element["K"] if isinstance(kid, bytes)]
        return [kid for kid in held if "S" in kid]

    def all(self, element: Element) -> Iterator[Element]:
        """An element and all below it, in reading order."""
        yield element
        for kid in self.kids(element):
            yield from self.all(kid)

    def join(self, element: Element) -> None:
        """Make one of what was cut where a page ends."""
        whole: list[Element] = []
        for kid in self.kids(element):
            if whole and self._goes_on(whole[-1], kid):
                for moved in self.kids(kid):
                    moved["P"] = whole[-1].reference
                whole[-1]["K"].extend(kid["K"])
            elif not (kid["S"] == "/THead" and any(each["S"] == "/THead" for each in whole)):
                whole.append(kid)
        if whole:
            marks = [kid for kid in element["K"] if not isinstance(kid, bytes) or "S" not in self.object(kid)]
            element["K"][:] = marks + [kid.reference for kid in whole]
        for kid in whole:
            self.join(kid)

    def _goes_on(self, last: Element, kid: Element) -> bool:
        """Is it the rest of the one before?"""
        if last["S"] != kid["S"]:
            return False
        begins = next((each["S"] for each in self.kids(kid)), None)
        return (
            kid["S"] in ("/Part", "/TBody")
            or (kid["S"] == "/Sect" and begins not in HEADINGS)
            or (kid["S"] == "/Table" and begins != "/Caption")
        )

    def scope(self, element: Element, within: str | None = None) -> None:
        """Say of each heading of a table what it heads; which heads a cell follows, for no cell is merged."""
        within = SCOPES.get(element["S"], within)
        if element["S"] == "/TH":
            element["A"]["Scope"] = within
            element.pop("ID", None)
        elif element["S"] == "/TD":
            element["A"].pop("Headers", None)
        for kid in self.kids(element):
            self.scope(kid, within)

    def give_body(self, item: Element) -> None:
        """Put what a list item holds besides its bullet into a body, as ISO 32000-1 (14.8.4.3.3) has it."""
        import pydyf

        loose = [kid for kid in self.kids(item) if kid["S"] not in BODY]
        if not loose:
            return
        body = pydyf.Dictionary(
            {"Type": "/StructElem", "S": "/LBody", "Pg": item["Pg"], "P": item.reference, "K": pydyf.Array()}
        )
        self.made.add_object(body)
        for kid in loose:
            kid["P"] = body.reference
            body["K"].append(kid.reference)
        item["K"][:] = [*(kid.reference for kid in self.kids(item) if kid["S"] in BODY), body.reference]

    def place(self, figure: Element) -> None:
        """Say where on its page a picture is in the page's own units, from its foot, not in those of the style."""
        left, top, right, bottom = (float(side) * POINTS for side in figure["A"]["BBox"])
        height = self.object(figure["Pg"])["MediaBox"][3]
        figure["A"]["BBox"][:] = [round(side, 2) for side in (left, height - bottom, right, height - top)]

    def set_aside(self) -> None:
        """Mark what is printed on every page as decoration: all that the tree of tags does not hold."""
        held = {element.reference for element in self.all(self.top)}
        marks = self.object(self.root["ParentTree"])["Nums"]
        by_page = dict(zip(marks[::2], marks[1::2], strict=True))
        for page in (
            each for each in self.made.objects if isinstance(each, dict) and each.get("Type") == "/Page"
        ):
            numbers = by_page[page["StructParents"]]
            loose = {number for number, element in enumerate(numbers) if element not in held}
            for number in loose:
                numbers[number] = "null"
            drawn = self.object(page["Contents"]).stream
            for place, said in enumerate(drawn):
                if isinstance(said, dict) and said.get("MCID") in loose:
                    drawn[place - 1] = "/Artifact"
                    said.clear()
                    said["Type"] = "/Pagination"
        for element in self.made.objects:
            is_element = isinstance(element, dict) and element.get("Type") == "/StructElem"
            if is_element and element.reference not in held:
                element.clear()
