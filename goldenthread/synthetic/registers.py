"""The synthetic council's registers: an improvement plan, boards, a self-assessment and an assessment, as they went on.

Each workbook comes three times, half a year before the end to just after it, as it stood then. ``PLANTED`` says what is
wrong in the last of them, each beside a near miss; a seed decides which records have it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from goldenthread import contracts, metrics
from goldenthread.synthetic.beside import with_manifest
from goldenthread.synthetic.chance import generator
from goldenthread.synthetic.documents import sha256
from goldenthread.synthetic.submissions import LA_CODE
from goldenthread.synthetic.workbook import write_sheets

Row = dict[str, str]
RETURN = "assessment"  # the workbook that holds it
SECTIONS = ("1; 9", "2; 4", "5", "10; 20", "42; 43", "67")  # of the Care Act, as questions name them
NOTIFIED = 13  # days after the last quarter's end: between two of the days on which registers are sent
ORPHAN = "support__direct_payment"  # drifts down (stories.py), and nobody does anything about it
AIMS = (  # metric, direction, what the action is, quality statement, channel
    ("reviews__overdue", "down", "Catch up overdue reviews, the riskiest first", "q1", "dmt"),
    ("waiting__for_assessment", "down", "Clear the waiting list for assessment", "q1", "development_board"),
    ("placements__short_term_over_six_weeks", "down", "Review short-term placements before six weeks", "q6", "dmt"),
    ("dols__waiting", "down", "Clear the backlog of deprivation of liberty assessments", "q7", "safeguarding_adults_board"),
    ("ot__waiting", "down", "Add occupational therapists to the equipment service", "q4", "dmt"),
    ("workforce__supervision", "up", "Hold supervision when it is due", "q8", "development_board"),
    ("workforce__training", "up", "Complete required training", "q9", "development_board"),
    ("contacts__calls_answered_in_target", "up", "Answer calls in time at the front door", "q2", "scrutiny"),
    ("market__digital_records", "up", "Help providers to adopt digital records", "q4", "dmt"),
    ("equipment__delivered_in_7_days", "up", "Deliver equipment within seven days", "q4", "dmt"),
    ("safeguarding__outcomes_met", "up", "Ask people what they want from an enquiry", "q7", "safeguarding_adults_board"),
    ("carers__quality_of_life", "up", "Renew the offer to unpaid carers", "q3", "engagement_panel"),
)  # fmt: skip


@dataclass
class Plan:
    """Rows of each register, and the alerts that they are to raise, as kind and record."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    planted: set[tuple[str, str]] = field(default_factory=set)

    def add(self, register: str, **told: object) -> None:
        """Add a row; what is not given is blank. A day is written as councils write it."""
        row = {
            name: f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)
            for name, value in told.items()
            if value is not None
        }
        self.rows.setdefault(register, []).append(row)


def write(inbox: Path, seed: int, last: dt.date) -> list[Path]:
    """Write each workbook three times with its manifest, the last a few days after ``last``; gives the paths."""
    written = []
    for workbook in contracts.workbooks():
        sent = [_write(inbox, workbook, registers(seed, last, day), day) for day in sending_days(last)]
        written += with_manifest(inbox / workbook, sent)
    return written


def write_mended(inbox: Path, seed: int, last: dt.date) -> list[Path]:
    """Write the workbook of the assessment once more, a week later, with nothing missing from the return."""
    day = sending_days(last)[-1] + dt.timedelta(days=8)
    plan = registers(seed, last, day)
    for number, item in enumerate(plan.rows["evidence_items"], start=1):
        item |= _answered(number)
    sent = [(_path(inbox, RETURN, each), _received(each)) for each in sending_days(last)]
    waiting = [each for each in sent if each[0].exists()]
    return with_manifest(inbox / RETURN, [*waiting, _write(inbox, RETURN, plan, day)])


def document_titles(seed: int, last: dt.date) -> list[str]:
    """The documents of the register as it was last sent."""
    return [
        each["title"] for each in registers(seed, last, sending_days(last)[-1]).rows["evidence_documents"]
    ]


