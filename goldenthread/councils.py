"""Councils: which are invented, by codes that no council in England has; and which of several is meant."""

from collections.abc import Collection

SYNTHETIC_CODES = range(990, 1000)
"""The national list of councils with adult social services runs from 102 to 916 (ASCOF 2024 to 2025)."""


def is_synthetic(la_code: str | None) -> bool:
    """Whether a council code is of an invented council."""
    return la_code is not None and la_code.isdigit() and int(la_code) in SYNTHETIC_CODES


class SeveralCouncils(LookupError):
    """Which of several councils is meant was not said."""


def chosen(there: Collection[str], asked: str | None) -> str | None:
    """The council that was asked for, or the only one there is; None where there is none.

    Raises SeveralCouncils where several are there and none was asked for.
    """
    if asked is None and len(there) > 1:
        raise SeveralCouncils(f"Say which council, with --la-code: {', '.join(sorted(there))}.")
    return asked or next(iter(there), None)
