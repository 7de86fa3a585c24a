"""A release that holds an information return and nothing else, and the files of its documents."""

import hashlib
import json
from pathlib import Path

import duckdb

RELEASE = "2026-04-30-aaaaaaaaaaaa"
ITEMS = """
    la_code varchar, item_ref varchar, list_version varchar, title varchar, quality_statements varchar,
    evidence_category varchar, status varchar, signed_off_by_role varchar, is_signed_off boolean, document_refs varchar
"""
DOCUMENTS = """
    la_code varchar, document_ref varchar, version integer, title varchar, published_url varchar, section_pointer varchar,
    sha256 varchar, review_due_on date, kept_back_by varchar
"""
FILES = {"DOC-0001": b"Our strategy\n", "DOC-0002": b"Our policy\n"}
SIGNED = {"status": "Signed off", "signed_off_by_role": "Director", "is_signed_off": True}


def items() -> list[dict]:
    """Three items that lack nothing: one of one document, one of two, one that is not held."""
    always = {"la_code": "990", "list_version": "2026"} | SIGNED
    return [
        always | {"item_ref": "IR01", "title": "=Strategies", "document_refs": "DOC-0001"},
        always | {"item_ref": "IR02", "title": "Policies & <rules>", "document_refs": "DOC-0002;DOC-0001"},
        always | {"item_ref": "IR03", "status": "Not held"},
    ]


def documents() -> list[dict]:
    """Documents that nothing keeps back."""
    return [
        {"la_code": "990", "document_ref": ref, "version": 2, "title": f"Title of {ref}", "review_due_on": "2027-01-01",
         "sha256": hashlib.sha256(content).hexdigest(), "published_url": "https://example.org/a"}
        for ref, content in FILES.items()
    ]  # fmt: skip


def write(home: Path, items: list[dict], documents: list[dict]) -> Path:
    """Write the release, as the current one, and the files under names that say nothing; gives their folder."""
    internal = home / "published" / "releases" / RELEASE / "internal"
    internal.mkdir(parents=True)
    (home / "published" / "current").symlink_to(Path("releases") / RELEASE)
    about = {"as_at": "2026-04-30", "councils": [{"la_code": "990", "la_name": "Northmoor"}]}
    (internal / "release.json").write_text(json.dumps(about), encoding="utf-8")
    with duckdb.connect(str(internal / "warehouse.duckdb")) as connection:
        for name, shape, rows in (
            ("fct_return_items", ITEMS, items),
            ("dim_documents", DOCUMENTS, documents),
        ):
            connection.execute(f"create table {name} ({shape})")
            for row in rows:
                marks = ", ".join("?" * len(row))
                connection.execute(
                    f"insert into {name} ({', '.join(row)}) values ({marks})", list(row.values())
                )
    folder = home / "documents"
    for number, content in enumerate(FILES.values()):
        path = folder / f"folder {number}" / f"Copy ({number}).PDF"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    return folder
