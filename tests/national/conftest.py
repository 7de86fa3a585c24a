"""The national models, compiled by dbt once for all test processes."""

import json
import os
from pathlib import Path

import harness
import pytest


@pytest.fixture(scope="session", autouse=True)
def compiled(made_once):
    """Where ``harness.models`` finds them; the mutation check gives each test a file of its own."""
    if os.environ.get(harness.COMPILED):
        yield
        return

    def make(folder: Path) -> str:
        path = folder / "models.json"
        path.write_text(json.dumps(harness.models()), encoding="utf-8")
        return str(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(harness.COMPILED, made_once("national", make))
        yield
