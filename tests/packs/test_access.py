"""A paper can be read by everyone: on a page without a network, and in Word."""

import itertools
import re
import shutil
import zipfile

import docx
import duckdb
import pytest
import reading
import yaml
from docx.oxml.ns import qn

from goldenthread import assessments, rooms
from reports import assurance, render


@pytest.fixture(scope="session")
def html(pack):
    return pack["html"].read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def page(html):
    return reading.Page(html)


@pytest.fixture(scope="session")
def site(home):
    return render.site(home / "published" / "releases" / "R1").read_text(encoding="utf-8")


SCRIPT = "<script>alert('a register said so')</script>"


def internal_page(home, release, told):
    """The internal page of a release with the rows told in its tables, or else one; what is not told of a row is a sample."""
    shutil.copytree(home / "published" / "releases" / "R1" / "public", release / "public")
    (release / "internal").mkdir()
    with duckdb.connect(str(release / "internal" / "warehouse.duckdb")) as connection:
        connection.execute("create table fct_links (la_code varchar)")
        connection.execute(f"create table {assessments.TABLE}")
        for name in set(re.findall(r"from (fct_\w+)", " ".join(assurance.TABLES.values()))) | {"fct_alerts"}:
            described = yaml.safe_load((rooms.DBT / "models" / "assurance" / f"{name}.yml").read_text())
            columns = {each["name"]: each["data_type"] for each in described["models"][0]["columns"]}
            connection.execute(f"create table {name} ({', '.join(map(' '.join, columns.items()))})")
            for row in told.get(name, [{}]):
                values = [row.get(column, SAMPLE[kind]) for column, kind in columns.items()]
                connection.execute(f"insert into {name} values ({', '.join('?' * len(values))})", values)
    render.internal(release)
    return (release / "internal" / "assurance.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def internal(home, tmp_path_factory):
    """The internal page of a release in each of whose tables somebody wrote a script."""
    return internal_page(home, tmp_path_factory.mktemp("releases") / "R1", {})


SAMPLE = {"varchar": SCRIPT, "bigint": 7, "integer": 5, "boolean": True, "date": "2026-03-31"}


def test_what_somebody_wrote_in_a_register_comes_out_as_text_and_says_internal(internal):
    assert "<script" not in internal and "&lt;script&gt;" in internal
    assert "Internal: not for publication" in internal and "Given by hand" in internal


def test_the_internal_page_is_a_matrix_of_evidence_and_a_claim_taken_out_is_not_among_its_versions(
    home, tmp_path
):
    counts = {
        ("A", "Processes"): (2, 0, 0),
        ("A", "Partners"): (1, 3, 1),
        ("B", "Processes"): (0, 0, 0),
        ("B", "Partners"): (1, 1, 0),
    }
    coverage = [
        {"la_code": "990", "quality_statement": statement, "evidence_category": category, "items": items,
         "documents": documents, "documents_stale": stale}
        for (statement, category), (items, documents, stale) in counts.items()
    ]  # fmt: skip
    claim = {
        "la_code": "990",
        "sa_version": "v2",
        "refreshed_on": "2026-03-31",
        "text_before": None,
        "statement_before": None,
    }
    claims = [
        {**claim, "claim_ref": "CLM-1", "change_from_last": "Removed", "text": "We were late."},
        {**claim, "claim_ref": "CLM-2", "change_from_last": "Unchanged", "what_changed": None, "what_does_not_hold": None},
    ]  # fmt: skip
    alert = {"kind": "x", "subject_ref": "ACT-1", "owner_role": "performance-team", "is_acknowledged": False}
    text = internal_page(
        home, tmp_path / "R1", {"fct_evidence_coverage": coverage, "fct_claim_versions": claims, "fct_alerts": [alert]}
    )  # fmt: skip
    cells = " ".join(re.sub(r"<[^>]+>", " ", text.replace("<wbr>", "")).split())
    assert "Quality statement Partners Processes" in cells
    assert "A 3 for 1 item newest 31 March 2026 1 past review none for 2 items" in cells
    assert "B 1 for 1 item newest 31 March 2026 no item" in cells
    assert "v2 31 March 2026 1 0 1 0 0 1" in cells, "one claim is in the version: the other was taken out"
    assert "removed We were late." in cells, "its words are what was said before"
    assert "x:ACT-1" in cells and "goldenthread acknowledge" in cells
    assert "Performance team" in cells and "performance-team" not in cells


def attributes(page, tag):
    return [attrs for name, attrs in page.tags if name == tag]


@pytest.mark.parametrize("which", ["html", "site", "internal"])
def test_a_page_asks_nothing_of_a_network_and_runs_nothing(which, request):
    text = request.getfixturevalue(which)
    page = reading.Page(text)
    assert not attributes(page, "script")
    assert not re.search(r"url\(|@import|\son\w+=", text)
    for tag, attrs in page.tags:
        for key in ("src", "href", "xlink:href", "srcset", "action"):
            if key in attrs and tag not in ("a",):
                assert attrs[key].startswith(("data:", "#")), f"<{tag} {key}> leads to {attrs[key]}"
    assert not re.findall(r"https?://(?!www\.w3\.org/)", text)


@pytest.mark.parametrize("which", ["html", "site", "internal"])
def test_headings_begin_with_the_title_and_skip_no_level(which, request):
    levels = reading.Page(request.getfixturevalue(which)).headings
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


@pytest.mark.parametrize("which", ["html", "site", "internal"])
def test_every_link_within_the_page_arrives_and_no_two_places_share_a_name(which, request):
    page = reading.Page(request.getfixturevalue(which))
    places = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    links = [attrs["href"][1:] for attrs in attributes(page, "a") if attrs["href"].startswith("#")]
    named = [attrs["aria-labelledby"] for _, attrs in page.tags if "aria-labelledby" in attrs]
    assert len(places) == len(set(places))
    assert links and set(links) | set(named) <= set(places)


@pytest.mark.parametrize("which", ["html", "site", "internal"])
def test_the_page_is_in_british_english_and_its_first_link_skips_to_the_content(which, request):
    page = reading.Page(request.getfixturevalue(which))
    assert attributes(page, "html")[0]["lang"] == "en-GB"
    assert attributes(page, "a")[0]["href"] == "#main"


@pytest.mark.parametrize("which", ["html", "site", "internal"])
def test_every_table_has_a_caption_scoped_headings_and_a_region_that_a_keyboard_reaches(which, request):
    page = reading.Page(request.getfixturevalue(which))
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption") >= 1
    assert all(attrs.get("scope") in ("col", "row") for attrs in attributes(page, "th"))
    assert not [attrs for _, attrs, _ in page.cells if "colspan" in attrs or "rowspan" in attrs]
    regions = [attrs for attrs in attributes(page, "div") if attrs.get("class") == "scroll"]
    assert len(regions) >= tags.count("table")
    assert all(attrs["tabindex"] == "0" and attrs["role"] == "region" for attrs in regions)


def test_every_chart_is_named_and_is_followed_by_its_words_and_its_table(page, html):
    pictures = [attrs for attrs in attributes(page, "svg") if attrs.get("role") == "img"]
    assert len(pictures) == 4
    glance, *measures = re.finditer(r"</figure>", html)
    assert (
        "More than chance in the latest period" in html[glance.end() : glance.end() + 500]
        or "is more than chance" in html[glance.end() : glance.end() + 500]
    )
    for place in measures:
        after = html[place.end() : place.end() + 12000]
        assert after.index("The latest monthly figure") < after.index("<table>")


def contrast(one, other):
    def light(colour):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_text_and_lines_stand_out_from_the_page():
    from reports import charts

    style = (render.HERE / "templates" / "style.css").read_text(encoding="utf-8")
    texts = [dict(re.findall(r"--(\w+): (#\w{6})", style))[name] for name in ("ink", "quiet", "accent")]
    texts += re.findall(r"[{ ]color: (#\w{6})", style)
    assert len(texts) >= 5
    assert (
        min(contrast(colour, "#ffffff") for colour in [*texts, charts.INK, charts.LINE, charts.TARGET]) >= 4.5
    )


def test_word_has_real_headings_in_the_order_of_the_page(pack, page):
    document = docx.Document(str(pack["docx"]))
    levels = [
        int(p.style.name[-1]) for p in document.paragraphs if p.style.name.lower().startswith("heading ")
    ]
    assert levels == page.headings


def test_word_tables_repeat_their_headings_and_have_titles(pack, page):
    tables = docx.Document(str(pack["docx"])).tables
    assert len(tables) == len(attributes(page, "table"))
    for table in tables:
        assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        assert len({len(row.cells) for row in table.rows}) == 1


def test_word_says_what_each_picture_shows(pack):
    pictures = docx.Document(str(pack["docx"])).element.body.iter(qn("wp:docPr"))
    alts = [picture.get("descr") for picture in pictures]
    assert len(alts) == 4
    assert all(alt.startswith(("Line chart: ", "Small line charts")) for alt in alts)


def test_word_is_in_british_english_and_dated_by_the_release(pack):
    document = docx.Document(str(pack["docx"]))
    with zipfile.ZipFile(pack["docx"]) as archive:
        everything = b"".join(map(archive.read, archive.namelist()))
    language = next(document.styles.element.iter(qn("w:lang"))).get(qn("w:val"))
    properties = document.core_properties
    assert language == "en-GB"
    assert b"en-US" not in everything
    assert properties.title == "Adult social care performance, January to March 2026"
    assert properties.author == "Northmoor Council"
    assert {str(properties.created.date()), str(properties.modified.date())} == {"2026-04-20"}
