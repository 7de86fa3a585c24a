"""The information return is a folder that holds everything, or there is no folder and there are reasons."""

import csv
import hashlib
import re
import sys
from pathlib import Path

import pytest
import returns_by_hand as by_hand

from goldenthread import bundle, cli, rooms, screen

NOTIFIED = "2026-05-11"


@pytest.fixture
def given(home):
    """Write a release and its files, changed as is asked; gives the folder of documents."""

    def given(change=lambda items, documents: None) -> Path:
        items, documents = by_hand.items(), by_hand.documents()
        change(items, documents)
        return by_hand.write(home, items, documents)

    return given


@pytest.fixture
def type_in(capsys, monkeypatch, tmp_path):
    """Type the command; gives its exit code and what it said, in one line."""

    def type_in(documents: Path, *words: str, out: str = "return") -> tuple[int, str]:
        called = ["goldenthread", "bundle", "--notified", NOTIFIED, "--documents", str(documents)]
        monkeypatch.setattr(sys, "argv", [*called, "--out", str(tmp_path / out), *words])
        monkeypatch.setattr(screen.out, "_file", sys.stdout)
        monkeypatch.setattr(screen.err, "_file", sys.stderr)
        with pytest.raises(SystemExit) as end:
            cli.main()
            raise SystemExit(0)
        told = capsys.readouterr()
        return end.value.code or 0, " ".join((told.out + told.err).split())

    return type_in


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_is_whole_is_written_with_its_documents_under_their_ids(given, type_in, tmp_path):
    code, said = type_in(given())
    assert (code, "due by 1 June 2026. 3 of 3 items are ready. 1 have no title." in said) == (0, True), said
    files = content(tmp_path / "return")
    assert set(files) == {
        "index.csv", "index.html", "SHA256SUMS", "documents/DOC-0001-v2.pdf", "documents/DOC-0002-v2.pdf",
    }  # fmt: skip
    assert files["documents/DOC-0001-v2.pdf"] == by_hand.FILES["DOC-0001"]
    rows = list(csv.DictReader(files["index.csv"].decode("utf-8-sig").splitlines()))
    assert [(row["item"], row["document"]) for row in rows] == [
        ("IR01", "DOC-0001"), ("IR02", "DOC-0002"), ("IR02", "DOC-0001"), ("IR03", ""),
    ]  # fmt: skip
    assert rows[0]["title"] == "'=Strategies", "a spreadsheet would take it for a formula"


def test_the_manifest_holds_the_hash_of_every_other_file(given, type_in, tmp_path):
    type_in(given())
    files = content(tmp_path / "return")
    sums = dict(reversed(line.split("  ", 1)) for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(each).hexdigest() for name, each in files.items()}


def test_the_page_can_be_read_by_everyone_and_asks_nothing_of_a_network(given, type_in, tmp_path):
    type_in(given())
    page = content(tmp_path / "return")["index.html"].decode()
    assert 'lang="en-GB"' in page and "<caption" in page and page.count("<h1>") == 1
    assert page.count('<th scope="row">') == 4 and page.count('<th scope="col">') == 6
    assert "Policies &amp; &lt;rules&gt;" in page and "SYNTHETIC DATA" in page
    assert not re.search(r"<script|url\(|@import|<img|\son\w+=", page)
    links = set(re.findall(r'(?:href|src)="([^"]+)"', page))
    assert links == {
        "data:,", "#main", "documents/DOC-0001-v2.pdf", "documents/DOC-0002-v2.pdf", "https://example.org/a",
    }  # fmt: skip
    assert page.count("https://") == page.count('<a href="https://'), (
        "only what is clicked on leaves the page"
    )


def test_the_same_return_and_files_give_the_same_bytes_whatever_the_files_are_called(
    given, type_in, tmp_path
):
    folder = given()
    type_in(folder)
    for number, path in enumerate(sorted(folder.rglob("*.PDF"), reverse=True)):
        path.rename(folder / f"{number}.pdf")
    (folder / "another.txt").write_bytes(b"not of the return")
    assert type_in(folder, out="again")[0] == 0
    assert content(tmp_path / "return") == content(tmp_path / "again")


