"""Identity at the door: whose key, which domain, who may go back; and that nothing personal gets past it."""

import io
import json
import logging
import zipfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread import identity, sent_values
from goldenthread.identity import DEMO_KEY, KeyProblem, NotAllowed
from goldenthread.settings import Settings

COUNCILS_OWN = "ab" * 32


def settings(**given) -> Settings:
    return Settings(**{"env": "demo", "key": None, "key_file": None, **given})


def key_file(tmp_path: Path, mode: int, text: str = COUNCILS_OWN) -> Path:
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_without_a_key_the_demonstration_has_its_own_and_production_refuses():
    assert identity.key(settings()) == DEMO_KEY
    with pytest.raises(KeyProblem, match="openssl rand -hex 32"):
        identity.key(settings(env="production"))


def test_the_demonstration_key_is_refused_in_production_however_it_is_given(tmp_path):
    for made in ({"key": DEMO_KEY.hex()}, {"key_file": key_file(tmp_path, 0o600, DEMO_KEY.hex())}):
        with pytest.raises(KeyProblem, match="no key of the council's own"):
            identity.key(settings(env="production", **made))


@pytest.mark.parametrize("text", ["ab" * 31, "ab" * 33, "zz" * 32, "not a key"])
def test_a_key_is_64_hexadecimal_digits(text):
    with pytest.raises(KeyProblem, match="not 64 hexadecimal digits"):
        identity.key(settings(key=text))


def test_a_key_from_the_environment_goes_before_one_from_a_file(tmp_path):
    path = key_file(tmp_path, 0o600, "cd" * 32 + "\n")
    assert identity.key(settings(key_file=path)) == bytes.fromhex("cd" * 32)
    assert identity.key(settings(key=COUNCILS_OWN, key_file=path)) == bytes.fromhex(COUNCILS_OWN)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_key_file_that_others_can_touch_is_refused_with_the_command_that_mends_it(tmp_path, mode):
    path = key_file(tmp_path, mode)
    with pytest.raises(KeyProblem, match=f"chmod 600 {path}"):
        identity.key(settings(key_file=path))


def test_a_key_file_that_is_no_text_is_no_key(tmp_path):
    (tmp_path / "key").write_bytes(b"\xff\xfe\0" * 30)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(identity.KeyProblem, match="not 64 hexadecimal digits"):
        identity.key(Settings(key=None, key_file=tmp_path / "key"))


def test_a_key_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(KeyProblem, match="cannot be read: No such file"):
        identity.key(settings(key_file=tmp_path / "gone"))


def test_a_key_shows_in_no_message(tmp_path):
    made = settings(key=COUNCILS_OWN)
    assert COUNCILS_OWN not in f"{made} {made!r} {identity.fingerprint(bytes.fromhex(COUNCILS_OWN))}"


@given(st.binary(min_size=32, max_size=32), st.text(), st.lists(st.text(), max_size=5))
def test_many_pseudonyms_at_once_are_those_of_hmac_sha256(secret, domain, values):
    values = [value.encode("utf-8", "ignore").decode() for value in values]
    domain = domain.encode("utf-8", "ignore").decode()
    one_by_one = [identity.pseudonym(secret, domain, value) for value in values]
    assert identity.pseudonyms(secret, domain)(values) == one_by_one


def test_two_keys_and_two_domains_give_different_pseudonyms():
    given = [(DEMO_KEY, "person"), (DEMO_KEY, "event"), (bytes(32), "person")]
    made = {identity.pseudonym(secret, domain, "S9900000001") for secret, domain in given}
    assert len(made) == 3 and all(len(each) == 64 for each in made)


def test_every_way_back_is_kept_for_persons_and_none_for_events(cld):
    kept = {column.domain: column.way_back for column in cld.columns.values() if column.domain}
    assert kept == {"nhs_number": True, "person": True, "event": False}


# The canary: identifiers that are in no other file, sent where they belong and where they do not.
CANARY = {
    "nhs_number": "9990000018",
    "la_person_unique_identifier": "CANARYPERSON77",
    "adult_1_linked_person_id": "CANARYLINKED88",
    "adult_2_linked_person_id": "CANARYLINKED99",
    "first_name": "Canaryfirst",
    "last_name": "Canarylast",
    "postcode": "ZZ77 7ZQ",
    "date_of_birth": "17/11/1937",
    "event_reference": "CANARYEVENT66",
    "event_description": "Conversation 1 with a canary in free text",
}
SHAPES = ("nhs_number", "postcode", "date_of_birth")  # what is told by its shape, in any column
SPELLINGS = [*CANARY.values(), "1937-11-17", "ZZ777ZQ"]


def with_canary(sheet, row: int):
    for column, value in CANARY.items():
        sheet.set(row, column, value)
    return sheet


def misplaced(sheet, cld):
    """One row for each wrong column: an identifier stands in it by mistake."""
    places = [name for name, column in cld.columns.items() if column.personal != "dropped"]
    stated = (cld.submission.period_start, cld.submission.period_end)
    for row, column in enumerate(places):
        for at, name in enumerate(SHAPES):
            a_day_among_days = name == "date_of_birth" and cld.columns[column].type == "date"
            if column not in stated and column != name and not a_day_among_days:
                sheet.set(row * len(SHAPES) + at, column, CANARY[name])
    return sheet


