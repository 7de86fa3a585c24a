"""Characters that a paper cannot print: those that XML forbids, and those that turn the order of others round."""

import re
from typing import Any

FORBIDDEN = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # what XML 1.0 (2.2) leaves out: Word would not open it
    "|[\u202a-\u202e\u2066-\u2069]"  # overrides of direction: 12 could be read as 21
)
INSTEAD = "\ufffd"


def printable(text: str) -> str:
    """Put the sign for an unknown character in the place of each that cannot be printed; markup stays markup."""
    return type(text)(FORBIDDEN.sub(INSTEAD, text)) if FORBIDDEN.search(text) else text


def finalized(value: Any) -> Any:
    """What a template prints for a value, in every rendition."""
    return printable(value) if isinstance(value, str) else value
