"""Internal papers: true figures, said to be internal on every page, and no table with a row per person."""

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import release_by_hand as by_hand

from goldenthread import metrics, periods
from goldenthread.published import Internal, Published
from reports import paper, render

FLASH = """
pack: flash
title: Flash report
audience: Director
purpose: to say it.
reach: internal
sections: [worse, statements, sign_off]
metrics: [assessments__eligible_needs, support__open]
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A release whose withheld group is four people in truth, a table of people, and a pack for the director."""
    folder = by_hand.release(tmp_path)
    values = [row | ({"numerator": 4} if row["withheld"] else {}) for row in by_hand.rows()]
    schema = by_hand.SCHEMA.remove(by_hand.SCHEMA.get_field_index("withheld"))
    table = pa.Table.from_pylist([{name: row[name] for name in schema.names} for row in values], schema)
    pq.write_table(table, folder / "internal" / "metric_values.parquet")
    pq.write_table(
        pa.table({"la_code": ["501"], "person_key": ["secret"]}), folder / "internal" / "dim_person.parquet"
    )
    pq.write_table(
        pa.table({"la_code": ["501"], "alert_ref": ["a"]}), folder / "internal" / "fct_alerts.parquet"
    )
    packs = tmp_path / "packs-of-ours"
    packs.mkdir()
    (packs / "flash.yml").write_text(FLASH, encoding="utf-8")
    monkeypatch.setattr(paper.rooms, "PACKS", packs)
    return tmp_path


def test_an_internal_release_has_true_figures_where_the_public_one_has_a_mark(home):
    metric = next(each for each in Internal.open(home).catalogue if each.id == "support__open")
    march = periods.parse("2026-03")
    public = Published.open(home).value(metric, "501", march, "sex", "Unknown")
    assert (public.withheld, public.numerator) == ("small count", None)
    assert Internal.open(home).value(metric, "501", march, "sex", "Unknown").numerator == 4


def test_of_other_internal_tables_only_those_named_are_read_and_none_of_people(home):
    opened = Internal.open(home)
    assert opened.table("fct_alerts", "501") == [{"la_code": "501", "alert_ref": "a"}]
    assert opened.table("dim_person") == []
    assert Published.open(home).table("fct_alerts") == []
    assert not [name for name in Internal.TABLES if "person" in name or "people" in name]


def test_an_internal_paper_says_so_on_every_page_and_a_public_one_does_not(home):
    html, word, *_ = render.pack("flash", "2025-26Q4", home)
    assert (
        html.read_text(encoding="utf-8").count("INTERNAL: not for publication") >= 2
    )  # at its head and its foot
    (section,) = docx.Document(str(word)).sections
    assert "INTERNAL: not for publication" in section.header.paragraphs[0].text
    figures = html.with_name(f"{html.stem}-figures")
    assert all("INTERNAL" in path.read_text(encoding="utf-8") for path in figures.iterdir())
    (paper.rooms.PACKS / "flash.yml").write_text(FLASH.replace("internal", "public"), encoding="utf-8")
    html, *_ = render.pack("flash", "2025-26Q4", home)
    assert "INTERNAL" not in html.read_text(encoding="utf-8")


def test_a_metric_that_is_never_public_stands_in_no_internal_paper_either():
    kept = {each.id for each in metrics.catalogue() if each.disclosure == "internal"}
    assert kept
    for name in paper.packs():
        pack = paper.load(name)
        assert not kept & {*(pack.metrics or []), *pack.headlines}
