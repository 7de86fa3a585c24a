"""What a delivered file is called, in logs, registers, slips and papers: a sender may write anything into a name."""

import os
import re
from pathlib import Path

from goldenthread import sent_values

LONGEST = 200  # bytes: a folder takes 255, and a file in the making is called a little longer
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters, and those that turn a line's direction: a name must not write a log's next line."""
NUMBER = re.compile(r"(?<!\d)[4-9]\d{2}[ -]?\d{3}[ -]?\d{4}(?!\d)")
"""Ten digits as an NHS number is written. None is issued below 400 000 0000, where dates and clocks' seconds are."""


def told(path: Path) -> str:
    """A file's name as it is written down: UTF-8 that a folder takes, on one line, without an NHS number."""
    name = UNSEEN.sub("\ufffd", os.fsencode(path.name).decode("utf-8", "replace"))
    name = NUMBER.sub(lambda found: "(number)" if _is_number(found[0]) else found[0], name)
    if len(name.encode()) > LONGEST:
        suffix = Path(name).suffix[-10:]
        name = name.encode()[: LONGEST - len(suffix.encode())].decode("utf-8", "ignore") + suffix
    return name


def names_somebody(path: Path) -> bool:
    """Whether a file's name holds an NHS number by its check digit."""
    return any(_is_number(found[0]) for found in NUMBER.finditer(path.name))


def _is_number(text: str) -> bool:
    return sent_values.nhs_numbers_valid([re.sub("[ -]", "", text)])[0]
