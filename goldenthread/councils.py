"""Councils that are invented: their codes are ones that no council in England has."""

SYNTHETIC_CODES = range(990, 1000)
"""The national list of councils with adult social services runs from 102 to 916 (ASCOF 2024 to 2025)."""


def is_synthetic(la_code: str | None) -> bool:
    """Whether a council code is of an invented council."""
    return la_code is not None and la_code.isdigit() and int(la_code) in SYNTHETIC_CODES
