"""What cells can say: the contract's lists, the days, and texts, as columns that point into them.

A column is an array of positions and the texts they point at, so that quoting, another date
format, wrong capitals or the other release are done once for each text and not for each row.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goldenthread import contracts
from goldenthread.contracts import Contract, ListValue
from goldenthread.synthetic.chance import BLANK

UNLISTED = "TBC"  # on no national list
IMPOSSIBLE = "31/02/2025"
FIRST_DAY = dt.date(1900, 1, 1).toordinal() - dt.date(1970, 1, 1).toordinal()
_EXCEL_DAY_0 = dt.date(1899, 12, 30).toordinal() - dt.date(1970, 1, 1).toordinal()


class Texts:
    """The texts of a column; position 0 is the blank."""

    def __init__(self, texts: pa.Array) -> None:
        self.raw = texts

    @cached_property
    def quoted(self) -> pa.Array:
        """As a CSV field: in quotes where it holds a quote, a comma or a line break."""
        special = pc.match_substring_regex(self.raw, '[",\r\n]')
        if not pc.any(special).as_py():
            return self.raw
        doubled = pc.replace_substring(self.raw, '"', '""')
        return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), self.raw)


@dataclass(frozen=True)
class Column:
    """One column of some rows: ``texts.raw[at]``."""

    at: np.ndarray
    texts: Texts


class Listed(Texts):
    """A list: blank, release 2, release 1; the same in wrong capitals and with blanks behind; unlisted."""

    def __init__(self, values: list[ListValue]) -> None:
        two = [value.value for value in values if value.release == "2"]
        one = [value for value in values if value.release == "1"]
        good = ["", *two, *(value.value for value in one)]
        self.width = len(good)
        self.size = len(two)
        self._at = {text: at for at, text in enumerate(["", *two])}
        capitals = [text.upper() if text != text.upper() else text.lower() for text in good]
        super().__init__(
            pa.array([*good, *capitals, *(text + "  " if text else "" for text in good), UNLISTED])
        )
        # Release 2 to release 1. Where several values became one, the first and the last are used.
        self.first, self.last = np.arange(self.width), np.arange(self.width)
        for at, value in reversed(list(enumerate(one, start=1 + len(two)))):
            self.first[self._at.get(value.maps_to, 0)] = at
        for at, value in enumerate(one, start=1 + len(two)):
            self.last[self._at.get(value.maps_to, 0)] = at
        self.first[0] = self.last[0] = 0
        self.unmapped = np.array(
            [at for at, value in enumerate(one, start=1 + len(two)) if value.maps_to not in self._at],
            dtype=np.int32,
        )

    @property
    def unlisted(self) -> int:
        """The position of a value that is on no list."""
        return 3 * self.width

    def at(self, value: str) -> int:
        """The position of a release 2 value; KeyError when the contract's list has no such value."""
        if value not in self._at:
            raise KeyError(f"the list has no release 2 value {value!r}; it has {sorted(self._at)}")
        return self._at[value]


class Lists:
    """The lists of a contract by column name."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self._listed = {
            name: Listed(contract.values(column.codes))
            for name, column in contract.columns.items()
            if column.codes
        }

    @staticmethod
    @cache
    def of_client_level_data() -> "Lists":
        """Those of Client Level Data, read once."""
        return Lists(contracts.load("cld"))

    def __getitem__(self, column: str) -> Listed:
        return self._listed[column]

    def __iter__(self):
        return iter(self._listed)

    def weights(self, column: str, shares: dict[str, float]) -> dict[int, float]:
        """Shares by value as shares by position, for ``chance.pick``."""
        return {self[column].at(value): share for value, share in shares.items()}


class Days(Texts):
    """Every day from 1900 up to ``last`` in one format, and at the end a day that there is not."""

    def __init__(self, last: int, shape: str) -> None:
        days, impossible = np.arange(FIRST_DAY, last + 1, dtype=np.int32), IMPOSSIBLE
        told = pc.cast(pa.array(days, pa.date32()), pa.string())
        if shape == "iso":
            impossible = "2025-02-31"
        elif shape == "xlsx":
            told = pc.cast(pa.array(days - _EXCEL_DAY_0), pa.string())
        else:
            told = pc.replace_substring_regex(told, r"(\d+)-(\d+)-(\d+)", r"\3/\2/\1")
        super().__init__(pa.concat_arrays([pa.array([""]), told, pa.array([impossible])]))
        self.impossible = len(told) + 1

    def column(self, days: np.ndarray) -> Column:
        """A column of days since 1970 (int32; BLANK for none)."""
        return Column(np.where(days == BLANK, 0, days - FIRST_DAY + 1), self)


def numbered(prefix: str, numbers: np.ndarray, digits: int) -> pa.Array:
    """Texts such as ``S9900000012`` from a prefix and whole numbers."""
    return pc.binary_join_element_wise(
        prefix, pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), digits, "0"), ""
    )


def amounts(hundredths: np.ndarray, places: int) -> Column:
    """A column of amounts in hundredths (BLANK for none), written with ``places`` decimals."""
    distinct, at = np.unique(hundredths, return_inverse=True)
    return Column(
        at,
        Texts(pa.array(["" if each == BLANK else f"{each / 100:.{places}f}" for each in distinct.tolist()])),
    )
