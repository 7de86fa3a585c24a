"""Rounding, which comes last and goes half up: Python's round() makes 62.5 into 62."""

from decimal import ROUND_HALF_UP, Decimal

Number = float | int | Decimal


def rounded(number: Number, places: int = 0) -> Decimal:
    """Round half up, away from nought: 6.25 to one place is 6.3. A float counts as it prints."""
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def wholes(number: int, units: int) -> str:
    """A count as it is printed, of which so many units make one: 870 hundredths are ``8.7``, and 1234 ones ``1,234``."""
    said = f"{Decimal(number) / units:,.2f}"
    return said.rstrip("0").rstrip(".")
