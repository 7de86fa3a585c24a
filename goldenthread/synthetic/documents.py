"""The files of the synthetic council's documents: a few lines each, whose hashes are those that its register holds."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from goldenthread.synthetic.submissions import LA_NAME


def content(title: str) -> bytes:
    """What the file of a document holds."""
    return f"{title}\n\n{LA_NAME} is invented, and so is this document: nothing in it is of a council.\n".encode()


def sha256(title: str) -> str:
    """The hash of a document's file."""
    return hashlib.sha256(content(title)).hexdigest()


def write(folder: Path, titles: Iterable[str]) -> list[Path]:
    """Write the files of documents, called by their titles; gives the paths. What is there is written anew."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for title in sorted(titles):
        path = folder / f"{title.replace(' ', '-').lower()}.txt"
        path.write_bytes(content(title))
        written.append(path)
    return written
