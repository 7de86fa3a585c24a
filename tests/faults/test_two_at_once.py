"""Two refreshes on one inbox, as when somebody runs one by hand while the night is under way."""

import time

import council
import stages
import warm

from goldenthread import landing


def test_two_refreshes_make_one_release(undisturbed, tmp_path):
    home = council.copy(undisturbed.waiting, tmp_path / "home")
    both = [warm.start(home, stages.refresh) for _ in range(2)]
    outcomes = [each.outcome() for each in both]
    assert [each.exitcode for each in outcomes] == [0, 0], [each.problem for each in outcomes]
    assert {each.result for each in outcomes} == {undisturbed.built["release"]}
    assert council.differences(council.landed(home), council.landed(undisturbed.landed)) == []
    assert [path.name for path in (home / "published" / "releases").iterdir()] == [
        undisturbed.built["release"]
    ]
    assert council.differences(council.released(home), council.released(undisturbed.published)) == []


def test_two_front_doors_land_each_file_once(quick_landing, tmp_path, subtests):
    """The second begins at another moment of the first each time: it may find files that are gone when it gets to them."""
    for wait in (0, 0.15, 0.3, 0.5):
        with subtests.test(wait=wait):
            home = council.copy(quick_landing.waiting, tmp_path / str(wait))
            first = warm.start(home, stages.land_quickly)
            time.sleep(wait)
            second = warm.start(home, stages.land_quickly)
            outcomes = [first.outcome(), second.outcome()]
            assert [each.exitcode for each in outcomes] == [0, 0], [each.problem for each in outcomes]
            assert council.differences(council.landed(home), council.landed(quick_landing.landed)) == []
            assert len({each.load_id for each in landing.register(home) if each.status == "loaded"}) == 4
