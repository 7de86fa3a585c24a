"""What waits at the front door: whose it is, when it came, and what is left where it is, with a word why."""

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from goldenthread import file_names, inbox, maps
from goldenthread.reading import decoding

MANIFEST = "file,la_code,la_name,import_datetime,rows\r\n"
SUMMER = dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC).timestamp()  # nine o'clock in London


@pytest.fixture
def drop(home, monkeypatch):
    """Put files into the inbox: ``drop(name, content, manifest line)``."""
    monkeypatch.setattr(inbox, "SETTLE", 0)

    def put(name: str, content: bytes, line: str | None = None, folder: str = "cld") -> Path:
        path = home / "inbox" / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (SUMMER, SUMMER))
        if line is not None:
            manifest = path.parent / "manifest.csv"
            before = manifest.read_text(encoding="utf-8") if manifest.exists() else MANIFEST
            manifest.write_text(before + f"{path.name},{line}\r\n", encoding="utf-8")
        return path

    return put


def told(home: Path, **given) -> dict[str, str]:
    """File name to receipt, in order of receipt."""
    return {each.file_name: each.received_at for each in inbox.find(home, **given).waiting}


def test_a_manifest_says_when_whose_and_how_many(home, drop, sheet):
    drop("a.csv", sheet().csv(), "990,Synthetic Northbridge,2026-04-21 14:03:09,12")
    found = inbox.find(home)
    (waiting,) = found.waiting
    assert waiting.as_json() == {
        "extract": "cld", "path": str(home / "inbox/cld/a.csv"), "file_name": "a.csv", "move": True, "sheet": None, "beside": (),
        "received_at": "2026-04-21T14:03:09", "received_from": "manifest",
        "la_code": "990", "la_name": "Synthetic Northbridge", "rows": 12,
    }  # fmt: skip
    assert inbox.Waiting.of(waiting.as_json()) == waiting and found.said == []


@pytest.mark.parametrize(
    ("written", "received"),
    [
        ("2026-04-21T14:03:09", "2026-04-21T14:03:09"),
        ("2026-04-21 14:03:09.750", "2026-04-21T14:03:09.750000"),
        ("2026-04-21 14:03:09.000", "2026-04-21T14:03:09"),
        ("2026-04-21", "2026-04-21T00:00:00"),
        (
            "2026-07-01T08:00:00Z",
            "2026-07-01T09:00:00",
        ),  # London's own time, whatever the zone it was written in
        ("2026-01-01T08:00:00+00:00", "2026-01-01T08:00:00"),
    ],
)
def test_a_manifests_time_is_londons_to_the_second(home, drop, sheet, written, received):
    drop("a.csv", sheet().csv(), f"990,,{written},")
    assert told(home) == {"a.csv": received}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (
            "990,,21/04/2026 14:03,",
            "manifest.csv, line 2, column import_datetime: not a date and time such as",
        ),
        ("990,,,", "column import_datetime"),
        ("990,,2026-04-21,about ten", "manifest.csv, line 2, column rows: not a whole number"),
        ("990,,2026-04-21,²", "column rows"),
        ("990,,2026-04-21," + "9" * 5000, "column rows"),
        ("990,,0001-01-01T00:00:00+14:00,", "column import_datetime"),
        ("9990000018,,2026-04-21,", "manifest.csv, line 2, column la_code: not a council's code"),
    ],
)
def test_a_file_whose_manifest_line_cannot_be_believed_waits_and_that_is_said(home, drop, sheet, line, why):
    path = drop("a.csv", sheet().csv(), line)
    drop("b.csv", sheet(11).csv(), "990,,2026-04-21,")
    found = inbox.find(home)
    assert [each.file_name for each in found.waiting] == ["b.csv"] and path.exists()
    (said,) = found.said
    assert said.startswith("a.csv waits: ") and why in said


def test_two_lines_of_a_manifest_that_say_different_things_of_one_file_hold_it_up(home, drop, sheet):
    drop("a.csv", sheet().csv(), "990,,2026-04-21,")
    drop("b.csv", sheet(11).csv(), "990,,2026-04-21,")
    manifest = home / "inbox/cld/manifest.csv"
    twice = manifest.read_text(encoding="utf-8") + "b.csv,990,,2026-04-21,\r\na.csv,990,,2026-05-21,\r\n"
    manifest.write_text(twice, encoding="utf-8")
    found = inbox.find(home)
    assert [each.file_name for each in found.waiting] == ["b.csv"], "the same said twice is no contradiction"
    assert found.said == [
        "a.csv waits: manifest.csv, line 5, column file: an earlier line says something else of it"
    ]