def kept_back(words):
    return lambda items, documents: documents[1].update(kept_back_by=words)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (kept_back("past its review"), "IR02, DOC-0002: it is past its review, which was due on 1 January 2027. To do: have it"),
        (kept_back("personal data"), "IR02, DOC-0002: the register says that it holds personal data. To do: redact it"),
        (kept_back("not said whether it holds personal data"), "IR02, DOC-0002: the register does not say whether"),
        (kept_back("no hash"), "IR02, DOC-0002: the register has no SHA-256 of its file. To do: put it into"),
        (kept_back("no review date"), "IR02, DOC-0002: the register has no review date for it"),
        (lambda items, documents: documents[1].update(review_due_on="2026-05-10"), "which was due on 10 May 2026"),
        (lambda items, documents: documents[1].update(sha256="0" * 64), "IR02, DOC-0002: no file in the folder of documents"),
        (lambda items, documents: documents.pop(1), "IR02, DOC-0002: the register of documents has no such document"),
        (lambda items, documents: items[0].update(document_refs=None), "IR01: no document answers it. To do: name one"),
        (lambda items, documents: items[0].update(is_signed_off=False, status="Drafting"), "IR01: its status is Drafting. To do"),
        (lambda items, documents: items[2].update(is_signed_off=False, signed_off_by_role=None),
         "IR03: its status is Not held, and no role is named that signed it off"),
    ],
)  # fmt: skip
def test_whatever_is_missing_expired_or_unredacted_is_refused_and_leaves_nothing(
    given, type_in, tmp_path, change, told
):
    code, said = type_in(given(change))
    assert code == 1 and told in said
    assert "Nothing was written. 2 of 3 items are ready." in said
    assert {path.name for path in tmp_path.iterdir()} == {"home"}


def test_a_review_that_is_due_on_the_day_of_notification_is_not_past(given, type_in):
    folder = given(lambda items, documents: documents[1].update(review_due_on=NOTIFIED))
    assert type_in(folder)[0] == 0


def test_every_reason_is_said_at_once(given, type_in):
    def change(items, documents):
        kept_back("no hash; personal data")(items, documents)
        items[0]["document_refs"] = "DOC-0002;DOC-0009"

    code, said = type_in(given(change))
    assert code == 1
    assert re.findall(r"IR\d\d, DOC-\d{4}:", said) == [
        "IR01, DOC-0002:", "IR01, DOC-0002:", "IR01, DOC-0009:", "IR02, DOC-0002:", "IR02, DOC-0002:",
    ]  # fmt: skip


def test_a_file_that_changes_while_it_is_copied_leaves_nothing(given, monkeypatch, home, tmp_path):
    folder = given()
    told = bundle.read(home, bundle.dt.date(2026, 5, 11))
    files = bundle.find(folder, told.hashes)
    next(folder.rglob("*.PDF")).write_bytes(b"another")
    with pytest.raises(OSError, match="was changed while it was copied"):
        bundle.write(told, files, tmp_path / "return")
    assert {path.name for path in tmp_path.iterdir()} == {"home"}


def test_what_is_there_already_is_never_written_over(given, type_in, tmp_path):
    folder = given()
    (tmp_path / "return").mkdir()
    (tmp_path / "return" / "kept.txt").write_text("sent")
    code, said = type_in(folder)
    assert code == 2 and "is there already" in said
    assert content(tmp_path / "return") == {"kept.txt": b"sent"}


def test_without_a_return_the_answer_is_what_to_do(home, given, type_in, tmp_path):
    code, said = type_in(tmp_path)
    assert code == 2 and "run goldenthread refresh" in said
    folder = given(lambda items, documents: items.clear())
    code, said = type_in(folder)
    assert code == 2 and "deliver the sheet Return of the workbook assessment" in said
    code, said = type_in(folder, "--la-code", "991")
    assert code == 2 and "of council 991" in said
    assert type_in(folder, "--notified", "11/05/2026")[0] == 2
    assert "no timeline rules were in force" in type_in(folder, "--notified", "2020-01-01")[1]


def test_which_of_several_councils_has_to_be_said(given, type_in):
    folder = given(lambda items, documents: items[0].update(la_code="991"))
    code, said = type_in(folder)
    assert code == 2 and "--la-code: 990, 991" in said
    assert type_in(folder, "--la-code", "990")[0] == 0


def test_every_word_that_keeps_a_document_back_has_a_sentence():
    sql = (rooms.DBT / "models" / "assurance" / "dim_documents.sql").read_text(encoding="utf-8")
    words = set(re.findall(r"then '([a-z ]+)'", sql))
    assert len(words) == 5 and words == set(bundle.KEPT_BACK)


def test_the_folder_of_home_gives_what_the_command_gives_and_again_the_same(given, type_in, home, tmp_path):
    type_in(given())
    assert bundle.missing(home, NOTIFIED) == []
    made = bundle.make(home, NOTIFIED)
    assert made == home / "returns" / f"990-{NOTIFIED}-{by_hand.RELEASE}"
    assert content(made) == content(tmp_path / "return")
    assert bundle.make(home, NOTIFIED) == made
