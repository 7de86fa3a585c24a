"""Word: a page's HTML as a .docx that is the same, to the byte, however often it is made.

Pandoc does the conversion; the styles are ours (``templates/styles.xml``, real heading styles in
plain sight). What pandoc leaves out or to chance is put right in the parts of its file: header and
footer, row headers, rows kept whole, document properties dated by the release. The paper is read only but for what people
write (the style Narrative): a figure cannot be retyped by accident. There is no password: whoever means to can lift it.
"""

import datetime as dt
import functools
import io
import itertools
import re
import subprocess
import tempfile
import zipfile
from html import escape
from pathlib import Path

STYLES = Path(__file__).parent / "templates" / "styles.xml"
WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip entry can hold: no clock
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LONG = 13  # rows: such a table may run over a page, its heading repeated; a page holds fewer where rows are of several lines
PAPER = (  # A4 upright, 2 cm at the sides, in twentieths of a point
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1134" w:bottom="1134" w:left="1134" '
    'w:header="567" w:footer="567" w:gutter="0"/>'
)
READ_ONLY = '<w:documentProtection w:edit="readOnly" w:enforcement="1"/>'
NARRATIVE = re.compile(
    r'(<w:p><w:pPr><w:pStyle w:val="Narrative" ?/>(?:(?!</w:pPr>).)*</w:pPr>)((?:(?!</w:p>).)*)</w:p>',
    re.DOTALL,
)
AFTER_TABLE = re.compile(r'(</w:tbl>\s*<w:p><w:pPr><w:pStyle w:val="(?:BodyText|FirstParagraph)" ?/>)')
GAP = '<w:spacing w:before="200"/>'  # between a table and the words after it, in twentieths of a point
SECTION = re.compile(r"<w:sectPr\b[^>]*/>|<w:sectPr\b.*?</w:sectPr>", re.DOTALL)


def document(
    html: str, pictures: dict[str, bytes], *, title: str, author: str, made: dt.date, header: str, footer: str
) -> bytes:
    """Turn HTML into a .docx; ``pictures`` are those that it shows, by the name in ``src``.

    ``made`` becomes the created and modified date; ``header`` and ``footer`` are printed on every
    page, the footer with the page's number. Raises RuntimeError with pandoc's words if it fails.
    """
    parts = _convert(html, pictures)
    parts["docProps/core.xml"] = _core(title, author, made)
    parts["word/header1.xml"] = _furniture("hdr", "Header", escape(header))
    parts["word/footer1.xml"] = _furniture("ftr", "Footer", escape(footer), page=True)
    parts["word/_rels/document.xml.rels"] = _related(parts["word/_rels/document.xml.rels"])
    parts["[Content_Types].xml"] = _typed(parts["[Content_Types].xml"])
    parts["word/document.xml"] = _tidied(parts["word/document.xml"])
    settings = parts["word/settings.xml"].replace(
        b'w:themeFontLang w:val="en-US"', b'w:themeFontLang w:val="en-GB"'
    )
    settings = settings.replace(b"<w:defaultTabStop", READ_ONLY.encode() + b"<w:defaultTabStop")
    parts["word/settings.xml"] = settings
    return _zipped(parts)


def _convert(html: str, pictures: dict[str, bytes]) -> dict[str, bytes]:
    """Run pandoc; return the parts of its file by name."""
    import pypandoc

    with tempfile.TemporaryDirectory() as folder:
        reference, made = Path(folder) / "reference.docx", Path(folder) / "made.docx"
        reference.write_bytes(_reference())
        for name, content in pictures.items():
            (Path(folder) / name).write_bytes(content)
        command = [pypandoc.get_pandoc_path(), "--from=html", "--to=docx", "--syntax-highlighting=none"]
        command += [f"--reference-doc={reference}", f"--resource-path={folder}", f"--output={made}"]
        ran = subprocess.run(command, input=html.encode(), capture_output=True, check=False)
        if ran.returncode:
            raise RuntimeError(f"pandoc could not write the Word document: {ran.stderr.decode()}")
        return _parts(made.read_bytes())


