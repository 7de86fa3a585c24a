"""The undisturbed night that every disturbed one is compared with: made once, and kept at each stage."""

from pathlib import Path

import council
import pytest
import stages
from council import Landing, Undisturbed
from stopping import quietly


@pytest.fixture(scope="session")
def waiting(made_once) -> Path:
    """A home whose inbox is full and where nothing has happened yet. Copy it."""

    def make(folder: Path) -> Path:
        council.write(folder / "home" / "inbox")
        return folder / "home"

    return made_once("council", make)


@pytest.fixture(scope="session")
def undisturbed(waiting: Path, made_once) -> Undisturbed:
    """One quiet night, stage by stage."""

    def make(folder: Path) -> Undisturbed:
        home = council.copy(waiting, folder / "published")
        quietly(home, stages.land)
        landed = council.copy(home, folder / "landed")
        built = quietly(home, stages.build_and_guard).result
        guarded = council.copy(home, folder / "guarded")
        events = quietly(home, stages.publish_and_tidy, built).events
        return Undisturbed(waiting, landed, guarded, home, built, events)

    return made_once("undisturbed", make)


@pytest.fixture(scope="session")
def quick_landing(waiting: Path, made_once) -> Landing:
    """The landing alone, with rules judged by SQL."""

    def make(folder: Path) -> Landing:
        home = council.copy(waiting, folder / "home")
        return Landing(waiting, home, quietly(home, stages.land_quickly).events)

    return made_once("landing", make)
