"""Which files the council sends: when, for which period, in which release and in which shape."""

import datetime as dt
from dataclasses import dataclass

from goldenthread import periods
from goldenthread.synthetic.chance import generator

# How the code was chosen: the codes of English councils in the published ASCOF tables run from 102
# to 916 (LAST_REAL_CODE), so nothing from 990 up is a council's.
LAST_REAL_CODE = 916
LA_CODE = "990"
LA_NAME = "Synthetic Northbridge"
OTHER_LA_CODE = "991"  # for files that claim to be another council's; as synthetic as ours
THIRD_LA_CODE = "992"  # where an installation has to be for two

RELEASE_2_FROM = dt.date(2025, 10, 1)  # submissions made from here on use release 2
RELEASE_2_EVENTS_FROM = dt.date(
    2025, 7, 1
)  # events that ended before may still carry release 1 in October 2025
XLSX_UP_TO = 5_000  # people; beyond that nobody opens a submission in a spreadsheet


@dataclass(frozen=True)
class Submission:
    """One file. Days are days since 1970."""

    name: str
    start: int
    end: int  # last day of the stated period
    reached: int  # last day of the events it holds: before ``end`` when it was cut short
    known: int  # what was recorded by this day is in it
    received: dt.datetime
    release: str  # 1, 2 or both
    shape: str  # plain, bom, iso, windows-1252 or xlsx
    first_try: bool  # a corrected file for the same period follows

    @property
    def manifest(self) -> dict[str, str]:
        """The file's line in the manifest, without its rows."""
        return {
            "file": self.name,
            "la_code": LA_CODE,
            "la_name": LA_NAME,
            "import_datetime": f"{self.received}",
        }


def day_number(day: dt.date) -> int:
    """Days since 1970."""
    return (day - dt.date(1970, 1, 1)).days


def months_before(last: dt.date, months: int) -> dt.date:
    """The last day of the month ``months`` before that of ``last``."""
    return periods.ending(last, months).start - dt.timedelta(days=1)


def plan(people: int, seed: int, years: int, last_quarter_end: dt.date) -> list[Submission]:
    """The submissions in the order in which they are received.

    One each quarter for the twelve months to its end, the first for the first twelve months of
    ``years``; the fourth from the end is sent again corrected, and before the sixth from the end
    comes one that was cut short half a year early. ValueError when the years or the day will not do.
    """
    if years < 1 or people < 1:
        raise ValueError("a synthetic council needs at least 1 person and 1 year")
    if (last_quarter_end + dt.timedelta(days=1)).day != 1 or last_quarter_end.month % 3:
        raise ValueError(f"last_quarter_end: {last_quarter_end} is not the last day of a quarter")
    rng, quarters = generator(seed, 0), 4 * years - 3
    corrected, cut_short = max(0, quarters - 4), max(0, quarters - 6)
    shapes = {1: "bom", 2: "iso", 4: "windows-1252", 7: "xlsx" if people <= XLSX_UP_TO else "plain"}
    sent = []
    for number in range(quarters):
        end = months_before(last_quarter_end, 3 * (quarters - 1 - number))
        start = months_before(end, 12) + dt.timedelta(days=1)
        moment = dt.datetime.combine(end, dt.time(9)) + dt.timedelta(
            days=int(rng.integers(18, 26)), seconds=int(rng.integers(8 * 3600))
        )
        stem = f"CLD_{LA_CODE}_{start:%Y%m%d}_{end:%Y%m%d}"
        told = {"start": start, "end": end, "shape": shapes.get(number, "plain")}
        if number == cut_short:
            half_year = months_before(end, 6)
            early = moment - dt.timedelta(days=6)
            sent.append(_submission(f"{stem}_part", early, reached=half_year, **told | {"shape": "plain"}))
        if number == corrected:
            sent.append(_submission(f"{stem}_v1", moment, first_try=True, **told))
            sent.append(_submission(f"{stem}_v2", moment + dt.timedelta(days=4), **told))
        else:
            sent.append(_submission(stem, moment, **told))
    return sorted(sent, key=lambda each: each.received)


def _submission(stem, received, *, start, end, shape, reached=None, first_try=False) -> Submission:
    both_until = RELEASE_2_FROM + dt.timedelta(days=91)
    day = received.date()
    return Submission(
        name=f"{stem}.{'xlsx' if shape == 'xlsx' else 'csv'}",
        start=day_number(start),
        end=day_number(end),
        reached=day_number(reached or end),
        known=day_number(day) - 2,
        received=received,
        release="1" if day < RELEASE_2_FROM else "both" if day <= both_until else "2",
        shape=shape,
        first_try=first_try,
    )
