"""What somebody wrote comes out as text in every rendition, whatever it would be elsewhere."""

import docx
import pytest
import reading
import reading_docx
import reading_pdf
import release_by_hand as by_hand

from reports import render

WRITTEN = {
    "markup": '<script>alert("x")</script><img src=x onerror=alert(1)>',
    "the end of a section": "]]></w:t></w:r><w:p/>",
    "entities": "&amp; &#x41; &lt;b&gt; &nbsp;",
    "a template": "{{ 7 * 7 }}{% raw %}",
    "a formula": "=cmd|' /C calc'!A0",
    "a function": "@SUM(1+1)*cmd",
    "a style": "} body { display: none } /* */ url(x) \\201C",
    "a rule": "---",
    "emphasis": "*not* _bold_ `code` # heading",
}
CHANGED = {
    "control": "A\x0bB\x00C\x1b",
    "no character": "A\ufffeB\uffffC",
    "turned round": "A\u202e21\u202cB\u2066C",
}
SQUEEZE = str.maketrans("", "", " \n\t")


def squeezed(text):
    return text.translate(SQUEEZE)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A pack of a council whose name, and whose groups, are each of these together."""
    home = tmp_path_factory.mktemp("written")
    values = by_hand.rows()
    for row, said in zip(
        [row for row in values if row["breakdown"] == "age_band"], WRITTEN.values(), strict=False
    ):
        row["breakdown_value"] = said
    for row, said in zip(
        [row for row in values if row["breakdown"] == "sex"], CHANGED.values(), strict=False
    ):
        row["breakdown_value"] = said
    name = " ".join([*WRITTEN.values(), *CHANGED.values()])
    by_hand.release(home, councils=(("501", name),), values=values)
    return {path.suffix[1:]: path for path in render.pack("scrutiny", "2025-26Q4", home)}


@pytest.fixture(scope="module")
def said(made, program):
    """The words of each rendition."""
    program("pdfinfo")
    html = reading.Page(made["html"].read_text(encoding="utf-8"))
    word = "".join(text for text, _ in reading.word_runs(docx.Document(str(made["docx"]))))
    return {"html": "".join(html.words), "docx": word, "pdf": reading_pdf.tags(made["pdf"]).words()}


@pytest.mark.parametrize("rendition", ["html", "docx", "pdf"])
@pytest.mark.parametrize("what", WRITTEN)
def test_it_comes_out_as_it_was_written(said, rendition, what):
    assert squeezed(WRITTEN[what]) in squeezed(said[rendition])


@pytest.mark.parametrize("rendition", ["html", "docx", "pdf"])
@pytest.mark.parametrize("what", CHANGED)
def test_what_cannot_be_printed_is_a_sign_in_its_place(said, rendition, what):
    shown = "".join(letter if letter in "ABC12" else "\ufffd" for letter in CHANGED[what])
    assert squeezed(shown) in squeezed(said[rendition])
    assert not set(CHANGED[what]) - set("ABC12") & set(said[rendition])


def test_nothing_of_it_became_a_part_of_the_paper(made):
    html = reading.Page(made["html"].read_text(encoding="utf-8"))
    assert not {"script", "img", "b"} & {tag for tag, _ in html.tags}
    assert reading_docx.faults(made["docx"]) == []
    assert docx.Document(str(made["docx"])).core_properties.author.startswith("<script>")


def test_the_pdf_is_still_one(made):
    import page

    assert page.validate_pdf(str(made["pdf"]), profile=page.ValidationProfile.PDF_UA_1).is_compliant