@pytest.mark.parametrize(("days", "waits"), [(366, False), (367, True)])
@pytest.mark.parametrize("source", ["manifest", "argument", "file time"])
def test_a_receipt_over_a_year_from_now_waits_because_it_would_date_every_figure(
    home, drop, sheet, source, days, waits
):
    at = inbox.now().replace(hour=3, minute=0, second=0) + dt.timedelta(days=days)
    path = drop("a.csv", sheet().csv(), f"990,,{at.isoformat()}," if source == "manifest" else None)
    if source == "file time":
        os.utime(path, (at.replace(tzinfo=inbox.LONDON).timestamp(),) * 2)
    found = inbox.find(home, received_at=at if source == "argument" else None)
    assert [each.received_at for each in found.waiting] == ([] if waits else [at.isoformat()])
    assert path.exists() and (f"by its {source}" in " ".join(found.said)) == waits


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"file,when\r\na.csv,2026-04-21\r\n", "manifest.csv has no column import_datetime"),
        (b"", "has no column file and no column import_datetime"),
        (b"file,import_datetime\r\na.csv,\xff\xfe\r\n", "cannot be read as UTF-8 CSV"),
    ],
)
def test_a_manifest_that_cannot_be_read_holds_its_folder_up_and_is_said(home, drop, sheet, content, why):
    path = drop("a.csv", sheet().csv())
    (path.parent / "manifest.csv").write_bytes(content)
    for found in (inbox.find(home), inbox.find(home, folder=path.parent)):
        assert found.waiting == [] and why in " ".join(found.said)


