"""What releases before this one told: their public files are an input of disclosure control like any other.

What was printed stays printed. So a figure that an earlier release shows as it still is hides nothing any more, and what
is withheld beside it has to hold without it.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

FIGURES, PRINTED, PROOFS = "metric_values_public.parquet", "printed_before.parquet", "disclosure.json"
KEY = ("metric_id", "la_code", "period_start", "period_end", "breakdown", "breakdown_value")
COUNTS = ("numerator", "denominator")


@dataclass(frozen=True)
class Before:
    """What was told before a release, of its own figures by their rows, and what the release has to cite and to keep."""

    releases: list[dict[str, str]] = field(default_factory=list)  # with the hash of what each printed
    told: frozenset[int] = frozenset()  # rows that were printed as they still are
    hidden: frozenset[int] = frozenset()  # rows that the last of them withheld
    proofs: frozenset[str] = frozenset()  # sets that it proved safe
    printed: pa.Table | None = None  # everything that was ever printed, for releases after this one


def read(releases: Path, values: pa.Table, but: str = "") -> Before:
    """What the releases in a folder tell of a new one's figures.

    values: with the columns of ``KEY`` and ``COUNTS``. but: the release's own id.
    """
    found = sorted(
        folder
        for folder in (releases.iterdir() if releases.is_dir() else ())
        if not folder.name.startswith(".") and folder.name != but and (folder / "public" / FIGURES).is_file()
    )
    if not found:
        return Before()
    about = {folder: _json(folder / "public" / "release.json") for folder in found}
    exact = [folder for folder in found if not about[folder].get("disclosure", {}).get("rounded_to")]
    last = max(found, key=lambda folder: (about[folder].get("as_at", ""), folder.name))
    names = ", ".join((*KEY, *COUNTS))
    with duckdb.connect() as connection:
        connection.execute("set threads=1")
        now = values.select([*KEY, *COUNTS]).append_column(
            "row", pa.array(range(values.num_rows), pa.int64())
        )
        connection.register("now", now)
        parts = [f"select {names} from now where false"]
        for folder in exact:
            parts.append(
                f"select {names} from read_parquet('{folder / 'public' / FIGURES}') where withheld is null"
            )
        for folder in found:
            if (kept := folder / "internal" / PRINTED).is_file():
                parts.append(f"select {names} from read_parquet('{kept}')")
        connection.execute(f"create table printed as {' union '.join(parts)}")
        printed = connection.execute("select * from printed order by all").to_arrow_table()
        same = " and ".join(f"now.{name} is not distinct from printed.{name}" for name in (*KEY, *COUNTS))
        told = connection.execute(f"select now.row from now inner join printed on {same}").fetchall()
        hidden = connection.execute(
            f"select now.row from now inner join read_parquet('{last / 'public' / FIGURES}') as before "
            f"using ({', '.join(KEY)}) where before.withheld is not null"
        ).fetchall()
    return Before(
        [
            {
                "release": folder.name,
                "sha256": hashlib.sha256((folder / "public" / FIGURES).read_bytes()).hexdigest(),
            }
            for folder in found
        ],
        frozenset(row for (row,) in told),
        frozenset(row for (row,) in hidden),
        frozenset(_json(last / "internal" / PROOFS).get("proved", ())),
        printed,
    )


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
