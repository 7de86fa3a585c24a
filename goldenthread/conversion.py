"""From text as it was sent to what ``raw/`` holds: typed, pseudonymised, with nothing personal left.

``raw_columns`` says what a contract becomes, and ``Converter`` makes it so. Whatever a value is, its row
loads: what cannot be typed becomes null, and its ``_state`` says so. Every rule here is a function of one
text, so it is run once for each distinct text of a block and not once for each row.
"""

import datetime as dt
import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread import identity, maps, sent_values, writing
from goldenthread.contracts import Column, Contract

STATES = ("blank", "valid", "invalid")
TEXT = pa.dictionary(pa.int32(), pa.string())
IDENTIFIER_SHAPE = re.compile(
    r".*(\d[ -]?){8,}.*|.*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*|.*@.*|.*\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""Eight digits, a date, an address of e-mail, a postcode: none belongs in a coded column or a name."""
PROVIDER_ID = re.compile(r"[0-9]-[0-9]{5,12}")  # a CQC location, such as 1-123456789
AREA = re.compile(r"[A-Z][0-9]{8}")  # a code of the Office for National Statistics, such as E01000001


@dataclass(frozen=True)
class RawColumn:
    """One column of ``raw/<extract>/*.parquet``; ``type`` is DuckDB's."""

    name: str
    type: str
    description: str


DUCKDB_TYPES = {
    "date": "DATE",
    "month": "DATE",
    "year": "DATE",
    "number": "DECIMAL(18,6)",
    "integer": "INTEGER",
}
ARROW_TYPES = {"VARCHAR": TEXT, "BIGINT": pa.int64(), "INTEGER": pa.int32(), "DATE": pa.date32(),
               "DECIMAL(18,6)": pa.decimal128(18, 6)}  # fmt: skip
PARSERS: dict[str, Callable[[str], Any]] = {
    "date": sent_values.sent_date,
    "month": sent_values.sent_month,
    "year": sent_values.sent_year,
    "number": sent_values.sent_number,
    "integer": sent_values.sent_integer,
}


def raw_columns(contract: Contract) -> list[RawColumn]:
    """Every column that a delivery of this extract has in ``raw/``, in order."""
    columns = [
        RawColumn("load_id", "VARCHAR", "The delivery's load: the start of its bytes' SHA-256."),
        RawColumn("_line", "BIGINT", "The physical line, or workbook row, on which the record begins."),
    ]
    for name, column in contract.columns.items():
        columns.extend(raw_of(name, column))
    return columns


def raw_of(name: str, column: Column) -> list[RawColumn]:
    """What one column becomes, and what is taken from it before it is dropped."""
    said = column.description.strip()
    state = RawColumn(f"{name}_state", "VARCHAR", f"Whether {name} was sent blank, valid or invalid.")
    made: list[RawColumn] = []
    if column.personal == "pseudonym":
        made = [RawColumn(name, "VARCHAR", f"Pseudonym. {said}")] + [state] * ("check_digit" in column.rules)
    elif column.personal == "birth_date":
        year, month = birth_columns(name)
        made = [
            RawColumn(year, "INTEGER", f"Year. {said}"),
            RawColumn(month, "INTEGER", f"Month. {said}"),
            state,
        ]
    elif column.personal == "postcode":
        made = [RawColumn(f"{name}_outward", "VARCHAR", f"Outward code only. {said}"), state]
    elif column.personal is None:
        made = [RawColumn(name, DUCKDB_TYPES.get(column.type, "VARCHAR"), said)] + [state] * (
            column.type in PARSERS
        )
    return made + [RawColumn(leaf, "INTEGER", fact.description) for leaf, fact in column.leaves.items()]


def birth_columns(name: str) -> tuple[str, str]:
    """The names of a birth date's year and month: ``date_of_birth`` gives ``birth_year, birth_month``."""
    stem = name.removeprefix("date_of_")
    return f"{stem}_year", f"{stem}_month"


class Converter:
    """Turns blocks of sent text into raw columns, and remembers the way back to what it hashed.

    A coded column may hold an unlisted code, which loads as it is, but not an identifier that slipped into
    the wrong column: what has an identifier's shape, or reads like free text, is hashed (``masked`` counts).
    So is what has an identifier's shape in the name or number of an organisation. Prose is written to be read: of
    it only what is somebody's number or address is taken out.
    """

    def __init__(
        self, contract: Contract, secret: bytes, load_id: str, field_map: maps.FieldMap | None = None
    ):
        self.contract, self.secret, self.load_id = contract, secret, load_id
        self._recodes = field_map.recodes if field_map else {}
        self._says = field_map.says if field_map else {}
        self._unmapped: dict[str, Counter[str]] = {name: Counter() for name in self._recodes}
        self.masked = 0  # cells
        self.known: dict[str, dict[str, str]] = {}  # domain to value to pseudonym
        self.schema = pa.schema([(each.name, ARROW_TYPES[each.type]) for each in raw_columns(contract)])
        domains = {column.domain for column in contract.columns.values() if column.domain}
        self._hashed = {domain: identity.pseudonyms(secret, domain) for domain in domains}
        self._listed = {
            name: {
                text.upper()
                for value in contract.values(column.codes)
                for text in (value.value, value.maps_to)
            }
            for name, column in contract.columns.items()
            if column.codes
        }
        activity = contract.submission.activity
        self._kinds = {activity.kind: sorted(self._listed[activity.kind])} if activity else {}
        self._free_text: set[str] = set()  # coded columns that were found to hold it
        self.stand_ins: dict[str, dict[str, str]] = {
            name: {} for name, column in contract.columns.items() if column.tells_apart
        }
        """Column to unlisted text, in small letters, to what would stand for it if it were hidden.

        Another file may hide the text, and its records are to be known as the same events (national method, 4.5).
        """

    def table(self, columns: pa.Table, lines: np.ndarray) -> pa.Table:
        """One block: ``columns`` are dictionary-encoded text; a column that was not sent is blank throughout."""
        count = columns.num_rows
        blank = pa.DictionaryArray.from_arrays(np.zeros(count, dtype=np.int32), pa.array([""]))
        made: dict[str, pa.Array] = {
            "load_id": pa.DictionaryArray.from_arrays(
                np.zeros(count, dtype=np.int32), pa.array([self.load_id])
            ),
            "_line": pa.array(lines),
        }
        dates: dict[str, np.ndarray] = {}
        for name, column in self.contract.columns.items():
            sent = columns[name].combine_chunks() if name in columns.column_names else blank
            texts, places = sent.dictionary.to_pylist(), sent.indices.to_numpy()
            if name in self._says:
                texts = [self._says[name]]
            elif name in self._recodes:
                texts = self._recode(name, texts, places)
            if column.type == "date":
                dates[name] = np.array([_day(sent_values.sent_date(text)) for text in texts])[places]
            made |= self._raw(name, column, texts, places)
        for name, column in self.contract.columns.items():
            for leaf, fact in column.leaves.items():
                if fact.age_at is not None:
                    ages = sent_values.years(dates[fact.age_at] - dates[name])
                    made[leaf] = pa.array(ages, mask=np.isnan(ages), type=pa.float64()).cast(pa.int32())
        return pa.table([made[name] for name in self.schema.names], schema=self.schema)

    def _raw(self, name: str, column: Column, texts: list[str], places: np.ndarray) -> dict[str, pa.Array]:
        """The raw columns of one sent column, each value made once per distinct text."""
        made: dict[str, pa.Array] = {}
        if column.personal == "pseudonym":
            made[name] = _coded(self._pseudonyms(column, texts), places)
            if "check_digit" in column.rules:
                made[f"{name}_state"] = _states(texts, sent_values.nhs_numbers_valid(texts), places)
        elif column.personal == "birth_date":
            days = [sent_values.sent_date(text) for text in texts]
            for part, attribute in zip(birth_columns(name), ("year", "month"), strict=True):
                made[part] = pa.array([day and getattr(day, attribute) for day in days], pa.int32()).take(
                    pa.array(places)
                )
            made[f"{name}_state"] = _states(texts, days, places)
        elif column.personal == "postcode":
            outward = [sent_values.outward_code(text) for text in texts]
            made[f"{name}_outward"] = _coded(outward, places)
            made[f"{name}_state"] = _states(texts, outward, places)
        elif column.type in PARSERS and column.personal is None:
            values = list(map(PARSERS[column.type], texts))
            kind = ARROW_TYPES[DUCKDB_TYPES[column.type]]
            made[name] = pa.array(values, kind).take(pa.array(places))
            made[f"{name}_state"] = _states(texts, (value is not None for value in values), places)
        elif column.codes and column.several:
            made[name] = _coded(self._several(name, texts, places), places)
        elif column.codes:
            made[name] = _coded(self._codes(name, texts, places), places)
        elif column.type == "ref":
            made[name] = _coded(
                self._names([writing.records(text) for text in texts], places, writing.RECORDS), places
            )
        elif column.type == "prose":
            made[name] = _coded(self._prose(texts, places), places)
        elif column.type == "council":
            made[name] = _coded([text.strip() or None for text in texts], places)
        elif column.personal is None:
            is_area = column.type == "area"
            sent, own = (list(map(_area, texts)), AREA) if is_area else (texts, PROVIDER_ID)
            made[name] = _coded(self._names(sent, places, own), places)
        for leaf, fact in column.leaves.items():
            if fact.contains is not None:
                words = fact.contains.lower()
                made[leaf] = pa.array([int(words in text.lower()) for text in texts], pa.int32()).take(
                    pa.array(places)
                )
        return made

    def _recode(self, name: str, texts: list[str], places: np.ndarray) -> list[str]:
        """A column's texts as the map reads them; what it does not know stays, and is counted."""
        made = [maps.recoded(text, self._recodes[name]) for text in texts]
        times = np.bincount(places, minlength=len(texts))
        for text, count in zip(made, times, strict=True):
            if text.strip() and text.rstrip(" ").upper() not in self._listed.get(
                name, {text.rstrip(" ").upper()}
            ):
                self._unmapped[name][text] += int(count)
        return made

    def unmapped(self) -> dict[str, list[tuple[str, int]]]:
        """Recoded column to the values that neither map nor list knows, the commonest first, with their rows.

        What may be somebody's number or words stays unsaid: such values are masked as in any coded column.
        """
        return {
            name: [
                (
                    text
                    if name not in self._free_text and not IDENTIFIER_SHAPE.fullmatch(text)
                    else sent_values.value_class(text),
                    count,
                )
                for text, count in sorted(values.items(), key=lambda item: (-item[1], item[0]))
            ]
            for name, values in self._unmapped.items()
            if values
        }

    def _pseudonyms(self, column: Column, texts: list[str]) -> list[str | None]:
        """HMAC-SHA256 of domain and value; blanks are null, the literals that name nobody stay."""
        capitals = [text.rstrip(" ").upper() for text in texts]
        named = [
            value for value in capitals if value and value not in identity.LITERALS and not value.isspace()
        ]
        known = dict(zip(named, self._hashed[column.domain](named), strict=True))
        if column.way_back:
            self.known.setdefault(column.domain, {}).update(known)
        return [
            text.rstrip(" ") if value in identity.LITERALS else known.get(value)
            for text, value in zip(texts, capitals, strict=True)
        ]

    def _codes(self, name: str, texts: list[str], places: np.ndarray) -> list[str | None]:
        """A coded column's texts, right-trimmed, blank as null, identifiers hashed."""
        kept = [_right_trimmed(text) or None for text in texts]
        strange = [at for at, text in enumerate(kept) if text and text.upper() not in self._listed[name]]
        if strange:
            counts = np.bincount(places, minlength=len(texts))[strange]
            if len(strange) > 100 or (len(strange) >= 10 and 2 * len(strange) > counts.sum()):
                self._free_text.add(name)
            for at, times in zip(strange, counts, strict=True):
                hidden = self._mask(kept[at], name)
                if name in self._free_text or IDENTIFIER_SHAPE.fullmatch(kept[at]):
                    kept[at] = hidden
                    self.masked += int(times)
                elif name in self.stand_ins:
                    self.stand_ins[name][kept[at].lower()] = hidden
        return kept

    def _names(self, texts: list[str], places: np.ndarray, own: re.Pattern) -> list[str | None]:
        """An organisation's or area's texts, right-trimmed, blank as null, identifiers hashed.

        own: what such a column holds that only looks like somebody's number.
        """
        kept = [_right_trimmed(text) or None for text in texts]
        for at, text in enumerate(kept):
            if text and IDENTIFIER_SHAPE.fullmatch(text) and not own.fullmatch(text):
                kept[at] = self._mask(text)
                self.masked += int((places == at).sum())
        return kept

    def _several(self, name: str, texts: list[str], places: np.ndarray) -> list[str | None]:
        """As ``_codes``, of each of the values that a text holds."""
        parts = [writing.parts(text) for text in texts]
        flat = [part for each in parts for part in each]
        kept = iter(self._codes(name, flat, np.arange(len(flat))))
        return [";".join(str(next(kept)) for _ in each) or None for each in parts]

    def _prose(self, texts: list[str], places: np.ndarray) -> list[str | None]:
        """Texts without what is somebody's number or address, blank as null."""
        kept = [writing.prose(text) for text in texts]
        self.masked += sum(int((places == at).sum()) for at, (_, is_less) in enumerate(kept) if is_less)
        return [left for left, _ in kept]

    def _mask(self, text: str, name: str = "") -> str:
        """A stand-in that is the same for the same text, so that equal rows stay equal.

        Of the kind of an event it keeps the kinds that are named in it: the national method asks whether the text
        contains "service" and the like, also of a type that no list knows.
        """
        digest = hmac.digest(self.secret, b"masked" + text.upper().encode(), hashlib.sha256)
        said = [kind for kind in self._kinds.get(name, ()) if kind in text.upper()]
        return " ".join([f"masked:{digest.hex()[:16]}", *said]).lower()

    def write_way_back(self, path: Path) -> None:
        """Domain, pseudonym and value, once each, readable by their owner alone."""
        columns: dict[str, list[str]] = {"domain": [], "pseudonym": [], "value": []}
        for domain in sorted(self.known):
            known = self.known[domain]
            columns["domain"] += [domain] * len(known)
            columns["pseudonym"] += known.values()
            columns["value"] += known
        path.touch(mode=0o600)
        schema = pa.schema([(name, pa.string()) for name in columns])
        pq.write_table(pa.table(columns, schema=schema), path, compression="zstd", use_dictionary=["domain"])


def _right_trimmed(text: str) -> str:
    """Trailing blanks do not count; leading ones do (national method, 0.1)."""
    return text.rstrip(" ")


def _area(text: str) -> str:
    """The code of an area in capitals, as lookups have it: letters' case does not count (national method, 0.1)."""
    capitals = _right_trimmed(text).upper()
    return capitals if AREA.fullmatch(capitals) else text


def _day(date: dt.date | None) -> float:
    """A date as a day number, or not a number."""
    return float("nan") if date is None else float(date.toordinal())


def _coded(values: list[str | None], places: np.ndarray) -> pa.DictionaryArray:
    """One text per distinct text sent, spread over the rows."""
    distinct = pa.array(values, pa.string()).dictionary_encode()
    return pa.DictionaryArray.from_arrays(distinct.indices.take(pa.array(places)), distinct.dictionary)


def _states(texts: list[str], valid: Iterable[Any], places: np.ndarray) -> pa.DictionaryArray:
    """Blank, valid or invalid for each row."""
    states = [
        0 if not text or text.isspace() else 1 if good else 2 for text, good in zip(texts, valid, strict=True)
    ]
    return pa.DictionaryArray.from_arrays(
        pa.array(np.array(states, dtype=np.int32)[places]), pa.array(STATES)
    )
