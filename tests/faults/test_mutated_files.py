"""Five hundred damaged files through the front door: no error, no row lost, and each class its due."""

import hashlib

import mutations
import mutations_of_tables  # noqa: F401 (its classes enter themselves)
import pyarrow.parquet as pq
import pytest

from goldenthread import landing
from goldenthread.landing import Delivery

BATCH = 250


@pytest.fixture(scope="module")
def landed(whole_front_door, sheet) -> dict[str, list[tuple[str, mutations.Mutated, Delivery]]]:
    """Class to its files: name, what was in it, and what became of it."""
    files = list(mutations.all_files(sheet))
    made: dict[str, Delivery] = {}
    for start in range(0, len(files), BATCH):
        waiting = [
            whole_front_door.waiting(
                mutated.content, name, at=f"2026-04-21T{start // BATCH:02}:{at // 60:02}:{at % 60:02}"
            )
            for at, (_, name, mutated) in enumerate(files[start : start + BATCH])
        ]
        made |= {each.file_name: each for each in whole_front_door.admit(*waiting)}
    found: dict[str, list[tuple[str, mutations.Mutated, Delivery]]] = {}
    for each, name, mutated in files:
        found.setdefault(each.name, []).append((name, mutated, made[name]))
    return found


def test_every_file_has_a_record_and_its_original_is_kept(landed, whole_front_door):
    files = [file for files in landed.values() for file in files]
    register = landing.register(whole_front_door.home)
    assert len(files) == len(register) == 500
    for name, mutated, delivery in files:
        original = whole_front_door.home / delivery.original
        assert hashlib.sha256(original.read_bytes()).hexdigest() == delivery.sha256, name
        assert original.read_bytes() == mutated.content
    assert not list((whole_front_door.home / "inbox" / "cld").iterdir())


def test_rows_always_add_up(landed, whole_front_door):
    for each in landing.register(whole_front_door.home):
        assert each.rows_in == each.rows_loaded + each.rows_set_aside, each.file_name
        assert 0 <= each.rows_warned <= each.rows_loaded
        assert (each.rows_loaded > 0) == (each.status == "loaded"), each.file_name
        if each.status == "loaded":
            load = whole_front_door.home / "raw" / each.extract / f"{each.load_id}.parquet"
            assert pq.read_metadata(load).num_rows == each.rows_loaded, each.file_name


@pytest.mark.parametrize("each", mutations.CLASSES, ids=lambda each: each.name.replace(" ", "_"))
def test_each_class_has_its_outcome(landed, each):
    for name, mutated, delivery in landed[each.name]:
        what = f"{each.name} ({name}): {delivery.reason}"
        assert delivery.status in {"either": ("loaded", "refused")}.get(each.outcome, (each.outcome,)), what
        if delivery.status == "refused":
            assert delivery.reason, f"{what}: a refusal says why"
        elif mutated.set_aside is not None:
            assert delivery.rows_set_aside == mutated.set_aside, what
            assert delivery.rows_loaded <= mutations.ROWS
        else:
            assert delivery.rows_loaded >= mutations.ROWS - 20, what
