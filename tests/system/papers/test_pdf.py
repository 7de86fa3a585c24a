"""The pack as a tagged PDF: what a machine says of it, what a listener hears, and that it says what the page says."""

import itertools
import re

import page
import pikepdf
import pytest
import reading
import reading_pdf
import release_by_hand

from reports import pdf, render

REPEATED = re.compile(r"Page \d+ of \d+")


@pytest.fixture(scope="module", params=["pack", "demo_pack"])
def made(request, program):
    """Each pack: its PDF, the tags of that, and the page that says the same."""
    program("pdfinfo")
    files = request.getfixturevalue(request.param)
    html = reading.Page(files["html"].read_text(encoding="utf-8"))
    return files["pdf"], reading_pdf.tags(files["pdf"]), html


def failures(path):
    return [
        f"{each.rule_id}: {each.message}"
        for each in page.validate_pdf(str(path), profile=page.ValidationProfile.PDF_UA_1).failures
    ]


def test_no_rule_of_pdf_ua_is_broken(made):
    assert failures(made[0]) == []


@pytest.mark.parametrize("committee", ["leicester", "cambridgeshire"])
def test_no_rule_is_broken_under_headings_of_two_levels(tmp_path, committee):
    release_by_hand.release(tmp_path)
    written = render.pack("scrutiny", "2025-26Q4", tmp_path, committee=committee)
    (path,) = [each for each in written if each.suffix == ".pdf"]
    assert failures(path) == []


@pytest.mark.parametrize(
    "taken", ["/StructTreeRoot", "/Lang", "/MarkInfo", "/Metadata", "/ViewerPreferences"]
)
def test_the_checker_notices_what_is_taken_away(pack, tmp_path, taken):
    spoilt = tmp_path / "spoilt.pdf"
    with pikepdf.open(pack["pdf"]) as file:
        del file.Root[taken]
        file.save(spoilt)
    assert failures(spoilt)


def test_it_says_what_it_is(made):
    path, _, html = made
    with pikepdf.open(path) as file:
        with file.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"].startswith("Adult social care performance, January to March 2026")
        assert file.Root.Lang == "en-GB"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert str(file.docinfo.CreationDate) == str(file.docinfo.ModDate)
        with file.open_outline() as outline:
            assert len(list(flat(outline.root))) == len(html.headings)


def flat(items):
    for item in items:
        yield item
        yield from flat(item.children)


def test_every_page_is_upright_a4_and_every_font_is_ours_and_in_the_file(made):
    with pikepdf.open(made[0]) as file:
        assert all([round(float(side)) for side in each.MediaBox] == [0, 0, 595, 842] for each in file.pages)
        names = set()
        for found in file.objects:
            if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/FontDescriptor":
                names.add(str(found.FontName).partition("+")[2])
                assert "/FontFile2" in found or "/FontFile3" in found
    assert names and all(re.match(r"(Paper|Liberation-Sans|DejaVu-Sans)(-|$)", name) for name in names)


def test_headings_and_tables_are_heard_in_the_order_of_the_page_and_none_in_two_pieces(made):
    _, top, html = made
    assert [int(each.kind[1]) for each in top.kinds("H1", "H2", "H3", "H4")] == html.headings
    tables, tags = top.kinds("Table"), [tag for tag, _ in html.tags]
    assert len(tables) == tags.count("table")
    assert [[kid.kind for kid in each.kids] for each in tables] == [["Caption", "THead", "TBody"]] * len(
        tables
    )
    assert len(top.kinds("TR")) == tags.count("tr")
    assert len(top.kinds("L")) >= tags.count("dl")


def test_every_picture_has_its_words(made):
    path, _, html = made
    with pikepdf.open(path) as file:
        alts = [
            str(each.Alt)
            for each in file.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure" and "/P" in each
        ]
    assert len(alts) == sum(tag == "svg" and "role" in attrs for tag, attrs in html.tags)
    assert all(len(alt) > 40 for alt in alts)


