"""Reading what councils send: the same rows and lines as Python's csv module gives, whatever wrote the file."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from textwrap import dedent

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goldenthread import reading
from goldenthread.reading import decoding
from goldenthread.reading.records import MAX_RECORD

Rows = list[tuple[int, list[str]]]  # the line on which a row begins, and its fields
ACCENTED = [["id", "name"], ["1", "Zoë Synthetic"], ["2", "naïve, “quoted”"], ["3", "plain"]]


@pytest.fixture
def read_bytes(tmp_path, read) -> Callable[[bytes], tuple]:
    def give(content: bytes, chunk: int = decoding.CHUNK) -> tuple:
        path = tmp_path / "sent.csv"
        path.write_bytes(content)
        return read(path, chunk)

    return give


def written(rows: list[list[str]], **shape) -> str:
    text = io.StringIO()
    csv.writer(text, **shape).writerows(rows)
    return text.getvalue()


def numbered(rows: list[list[str]], first: int = 2) -> Rows:
    return list(enumerate(rows, start=first))


@pytest.mark.parametrize(
    ("codec", "mark", "told"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_each_encoding_gives_the_same_text(tmp_path, read, codec, mark, told):
    path = tmp_path / "sent.csv"
    path.write_bytes(mark + written(ACCENTED).encode(codec))
    assert reading.examine(path).encoding == told
    assert read(path) == (numbered(ACCENTED[1:]), []), "a byte order mark is no part of the first header"


def test_a_character_that_two_chunks_share_is_no_damage(tmp_path, monkeypatch):
    (tmp_path / "sent.csv").write_bytes(written(ACCENTED).encode())
    monkeypatch.setattr(decoding, "CHUNK", 5)
    found = reading.examine(tmp_path / "sent.csv")
    assert (found.encoding, found.clean) == ("utf-8", True)


def test_a_damaged_byte_costs_its_own_row_in_a_file_that_is_otherwise_utf_8(read_bytes):
    content = written(ACCENTED).encode().replace(b"plain", b"pl\xffin")
    assert read_bytes(content) == (numbered(ACCENTED[1:3]), [(4, "bytes", 2)])


def test_a_byte_that_windows_1252_leaves_undefined_costs_its_own_row(read_bytes):
    content = b"id,name\r\n1,Zo\xeb\r\n2,x\x81y\r\n3,plain\r\n"
    assert read_bytes(content) == ([(2, ["1", "Zoë"]), (4, ["3", "plain"])], [(3, "bytes", 2)])


@pytest.mark.parametrize("cut", [1, 3])
def test_utf_16_that_ends_in_half_a_character_is_damaged_or_cut_and_never_an_error(read_bytes, cut):
    content = b"\xff\xfe" + written(ACCENTED).encode("utf-16-le")[:-cut]
    rows, _ = read_bytes(content)
    assert rows[:2] == numbered(ACCENTED[1:3])


def test_zero_bytes_cost_their_own_row(read_bytes):
    assert read_bytes(b"a,b\n1,x\n2,\0\n3,z\n") == (
        [(2, ["1", "x"]), (4, ["3", "z"])],
        [(3, "bytes", 2)],
    )


def test_zero_bytes_in_the_header_are_no_table(tmp_path, read):
    (tmp_path / "sent.csv").write_bytes(b"a,b\0\n1,x\n")
    with pytest.raises(reading.NotATable, match="zero bytes"):
        read(tmp_path / "sent.csv")


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0", "old Excel"),
        (b"\x1f\x8b", "compressed"),
        (b"PK\x03\x04no workbook", "compressed"),
    ],
)
def test_another_kind_of_file_is_named(tmp_path, read, start, what):
    (tmp_path / "sent.csv").write_bytes(start + b" synthetic " * 9)
    with pytest.raises(reading.NotATable, match=what):
        read(tmp_path / "sent.csv")


@pytest.mark.parametrize("delimiter", [",", "\t", "|", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_every_delimiter_and_line_end(read_bytes, delimiter, end):
    rows = [["a", "b", "c"], ["1", "x y", ""], ["2", "", f"p{delimiter}q"]]
    content = written(rows, delimiter=delimiter, lineterminator=end).encode()
    assert read_bytes(content) == (numbered(rows[1:]), [])


def test_the_known_headers_choose_the_delimiter_and_not_their_number(tmp_path):
    (tmp_path / "sent.csv").write_bytes(b"LA Code|Name, first, last, other\n990|x\n")
    seen = reading.look(tmp_path / "sent.csv", lambda header: "LA Code" in header)
    assert (seen.delimiter, seen.header) == ("|", ["LA Code", "Name, first, last, other"])


@pytest.mark.parametrize(
    ("text", "rows", "unreadable"),
    [
        # A record's line is the physical line on which it begins.
        ('a,b\n1,"x\ny\nz"\n2,q\n', [(2, ["1", "x\ny\nz"]), (5, ["2", "q"])], []),
        ('a,b\n1,"x\r\ny"\r\n2,q\r\n', [(2, ["1", "x\r\ny"]), (4, ["2", "q"])], []),
        ('\n\n \na,b\n\n1,x\n\n\n2,y\n', [(6, ["1", "x"]), (9, ["2", "y"])], []),
        ("\t\t\n,,\na,b\n1,x\n", [(4, ["1", "x"])], []),  # rows a spreadsheet left empty above the header
        ('a,b\n1,"say ""x"""\n2,""\n3,""""\n', [(2, ["1", 'say "x"']), (3, ["2", ""]), (4, ["3", '"'])], []),
        # A quote in the middle of a field is a character like another.
        ('a,b\n1,5" pipe\n2,y"\n', [(2, ["1", '5" pipe']), (3, ["2", 'y"'])], []),
        # One that opens a field and never closes costs its own record.
        ('a,b\n1,x\n2,"y\n3,z\n4,"q\nr"\n', [(2, ["1", "x"]), (4, ["3", "z"]), (5, ["4", "q\nr"])],
         [(3, "fields", None)]),
        ('a,b\n1,"x" y\n2,z\n', [(3, ["2", "z"])], [(2, "fields", None)]),
        # Also when a later record holds its counterpart: what lies between are rows.
        ('a,b,c\n1,"x,3\n2,y,3\n3,y,3\n4,5,6ft"\n5,z,3\n',
         [(3, ["2", "y", "3"]), (4, ["3", "y", "3"]), (5, ["4", "5", '6ft"']), (6, ["5", "z", "3"])],
         [(2, "fields", None)]),
        ("a,b\n1,x,extra\n2\n3,y\n", [(4, ["3", "y"])], [(2, "fields", 3), (3, "fields", 1)]),
        # A carriage return that ends no line is a blank; in quotes it stays.
        ('a,b\n1,x\ry\n2,"p\rq"\n3\r,z\n', [(2, ["1", "x y"]), (3, ["2", "p\rq"]), (4, ["3 ", "z"])], []),
        ("a,b\n1,x\n\x1a", [(2, ["1", "x"])], []),  # DOS's end of file
        ("a,b\n1,x", [(2, ["1", "x"])], []),  # no line end at the end
        ("a,b", [], []),
        ("a,b\n,\n", [(2, ["", ""])], []),
    ],
)  # fmt: skip
def test_records_begin_and_end_where_a_person_would_say(read_bytes, text, rows, unreadable):
    assert read_bytes(text.encode()) == (rows, unreadable)
    assert read_bytes(text.encode(), chunk=1) == (rows, unreadable), "where a chunk ends must not show"


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_record_may_be_as_long_as_the_limit_and_no_longer(read_bytes, quote):
    whole = "x" * (MAX_RECORD - len("1,") - 2 * len(quote))
    stray = 'q,5" pipe\n' if quote else ""  # has the block walked record by record
    text = f"a,b\n1,{quote}{whole}{quote}\r\n2,{quote}x{whole}{quote}\n3,z\n{stray}"
    rows, unreadable = read_bytes(text.encode())
    assert [line for line, _ in rows] == [2, 4, *([5] if stray else [])]
    assert [(line, rule) for line, rule, _ in unreadable] == [(3, "too_long")]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a,b\n1,x\n2", 3), ('a,b\n1,x\n2,"y', 3), ('a,b\n1,x\n2,"y\nz', 3), ('a,b\n1,x\n2,"y\n', 3)],
)
def test_a_file_cut_off_names_the_line_on_which_its_last_record_begins(read_bytes, text, line):
    with pytest.raises(reading.CutOff) as cut:
        read_bytes(text.encode())
    assert cut.value.line == line


PLAIN = st.text(alphabet='ab1 é,;"\n\r\t|', max_size=6)


@st.composite
def tables(draw) -> list[list[str]]:
    """Tables as a person could mean them: no lone carriage return that a reader could take for a line's end."""
    width = draw(st.integers(2, 4))
    cell = PLAIN.map(lambda text: text.replace("\r", ""))
    return draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=8))