@functools.cache
def _reference() -> bytes:
    """Pandoc's own reference document, in our styles."""
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--print-default-data-file=reference.docx"]
    parts = _parts(subprocess.run(command, capture_output=True, check=True).stdout)
    sized = SECTION.sub(f"<w:sectPr>{PAPER}</w:sectPr>", parts["word/document.xml"].decode())
    return _zipped(parts | {"word/styles.xml": STYLES.read_bytes(), "word/document.xml": sized.encode()})


def _parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    """Zip the parts in order of name (the list of types first, as Word has it), without the time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, WHEN)
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                0o644 << 16,
                3,
            )
            archive.writestr(entry, parts[name])
    return made.getvalue()


def _core(title: str, author: str, made: dt.date) -> bytes:
    """The document's properties."""
    spaces = {
        "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    named = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in spaces.items())
    dates = "".join(
        f'<dcterms:{word} xsi:type="dcterms:W3CDTF">{made}T00:00:00Z</dcterms:{word}>'
        for word in ("created", "modified")
    )
    said = f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
    core = f"<cp:coreProperties {named}>{said}<dc:language>en-GB</dc:language>{dates}</cp:coreProperties>"
    return (XML + core).encode()


def _furniture(tag: str, style: str, words: str, page: bool = False) -> bytes:
    """A header or a footer of one line."""
    number = '<w:r><w:tab/><w:t xml:space="preserve">Page </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    line = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r>{number if page else ""}</w:p>'
    return f'{XML}<w:{tag} xmlns:w="{W}" xmlns:r="{R}">{line}</w:{tag}>'.encode()


def _related(rels: bytes) -> bytes:
    added = "".join(
        f'<Relationship Type="{R}/{kind}" Id="{kind}1" Target="{kind}1.xml"/>'
        for kind in ("header", "footer")
    )
    return rels.replace(b"</Relationships>", added.encode() + b"</Relationships>")


def _typed(types: bytes) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    added = "".join(
        f'<Override PartName="/word/{part}1.xml" ContentType="{kind}.{part}+xml"/>'
        for part in ("header", "footer")
    )
    return types.replace(b"</Types>", added.encode() + b"</Types>")


def _tidied(document: bytes) -> bytes:
    """Header and footer; first columns as row headers; rows and short tables kept whole; what people write, editable."""
    text = document.decode()
    section = (
        f'<w:sectPr xmlns:r="{R}"><w:headerReference w:type="default" r:id="header1"/>'
        f'<w:footerReference w:type="default" r:id="footer1"/>{PAPER}</w:sectPr>'
    )
    text = SECTION.sub(section, text)
    text = text.replace('w:firstColumn="0"', 'w:firstColumn="1"').replace('w:val="0020"', 'w:val="00A0"')
    text = text.replace("<w:trPr><w:tblHeader", "<w:trPr><w:cantSplit/><w:tblHeader")
    text = text.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>")
    text = re.sub(r"<w:tbl>.*?</w:tbl>", _kept_whole, text, flags=re.DOTALL)
    text = AFTER_TABLE.sub(rf"\1{GAP}", text)
    numbers = itertools.count(1)
    return NARRATIVE.sub(lambda found: _editable(found, next(numbers)), text).encode()


def _editable(paragraph: re.Match[str], number: int) -> str:
    """Let everybody edit a paragraph of a paper that is read only."""
    begins, runs = paragraph.groups()
    allowed = f'<w:permStart w:id="{number}" w:edGrp="everyone"/>{runs}<w:permEnd w:id="{number}"/>'
    return f"{begins}{allowed}</w:p>"


def _kept_whole(table: re.Match[str]) -> str:
    """Keep a table that fits on a page from being cut: each row but the last stays with the next."""
    *rows, last = table[0].split("</w:tr>")[:-1]
    if len(rows) >= LONG:
        return table[0]
    style = '<w:pStyle w:val="Compact" />'
    kept = [row.replace(style, f"{style}<w:keepNext/>") for row in rows]
    return "</w:tr>".join([*kept, last, "</w:tbl>"])
