"""From text as it was sent to what ``raw/`` holds: typed, pseudonymised, with nothing personal left.

``raw_columns`` says what a contract becomes; ``prepared`` and ``select`` make it so. Whatever a value
is, its row loads: what cannot be typed becomes null and its ``_state`` says so.
"""

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goldenthread import identity
from goldenthread.contracts import Column, Contract
from goldenthread.settings import Settings

DATE_FORMATS = (
    "%d/%m/%Y", "%Y-%m-%d", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S",
    "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S.%f", "%d-%b-%Y", "%d-%m-%Y", "%d.%m.%Y",
)  # fmt: skip
STATES = ("blank", "valid", "invalid")
IDENTIFIER_SHAPE = re.compile(
    r".*(\d[ -]?){8,}.*|.*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*|.*@.*|.*\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""Eight digits, a date, an address of e-mail, a postcode: none belongs in a coded column."""


@dataclass(frozen=True)
class RawColumn:
    """One column of ``raw/<extract>/*.parquet``."""

    name: str
    type: str  # DuckDB's
    description: str
    expression: str  # SQL over the sent text


def raw_columns(contract: Contract) -> list[RawColumn]:
    """Every column that a delivery of this extract has in ``raw/``, in order."""
    columns = [
        RawColumn("load_id", "VARCHAR", "The delivery's load: the start of its bytes' SHA-256.", "$load_id"),
        RawColumn("_line", "BIGINT", "The physical line, or workbook row, on which the record begins.", "_line"),
    ]
    for name, column in contract.columns.items():
        columns.extend(_raw(name, column))
    return columns


def _raw(name: str, column: Column) -> list[RawColumn]:
    """What one column becomes, and what is taken from it before it is dropped."""
    said = column.description.strip()
    made: list[RawColumn] = []
    if column.personal == "pseudonym":
        made.append(RawColumn(name, "VARCHAR", f"Pseudonym. {said}", f"pseudonym('{column.domain}', {name})"))
        if "check_digit" in column.rules:
            made.append(_state(name, f"nhs_number_is_valid({name})"))
    elif column.personal == "birth_date":
        stem = name.removeprefix("date_of_")
        parsed = f"sent_date({name})"
        made.append(RawColumn(f"{stem}_year", "INTEGER", f"Year. {said}", f"year({parsed})"))
        made.append(RawColumn(f"{stem}_month", "INTEGER", f"Month, 1 to 12. {said}", f"month({parsed})"))
        made.append(_state(name, f"{parsed} is not null"))
    elif column.personal == "postcode":
        outward = f"outward_code({name})"
        made.append(RawColumn(f"{name}_outward", "VARCHAR", f"Outward code only. {said}", outward))
        made.append(_state(name, f"{outward} is not null"))
    elif column.personal is None:
        sql_type, expression = {
            "council": ("VARCHAR", f"nullif(trim({name}), '')"),
            "text": ("VARCHAR", f"nullif(rtrim({name}), '')"),
            "code": ("VARCHAR", name),
            "date": ("DATE", f"sent_date({name})"),
            "number": ("DECIMAL(18,6)", f"try_cast(trim({name}) as decimal(18, 6))"),
            "integer": ("INTEGER", f"sent_integer({name})"),
        }[column.type]
        made.append(RawColumn(name, sql_type, said, expression))
        if column.type in ("date", "number", "integer"):
            made.append(_state(name, f"{expression} is not null"))
    for leaf, fact in column.leaves.items():
        if fact.contains is not None:
            expression = f"contains(lower({name}), '{fact.contains.lower()}')::integer"
            expression = f"case when rtrim({name}) = '' then 0 else coalesce({expression}, 0) end"
        else:
            days = f"date_diff('day', sent_date({name}), sent_date({fact.age_at}))"
            expression = f"floor({days} / 365.25)::integer"
        made.append(RawColumn(leaf, "INTEGER", fact.description, expression))
    return made


def _state(name: str, valid: str) -> RawColumn:
    """Whether a value was there and could be read, kept because the value itself is not."""
    said = f"Whether {name} was sent blank, valid or invalid."
    expression = f"case when trim({name}) = '' or {name} is null then 'blank' when {valid} then 'valid' else 'invalid' end"
    return RawColumn(f"{name}_state", "VARCHAR", said, expression)


MACROS = f"""
create or replace temp macro plausible(d) as
    case when d between date '1850-01-01' and date '9999-12-31' then d end;
create or replace temp macro sent_date(v) as
    case
        when v is null or v = '' then null
        when regexp_full_match(v, '\\s*[1-9][0-9]{{4}}(\\.[0-9]+)?\\s*')
            then plausible(date '1899-12-30' + floor(try_cast(v as double))::integer)
        else plausible(try_strptime(trim(v), {list(DATE_FORMATS)})::date)
    end;
create or replace temp macro sent_integer(v) as
    case when try_cast(trim(v) as double) = floor(try_cast(trim(v) as double)) then try_cast(trim(v) as integer) end;
create or replace temp macro outward_code(v) as
    nullif(regexp_extract(
        upper(trim(v)), '^([A-Z]{{1,2}}[0-9][A-Z0-9]?) ?[0-9][A-Z]{{2}}$', 1
    ), '');
create or replace temp macro nhs_remainder(n) as
    ((n // 1000000000 % 10) * 10 + (n // 100000000 % 10) * 9 + (n // 10000000 % 10) * 8 + (n // 1000000 % 10) * 7
    + (n // 100000 % 10) * 6 + (n // 10000 % 10) * 5 + (n // 1000 % 10) * 4 + (n // 100 % 10) * 3 + (n // 10 % 10) * 2
    + n % 10) % 11;
create or replace temp macro nhs_number_is_valid(v) as
    coalesce(
        regexp_full_match(replace(trim(v), ' ', ''), '[0-9]{{10}}')
        and nhs_remainder(try_cast(replace(trim(v), ' ', '') as bigint)) = 0,
        false
    );
"""
"""The check digit is modulus 11 (NHS Data Dictionary, NHS NUMBER). Excel counts days from 30 December 1899."""


def select(contract: Contract) -> str:
    """SQL that turns the relation ``sent`` into raw columns; parameter ``$load_id``."""
    columns = ",\n    ".join(f"{column.expression} as {column.name}" for column in raw_columns(contract))
    return f"select\n    {columns}\nfrom sent"


class Prepared:
    """Blocks of sent text made ready for ``select``: columns by name, codes tidied and guarded.

    A coded column may hold an unlisted code, which loads as it is, but not an identifier that slipped
    into the wrong column: what has an identifier's shape, or reads like free text, is hashed.
    """

    def __init__(self, contract: Contract, secret: bytes):
        self.contract, self.secret = contract, secret
        self.masked = 0  # cells
        self._listed = {
            name: {value.value.upper() for value in contract.values(column.codes)}
            for name, column in contract.columns.items()
            if column.codes
        }
        self.schema = pa.schema(
            [
                (name, pa.dictionary(pa.int32(), pa.string()) if column.codes else pa.string())
                for name, column in contract.columns.items()
            ]
            + [("_line", pa.int64())]
        )

    def batch(self, columns: pa.Table, lines: np.ndarray) -> list[pa.RecordBatch]:
        """One block as record batches of ``schema``; a column that was not sent is null."""
        count = columns.num_rows
        arrays = []
        for name, column in self.contract.columns.items():
            if name not in columns.column_names:
                arrays.append(pa.nulls(count, self.schema.field(name).type))
            elif column.codes:
                arrays.append(self._codes(name, columns[name]))
            else:
                arrays.append(columns[name].combine_chunks())
        arrays.append(pa.array(lines))
        return pa.Table.from_arrays(arrays, schema=self.schema).combine_chunks().to_batches()

    def _codes(self, name: str, sent: pa.ChunkedArray) -> pa.DictionaryArray:
        """A coded column, right-trimmed, blank as null, identifiers hashed; once per distinct text."""
        encoded = sent.combine_chunks().dictionary_encode()
        texts = [text.rstrip(" ") or None for text in encoded.dictionary.to_pylist()]
        listed = self._listed[name]
        strange = [at for at, text in enumerate(texts) if text and text.upper() not in listed]
        if strange:
            counts = np.bincount(encoded.indices.to_numpy(), minlength=len(texts))[strange]
            free_text = len(strange) > 100 or (len(strange) >= 10 and 2 * len(strange) > counts.sum())
            for at, times in zip(strange, counts, strict=True):
                if free_text or IDENTIFIER_SHAPE.fullmatch(texts[at]):
                    texts[at] = self._mask(texts[at])
                    self.masked += int(times)
        distinct = pa.array(texts, pa.string()).dictionary_encode()
        return pa.DictionaryArray.from_arrays(pc.take(distinct.indices, encoded.indices), distinct.dictionary)

    def _mask(self, text: str) -> str:
        """A stand-in that is the same for the same text, so that equal rows stay equal."""
        return "masked:" + hmac.new(self.secret, b"masked" + text.upper().encode(), hashlib.sha256).hexdigest()[:16]


@contextmanager
def connect(settings: Settings, secret: bytes, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory, bounded, with this module's macros; spill: where it may put what does not fit."""
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit='{settings.memory_limit}'")
        connection.execute(f"set threads={settings.threads}")
        connection.execute(f"set temp_directory='{spill / 'spill'}'")
        connection.execute("set enable_progress_bar=false")
        identity.define(connection, secret)
        connection.execute(MACROS)
        yield connection


def write(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    sent: pa.RecordBatchReader,
    load_id: str,
    parquet: Path,
    way_back: Path,
) -> int:
    """Stream what was sent into a Parquet file of raw columns, and the way back into another; gives the rows.

    What stands in the identity store is taken from the same pass, so the text is read once.
    """
    names = [name for name, column in contract.columns.items() if column.personal == "pseudonym" and column.way_back]
    seen: dict[str, set[str]] = {}
    remember = _Remember(contract, names, seen)
    stream = pa.RecordBatchReader.from_batches(sent.schema, remember.passing(sent))
    connection.register("sent", stream)
    connection.execute(
        f"copy ({select(contract)}) to '{parquet}' (format parquet, compression zstd)", {"load_id": load_id}
    )
    connection.unregister("sent")
    remember.write(connection, way_back)
    return connection.execute("select count(*) from read_parquet($1)", [str(parquet)]).fetchone()[0]


class _Remember:
    """Collects the distinct identifiers that pass, by domain."""

    def __init__(self, contract: Contract, names: list[str], seen: dict[str, set[str]]):
        self.domains = {name: contract.columns[name].domain for name in names}
        self.seen = seen

    def passing(self, batches: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        """The batches, unchanged."""
        for batch in batches:
            for name, domain in self.domains.items():
                self.seen.setdefault(domain, set()).update(pc.unique(batch.column(name)).to_pylist())
            yield batch

    def write(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        """Domain, pseudonym and value, once each, readable by their owner alone."""
        domains, values = [], []
        for domain, found in sorted(self.seen.items()):
            kept = sorted({value.rstrip(" ").upper() for value in found if value and value.strip()})
            domains += [domain] * len(kept)
            values += kept
        connection.register("identifiers", pa.table({"domain": domains, "value": values}))
        path.touch(mode=0o600)
        connection.execute(
            f"copy (select domain, pseudonym(domain, value) as pseudonym, value from identifiers "
            f"where value not in {identity.LITERALS}) to '{path}' (format parquet, compression zstd)"
        )
        connection.unregister("identifiers")


def leave_out(connection: duckdb.DuckDBPyConnection, parquet: Path, lines: list[int]) -> None:
    """Write a staged file again without the rows that begin on these lines."""
    kept = parquet.with_suffix(".kept")
    connection.register("unwanted", pa.table({"_line": pa.array(lines, pa.int64())}))
    connection.execute(
        f"copy (select * from read_parquet('{parquet}') where _line not in (select _line from unwanted) order by _line) "
        f"to '{kept}' (format parquet, compression zstd)"
    )
    connection.unregister("unwanted")
    kept.replace(parquet)


def facts(
    connection: duckdb.DuckDBPyConnection, contract: Contract, parquet: Path
) -> tuple[dt.date | None, dt.date | None]:
    """The stated period of a staged file: its earliest stated start and latest stated end."""
    said = contract.submission
    return connection.execute(
        f"select min({said.period_start}), max({said.period_end}) from read_parquet($1)", [str(parquet)]
    ).fetchone()


def value_class(text: str) -> str:
    """What kind of value a text is, for a slip that must not repeat it."""
    if not text.strip():
        return "blank"
    kind = "digits" if text.strip().isdigit() else "letters" if text.strip().isalpha() else "characters"
    return f"{len(text.strip())} {kind}"