def everything_written(home: Path) -> str:
    """All text below home that may be read by more than its owner: also what Parquet compresses."""
    found = []
    for path in sorted(home.rglob("*")):
        room = path.relative_to(home).parts[0]
        original = room == "refused" and path.name not in ("slip.html", "slip.csv")
        if not path.is_file() or room in ("inbox", "archive", "identity") or original:
            continue
        found.append(path.name)
        found.append(path.read_bytes().decode("utf-8", "replace"))
        if path.suffix == ".parquet":
            with duckdb.connect() as connection:
                rows = connection.execute("select * from read_parquet($1)", [str(path)]).fetchall()
            found.append("\n".join(str(value) for row in rows for value in row))
        elif zipfile.is_zipfile(path):
            archive = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
            found += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "\n".join(found)


def leaked(text: str) -> list[str]:
    return [spelling for spelling in SPELLINGS if spelling.lower() in text.lower()]


def test_no_identifier_gets_past_the_front_door(whole_front_door, sheet, cld, capfd, caplog):
    door = whole_front_door
    caplog.set_level(logging.INFO)
    good = with_canary(sheet(20), 3)
    set_aside = with_canary(with_canary(sheet(20), 5).set(5, "la_code", "991"), 6)
    set_aside.rows[6].append("Canary field too many")
    refused = with_canary(sheet(20), 7)
    refused.rows[-1] = refused.rows[-1][:20]
    rows = misplaced(sheet(3 * len(cld.columns)), cld)
    made = door.admit(
        door.waiting(good.csv(), "good.csv"),
        door.waiting(set_aside.csv(), "set_aside.csv", at="2026-04-22T09:30:00"),
        door.waiting(refused.csv().rstrip(b"\r\n"), "refused.csv", at="2026-04-23T09:30:00"),
        door.waiting(rows.csv(), "misplaced.csv", at="2026-04-24T09:30:00"),
        # Nobody says whose file this is, and its council column holds a person's number.
        door.waiting(sheet(20).fill("la_code", CANARY["nhs_number"]).csv(), "swapped.csv",
                     at="2026-04-25T09:30:00", la_code=None),
    )  # fmt: skip
    assert [each.status for each in made] == ["loaded", "loaded", "refused", "loaded", "refused"]
    assert made[1].rows_set_aside == 2 and made[3].rows_set_aside == len(SHAPES)
    said = capfd.readouterr()
    text = everything_written(door.home)
    assert f"{identity.pseudonym(DEMO_KEY, 'person', 'CANARYPERSON77')}" in text, "the canary was not sent"
    assert not leaked(text), (
        "an identifier was written outside the inbox, archive, refused originals and identity"
    )
    assert not leaked(said.out + said.err + caplog.text), "an identifier was written to the log or the screen"
    assert not leaked("".join(str(each) for each in made)), "an identifier stands in a delivery's record"
    assert not list(door.home.glob("raw/*/.staging/*")), (
        "what was typed of a refused file must not stay behind"
    )


def test_where_originals_and_the_way_back_lie_is_their_owners_alone(whole_front_door, sheet):
    door = whole_front_door
    door.land(sheet(15).csv(), "permissions.csv", at="2026-05-21T09:30:00")
    for room in ("inbox", "archive", "refused", "identity"):
        for path in [door.home / room, *(door.home / room).rglob("*")]:
            mode = path.stat().st_mode & 0o777
            assert mode & 0o077 == 0 or (room == "inbox" and path != door.home / room), (
                f"{path} has mode {mode:o}"
            )


def test_reveal_gives_the_identifier_and_writes_who_asked_and_why(whole_front_door, sheet):
    door = whole_front_door
    sent = with_canary(sheet(9), 2)
    door.land(sent.csv(), "reveal.csv", at="2026-06-21T09:30:00")
    made = identity.pseudonym(DEMO_KEY, "person", "CANARYPERSON77")
    (found,) = identity.reveal(door.home, f" {made.upper()} ", "to answer a subject access request")
    assert (found.domain, found.value) == ("person", "CANARYPERSON77")
    reference = identity.pseudonym(DEMO_KEY, "event", CANARY["event_reference"])
    assert identity.reveal(door.home, reference, "to show that events have no way back") == []
    journal = door.home / "identity" / "reveals.jsonl"
    asked = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [(each["found"], each["pseudonym"] == made) for each in asked] == [(1, True), (0, False)]
    assert all(each["who"] and each["at"] for each in asked) and asked[0]["why"].startswith("to answer")
    assert "CANARYPERSON77" not in journal.read_text() and journal.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("reason", ["", "because", "         x         "])
def test_reveal_without_a_reason_is_refused_and_finds_nothing(tmp_path, reason):
    with pytest.raises(NotAllowed, match="Say why"):
        identity.reveal(tmp_path, "0" * 64, reason)
    assert not (tmp_path / "identity").exists()


def test_the_class_of_a_value_says_nothing_of_it():
    texts = ["9990000018", "Canarylast", "ZZ77 7ZQ", "  "]
    assert [sent_values.value_class(text) for text in texts] == [
        "10 digits",
        "10 letters",
        "8 characters",
        "blank",
    ]
