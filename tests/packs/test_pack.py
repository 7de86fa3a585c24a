"""The scrutiny pack: the same figures in every rendition, each with its reference, nothing let out."""

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from types import SimpleNamespace

import docx
import jinja2
import pytest
import reading
import release_by_hand as by_hand
from docx.oxml.ns import qn

from goldenthread import periods
from reports import paper, pdf, render, word


@pytest.fixture(scope="session")
def page(pack):
    return reading.Page(pack["html"].read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def document(pack):
    return docx.Document(str(pack["docx"]))


def test_word_prints_the_numbers_of_the_page_in_the_same_order(page, document):
    said = "".join(text for text, style in reading.word_runs(document) if style != "Reference")
    pages, words = reading.numbers("".join(page.words)), reading.numbers(said)
    assert len(pages) > 400
    assert pages == words


def test_word_carries_the_reference_of_every_figure_of_the_page(page, document):
    assert len(page.refs) > 150
    told = list(sentence_and_table_refs(document))
    assert told == [ref.removesuffix("#R1") for ref in page.refs]


def sentence_and_table_refs(document):
    """Each reference in full: those of tables begin in the column's heading or the cell's first line."""
    for block in document.element.body:
        if block.tag == qn("w:p"):
            for text in references(block):
                yield from text.split("; ")
        elif block.tag == qn("w:tbl"):
            head, *rows = [row.findall(qn("w:tc"))[-1] for row in block.findall(qn("w:tr"))]
            start = "".join(references(head))
            for cell in rows:
                own, *rest = "".join(references(cell)).split("\n")
                begun = start or (
                    "" if "@" in own else own
                )  # where the cell's first line says how the others begin
                lines = [own, *rest] if start or not begun else rest
                for line in lines:
                    yield from (f"{begun}{part}" for part in re.split(r" (?=@)", line) if part)


def references(block):
    """The reference texts of a block's paragraphs, a line each as it is printed."""
    found = []
    for paragraph in block.iter(qn("w:p")):
        lines = ""
        for run in paragraph.iter(qn("w:r")):
            style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
            if style is not None and style.get(qn("w:val")) == "Reference":
                lines += "".join(text.text for text in run.iter(qn("w:t")))
            elif lines and run.find(qn("w:br")) is not None:
                lines += "\n"
        found += [lines] if lines else []
    return found


def test_every_figure_in_a_table_has_its_reference(page):
    figures = [(attrs, "".join(text)) for tag, attrs, text in page.cells if tag == "td"]
    numbered = [
        (attrs, text) for attrs, text in figures if re.search(r"\d+ of |\[[cxz]\]|^\s*[\d,]+\s*$", text)
    ]
    assert len(numbered) > 100
    assert not [text for attrs, text in numbered if not attrs.get("data-ref", "").endswith("#R1")]


def test_counts_stand_beside_percentages(page):
    assert "403 of 776 (51.9%)" in "".join(page.words)


def test_what_is_withheld_is_a_mark_and_its_number_is_in_no_byte(tmp_path):
    """The withheld figures of the hand-made release would be 97531 and 86420, had they not been taken out."""
    values = by_hand.rows()
    for row in values:
        if row["withheld"]:
            row["numerator"], row["denominator"] = (97531, None)
    by_hand.release(tmp_path, values=values)
    render.pack("scrutiny", "2025-26Q4", tmp_path)
    written = [path for path in (tmp_path / "packs").rglob("*") if path.is_file()]
    assert {path.suffix for path in written} >= {".html", ".docx", ".csv", ".json"}
    for path in written:
        for name, content in parts(path):
            text = content.decode("utf-8", "replace")
            assert "97531" not in text.replace(",", ""), f"{name} holds a withheld number"
    assert "[c]" in (tmp_path / "packs/scrutiny/2025-26Q4/scrutiny-2025-26Q4.html").read_text(
        encoding="utf-8"
    )


def parts(path):
    """A file's own bytes, and those of each file inside a Word document."""
    yield path.name, path.read_bytes()
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())


def files(home):
    """Every file of a home's packs by its path there."""
    packs = home / "packs"
    return {
        path.relative_to(packs).as_posix(): path.read_bytes() for path in packs.rglob("*") if path.is_file()
    }


def test_the_same_release_makes_the_same_bytes_whatever_the_time_and_place(home, pack, tmp_path, monkeypatch):
    first = files(home)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    by_hand.release(tmp_path)
    render.pack("scrutiny", "2025-26Q4", tmp_path)
    again = files(tmp_path)
    assert len(first) > 15
    assert {name for name in first if first[name] != again.get(name)} == set()


def test_the_manifest_cites_the_release_and_the_hash_of_each_file(pack):
    told = json.loads(pack["json"].read_text(encoding="utf-8"))
    assert (told["release"], told["period"]) == ("R1", "2025-26Q4")
    folder = pack["json"].parent
    written = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert told["files"].keys() == written.keys() - {"pack.json"}
    for name, digest in told["files"].items():
        assert digest == hashlib.sha256(written[name].read_bytes()).hexdigest()


def test_without_pango_the_others_are_written_and_the_manifest_says_what_is_not(pack):
    told = json.loads(pack["json"].read_text(encoding="utf-8"))
    assert set(pack) == {"html", "docx", "json"}
    assert told["left_out"] == {"pdf": pdf.missing()}


