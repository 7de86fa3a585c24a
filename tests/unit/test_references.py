"""References of a register to what there is: an id that dangles names its cell and the nearest."""

import pytest
import sent_registers as sent

from expectations import gate
from goldenthread import inbox, metrics
from goldenthread.synthetic.submissions import LA_CODE

METRIC = metrics.catalogue()[0].id


@pytest.fixture
def front_door(front_door):
    front_door.settings = front_door.settings.model_copy(update={"la_codes": LA_CODE})
    return front_door


@pytest.fixture
def judged(front_door, tmp_path):
    """Check a workbook of the improvement plan with rows as they are given: each delivery's staging, by its register."""

    def judged(**rows):
        path = sent.put(front_door.home, "improvement_plan", rows)
        path = path.rename(tmp_path / path.name)
        found = gate.examine([path], front_door.settings, tmp_path, "improvement_plan")
        return {each.waiting.extract: each for each in found}

    return judged


def test_an_id_that_dangles_is_told_with_its_sheet_its_cell_and_the_nearest(judged):
    actions, milestones = sent.good("improvement_actions", 4), sent.good("milestones")
    actions[3]["action_ref"] = "ACT-2345"
    milestones[1]["action_refs"] = "ACT-0001; ACT-2354"
    found = judged(improvement_actions=actions, milestones=milestones)
    (told,) = sent.told_by(found["milestones"].warnings, "action_refs.known")
    assert told == (
        "sheet 'Milestones', cell D3",
        "Expected: Action refs refers to what there is. ACT-2354 is not among the Improvement actions; the nearest is ACT-2345.",
    )
    assert found["milestones"].delivery.rows_warned == 1
    assert found["milestones"].delivery.rows_loaded == 3, "it loads all the same"


def test_a_register_that_was_never_delivered_is_not_held_against(judged):
    rows = sent.good("improvement_actions")
    found = judged(improvement_actions=rows)["improvement_actions"]
    assert not sent.told_by(found.warnings, "origin_refs.known")
    assert not sent.told_by(found.warnings, "completion_evidence_refs.known")


def test_what_was_delivered_before_is_held_against(front_door, judged):
    sent.put(
        front_door.home, "improvement_plan", {"improvement_actions": sent.good("improvement_actions", 2)}
    )
    gate.admit(inbox.find(front_door.home).waiting, front_door.settings)
    rows = sent.good("milestones")
    rows[2]["action_refs"] = "ACT-0777"
    found = judged(milestones=rows)["milestones"]
    ((place, sentence),) = sent.told_by(found.warnings, "action_refs.known")
    assert place == "sheet 'Milestones', cell D4"
    assert "ACT-0777 is not among the Improvement actions; the nearest is ACT-000" in sentence


def test_what_comes_in_the_same_workbook_counts_before_what_was_loaded(front_door, judged):
    sent.put(
        front_door.home, "improvement_plan", {"improvement_actions": sent.good("improvement_actions", 2)}
    )
    gate.admit(inbox.find(front_door.home).waiting, front_door.settings)
    actions, milestones = sent.good("improvement_actions", 40), sent.good("milestones")
    milestones[0]["action_refs"] = "ACT-0039"
    found = judged(improvement_actions=actions, milestones=milestones)["milestones"]
    assert not sent.told_by(found.warnings, "action_refs.known")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (METRIC, None),
        (f"{METRIC}; {METRIC}", None),
        ("NONE", None),
        ("none", None),
        (f"{METRIC[:-1]}", f"the nearest is {METRIC}."),
        ("nothing__of_the_kind_at_all_here", "is not among the metrics"),
        ("ACT-0001", "ACT-0001 is no id that may stand here: a metric's id, NONE."),
        ("Reviews that are overdue", "is no id that may stand here"),
    ],
)
def test_metrics_are_held_against_the_catalogue(judged, cell, told):
    rows = sent.good("improvement_actions")
    rows[0]["metric_refs"] = cell
    found = sent.told_by(
        judged(improvement_actions=rows)["improvement_actions"].warnings, "metric_refs.known"
    )
    if told is None:
        assert not found
    else:
        ((place, sentence),) = found
        assert place == "sheet 'Actions', cell Q2" and told in sentence


def test_a_figure_is_known_by_its_metric(front_door, tmp_path):
    rows = sent.good("board_items", 2)
    rows[0]["observation_ref"] = f"{METRIC}@2026-03-31"
    rows[1]["observation_ref"] = "nothing__known@2026-03-31"
    path = sent.put(front_door.home, "governance", {"board_items": rows}).rename(tmp_path / "g.xlsx")
    (found,) = gate.examine([path], front_door.settings, tmp_path, "governance")
    told = sent.told_by(found.warnings, "observation_ref.known")
    assert len(told) == 1 and told[0][0].endswith("3")


