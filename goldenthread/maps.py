"""Field maps: how a report of a case system is read as an extract, from ``expectations/maps/*.yml`` and ``maps/`` of home.

A map renames the report's columns, recodes its values, and says what the report leaves unsaid. It is chosen by a
file's header: the one that names the most of its cells, where it names more of them than the contract does. What it
does not know is listed and never guessed. A map of home takes the place of the product's of the same name.
"""

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from pydantic import Field, field_validator, model_validator

from goldenthread import content, contracts, rooms
from goldenthread.content import Strict
from goldenthread.contracts import Contract, header_key


class MapError(ValueError):
    """A map that cannot be used; the message names the file and the key."""


class FieldMap(Strict):
    """One report of one system. Columns and values are ours, and to each what the report calls it."""

    map: str
    system: str  # Liquidlogic, Mosaic, Eclipse, or a council's own
    report: str
    source: str  # where the report's own names come from, or that they are to be checked
    extract: str
    columns: dict[str, str]
    values: dict[str, dict[str, list[str]]] = Field(default_factory=dict)
    says: dict[str, str] = Field(default_factory=dict)  # column to the one value that is true of every row
    ignores: list[str] = Field(default_factory=list)  # headers of the report that are not wanted
    sha256: str = Field(default="", exclude=True)  # of the file's bytes

    @field_validator("columns", "says", mode="before")
    @classmethod
    def _texts(cls, given: object) -> object:
        """Codes such as 990 may be written without quotes."""
        return {key: str(value) for key, value in given.items()} if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _of_the_contract(self) -> "FieldMap":
        contract = self.contract
        for place, names in (("columns", self.columns), ("says", self.says), ("values", self.values)):
            for name in names:
                if name not in contract.columns:
                    raise ValueError(
                        f"{place}: {_unknown(name, contract.columns, f'column of {self.extract}')}"
                    )
        for name in self.values:
            if name not in self.columns:
                raise ValueError(f"values.{name}: the map names no column of the report for it")
        for name in set(self.says) & set(self.columns):
            raise ValueError(f"says.{name}: the report has a column for it")
        for name, taken in [
            *self.values.items(),
            *((name, {value: []}) for name, value in self.says.items()),
        ]:
            self._listed(name, taken)
        keys = [header_key(theirs) for theirs in (*self.columns.values(), *self.ignores)]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"columns: the report's column {key} stands for two")
        return self

    def _listed(self, name: str, values: dict[str, list[str]]) -> None:
        """What a coded column is recoded to has to be in its list, and what it is recoded from must be told once."""
        column = self.contract.columns[name]
        if column.codes:
            listed = {value.value for value in self.contract.values(column.codes)}
            for ours in values:
                if ours not in listed:
                    raise ValueError(f"{name}: {_unknown(ours, listed, f'value of {column.codes}')}")
        theirs = [_reduced(each) for several in values.values() for each in several]
        for each in theirs:
            if theirs.count(each) > 1:
                raise ValueError(f"values.{name}: a value of the report stands for two of ours")

    @property
    def contract(self) -> Contract:
        """The contract of the extract that the report is read as."""
        return contracts.load(self.extract)

    @functools.cached_property
    def by_header(self) -> dict[str, str]:
        """Every header of the report that is wanted, reduced, to our column; the contract's own names last."""
        keys = {header_key(theirs): ours for ours, theirs in self.columns.items()}
        taken = {*self.columns, *self.says}
        own = {key: name for key, name in self.contract.by_header.items() if name not in taken}
        return {key: name for key, name in (own | keys).items() if key not in self.ignored}

    @functools.cached_property
    def ignored(self) -> set[str]:
        """Headers of the report that are not read, reduced."""
        return {header_key(theirs) for theirs in self.ignores}

    @functools.cached_property
    def wanted(self) -> set[str]:
        """Headers of the report that are, reduced."""
        return {header_key(theirs) for theirs in self.columns.values()}

    @functools.cached_property
    def recodes(self) -> dict[str, dict[str, str]]:
        """Column to what the report's values, reduced, become."""
        return {
            name: {_reduced(theirs): ours for ours, several in values.items() for theirs in several}
            for name, values in self.values.items()
        }

    def known(self, header: list[str]) -> int:
        """How many cells of a header the map itself speaks of."""
        return len((self.wanted | self.ignored) & {header_key(cell) for cell in header})

    def fits(self, header: list[str]) -> bool:
        """Whether a header is that of this report: most of what the map names is there."""
        return 2 * len(self.wanted & {header_key(cell) for cell in header}) > len(self.wanted)

    def names_of(self, header: list[str]) -> list[str]:
        """The column each of a header's cells is; ``ignored_2`` and ``unknown_3`` for the rest, by their places."""
        keys = [header_key(cell) for cell in header]
        return [
            f"ignored_{at}" if key in self.ignored else self.by_header.get(key, f"unknown_{at}")
            for at, key in enumerate(keys)
        ]