def _write(inbox: Path, workbook: str, plan: Plan, day: dt.date) -> tuple[Path, dt.datetime]:
    """Write a workbook; gives its path and when it was received."""
    sheets, path = contracts.workbooks()[workbook], _path(inbox, workbook, day)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_sheets(path, {name: _columns(each, plan.rows.get(each, [])) for name, each in sheets.items()})
    return path, _received(day)


def _path(inbox: Path, workbook: str, day: dt.date) -> Path:
    return inbox / workbook / f"{workbook.upper()}_{LA_CODE}_{day:%Y%m%d}.xlsx"


def _received(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(7, 45))


def sending_days(last: dt.date) -> list[dt.date]:
    """The days on which the workbooks are sent."""
    return [last + dt.timedelta(days=days) for days in (-170, -75, 20)]


def _columns(extract: str, rows: list[Row]) -> list[list[str]]:
    columns = contracts.load(extract).columns
    return [[column.header, *(row.get(name, "") for row in rows)] for name, column in columns.items()]


def registers(seed: int, last: dt.date, day: dt.date) -> Plan:
    """Every register as it stood on a day. What is planted is only there from ``last`` on."""
    plan, now = Plan(), day >= last
    rng = generator(seed, 90, 0)
    ids = [f"ACT-{number:04}" for number in rng.permutation(np.arange(1, 40))[: len(AIMS) + 7] * 3]
    _boards(plan, ids, day, last)
    _actions(plan, ids, day, last)
    _assessment(plan, ids, day, last, rng)
    _self_assessment(plan, day, last)
    if now:
        _plant(plan, ids[len(AIMS) :], last, rng)
    return plan


def _before(last: dt.date, days: int) -> dt.date:
    return last - dt.timedelta(days=days)


def _boards(plan: Plan, ids: list[str], day: dt.date, last: dt.date) -> None:
    """Quarterly meetings, at which each aim's metric was looked at and an action asked for."""
    channels = sorted({aim[4] for aim in AIMS})
    number = 0
    for place, body in enumerate(channels):
        for quarter in range(8):
            on = _before(last, 700 - 91 * quarter + place)
            number += 1
            plan.add(
                "board_meetings", meeting_ref=f"MTG-{number:03}", body=body, planned_on=on,
                held_on=on if on <= day else None, papers_due_on=on - dt.timedelta(days=7),
                papers_published_on=on - dt.timedelta(days=8) if on <= day else None,
            )  # fmt: skip
    for place, (metric, _, title, _, body) in enumerate(AIMS):
        meeting = f"MTG-{1 + 8 * channels.index(body) + place % 4:03}"
        held = next(each for each in plan.rows["board_meetings"] if each["meeting_ref"] == meeting)
        item, decision = f"ITM-{place + 1:04}", f"DEC-{place + 1:03}"
        seen = last.replace(year=last.year - 2)
        plan.add(
            "board_items", item_ref=item, meeting_ref=meeting, item_kind="metric_off_target", metric_ref=metric,
            observation_ref=f"{metric}@{seen}", decision_refs=decision,
        )  # fmt: skip
        plan.add(
            "decisions", decision_ref=decision, item_ref=item, decided_on=held["held_on"], text=f"{title}.",
            key_decision="No", action_refs=ids[place], next_look_on=last,
        )  # fmt: skip
    plan.add(
        "board_items", item_ref="ITM-0900", meeting_ref="MTG-001", item_kind="challenge", metric_ref="reviews__overdue",
        challenger_role="Independent chair", challenge_text="Why were the longest waits not reviewed first?",
        response_text="They are now, by risk.", answered_on=_before(last, 600),
    )  # fmt: skip
    for number in range(4):
        due = _before(last, 640 - 182 * number)
        plan.add(
            "commitments", commitment_ref=f"CMT-{number + 1:03}", made_at_meeting_ref="MTG-001",
            text="An update on the self-assessment and the improvement plan every six months.",
            made_by_role="Director of adult social services", due_on=due, repeat_months=6,
            met_on=due if due <= day else None, met_by_ref="ITM-0900" if due <= day else None,
        )  # fmt: skip


