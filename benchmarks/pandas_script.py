"""The same night's work as a good analyst would script it in pandas: load, check, pseudonymise, count.

Vectorised throughout: text columns, the pyarrow reader, each distinct value converted once, no loop over
rows. It reads the contract for the lists and rules, so that the two sides check the same things, and gives
the same figures (``comparing.same_figures`` holds it to that). It has no slips, no register, no release, no
quoted-newline walk and no memory bound: it is the work alone.
"""

import hashlib
import hmac
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from benchmarks import pandas_figures
from benchmarks.council import manifest
from goldenthread import contracts, identity
from goldenthread.contracts import Contract
from goldenthread.rules import listed

EXCEL_EPOCH = pd.Timestamp("1899-12-30")
KEY = identity.DEMO_KEY
LITERALS = list(identity.LITERALS)


def run(inbox: Path, folder: Path) -> dict[str, object]:
    """Load a council's files, check them, write what is kept and every figure to ``folder``.

    Gives how many rows were loaded and how many break each rule.
    """
    contract = contracts.load("cld")
    loads, frames, broken = [], [], []
    known: dict[str, dict[str, str]] = {}
    for line in manifest(inbox):
        path = inbox / "cld" / line["file"]
        frame = load(path, contract, known)
        broken.append(check(frame, contract))
        frame["load_id"] = path.name
        _kept(frame, contract).to_parquet(folder / f"{path.stem}.parquet", compression="zstd")
        loads.append({"load_id": path.name, "la_code": line["la_code"],
                      "received_at": pd.Timestamp(line["import_datetime"])})  # fmt: skip
        frames.append(frame[pandas_figures.NEEDED])
    events = pd.concat(frames, ignore_index=True)
    figures = pandas_figures.figures(events, pd.DataFrame(loads), contract)
    figures.to_parquet(folder / "metric_values.parquet")
    return {"rows": len(events), "broken": pd.DataFrame(broken).sum().astype(int).to_dict()}


def load(path: Path, contract: Contract, known: dict[str, dict[str, str]]) -> pd.DataFrame:
    """One file: text, then dates, numbers, pseudonyms and what is derived before the personal goes."""
    try:
        sent = _read(path, "utf-8")
    except pa.ArrowInvalid:
        sent = _read(path, "cp1252")
    sent.columns = contract.names_of(list(sent.columns))
    made: dict[str, pd.Series] = {"_line": pd.Series(np.arange(len(sent)) + 2)}
    for name, column in contract.columns.items():
        text = sent[name].str.rstrip(" ")
        text = text.mask(text == "")
        if column.type == "date":
            made[name] = dates(text)
            made[f"{name}_state"] = states(text, made[name].notna())
        elif column.type in ("number", "integer"):
            made[name] = pd.to_numeric(text, errors="coerce").round(6)
            made[f"{name}_state"] = states(text, made[name].notna())
        elif column.personal == "pseudonym":
            made[name] = pseudonyms(text, column.domain, known)
            if "check_digit" in column.rules:
                made[f"{name}_state"] = states(text, check_digit_is_right(text))
        elif column.personal == "postcode":
            outward = text.str.upper().str.extract(r"^([A-Z]{1,2}\d[A-Z\d]?) ?\d[A-Z]{2}$")[0]
            made[f"{name}_outward"], made[f"{name}_state"] = outward, states(text, outward.notna())
        elif column.personal is None:
            made[name] = text
        for leaf, fact in column.leaves.items():
            if fact.contains:
                made[leaf] = (
                    text.str.lower().str.contains(fact.contains, regex=False, na=False).astype("int32")
                )
    birth = made["date_of_birth"]
    made["birth_year"], made["birth_month"] = birth.dt.year, birth.dt.month
    for leaf, fact in contract.columns["date_of_birth"].leaves.items():
        made[leaf] = np.floor((made[fact.age_at] - birth).dt.days / 365.25)
    return pd.DataFrame(made)


def _read(path: Path, encoding: str) -> pd.DataFrame:
    """All text, by the pyarrow reader itself: pandas' way to it fails where a quoted newline meets a block's end."""
    return pa_csv.read_csv(
        path,
        pa_csv.ReadOptions(encoding=encoding),
        pa_csv.ParseOptions(newlines_in_values=True),
        pa_csv.ConvertOptions(default_column_type=pa.string(), null_values=[""], strings_can_be_null=True),
    ).to_pandas()


