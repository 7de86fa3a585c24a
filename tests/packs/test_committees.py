"""Committees' orders of headings: numbered as each has it, boxes where people write, appendices by letter."""

import itertools
import re

import pytest
import reading
import release_by_hand as by_hand

from goldenthread import frozen
from reports import paper, render

BODY = [
    "What got worse",
    "Headlines",
    "Performance by quality statement",
    "What was said last time",
    "Earlier commitments and recommendations",
]
IMPLICATIONS = [
    "Resource implications",
    "Procurement, contractual and council contract procedure rules implications",
    "Statutory, legal and risk implications",
    "Equality and diversity implications",
    "Engagement and communications implications",
    "Localism and local member involvement",
    "Public health implications",
    "Climate change and environment implications on priority areas",
]
ORDERS = {
    "leicestershire": ["Purpose of report", "Recommendations", "Policy framework and previous decisions", "Background", *BODY, "Consultation", "Resource implications", "Timetable for decisions", "Circulation under the Local Issues Alert Procedure", "Equality implications", "Human rights implications", "Appendices", "Background papers", "Officers to contact"],
    "leicester": ["Useful information", "1. Purpose of report", "2. Summary", "3. Recommendations", "4. Report and supporting information, including options considered", *[f"4.{place} {each}" for place, each in enumerate(BODY, 1)], "5. Financial, legal and other implications", "5.1 Financial implications", "5.2 Legal implications", "5.3 Climate change and carbon reduction implications", "5.4 Equalities implications", "6. Background information and other papers", "7. Appendices"],
    "cambridgeshire": ["1. Background", "2. Main issues", *[f"2.{place} {each}" for place, each in enumerate(BODY, 1)], "3. Alignment with ambitions", "4. Significant implications", *[f"4.{place} {each}" for place, each in enumerate(IMPLICATIONS, 1)], "5. Source documents", "6. Appendices"],
    "worcestershire": ["Summary", *BODY, "Implications", "Purpose of the meeting", "Supporting information", "Specific contact points for this report", "Background papers"],
}  # fmt: skip
HEADERS = {
    "leicestershire": ["Committee", "Date of meeting", "Report of"],
    "leicester": ["For consideration by", "Date", "Lead director", "Wards affected", "Report author", "Author contact details", "Report version"],
    "cambridgeshire": ["To", "Meeting date", "From", "Electoral divisions", "Key decision", "Forward Plan ref", "Outcome", "Recommendation", "Officer contact"],
    "worcestershire": ["Panel", "Date"],
}  # fmt: skip


def headings(html, levels="23"):
    found = re.findall(rf"<h[{levels}]([^>]*)>(.*?)</h[{levels}]>", html, re.DOTALL)
    own = [text for attributes, text in found if "id=" in attributes or text == "Useful information"]
    return [" ".join(each.split()) for each in own if not each.endswith(": definition")]


@pytest.mark.parametrize("committee", ORDERS)
def test_headings_stand_in_the_committees_order_and_appendices_follow(tmp_path, committee):
    by_hand.release(tmp_path)
    html, *_ = render.pack("scrutiny", "2025-26Q4", tmp_path, committee=committee)
    found = headings(html.read_text(encoding="utf-8"))
    order = ORDERS[committee]
    assert found[: len(order)] == order
    assert found[len(order)] == "Appendix A: The improvement plan"


@pytest.mark.parametrize("committee", HEADERS)
def test_the_header_has_the_committees_own_lines_in_order(tmp_path, committee):
    by_hand.release(tmp_path)
    html, *_ = render.pack("scrutiny", "2025-26Q4", tmp_path, committee=committee)
    lists = re.findall(r'<dl class="header">(.*?)</dl>', html.read_text(encoding="utf-8"), re.DOTALL)
    assert re.findall(r"<dt>(.*?)</dt>", "".join(lists)) == HEADERS[committee]


@pytest.mark.parametrize("committee", ORDERS)
def test_what_the_paper_asks_for_stands_in_it_once_under_every_committees_headings(tmp_path, committee):
    by_hand.release(tmp_path)
    html, *_ = render.pack("scrutiny", "2025-26Q4", tmp_path, committee=committee)
    assert html.read_text(encoding="utf-8").count("say of which measures it asks for a further report.") == 1


def test_a_heading_below_another_leaves_no_level_out(tmp_path):
    by_hand.release(tmp_path)
    html, *_ = render.pack("scrutiny", "2025-26Q4", tmp_path, committee="leicester")
    levels = [int(each) for each in re.findall(r"<h(\d)", html.read_text(encoding="utf-8"))]
    assert 4 in levels and all(then - now <= 1 for now, then in itertools.pairwise(levels))


def test_a_clearance_is_a_box_that_is_missed_until_somebody_writes_it(tmp_path):
    by_hand.release(tmp_path)
    text = tmp_path / "narrative" / "scrutiny" / "2025-26Q4.md"
    text.parent.mkdir(parents=True)
    text.write_text("## legal\nNone.\n\n## legal_cleared\nYes, on {date 2026-05-12}.\n", encoding="utf-8")
    html, *_ = render.pack("scrutiny", "2025-26Q4", tmp_path, committee="leicester")
    unwritten = frozen.read(html.parent)["unwritten"]
    assert "resources_cleared" in unwritten and "legal_cleared" not in unwritten
    page = html.read_text(encoding="utf-8")
    assert "Cleared by the head of law: Yes, on 12 May 2026." in page
    assert "Cleared by the head of finance: [to be written]" in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("{ heading: Top 10 measures, box: top }", "the figure '10' is typed"),
        ("{ heading: Background, box: background, prompt: About 40 people }", "the figure '40' is typed"),
        ("{ heading: Nothing below }", "one of section, box and body, or parts"),
        ("{ heading: A, parts: [{ heading: B, parts: [{ heading: C, box: c }] }] }", "two levels"),
        ("{ heading: A, section: purpose, clearance: the head of law }", "in a box"),
    ],
)
def test_a_template_that_is_wrong_is_refused_with_file_and_key(tmp_path, wrong, told):
    path = tmp_path / "mine.yml"
    path.write_text(
        f"committee: mine\ntitle: t\nsource: s\nnumbers: headings\nheader: []\nheadings: [{{ body: true }}, {wrong}]\n",
        encoding="utf-8",
    )
    with pytest.raises(paper.ReportError, match=rf"mine\.yml: headings\.1.*{told}"):
        paper.read(path, paper.Committee)


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


def test_paragraphs_of_the_packs_own_sections_are_numbered_with_the_covers_and_those_of_appendices_are_not(
    tmp_path,
):
    by_hand.release(tmp_path)
    page = render.pack("scrutiny", "2025-26Q4", tmp_path)[0].read_text(encoding="utf-8")
    body, _, appendices = page.partition('<section id="improvement_plan"')
    assert re.search(r"<p>\d+\. Every measure of this paper that the rules call a concern", body)
    assert "<p>Ratings are by rule" in appendices or "<p>The release was built without" in appendices
    assert not re.search(r"<p>\d+\. ", appendices)
