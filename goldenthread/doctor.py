"""Is the installation well? What an administrator would look at first, in sentences."""

import json
import os
import shutil
import stat
from dataclasses import dataclass

from goldenthread import identity, landing
from goldenthread.settings import Settings, unknown

ROOM = 2 * 1024**3  # bytes free below which a nightly run may not fit


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    well: bool
    sentence: str


def examine(settings: Settings) -> list[Finding]:
    """Look at the settings, the key, the folders, the disk and the last release. Changes nothing."""
    findings = [
        Finding(False, f"{name} is the name of no setting: see docs/deployment.md#settings")
        for name in unknown()
    ]
    findings.append(_key(settings))
    home = settings.home
    if not home.is_dir():
        return [
            *findings,
            Finding(False, f"{home} does not exist. Run: goldenthread demo, or goldenthread refresh"),
        ]
    for name in landing.PRIVATE:
        folder = home / name
        if folder.is_dir() and stat.S_IMODE(folder.stat().st_mode) & 0o077:
            findings.append(Finding(False, f"{folder} can be entered by others. Run: chmod 700 {folder}"))
    for folder in (home, *(home / name for name in landing.FOLDERS)):
        if folder.is_dir() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            told = "cannot be read and written by this account, or its disk is read-only"
            findings.append(
                Finding(
                    False, f"{folder} {told}. Run this as the account that owns it: see docs/deployment.md"
                )
            )
    free = shutil.disk_usage(home).free
    findings.append(Finding(free > ROOM, f"{free / 1024**3:.1f} GiB free where {home} lies."))
    codes = ", ".join(sorted(settings.councils))
    findings.append(
        Finding(
            True,
            f"Councils: {codes or 'what the deliveries say (set GOLDENTHREAD_LA_CODES to hold them to yours)'}.",
        )
    )
    register = landing.register(home) if (home / "raw").is_dir() else []
    counts = {
        status: sum(each.status == status for each in register)
        for status in ("loaded", "refused", "duplicate")
    }
    added_up = all(each.rows_in == each.rows_loaded + each.rows_set_aside for each in register)
    told = f"{counts['loaded']} loads, {counts['refused']} refused, {counts['duplicate']} duplicates"
    findings.append(
        Finding(
            added_up, f"{told}; rows in {'equal' if added_up else 'DO NOT equal'} rows loaded and set aside."
        )
    )
    lost = [each for each in register if not landing.is_finished(home, each)]
    if lost:
        findings.append(
            Finding(
                False,
                f"{len(lost)} originals are not in the archive. The next refresh puts interrupted ones there.",
            )
        )
    missing = [
        each
        for each in register
        if each.status == "loaded" and not (home / "raw" / each.extract / f"{each.load_id}.parquet").is_file()
    ]
    if missing:
        findings.append(
            Finding(False, f"{len(missing)} loads have lost their Parquet. Restore raw/ from the backup.")
        )
    current = home / "published" / "current" / "public" / "release.json"
    if current.is_file():
        about = json.loads(current.read_text(encoding="utf-8"))
        findings.append(Finding(True, f"The current release is {about['release']}, as at {about['as_at']}."))
    else:
        findings.append(Finding(False, "Nothing has been published yet. Run: goldenthread refresh"))
    return findings


def _key(settings: Settings) -> Finding:
    try:
        secret = identity.key(settings)
    except identity.KeyProblem as problem:
        return Finding(False, str(problem))
    if secret == identity.DEMO_KEY:
        return Finding(True, "The demonstration key is in use: fit for synthetic data and nothing else.")
    return Finding(True, f"The council's own key is in use (fingerprint {identity.fingerprint(secret)}).")
