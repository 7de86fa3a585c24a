"""Reading what councils send, whatever tool wrote it, in bounded memory.

``look`` says what a file is (bytes, hash, encoding, delimiter, header); ``blocks`` gives its records in
blocks of text columns with the physical line on which each begins, and the records that cannot be read
as rows. Nothing here knows what a column means.
"""

from goldenthread.reading.decoding import Bytes, examine
from goldenthread.reading.delivery import Look, NotATable, blocks, headers, look
from goldenthread.reading.records import MAX_RECORD, Block, CutOff, Unreadable
from goldenthread.reading.workbook import sheets

__all__ = [
    "MAX_RECORD",
    "Block",
    "Bytes",
    "CutOff",
    "Look",
    "NotATable",
    "Unreadable",
    "blocks",
    "examine",
    "headers",
    "look",
    "sheets",
]
