"""The quality page that anybody may read: no share of so few rows that it tells how many, and no place that does."""

import json

import pytest
import small_release

from expectations import quality
from goldenthread import marks, publish, settings
from goldenthread.disclosure import profiles

LOCAL = profiles.named("local")
BROKEN = {"Often": 30, "Twice": 2, "Never": 0, "Quite": 6, "All but one": 99}


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 3, "none"), (1, 48, "[c]"), (4, 9000, "[c]"), (5, 48, "10.4%"), (47, 48, "[c]"), (48, 48, "100.0%"), (5, 9, "[c]"),
     (5, 20000, "under 0.1%")],
)  # fmt: skip
def test_a_share_that_tells_a_small_count_is_withheld(part, whole, told):
    assert quality.public_share(LOCAL, part, whole) == told


@pytest.fixture
def pages(home) -> dict[str, str]:
    """Both pages of a release of one load of a hundred rows, two of them set aside."""
    delivery = small_release.delivery("good.csv", rows_in=102, rows_loaded=100, rows_set_aside=2)
    folder = home / "quality" / "front_door"
    folder.mkdir(parents=True, exist_ok=True)
    results = [
        {"rule": name, "expectation": "e", "description": f"{name} holds.", "severity": "warn", "success": not broken,
         "rows": 100, "unexpected": broken}
        for name, broken in BROKEN.items()
    ]  # fmt: skip
    path = folder / f"{delivery.extract}.{delivery.record}.json"
    path.write_text(json.dumps({"results": results}), encoding="utf-8")
    made = small_release.build(home, [delivery])
    release = publish.write(settings.current(), made, [], quality.write)
    return {
        half: (release / half / "quality.html").read_text(encoding="utf-8") for half in ("internal", "public")
    }


def order(page: str) -> list[str]:
    return sorted(BROKEN, key=lambda name: page.index(f"{name} holds."))


def test_neither_a_share_nor_its_place_tells_a_small_count(pages):
    assert "2.0%" in pages["internal"] and "99.0%" in pages["internal"]
    assert "2.0%" not in pages["public"] and "99.0%" not in pages["public"]
    assert "30.0%" in pages["public"] and "6.0%" in pages["public"]
    assert order(pages["internal"]) == ["All but one", "Often", "Quite", "Twice", "Never"]
    assert order(pages["public"]) == ["Often", "Quite", "All but one", "Twice", "Never"]


def test_a_few_rows_set_aside_are_not_counted_in_public(pages):
    rows = f'<td class="n">102</td><td class="n">{marks.WITHHELD}</td><td class="n">{marks.WITHHELD}</td>'
    assert rows in pages["public"]
    assert '<td class="n">102</td><td class="n">100</td><td class="n">2</td>' in pages["internal"]


def test_a_council_without_values_is_told_so(pages):
    """The release is made by hand and judges no field of its council."""
    for page in pages.values():
        assert "Council 990 has no data quality values and no grades" in page
