"""A workbook of several registers at the front door: a delivery for each of its sheets, and one original."""

import pytest
import sent_registers as sent

from expectations import gate
from goldenthread import inbox, landing
from goldenthread.synthetic.submissions import LA_CODE, LA_NAME

PLAN = {"improvement_actions": 3, "milestones": 2, "risks": 1}


@pytest.fixture
def front_door(front_door):
    front_door.settings = front_door.settings.model_copy(update={"la_codes": LA_CODE, "la_names": LA_NAME})
    return front_door


def plan(**counts):
    return {name: sent.good(name, count) for name, count in (counts or PLAN).items()}


def admit(front_door):
    """Admit what waits; gives the deliveries and what was said."""
    found = inbox.find(front_door.home)
    return gate.admit(found.waiting, front_door.settings), found.said


def test_each_sheet_is_a_delivery_and_the_original_is_kept_with_each(front_door):
    path = sent.put(front_door.home, "improvement_plan", plan())
    whole = path.read_bytes()
    made, _ = admit(front_door)
    assert sent.loaded(made) == PLAN
    assert len({each.load_id for each in made}) == len({each.delivery_id for each in made}) == 3
    assert {each.sha256 for each in made} == {made[0].sha256}
    assert {each.received_at.isoformat() for each in made} == {sent.AT}
    assert not path.exists(), "it is gone from the inbox"
    for each in made:
        kept = front_door.home / each.original
        assert kept.read_bytes() == whole
        assert len(front_door.raw(each)) == each.rows_loaded


def test_what_sheets_are_missing_empty_or_nobodys_is_said(front_door):
    rows = plan() | {"findings": []}
    besides = {"Ideas": [["a", "1"]], "Read me": [["How to"]], "Lists": [["x"]]}
    sent.put(front_door.home, "improvement_plan", rows, besides=besides)
    made, said = admit(front_door)
    assert sent.loaded(made) == PLAN
    assert [each for each in said if "sheet" in each] == [
        "plan.xlsx has no rows on its sheet 'Findings': that register stays as it was.",
        "plan.xlsx has no sheet 'Recommendations': that register stays as it was.",
        "plan.xlsx has no sheet 'Updates': that register stays as it was.",
        "The sheet 'Ideas' of plan.xlsx is not read: no register is called so.",
    ]


def test_a_sheet_of_another_spelling_is_known(front_door):
    rows = {"Milestones ": sent.columns("milestones", sent.good("milestones", 2))}
    rows |= {"ACTIONS": sent.columns("improvement_actions", sent.good("improvement_actions", 2))}
    sent.put(front_door.home, "improvement_plan", {}, besides=rows)
    assert sent.loaded(admit(front_door)[0]) == {"milestones": 2, "improvement_actions": 2}


def test_what_is_no_workbook_is_left_and_said(front_door):
    path = sent.put(front_door.home, "improvement_plan", plan())
    path.write_text("Action ref,Title\nACT-0001,Hire\n", encoding="utf-8")
    made, said = admit(front_door)
    assert made == [] and path.exists()
    assert any("it is no Excel workbook (.xlsx)" in each for each in said)


def test_a_workbook_without_any_rows_is_left_and_said(front_door):
    path = sent.put(front_door.home, "improvement_plan", {name: [] for name in PLAN})
    made, said = admit(front_door)
    assert made == [] and path.exists()
    assert sum("stays as it was" in each for each in said) == 6


@pytest.mark.parametrize(
    ("step", "after"), [("slips", 1), ("commit", 1), ("original", 0), ("finished", 0), ("finished", 2)]
)
def test_a_run_that_is_killed_between_two_sheets_is_taken_up_where_it_was(
    front_door, monkeypatch, after, step
):
    path = sent.put(front_door.home, "improvement_plan", plan())
    owner, name = {
        "slips": (gate.judging, "keep"),
        "commit": (gate.landing, "commit"),
        "original": (gate, "_put_away"),
        "finished": (gate, "_put_away"),
    }[step]
    done, real = [], getattr(owner, name)

    def killed(*given):
        if len(done) == after and step != "finished":
            raise KeyboardInterrupt
        done.append(real(*given))
        if len(done) > after:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, killed)
        with pytest.raises(KeyboardInterrupt):
            admit(front_door)
    admit(front_door)
    assert sent.loaded(landing.register(front_door.home)) == PLAN
    assert len(landing.register(front_door.home)) == 3, "nothing twice"
    assert not path.exists()
    for each in landing.register(front_door.home):
        assert landing.is_finished(front_door.home, each)
    assert admit(front_door)[0] == []


