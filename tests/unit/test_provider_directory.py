"""The care directory as CQC publishes it: a few locations of the real file load whole, and nobody's address stays.

cqc_directory_sample.csv holds rows of CQC's care directory with ratings, Lincolnshire, May 2026, with invented names
and addresses (docs/sources.md).
"""

import csv
import shutil
from pathlib import Path

from goldenthread import inbox

SAMPLE = Path(__file__).with_name("cqc_directory_sample.csv")


def test_the_published_file_loads_whole_with_its_many_rows_for_a_location(front_door):
    path = front_door.home / "inbox" / "provider_directory" / "directory.csv"
    path.parent.mkdir(exist_ok=True)
    shutil.copy(SAMPLE, path)
    waiting = inbox.Waiting(
        "provider_directory", str(path), "2026-06-03T09:30:00", "manifest", "503", None, None, move=True
    )
    (made,) = front_door.admit(waiting)
    with SAMPLE.open(newline="", encoding="utf-8") as file:
        sent = list(csv.DictReader(file))
    assert (made.status, made.rows_in, made.rows_set_aside) == ("loaded", len(sent), 0), made.reason
    assert (made.period_start, made.period_end) == (None, None), "the file tells no day"
    rows = front_door.raw(made)
    assert {row["location_id"] for row in rows} == {row["Location ID"] for row in sent}, (
        "an identifier of CQC is nobody's number"
    )
    assert len([row for row in rows if row["service_group"] == row["domain"] == "Overall"]) == len(
        {row["location_id"] for row in rows}
    )
    assert "provider_name" not in rows[0] and "street_address" not in rows[0]
    assert rows[0]["postcode_outward"] == sent[0]["Location Post Code"].split()[0]