def test_a_manifest_may_lie_in_the_folder_above_and_a_byte_order_mark_before_it(home, drop, sheet):
    drop("quarter 4/a.csv", sheet().csv())
    text = MANIFEST + "a.csv,990,,2026-04-21 09:00:00,\r\n"
    (home / "inbox/cld/manifest.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert told(home) == {"a.csv": "2026-04-21T09:00:00"}


def test_a_promised_file_that_is_not_there_is_said(home, drop, sheet):
    path = drop("a.csv", sheet().csv(), "990,,2026-04-21,")
    with (path.parent / "manifest.csv").open("a") as manifest:
        manifest.write("gone.csv,990,,2026-04-22,\r\n")
    assert inbox.find(home).said == ["gone.csv is in a manifest, but there is no such file."]


def test_without_a_manifest_the_caller_says_when_and_else_the_files_own_time(home, drop, sheet):
    drop("a.csv", sheet().csv())
    (assumed,) = inbox.find(home).waiting
    assert (assumed.received_at, assumed.received_from) == ("2026-07-01T09:00:00", "file time")
    (given,) = inbox.find(home, received_at=dt.datetime(2026, 4, 21, 9, 0, 5, 9)).waiting
    assert (given.received_at, given.received_from) == ("2026-04-21T09:00:05", "argument")


@pytest.mark.parametrize("code", ["990", ""], ids=["manifest", "rows"])
def test_files_of_one_second_follow_their_stated_period_and_then_their_name(home, drop, sheet, code):
    """Whether the manifest or their rows say whose they are."""
    line = f"{code},,2026-04-21 09:00:00,"
    drop("a.csv", sheet(5).csv(), line)
    drop("b.csv", sheet(6).csv(), line)
    drop("c.csv", sheet(7, dt.date(2025, 12, 31)).csv(), line)
    drop("d.csv", sheet(8).csv(), f"{code},,2026-04-21 09:00:01,")
    drop("e.csv", sheet(9).fill("la_code", "991").csv(), f"{code and 991},,2026-04-21 09:00:00,")
    at = "2026-04-21T09:00:0{}".format
    assert told(home) == {"c.csv": at(0), "e.csv": at(0), "a.csv": at(1), "b.csv": at(2), "d.csv": at(3)}


def test_files_of_one_second_follow_the_fraction_that_a_manifest_gives(home, drop, sheet):
    """Neither the period that a.csv states, which ends first, nor its name comes before the time."""
    drop("a.csv", sheet(5, dt.date(2025, 12, 31)).csv(), "990,,2026-04-21 09:00:00.750,")
    drop("b.csv", sheet(6).csv(), "990,,2026-04-21 09:00:00.253,")
    drop("c.csv", sheet(7).csv(), "990,,2026-04-21 09:00:00,")
    at = "2026-04-21T09:00:00{}".format
    assert list(told(home).items()) == [("c.csv", at("")), ("b.csv", at(".253000")), ("a.csv", at(".750000"))]
    drop("d.csv", sheet(8).csv(), "990,,2026-04-21 09:00:00,")
    assert list(told(home)) == ["c.csv", "d.csv", "b.csv", "a.csv"], "nor is what is moved on put after them"


def test_what_lands_later_takes_no_second_that_has_gone_also_when_only_its_rows_say_whose_it_is(
    front_door, sheet
):
    landed = front_door.land(sheet(5).csv(), "first.csv", at="2026-04-21T09:00:00")
    later = front_door.put(sheet(6).csv(), "later.csv")
    at = dt.datetime(2026, 4, 21, 9)
    (waiting,) = inbox.find(front_door.home, files=[later], received_at=at).waiting
    assert (landed.received_at, waiting.received_at) == (at, "2026-04-21T09:00:01")


def test_a_file_offered_again_from_a_folder_that_keeps_it_does_not_push_others_on(
    front_door, sheet, tmp_path
):
    first = front_door.put(sheet(5).csv(), "first.csv")
    folder = tmp_path / "sent"
    folder.mkdir()
    shutil.copy(first, folder / "first.csv")
    front_door.land(sheet(5).csv(), "first.csv", at="2026-04-21T09:00:00")
    (folder / "second.csv").write_bytes(sheet(6).csv())
    lines = "".join(f"{name}.csv,990,,2026-04-21 09:00:00,\r\n" for name in ("first", "second"))
    (folder / "manifest.csv").write_text(MANIFEST + lines)
    again = told(front_door.home, folder=folder)
    assert again == {"first.csv": "2026-04-21T09:00:00", "second.csv": "2026-04-21T09:00:01"}


def test_two_broken_files_of_one_second_are_found_all_the_same(home, drop, sheet):
    doubled = sheet()
    doubled.header[-1] = doubled.header[0]
    for name, content in {
        "doubled.csv": doubled.csv(),
        "cut.csv": sheet().csv()[:3000],
        "no.csv": b"%PDF",
    }.items():
        drop(name, content, "990,,2026-04-21 09:00:00,")
    assert set(told(home)) == {"doubled.csv", "cut.csv", "no.csv"}


def test_a_file_held_open_for_writing_is_left_and_that_is_said(home, drop, sheet):
    path = drop("a.csv", sheet().csv())
    with path.open("ab"):
        found = inbox.find(home)
    assert found.waiting == []
    assert found.said == ["a.csv is still being written; it is left for the next run."]
    assert list(told(home)) == ["a.csv"], "closed, it is a delivery like another"


@pytest.mark.parametrize("happens", ["grows", "goes"])
def test_a_file_that_grows_or_goes_between_two_looks_is_left(home, drop, sheet, monkeypatch, happens):
    path = drop("a.csv", sheet().csv())
    change = {"grows": lambda _: path.write_bytes(sheet(13).csv()), "goes": lambda _: path.unlink()}
    monkeypatch.setattr(inbox.time, "sleep", change[happens])
    found = inbox.find(home)
    assert found.waiting == [] and "still being written" in found.said[0]


@pytest.mark.parametrize(
    "name", ["a.csv.part", "a.tmp", "a.csv.crdownload", ".a.csv", "~$a.xlsx", "manifest.csv"]
)
def test_files_in_the_making_are_no_deliveries(home, drop, sheet, name):
    drop(name, MANIFEST.encode() if name == "manifest.csv" else sheet().csv())
    assert told(home) == {}


def test_our_own_slip_is_no_delivery(home, drop):
    drop("slip.csv", b"file,what_happened\r\n")
    found = inbox.find(home)
    assert found.waiting == [] and found.said == [
        "slip.csv is left where it is: it is a slip and not a delivery."
    ]


def test_a_file_beside_the_extracts_folders_is_known_by_its_header_or_left(home, drop, sheet):
    drop("known.csv", sheet().csv(), folder=".")
    drop("unknown.csv", b"Invoice Number,Amount\r\n1,2\r\n", folder=".")
    (home / "inbox" / "cld").mkdir()
    (home / "inbox" / "invoices").mkdir()
    found = inbox.find(home)
    assert [(each.file_name, each.extract) for each in found.waiting] == [("known.csv", "cld")]
    said = " ".join(found.said)
    assert "unknown.csv is left where it is: its header is that of no known extract." in said
    assert "The folder invoices is no extract's; known: " in said and len(found.said) == 2


def test_to_say_whose_a_file_is_takes_one_look_at_its_bytes_however_many_extracts_there_are(
    drop, sheet, monkeypatch
):
    path, looks = drop("any.csv", sheet().csv(), folder="."), []
    examine = decoding.examine
    monkeypatch.setattr(decoding, "examine", lambda path: looks.append(path) or examine(path))
    assert inbox.extract_of(path, maps.Known()) == "cld"
    assert looks == [path]


def test_a_folder_elsewhere_is_copied_from_and_its_manifest_says_what_is_in_it(home, tmp_path, sheet):
    folder = tmp_path / "sent"
    (folder / "year").mkdir(parents=True)
    (folder / "year" / "a.csv").write_bytes(sheet().csv())
    (folder / "year" / "other.csv").write_bytes(b"no delivery")
    (folder / "manifest.csv").write_text(MANIFEST + "a.csv,990,,2026-04-21,\r\n")
    found = inbox.find(home, folder=folder)
    assert [(each.file_name, each.move, each.extract) for each in found.waiting] == [("a.csv", False, "cld")]
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        inbox.find(home, folder=tmp_path / "nowhere")


def test_a_name_whose_bytes_are_no_utf_8_can_be_written_down(home, drop, sheet):
    drop(os.fsdecode(b"cld_\xe9t\xe9.csv"), sheet().csv())
    (waiting,) = inbox.find(home).waiting
    assert waiting.file_name == "cld_\ufffdt\ufffd.csv" and waiting.file_name.encode()


def may_not(monkeypatch, shut: Path):
    """This account may not read a file or a folder; whoever runs the tests may."""
    access, scandir, opened = os.access, os.scandir, Path.open

    def refused(path):
        if Path(path) == shut:
            raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != shut and access(path, mode))
    monkeypatch.setattr(os, "scandir", lambda path: refused(path) or scandir(path))
    monkeypatch.setattr(Path, "open", lambda path, *how, **more: refused(path) or opened(path, *how, **more))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("shut.csv", "shut.csv waits: this account may not read it."),
        ("sub", "The folder sub is not looked into: permission denied."),
        ("sub/manifest.csv", "in.csv waits: manifest.csv cannot be read: Permission denied"),
    ],
)
def test_what_this_account_may_not_read_is_said_and_holds_nothing_else_up(
    home, drop, sheet, monkeypatch, name, said
):
    drop("a.csv", sheet().csv())
    drop("shut.csv", sheet(11).csv())
    drop("in.csv", sheet(12).csv(), "990,,2026-04-21,", folder="cld/sub")
    may_not(monkeypatch, home / "inbox/cld" / name)
    found = inbox.find(home)
    assert said in " ".join(found.said) and len(found.said) == 1
    assert "a.csv" in [each.file_name for each in found.waiting] and len(found.waiting) == 2


