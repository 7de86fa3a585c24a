"""Frozen packs: papers that were approved, kept as they went out, each with an entry in the ledger.

``packs/frozen/<id>/`` of home holds the files of one, its ``pack.json``, and under ``inputs/`` what it was made of besides its
release. The id ends with the beginning of the hash of what it says, so that the same paper has the same id.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from goldenthread import ledger, periods
from goldenthread.periods import Period

PLACE = Path("packs") / "frozen"
MANIFEST = "pack.json"
APPROVAL = "approval"
"""The kind of entry in the ledger; its subject is the pack's id, and it says the hash of the pack's manifest."""


class FreezeError(ValueError):
    """A pack that cannot be frozen, or one that is not there; the message says why and what to do."""


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def as_bytes(manifest: dict[str, Any]) -> bytes:
    """A manifest as it is written."""
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a pack's folder. FreezeError when there is none."""
    path = folder / MANIFEST
    if not path.is_file():
        raise FreezeError(f"{folder} holds no pack; write one with: goldenthread pack NAME --period PERIOD")
    return json.loads(path.read_text(encoding="utf-8"))


def changed(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """The files of a pack's folder that are missing or not as its manifest says, in order of name."""
    return [
        name
        for name, expected in sorted(manifest["files"].items())
        if not (folder / name).is_file() or digest((folder / name).read_bytes()) != expected
    ]


def packs(home: Path) -> list[dict[str, Any]]:
    """The manifests of the packs that were frozen, in the order of their approval. Raises BrokenLedger."""
    entries = [each for each in ledger.read(home) if each.kind == APPROVAL]
    folders = [home / PLACE / each.subject for each in entries]
    return [read(folder) for folder in dict.fromkeys(folders) if (folder / MANIFEST).is_file()]


def earlier(home: Path, name: str, la_code: str, period: Period) -> bytes | None:
    """The manifest of the last pack of a name that was frozen for a council about an earlier period; None where there is none."""
    found = {
        periods.parse(each["period"]).end: each["id"]
        for each in packs(home)
        if (each["pack"], each["la_code"]) == (name, la_code)
        and periods.parse(each["period"]).end < period.end
    }
    return (home / PLACE / found[max(found)] / MANIFEST).read_bytes() if found else None


def wrong(home: Path) -> list[str]:
    """What is wrong with frozen packs, in sentences: one that was changed, that is gone, or that nobody approved."""
    approved = {each.subject: each for each in ledger.read(home) if each.kind == APPROVAL}
    there = {path.parent.name: path for path in sorted((home / PLACE).glob(f"*/{MANIFEST}"))}
    told = [f"Pack {name} was approved, and is not in {PLACE}; goldenthread pack --rebuild {name} makes it again." for name in sorted(approved.keys() - there.keys())]  # fmt: skip
    for name, path in there.items():
        if name not in approved:
            told.append(f"Pack {name} lies among the frozen, and the ledger has no approval of it.")
        elif digest(path.read_bytes()) != json.loads(approved[name].said)["manifest"]:
            told.append(f"Pack {name}: its {MANIFEST} is not the one that was approved.")
        elif files := changed(path.parent, read(path.parent)):
            told.append(f"Pack {name}: changed since it was approved: {', '.join(files)}.")
    return told
