"""The same loads by two versions of the national method: each figure of both, side by side.

Nothing is published. A version that the home has been built by already is read from there; the other is built in a
folder that is gone afterwards.
"""

import datetime as dt
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from goldenthread import warehouse
from goldenthread.settings import Settings

Key = tuple[str, str, dt.date, dt.date]
Counts = tuple[int | None, int | None, float | None]
NONE: Counts = (None, None, None)


@dataclass(frozen=True)
class Pair:
    """An undivided figure by both versions; the counts are empty where a version gives none."""

    metric: str
    la_code: str
    period_start: dt.date
    period_end: dt.date
    one: Counts  # numerator, denominator, value
    other: Counts

    @property
    def difference(self) -> float | None:
        """What the second version adds to the value of the first."""
        before, after = self.one[2], self.other[2]
        return None if before is None or after is None else after - before


def compare(
    settings: Settings, one: str, other: str, as_at: dt.date | None = None, every_period: bool = False
) -> list[Pair]:
    """Every metric of every council by both versions, in its last period, or in each.

    Local metrics are among them, because which submission tells of a quarter is decided once for all.
    Raises NothingToBuild and BuildFailed.
    """
    before, after = _figures(settings, one, as_at), _figures(settings, other, as_at)
    keys = sorted(before.keys() | after.keys())
    last = {(metric, la_code): end for metric, la_code, _, end in sorted(keys, key=lambda key: key[3])}
    return [
        Pair(*key, before.get(key, NONE), after.get(key, NONE))
        for key in keys
        if every_period or key[3] == last[key[0], key[1]]
    ]


def _figures(settings: Settings, version: str, as_at: dt.date | None) -> dict[Key, Counts]:
    """The undivided figures of a home by a version."""
    own = settings.model_copy(update={"method_version": version})
    made = warehouse.question(own, as_at)
    with tempfile.TemporaryDirectory(prefix="goldenthread-") as folder:
        if not (made.folder / "built.json").is_file():
            made = replace(made, folder=Path(folder) / "run")
            warehouse.build(own, made)
        with duckdb.connect(str(made.database), read_only=True) as connection:
            rows = connection.execute(
                "select metric_id, la_code, period_start, period_end, numerator, denominator, value "
                "from metric_values where breakdown = 'all'"
            ).fetchall()
    return {row[:4]: row[4:] for row in rows}
