"""Prepare this machine for ``docker compose up``: .env, the pseudonym key, and the data folder.

Makes what is missing and never touches what is there, so running it again is safe. Needs Python alone.
"""

import base64
import os
import re
import secrets
from pathlib import Path

CONTAINER_ACCOUNT = 50000  # owns the data when root prepares it: nothing should run as root


def prepare(root: Path) -> list[str]:
    """Make what is missing under root, the folder of docker-compose.yml. Gives a sentence for each thing made."""
    made = []
    uid, gid = (CONTAINER_ACCOUNT, CONTAINER_ACCOUNT) if os.getuid() == 0 else (os.getuid(), os.getgid())
    env = root / ".env"
    if not env.exists():
        values = {
            "GOLDENTHREAD_UID": str(uid),
            "GOLDENTHREAD_GID": str(gid),
            "POSTGRES_PASSWORD": secrets.token_hex(24),
            "AIRFLOW_ADMIN_PASSWORD": secrets.token_hex(12),
            "AIRFLOW_APPROVER_PASSWORD": secrets.token_hex(12),
            "AIRFLOW_FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "AIRFLOW_API_SECRET_KEY": secrets.token_hex(32),
            "AIRFLOW_JWT_SECRET": secrets.token_hex(32),
        }
        example = (root / ".env.example").read_text(encoding="utf-8")
        _private(env, re.sub(r"^(\w+)=$", lambda line: f"{line[1]}={values[line[1]]}", example, flags=re.M))
        made.append(".env, with passwords of its own: Airflow's is AIRFLOW_ADMIN_PASSWORD")
    written = dict(re.findall(r"^(\w+)=(.*)$", env.read_text(encoding="utf-8"), flags=re.M))
    uid, gid = int(written["GOLDENTHREAD_UID"]), int(written["GOLDENTHREAD_GID"])
    key = root / written.get("GOLDENTHREAD_KEY_PATH", "secrets/pseudonym.key")
    if not key.exists():
        _folder(key.parent, 0o700, uid, gid)
        _private(key, secrets.token_hex(32) + "\n")
        os.chown(key, uid, gid)
        made.append(
            f"{key}: the pseudonym key. Keep a copy away from the data: without it no new file joins the old"
        )
    home = root / written.get("GOLDENTHREAD_DATA", "data")
    if not (home / "published").exists():
        for folder, mode in ((home, 0o750), (home / "inbox", 0o700), (home / "published", 0o755)):
            _folder(folder, mode, uid, gid)
        made.append(f"{home}: put the extracts into {home}/inbox/cld")
    return made


def _folder(path: Path, mode: int, uid: int, gid: int) -> None:
    """Make a folder with this mode and owner, unless it is there."""
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(mode)
        os.chown(path, uid, gid)


def _private(path: Path, text: str) -> None:
    """Write a new file that only its owner may read, from its first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    for sentence in prepare(Path(__file__).resolve().parent.parent):
        print(f"Made {sentence}.")
