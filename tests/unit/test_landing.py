"""The register of deliveries: what is in it, whose permissions, withdrawals, and files that appear whole."""

import datetime as dt
import json
import os
import stat
import threading
import time

import pytest
import small_release

from goldenthread import landing
from goldenthread.landing import UnknownLoad

APRIL = dt.date(2026, 4, 30)


def land(home, *deliveries):
    for each in deliveries:
        landing.commit(home, each, None)


def names(deliveries) -> list[str]:
    return [each.file_name for each in deliveries]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_what_holds_identifiers_is_its_owners_alone_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        landing.prepare(tmp_path / "home")
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "home").iterdir()}
    assert set(modes) == set(landing.FOLDERS)
    assert {modes[name] for name in ("inbox", "archive", "refused", "identity")} == {0o700}
    assert {modes[name] for name in ("raw", "runs", "quality", "withdrawn", "packs")} == {0o750}
    assert modes["published"] == 0o755


def test_prepare_may_be_repeated_and_shuts_what_somebody_opened(home):
    (home / "archive").chmod(0o777)
    landing.prepare(home)
    assert stat.S_IMODE((home / "archive").stat().st_mode) == 0o700


def test_the_register_is_in_order_of_receipt_and_gives_back_what_was_committed(home):
    later = small_release.delivery("later.csv", "2026-04-02 09:00:00", period_end=dt.date(2025, 12, 31))
    earlier = small_release.delivery("earlier.csv", "2026-04-01 09:00:00", facts={"encoding": "utf-8"})
    land(home, later, earlier)
    assert landing.register(home) == [earlier, later]


def test_only_what_was_loaded_stands_and_had_come_by_then_counts(home):
    land(
        home,
        small_release.delivery("good.csv", "2026-04-30 23:59:59"),
        small_release.delivery("late.csv", "2026-05-01 00:00:00"),
        small_release.delivery("refused.csv", status="refused", rows_loaded=0, rows_set_aside=10),
        small_release.delivery("mistake.csv", load_id="a" * 16),
    )
    landing.withdraw(home, "a" * 16, "sent by mistake")
    register = landing.register(home)
    assert names(landing.counting(register, APRIL)) == ["good.csv"]
    assert {each.file_name: each.withdrawn for each in register}["mistake.csv"] is True


def test_a_withdrawal_can_be_taken_back_and_every_word_is_kept(home):
    land(home, small_release.delivery(load_id="a" * 16))
    for restore in (False, True, False, True):
        landing.withdraw(home, "a" * 16, "a reason", restore)
        assert landing.register(home)[0].withdrawn is not restore
    kept = sorted((home / "withdrawn").iterdir())
    assert [json.loads(path.read_text())["withdrawn"] for path in kept] == [True, False, True, False]
    assert all(json.loads(path.read_text())["reason"] == "a reason" for path in kept)


def test_the_last_word_counts_after_ten_of_them(home):
    land(home, small_release.delivery(load_id="a" * 16))
    for number in range(11):
        landing.withdraw(home, "a" * 16, "a reason", restore=number % 2 == 1)
    assert landing.register(home)[0].withdrawn is True


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_withdrawal_needs_a_reason(home, reason):
    land(home, small_release.delivery(load_id="a" * 16))
    with pytest.raises(ValueError, match="say why"):
        landing.withdraw(home, "a" * 16, reason)
    assert not landing.register(home)[0].withdrawn


def test_only_a_load_can_be_withdrawn(home):
    land(home, small_release.delivery(load_id="b" * 16, status="refused", rows_loaded=0, rows_set_aside=10))
    for load_id in ("b" * 16, "no such load"):
        with pytest.raises(UnknownLoad, match="goldenthread loads"):
            landing.withdraw(home, load_id, "a reason")


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2025-04-01", "2026-03-31", 12),
        ("2026-01-01", "2026-03-31", 3),
        ("2026-03-01", "2026-03-31", 1),
        (None, "2026-03-31", 0),
    ],
)
def test_the_length_of_a_stated_period_is_in_whole_months(start, end, months):
    start, end = (dt.date.fromisoformat(day) if day else None for day in (start, end))
    assert small_release.delivery(period_start=start, period_end=end).months == months


@pytest.mark.parametrize("move", [True, False])
def test_the_original_reaches_its_place_once_and_a_repeat_changes_nothing(home, tmp_path, move):
    delivery, path = small_release.delivery("cld.csv"), tmp_path / "cld.csv"
    path.write_bytes(b"as it came")
    assert not landing.is_finished(home, delivery)
    landing.finish(home, delivery, path, move)
    assert path.exists() is not move
    landing.finish(home, delivery, path, move)
    kept = home / delivery.original
    assert landing.is_finished(home, delivery)
    assert kept.read_bytes() == b"as it came" and stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [each.name for each in kept.parent.iterdir()] == ["cld.csv"]


def test_of_a_link_the_bytes_are_kept_and_what_it_points_to_is_left_alone(home, tmp_path):
    source, link = tmp_path / "exports.csv", tmp_path / "link.csv"
    source.write_bytes(b"whole")
    source.chmod(0o644)
    link.symlink_to(source)
    landing.prepare(home)
    made = small_release.delivery("link.csv")
    landing.finish(home, made, link, move=True)
    kept = home / made.original
    assert kept.read_bytes() == b"whole" and not kept.is_symlink() and not link.is_symlink()
    assert source.read_bytes() == b"whole" and source.stat().st_mode & 0o777 == 0o644


def test_an_original_on_another_disk_is_copied_before_it_goes(home, tmp_path, monkeypatch):
    monkeypatch.setattr(landing, "_same_filesystem", lambda one, other: False)
    delivery, path = small_release.delivery("cld.csv"), tmp_path / "cld.csv"
    path.write_bytes(b"as it came")
    landing.finish(home, delivery, path, move=True)
    assert not path.exists() and (home / delivery.original).read_bytes() == b"as it came"


def test_a_file_appears_whole_or_keeps_what_it_held(tmp_path, monkeypatch):
    path = tmp_path / "record.json"
    landing.write_whole(path, "first")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(landing.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        landing.write_whole(path, "second")
    assert path.read_text() == "first"


def test_a_half_written_record_is_no_delivery(home):
    (home / "raw" / "cld").mkdir()
    (home / "raw" / "cld" / ".0123456789abcdef.json.partial").write_text('{"half": ')
    assert landing.register(home) == []


def test_the_second_waits_until_the_first_has_done(home):
    order = []

    def second() -> None:
        with landing.one_at_a_time(home, "landing"):
            order.append("second")

    with landing.one_at_a_time(home, "landing"):
        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.1)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]
