"""Somebody reads ``current`` without pause while refreshes run: never an error, never half a release.

Twenty whole refreshes (``nightly.refresh``) of one home; the five whose question is new build and write a
release, the others find theirs made and swap ``current`` back to it.
"""


def test_a_reader_sees_no_error_through_twenty_refreshes(history):
    assert history.seen["errors"] == []
    assert len(history.releases) == 20
    assert len(set(history.releases)) == 6, "too few of the refreshes made a release of their own"
    assert len(history.seen["releases"]) > 8, "the reader saw too few of the swaps to say anything"
    assert history.seen["times"] > 100


def test_earlier_releases_stand_beside_the_current_one(history):
    names = {path.name for path in (history.home / "published" / "releases").iterdir()}
    assert names == set(history.releases)
    assert (history.home / "published" / "current").resolve().name == history.releases[-1]
