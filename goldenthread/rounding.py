"""Rounding, which comes last and goes half up: Python's round() makes 62.5 into 62."""

from decimal import ROUND_HALF_UP, Decimal

Number = float | int | Decimal


def rounded(number: Number, places: int = 0) -> Decimal:
    """Round half up, away from nought: 6.25 to one place is 6.3. A float counts as it prints."""
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
