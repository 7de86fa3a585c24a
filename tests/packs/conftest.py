"""One release and one pack, made once for every test of the reports room."""

from pathlib import Path

import pytest
import release_by_hand

from reports import pdf, render


@pytest.fixture(scope="session")
def lacking():
    """What a machine without Pango says."""
    return lambda: "PDF needs something that this machine has not"


@pytest.fixture(autouse=True)
def without_pdf(monkeypatch, lacking):
    """As on a machine without Pango, which these tests must pass on too; PDF is judged in tests/system."""
    monkeypatch.setattr(pdf, "missing", lacking)


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """A home with one release of one made-up council."""
    home = tmp_path_factory.mktemp("home")
    release_by_hand.release(home)
    return home


@pytest.fixture(scope="session")
def pack(home, lacking) -> dict[str, Path]:
    """The scrutiny pack of that home, rendered once: what each file is, by its ending."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "missing", lacking)
        return {path.suffix[1:]: path for path in render.pack("scrutiny", "2025-26Q4", home)}
