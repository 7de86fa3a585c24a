"""Committees' orders of headings: numbered as each has it, boxes where people write, appendices by letter."""

import re

import pytest
import reading
import release_by_hand as by_hand

from reports import paper, render

ORDERS = {
    "leicestershire": ["Purpose of report", "Recommendations", "Background", "What got worse", "Headlines", "Resource implications", "Officers to contact"],
    "leicester": ["1. Purpose of report", "2. Summary", "3. Recommendations", "4. What got worse", "5. Headlines"],
    "cambridgeshire": ["1. Background", "2. Main issues", "3. What got worse", "4. Headlines"],
    "worcestershire": ["Summary", "What got worse", "Headlines", "Purpose of the meeting", "Background papers"],
}  # fmt: skip


def headings(html):
    return [" ".join(found.split()) for found in re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)]


@pytest.mark.parametrize("committee", ORDERS)
def test_headings_stand_in_the_committees_order_and_appendices_follow(tmp_path, committee):
    by_hand.release(tmp_path)
    html, *_ = render.pack("scrutiny", "2025-26Q4", tmp_path, committee=committee)
    found = headings(html.read_text(encoding="utf-8"))
    places = [found.index(each) for each in ORDERS[committee]]
    assert places == sorted(places)
    letters = [each for each in found if each.startswith("Appendix ")]
    assert letters == found[-len(letters) :] and letters[0] == "Appendix A: The improvement plan"


def test_paragraphs_of_the_cover_are_numbered_without_a_gap(tmp_path):
    by_hand.release(tmp_path)
    html, *_ = render.pack("scrutiny", "2025-26Q4", tmp_path, committee="leicestershire")
    numbers = [int(each) for each in re.findall(r"<p>(\d+)\. ", html.read_text(encoding="utf-8"))]
    assert len(numbers) > 8 and numbers == list(range(1, len(numbers) + 1))


def test_what_people_wrote_stands_in_its_box_and_in_word_too(tmp_path):
    import docx

    by_hand.release(tmp_path)
    text = tmp_path / "narrative" / "scrutiny" / "2025-26Q4.md"
    text.parent.mkdir(parents=True)
    text.write_text("## background\nOf them {assessments__eligible_needs} had needs.\n", encoding="utf-8")
    html, word, manifest = render.pack("scrutiny", "2025-26Q4", tmp_path)
    said = "Of them 403 of 776 (51.9%) had needs."
    assert said in " ".join("".join(reading.Page(html.read_text(encoding="utf-8")).words).split())
    assert said in "".join(
        text for text, style in reading.word_runs(docx.Document(str(word))) if style != "Reference"
    )
    assert "background" not in manifest.read_text(encoding="utf-8").split('"unwritten"')[1].split("]")[0]


def test_a_template_that_is_not_there_is_refused_and_those_there_are_named(tmp_path):
    by_hand.release(tmp_path)
    with pytest.raises(paper.ReportError, match="leicestershire"):
        render.pack("scrutiny", "2025-26Q4", tmp_path, committee="nonsuch")
