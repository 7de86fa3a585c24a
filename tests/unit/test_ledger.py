"""The ledger: any byte that is changed is found at its line, and lines that were cut off by the release that cites them."""

import datetime as dt
import json

import duckdb
import pytest
import small_release
from hypothesis import given
from hypothesis import strategies as st

from goldenthread import ledger
from goldenthread.ledger import Note

AT = dt.datetime(2026, 4, 21, 9, 30, 15, 999)
WORDS = st.text(st.characters(codec="utf-8"), max_size=30)


def three(home):
    """A ledger of three entries; gives the path of its file."""
    (home / ledger.FILE).unlink(missing_ok=True)
    said = ("milestone_slipped:MS-014", "Programme manager", "Agreed.\nIn May.", "“Late.”")
    ledger.add(home, Note(AT, "acknowledgement", *said))
    until = dt.date(2026, 9, 30)
    ledger.add(home, Note(AT, "acknowledgement", "risk_without_action:RSK-1", "Lead", "é", until=until))
    ledger.add(home, Note(AT, "approval", "DEC-001", "Director", "Yes"))
    return home / ledger.FILE


def test_what_is_added_is_read_as_it_was_added(home):
    three(home)
    first, second, third = ledger.read(home)
    assert (first.entry, first.at, first.reason) == (1, "2026-04-21T09:30:15", "Agreed.\nIn May.")
    assert (second.until_on, second.previous, third.previous) == ("2026-09-30", first.hash, second.hash)
    assert ledger.verify(home) == []
    assert ledger.cited([first, second]) == {"entries": 2, "hash": second.hash}


def test_an_entry_holds_from_its_day_or_from_that_of_the_release_it_is_about(home):
    seen, late = dt.date(2026, 4, 2), dt.datetime(2026, 11, 20, 9)
    ledger.add(home, Note(late, "approval", "DEC-001"))
    ledger.add(home, Note(late, "acknowledgement", "risk_without_action:RSK-1", seen_as_at=seen))
    ledger.add(home, Note(late, "acknowledgement", "ahead", seen_as_at=dt.date(2027, 1, 1)))
    entries = ledger.read(home)

    def holding(day):
        return [each.subject for each in ledger.until(entries, day)]

    assert holding(dt.date(2026, 4, 1)) == []
    assert holding(seen) == ["risk_without_action:RSK-1"], "it was seen, and acknowledged later"
    assert len(holding(late.date())) == 3, "what is seen ahead of its day was said today all the same"
    assert "seen_as_at" not in entries[0].line and ledger.verify(home) == []
    assert "la_code" not in entries[0].line, "as lines were written before it was said whose they are"


@given(WORDS, WORDS, WORDS)
def test_whatever_is_said_is_kept_in_one_line(home, subject, reason, said):
    (home / ledger.FILE).unlink(missing_ok=True)
    ledger.add(home, Note(AT, "approval", subject, "Lead", reason, said))
    ledger.add(home, Note(AT, "approval", subject, "Lead", reason, said))
    assert [(each.subject, each.reason, each.said) for each in ledger.read(home)] == [
        (subject, reason, said)
    ] * 2


@given(st.data())
def test_one_byte_changed_anywhere_is_found_at_its_line(home, data):
    path = three(home)
    written = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(written) - 1))
    line = written[:place].count(b"\n") + 1
    written[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(written)
    (told,) = ledger.verify(home)
    assert f"line {line}:" in told
    with pytest.raises(ledger.BrokenLedger):
        ledger.add(home, Note(AT, "approval", "DEC-002", "Director", "Yes"))
    assert path.read_bytes() == written, "nothing is added to what does not hold"


@given(st.data())
def test_one_byte_more_or_less_anywhere_is_found_at_its_line(home, data):
    path = three(home)
    written = path.read_bytes()
    place = data.draw(st.integers(0, len(written) - 1))
    more = data.draw(st.sampled_from([b"", b" ", b"\n", b"x", b"\0"]))
    path.write_bytes(written[:place] + more + written[place + (not more) :])
    (told,) = ledger.verify(home)
    is_blank_line = more == b"\n" and written[place : place + 1] == b"\n"
    line = written[:place].count(b"\n") + 1 + is_blank_line
    assert f"line {line}:" in told


def test_a_line_twice_taken_out_or_in_another_place_is_found_there(home):
    path = three(home)
    one, two, three_ = path.read_bytes().splitlines(keepends=True)
    for lines, line in (
        ([one, two, two, three_], 3),
        ([one, two, three_, three_], 4),
        ([two, three_], 1),
        ([one, three_], 2),
        ([two, one, three_], 1),
    ):
        path.write_bytes(b"".join(lines))
        (told,) = ledger.verify(home)
        assert f"line {line}:" in told


def test_a_line_forged_with_a_hash_of_its_own_breaks_at_the_next(home):
    path = three(home)
    entries = ledger.read(home)
    forged = ledger.replace(entries[1], reason="Never mind")
    forged = ledger.replace(forged, hash=forged.digest)
    path.write_text("".join(f"{each.line}\n" for each in (entries[0], forged, entries[2])), encoding="utf-8")
    (told,) = ledger.verify(home)
    assert "line 3: a line before it" in told


def test_lines_cut_off_the_end_are_found_by_the_release_that_cites_them(home):
    path = three(home)
    small_release.write(home)
    release = home / "published" / "releases" / small_release.RELEASE / "internal" / "release.json"
    release.write_text(json.dumps({"ledger": ledger.cited(ledger.read(home))}), encoding="utf-8")
    assert ledger.verify(home) == []
    ledger.add(home, Note(AT, "approval", "DEC-002", "Director", "Yes"))
    assert ledger.verify(home) == [], "lines that came later break nothing"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    (said,) = ledger.verify(home)
    assert small_release.RELEASE in said and "3 entries" in said
    path.unlink()
    assert len(ledger.verify(home)) == 1


@pytest.mark.parametrize("left", [0, 1, 2])
def test_lines_cut_off_the_end_that_no_release_cites_are_missed_too(home, left):
    path = three(home)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:left]))
    (told,) = ledger.verify(home)
    assert f"line {left + 1}: lines were cut off its end" in told and "3 entries" in told


