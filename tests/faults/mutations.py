"""Small CLD files with something done to them, in named classes, the same ones every time.

Each class says what has to become of its files: loaded or refused, and how many rows are set aside.
"""

import csv
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

ROWS = 40
ENORMOUS = "x" * 1_100_000
Sheet = Any  # of tests/conftest.py


@dataclass(frozen=True)
class Mutated:
    """What is left of a file: its bytes, and how many rows must be set aside (None: nobody can know)."""

    content: bytes
    set_aside: int | None = 0


@dataclass(frozen=True)
class Class:
    """A kind of damage. outcome: loaded, refused, or either."""

    name: str
    files: int
    outcome: str
    mutate: Callable[[Sheet, random.Random], Mutated]


CLASSES: list[Class] = []


def kind(files: int, outcome: str) -> Callable:
    """Enter a function into the classes, under its own name."""

    def enter(mutate: Callable[[Sheet, random.Random], Mutated]) -> Callable:
        CLASSES.append(Class(mutate.__name__.replace("_", " "), files, outcome, mutate))
        return mutate

    return enter


def all_files(sheet: Callable[[int], Sheet]) -> Iterator[tuple[Class, str, Mutated]]:
    """Every file of every class: its class, its name, and what is in it. No two hold the same bytes."""
    serial = 0
    for each in CLASSES:
        for number in range(each.files):
            serial += 1
            made = sheet(ROWS).fill("provider_cqc_location_name", f"Synthetic Provider {serial}")
            made.set(9, "event_description", "two lines,\nand a comma").set(
                20, "event_description", 'so "quoted"'
            )
            yield each, f"{serial:03}.csv", each.mutate(made, random.Random(f"{each.name} {number}"))


def lines_of(sheet: Sheet) -> list[bytes]:
    """A header and records, each with its line end. (A record may hold a quoted line end.)"""
    return re.findall(rb'(?:[^"\n]|"[^"]*")*\n', sheet.csv())


def _flip(content: bytes, places: list[int], chance: random.Random) -> bytes:
    data = bytearray(content)
    for place in places:
        data[place] ^= 1 << chance.randrange(8)
    return bytes(data)


@kind(50, "loaded")
def bytes_flipped_in_the_rows(sheet, chance):
    lines = lines_of(sheet)
    start, end = len(lines[0]), sum(map(len, lines[:-1]))
    places = [chance.randrange(start, end) for _ in range(chance.choice([1, 2, 8]))]
    return Mutated(_flip(sheet.csv(), places, chance), None)


@kind(15, "either")
def bytes_flipped_in_the_header(sheet, chance):
    places = [chance.randrange(len(lines_of(sheet)[0])) for _ in range(chance.choice([1, 4]))]
    return Mutated(_flip(sheet.csv(), places, chance), None)


@kind(50, "refused")
def cut_within_a_row(sheet, chance):
    lines = lines_of(sheet)
    last = chance.randrange(1, ROWS + 1)
    within = chance.randrange(1, lines[last].rindex(b","))
    return Mutated(b"".join(lines[:last]) + lines[last][:within])


@kind(10, "loaded")
def cut_between_rows(sheet, chance):
    lines = lines_of(sheet)[: chance.randrange(2, ROWS + 1)]
    return Mutated(b"".join(lines).rstrip(chance.choice([b"", b"\n", b"\r\n"])))


@kind(10, "refused")
def cut_within_the_header(sheet, chance):
    header = lines_of(sheet)[0]
    return Mutated(header[: chance.randrange(len(header) - 30)])


@kind(15, "loaded")
def the_header_repeated_in_the_middle(sheet, chance):
    lines = lines_of(sheet)
    times = chance.choice([1, 2, 5])
    for _ in range(times):
        lines.insert(chance.randrange(1, len(lines)), lines[0])
    return Mutated(b"".join(lines), times)


@kind(20, "loaded")
def zero_bytes_in_rows(sheet, chance):
    rows = chance.sample(range(ROWS), chance.choice([1, 3, 10]))
    for row in rows:
        sheet.set(row, chance.choice(sheet.columns[1:]), "\0" * chance.choice([1, 7]))
    return Mutated(sheet.csv(), len(rows))


@kind(5, "refused")
def zero_bytes_throughout(sheet, chance):
    return Mutated(sheet.csv().replace(b"e", b"\0"))


@kind(30, "loaded")
def a_quote_that_opens_and_never_closes(sheet, chance):
    lines = lines_of(sheet)
    at = chance.choice([at for at in range(1, ROWS) if b'"' not in lines[at]])
    cells = lines[at].split(b",")
    place = chance.randrange(len(cells))
    cells[place] = b'"' + cells[place]
    lines[at] = b",".join(cells)
    return Mutated(b"".join(lines), 1)


@kind(10, "loaded")
def quotes_in_the_middle_of_values(sheet, chance):
    content = sheet.csv()
    for row in chance.sample(range(ROWS), 5):
        content = content.replace(f"Header {row},".encode(), f'Hea"der {row},'.encode())
    return Mutated(content.replace(b"Synthetic Provider", b'Synth"etic Provider'))


@kind(20, "loaded")
def quotes_anywhere(sheet, chance):
    lines = lines_of(sheet)
    for _ in range(chance.choice([2, 5, 20])):
        at = chance.randrange(1, ROWS)
        place = chance.randrange(len(lines[at]) - 2)
        lines[at] = lines[at][:place] + b'"' + lines[at][place:]
    return Mutated(b"".join(lines), None)


@kind(25, "loaded")
def another_encoding(sheet, chance):
    sheet.fill("last_name", "Zoë").fill("gp_practice_name", "Synthetic “Practice” é")
    return Mutated(sheet.csv(chance.choice(["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])))


@kind(5, "refused")
def an_encoding_of_another_world(sheet, chance):
    return Mutated(sheet.csv(chance.choice(["utf-32", "cp037"])))


@kind(10, "loaded")
def an_enormous_field(sheet, chance):
    sheet.set(
        chance.randrange(ROWS), chance.choice(sheet.columns[1:]), chance.choice([ENORMOUS, f"{ENORMOUS},"])
    )
    return Mutated(sheet.csv(), 1)


@kind(10, "loaded")
def another_delimiter_or_line_end(sheet, chance):
    shape = {"end": chance.choice(["\n", "\r"]), "delimiter": chance.choice(",\t|;")}
    return Mutated(sheet.csv(**shape, quoting=csv.QUOTE_ALL))


@kind(10, "refused")
def something_else_altogether(sheet, chance):
    page = b"<!doctype html><html><body><h1>Session expired</h1></body></html>"
    return Mutated(
        chance.choice([chance.randbytes(5000), page, b'{"rows": []}', b"\r\n\r\n", b"PK\x03\x04" + page])
    )


@kind(10, "loaded")
def carriage_returns_within_values(sheet, chance):
    content = sheet.csv().replace(b"Synthetic Provider", b"Synthetic\rProvider")
    return Mutated(content)
