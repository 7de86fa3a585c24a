"""Nothing of a person and nothing that is withheld stands in any byte of any public paper, or of ``public/``."""

import csv
import json
import re
import shutil
import zipfile
import zlib
from pathlib import Path

import docx
import pikepdf
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import reading
import reading_everything

from goldenthread import equity
from goldenthread.disclosure import printed, profiles
from goldenthread.disclosure.attack import attack
from goldenthread.disclosure.control import controlled
from goldenthread.disclosure.earlier import FIGURES, KEY
from goldenthread.disclosure.profiles import Profile
from goldenthread.metrics import Metric
from goldenthread.published import Published, Value
from reports import filters, render

PERIOD = "2025-26Q4"
PACKS = ("scrutiny", "six_monthly", "members_briefing")
COUNTS = ("numerator", "denominator", "value")
WORD = re.compile(r"[0-9A-Za-z]{8,}")
SHAPES = {  # of what the synthetic council sends of a person
    "Last Name": re.compile(r"Person \d{7}"),
    "Postcode": re.compile(r"ZZ\d{1,2} \d[A-Z]{2}"),
    "Date of Birth": re.compile(r"\d\d/\d\d/\d{4}"),
}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SAYING = re.compile(r"[\d,.]+ (?:of [\d,]+|[a-z ]{1,20}) \([^()]{1,60}\)")
NUMBER = re.compile(r"\d+\.\d{6,}")


@pytest.fixture(scope="module")
def papers(demo, program) -> list[Path]:
    """Every file of every public pack of the synthetic council, and of its release's public folder."""
    program("pdftotext")
    for name in PACKS:
        render.pack(name, PERIOD, demo)
    made = [path for name in PACKS for path in (demo / "packs" / name / PERIOD).rglob("*")]
    made += (demo / "published" / "current" / "public").rglob("*")
    files = [path for path in made if path.is_file()]
    assert {each.suffix for each in files} == {".html", ".docx", ".pdf", ".csv", ".json", ".parquet"}
    return files


class Canaries:
    """Identifiers as they were sent, and what they are known by inside; names, postcodes, birthdays and free text."""

    def __init__(self, home: Path) -> None:
        self.words, self.told, self.free = set(), set(), set()
        for path in (home / "identity").rglob("*.parquet"):
            for row in pq.read_table(path).to_pylist():
                self.words |= {
                    each for each in row.values() if isinstance(each, str) and WORD.fullmatch(each)
                }
        self.words = {each for each in self.words if any(map(str.isdigit, each))}
        for path in (home / "archive" / "cld").rglob("*.csv"):
            with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
                for row in csv.DictReader(file):
                    self.told |= {row.get(name) or "" for name in SHAPES}
                    self.free.add(row.get("Event Description") or "")
        self.told = {each for each in self.told if any(shape.fullmatch(each) for shape in SHAPES.values())}
        self.told |= {"-".join(reversed(each.split("/"))) for each in self.told if "/" in each}
        self.free = {each for each in self.free if len(each) > 12}
        assert len(self.words) > 400 and len(self.told) > 500 and len(self.free) > 5

    def found(self, files: list[Path]) -> list[tuple[str, str]]:
        """What of them stands where."""
        told = []
        for path in files:
            for where, text in reading_everything.texts(path):
                there = self.words & set(WORD.findall(text))
                for shape in (*SHAPES.values(), DAY):
                    there |= self.told & set(shape.findall(text))
                told += [(where, each) for each in [*there, *(each for each in self.free if each in text)]]
        return told


@pytest.fixture(scope="module")
def canaries(demo) -> Canaries:
    return Canaries(demo)


def test_no_identifier_stands_in_any_byte(papers, canaries):
    assert canaries.found(papers) == []