def dates(text: pd.Series) -> pd.Series:
    """Day first, ISO, or an Excel serial; to_datetime converts each distinct text once."""
    found = pd.to_datetime(text, format="%d/%m/%Y", errors="coerce").astype("datetime64[s]")
    rest = text[found.isna() & text.notna()]
    if len(rest):
        iso = pd.to_datetime(rest, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
        serial = pd.to_numeric(rest.where(rest.str.fullmatch(r"[1-9]\d{4}(?:\.\d+)?")), errors="coerce")
        serial_days = (EXCEL_EPOCH + pd.to_timedelta(np.floor(serial), unit="D")).astype("datetime64[s]")
        found.loc[rest.index] = iso.fillna(serial_days)
    return found.where(found >= pd.Timestamp("1850-01-01"))


def states(text: pd.Series, valid: pd.Series) -> pd.Categorical:
    """Blank, valid or invalid."""
    codes = np.where(text.isna(), 0, np.where(valid, 1, 2))
    return pd.Categorical.from_codes(codes, ["blank", "valid", "invalid"])


def pseudonyms(text: pd.Series, domain: str, known: dict[str, dict[str, str]]) -> pd.Series:
    """HMAC-SHA256 of each distinct value, once for all files."""
    memory = known.setdefault(domain, {})
    codes, values = pd.factorize(text.str.upper())
    hashed = [
        memory[value]
        if value in memory
        else memory.setdefault(value, hmac.digest(KEY, (domain + value).encode(), hashlib.sha256).hex())
        for value in values
    ]
    made = pd.Series(pd.array(hashed, dtype="str").take(codes, allow_fill=True))
    return made.mask(text.str.upper().isin(LITERALS), text)


def check_digit_is_right(text: pd.Series) -> pd.Series:
    """Ten digits with the right modulus 11 check digit."""
    digits = text.str.replace(" ", "", regex=False)
    whole = digits.str.fullmatch(r"[0-9]{10}").fillna(False).astype(bool)
    number = pd.to_numeric(digits.where(whole, "0")).to_numpy(dtype=np.int64)
    total = sum((number // 10**place % 10) * (place + 1) for place in range(1, 10))
    check = 11 - total % 11
    return whole & (number % 10 == check % 11) & (check != 10)


def check(frame: pd.DataFrame, contract: Contract) -> dict[str, int]:
    """How many rows break each rule."""
    upper = {}
    broken = {}
    for name, column in contract.columns.items():
        for kind, entry in column.rules.items() if column.personal != "dropped" else ():
            if kind == "filled":
                bad = frame[f"{name}_state"] == "blank" if f"{name}_state" in frame else frame[name].isna()
            elif kind == "listed":
                bad = frame[name].notna() & ~frame[name].isin(listed(contract, column))
            elif kind in ("readable", "check_digit"):
                bad = frame[f"{name}_state"] == "invalid"
            elif kind == "between":
                bad = (frame[name] < entry.low) | (frame[name] > entry.high)
            else:
                bad = frame[name] < frame[entry.column]
            for other, given in (entry.when or {}).items():
                if other not in upper:
                    upper[other] = frame[other].str.upper()
                bad = bad & _among(upper[other], given, contract, other)
            broken[f"{name}.{kind}"] = int(bad.sum())
    return broken


def _among(upper: pd.Series, given: list[str], contract: Contract, name: str) -> pd.Series:
    """Whether a value is, or with a leading ``not`` is not, among these; either release's name for it will do."""
    inverted = given[0] == "not"
    wanted = {value.upper() for value in given[inverted:]}
    if codes := contract.columns[name].codes:
        wanted |= {value.value.upper() for value in contract.values(codes) if value.maps_to.upper() in wanted}
    found = upper.isin(wanted)
    return ~found if inverted else found


def _kept(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """What may be stored: the date of birth itself may not."""
    dropped = [
        name for name, column in contract.columns.items() if column.personal == "birth_date" and name in frame
    ]
    return frame.drop(columns=dropped)
