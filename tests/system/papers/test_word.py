"""The pack as a Word file: sound, editable where people write and nowhere else, and still itself after an office has had it."""

import subprocess
import zipfile

import docx
import pytest
import reading_docx
from docx.oxml.ns import qn

MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Reword(source As String, target As String, was As String, becomes As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue, filter(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  filter(0).Name = "FilterName" : filter(0).Value = "MS Word 2007 XML"
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  words = document.createReplaceDescriptor()
  words.SearchString = was
  words.ReplaceString = becomes
  document.replaceAll(words)
  document.storeToURL(target, filter())
  document.close(True)
End Sub
</script:module>
"""


@pytest.fixture(scope="module", params=["pack", "demo_pack"])
def made(request):
    return request.getfixturevalue(request.param)["docx"]


@pytest.fixture(scope="module")
def office(program, tmp_path_factory):
    """An office that opens a document, changes words in it, and saves it as Word: ``office(path, was, becomes)``."""
    soffice, home = program("soffice"), tmp_path_factory.mktemp("office")
    mine = f"-env:UserInstallation={home.as_uri()}"
    # The first start makes a home for the office, with an empty macro in it: this one is put in its place.
    subprocess.run(
        [soffice, "--headless", mine, "--terminate_after_init"], capture_output=True, timeout=180, check=True
    )
    (home / "user" / "basic" / "Standard" / "Module1.xba").write_text(MACRO, encoding="utf-8")

    def run(path, was, becomes):
        target = home / f"{path.stem}-reworded.docx"
        told = ",".join([path.as_uri(), target.as_uri(), was, becomes])
        subprocess.run(
            [soffice, "--headless", mine, f"macro:///Standard.Module1.Reword({told})"],
            capture_output=True, timeout=180, check=True,
        )  # fmt: skip
        return target

    return run


def test_it_is_sound(made):
    assert reading_docx.faults(made) == []


@pytest.mark.parametrize(
    ("part", "was", "becomes", "fault"),
    [
        ("word/document.xml", b'w:val="Heading2"', b'w:val="Nonsuch"', "not defined"),
        ("word/document.xml", b"<w:tblHeader", b"<w:hidden", "does not repeat"),
        ("word/document.xml", b' descr="', b' was="', "has no words"),
        ("word/_rels/document.xml.rels", b'Target="header1.xml"', b'Target="header9.xml"', "is not there"),
        ("[Content_Types].xml", b"/word/styles.xml", b"/word/style.xml", "is not there"),
        ("word/settings.xml", b"<w:documentProtection", b"<w:zoom/><w:documentProtection", "not their order"),
    ],
)
def test_what_is_spoilt_is_noticed(pack, tmp_path, part, was, becomes, fault):
    spoilt, held = tmp_path / "spoilt.docx", reading_docx.parts(pack["docx"])
    assert was in held[part]
    held[part] = held[part].replace(was, becomes)
    with zipfile.ZipFile(spoilt, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    assert any(fault in each for each in reading_docx.faults(spoilt))


def test_what_people_write_may_be_edited_and_nothing_else(made):
    document = docx.Document(str(made))
    assert protection(document) == ("readOnly", "1")
    open_to = [
        each for each in document.element.body.iter(qn("w:p")) if each.find(qn("w:permStart")) is not None
    ]
    written = [each for each in document.element.body.iter(qn("w:p")) if style(each) == "Narrative"]
    assert open_to == written and len(written) > 5
    for paragraph in open_to:
        inside = [each.tag for each in paragraph if each.tag != qn("w:pPr")]
        assert (inside[0], inside[-1]) == (qn("w:permStart"), qn("w:permEnd"))
        assert paragraph.find(qn("w:permStart")).get(qn("w:edGrp")) == "everyone"
    unwritten = [p for p in document.paragraphs if "o be written" in p.text]
    assert unwritten and all(p.style.name == "Narrative" for p in unwritten)


def style(paragraph):
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return None if found is None else found.get(qn("w:val"))


def test_an_office_opens_it_changes_a_word_and_saves_it_and_it_is_still_the_paper(made, office):
    before = docx.Document(str(made))
    after = docx.Document(str(office(made, "To be written", "Reworded by the officer")))
    assert any("Reworded by the officer" in each.text for each in after.paragraphs)
    assert headings(after) == headings(before)
    assert cells(after) == cells(before)
    assert alts(after) == alts(before)
    assert (protection(after), allowed(after)) == (protection(before), allowed(before))
    repeated = [
        table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for table in after.tables
    ]
    assert repeated and all(repeated)
    assert next(after.styles.element.iter(qn("w:lang"))).get(qn("w:val")) == "en-GB"
    assert after.core_properties.title == before.core_properties.title


def headings(document):
    return [
        (each.style.name.lower(), each.text)
        for each in document.paragraphs
        if each.style.name.lower().startswith("heading")
    ]


def cells(document):
    return [
        [["".join(p.text for p in cell.paragraphs) for cell in row.cells] for row in table.rows]
        for table in document.tables
    ]


def protection(document):
    found = document.settings.element.find(qn("w:documentProtection"))
    return found.get(qn("w:edit")), found.get(qn("w:enforcement"))


def allowed(document):
    return len(list(document.element.body.iter(qn("w:permStart"))))


def alts(document):
    return [each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))]
