"""Submissions as files: appended chunk by chunk, in the shape in which each is sent."""

import csv
import datetime as dt
import io
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goldenthread.synthetic.submissions import Submission
from goldenthread.synthetic.values import Column
from goldenthread.synthetic.workbook import write_workbook


class Sheet:
    """One submission being written, beside its final name until it is complete."""

    def __init__(self, folder: Path, submission: Submission, headers: list[str]) -> None:
        self.submission, self.path, self.rows = submission, folder / submission.name, 0
        self._part = folder / f".{submission.name}.part"
        self._cells: list[list[pa.Array]] = [[pa.array([header])] for header in headers]
        self._encoding = {"bom": "utf-8-sig", "windows-1252": "cp1252"}.get(submission.shape, "utf-8")
        if submission.shape != "xlsx":
            line = io.StringIO()
            csv.writer(line).writerow(headers)
            self._part.write_bytes(line.getvalue().encode(self._encoding))

    def append(self, columns: list[Column]) -> None:
        """Add rows, given as columns in the order of the headers."""
        self.rows += len(columns[0].at)
        if self.submission.shape == "xlsx":
            for cells, column in zip(self._cells, columns, strict=True):
                cells.append(column.texts.raw.take(pa.array(column.at)))
            return
        fields = [column.texts.quoted.take(pa.array(column.at)) for column in columns]
        lines = pc.binary_join_element_wise(pc.binary_join_element_wise(*fields, ","), "", "\r\n")
        data = _bytes(lines)
        if self._encoding == "cp1252":
            data = data.decode().encode(self._encoding)
        with self._part.open("ab") as file:
            file.write(data)

    def close(self) -> Path:
        """Give the file its name and, as its time, the second in which it was received."""
        if self.submission.shape == "xlsx":
            write_workbook(self._part, [pa.concat_arrays(cells).to_pylist() for cells in self._cells])
        self._part.replace(self.path)
        stamp(self.path, self.submission)
        return self.path


def stamp(path: Path, submission: Submission) -> None:
    """Set a file's times to when its submission was received, so that no clock is in it."""
    stamp_moment(path, submission.received)


def stamp_moment(path: Path, received: dt.datetime) -> None:
    """Set a file's times to a moment in London."""
    second = received.replace(tzinfo=ZoneInfo("Europe/London")).timestamp()
    os.utime(path, (second, second))


def _bytes(lines: pa.Array) -> bytes:
    """The texts of an array one after the other: what its data buffer already holds."""
    offsets = np.frombuffer(lines.buffers()[1], dtype=np.int32)[lines.offset : lines.offset + len(lines) + 1]
    return lines.buffers()[2].to_pybytes()[offsets[0] : offsets[-1]] if len(lines) else b""