def _actions(plan: Plan, ids: list[str], day: dt.date, last: dt.date) -> None:
    """An action for each aim, live but for the first, whose metric has improved; every other metric has one too."""
    watched = [
        each.id for each in metrics.catalogue() if each.id != ORPHAN and each.id not in {a[0] for a in AIMS}
    ]
    for place, (metric, direction, title, statement, channel) in enumerate(AIMS):
        started, due = _before(last, 560 - 10 * place), last + dt.timedelta(days=90 + 15 * place)
        closed = _before(last, 60) if place == 0 else None
        done = closed is not None and closed <= day
        others = [] if place == 0 else watched[place - 1 :: len(AIMS) - 1]
        plan.add(
            "improvement_actions", action_ref=ids[place], source_tracker="Improvement plan", title=title,
            text=f"{title}.", origin_refs=f"DEC-{place + 1:03}", quality_statements=statement,
            owner="Head of service", governance_channel=channel, horizon="medium", baseline_due_on=due, due_on=due,
            started_on=started, status="complete" if done else "on_track", closed_on=closed if done else None,
            completion_evidence_refs="DOC-0001" if done else None, metric_refs="; ".join([metric, *others]),
            expected_direction=direction, balancing_metric_refs="waiting__median_wait" if place == 0 else None,
            depends_on=ids[place - 1] if place in (3, 4) else None, funding_source="BASE",
        )  # fmt: skip
        plan.add(
            "action_updates", action_ref=ids[place], updated_at=min(day, last), kind="progress",
            text="Going as planned.", by_role="Head of service",
        )  # fmt: skip
        reached = _before(last, 200 - 30 * (place % 8))
        plan.add(
            "milestones", milestone_ref=f"MS-{place + 1:03}", programme="Improvement plan", title=f"{title}: first step",
            action_refs=ids[place], baseline_on=reached, forecast_on=reached,
            achieved_on=reached if reached <= day else None,
        )  # fmt: skip
        plan.add(
            "risks", risk_ref=f"RSK-{place + 1:03}", scored_on=_before(last, 100), title=f"{title}: too slow",
            likelihood=1 + place % 4, impact=3, target_score=3, owner="Head of service", action_refs=ids[place],
            status="open",
        )  # fmt: skip