def test_a_ledger_that_went_on_when_its_mark_did_not_holds(home):
    """The mark is written after the line: a power cut between them breaks nothing; nor does a home from before it."""
    three(home)
    mark = (home / ledger.LAST).read_bytes()
    ledger.add(home, Note(AT, "approval", "DEC-002", "Director", "Yes"))
    (home / ledger.LAST).write_bytes(mark)
    assert ledger.verify(home) == []
    (home / ledger.LAST).unlink()
    assert ledger.verify(home) == []


def test_a_disk_that_is_full_leaves_no_half_line(home, monkeypatch):
    path = three(home)
    before = path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ledger.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        ledger.add(home, Note(AT, "approval", "DEC-002", "Director", "Yes"))
    assert path.read_bytes() == before


def delivered(home, name, received, *told, **given_):
    """A loaded delivery of decisions, with ``told`` as reference, text and council."""
    each = small_release.delivery(name, received, extract="decisions", **given_)
    folder = home / "raw" / "decisions"
    folder.mkdir(parents=True, exist_ok=True)
    rows = ", ".join(
        f"('{each.load_id}', {at + 2}, '{council}', '{ref}', '{text}')"
        for at, (ref, text, council) in enumerate(told)
    )
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * from (values {rows}) as t (load_id, _line, la_code, decision_ref, text)) "
            f"to '{folder / each.load_id}.parquet'"
        )
    return each


def kept(home):
    return [
        (each.subject, json.loads(each.said)["text"]) for each in ledger.read(home) if each.kind == "decision"
    ]


def test_decisions_are_entered_once_and_again_when_changed(home):
    first = delivered(home, "a", "2026-01-10", ("DEC-001", "Hire", "990"), ("DEC-002", "Wait", "990"))
    same = delivered(home, "b", "2026-02-10", ("DEC-002", "Wait", "990"), ("DEC-001", "Hire", "990"))
    other = delivered(home, "c", "2026-03-10", ("DEC-001", "Hire two", "990"), ("DEC-003", "Buy", "990"))
    assert ledger.keep_decisions(home, [first]) == 3
    assert ledger.keep_decisions(home, [first]) == 0
    assert ledger.keep_decisions(home, [first, same]) == 1, "only that it came"
    ledger.keep_decisions(home, [first, same, other])
    assert kept(home) == [
        ("DEC-001", "Hire"),
        ("DEC-002", "Wait"),
        ("DEC-001", "Hire two"),
        ("DEC-003", "Buy"),
    ]
    assert ledger.read(home)[-1].at == "2026-03-10T00:00:00"
    assert len(ledger.until(ledger.read(home), dt.date(2026, 3, 9))) == 4


def test_decisions_that_were_entered_in_part_are_entered_to_the_end_and_not_twice(home, monkeypatch):
    each = delivered(
        home,
        "a",
        "2026-01-10",
        ("DEC-001", "Hire", "990"),
        ("DEC-001", "Hire two", "990"),
        ("DEC-002", "Wait", "990"),
    )
    ledger.keep_decisions(home, [each])
    whole = (home / ledger.FILE).read_bytes()
    lines = whole.splitlines(keepends=True)
    for number in range(len(lines)):
        (home / ledger.FILE).write_bytes(b"".join(lines[:number]))
        ledger.keep_decisions(home, [each])
        assert (home / ledger.FILE).read_bytes() == whole
    assert kept(home) == [("DEC-001", "Hire two"), ("DEC-002", "Wait")], (
        "a decision told twice stands as its last row"
    )


def test_two_councils_decisions_of_one_number_are_two(home):
    ours = delivered(home, "a", "2026-01-10", ("DEC-001", "Hire", "990"))
    theirs = delivered(home, "b", "2026-01-11", ("DEC-001", "Wait", "991"), la_code="991")
    again = delivered(home, "c", "2026-02-10", ("DEC-001", "Hire", "990"))
    ledger.keep_decisions(home, [ours, theirs, again])
    assert kept(home) == [("DEC-001", "Hire"), ("DEC-001", "Wait")]


def test_refused_deliveries_decide_nothing(home):
    each = delivered(home, "a", "2026-01-10", ("DEC-001", "Hire", "990"), status="refused")
    assert ledger.keep_decisions(home, [each]) == 0
    assert ledger.read(home) == []
