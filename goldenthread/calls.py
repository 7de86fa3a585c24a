"""How a command is called and how it ends: dates it takes, exit codes, the sentence that stops it."""

import datetime as dt
import traceback
from pathlib import Path

DATA_IS_WRONG, CALL_IS_WRONG = 1, 2


class Stop(Exception):
    """Ends a command with a sentence and an exit code."""

    def __init__(self, sentence: str, code: int = CALL_IS_WRONG):
        super().__init__(sentence)
        self.code = code


def moment(text: str | None) -> dt.datetime | None:
    """A date and time that was typed. Raises Stop when it is none."""
    try:
        return dt.datetime.fromisoformat(text) if text else None
    except ValueError:
        raise Stop(f"'{text}' is not a date and time such as 2026-04-21 14:03:09") from None


def day(text: str | None) -> str | None:
    """A date that was typed, as ISO text. Raises Stop when it is none."""
    try:
        return dt.date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise Stop(f"'{text}' is not a date such as 2026-04-30") from None


def files(paths: list[Path]) -> list[Path]:
    """Files that were named, as absolute paths. Raises Stop when one is a pipe or a device, which would be waited for."""
    for path in paths:
        if not path.is_file():
            raise Stop(f"{path} is a pipe or a device, and no file")
    return [path.absolute() for path in paths]


def unforeseen(problem: Exception) -> str:
    """What is said of a problem that no command foresaw: where, and not in its own words, which may quote a person's value."""
    stands = "Nothing that arrived was lost, and the last release stands."
    if isinstance(problem, OSError) and problem.strerror:
        where = f": {problem.filename}" if problem.filename else ""
        return (
            f"{problem.strerror}{where}. Let the account that runs this read and write there, and see that the disk is mounted. "
            f"{stands}"
        )
    places = [
        f"{Path(each.filename).name}, line {each.lineno}"
        for each in traceback.extract_tb(problem.__traceback__)
    ]
    return (
        f"Something went wrong that was not foreseen: {type(problem).__name__} in {' < '.join(reversed(places[-3:]))}. "
        f"{stands} Run it again; if it happens again, tell the project's maintainers this line."
    )
