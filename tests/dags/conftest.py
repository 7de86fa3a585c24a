"""Airflow in a folder of its own: each test session gets a fresh one, and nobody's real one is touched."""

import os
import sys
from pathlib import Path

import pytest

from goldenthread.rooms import ROOT


@pytest.fixture(scope="session")
def airflow(tmp_path_factory) -> dict[str, str]:
    """The environment of an Airflow without a database: for its programs, started as processes of their own."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "GOLDENTHREAD_"))
    }
    return env | {
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
        "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "false",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), env["PATH"]]),
        "PYTHONPATH": str(ROOT),
    }