def test_what_is_printed_on_every_page_is_no_part_of_the_paper(made):
    path, top, _ = made
    said = top.words()
    assert not REPEATED.search(said)
    assert said.count("SYNTHETIC DATA") == 1
    with pikepdf.open(path) as file:
        drawn = [each.Contents.read_bytes() for each in file.pages]
    assert all(each.count(b"/Artifact") > each.count(b"/Artifact BMC") for each in drawn)


def squeezed(text):
    return re.sub(r"\s", "", text)


class Listened:
    """A paper as it is heard: ``words`` in order without the references, and the ``refs`` that were cited, in order."""

    def __init__(self, top, refs):
        self.words, self.refs, self.waiting = [], [], list(map(squeezed, refs))
        inside = sorted(set(self.waiting), key=len, reverse=True)
        self.known = re.compile("|".join(r"\s*".join(map(re.escape, ref)) for ref in inside))
        self.hear(top, "")

    def hear(self, element, start):
        if element.kind == "Table":
            head = squeezed(element.kinds("THead")[0].kinds("TH")[-1].words())
            start = head.removeprefix("Reference") if head.startswith("Reference") else None
        if element.kind == "TR" and start is not None:
            *cells, last = element.kids
            for cell in cells:
                self.words.append(cell.words())
            if last.kind == "TD":
                self.cite(squeezed(last.words()), start)
        elif element.kind in ("TD", "TH"):
            self.words.append(element.words())
        elif element.kind in ("P", "Caption", "LBody", "H1", "H2", "H3", "H4"):
            for plain, kids in itertools.groupby(
                element.kids, lambda kid: kid.kind == "NonStruct"
            ):  # bold, code
                said = " ".join(kid.words() for kid in kids)
                self.words.append(said if plain else self.known.sub(" ", said))
                for ref in [] if plain else self.known.findall(said):
                    assert squeezed(ref) == self.waiting.pop(0)
                    self.refs.append(squeezed(ref))
        elif element.kind != "Figure":
            for kid in element.kids:
                self.hear(kid, start)

    def cite(self, cell, start):
        """The references of a row: each goes on where the column's heading, or the cell's own first words, end."""
        while cell:
            ref = self.waiting.pop(0)
            if not start and not cell.startswith(ref):
                start = ref.partition("@")[0]
                cell = cell.removeprefix(start)
            rest = ref.removeprefix(start)
            assert cell.startswith(rest), f"{cell} where {rest} was expected"
            cell = cell.removeprefix(rest)
            self.refs.append(ref)


def test_it_prints_the_numbers_of_the_page_in_the_same_order_and_cites_every_reference(made):
    _, top, html = made
    refs = [squeezed(ref.rpartition("#")[0]) for ref in html.refs]
    heard = Listened(top, refs)
    numbers, told = (
        [number.rstrip(",") for number in reading.numbers(words)]
        for words in ("".join(html.words), " ".join(heard.words))
    )
    assert len(numbers) > 400 and len(refs) > 150
    assert told == numbers
    assert heard.refs == refs


def test_the_same_release_makes_the_same_bytes(by_hand, pack, monkeypatch):
    first = pack["pdf"].read_bytes()
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    again = {path.suffix: path for path in render.pack("scrutiny", "2025-26Q4", by_hand)}
    assert again[".pdf"].read_bytes() == first


def test_a_picture_that_was_not_given_is_an_error_and_no_network_is_asked():
    import weasyprint.urls

    for source in ("https://example.org/x.png", "file:///etc/hostname", "other.png"):
        html = f'<html lang="en-GB"><head></head><body><h1>t</h1><img src="{source}" alt="x"></body></html>'
        with pytest.raises(weasyprint.urls.FatalURLFetchingError):
            pdf.document(html, {}, title="t", author="a", made=render_day(), header="h", footer="f")


def render_day():
    import datetime as dt

    return dt.date(2026, 4, 20)
