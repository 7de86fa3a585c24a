"""The undisturbed night that every disturbed one is compared with: made once, and kept at each stage."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import council
import pytest
import stages
import warm


@dataclass(frozen=True)
class Undisturbed:
    """Copies of home before the landing, after it, before publishing; and home at the end."""

    waiting: Path
    landed: Path
    guarded: Path
    published: Path
    built: dict[str, Any]
    publishing: list[warm.Event]


@dataclass(frozen=True)
class Landing:
    """Home before and after its deliveries were landed, and the operations that this took."""

    waiting: Path
    landed: Path
    events: list[warm.Event]


def quietly(home: Path, call: Callable[..., Any], *arguments: Any) -> warm.Outcome:
    """A trial that nothing disturbs, and that must succeed."""
    outcome = warm.run(home, call, *arguments)
    assert outcome.exitcode == 0, outcome.problem
    return outcome


@pytest.fixture(scope="session")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose inbox is full and where nothing has happened yet. Copy it."""
    home = tmp_path_factory.mktemp("council") / "home"
    council.write(home / "inbox")
    return home


@pytest.fixture(scope="session")
def undisturbed(waiting: Path, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """One quiet night, stage by stage."""
    folder = tmp_path_factory.mktemp("undisturbed")
    home = council.copy(waiting, folder / "published")
    quietly(home, stages.land)
    landed = council.copy(home, folder / "landed")
    built = quietly(home, stages.build_and_guard).result
    guarded = council.copy(home, folder / "guarded")
    events = quietly(home, stages.publish_and_tidy, built).events
    return Undisturbed(waiting, landed, guarded, home, built, events)


@pytest.fixture(scope="session")
def quick_landing(waiting: Path, tmp_path_factory: pytest.TempPathFactory) -> Landing:
    """The landing alone, with rules judged by SQL."""
    home = council.copy(waiting, tmp_path_factory.mktemp("landing") / "home")
    return Landing(waiting, home, quietly(home, stages.land_quickly).events)
