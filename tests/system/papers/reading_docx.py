"""Reading a Word file's parts as Word itself would judge them: what it refuses to open, or mends with a warning."""

import io
import re
import zipfile
from pathlib import Path, PurePosixPath

from lxml import etree

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "t": "http://schemas.openxmlformats.org/package/2006/content-types",
    "p": "http://schemas.openxmlformats.org/package/2006/relationships",
}
W = f"{{{SPACES['w']}}}"
ORDERS = {  # the sequences of ECMA-376 part 1 (17.3.1, 17.4, 17.6, 17.15), as far as papers have them
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens spacing ind contextualSpacing mirrorIndents jc textAlignment outlineLvl cnfStyle rPr sectPr",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
    "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tc": "tcPr p",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar",
    "settings": "writeProtection view zoom removePersonalInformation embedTrueTypeFonts embedSystemFonts proofState "
    "attachedTemplate linkStyles stylePaneFormatFilter documentType revisionView trackRevisions doNotTrackMoves "
    "documentProtection autoFormatOverride defaultTabStop drawingGridHorizontalSpacing drawingGridVerticalSpacing "
    "displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery characterSpacingControl savePreviewPicture "
    "footnotePr endnotePr compat rsids mathPr themeFontLang clrSchemeMapping decimalSymbol listSeparator",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked pPr rPr "
    "tblPr trPr tcPr tblStylePr",
}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        return {name: archive.read(name) for name in names}


def faults(path: Path) -> list[str]:
    """What is wrong with a Word file, in sentences; nothing for one that is sound."""
    held = parts(path)
    trees = {
        name: etree.fromstring(content) for name, content in held.items() if name.endswith((".xml", ".rels"))
    }
    return [
        *_types(held, trees["[Content_Types].xml"]),
        *(
            each
            for name, tree in trees.items()
            if name.endswith(".rels")
            for each in _relations(name, tree, held)
        ),
        *_styles(trees),
        *_numbers(trees["word/document.xml"]),
        *(
            each
            for name, tree in trees.items()
            if name.startswith("word/")
            for each in _sequences(name, tree)
        ),
        *_tables(trees["word/document.xml"]),
        *_pictures(trees["word/document.xml"]),
    ]


def _types(held, types):
    ends = {each.get("Extension") for each in types.findall("t:Default", SPACES)}
    named = {each.get("PartName").lstrip("/") for each in types.findall("t:Override", SPACES)}
    yield from (f"{name} is told of but is not there" for name in named - set(held))
    for name in set(held) - named - {"[Content_Types].xml"}:
        if name.rpartition(".")[2] not in ends:
            yield f"{name} has no type"


def _relations(name, tree, held):
    folder = PurePosixPath(name).parent.parent
    seen = [each.get("Id") for each in tree]
    yield from (f"{name}: {each} stands twice" for each in seen if seen.count(each) > 1)
    for each in tree:
        if each.get("TargetMode") != "External":
            target = each.get("Target")
            there = target.lstrip("/") if target.startswith("/") else str(folder / target)
            if there not in held:
                yield f"{name}: {target} is not there"
    if name == "word/_rels/document.xml.rels":
        wanted = set(re.findall(rb'r:(?:id|embed|link)="([^"]+)"', held["word/document.xml"]))
        yield from (f"{each} leads nowhere" for each in wanted - {each.encode() for each in seen})


def _styles(trees):
    defined = {each.get(f"{W}styleId") for each in trees["word/styles.xml"].findall("w:style", SPACES)}
    for name, tree in trees.items():
        used = {
            each.get(f"{W}val")
            for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next")
            for each in tree.iter(W + tag)
        }
        yield from (f"{name}: the style {each} is not defined" for each in used - defined)


def _numbers(document):
    for tag in ("bookmarkStart", "permStart"):
        seen = [each.get(f"{W}id") for each in document.iter(W + tag)]
        yield from (f"{tag} {each} stands twice" for each in set(seen) if seen.count(each) > 1)
        ends = [each.get(f"{W}id") for each in document.iter(W + tag.replace("Start", "End"))]
        if sorted(seen) != sorted(ends):
            yield f"{tag} without an end, or an end without it"
    seen = [each.get("id") for each in document.iter(f"{{{SPACES['wp']}}}docPr")]
    yield from (f"picture {each} stands twice" for each in set(seen) if seen.count(each) > 1)


def _sequences(name, tree):
    for element in tree.iter():
        kind = etree.QName(element).localname
        if kind in ORDERS and element.tag.startswith(W):
            order = ORDERS[kind].split()
            kids = [etree.QName(each).localname for each in element if each.tag.startswith(W)]
            unknown = set(kids) - set(order)
            if unknown:
                yield f"{name}: {kind} holds {sorted(unknown)}"
            elif [order.index(each) for each in kids] != sorted(order.index(each) for each in kids):
                yield f"{name}: {kind} holds {kids}, which is not their order"


def _tables(document):
    for table in document.iter(f"{W}tbl"):
        caption = table.find("w:tblPr/w:tblCaption", SPACES)
        if caption is None or not caption.get(f"{W}val"):
            yield "a table without a title"
        rows = table.findall("w:tr", SPACES)
        if rows[0].find("w:trPr/w:tblHeader", SPACES) is None:
            yield "a table whose heading does not repeat"
        if {len(row.findall("w:tc", SPACES)) for row in rows} != {
            len(table.findall("w:tblGrid/w:gridCol", SPACES))
        }:
            yield "a table whose rows are not as wide as it is"
        yield from ("merged cells" for tag in ("gridSpan", "vMerge") for _ in table.iter(W + tag))
        yield from (
            "a cell without a paragraph at its end"
            for cell in table.iter(f"{W}tc")
            if cell[-1].tag != f"{W}p"
        )


def _pictures(document):
    for picture in document.iter(f"{{{SPACES['wp']}}}docPr"):
        if len(picture.get("descr") or "") < 40:
            yield f"picture {picture.get('id')} has no words"