def test_an_identifier_in_a_words_property_a_picture_or_a_stream_of_a_pdf_is_found(
    papers, canaries, tmp_path
):
    name = min(canaries.words)
    word, paper = (next(path for path in papers if path.suffix == end) for end in (".docx", ".pdf"))
    spoilt = [tmp_path / "spoilt.docx", tmp_path / "picture.docx", tmp_path / "spoilt.pdf"]
    for target, part in zip(spoilt, ("docProps/core.xml", ".png"), strict=False):
        with zipfile.ZipFile(word) as held, zipfile.ZipFile(target, "w") as made:
            for each in held.namelist():
                content = held.read(each)
                if each == "docProps/core.xml" == part:
                    content = content.replace(b"</dc:title>", f" {name}</dc:title>".encode())
                if part == ".png" and each.endswith(part):
                    told = b"zTXt" + b"Comment\0\0" + zlib.compress(name.encode())
                    chunk = (len(told) - 4).to_bytes(4, "big") + told + zlib.crc32(told).to_bytes(4, "big")
                    content = content[:33] + chunk + content[33:]
                made.writestr(each, content)
    with pikepdf.open(paper) as file:
        file.Root.Hidden = file.make_stream(f"{name}".encode())
        file.save(spoilt[2], compress_streams=True)
    assert name.encode() not in spoilt[2].read_bytes()
    for path in spoilt:
        assert {each for _, each in canaries.found([path])} == {name}, path.name


class Withheld:
    """The figures that a release withholds, with what they truly are."""

    def __init__(self, release: Path) -> None:
        public = {key(row): row for row in pq.read_table(release / "public" / FIGURES).to_pylist()}
        rows = pq.read_table(release / "internal" / "metric_values.parquet").to_pylist()
        metrics = {each.id: each for each in Published(release / "public").catalogue}
        self.rows = [row for row in rows if key(row) in public]
        self.of = {key(row): row for row in self.rows if public[key(row)]["withheld"]}
        shown = [row for row in self.rows if key(row) not in self.of]
        self.sayings = self._said(self.of.values(), metrics) - self._said(shown, metrics)
        self.numbers = self._exact(self.of.values()) - self._exact(shown)
        assert len(self.of) > 1000 and len(self.sayings) > 50 and len(self.numbers) > 50

    def _said(self, rows, metrics: dict[str, Metric]) -> set[str]:
        """As a paper would print them, counts first: "7 of 23 (30.4%)" is like no other text."""
        return {
            told
            for row in rows
            if " of " in (told := filters.stated(_value(row), metrics[row["metric_id"]])) and "(" in told
        }

    def _exact(self, rows) -> set[str]:
        """As data has them, to all their places."""
        return {told for row in rows if row["value"] is not None and len(told := repr(row["value"])) > 9}

    def leaks(self, path: Path) -> list[str]:
        """Where a file says one of them."""
        return [
            where
            for where, text in reading_everything.texts(path)
            if self.sayings & set(SAYING.findall(text)) or self.numbers & set(NUMBER.findall(text))
        ]


def key(row: dict) -> tuple:
    return tuple(row[name] for name in KEY)


def _value(row: dict) -> Value:
    return Value(*(row[name] for name in KEY), *(row[name] for name in COUNTS), None)


@pytest.fixture(scope="module")
def withheld(demo) -> Withheld:
    return Withheld((demo / "published" / "current").resolve())


def test_no_withheld_figure_stands_in_any_byte(papers, withheld):
    assert [where for path in papers for where in withheld.leaks(path)] == []


def test_under_the_reference_of_a_withheld_figure_stands_nothing_but_its_mark(demo, withheld):
    release = (demo / "published" / "current").resolve()
    spoken_of = 0
    for name in PACKS:
        source, paper = printed.read(demo / "packs" / name / PERIOD, (), release.parent)
        assert [at for at, _ in paper.misplaced if paper.said.get(at, printed.Said()).is_marked] == []
        hidden = [said for at, said in paper.said.items() if tuple(at) in withheld.of]
        assert all(said.is_marked and not said.is_told and said.tenths is None for said in hidden)
        spoken_of += len(hidden)
        told = {at: said for at, said in paper.said.items() if said.is_told}
        for at, said in told.items():
            there = source.said[at]
            assert (said.numerator, said.denominator) == (there.numerator, there.denominator), at
    assert spoken_of > 100
    for row in pq.read_table(release / "public" / FIGURES).to_pylist():
        assert not row["withheld"] or [row[name] for name in COUNTS] == [None] * 3


def test_word_prints_the_numbers_of_the_page_in_the_same_order(demo, papers):
    for name in PACKS:
        stem = demo / "packs" / name / PERIOD / f"{name}-{PERIOD}"
        page = reading.Page(stem.with_suffix(".html").read_text(encoding="utf-8"))
        runs = reading.word_runs(docx.Document(str(stem.with_suffix(".docx"))))
        said = "".join(text for text, style in runs if style != "Reference")
        assert reading.numbers("".join(page.words)) == reading.numbers(said), name