def test_a_link_to_a_folder_is_not_followed_and_a_pipe_is_no_file(home, drop, sheet, tmp_path):
    drop("a.csv", sheet().csv())
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.csv").write_bytes(sheet(11).csv())
    (home / "inbox/cld/linked").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(home / "inbox/cld/pipe.csv")
    found = inbox.find(home)
    assert [each.file_name for each in found.waiting] == ["a.csv"]
    assert found.said == ["The folder linked is not looked into: it is a link to another place."]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("cld_9990000018.csv", "cld_(number).csv"),
        ("Letter 999 000 0018.csv", "Letter (number).csv"),
        ("cld_9990000019.csv", "cld_9990000019.csv"),  # its check digit is another
        ("cld_20260421140309.csv", "cld_20260421140309.csv"),  # a clock's time has more digits
        (
            "cld_1745000003.csv",
            "cld_1745000003.csv",
        ),  # seconds of a clock: right check digit, none is issued so low
        ("two\nlines\x1b[31m.csv", "two\ufffdlines\ufffd[31m.csv"),
        ("c" * 251 + ".csv", "c" * 196 + ".csv"),
        ("é" * 125 + ".csv", "é" * 98 + ".csv"),
    ],
)
def test_a_name_is_written_down_on_one_line_in_short_and_without_an_nhs_number(name, told):
    assert file_names.told(Path(name)) == told


def test_a_file_whose_name_is_somebodys_waits_and_its_name_is_told_nowhere(home, drop, sheet):
    path = drop("cld 9990000018.csv", sheet().csv(), "990,,2026-04-21,")
    with (path.parent / "manifest.csv").open("a") as manifest:
        manifest.write("gone 9990000018.csv,990,,2026-04-22,\r\n")
    found = inbox.find(home)
    assert found.waiting == [] and path.exists() and "Give it another name." in found.said[0]
    assert "9990000018" not in " ".join(found.said)
