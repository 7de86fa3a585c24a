"""Reading a paper back as a person would: its words in order, its figures, its references."""

import re
from html.parser import HTMLParser

NUMBER = re.compile(r"£?\d[\d,]*(?:\.\d+)?%?|\[[cxz]\]")


class Page(HTMLParser):
    """An HTML page's headings, cells, attributes and words; pictures and contents are not words."""

    VOID = ("meta", "link", "br", "img", "col", "input", "path", "line", "rect", "circle")

    def __init__(self, html):
        super().__init__()
        self.open, self.words, self.tags = [], [], []
        self.headings, self.cells, self.refs = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag not in self.VOID:
            self.open.append(tag)
        if "data-ref" in attrs:
            self.refs.append(attrs["data-ref"])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in ("td", "th"):
            self.cells.append((tag, attrs, []))

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if "main" in self.open and not {"nav", "svg", "style"} & set(self.open):
            self.words.append(data)
            if self.cells and {"td", "th"} & set(self.open):
                self.cells[-1][2].append(data)


def numbers(words):
    """Every number and mark in a text, in order."""
    return NUMBER.findall(words)


def word_runs(document):
    """A Word document's runs in reading order, tables in their place: text and character style."""
    from docx.oxml.ns import qn

    for paragraph in document.element.body.iter(qn("w:p")):
        for run in paragraph.iter(qn("w:r")):
            style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
            text = "".join(
                part.text or "" if part.tag == qn("w:t") else "\n"
                for part in run
                if part.tag in (qn("w:t"), qn("w:br"))
            )
            yield text, None if style is None else style.get(qn("w:val"))
        yield "\n", None
