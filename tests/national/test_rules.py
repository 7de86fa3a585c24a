"""The list of rules in docs/method agrees with its pages, the code and the tests. `make mutations` tries it."""

import re

import pytest
import yaml

from goldenthread import rooms

FOLDER = rooms.DOCS / "method"
RULES = yaml.safe_load((FOLDER / "rules.yml").read_text(encoding="utf-8"))
NUMBER = re.compile(r"^- \*\*(S\d+\.\d+)\*\*", re.MULTILINE)
TESTS = {
    path.name: set(re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    for path in (rooms.ROOT / "tests" / "national").glob("test_*.py")
}


def test_each_numbered_rule_of_the_pages_has_an_entry_and_each_entry_a_rule():
    said = [
        number for page in FOLDER.glob("*.md") for number in NUMBER.findall(page.read_text(encoding="utf-8"))
    ]
    assert len(said) > 250 and len(said) == len(set(said))
    assert set(said) == set(RULES)


@pytest.mark.parametrize("section", sorted({rule.split(".")[0] for rule in RULES}))
def test_each_entry_fits_the_code_and_names_a_test(section):
    for rule, entry in RULES.items():
        if rule.split(".")[0] != section:
            continue
        text = (rooms.ROOT / entry["in"]).read_text(encoding="utf-8")
        assert text.count(entry["find"]) == 1, (
            f"{rule}: {entry['find']!r} stands {text.count(entry['find'])} times in {entry['in']}"
        )
        assert entry["replace"] != entry["find"]
        file, _, name = entry["test"].partition("::")
        assert name in TESTS.get(file, ()), f"{rule}: there is no {entry['test']}"


def test_each_quirk_is_a_rule_with_a_number():
    """What is marked as surprising stands in a numbered rule, or is said not to be computed."""
    for page in FOLDER.glob("*.md"):
        for paragraph in re.split(r"\n(?=- |\n)", page.read_text(encoding="utf-8")):
            if "*(quirk)*" in paragraph or "*(prose and code differ" in paragraph:
                assert NUMBER.match(paragraph.strip()), f"{page.name}: {paragraph[:80]}"
