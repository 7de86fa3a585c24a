"""The grade of the records behind a figure stands beside it, in words."""

import json

import pytest
import reading
import release_by_hand as by_hand

from reports import render


@pytest.mark.parametrize(
    ("grade", "said"),
    [
        (
            "A",
            "grade A. In the latest twelve months submitted at least 98 of every 100 records can be used in each field",
        ),
        (
            "B",
            "grade B. In the latest twelve months submitted fewer than 98 of every 100 records can be used in Ethnicity",
        ),
        (
            "D",
            "grade D. In the latest twelve months submitted fewer than 85 of every 100 records can be used in Ethnicity",
        ),
    ],
)
def test_a_measure_has_its_grade_and_what_it_means(tmp_path, grade, said):
    folder = by_hand.release(tmp_path)
    rows = [{"metric_id": "reviews__overdue", "la_code": "501", "grade": grade, "weakest": "Ethnicity"}]
    (folder / "public" / "metric_quality.json").write_text(json.dumps(rows), encoding="utf-8")
    html, *_ = render.pack("scrutiny", "2025-26Q4", tmp_path)
    words = " ".join("".join(reading.Page(html.read_text(encoding="utf-8")).words).split())
    assert said in words and words.count("Quality of the records behind it") == 1


def test_without_a_grade_nothing_is_said(pack):
    assert "Quality of the records" not in pack["html"].read_text(encoding="utf-8")
