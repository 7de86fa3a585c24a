"""docker-compose.yml without Docker: each service's own command, started as a process of this machine.

Commands, environments and healthchecks are read from the file, the image's environment from the Dockerfile; only
what a container hides is translated: host names, ports and mount points.
"""

import contextlib
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from goldenthread.rooms import ROOT

PACKAGES = {"postgres": "postgresql", "nginx": "nginx-light", "curl": "curl"}
SBIN = ["/usr/sbin", "/sbin", *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)]
SEARCH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"], *SBIN])


def program(name: str) -> str:
    """The path of a Debian program, or a failure that names the package to install."""
    found = shutil.which(name, path=SEARCH)
    if not found:
        pytest.fail(
            f"{name} is missing. Install it: apt-get install {PACKAGES[name]}  (all: debian-packages.txt)"
        )
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Services:
    """The compose file's services on this machine. Stop them with ``stop``, whatever happened."""

    def __init__(
        self, folder: Path, variables: dict[str, str], ports: dict[str, int], mounts: dict[str, Path]
    ):
        """folder: for logs. variables: as .env gives them. ports: by service. mounts: path in a container to ours."""
        self.compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
        self.folder, self.variables, self.ports, self.mounts = folder, variables, ports, mounts
        self.running: dict[str, subprocess.Popen] = {}
        self.up_in: dict[str, float] = {}

    def natively(self, service: str, text: str) -> str:
        """A value of the compose file, with .env's variables filled in, for this machine."""
        text = re.sub(r"\$\{(\w+)(?::([-?])([^}]*))?\}", self._variable, text)
        text = re.sub(r"\bpostgres:5432\b", f"localhost:{self.ports['postgres']}", text)
        text = re.sub(r"--port=5432\b", f"--port={self.ports['postgres']}", text)
        text = re.sub(r"\bapi-server:8080\b", f"localhost:{self.ports['api-server']}", text)
        text = re.sub(r"\blocalhost:(8080|8974)\b", f"localhost:{self.ports.get(service)}", text)
        for inside, ours in self.mounts.items():
            text = re.sub(rf"(?<![\w.-]){re.escape(inside)}(?=/|$)", str(ours), text)
        return text

    def _variable(self, found: re.Match) -> str:
        name, kind, rest = found.groups()
        if name not in self.variables and kind == "?":
            pytest.fail(
                f"docker-compose.yml needs {name}, which .env.example and docker/prepare.py do not give."
            )
        return self.variables.get(name, rest if kind == "-" else "")

    def environment(self, service: str) -> dict[str, str]:
        """What a container of this service would see, and a PATH that finds its programs."""
        seen = {"PATH": SEARCH, "HOME": str(self.folder), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        given = _image_environment() | (self.compose[service].get("environment") or {})
        for name, value in given.items():
            if value is None and name in self.variables:
                value = self.variables[name]
            if value is not None:
                seen[name] = self.natively(service, value)
        seen["AIRFLOW__API__HOST"] = "127.0.0.1"
        seen["AIRFLOW__API__PORT"] = str(self.ports["api-server"])
        seen["AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT"] = str(self.ports["scheduler"])
        seen["AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT"] = str(self.ports["logs"])
        return seen

    def command(self, service: str) -> list[str]:
        return [self.natively(service, word) for word in self.compose[service]["command"]]

    def run(self, service: str, seconds: int) -> None:
        """A service that does one thing and ends."""
        began = time.monotonic()
        with self.log(service).open("w") as log:
            ended = subprocess.run(
                self.command(service),
                env=self.environment(service),
                stdout=log,
                stderr=log,
                timeout=seconds,
                cwd=ROOT,
            )
        assert ended.returncode == 0, f"{service} failed:\n{self.tail(service)}"
        self.up_in[service] = time.monotonic() - began

    def start(self, service: str, command: list[str] | None = None, user: str | None = None) -> None:
        """Start a service; its own process group, so that nothing of it is left behind."""
        with self.log(service).open("w") as log:
            self.running[service] = subprocess.Popen(
                command or self.command(service), env=self.environment(service), stdout=log, stderr=log,
                start_new_session=True, user=user, group=user, extra_groups=[] if user else None, cwd="/" if user else ROOT,
            )  # fmt: skip

    def wait_until_healthy(self, service: str, seconds: int = 120) -> None:
        """Ask as Docker would, by the compose file's own healthcheck, until it is content."""
        kind, *test = self.compose[service]["healthcheck"]["test"]
        words = [self.natively(service, word) for word in test]
        assert kind == "CMD", f"{service}: a healthcheck here is a list that begins with CMD"
        began = time.monotonic()
        while True:
            assert self.running[service].poll() is None, f"{service} ended by itself:\n{self.tail(service)}"
            asked = subprocess.run(
                words, env=self.environment(service), capture_output=True, text=True, timeout=60
            )
            if asked.returncode == 0:
                break
            waited = time.monotonic() - began
            assert waited < seconds, (
                f"{service} is not healthy after {waited:.0f} s: {asked.stderr[-500:]}\n{self.tail(service)}"
            )
            time.sleep(0.5)
        self.up_in[service] = time.monotonic() - began

    def stop(self) -> None:
        """End what was started, last first: politely, then for certain."""
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=30)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)

    def log(self, service: str) -> Path:
        return self.folder / f"{service}.log"

    def tail(self, service: str) -> str:
        return self.log(service).read_text(encoding="utf-8", errors="replace")[-3000:]


def _image_environment() -> dict[str, str]:
    """The ENV of the Dockerfile."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    words = [word for line in re.findall(r"^ENV (.*)$", text, flags=re.M) for word in shlex.split(line)]
    assert words, "The Dockerfile sets no environment, which this file is written to read."
    return dict(word.split("=", 1) for word in words)


def postgres(services: Services, folder: Path) -> None:
    """Debian's PostgreSQL, as the compose file's image would make it: one user, one database, a password.

    It refuses to run as root, so root runs it as the account that Debian made for it.
    """
    port, account = services.ports["postgres"], "postgres" if os.getuid() == 0 else None
    folder.mkdir(mode=0o700)
    password = folder / "password"
    password.write_text(services.variables["POSTGRES_PASSWORD"])
    if account:
        for path in (folder, password):
            shutil.chown(path, account, account)
    data = folder / "data"
    as_account = {"user": account, "group": account, "extra_groups": [] if account else None, "cwd": "/"}
    quiet = {"check": True, "capture_output": True, "text": True, "timeout": 60, **as_account}
    setup = [
        "--username=airflow",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--no-sync",
    ]
    subprocess.run([program("initdb"), f"--pgdata={data}", *setup], **quiet)
    options = {
        "port": port,
        "listen_addresses": "localhost",
        "unix_socket_directories": folder,
        "fsync": "off",
    }
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    services.start("postgres", [program("postgres"), "-D", str(data), *words], user=account)
    services.wait_until_healthy("postgres", 30)
    login = {"PGPASSWORD": services.variables["POSTGRES_PASSWORD"]}
    made = [program("createdb"), "--host=localhost", f"--port={port}", "--username=airflow", "airflow"]
    subprocess.run(made, env=login, check=True, timeout=30)
