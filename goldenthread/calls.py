"""How a command is called and how it ends: dates it takes, exit codes, the sentence that stops it."""

import datetime as dt

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
