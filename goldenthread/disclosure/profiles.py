"""A profile of disclosure control: what is small, what is rounded, and how much an attacker may be left with."""

import functools
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from goldenthread import rooms
from goldenthread.content import Strict, parse


class ProfileError(ValueError):
    """A profile that cannot be used; the message names the file and the key, or which profiles there are."""


class Profile(Strict):
    """One ``expectations/disclosure/*.yml``; docs/disclosure.md explains each key."""

    profile: str  # what it is called, from the file
    smallest_shown: int = Field(ge=2, le=8)
    rounded_to: Literal[5] | None
    zero: Literal["shown", "withheld"]
    smallest_base: int = Field(ge=1)
    protection: int = Field(ge=0)  # 0 switches complementary suppression off: for tests of the attack
    largest_set: int = Field(ge=1)
    nodes: int = Field(ge=1)
    rounds: int = Field(ge=1)

    @model_validator(mode="after")
    def _consistent(self) -> "Profile":
        if self.rounded_to and self.smallest_shown < 3:
            raise ValueError(
                "smallest_shown: 1 and 2 are rounded to nought, so at least 3 where counts are rounded"
            )
        return self

    @property
    def reason(self) -> str:
        """What stands beside every withheld figure: to say which is small and which goes with it would narrow both down."""
        most = self.smallest_shown - 1
        small = f"a count of {0 if self.zero == 'withheld' else 1} to {most} people"
        base = "ten" if self.smallest_base == 10 else str(self.smallest_base)
        return (
            f"{small}, a percentage that gives one away, a median of fewer than {base}, "
            "or a figure that would give one of them back"
        )

    def is_small(self, count: int | None) -> bool:
        """Whether a count by itself is too small to print. A nought is not, where noughts are shown: it is about nobody."""
        return count is not None and (0 if self.zero == "withheld" else 1) <= count < self.smallest_shown

    def discloses(self, numerator: int | None, denominator: int | None) -> bool:
        """Whether a figure has to be withheld for its own sake. A count has no denominator, a median no numerator."""
        if denominator is None:
            return self.is_small(numerator)
        if numerator is None:
            return 0 < denominator < self.smallest_base
        if not denominator:
            return False  # of nobody
        rest = denominator - numerator
        return denominator < self.smallest_base or self.is_small(numerator) or self.is_small(rest)

    def told(self, count: int) -> int:
        """A count as it is printed: half-way goes up, which whole counts and fives never come to."""
        return (count + 2) // 5 * 5 if self.rounded_to else count

    def between(self, printed: int) -> tuple[int, int]:
        """The least and the most that a printed count can have been."""
        if not self.rounded_to:
            return printed, printed
        return (0, 0) if printed == 0 else (max(printed - 2, self.smallest_shown), printed + 2)


def named(name: str = "local", folder: Path = rooms.DISCLOSURE) -> Profile:
    """A profile by its name. Raises ProfileError."""
    return _read(folder / f"{name}.yml", tuple(sorted(path.stem for path in folder.glob("*.yml"))))


@functools.cache
def _read(path: Path, known: tuple[str, ...]) -> Profile:
    if path.stem not in known:
        raise ProfileError(
            f"there is no profile {path.stem} of disclosure control; there are: {', '.join(known)}"
        )
    return parse(path.name, path.read_bytes(), Profile, ProfileError, profile=path.stem)
