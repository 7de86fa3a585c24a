"""docker-compose.yml, the Dockerfile and what they read: linted, and agreeing with each other."""

import importlib.util
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from goldenthread.rooms import ROOT
from goldenthread.settings import Settings

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
SETTINGS = {f"GOLDENTHREAD_{name.upper()}" for name in Settings.model_fields}


def clean(*command: str) -> None:
    """Run a linter; what it says is the failure's message."""
    program = Path(sys.executable).parent / command[0]
    told = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert told.returncode == 0, told.stdout + told.stderr


def test_the_dockerfile_passes_hadolint():
    clean("hadolint", "Dockerfile")


def test_the_compose_file_is_one():
    clean("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")


def test_the_compose_file_passes_yamllint():
    rules = (
        "{line-length: {max: 120}, braces: {max-spaces-inside: 1}, comments: {min-spaces-from-content: 1}}"
    )
    clean("yamllint", "--strict", "-d", f"{{extends: default, rules: {rules}}}", "docker-compose.yml")


def test_every_service_that_stays_up_says_when_it_is_healthy_and_starts_again():
    assert set(COMPOSE["services"]) == {
        "postgres",
        "airflow-init",
        "api-server",
        "dag-processor",
        "scheduler",
        "site",
    }
    for name, service in COMPOSE["services"].items():
        assert "no-new-privileges:true" in service["security_opt"], name
        if name != "airflow-init":
            assert service["healthcheck"]["test"], name
            assert service["restart"] == "unless-stopped", name


def test_images_are_pinned_to_a_version():
    own = "golden-thread"
    images = [service["image"] for service in COMPOSE["services"].values() if service["image"] != own]
    images += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.M)
    assert len(images) == 3
    for image in images:
        assert re.search(r":\d+\.\d+", image), (
            f"{image}: name the version, so that two machines run the same."
        )


def test_no_secret_stands_in_the_compose_file():
    for name, service in COMPOSE["services"].items():
        for variable, value in (service.get("environment") or {}).items():
            if re.search(r"PASSWORD$|SECRET|FERNET|SQL_ALCHEMY_CONN|_KEY$", variable):
                assert value is None or "${" in value, f"{name}: {variable} belongs in .env"


def test_the_key_and_the_data_are_where_tasks_run_and_nowhere_else():
    holders = {name for name, service in COMPOSE["services"].items() if service.get("secrets")}
    mounts = {
        name: [volume for volume in service.get("volumes", []) if isinstance(volume, dict)]
        for name, service in COMPOSE["services"].items()
    }
    data = {
        name for name, volumes in mounts.items() if any(volume["target"] == "/data" for volume in volumes)
    }
    assert holders == data == {"scheduler"}


def test_the_site_sees_what_is_published_read_only_and_shares_no_network():
    site = COMPOSE["services"]["site"]
    folders = [volume for volume in site["volumes"] if isinstance(volume, dict)]
    assert [volume["source"].rpartition("/")[2] for volume in folders] == ["published"]
    assert folders[0]["read_only"] and site["read_only"] and site["cap_drop"] == ["ALL"]
    assert site["user"].split(":")[0] not in {"", "0", "root", "50000"}
    others = {
        net for name, service in COMPOSE["services"].items() if name != "site" for net in service["networks"]
    }
    assert not others & set(site["networks"])


def test_every_setting_is_in_the_example_in_the_deployment_page_and_reaches_the_scheduler():
    deployment = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    given = COMPOSE["services"]["scheduler"]["environment"]
    assert len(SETTINGS) > 10
    for setting in sorted(SETTINGS):
        assert f"{setting}=" in ENV_EXAMPLE, f".env.example does not explain {setting}"
        assert f"`{setting}`" in deployment, f"docs/deployment.md does not describe {setting}"
        if setting != "GOLDENTHREAD_KEY":  # the key comes as a file there
            assert setting in given, f"docker-compose.yml does not hand {setting} to the scheduler"


def test_the_example_has_every_variable_that_the_compose_file_reads():
    wanted = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    explained = set(re.findall(r"^(?:# )?(\w+)=", ENV_EXAMPLE, flags=re.M))
    assert wanted and wanted <= explained, f".env.example lacks {sorted(wanted - explained)}"
    assert not {name for name in explained - wanted if not name.startswith("GOLDENTHREAD_")}


@pytest.fixture
def prepared(tmp_path):
    """A folder like a fresh clone, prepared twice: what the first time made, what the second made, and the folder."""
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "docker" / "prepare.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / ".env.example").write_text(ENV_EXAMPLE, encoding="utf-8")
    first = module.prepare(tmp_path)
    text = (tmp_path / ".env").read_text(encoding="utf-8")
    again = module.prepare(tmp_path)
    assert (tmp_path / ".env").read_text(encoding="utf-8") == text
    return first, again, tmp_path


def test_preparing_fills_every_blank_and_a_second_time_touches_nothing(prepared):
    first, again, folder = prepared
    assert len(first) == 3 and again == []
    assert not re.search(r"^\w+=$", (folder / ".env").read_text(encoding="utf-8"), flags=re.M)


def test_what_is_secret_is_readable_by_its_owner_alone_and_never_by_the_image(prepared):
    *_, folder = prepared
    modes = {
        name: stat.S_IMODE((folder / name).stat().st_mode)
        for name in (".env", "secrets/pseudonym.key", "data/inbox")
    }
    assert modes == {".env": 0o600, "secrets/pseudonym.key": 0o600, "data/inbox": 0o700}
    assert len(bytes.fromhex((folder / "secrets/pseudonym.key").read_text().strip())) == 32
    assert "*\n" in (ROOT / ".dockerignore").read_text(encoding="utf-8"), (
        "the image takes what is named, and no more"
    )