@dataclass(frozen=True)
class Known:
    """The maps that can be used, and what is wrong with those that cannot."""

    maps: list[FieldMap] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def of(self, extract: str, header: list[str]) -> FieldMap | None:
        """The map by which a file of an extract with this header is read; None for the contract's own names."""
        best = max(self._fitting(extract, header), key=lambda each: each.known(header), default=None)
        return best if best and best.known(header) > contracts.load(extract).known(header) else None

    def score(self, extract: str) -> Callable[[list[str]], int]:
        """For an extract: how many cells of a header the contract, or the map that knows it best, speaks of."""

        def known(header: list[str]) -> int:
            told = [each.known(header) for each in self._fitting(extract, header)]
            return max([contracts.load(extract).known(header), *told])

        return known

    def share(self, extract: str, header: list[str]) -> float:
        """How much of what the contract, or a map, names is in a header: from 0 to 1."""
        shares = [each.known(header) / len(each.columns) for each in self._fitting(extract, header)]
        contract = contracts.load(extract)
        return max([contract.known(header) / len(contract.columns), *shares])

    def _fitting(self, extract: str, header: list[str]) -> list[FieldMap]:
        return [each for each in self.maps if each.extract == extract and each.fits(header)]


def recoded(text: str, recodes: dict[str, str]) -> str:
    """A value of the report as ours; itself where the map does not speak of it."""
    return recodes.get(_reduced(text), text)


def known(home: Path) -> Known:
    """Every map, the product's and home's. A map that is wrong is left out and told of; it stops nothing else."""
    found: dict[str, FieldMap] = {}
    problems = []
    for folder in (rooms.MAPS, home / "maps"):
        for path in sorted(folder.glob("*.yml")):
            try:
                found[path.stem] = read(path)
            except MapError as problem:
                problems.append(f"A map is left out until it is mended: {problem}")
    return Known(list(found.values()), problems)


def read(path: Path) -> FieldMap:
    """Read and check a map. Raises MapError naming the file and the path of each wrong or unknown key."""
    return _read(path, path.read_bytes())


@functools.cache
def _read(path: Path, written: bytes) -> FieldMap:
    sha256 = hashlib.sha256(written).hexdigest()
    try:
        found = content.parse(path.name, written, FieldMap, MapError, whole="map", sha256=sha256)
    except (contracts.ContractError, TypeError) as error:
        raise MapError(f"{path.name}: {error}") from None
    if found.map != path.stem:
        raise MapError(f"{path.name}: map: says {found.map}, the file's name says {path.stem}")
    return found


def _reduced(text: str) -> str:
    """A value without regard to case and to blanks around it."""
    return text.strip().upper()


def _unknown(name: str, known: "set[str] | dict", what: str) -> str:
    """What is said of a name that is none of the known ones."""
    near = get_close_matches(name, list(known), n=1)
    return f"no {what} is called {name}" + (f"; the nearest is {near[0]}" if near else "")
