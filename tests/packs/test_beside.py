"""Other councils' published figures beside a council's own: with their year, and with a question where there is one."""

import docx
import pytest
import reading
import release_by_hand as by_hand

from goldenthread import comparators, published
from reports import render


def papers(home, la_code, **given):
    """The page and the Word document of one council's paper."""
    by_hand.release(
        home, synthetic=False, councils=((la_code, "A Council"),), beside=by_hand.beside(), **given
    )
    html, word, *_ = render.pack("scrutiny", "2025-26Q4", home)
    return html.read_text(encoding="utf-8"), docx.Document(str(word))


def words_of(page):
    return " ".join("".join(reading.Page(page).words).split())


def test_a_council_is_set_beside_england_its_region_and_its_peers_each_with_its_year(tmp_path):
    page, _ = papers(tmp_path, "416")
    said = words_of(page)
    for each in (
        "Worcestershire 13.0% (2024/25)",
        "England 77.1% (2024/25)",
        "West Midlands 68.5% (2024/25)",
        "Our list 74.3% (2024/25; 61.0% to 80.1%, 12 of 15 councils)",
    ):
        assert each in said
    assert "North East" not in said and "99.9" not in said
    assert "Open Government Licence v3.0" in said


def test_a_questioned_figure_has_its_question(tmp_path):
    page, word = papers(tmp_path, "416")
    assert f"Question about Worcestershire. {by_hand.QUESTION}" in words_of(page)
    assert by_hand.QUESTION in "".join(text for text, _ in reading.word_runs(word))


def test_a_marker_is_printed_as_a_marker_and_stands_in_no_sentence(tmp_path):
    said = words_of(papers(tmp_path, "415")[0])
    assert "Herefordshire [c] (2024/25)" in said
    assert "for Herefordshire" not in said


def test_a_council_without_published_figures_is_set_beside_england_alone(tmp_path):
    papers(tmp_path, "990")
    found = comparators.beside(published.Published.open(tmp_path), "reviews__overdue", "990")
    assert [each.area_name for each in found] == ["England"]


def test_both_renditions_carry_the_same_numbers_and_references(tmp_path):
    page, word = papers(tmp_path, "416")
    said = "".join(text for text, style in reading.word_runs(word) if style != "Reference")
    pages = reading.Page(page)
    assert reading.numbers("".join(pages.words)) == reading.numbers(said)
    told = "".join(text for text, style in reading.word_runs(word) if style == "Reference")
    refs = [ref.removesuffix("#R1") for ref in pages.refs if "comparator=" in ref]
    england = refs.count("reviews__overdue@2025-03-31/comparator=England")
    assert england == 3  # behind its figures, in the table, in the sentence
    assert len(refs) == 9 and all(ref in told for ref in refs)


@pytest.mark.parametrize("metric", ["support__open", "nonsuch__metric"])
def test_a_metric_without_a_national_measure_is_set_beside_nothing(tmp_path, metric):
    papers(tmp_path, "416")
    assert comparators.beside(published.Published.open(tmp_path), metric, "416") == []


def test_a_release_without_comparators_has_none(tmp_path):
    by_hand.release(tmp_path)
    assert comparators.beside(published.Published.open(tmp_path), "reviews__overdue", "501") == []
