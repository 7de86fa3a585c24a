"""The undisturbed run that every disturbed one is compared with: made once, and kept at three stages."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import council
import pytest
import warm

from goldenthread import nightly


@dataclass(frozen=True)
class Undisturbed:
    """Copies of home as it stood before the landing, after it, before publishing, and at the end."""

    waiting: Path
    landed: Path
    guarded: Path
    published: Path
    built: dict[str, Any]
    events: dict[str, list[warm.Event]]  # of the stages "land" and "publish"

    @property
    def release(self) -> dict[str, Any]:
        return council.released(self.published)


def land(folder: str | None = None) -> list[dict[str, Any]]:
    """The front door of a refresh: find, check, load."""
    return nightly.load_all(nightly.find(folder))


def build_and_guard() -> dict[str, Any]:
    return nightly.guard(nightly.build())


def publish_and_tidy(built: dict[str, Any]) -> list[str]:
    return nightly.tidy(nightly.publish(built))


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """One quiet night, stage by stage."""
    folder = tmp_path_factory.mktemp("undisturbed")
    home = folder / "published"
    council.write(home / "inbox")
    council.copy(home, folder / "waiting")
    landing = warm.run(home, land)
    assert not landing.problem, landing.problem
    council.copy(home, folder / "landed")
    guarded = warm.run(home, build_and_guard)
    assert not guarded.problem, guarded.problem
    council.copy(home, folder / "guarded")
    publishing = warm.run(home, publish_and_tidy, guarded.result)
    assert not publishing.problem, publishing.problem
    events = {"land": landing.events, "publish": publishing.events}
    return Undisturbed(
        folder / "waiting", folder / "landed", folder / "guarded", home, guarded.result, events
    )
