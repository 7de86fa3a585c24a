"""Whose file a delivery is, and which of its rows are not theirs."""

import re

import duckdb

from expectations.staged import Fault, Staged
from expectations.wording import ROW
from goldenthread import contracts, sent_values
from goldenthread.contracts import Contract
from goldenthread.settings import Settings

COUNCIL = re.compile(r"[0-9]{3}")  # a CASSR code; anything else in its column may be somebody's number


def councils(staged: Staged, connection: duckdb.DuckDBPyConnection, settings: Settings, good: int) -> int:
    """Say whose file it is, and set aside repeated headers and other councils' rows; gives how many rows are left."""
    contract, column = staged.contract, staged.contract.telling
    values = connection.execute(
        f"select {column}, count(*) from read_parquet($1) where {column} is not null group by all order by 2 desc, 1",
        [str(staged.parquet)],
    ).fetchall()
    unwanted = {
        value: "repeated_header"
        for value, _ in values
        if (staged.map or contract).by_header.get(contracts.header_key(value)) == column
    }
    codes = [value for value, _ in values if value not in unwanted] if contract.submission.council else []
    council = _whose(staged, codes, settings)
    if not staged.refused:
        unwanted |= {code: rule for code in codes if (rule := _not_ours(contract, code, council, settings))}
    staged.amend(la_code=council, la_name=staged.waiting.la_name or settings.council_names.get(council or ""))
    lines = connection.execute(
        f"select _line, {column} from read_parquet($1) where list_contains($2, {column}) order by _line",
        [str(staged.parquet), list(unwanted)],
    ).fetchall()
    for line, value in lines:
        rule = unwanted[value]
        sentence, fix = ROW[rule]
        staged.faults.append(
            Fault(
                rule,
                contract.rows[rule].severity,
                sentence.format(council=council),
                fix,
                place=staged.place(line, column),
                header=contract.columns[column].header,
                value="the header's own text"
                if rule == "repeated_header"
                else sent_values.value_class(value),
                line=line,
            )
        )
    if lines and not staged.refused:
        staged.leave_out(connection, [line for line, _ in lines])
    return good - len(lines)


def _whose(staged: Staged, codes: list[str], settings: Settings) -> str | None:
    """The council whose file this is, as the manifest, the rows or the settings say; None when none of them does.

    codes: what stands in the council's column, the commonest first; none when the extract has no such column.
    """
    said, ours = staged.waiting.la_code, settings.councils
    if staged.contract.submission.council is None:
        council = said or (min(ours) if len(ours) == 1 else None)
        if council and ours and council not in ours:
            told = {"said": council, "council": " or ".join(sorted(ours))}
            staged.note("other_council_file", told, "other_council_said")
        elif council is None:
            staged.note("unknown_council")
        return council
    council = said or _likely_council(staged.contract, codes, settings)
    if (ours and council not in ours) or (codes and council not in codes):
        told = " or ".join(sorted(ours)) or council or "of any council"
        staged.note("other_council_file", {"council": told})
    return council


def _not_ours(contract: Contract, code: str, council: str | None, settings: Settings) -> str | None:
    """The rule that a row with a code breaks, by the rules that the contract has."""
    if "other_council" in contract.rows:
        return "other_council" if code != council else None
    is_code = code in settings.councils or COUNCIL.fullmatch(code)
    return "no_council" if "no_council" in contract.rows and not is_code else None


def _likely_council(contract: Contract, codes: list[str], settings: Settings) -> str | None:
    """The council whose file this is, when nobody says: the installation's, else the commonest code's.

    A file that may hold several councils is the installation's council's, or the only one's.
    """
    ours = [
        code
        for code in codes
        if (code in settings.councils if settings.councils else COUNCIL.fullmatch(code))
    ]
    if ours and (settings.councils or len(ours) == 1 or "other_council" in contract.rows):
        return ours[0]
    return min(settings.councils, default=None)