def _assessment(plan: Plan, ids: list[str], day: dt.date, last: dt.date, rng: np.random.Generator) -> None:
    """A peer challenge with its recommendations and findings, and the return's 38 items."""
    plan.add(
        "assessment_events", event_ref="EVT-001", process="peer_challenge", event_type="site_visit_start",
        rule_set="2024-09", planned_on=_before(last, 620), actual_on=_before(last, 620), team_size=7,
        groups_met="carers; providers; front_line; people_with_lived_experience",
    )  # fmt: skip
    notified, sent = last + dt.timedelta(days=NOTIFIED), last + dt.timedelta(days=NOTIFIED + 18)
    for number, (step, planned, actual) in enumerate(
        (("notification", None, notified), ("information_return_sent", sent, None)), start=2
    ):
        if notified <= day:
            plan.add(
                "assessment_events", event_ref=f"EVT-{number:03}", process="cqc_assessment", event_type=step,
                rule_set="2024-09", planned_on=planned, actual_on=actual,
            )  # fmt: skip
    for place, (metric, _, title, statement, _) in enumerate(AIMS[:8]):
        plan.add(
            "recommendations", recommendation_ref=f"REC-{place + 1:03}", source_kind="peer_challenge",
            source_event_ref="EVT-001", number_in_source=place + 1, text=f"{title}.", quality_statements=statement,
            response="accepted", response_text="Agreed.", owner="Head of service", action_refs=ids[place],
            metric_refs=metric, status="in_progress",
        )  # fmt: skip
        plan.add(
            "findings", finding_ref=f"FND-{place + 1:03}", source_kind="peer_challenge", source_event_ref="EVT-001",
            finding_type="strength" if place % 2 else "consideration", theme=f"theme{1 + place % 4}",
            quality_statements=statement, text="Synthetic finding.", response_text="Noted, and in the plan.",
            owner="Head of service", action_refs=ids[place], state="open", raised_on=_before(last, 500),
        )  # fmt: skip
    plan.add("assessment_events", event_ref="EVT-009", process="other_council_cqc_report", event_type="publication",
             actual_on=_before(last, 150))  # fmt: skip
    for number, statement in enumerate(("q1", None), start=91):
        plan.add(
            "findings", finding_ref=f"FND-{number:03}", source_kind="other_council_cqc_report", source_event_ref="EVT-009",
            finding_type="theme", theme="theme1", quality_statements=statement, text="Synthetic theme.", response_text="Noted.",
            owner="Assurance lead", state="open", raised_on=_before(last, 140),
        )  # fmt: skip
    for number in range(1, 39):
        signed = number <= rng.integers(20, 36)
        plan.add(
            "evidence_items", list_version="2024-09", item_ref=f"IR{number:02}", quality_statements=f"q{1 + number % 9}",
            evidence_category=("processes", "people_experience", "staff_leaders_feedback", "partners_feedback")[number % 4],
            source_order="requested", owner="Assurance lead", due_on=notified + dt.timedelta(days=21),
            **(_answered(number) if signed else {"status": "drafting"}),
        )  # fmt: skip
    for number, group in enumerate(("lead_member", "scrutiny_chair", "carers", "providers", "front_line")):
        plan.add(
            "engagement_sessions", session_ref=f"S{number + 1}", held_on=_before(last, 90), kind="information_session",
            stakeholder=group, invited=20 + number, attended=12 + number,
        )  # fmt: skip
    for number, kind in enumerate(("vcse", "advocacy", "carers_org")):
        plan.add(
            "contacts_register", contact_id=f"C{number + 1}", org_name=f"Synthetic Organisation {number + 1}", org_kind=kind,
            role="Manager", shared_with_regulator="Yes", verified_on=_before(last, 60),
        )  # fmt: skip


def _answered(number: int) -> Row:
    """What an item of the return says that is ready to be sent."""
    by = "Director of adult social services"
    return {"status": "signed_off", "document_refs": f"DOC-{1 + number % 6:04}", "signed_off_by_role": by}


def _self_assessment(plan: Plan, day: dt.date, last: dt.date) -> None:
    """Documents in date, claims that hold, and the questions that a council asks itself."""
    kinds = (
        "self_assessment",
        "joint_hwb_strategy",
        "jsna",
        "market_position_statement",
        "carers_strategy",
        "policy",
    )
    for number, kind in enumerate(kinds, start=1):
        title = f"Synthetic {kind.replace('_', ' ')}"
        plan.add(
            "evidence_documents", document_ref=f"DOC-{number:04}", version=1, title=title,
            doc_kind=kind, required_public="Yes" if number in (2, 3, 4, 5) else "No",
            published_url=f"https://example.org/{kind}" if number in (2, 3, 4, 5) else None,
            link_checked_on=_before(last, 30), dated_on=_before(last, 300), review_due_on=last + dt.timedelta(days=200),
            delivery_plan_ref="MS-002" if number == 5 else None, owner="Policy lead", sha256=sha256(title),
            contains_personal_data="No",
        )  # fmt: skip
    claims = (
        (
            "q1",
            "Fewer people wait for a review than a year ago.",
            "improving",
            "reviews__overdue improving",
            None,
        ),
        (
            "q1",
            "No more people wait for an assessment than before.",
            "improving",
            "waiting__for_assessment not worsening",
            None,
        ),
        ("q3", "Carers helped to write our strategy.", "strength", None, "DOC-0005"),
        ("q4", "Our market position statement is current.", "strength", None, "DOC-0004"),
        ("q5", "We know that we are late with digital records.", "gap", None, None),
        (
            "q8",
            "Supervision is held when it is due.",
            "improving",
            "workforce__supervision not worsening",
            None,
        ),
    )
    changed: dict[int, Row] = {  # by the number of the claim, in its second version
        3: {"text": "Carers helped to write our strategy, and read its drafts.", "change_from_last": "reworded",
            "change_reason": "The engagement panel asked for it."},
        4: {"quality_statement": "q5", "moved_from_statement": "q4", "change_from_last": "moved",
            "change_reason": "The peer challenge found it under partnerships."},
        5: {"change_from_last": "removed", "change_reason": "Most providers have digital records now."},
    }  # fmt: skip
    for number, (statement, text, kind, tests, documents) in enumerate(claims, start=1):
        for version, refreshed in enumerate((_before(last, 190), _before(last, 90)), start=1):
            if refreshed <= day:
                told = dict(
                    claim_ref=f"CLM-{number:03}", sa_version=f"v{version}", quality_statement=statement, text=text,
                    claim_kind=kind, metric_tests=tests, document_refs=documents, refreshed_on=refreshed,
                    change_from_last="new" if version == 1 else "unchanged", confidence="medium",
                )  # fmt: skip
                plan.add("self_assessment_claims", **told | (changed.get(number, {}) if version == 2 else {}))
    levels = ("substantial", "reasonable", "limited")
    for number in range(1, 19):
        for answered, level in ((_before(last, 300), 1), (_before(last, 120), number % 3)):
            if answered <= day:
                plan.add(
                    "assurance_questions", question_ref=f"Q{number:02}", text=f"Synthetic question {number}",
                    question_set="seed_14" if number <= 14 else "care_act_duty", answered_on=answered,
                    care_act_sections=SECTIONS[number % len(SECTIONS)], answer="Synthetic answer.",
                    assurance_level=levels[level], confidence="medium",
                    evidence_refs="DOC-0001" if number % 3 else None, owner="Assurance lead",
                )  # fmt: skip