def test_the_same_workbook_later_is_a_duplicate_sheet_by_sheet(front_door):
    sent.put(front_door.home, "improvement_plan", plan())
    first, _ = admit(front_door)
    sent.put(front_door.home, "improvement_plan", plan(), at="2026-05-21T09:30:00")
    again, _ = admit(front_door)
    assert [each.status for each in again] == ["duplicate"] * 3
    assert {each.load_id for each in again} == {each.load_id for each in first}
    assert not list((front_door.home / "inbox" / "improvement_plan").glob("*.xlsx"))


def test_a_sheet_that_is_refused_holds_no_other_up(front_door):
    rows = plan()
    spoilt = [each for each in sent.columns("risks", rows.pop("risks")) if each[0] != "Risk ref"]
    path = sent.put(front_door.home, "improvement_plan", rows, besides={"Risks": spoilt})
    made, _ = admit(front_door)
    assert {each.extract: each.status for each in made} == {
        "improvement_actions": "loaded", "milestones": "loaded", "risks": "refused",
    }  # fmt: skip
    (refused,) = [each for each in made if each.status == "refused"]
    assert "Risk ref" in front_door.slip(refused)
    assert not path.exists()


def test_two_workbooks_that_share_a_second_are_both_kept(front_door):
    sent.put(front_door.home, "improvement_plan", plan())
    sent.put(
        front_door.home, "self_assessment", {"self_assessment_claims": sent.good("self_assessment_claims")}
    )
    made, _ = admit(front_door)
    assert sent.loaded(made) == PLAN | {"self_assessment_claims": 3}


def test_checking_a_workbook_lands_nothing(front_door, tmp_path):
    rows = plan()
    rows["milestones"][0]["forecast_on"] = "soon"
    path = sent.put(front_door.home, "improvement_plan", rows).rename(tmp_path / "plan.xlsx")
    said: list[str] = []
    found = list(gate.examine([path], front_door.settings, tmp_path, said=said))
    assert [each.waiting.sheet for each in found] == ["Actions", "Milestones", "Risks"]
    ((place, _),) = sent.told_by(found[1].warnings, "forecast_on.readable")
    assert place == "sheet 'Milestones', cell G2"
    assert len(said) == 3
    assert landing.register(front_door.home) == []


def test_whose_a_checked_register_is_may_be_said_where_there_are_several_councils(front_door, tmp_path):
    settings = front_door.settings.model_copy(update={"la_codes": "990,991"})
    path = sent.put(
        front_door.home, "improvement_plan", {"improvement_actions": sent.good("improvement_actions")}
    )
    alone = path.rename(tmp_path / "plan.xlsx")

    def judged(file, la_code=None):
        (staged,) = gate.examine([file], settings, tmp_path, said=[], la_code=la_code)
        return staged.delivery.status, staged.delivery.la_code

    assert judged(alone) == ("refused", None), "nobody says whose it is"
    assert judged(alone, "991") == ("loaded", "991")
    assert judged(alone, "992")[0] == "refused", "it is not one of the installation's"
    beside = alone.rename(path)
    assert judged(beside, "991") == ("loaded", "990"), "the manifest beside it says"


def test_a_single_register_comes_as_a_csv_too(front_door):
    folder = front_door.home / "inbox" / "milestones"
    folder.mkdir(parents=True, exist_ok=True)
    lines = zip(*sent.columns("milestones", sent.good("milestones")), strict=True)
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    (folder / "milestones.csv").write_text(text, encoding="utf-8")
    made, _ = admit(front_door)
    assert sent.loaded(made) == {"milestones": 3}
