"""Reading a PDF by its tags, as a screen reader does: elements in order, each with its words."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LINE = re.compile(r"^( *)(?:\"(.*)\"|(\w+)\b.*)$")


@dataclass
class Element:
    """A structure element: its kind, its words line by line, and the elements that it holds."""

    kind: str
    lines: list[str] = field(default_factory=list)
    kids: list["Element"] = field(default_factory=list)

    def all(self) -> Iterator["Element"]:
        yield self
        for kid in self.kids:
            yield from kid.all()

    def kinds(self, *kinds: str) -> list["Element"]:
        return [each for each in self.all() if each.kind in kinds]

    def words(self) -> str:
        """Its words and those of all it holds, in order; of a picture the words are its Alt, which is not here."""
        if self.kind == "Figure":
            return ""
        return " ".join([*self.lines, *(kid.words() for kid in self.kids)]).strip()


def tags(path: Path, pdfinfo: str = "pdfinfo") -> Element:
    """The tree of tags of a PDF with the words of each element, as poppler reads it; poppler must not complain."""
    ran = subprocess.run([pdfinfo, "-struct-text", str(path)], capture_output=True, text=True, check=True)
    assert "Syntax" not in ran.stderr, ran.stderr[:500]
    top = Element("top")
    above = [(-1, top)]
    for line in ran.stdout.splitlines():
        indent, text, kind = LINE.match(line).groups() if LINE.match(line) else ("", None, None)
        while above and above[-1][0] >= len(indent) and (text or kind):
            above.pop()
        if text is not None:
            above[-1][1].lines.append(text)
        elif kind and kind != "Object":
            element = Element(kind)
            above[-1][1].kids.append(element)
            above.append((len(indent), element))
    return top