def _plant(plan: Plan, ids: Iterable[str], last: dt.date, rng: np.random.Generator) -> None:
    """What is wrong, each with a near miss beside it; on records that the seed chooses."""
    unmoved, nobodys, without, bare, near, *_ = ids
    common = {
        "source_tracker": "Programme", "origin_refs": "RSK-001", "quality_statements": "q2",
        "governance_channel": "dmt", "horizon": "short", "baseline_due_on": last + dt.timedelta(days=150),
        "due_on": last + dt.timedelta(days=150), "started_on": _before(last, 300), "owner": "Head of service",
        "status": "on_track", "metric_refs": "NONE",
    }  # fmt: skip

    def action(ref: str, title: str, **told: object) -> None:
        plan.add("improvement_actions", **{**common, "action_ref": ref, "title": title, **told})

    closed = {"status": "complete", "closed_on": _before(last, 150)}
    action(unmoved, "Offer direct payments first", metric_refs=ORPHAN, expected_direction="up",
           completion_evidence_refs="DOC-0001", **closed)  # fmt: skip
    action(nobodys, "Nobody's", owner=None)
    action(without, "Without a metric", metric_refs=None, text="No metric was thought of.")
    action(bare, "Called complete", **closed)
    action(
        near,
        "Complete, with evidence, and with no metric on purpose",
        completion_evidence_refs="DOC-0001",
        **closed,
    )
    plan.planted |= {("action_without_effect", unmoved), ("action_without_owner", nobodys),
                     ("action_without_metric", without), ("action_without_evidence", bare)}  # fmt: skip
    plan.planted.add(("metric_without_action", ORPHAN))
    first = int(rng.integers(100, 800))
    for offset, (baseline, forecast, achieved, kinds) in enumerate(
        (
            (_before(last, 120), _before(last, 40), None, {"milestone_slipped"}),
            (last + dt.timedelta(days=60), last + dt.timedelta(days=120), None, {"milestone_slipped"}),
            (_before(last, 500), _before(last, 500), None, {"milestone_slipped", "impossible_date"}),
            (_before(last, 120), _before(last, 100), _before(last, 100), set()),
            (last + dt.timedelta(days=60), last + dt.timedelta(days=60), None, set()),
        )
    ):
        ref = f"MS-{first + offset:03}"
        plan.add("milestones", milestone_ref=ref, programme="Improvement plan", title="Synthetic milestone",
                 action_refs=near, baseline_on=baseline, forecast_on=forecast, achieved_on=achieved)  # fmt: skip
        plan.planted |= {(kind, ref) for kind in kinds}
    for offset, (response, actions, kinds) in enumerate(
        (
            ("pending", None, True),
            ("accepted", None, True),
            ("not_accepted", None, False),
            ("accepted", near, False),
        )
    ):
        ref = f"REC-{first + offset:03}"
        plan.add("recommendations", recommendation_ref=ref, source_kind="scrutiny", source_event_ref="EVT-001",
                 text="Synthetic recommendation.", quality_statements="q8", response=response, response_text="Considered.",
                 owner="Head of service", action_refs=actions, status="open")  # fmt: skip
        if kinds:
            plan.planted.add(("recommendation_without_response", ref))
    for offset, (actions, status, kinds) in enumerate(
        ((None, "open", True), ("ACCEPTED", "open", False), (None, "closed", False))
    ):
        ref = f"RSK-{first + offset:03}"
        plan.add("risks", risk_ref=ref, scored_on=_before(last, 50), title="Synthetic risk", likelihood=4, impact=4,
                 target_score=6, owner="Head of service", action_refs=actions, status=status)  # fmt: skip
        if kinds:
            plan.planted.add(("risk_without_action", ref))
    _plant_claims(plan, first, last)
    broken = f"FND-{first:03}"
    plan.add("findings", finding_ref=broken, source_kind="scrutiny", source_event_ref="EVT-001", finding_type="issue",
             theme="theme4", quality_statements="q8", text="Synthetic issue.", response_text="In the plan.",
             owner="Head of service", action_refs=f"ACT-{9000 + first}", state="open",
             raised_on=_before(last, 80))  # fmt: skip
    plan.planted.add(("broken_reference", broken))
    held = next(each for each in plan.rows["board_meetings"] if each["meeting_ref"] == "MTG-001")["held_on"]
    other = dt.datetime.strptime(held, "%d/%m/%Y").date() + dt.timedelta(days=3)
    for ref, on in ((f"DEC-{first:03}", other), (f"DEC-{first + 1:03}", held)):
        plan.add("decisions", decision_ref=ref, item_ref="ITM-0900", decided_on=on, text="Synthetic decision.",
                 key_decision="No", action_refs="NO_ACTION", next_look_on=last)  # fmt: skip
    plan.planted.add(("impossible_date", f"DEC-{first:03}"))


