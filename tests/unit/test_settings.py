"""Settings: the environment over goldenthread.toml over defaults; a wrong one is named."""

import duckdb
import pytest
from pydantic import ValidationError

from goldenthread import settings


@pytest.fixture(autouse=True)
def nothing_set(tmp_path, monkeypatch):
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"GOLDENTHREAD_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_home_is_data_below_the_working_folder_and_made_absolute(tmp_path, monkeypatch):
    assert settings.current().home == tmp_path / "data"
    monkeypatch.setenv("GOLDENTHREAD_HOME", "~/thread")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings.current().home == tmp_path / "thread"


def test_the_environment_goes_before_the_file_and_the_file_before_defaults(tmp_path, monkeypatch):
    (tmp_path / "goldenthread.toml").write_text('keep_nights = 3\nla_codes = "501"\n')
    assert (settings.current().keep_nights, settings.current().councils) == (3, {"501"})
    monkeypatch.setenv("GOLDENTHREAD_KEEP_NIGHTS", "5")
    assert (settings.current().keep_nights, settings.current().threads) == (5, 2)


def test_councils_and_their_names_are_lists_with_commas(monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_LA_CODES", "501, 502,")
    monkeypatch.setenv("GOLDENTHREAD_LA_NAMES", "501=Northmoor, 502 = Southmoor=by the Sea")
    assert settings.current().councils == {"501", "502"}
    assert settings.current().council_names == {"501": "Northmoor", "502": "Southmoor=by the Sea"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("threads", "0"),
        ("env", "live"),
        ("keep_nights", "none"),
        ("fewer_rows_below", "1.5"),
        ("la_codes", "Northmoor"),
        ("la_codes", "501 502"),
        ("la_codes", "5010"),
        ("memory_limit", "lots"),
        ("memory_limit", ""),
        ("home", "/srv/o'brien"),
        ("home", "/srv/golden*"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch, name, value):
    monkeypatch.setenv(f"GOLDENTHREAD_{name.upper()}", value)
    with pytest.raises(ValidationError, match=name):
        settings.current()


@pytest.mark.parametrize("limit", ["1GB", "512 MB", "1.5gb", "2GiB"])
def test_memory_is_written_as_duckdb_takes_it(monkeypatch, limit):
    monkeypatch.setenv("GOLDENTHREAD_MEMORY_LIMIT", limit)
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit='{settings.current().memory_limit}'")


@pytest.mark.parametrize(
    ("content", "where"),
    [(b"threads = 2\nkeep_nights = \n", "line 2"), (b'la_names = "\xff"', "it is not UTF-8")],
)
def test_a_file_that_is_no_toml_is_said_with_its_line(tmp_path, content, where):
    (tmp_path / "goldenthread.toml").write_bytes(content)
    with pytest.raises(settings.Unreadable, match=where):
        settings.current()


def test_a_variable_that_is_no_setting_is_found(monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_KEYFILE", "/etc/key")
    monkeypatch.setenv("GOLDENTHREAD_KEY_FILE", "/etc/key")
    monkeypatch.setenv("GOLDENTHREAD_UID", "50000")
    assert settings.unknown() == ["GOLDENTHREAD_KEYFILE"]


def test_an_unknown_key_in_the_file_is_an_error(tmp_path):
    (tmp_path / "goldenthread.toml").write_text("keep_night = 3\n")
    with pytest.raises(ValidationError, match="keep_night"):
        settings.current()


def test_secrets_do_not_show(monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_KEY", "ab" * 32)
    monkeypatch.setenv("GOLDENTHREAD_ALERT_SMTP_PASSWORD", "open sesame")
    told = repr(settings.current()) + str(settings.current().model_dump())
    assert "abab" not in told and "sesame" not in told
