"""The machine stops several times over in one home: each next run begins in what the last one left, and the last one finishes.

The build, whose dbt is slow, is stopped here only, since landing and publishing have tests of their own.
"""

import council
import stages
from stopping import assert_landed, assert_nothing_lost, assert_releases_are_whole, go_on, size, stop
from warm import Fault


def test_stopped_again_and_again_through_one_night(undisturbed, tmp_path):
    """Ten stops of whole refreshes in one home, each further on than the last, at the stages' boundaries and in the build."""
    home = council.copy(undisturbed.waiting, tmp_path / "home")
    built = size(undisturbed.published, "runs/*/warehouse.duckdb")
    moments = [
        Fault(("os.rename", "raw/cld/#.json"), nth=3),
        Fault(("open", ".build.lock")),  # all is landed
        Fault(("os.mkdir", "runs/#")),
        Fault(("os.mkdir", "runs/#/target/compiled")),  # dbt has read the project and built nothing
        Fault(("os.mkdir", "runs/#"), grown_to=built // 2),
        Fault(("os.rename", "runs/#/built.json")),  # all is built and gathered
        Fault(("os.mkdir", "runs/#/guard")),
        Fault(("os.rename", "quality/back_door/#.json")),
        Fault(("os.rename", "published/releases/#")),
        Fault(("os.rename", "published/current")),
    ]
    for fault in moments:
        stop(home, fault, stages.refresh)
        assert_nothing_lost(home, undisturbed.waiting)
        assert_releases_are_whole(home)
        if "current" not in fault.event[1]:
            assert not (home / "published" / "current").exists(), "nothing was ready to be published"
    assert go_on(home, stages.refresh) == undisturbed.built["release"]
    assert_landed(home, undisturbed.landed)
    assert council.differences(council.released(home), council.released(undisturbed.published)) == []