def _plant_claims(plan: Plan, first: int, last: dt.date) -> None:
    """Claims that do not hold or have nothing behind them, and documents past their review."""
    stale, fresh = f"DOC-{first:04}", "DOC-0006"
    plan.add("evidence_documents", document_ref=stale, version=1, title="Synthetic procedure", doc_kind="procedure",
             required_public="No", dated_on=_before(last, 900), review_due_on=_before(last, 30), owner="Policy lead",
             sha256=sha256("Synthetic procedure"), contains_personal_data="No")  # fmt: skip
    plan.planted.add(("evidence_past_review", stale))
    waits = (
        "Waiting times for all types of assessment have been managed well compared to regional authorities."
    )
    told = (
        (waits, "comparison", None, None, "claim_not_supported"),
        (
            "More people choose a direct payment.",
            "improving",
            f"{ORPHAN} improving",
            None,
            "claim_not_supported",
        ),
        ("Our practice is strong.", "strength", None, None, "claim_without_evidence"),
        ("Our procedure is followed.", "strength", None, stale, "claim_with_stale_evidence"),
        ("Our policy and procedure are followed.", "strength", None, f"{stale}; {fresh}", None),
        ("Our practice is not yet strong.", "gap", None, None, None),
    )
    for offset, (text, kind, tests, documents, planted) in enumerate(told):
        ref = f"CLM-{first + offset:03}"
        plan.add("self_assessment_claims", claim_ref=ref, sa_version="v2", quality_statement="q9", text=text,
                 claim_kind=kind, metric_tests=tests, document_refs=documents, change_from_last="new",
                 refreshed_on=_before(last, 90), confidence="low")  # fmt: skip
        if planted:
            plan.planted.add((planted, ref))
