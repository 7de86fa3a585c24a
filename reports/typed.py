"""Figures that stand typed in a text: found as people write them, in digits, in words and in the shapes that a keyboard hides.

What is found is a guess on the safe side: whoever meant a name adds it to ``names.yml``, and whoever meant no figure writes it
otherwise ("a person" for "one person").
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from goldenthread import content
from goldenthread.content import Strict
from goldenthread.walking import RECORD

NAMES = Path(__file__).parent / "names.yml"
SMALL = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
NONE = "nought|zero"
LARGE = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen"
SPELT = rf"(?:(?:{LARGE})[ -])?(?:one|{SMALL}|{LARGE})"
PARTS = "hal(?:f|ves)|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?"
COUNTED = (
    "people|persons|adults|men|women|carers|clients|residents|patients|reviews|assessments|cases|applications|providers|"
    "requests|contacts|placements|packages|enquiries|concerns|discharges|referrals|records|complaints|deaths|incidents|"
    "homes|beds|staff|workers|posts|vacancies|households|families"
)
ONE = (
    "person|adult|man|woman|carer|client|resident|patient|review|assessment|case|application|provider|request|placement|"
    "package|enquiry|discharge|referral|complaint|death|incident|worker|household|family"
)
PER_CENT = "per cent|percent|percentage points?|pc"
TYPED = re.compile(
    r"£?\d[\d,]*(?:\.\d+)?%?|"
    rf"\b(?:{SPELT})(?: and a half)?(?: (?:{PER_CENT})|[ -](?:in|out of)[ -](?:every )?(?:{SPELT}))\b|"
    rf"\b(?:{SMALL}|{NONE})(?= (?:of (?:the|all|our|those|them|people)\b|(?:[a-z-]+ ){{0,3}}(?:{COUNTED})\b))|"
    rf"\b(?:one|a single)(?= (?:[a-z-]+ )?(?:{ONE})\b)|\ba couple(?= of (?:[a-z-]+ )?(?:{COUNTED})\b)|"
    rf"(?<!\bthe )(?<!\blast )(?<!\bfirst )\b(?:{SMALL}|{NONE})(?= (?:are|were|remain(?:s|ed)?|wait(?:s|ed)?)\b)|"
    rf"\b(?:from|to|is|was|at|by|reached|only|just) (?:{SMALL})(?= to\b| *(?:[.,;:)]|$))|"
    rf"\b(?:takes?|took|is|are|was|were|waits?|waited|waiting|median|average)(?: (?:of|for|about|around|some))? (?:{SMALL})(?= (?:hours|days|weeks|months)\b)|"
    rf"\b(?:(?:{LARGE})s?(?:[ -](?:one|{SMALL}))?)\b|"
    rf"\b(?:an?|one|{SMALL})[ -](?:{PARTS})\b(?= (?:of|more|fewer|less|as)\b)|"
    rf"(?<!\blast )(?<!\bpast )(?<!\bfirst )(?<!\bthe )(?<!\bthese )\b(?:an?|one|three|four)[ -](?:{PARTS})(?= (?:were|are|have|wait(?:ed)?)\b)|"
    rf"\bby (?:an?|one|{SMALL})[ -](?:{PARTS})\b(?= *(?:[.,;:)]|$)| (?:in|since|over|on|to|from|during|compared)\b)|"
    r"\bhalf(?= (?:of|the|all|our|those|are|is|were|was|had|have|wait(?:ed)?)\b)|\bby half\b|"
    rf"\b(?:{SMALL})-?fold\b|\b(?:twice(?= (?:as|the|that|what)\b)|thrice)|"
    r"\b(?:doubl(?:ed|ing)|halv(?:ed|ing)|tripl(?:ed|ing)|trebl(?:ed|ing)|quadrupl(?:ed|ing))\b",
    re.IGNORECASE,
)
"""A figure as it is typed: in digits of any script; spelt, where it counts something or is large; a share or a multiple in words."""


class Names(Strict):
    """Names with a number in them, which is no figure."""

    names: list[str] = Field(min_length=1)


def typed(text: str) -> Iterator[str]:
    """Every figure that stands typed in a text, names and ids of records left aside; each as it is read."""
    bare = RECORD.sub(" ", _known_names().sub(" ", as_read(text)))
    yield from (match[0] for match in TYPED.finditer(bare))
    yield from "".join(each if each.isnumeric() and not each.isdecimal() else " " for each in bare).split()


def refused(text: str) -> str:
    """A text of a file that is printed as it stands. Raises ValueError for a figure that is typed in it."""
    for found in typed(text):
        raise ValueError(
            f"the figure '{found}' is typed; if it is part of a name, add the name to {NAMES.name}"
        )
    return text


def as_read(text: str) -> str:
    """A text as a reader sees it: without marks of no width, with one kind of hyphen and of space, one at a time."""
    seen = (each for each in text if unicodedata.category(each) != "Cf")
    return " ".join("".join("-" if unicodedata.category(each) == "Pd" else each for each in seen).split())


@functools.cache
def _known_names() -> re.Pattern[str]:
    named = content.parse(NAMES.name, NAMES.read_bytes(), Names, ValueError).names
    return re.compile(
        "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(named, key=len, reverse=True))
    )