@settings(max_examples=150)
@given(
    table=tables(),
    delimiter=st.sampled_from(",\t|;"),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    chunk=st.integers(1, 40),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@example([["", "\n"], ["\n", ""]], ",", "\r\n", csv.QUOTE_ALL, 1, "utf-8")
@example([['"', '""'], ['a"', '"a']], ";", "\n", csv.QUOTE_MINIMAL, 2, "utf-16")
def test_rows_and_lines_are_those_of_pythons_csv_module_wherever_chunks_end(
    tmp_path, read, table, delimiter, end, quoting, chunk, encoding
):
    header = [f"h{at}" for at in range(len(table[0]))]
    text = written([header, *table], delimiter=delimiter, lineterminator=end, quoting=quoting)
    (tmp_path / "sent.csv").write_bytes(text.encode(encoding))
    expected, begun = [], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for row in reader:
        expected.append((begun, row))
        begun = reader.line_num + 1
    assert read(tmp_path / "sent.csv") == (expected[1:], [])
    assert read(tmp_path / "sent.csv", chunk) == (expected[1:], []), f"in chunks of {chunk} bytes"


@settings(max_examples=200)
@given(cut=st.integers(0, 400), end=st.sampled_from(["\n", "\r\n"]))
def test_a_file_cut_anywhere_is_found_out_or_gives_rows_that_are_whole_but_for_the_last_field(
    tmp_path, read, cut, end
):
    rows = [["id", "note", "last"], *([str(at), f"line {at}\nof “text”", f"end{at}"] for at in range(12))]
    content = written(rows, lineterminator=end).encode()[: 15 + cut]
    (tmp_path / "sent.csv").write_bytes(content)
    try:
        found, unreadable = read(tmp_path / "sent.csv")
    except reading.CutOff:
        return
    damaged = [each for each in unreadable if each[1] != "bytes"]  # a character cut in two
    assert not damaged, "a record that was cut must not be taken for one that is badly written"
    given_ = [fields for _, fields in found]
    whole = rows[1 : 1 + len(given_)]
    assert [fields[:2] for fields in given_] == [fields[:2] for fields in whole]
    assert all(was[2].startswith(fields[2]) for fields, was in zip(given_, whole, strict=True))


def test_memory_stays_bounded_for_a_file_many_times_larger_than_what_is_read_at_once(tmp_path):
    path = tmp_path / "large.csv"
    row = b"990,01/04/2025,Synthetic text that repeats,1234.50,another field\r\n"
    with path.open("wb") as file:
        file.write(b"a,b,c,d,e\r\n")
        for _ in range(80):
            file.write(row * 12_000)
    program = f"""
        import resource
        from pathlib import Path
        from goldenthread import reading
        from goldenthread.reading import decoding

        decoding.CHUNK = 1 << 20
        peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        seen = reading.look(Path({str(path)!r}), len)
        blocks = reading.blocks(seen, list("abcde"))
        rows = next(blocks).columns.num_rows + sum(next(blocks).columns.num_rows for _ in range(5))
        before = peak()
        rows += sum(block.columns.num_rows for block in blocks)
        print(rows, peak() - before)
    """
    done = subprocess.run([sys.executable, "-c", dedent(program)], capture_output=True, text=True, check=True)
    rows, grown = map(int, done.stdout.split())
    assert rows == 80 * 12_000
    assert grown < 24, f"{path.stat().st_size >> 20} MiB took {grown} MiB more than its first blocks did"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "header", "rows"),
    [
        ('"LA\nCode","NHS Number"\n990,1\n991,2\n', ["LA\nCode", "NHS Number"], [(3, "990"), (4, "991")]),
        ('LA Code,"NHS\n\nNumber"\n990,1\n', ["LA Code", "NHS\n\nNumber"], [(4, "990")]),
        (
            'LA Code,NHS" Number\n990,"1"\n',
            ["LA Code", 'NHS" Number'],
            [(2, "990")],
        ),  # a quote that opens nothing
        (
            'LA Code,"NHS Number\n990,1\n',
            ["LA Code", "NHS Number"],
            [(2, "990")],
        ),  # and one that is never closed
    ],
)
def test_a_cell_of_the_header_may_hold_a_line_break(tmp_path, text, header, rows, end):
    path = tmp_path / "sent.csv"
    path.write_bytes(text.replace("\n", end).encode())
    known = {"lacode", "nhsnumber"}
    seen = reading.look(
        path, lambda cells: sum("".join(filter(str.isalpha, each.lower())) in known for each in cells)
    )
    assert [cell.replace("\r\n", "\n") for cell in seen.header] == header
    found = [
        (int(line), row["c0"])
        for block in reading.blocks(seen, ["c0", "c1"])
        for line, row in zip(block.lines, block.columns.to_pylist(), strict=True)
    ]
    assert found == rows