def test_a_public_paper_is_made_of_what_is_public_and_of_nothing_else(demo, papers, tmp_path):
    """So that nothing can stand in a drawing, a limit or a property that the attack on ``public/`` has not seen."""
    copied(demo, tmp_path)
    shutil.rmtree((tmp_path / "published" / "current").resolve() / "internal")
    render.pack("scrutiny", PERIOD, tmp_path)
    first, again = (home / "packs" / "scrutiny" / PERIOD for home in (demo, tmp_path))
    files = [path.relative_to(first) for path in first.rglob("*") if path.is_file()]
    assert len(files) > 40
    assert [str(each) for each in files if (first / each).read_bytes() != (again / each).read_bytes()] == []


def copied(demo: Path, home: Path) -> Path:
    """The current release, in another home; its folder."""
    release = (demo / "published" / "current").resolve()
    there = home / "published" / "releases" / release.name
    shutil.copytree(release, there, ignore=shutil.ignore_patterns("warehouse.duckdb"))
    (home / "published" / "current").symlink_to(there)
    return there


def other(demo: Path, home: Path, profile: Profile, told: Profile) -> Path:
    """The current release in another home, as it would be under another profile; ``told``: under which it says that it is."""
    there = copied(demo, home)
    values = pq.read_table(there / "internal" / "metric_values.parquet")
    catalogue = Published(there / "public").catalogue
    values = values.filter(pc.is_in(values["metric_id"], pa.array([each.id for each in catalogue])))
    pq.write_table(controlled(values, catalogue, profile).figures, there / "public" / FIGURES)
    about = json.loads((there / "public" / "release.json").read_text(encoding="utf-8"))
    about["disclosure"] = told.model_dump(mode="json")
    (there / "public" / "release.json").write_text(json.dumps(about), encoding="utf-8")
    (there / "public" / equity.FILE).unlink()
    return there


def test_with_disclosure_control_off_every_rendition_says_what_would_be_withheld(demo, withheld, tmp_path):
    there = copied(demo, tmp_path)
    table = pq.read_table(there / "public" / FIGURES)
    open_ = [row | {"withheld": None} for row in withheld.rows]
    pq.write_table(pa.Table.from_pylist(open_, table.schema), there / "public" / FIGURES)
    render.pack("scrutiny", PERIOD, tmp_path)
    saying = {
        path.suffix
        for path in [*(tmp_path / "packs").rglob("*"), there / "public" / FIGURES]
        if path.is_file() and withheld.leaks(path)
    }
    assert saying == {".html", ".docx", ".pdf", ".csv", ".json", ".parquet"}


def test_four_quarters_papers_together_with_the_release_tell_nothing_that_is_withheld(demo):
    quarters = ("2025-26Q1", "2025-26Q2", "2025-26Q3", PERIOD)
    for each in quarters:
        render.pack("scrutiny", each, demo)
    papers = [demo / "packs" / "scrutiny" / each for each in quarters]
    found = attack(printed.together(papers, (), demo / "published" / "releases"))
    assert found.withheld > 1000
    assert [each.told for each in found.pinned] == []


def test_without_what_is_withheld_for_others_sake_a_paper_gives_figures_away(demo, tmp_path):
    local = profiles.named("local")
    there = other(demo, tmp_path, local.model_copy(update={"protection": 0}), local)
    render.pack("scrutiny", PERIOD, tmp_path)
    found = attack(printed.read(tmp_path / "packs" / "scrutiny" / PERIOD, (), there.parent))
    assert len(found.pinned) > 10 and any(each.sums for each in found.pinned)


def test_rounded_counts_have_the_percentages_of_their_release_wherever_they_are_printed(demo, tmp_path):
    national = profiles.named("national")
    there = other(demo, tmp_path, national, national)
    render.pack("scrutiny", PERIOD, tmp_path)
    release, paper = printed.read(tmp_path / "packs" / "scrutiny" / PERIOD, (), there.parent)
    told = {at: said for at, said in paper.said.items() if said.is_told}
    assert sum(said.tenths is not None for said in told.values()) > 50
    for at, said in told.items():
        for name in ("numerator", "denominator", "tenths"):
            printed_so, published_so = getattr(said, name), getattr(release.said[at], name)
            assert printed_so in (None, published_so), f"{at.reference}: {name}"
    assert all((said.numerator or 0) % 5 == 0 == (said.denominator or 0) % 5 for said in told.values())