def test_a_period_without_figures_names_those_that_have_some(home):
    with pytest.raises(paper.ReportError, match=r"nothing for 2027-28Q1.*2022-23Q3.*2025-26Q4"):
        render.pack("scrutiny", "2027-28Q1", home)


def test_a_pack_that_is_not_there_is_refused_and_those_there_are_named(home):
    with pytest.raises(paper.ReportError, match="scrutiny"):
        render.pack("nonsuch", "2025-26Q4", home)


def test_a_period_that_is_misspelt_is_refused(home):
    with pytest.raises(periods.PeriodError, match="2025-26Q4"):
        render.pack("scrutiny", "Q4", home)


@pytest.mark.parametrize(
    ("title", "more", "told"),
    [
        ("t", "section: x\n", r"brief\.yml: section:"),
        ("Top 12", "", r"brief\.yml: title: .*the figure '12' is typed"),
    ],
)
def test_an_unknown_key_or_a_typed_figure_of_a_packs_file_is_refused_with_its_place(
    tmp_path, title, more, told
):
    path = tmp_path / "brief.yml"
    path.write_text(
        f"pack: brief\ntitle: {title}\naudience: a\npurpose: p\nreach: public\nsections: [about]\n{more}",
        encoding="utf-8",
    )
    with pytest.raises(paper.ReportError, match=told):
        paper.read(path)


def test_a_name_that_a_template_does_not_have_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        render.environment().from_string("{{ value.nonsuch }}").render(value={})


def test_markup_in_a_name_comes_out_as_words(tmp_path):
    by_hand.release(tmp_path, councils=(("501", '<script>alert("x")</script> & Co'),))
    html, word, *_ = render.pack("scrutiny", "2025-26Q4", tmp_path)
    assert "<script" not in html.read_text(encoding="utf-8")
    assert '<script>alert("x")</script> & Co' in "".join(
        text for text, _ in reading.word_runs(docx.Document(str(word)))
    )


def test_each_council_of_a_release_has_its_own_paper(tmp_path):
    by_hand.release(tmp_path, councils=(("501", "Northmoor Council"), ("502", "Southmoor Council")))
    made = [f"{path.parent.name}/{path.name}" for path in render.pack("scrutiny", "2025-26Q4", tmp_path)]
    names = ("scrutiny-2025-26Q4.html", "scrutiny-2025-26Q4.docx", "pack.json")
    assert made == [f"{la_code}/{name}" for la_code in ("501", "502") for name in names]


@pytest.mark.parametrize("period", ["2025-26Q1", "2022-23Q3", "2026-02"])
def test_a_paper_with_little_behind_it_is_still_a_paper(home, period, tmp_path):
    by_hand.release(tmp_path)
    html, *_ = render.pack("scrutiny", period, tmp_path)
    assert "[x]" in html.read_text(encoding="utf-8") or period == "2025-26Q1"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("scrutiny", "Adult social care performance, January to March 2026"),
        ("six_monthly", "Improvement plan and self-assessment, six-monthly update to 31 March 2026"),
    ],
)
def test_a_title_says_the_period_or_the_day_that_the_paper_is_of(name, title):
    asked = SimpleNamespace(pack=paper.load(name), period=periods.parse("2025-26Q4"))
    assert paper.Paper.title.fget(asked) == title


def test_only_made_up_data_is_marked_as_such(tmp_path, page):
    assert "SYNTHETIC DATA" in "".join(page.words)
    by_hand.release(tmp_path, synthetic=False)
    for path in render.pack("scrutiny", "2025-26Q4", tmp_path)[:2]:
        for name, content in parts(path):
            assert b"SYNTHETIC" not in content, f"{name} calls true data synthetic"


def test_progress_is_told_in_words(home, tmp_path):
    by_hand.release(tmp_path)
    told = []
    render.pack("scrutiny", "2025-26Q4", tmp_path, told.append)
    assert told == [
        "Northmoor Council: charts and tables",
        "Northmoor Council: Word",
        "Northmoor Council: CSV and pages of figures",
    ]


def test_a_words_file_is_sound(pack):
    with zipfile.ZipFile(io.BytesIO(pack["docx"].read_bytes())) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_words_after_a_table_stand_clear_of_it_and_a_long_table_runs_over_a_page_in_word():
    def made(rows):
        cells = "".join(f"<tr><th>{row}</th><td>x</td></tr>" for row in range(rows))
        table = f"<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody>{cells}</tbody></table>"
        about = {"title": "t", "author": "a", "made": dt.date(2026, 4, 1), "header": "h", "footer": "f"}
        content = word.document(f"<html><body><p>Before.</p>{table}<p>After.</p></body></html>", {}, **about)
        return docx.Document(io.BytesIO(content)).element.body

    short, long = made(3), made(word.LONG)
    before, after = short.findall(qn("w:p"))[:2]
    assert after.pPr.find(qn("w:spacing")) is not None and before.pPr.find(qn("w:spacing")) is None
    assert list(short.find(qn("w:tbl")).iter(qn("w:keepNext")))
    assert not list(long.find(qn("w:tbl")).iter(qn("w:keepNext")))
