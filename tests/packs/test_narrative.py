"""Narrative: a figure in it is a reference, never typed; sentences and their direction come from the figures."""

import pytest
import release_by_hand as by_hand

from goldenthread import frozen, periods
from goldenthread.published import Published
from reports import narrative, paper, render, tree, typed
from reports.narrative import Figure, NarrativeError, Words
from reports.paper import Paper, Sources
from reports.sections import easy_read, worse


@pytest.fixture(scope="module")
def scrutiny(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    by_hand.release(home)
    made_of = render.sources(
        render.Draft(home, "scrutiny", periods.parse("2025-26Q4")), "501", "leicestershire"
    )
    return Paper.of(made_of, Published.open(home), periods.parse("2025-26Q4"), "501")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("There were 412 people.", "412"),
        ("It cost £1,200 more.", "£1,200"),
        ("Some 51.9% were eligible.", "51.9%"),
        ("Twelve people waited.", "Twelve"),
        ("It was ninety per cent.", "ninety per cent"),
        ("That is half of all reviews.", "half"),
        ("A third of people waited.", "A third"),
        ("About two-thirds of them waited.", "two-thirds"),
        ("Forty-three overdue reviews stood.", "Forty-three"),
        ("Nine overdue annual reviews stood.", "Nine"),
        ("It was one in five.", "one in five"),
        ("It was nine out of ten.", "nine out of ten"),
        ("It went up five percentage points.", "five percentage points"),
        ("Some hundreds waited.", "hundreds"),
        ("The list doubled.", "doubled"),
        ("That is twice as many.", "twice"),
        ("Half were late.", "Half"),
        ("Now \uff14\uff13 wait.", "\uff14\uff13"),  # digits as wide as other scripts' letters
        ("It is \u00bd of them.", "\u00bd"),
        ("It was \u2462 cases.", "\u2462"),
        ("Now &#52;&#51; wait.", "52"),
        ("The board of 4 June asked.", "4"),
        ("Nine  people wait.", "Nine"),  # two spaces
        ("Nine\u00a0people wait.", "Nine"),  # a space that does not break
        ("It is two\u2011thirds of them.", "two-thirds"),  # a hyphen that does not break
        ("Now fo\u200brty-three wait.", "forty-three"),  # a space of no width
        ("Now for\u00adty wait.", "forty"),  # a hyphen that is not seen
        ("It was \u24eb cases.", "\u24eb"),
        ("It went down by a third.", "by a third"),
        ("It went down by half.", "by half"),
        ("Three quarters were late.", "Three quarters"),
        ("Only three were seen.", "three"),
        ("It went from nine to eleven.", "from nine"),
        ("Nobody but one person waited.", "one"),
        ("A single client waited.", "A single"),
        ("Zero people waited.", "Zero"),
        ("A threefold list stands.", "threefold"),
        ("It took nine weeks.", "took nine"),
        ("Two and a half per cent came.", "Two and a half per cent"),
        ("Six social workers left.", "Six"),
    ],
)
def test_a_typed_figure_fails_with_its_place_and_what_to_write(scrutiny, text, found):
    with pytest.raises(NarrativeError, match=r"here: the figure '" + found) as problem:
        narrative.read(scrutiny, text, "here")
    assert "{reviews__overdue}" in str(problem.value)


@pytest.mark.parametrize(
    "text",
    [
        "The Care Act 2014 asks for it.",
        "A section 42 enquiry was made.",
        "ACT-0012 and DEC-001 carry it.",
        "Two teams merged, and the third party was told.",
        "Half way through the year it changed.",
        "A quarter later it held, and the last two quarters were quiet.",
        "The last two quarters were quiet, and one of the boards begins at nought.",
        "Within seven days the three boards met, as they do twice a year.",
    ],
)
def test_a_name_with_a_number_in_it_is_no_figure(scrutiny, text):
    assert narrative.read(scrutiny, text, "here") == [Words(text)]


def test_a_reference_becomes_the_figure_of_the_papers_period_with_its_own_reference(scrutiny):
    before, figure, after = narrative.read(scrutiny, "So {assessments__eligible_needs} it is.", "here")
    assert (before, after) == (Words("So "), Words(" it is."))
    assert figure == Figure(
        "403 of 776 (51.9%)", "assessments__eligible_needs@2026-03-31#R1", "assessments__eligible_needs"
    )


def test_another_period_and_a_group_can_be_named(scrutiny):
    (quarter,) = narrative.read(scrutiny, "{support__open at 2025-12}", "here")
    assert quarter.ref == "support__open@2025-12-31#R1"
    (group,) = narrative.read(scrutiny, "{support__open in sex=Female}", "here")
    assert group.ref == "support__open@2026-03-31/sex=Female#R1"


def test_a_date_is_said_as_people_say_it(scrutiny):
    assert narrative.read(scrutiny, "On {date 2026-03-31}.", "here")[1] == Words("31 March 2026")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("nonsuch__metric", "no metric 'nonsuch__metric'"),
        ("support__open at Q4", "write a quarter as 2025-26Q4"),
        ("support__open in sex=Nobody", "no such group"),
        ("support", "not understood"),
        ("date 2026-02-30", "no such day"),
    ],
)
def test_a_reference_that_leads_nowhere_says_what_to_write(scrutiny, asked, told):
    with pytest.raises(NarrativeError, match=told):
        narrative.read(scrutiny, f"See {{{asked}}}.", "here")


