"""The administrator's look at an installation: what is well, what is not, and what to do."""

import json
import shutil

import pytest
import small_release

from goldenthread import doctor, landing
from goldenthread.settings import Settings


@pytest.fixture
def installation(home) -> Settings:
    """A home with one release and one load in its place."""
    small_release.write(home)
    delivery = small_release.delivery("good.csv")
    landing.commit(home, delivery, None)
    (home / "raw" / "cld" / f"{delivery.load_id}.parquet").touch()
    (home / "source.csv").write_bytes(b"as it came")
    landing.finish(home, delivery, home / "source.csv", move=True)
    return Settings(home=home, env="demo", key="ab" * 32, key_file=None, la_codes="990")


def unwell(settings: Settings) -> list[str]:
    return [each.sentence for each in doctor.examine(settings) if not each.well]


@pytest.fixture(autouse=True)
def room_enough(monkeypatch):
    monkeypatch.setattr(doctor, "ROOM", 0)


def test_all_is_well(installation):
    assert unwell(installation) == []
    told = " ".join(each.sentence for each in doctor.examine(installation))
    assert "1 loads, 0 refused, 0 duplicates" in told and small_release.RELEASE in told
    assert "fingerprint" in told and "abab" not in told


def test_it_changes_nothing(installation):
    before = sorted(path.stat().st_mtime_ns for path in installation.home.rglob("*"))
    doctor.examine(installation)
    assert sorted(path.stat().st_mtime_ns for path in installation.home.rglob("*")) == before


def test_before_anything_was_done_it_says_how_to_begin(tmp_path):
    (sentence,) = unwell(Settings(home=tmp_path / "none", env="demo", key=None, key_file=None))
    assert "goldenthread demo" in sentence


@pytest.mark.parametrize("name", landing.PRIVATE)
def test_a_private_folder_that_others_can_enter_is_found_with_the_command_that_shuts_it(installation, name):
    (installation.home / name).chmod(0o755)
    (sentence,) = unwell(installation)
    assert f"chmod 700 {installation.home / name}" in sentence


@pytest.mark.parametrize("name", ["", *landing.FOLDERS])
def test_a_folder_that_this_account_may_not_write_is_found(installation, monkeypatch, name):
    shut = installation.home / name
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: path != shut)
    (sentence,) = unwell(installation)
    assert f"{shut} cannot be read and written by this account" in sentence


def test_a_variable_that_is_no_setting_is_found(installation, monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_LACODES", "501")
    assert unwell(installation) == [
        "GOLDENTHREAD_LACODES is the name of no setting: see docs/deployment.md#settings"
    ]


def test_a_full_disk_is_found(installation, monkeypatch):
    monkeypatch.setattr(doctor, "ROOM", 2**63)
    (sentence,) = unwell(installation)
    assert "GiB free" in sentence


def test_a_key_that_may_not_be_used_is_found(installation):
    (sentence,) = unwell(installation.model_copy(update={"env": "production", "key": None}))
    assert "openssl rand -hex 32" in sentence


def test_rows_that_do_not_add_up_are_found(installation):
    path = next((installation.home / "raw" / "cld").glob("*.json"))
    record = json.loads(path.read_text())
    path.write_text(json.dumps(record | {"rows_loaded": 9}))
    (sentence,) = unwell(installation)
    assert "DO NOT equal" in sentence


def test_an_original_that_is_not_in_its_place_is_found(installation):
    shutil.rmtree(installation.home / "archive" / "cld")
    (sentence,) = unwell(installation)
    assert "1 originals are not in the archive" in sentence


def test_a_load_without_its_rows_is_found(installation):
    next((installation.home / "raw" / "cld").glob("*.parquet")).unlink()
    (sentence,) = unwell(installation)
    assert "Restore raw/ from the backup" in sentence


def test_without_a_release_it_says_how_to_make_one(installation):
    (installation.home / "published" / "current").unlink()
    (sentence,) = unwell(installation)
    assert "goldenthread refresh" in sentence