def test_a_row_that_another_rule_warned_of_is_counted_once(judged):
    rows = sent.good("milestones")
    rows[0] |= {"programme": "", "action_refs": "ACT-0999"}
    rows[1] |= {"action_refs": "ACT-0999", "depends_on": "MS-999"}
    found = judged(improvement_actions=sent.good("improvement_actions"), milestones=rows)["milestones"]
    assert found.delivery.rows_warned == 2
    (verdict,) = [each for each in found.results if each["rule"] == "action_refs.known"]
    assert (verdict["success"], verdict["unexpected"], verdict["rows"]) == (False, 2, 3)


def test_who_sent_a_reference_to_what_is_not_there_has_a_slip_though_every_row_loads(front_door):
    """One whose references are all there has none, and the night names the slip that there is."""
    rows = {"improvement_actions": sent.good("improvement_actions"), "milestones": sent.good("milestones")}
    rows["milestones"][2]["action_refs"] = "ACT-0777"
    sent.put(front_door.home, "improvement_plan", rows)
    made = {
        each.extract: each for each in gate.admit(inbox.find(front_door.home).waiting, front_door.settings)
    }
    assert sent.loaded(list(made.values())) == {"improvement_actions": 3, "milestones": 3}
    slip = front_door.slip(made["milestones"])
    assert (
        "sheet &#39;Milestones&#39;, cell D4" in slip
        and "ACT-0777 is not among the Improvement actions" in slip
    )
    assert "the nearest is" in slip
    actions = made["improvement_actions"]
    assert not (front_door.home / "refused" / actions.extract / actions.delivery_id).exists()


def test_one_councils_registers_are_not_held_against_anothers(front_door, judged):
    theirs = sent.good("improvement_actions", 2)
    sent.put(front_door.home, "improvement_plan", {"improvement_actions": theirs}, la_code="991")
    made = gate.admit(
        inbox.find(front_door.home).waiting,
        front_door.settings.model_copy(update={"la_codes": f"{LA_CODE},991"}),
    )
    assert sent.loaded(made) == {"improvement_actions": 2}
    milestones = sent.good("milestones")
    milestones[0]["action_refs"] = "ACT-0777"
    assert not sent.told_by(judged(milestones=milestones)["milestones"].warnings, "action_refs.known")


def test_of_a_register_that_has_versions_everything_that_came_is_there(front_door, judged):
    for at, number in (("2026-03-01T09:00:00", 1), ("2026-04-01T09:00:00", 2)):
        documents = sent.good("evidence_documents", 1)
        documents[0] |= {"document_ref": f"DOC-000{number}"}
        sent.put(front_door.home, "self_assessment", {"evidence_documents": documents}, f"{number}.xlsx", at)
        gate.admit(inbox.find(front_door.home).waiting, front_door.settings)
    actions = sent.good("improvement_actions", 3)
    for number, row in enumerate(actions, start=1):
        row["completion_evidence_refs"] = f"DOC-000{number}"
    found = judged(improvement_actions=actions)["improvement_actions"]
    ((place, sentence),) = sent.told_by(found.warnings, "completion_evidence_refs.known")
    assert place == "sheet 'Actions', cell P4" and "DOC-0003" in sentence


@pytest.mark.parametrize(
    ("refs", "told"),
    [
        (["ACT-0001", "ACT-0002", "ACT-0003"], []),
        (["ACT-0001", "ACT-0002", "ACT-0001"], [("A2", "ACT-0001", "A4")]),
        (["act-0001", "ACT-0001", "ACT-0001"], [("A2", "ACT-0001", "A4"), ("A3", "ACT-0001", "A4")]),
    ],
)
def test_a_row_whose_id_a_later_row_gives_again_is_told_with_both_cells(judged, refs, told):
    """The later row counts; the earlier one loads, and would otherwise be gone from the plan without a word."""
    rows = [
        row | {"action_ref": ref} for row, ref in zip(sent.good("improvement_actions"), refs, strict=True)
    ]
    found = judged(improvement_actions=rows)["improvement_actions"]
    assert sent.told_by(found.warnings, "action_ref.once") == [
        (
            f"sheet 'Actions', cell {cell}",
            f"Expected: Action ref stands once. {ref} stands again at sheet 'Actions', cell {last}, and that row counts.",
        )
        for cell, ref, last in told
    ]
    assert (found.delivery.rows_loaded, found.delivery.rows_warned) == (3, len(told))


def test_an_update_is_of_its_action_and_its_day(judged):
    """What has several columns for a key is repeated only where all of them are."""
    rows = sent.good("action_updates", 2)
    rows[1] |= {
        "action_ref": rows[0]["action_ref"],
        "updated_at": rows[0]["updated_at"],
        "kind": rows[0]["kind"],
    }
    actions = sent.good("improvement_actions")
    assert (
        judged(improvement_actions=actions, action_updates=rows)["action_updates"].delivery.rows_warned == 1
    )
    rows[1]["updated_at"] = "2026-01-31"
    assert (
        judged(improvement_actions=actions, action_updates=rows)["action_updates"].delivery.rows_warned == 0
    )