def test_a_box_that_the_paper_has_not_is_refused_and_those_it_has_are_named(scrutiny, tmp_path):
    by_hand.release(tmp_path)
    text = tmp_path / "narrative" / "scrutiny" / "2025-26Q4.md"
    text.parent.mkdir(parents=True)
    text.write_text("## backgruond\nWords.\n", encoding="utf-8")
    with pytest.raises(NarrativeError, match=r"2025-26Q4\.md: the paper has no box backgruond.*background"):
        render.pack("scrutiny", "2025-26Q4", tmp_path)


def test_a_typed_figure_in_a_box_names_file_line_and_box(tmp_path):
    by_hand.release(tmp_path)
    text = tmp_path / "narrative" / "scrutiny" / "2025-26Q4.md"
    text.parent.mkdir(parents=True)
    text.write_text("## background\nWords.\n\nNow 41 wait.\n", encoding="utf-8")
    with pytest.raises(
        NarrativeError, match=r"2025-26Q4\.md, line 4, box background: the figure '41' is typed"
    ):
        render.pack("scrutiny", "2025-26Q4", tmp_path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Words.\n", "line 1: begin each box"),
        ("## a_box\nx\n## a_box\n", "line 3: the box 'a_box' stands here twice"),
    ],
)
def test_a_text_outside_its_boxes_is_refused_with_its_line(text, told):
    with pytest.raises(NarrativeError, match=told):
        narrative.boxes("text.md", text)


def test_a_typed_figure_in_a_template_fails_with_its_line(tmp_path, monkeypatch):
    from jinja2 import DictLoader

    environment = render.environment().overlay(
        loader=DictLoader({"bad.html.j2": "<p>{{ fine }}\n97 people</p>"})
    )
    environment.loader.get_source = lambda env, name: ("<p>{{ 12 }}\n97 people</p>", "bad.html.j2", None)
    monkeypatch.setattr(render, "environment", lambda: environment)
    with pytest.raises(NarrativeError, match=r"bad\.html\.j2, line 2: the figure '97' is typed"):
        render.check.__wrapped__("bad.html.j2")


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ('<p>Fine.</p>\n<img src="a.png" alt="12 people wait">', 2),
        ('<img src="{{ x }}"\n  alt="{{ y }}: twelve people wait">', 2),
        ('<h2 aria-label="The top 12">The top</h2>', 1),
        ("<h3>The 12 that matter</h3>", 1),
        ('{% call table("Top 12 measures", [12, 44], refs=false) %}{% endcall %}', 1),
        ("\n\n{{ said or 'about 12' }}", 3),
    ],
)
def test_a_typed_figure_in_what_markup_says_is_found_too(template, line):
    (found,) = [
        number
        for number, text in enumerate(tree.printed(template).splitlines(), 1)
        for _ in typed.typed(text)
    ]
    assert found == line


def test_what_markup_does_not_say_is_no_figure():
    template = '{# 12 #}<td style="width: 12%" id="a12">{{ cell(x, 12) }}</td>{% import "a12.html.j2" as a %}'
    assert list(typed.typed(tree.printed(template))) == []


def test_no_template_of_a_paper_has_a_typed_figure():
    names = [
        path.name for folder in ("sections", "templates") for path in (render.HERE / folder).glob("*.j2")
    ]
    assert len(names) > 15
    for name in names:
        render.check(name)


def test_each_pack_and_each_committees_template_can_be_read():
    assert len(paper.packs()) >= 8 and len(paper.committees()) >= 4
    for name in paper.packs():
        paper.load(name)
    for name in paper.committees():
        assert paper.template(paper.load("scrutiny"), name).stem == name


def test_a_paper_with_headlines_cannot_leave_out_what_got_worse(tmp_path):
    path = tmp_path / "brief.yml"
    path.write_text(
        "pack: brief\ntitle: t\naudience: a\npurpose: p\nreach: public\nsections: [headlines]\n",
        encoding="utf-8",
    )
    with pytest.raises(paper.ReportError, match="add worse"):
        paper.read(path)


def test_sources_that_were_kept_are_read_back_as_they_were(tmp_path):
    made_of = Sources(b"a", None, b"c", None)
    for name, content in made_of.files.items():
        (tmp_path / name).write_bytes(content)
    assert Sources.kept(tmp_path) == made_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Waits fell, and reviews have improved.", ["fell", "improved"]),
        ("It is higher than a year ago.", ["higher than"]),
        ("It is {reviews__overdue since 2024-25Q4}.", []),
        ("The higher court was asked, in the autumn.", []),
        ("Fellow officers carry it.", []),
    ],
)
def test_words_of_direction_that_no_rule_chose_are_found(text, found):
    assert narrative.by_eye(text) == found


def test_a_draft_names_them_with_their_place_and_is_written_all_the_same(tmp_path):
    by_hand.release(tmp_path)
    draft = render.Draft(tmp_path, "scrutiny", periods.parse("2025-26Q4"))
    draft.text.parent.mkdir(parents=True)
    draft.text.write_text("## background\nReviews fell.\n", encoding="utf-8")
    render.pack("scrutiny", "2025-26Q4", tmp_path)
    assert frozen.read(draft.folder)["by_eye"] == ["2025-26Q4.md, line 2, box background: 'fell'"]


def test_easy_read_does_not_call_alike_what_the_paper_says_got_worse(scrutiny, monkeypatch):
    (metric, *_) = scrutiny.headlines
    judged = worse.Worse(metric, scrutiny.value(metric), [], ["concern"], [])
    monkeypatch.setattr(worse, "build", lambda _: {"worse": [judged]})
    told = {each[0].id: each[3] for each in easy_read.build(scrutiny)["told"]}
    assert told[metric.id] == easy_read.WORSE
    assert easy_read.WORSE not in [said for name, said in told.items() if name != metric.id]
