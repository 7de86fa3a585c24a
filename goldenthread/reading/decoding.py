"""Bytes to UTF-8: which encoding a file is in, and the file again as clean UTF-8.

Bytes that mean nothing in the file's encoding become MARK, a code point that Unicode sets apart as
never being a character, so that the record they stand in can be found and set aside.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARK = "\ufdd0"
MARK_BYTES = MARK.encode()
CHUNK = 24 * 1024 * 1024  # bytes; the unit of all reading, and a row group of Parquet
PIECE = 16 * 1024  # bytes; the unit of looking for what is not ASCII

codecs.register_error("golden_thread_mark", lambda error: (MARK, error.end))


@dataclass(frozen=True)
class Bytes:
    """What one pass over a file's bytes shows."""

    size: int
    sha256: str
    encoding: str  # a Python codec: utf-8, utf-16-le, utf-16-be or cp1252
    bom: int  # bytes of byte order mark at the start
    clean: bool  # UTF-8 throughout, so that the bytes can be used as they are
    head: bytes  # the first bytes


def examine(path: Path) -> Bytes:
    """Hash a file and find its encoding, in one pass.

    UTF-16 is told by its byte order mark, or by every other byte being zero. Otherwise a file that is
    UTF-8 throughout is UTF-8; one that is not is Windows-1252, unless it also holds characters that
    only UTF-8 spells, in which case it is UTF-8 with damaged bytes.
    """
    digest, size, head = hashlib.sha256(), 0, b""
    decoder = codecs.getincrementaldecoder("utf-8")("golden_thread_mark")
    damaged = multibyte = False
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if not size:
                head = chunk[:65536]
            size += len(chunk)
            digest.update(chunk)
            for at in range(0, len(chunk), PIECE):  # most pieces are ASCII, and need no decoding
                piece = chunk[at : at + PIECE]
                if not piece.isascii() or decoder.getstate()[0]:
                    text = decoder.decode(piece)
                    damaged |= MARK in text
                    multibyte = multibyte or not text.replace(MARK, "").replace("\ufeff", "").isascii()
    damaged |= MARK in decoder.decode(b"", final=True)
    encoding, bom = _encoding(head, damaged and not multibyte)
    return Bytes(size, digest.hexdigest(), encoding, bom, encoding == "utf-8" and not damaged, head)


def _encoding(head: bytes, single_byte: bool) -> tuple[str, int]:
    """The codec, and the length of the byte order mark."""
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return codec, len(mark)
    sample = head[:4096]
    if len(sample) >= 4 and sample[1::2].count(0) > 0.8 * len(sample[1::2]):
        return "utf-16-le", 0
    if len(sample) >= 4 and sample[0::2].count(0) > 0.8 * len(sample[0::2]):
        return "utf-16-be", 0
    return ("cp1252" if single_byte else "utf-8"), 0


def utf8(path: Path, found: Bytes, size: int | None = None) -> Iterator[bytes]:
    """The file's text as chunks of UTF-8 without byte order mark, undecodable bytes as MARK.

    size: bytes of the file that each chunk is made of, by default CHUNK.
    Lone carriage returns become newlines when the first line ends in one.
    """
    decoder = codecs.getincrementaldecoder(found.encoding)("golden_thread_mark")
    old_mac = _lone_returns(found)
    with path.open("rb") as file:
        file.seek(found.bom)
        while True:
            chunk = file.read(size or CHUNK)
            if not found.clean:
                # A final odd byte of UTF-16 or a started character is damage, so the decoder is told.
                chunk = decoder.decode(chunk, final=not chunk).encode("utf-8", "surrogatepass")
            if old_mac:
                chunk = chunk.replace(b"\r", b"\n")
            if chunk:
                yield chunk
            elif not file.peek(1):
                return


def _lone_returns(found: Bytes) -> bool:
    """Whether lines end in a carriage return alone (Macintosh exports, whose cells may hold newlines)."""
    first = re.search(r"\r+\n?|\n", found.head.decode(found.encoding, "ignore"))
    return first is not None and not first[0].endswith("\n")
