"""Papers are written from a release's public folder, and from nothing else."""

import datetime as dt
import json

import pytest
import release_by_hand as by_hand

from goldenthread import periods
from goldenthread.published import Published, PublishedError


def metric(published, name):
    return next(metric for metric in published.catalogue if metric.id == name)


@pytest.mark.parametrize(
    "name", ["../internal/metric_values.parquet", "/etc/hostname", "..", "../../R2/public/release.json"]
)
def test_a_path_out_of_the_public_folder_is_refused(home, name):
    with pytest.raises(PublishedError, match="public folder"):
        Published.open(home).file(name)


def test_a_link_in_the_public_folder_that_leads_to_internal_is_refused(tmp_path):
    folder = by_hand.release(tmp_path)
    (folder / "public" / "innocent.parquet").symlink_to("../internal/metric_values.parquet")
    with pytest.raises(PublishedError, match="public folder"):
        Published.open(tmp_path).file("innocent.parquet")


def test_a_release_whose_public_folder_is_a_link_to_internal_is_refused(tmp_path):
    folder = by_hand.release(tmp_path)
    (folder / "public").rename(tmp_path / "elsewhere")
    (folder / "public").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PublishedError):
        Published.open(tmp_path)


@pytest.mark.parametrize("name", ["R9", "../releases/R1", "..", ""])
def test_a_release_that_is_not_there_is_refused_and_those_there_are_named(home, name):
    with pytest.raises(PublishedError, match="there are: R1"):
        Published.open(home, name)


def test_with_nothing_published_the_message_says_so(tmp_path):
    with pytest.raises(PublishedError, match="nothing has been published yet"):
        Published.open(tmp_path)


def test_an_earlier_release_can_still_be_read(tmp_path):
    by_hand.release(tmp_path)
    by_hand.release(tmp_path, name="R2")
    assert Published.open(tmp_path).release == "R2"
    assert Published.open(tmp_path, "R1").release == "R1"


def test_what_was_not_published_is_missing_and_what_was_withheld_is_not(home):
    published = Published.open(home)
    overdue = metric(published, "reviews__overdue")
    withheld = published.value(overdue, "501", periods.parse("2025-07"))
    never = published.value(overdue, "501", periods.parse("2026-04"))
    assert withheld.withheld == "small count"
    assert not withheld.missing
    assert never.missing
    assert never.withheld is None


def test_a_snapshot_asked_for_a_quarter_is_that_of_its_last_day(home):
    published = Published.open(home)
    overdue = metric(published, "reviews__overdue")
    value = published.value(overdue, "501", periods.parse("2025-26Q4"))
    assert (value.period_start, value.period_end) == (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    assert value.ref == "reviews__overdue@2026-03-31"


@pytest.mark.parametrize(
    ("period", "ref"),
    [
        ("2025-26Q4", "assessments__eligible_needs@2026-03-31"),
        ("2026-03", "assessments__eligible_needs@2026-03"),
        ("2026-02", "assessments__eligible_needs@2026-02-28"),
    ],
)
def test_a_month_that_ends_with_its_quarter_is_named_by_itself(home, period, ref):
    published = Published.open(home)
    flow = metric(published, "assessments__eligible_needs")
    assert published.value(flow, "501", periods.parse(period)).ref == ref


def test_a_group_is_named_in_its_reference(home):
    published = Published.open(home)
    overdue = metric(published, "reviews__overdue")
    groups = published.breakdowns(overdue, "501", periods.parse("2025-26Q4"))
    assert groups["age_band"][0].ref == "reviews__overdue@2026-03-31/age_band=18 to 64"
    assert list(groups) == ["age_band", "ethnicity", "sex"]


@pytest.mark.parametrize(
    "groups",
    [
        ("LE1", "LE2", "LE10", "LE10 4", "LE11", "Other"),
        ("Under 18", "18 to 64", "65 and above", "Unknown"),
        ("Asian or Asian British", "White", "No data: Refused"),
        ("2 days", "10 days", "More"),
    ],
)
def test_groups_come_by_name_their_numbers_as_numbers_and_those_that_say_nothing_last(
    tmp_path, monkeypatch, groups
):
    monkeypatch.setitem(by_hand.GROUPS, "locality", groups[::-1])
    by_hand.release(tmp_path)
    published = Published.open(tmp_path)
    found = published.breakdowns(metric(published, "reviews__overdue"), "501", periods.parse("2025-26Q4"))
    assert tuple(value.breakdown_value for value in found["locality"]) == groups


def test_a_catalogue_with_a_key_that_is_not_understood_is_refused(tmp_path):
    path = by_hand.release(tmp_path) / "public" / "metric_catalogue.json"
    entries = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps([entries[0] | {"surprise": 1}]), encoding="utf-8")
    with pytest.raises(ValueError, match="surprise"):
        Published.open(tmp_path)
