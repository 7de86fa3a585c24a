"""The thread walked: forward and back agree over any plan, and what is missing is named."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread import walking

RECORDS = ["ITM-1", "DEC-1", "DEC-2", "ACT-1", "ACT-2", "ACT-3", "MS-1", "DOC-1", "REC-1"]
METRICS = ["a__one", "b__two"]
KINDS = {
    "ITM": "item",
    "DEC": "decision",
    "ACT": "action",
    "MS": "milestone",
    "DOC": "document",
    "REC": "recommendation",
}
ALL = [*RECORDS, *METRICS]


def plan(links, states=None, on_purpose=None):
    """What the walk reads, with these links (from, to, and how), states of records, and what these are to be without."""
    connection = duckdb.connect()
    connection.execute(
        "create table fct_links (la_code varchar, from_ref varchar, link varchar, to_ref varchar, is_there boolean)"
    )
    connection.execute(
        "create table dim_records (la_code varchar, record_ref varchar, kind varchar, title varchar, owner_role varchar, "
        "dated_on date, due_on date, state varchar, on_purpose varchar)"
    )
    connection.execute("create table metric_catalogue (metric_id varchar, title varchar)")
    records = {
        *RECORDS,
        *(ref for one, other, _ in links for ref in (one, other) if "__" not in ref and "-9" not in ref),
    }
    for ref in sorted(records):
        connection.execute(
            "insert into dim_records values ('990', $1, $2, $1, null, null, null, $3, $4)",
            [ref, KINDS[ref.split("-")[0]], (states or {}).get(ref), (on_purpose or {}).get(ref)],
        )
    for each in METRICS:
        connection.execute("insert into metric_catalogue values ($1, $1)", [each])
    known = records | set(METRICS)
    for one, other, how in links:
        connection.execute(
            "insert into fct_links values ('990', $1, $2, $3, $4)", [one, how, other, other in known]
        )
    return connection


def under(node):
    """Every reference of a walk."""
    found, left = set(), [node]
    while left:
        each = left.pop()
        found.add(each.ref)
        left += each.next
    return found


LINKS = st.lists(
    st.tuples(
        st.sampled_from([*ALL, "ACT-9"]), st.sampled_from([*ALL, "ACT-9"]), st.sampled_from(walking.FORWARD)
    ).filter(lambda link: link[0] != link[1]),
    max_size=18,
)


@given(LINKS)
def test_what_is_found_forward_finds_its_way_back(links):
    with plan(links) as connection:
        forward = {ref: under(walking.forward(connection, "990", ref)) for ref in ALL}
        back = {ref: under(walking.back(connection, None, ref)) for ref in ALL}
    for one in ALL:
        for other in ALL:
            assert (other in forward[one]) == (one in back[other])


def test_another_councils_links_are_not_followed():
    with plan([("DEC-1", "ACT-1", "asked for")]) as connection:
        assert under(walking.forward(connection, "990", "DEC-1")) == {"DEC-1", "ACT-1"}
        with pytest.raises(LookupError):
            walking.forward(connection, "991", "DEC-1")


WHOLE = [
    ("a__one", "ITM-1", "was looked at as"),
    ("ITM-1", "DEC-1", "led to"),
    ("DEC-1", "ACT-1", "asked for"),
    ("ACT-1", "MS-1", "is done by"),
    ("ACT-1", "DOC-1", "is shown by"),
    ("ACT-1", "a__one", "should move"),
]


@pytest.mark.parametrize(
    ("without", "at", "said"),
    [
        (None, None, []),
        ("led to", "ITM-1", ["no decision"]),
        ("asked for", "DEC-1", ["no action"]),
        ("is done by", "ACT-1", ["no milestone"]),
        ("should move", "ACT-1", ["no metric"]),
        ("is shown by", "ACT-1", ["no evidence"]),
    ],
)
def test_a_chain_says_which_of_its_links_is_missing(without, at, said):
    links = [each for each in WHOLE if each[2] != without]
    with plan(links, {"ACT-1": "Complete"}) as connection:
        found = {ref: walking.forward(connection, "990", ref).missing for ref in ("ITM-1", "DEC-1", "ACT-1")}
    assert found == {"ITM-1": [], "DEC-1": [], "ACT-1": []} | ({at: said} if at else {})


def test_evidence_is_missed_only_of_what_is_complete():
    links = [each for each in WHOLE if each[2] != "is shown by"]
    for state, said in (("On track", []), ("Complete", ["no evidence"]), ("Cancelled", []), (None, [])):
        with plan(links, {"ACT-1": state}) as connection:
            assert walking.forward(connection, "990", "ACT-1").missing == said


def test_what_a_record_is_to_be_without_is_not_missed_and_nothing_else_is():
    links = [each for each in WHOLE if each[2] not in ("asked for", "should move", "is done by")]
    with plan(links, on_purpose={"DEC-1": "no action", "ACT-1": "no metric"}) as connection:
        assert walking.forward(connection, "990", "DEC-1").missing == []
        assert walking.forward(connection, "990", "ACT-1").missing == ["no milestone"]
        connection.execute("alter table dim_records drop on_purpose")
        assert walking.forward(connection, "990", "DEC-1").missing == ["no action"], "an older release"


def test_what_is_named_and_not_there_is_shown_so():
    with plan([("DEC-1", "ACT-9", "asked for")]) as connection:
        (found,) = walking.forward(connection, "990", "DEC-1").next
    assert (found.ref, found.is_there, found.title) == ("ACT-9", False, "is not there")


def test_going_back_what_is_not_there_is_shown_so_and_what_is_there_is_not():
    """A milestone of an action that was taken out of the plan: the decision that asked for the action is still held."""
    links = [("DEC-1", "ACT-9", "asked for"), ("ACT-9", "MS-1", "is done by")]
    with plan(links) as connection:
        (action,) = walking.back(connection, "990", "MS-1").next
        (decision,) = action.next
        (onward,) = walking.forward(connection, "990", "DEC-1").next[0].next
    assert (action.ref, action.is_there) == ("ACT-9", False)
    assert (decision.ref, decision.is_there) == ("DEC-1", True)
    assert (onward.ref, onward.is_there) == ("MS-1", True)


def test_a_record_is_shown_where_it_is_nearest():
    links = [
        ("DEC-1", "ACT-1", "asked for"),
        ("ACT-1", "ACT-2", "comes before"),
        ("DEC-1", "ACT-2", "asked for"),
    ]
    with plan(links) as connection:
        found = walking.forward(connection, "990", "DEC-1")
    assert [each.ref for each in found.next] == ["ACT-1", "ACT-2"]
    assert found.next[0].next == []


def test_a_plan_of_thousands_of_steps_is_walked():
    links = [(f"ACT-{each}", f"ACT-{each + 1}", "comes before") for each in range(100, 3100)]
    links += [("DEC-1", f"ACT-{each}", "asked for") for each in range(100, 3101)]
    with plan(links) as connection:
        assert len(under(walking.forward(connection, "990", "ACT-100"))) == 3001
        assert len(walking.forward(connection, "990", "DEC-1").as_json()["next"]) == 3001
