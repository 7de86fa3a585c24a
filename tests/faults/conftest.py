"""The undisturbed night that every disturbed one is compared with: made once, and kept at each stage."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import council
import pytest
import stages
import warm

from goldenthread import landing


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


@dataclass(frozen=True)
class History:
    """Twenty refreshes of one home, what a reader beside them saw, and some of the releases by name."""

    home: Path
    load: str  # withdrawn, and put back
    releases: list[str]
    named: dict[str, str]
    seen: dict[str, Any]


@pytest.fixture(scope="session")
def history(undisturbed: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> History:
    """Withdrawals, earlier dates and restorations, each followed by a refresh, with a reader at ``current``."""
    folder = tmp_path_factory.mktemp("history")
    home = council.copy(undisturbed.published, folder / "home")
    loads = {each.file_name: each.load_id for each in landing.register(home) if each.status == "loaded"}
    last, corrected = loads[council.KEPT[3]], loads[council.KEPT[1]]
    reader = warm.start(home, stages.read_until, str(folder / "ended"))
    releases = []

    def refresh(as_at: str | None = None) -> str:
        releases.append(quietly(home, stages.refresh, None, as_at).result)
        return releases[-1]

    named = {"all": refresh()}
    quietly(home, stages.withdraw, corrected)
    named["withdrawn"] = refresh()
    refresh("2026-01-31")
    quietly(home, stages.withdraw, last)
    refresh()
    quietly(home, stages.withdraw, last, True)
    quietly(home, stages.withdraw, corrected, True)
    named["restored"] = refresh()
    for day in ("2026-01-31", "2025-07-31"):
        named[f"as at {day}"] = refresh(day)
    while len(releases) < 20:
        refresh((None, "2026-01-31", "2025-07-31")[len(releases) % 3])
    (folder / "ended").touch()
    return History(home, corrected, releases, named, reader.outcome().result)
