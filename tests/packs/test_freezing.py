"""Freezing: two people, a draft that is whole, an entry in the ledger, and the same bytes whenever it is made again."""

import datetime as dt
import shutil

import pytest
import reading
import release_by_hand as by_hand

from goldenthread import frozen, ledger, periods
from goldenthread.frozen import FreezeError
from reports import freezing, paper, pdf, render
from reports.render import Draft

AT = dt.datetime(2026, 5, 20, 9, 30)
PERIOD = periods.parse("2025-26Q4")


@pytest.fixture(scope="module")
def drafted(tmp_path_factory, lacking):
    """A home with a draft that has every box written. Copy it."""
    home = tmp_path_factory.mktemp("drafted") / "home"
    home.mkdir()
    by_hand.release(home)
    made = Draft(home, "scrutiny", PERIOD)
    template = paper.read(paper.template(paper.load("scrutiny"), None), paper.Committee)
    made.text.parent.mkdir(parents=True)
    made.text.write_text("".join(f"## {box}\nWords.\n\n" for box in template.boxes), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "missing", lacking)
        write(made)
    return home


@pytest.fixture
def draft(drafted, tmp_path):
    """That draft, in a home of one's own."""
    shutil.copytree(drafted, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Draft(tmp_path, "scrutiny", PERIOD)


def write(draft, by="Performance lead"):
    render.pack("scrutiny", "2025-26Q4", draft.home, drafted_by=by)


def test_a_frozen_pack_says_who_drafted_and_who_approved_it_and_is_no_draft(draft):
    kept = freezing.freeze(draft, "Director", "Read.", AT)
    html = (kept / "scrutiny-2025-26Q4.html").read_text(encoding="utf-8")
    assert "Drafted by: Performance lead. Approved by: Director, 20 May 2026. Read." in html
    assert "DRAFT" not in html
    assert "DRAFT" in (draft.folder / "scrutiny-2025-26Q4.html").read_text(encoding="utf-8")
    (entry,) = ledger.read(draft.home)
    assert (entry.kind, entry.subject, entry.by_role) == ("approval", kept.name, "Director")
    assert frozen.wrong(draft.home) == []


@pytest.mark.parametrize("drafted_by", ["Performance lead", " performance  LEAD"])
@pytest.mark.parametrize("approved_by", ["performance LEAD ", "Performance\u00a0 lead"])
def test_who_drafts_cannot_approve_however_the_role_is_typed(draft, drafted_by, approved_by):
    write(draft, drafted_by)
    with pytest.raises(FreezeError, match="who drafts cannot approve"):
        freezing.freeze(draft, approved_by, "", AT)


def test_somebody_approves(draft):
    with pytest.raises(FreezeError, match="which role approves"):
        freezing.freeze(draft, " \u00a0", "", AT)
    assert ledger.read(draft.home) == []


def test_a_draft_of_nobody_cannot_be_frozen(draft):
    write(draft, by=None)
    with pytest.raises(FreezeError, match="--by ROLE"):
        freezing.freeze(draft, "Director", "", AT)


def test_a_draft_with_a_box_to_be_written_cannot_be_frozen(draft):
    draft.text.write_text(
        draft.text.read_text(encoding="utf-8").replace("## background\nWords.", ""), encoding="utf-8"
    )
    write(draft)
    with pytest.raises(FreezeError, match="not written yet: background"):
        freezing.freeze(draft, "Director", "", AT)


def test_a_draft_that_was_changed_by_hand_cannot_be_frozen(draft):
    path = draft.folder / "scrutiny-2025-26Q4.html"
    path.write_text(path.read_text(encoding="utf-8").replace("403", "404"), encoding="utf-8")
    with pytest.raises(FreezeError, match=r"changed by hand.*scrutiny-2025-26Q4\.html"):
        freezing.freeze(draft, "Director", "", AT)


def test_a_text_that_moved_on_after_the_draft_cannot_be_frozen(draft):
    draft.text.write_text(draft.text.read_text(encoding="utf-8") + "More.\n", encoding="utf-8")
    with pytest.raises(FreezeError, match=r"narrative\.md changed since the draft"):
        freezing.freeze(draft, "Director", "", AT)


def test_a_draft_that_gives_something_away_is_not_frozen_and_the_sums_are_told(draft):
    values = by_hand.rows()
    for row in values:
        if (row["metric_id"], row["breakdown_value"]) == ("support__open", "Female"):
            row |= {"numerator": 764, "value": 764.0, "withheld": None}
    by_hand.release(draft.home, name="R2", values=values)
    write(draft)
    with pytest.raises(FreezeError, match="goldenthread attack") as refused:
        freezing.freeze(draft, "Director", "", AT)
    assert "numerator of support__open@2026-03-01..2026-03-31/sex=Unknown is 2" in str(refused.value)
    march = "2026-03..2026-03"
    parts = f"Female {march} 764 + Male {march} 957 + Unknown {march} [c]"
    assert f"{parts} = support__open.numerator {march} 1723" in str(refused.value)
    assert ledger.read(draft.home) == [] and frozen.packs(draft.home) == []


def test_a_draft_that_gives_away_what_a_paper_before_it_withheld_is_not_frozen(draft):
    """Each of the two papers by itself withholds enough."""
    freezing.freeze(draft, "Director", "", AT)
    values = by_hand.rows()
    hidden = {"Male": None, "Female": 764}
    for row in values:
        if row["metric_id"] == "support__open" and row["breakdown_value"] in hidden:
            count = hidden[row["breakdown_value"]]
            row |= {"numerator": count, "value": count, "withheld": None if count else "small count"}
    by_hand.release(draft.home, name="R2", values=values)
    write(draft)
    with pytest.raises(FreezeError, match=r"support__open@2026-03-01\.\.2026-03-31/sex=Unknown is 2"):
        freezing.freeze(draft, "Director", "", AT)
    shutil.rmtree(draft.home / frozen.PLACE)
    assert freezing.freeze(draft, "Director", "", AT).is_dir()


def test_approving_the_same_draft_again_changes_nothing(draft):
    first = freezing.freeze(draft, "Director", "", AT)
    assert freezing.freeze(draft, "Somebody else", "", AT + dt.timedelta(days=1)) == first
    assert len(ledger.read(draft.home)) == 1


@pytest.mark.parametrize("stopped", ["before the entry", "before the rename"])
def test_a_stop_while_freezing_is_mended_by_freezing_again(draft, monkeypatch, stopped):
    class Stopped(Exception):
        pass

    def stop(*_):
        raise Stopped

    with monkeypatch.context() as patched:
        if stopped == "before the entry":
            patched.setattr(ledger, "add", stop)
        else:
            patched.setattr(type(draft.home), "rename", stop)
        with pytest.raises(Stopped):
            freezing.freeze(draft, "Director", "", AT)
    assert frozen.packs(draft.home) == []
    kept = freezing.freeze(draft, "Director", "", AT + dt.timedelta(hours=1))
    assert len(ledger.read(draft.home)) == 1
    assert frozen.wrong(draft.home) == []
    assert kept.is_dir()


def test_a_frozen_pack_is_made_again_byte_for_byte_from_its_release_when_a_newer_one_is_current(
    draft, tmp_path
):
    kept = freezing.freeze(draft, "Director", "", AT)
    by_hand.release(
        draft.home, name="R2", values=[row for row in by_hand.rows() if row["breakdown"] == "all"]
    )
    draft.text.unlink()
    assert freezing.rebuild(draft.home, kept.name, tmp_path / "again") == []
    shutil.rmtree(draft.home / "published" / "releases")
    with pytest.raises(FreezeError, match=r"cites is gone.*put the release back under published/releases"):
        freezing.rebuild(draft.home, kept.name, tmp_path / "without")
    first = {path.relative_to(kept): path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    again = {path.relative_to(tmp_path / "again"): path.read_bytes() for path in (tmp_path / "again").rglob("*") if path.is_file()}  # fmt: skip
    assert first == again and len(first) > 10


def test_what_was_changed_after_it_was_approved_is_found(draft):
    kept = freezing.freeze(draft, "Director", "", AT)
    path = kept / "scrutiny-2025-26Q4.docx"
    path.write_bytes(path.read_bytes()[:-1])
    assert frozen.wrong(draft.home) == [
        f"Pack {kept.name}: changed since it was approved: scrutiny-2025-26Q4.docx."
    ]
    told = frozen.read(kept)
    (kept / frozen.MANIFEST).write_bytes(frozen.as_bytes(told | {"release": "R9"}))
    assert "not the one that was approved" in frozen.wrong(draft.home)[0]


def test_a_pack_that_nobody_approved_and_one_that_is_gone_are_told(draft):
    kept = freezing.freeze(draft, "Director", "", AT)
    kept.rename(kept.with_name("scrutiny-other"))
    gone, strange = frozen.wrong(draft.home)
    assert kept.name in gone and "scrutiny-other" in strange


def test_the_next_paper_says_what_was_said_last_time_and_why_it_differs(draft):
    quarter = Draft(draft.home, "scrutiny", periods.parse("2025-26Q3"))
    quarter.text.write_text(draft.text.read_text(encoding="utf-8"), encoding="utf-8")
    render.pack("scrutiny", "2025-26Q3", draft.home, drafted_by="Performance lead")
    kept = freezing.freeze(quarter, "Director", "", AT)
    said = frozen.read(kept)["figures"]["assessments__eligible_needs"]["said"]
    values = by_hand.rows()
    for row in values:
        if (row["metric_id"], row["period_start"].isoformat(), row["period_end"].isoformat()) == (
            "assessments__eligible_needs", "2025-10-01", "2025-12-31",
        ):  # fmt: skip
            row["numerator"] += 7
            row["value"] = 100 * row["numerator"] / row["denominator"]
    by_hand.release(draft.home, name="R2", values=values)
    html, *_ = render.pack("scrutiny", "2025-26Q4", draft.home)
    told = " ".join("".join(reading.Page(html.read_text(encoding="utf-8")).words).split())
    assert (
        "from release R1. Of its measures, 2 would be reported today as they were then, and 1 would not."
        in told
    )
    assert f"{said} {values_said(values)} Records came, went or were corrected since" in told
    assert frozen.earlier(draft.home, "scrutiny", "502", PERIOD) is None


def values_said(values):
    (row,) = [
        each
        for each in values
        if each["metric_id"] == "assessments__eligible_needs"
        and (each["period_start"].isoformat(), each["period_end"].isoformat()) == ("2025-10-01", "2025-12-31")
    ]
    return f"{row['numerator']} of {row['denominator']} ({100 * row['numerator'] / row['denominator']:.1f}%)"
