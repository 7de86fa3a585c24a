"""The pack in every rendition: of a synthetic council after a whole night, and of a release made by hand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from goldenthread.rooms import ROOT
from reports import pdf

sys.path.insert(0, str(ROOT / "tests" / "packs"))  # what the tests of the reports room share

PERIOD = "2025-26Q4"
PACKAGES = {"soffice": "libreoffice-writer", "pdfinfo": "poppler-utils", "chromium": "chromium"}


@pytest.fixture(scope="session")
def program():
    """A maker of a Debian program's path: ``program(name)``; a failure that names the package where it is missing."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if not found:
            pytest.fail(
                f"{name} is missing. Install it: apt-get install {PACKAGES[name]}  (all: debian-packages.txt)"
            )
        return found

    return find


@pytest.fixture(scope="session", autouse=True)
def with_pdf():
    """PDF is judged here, so what it needs must be there."""
    if lacking := pdf.missing():
        pytest.fail(lacking)


@pytest.fixture(scope="session")
def by_hand(tmp_path_factory) -> Path:
    """A home with a release of one council, made by hand."""
    import release_by_hand

    home = tmp_path_factory.mktemp("by-hand")
    release_by_hand.release(home)
    return home


@pytest.fixture(scope="session")
def pack(by_hand) -> dict[str, Path]:
    """The scrutiny pack of that release: what each file is, by its ending."""
    return written(by_hand)


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    """The home of a synthetic council after one night."""
    home = tmp_path_factory.mktemp("demo")
    seen = {
        "PATH": os.environ["PATH"],
        "GOLDENTHREAD_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    for words in (["demo", "--people", "200"], ["refresh"]):
        code = f"import sys; sys.argv = {['goldenthread', *words]}; from goldenthread.cli import main; main()"
        ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=seen, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr[-3000:]
    return home


@pytest.fixture(scope="session")
def demo_pack(demo) -> dict[str, Path]:
    """The scrutiny pack of the synthetic council: what each file is, by its ending."""
    return written(demo)


def written(home: Path) -> dict[str, Path]:
    from reports import render

    return {path.suffix[1:]: path for path in render.pack("scrutiny", PERIOD, home)}
