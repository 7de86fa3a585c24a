"""Pseudonyms: what is hashed at the door, the key that hashes it, and the one way back.

A direct identifier becomes ``HMAC-SHA256(key, domain || upper(rtrim(value)))`` before anything is
written to ``raw/``. Columns of one domain can be joined. The originals lie only in the inbox, the
archive, refused deliveries and the identity store, all of mode 0700; only ``reveal`` reads the store,
and it writes who asked, why, and for what.
"""

import datetime as dt
import functools
import getpass
import hashlib
import hmac
import json
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from goldenthread.settings import Settings

DEMO_KEY = bytes.fromhex("5359" + "4e54484554494344454d4f4b45594f4e4c59" + "00" * 12)
"""Spells out what it is. Published, so worthless as a secret: refused in production."""

LITERALS = {"UNKNOWN", "INVALID AND NOT MAPPED", "NULL"}
"""Texts, whatever their case, that stand where an identifier should: the national method tests them."""


REMEMBERED = 400_000  # pseudonyms of a domain, some 100 MB, before they are forgotten


class KeyProblem(RuntimeError):
    """There is no key that may be used; the message says what to do."""


class NotAllowed(RuntimeError):
    """A way back was asked for without what it needs."""


def key(settings: Settings) -> bytes:
    """The installation's pseudonym key, 32 bytes.

    Raises KeyProblem when a key file can be read by others, when a key is not 64 hexadecimal digits,
    and in production when there is none or it is the demonstration key.
    """
    given = settings.key.get_secret_value() if settings.key else None
    if given is None and settings.key_file:
        given = _key_file(settings.key_file)
    if given is None:
        secret = DEMO_KEY
    else:
        try:
            secret = bytes.fromhex(given.strip())
        except ValueError:
            secret = b""
        if len(secret) != 32:
            raise KeyProblem("The key is not 64 hexadecimal digits. Make one with: openssl rand -hex 32")
    if settings.env == "production" and secret == DEMO_KEY:
        raise KeyProblem(
            "GOLDENTHREAD_ENV is production, and there is no key of the council's own. Set GOLDENTHREAD_KEY, "
            "or GOLDENTHREAD_KEY_FILE to a file of mode 0600. Make a key with: openssl rand -hex 32"
        )
    return secret


def _key_file(path: Path) -> str:
    """Read a key file that only its owner may read."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise KeyProblem(
                f"The key file {path} can be read by others (mode {mode:04o}). Run: chmod 600 {path}"
            )
        return path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise KeyProblem(f"The key file {path} cannot be read: {error.strerror}") from None


def fingerprint(secret: bytes) -> str:
    """Eight characters that tell two keys apart and give nothing of either away."""

    return hmac.new(secret, b"goldenthread key fingerprint", hashlib.sha256).hexdigest()[:8]


def pseudonym(secret: bytes, domain: str, value: str) -> str:
    """HMAC-SHA256(key, domain || value) as 64 hexadecimal digits; value: in capitals, without trailing blanks."""
    return hmac.new(secret, domain.encode() + value.encode(), hashlib.sha256).hexdigest()


@functools.cache
def pseudonyms(secret: bytes, domain: str) -> Callable[[list[str]], list[str]]:
    """``pseudonym`` for lists of values of one domain.

    HMAC is two hashes, each begun with the key (RFC 2104, section 4: begun once, copied for each value). The
    standard library's object does the same with twice the work around it, and a night hashes millions. Most of what
    a submission holds stood in the one before, so answers are remembered from file to file.
    """
    block = secret.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + domain.encode()).copy
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block)).copy

    memory: dict[str, str] = {}

    def of(values: list[str]) -> list[str]:
        if len(memory) > REMEMBERED:
            memory.clear()
        for value in values:
            if value not in memory:
                inside, outside = inner(), outer()
                inside.update(value.encode())
                outside.update(inside.digest())
                memory[value] = outside.hexdigest()
        return [memory[value] for value in values]

    return of


def private_folder(path: Path) -> Path:
    """Make a folder, and its parents below home, that only its owner may enter."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


@dataclass(frozen=True)
class Revealed:
    """One identifier behind a pseudonym."""

    domain: str
    value: str


def reveal(home: Path, pseudonym: str, reason: str) -> list[Revealed]:
    """The identifiers behind a pseudonym, each once. Every call is written to ``identity/reveals.jsonl``.

    pseudonym: 64 hexadecimal digits, as they stand in ``raw/`` and the marts.
    Raises NotAllowed when no reason of at least ten letters is given.
    """
    if len(reason.strip()) < 10:
        raise NotAllowed("Say why, in at least ten letters: it is kept with your name (--reason).")
    pseudonym = pseudonym.strip().lower().rpartition("_")[2]  # a person key has the council's code before it
    if not re.fullmatch(r"[0-9a-f]{64}", pseudonym):
        raise NotAllowed("A pseudonym is 64 hexadecimal digits, as in the columns of the warehouse.")
    store = private_folder(home / "identity")
    found: list[Revealed] = []
    if any(store.glob("*/*.parquet")):
        rows = duckdb.execute(
            "select distinct domain, value from read_parquet($files) where pseudonym = $pseudonym order by all",
            {"files": str(store / "*" / "*.parquet"), "pseudonym": pseudonym.strip().lower()},
        ).fetchall()
        found = [Revealed(*row) for row in rows]
    entry = {
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "who": getpass.getuser(),
        "why": reason.strip(),
        "pseudonym": pseudonym,
        "found": len(found),
    }
    journal = store / "reveals.jsonl"
    with os.fdopen(
        os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8"
    ) as file:
        file.write(json.dumps(entry) + "\n")
    return found
