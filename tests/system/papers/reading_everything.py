"""Everything that a file says to whoever takes it apart: parts of a Word file, streams of a PDF, chunks of a picture."""

import contextlib
import csv
import io
import re
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pyarrow.parquet as pq
from lxml import etree, html

CUTS = re.compile(r"\s+")


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Each text of a file, with where it stands: as its bytes have it, and as one reads it."""
    content = path.read_bytes()
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        for name in table.column_names:
            yield f"{path.name}, {name}", "\n".join(map(str, table[name].to_pylist()))
    elif path.suffix == ".pdf":
        yield from _pdf(path)
    elif path.suffix == ".docx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield path.name, archive.comment.decode("latin-1")
            for name in archive.namelist():
                yield from _part(f"{path.name}, {name}", archive.read(name))
    else:
        yield from _part(path.name, content)


def _part(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    if name.endswith(".png"):
        yield name, "\n".join(_chunks(content))
        return
    yield name, content.decode("utf-8", "replace")
    if name.endswith((".html", ".xml")):
        tree = html.fromstring(content) if name.endswith(".html") else etree.fromstring(content)
        parts = list(tree.iter("{*}p")) or [tree] if name.endswith(".xml") else [tree]
        # A number may be cut in two by a change of style.
        yield f"{name}, as read", "\n".join(CUTS.sub(" ", "".join(each.itertext())) for each in parts)
    if name.endswith(".csv"):
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        yield f"{name}, as read", "\n".join(" ".join(row) for row in rows)


def _chunks(content: bytes) -> Iterator[str]:
    """What a PNG says beside its picture."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    at = 8
    while at < len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        held = content[at + 8 : at + 8 + size]
        if kind not in (b"IDAT", b"IHDR", b"PLTE", b"IEND"):
            yield f"{kind.decode()} {held.decode('latin-1')}"
            if kind in (b"zTXt", b"iTXt") and b"\0" in held:
                for place in range(held.index(b"\0"), min(len(held), held.index(b"\0") + 40)):
                    try:
                        yield zlib.decompress(held[place:]).decode("utf-8", "replace")
                    except zlib.error:
                        continue
        at += size + 12


def _pdf(path: Path) -> Iterator[tuple[str, str]]:
    streams, held = [], []
    with pikepdf.open(path) as file:
        for each in file.objects:
            if isinstance(each, pikepdf.Stream):
                with contextlib.suppress(pikepdf.PdfError):  # a picture that is packed in a way of its own
                    streams.append(each.read_bytes().decode("utf-8", "replace"))
            held += _strings(each)
    yield f"{path.name}, streams", "\n".join(streams)
    yield f"{path.name}, titles and words for pictures", "\n".join(held)
    ran = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    yield f"{path.name}, as read", CUTS.sub(" ", ran.stdout)


def _strings(held: object) -> Iterator[str]:
    """The texts that an object holds itself: titles, words for pictures, properties."""
    if isinstance(held, pikepdf.String):
        yield str(held)
    elif isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
        for _, each in held.items():
            if isinstance(each, pikepdf.String):
                yield str(each)
            elif isinstance(each, pikepdf.Array | pikepdf.Dictionary) and not each.is_indirect:
                yield from _strings(each)
    elif isinstance(held, pikepdf.Array):
        for each in held:
            if isinstance(each, pikepdf.String):
                yield str(each)
