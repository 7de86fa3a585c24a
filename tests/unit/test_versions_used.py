"""Which version of the national method is used: said in the settings, kept with a build, beside each national figure."""

import datetime as dt
import json
from types import SimpleNamespace

import duckdb
import pytest
import small_release

from goldenthread import (
    contracts,
    coverage,
    landing,
    methods,
    metrics,
    settings,
    two_versions,
    warehouse,
)
from goldenthread.two_versions import Pair

NEXT = "2026-27Q1"
YEAR = dt.date(2025, 4, 1), dt.date(2026, 3, 31)


def question():
    return warehouse.question(settings.current(), None)


@pytest.fixture
def one_load(home):
    landing.commit(home, small_release.delivery(), None)
    return home


def test_a_version_that_is_not_held_is_a_wrong_setting_and_names_those_that_are(type_in, monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_METHOD_VERSION", "2019")
    code, _, said = type_in("loads")
    assert code == 2
    assert "GOLDENTHREAD_METHOD_VERSION" in said and NEXT in said


def test_another_version_is_another_release_and_is_kept_with_the_build(one_load, monkeypatch):
    first = question()
    assert first.version == methods.named()
    monkeypatch.setenv("GOLDENTHREAD_METHOD_VERSION", NEXT)
    second = question()
    assert (second.version.version, second.release != first.release) == (NEXT, True)
    monkeypatch.setenv("GOLDENTHREAD_METHOD_VERSION", methods.named().version)
    assert question().release == first.release, "the version in force is the same said or unsaid"


def test_a_later_step_goes_on_by_the_version_of_the_build_whatever_the_settings_say_by_then(one_load):
    made = small_release.build(one_load, landing.register(one_load))
    kept = json.loads((made.folder / "built.json").read_text()) | {"method_version": NEXT}
    (made.folder / "built.json").write_text(json.dumps(kept))
    assert warehouse.again(settings.current(), made.release).version.version == NEXT


@pytest.mark.parametrize(("version", "told"), [("", {}), (NEXT, {"method_version": NEXT})])
def test_dbt_is_told_of_a_version_unless_it_is_in_force(one_load, monkeypatch, version, told):
    import dbt.cli.main

    asked = {}

    class Runner:
        def __init__(self, manifest, callbacks):
            assert manifest == told, "the project is read under the same variables"

        def invoke(self, arguments):
            asked.update(json.loads(arguments[arguments.index("--vars") + 1]))
            return SimpleNamespace(success=True)

    monkeypatch.setattr(dbt.cli.main, "dbtRunner", Runner)
    monkeypatch.setattr(warehouse.parsing, "project", lambda variables: variables)
    monkeypatch.setenv("GOLDENTHREAD_METHOD_VERSION", version)
    warehouse.dbt(settings.current(), question(), "build")
    assert asked == {"as_at": "2026-04-23", **told}


def test_national_metrics_carry_the_title_of_the_version_and_local_ones_their_own():
    now, later = metrics.catalogue(), metrics.catalogue(version=methods.named(NEXT))
    assert {each.method_version for each in now if each.national} == {methods.named().title}
    assert {each.method_version for each in later if each.national} == {methods.named(NEXT).title}
    local = [(each.id, each.method_version) for each in now if not each.national]
    assert local and local == [(each.id, each.method_version) for each in later if not each.national]


def test_a_national_metric_that_writes_its_version_is_refused(tmp_path):
    (path,) = metrics.rooms.METRICS.glob("**/met_ascof__2e.yml")
    written = path.read_text().replace("owner:", "method_version: DHSC\n          owner:", 1)
    (tmp_path / path.name).write_text(written)
    (tmp_path / path.name).with_suffix(".sql").write_text("select 1")
    with pytest.raises(metrics.MetricError, match=r"method_version: a national metric's comes from"):
        metrics.read(tmp_path / path.name)


def test_a_load_from_before_types_were_counted_is_counted_again_when_the_derivation_asks(home):
    """Its record holds months alone, of which no type is known; its Parquet holds twelve months of all three."""
    made = small_release.delivery(facts={"months": [["2025-04-01", 360, 3]]}, la_code="990")
    landing.commit(home, made, None)
    rows = ", ".join(
        f"('{made.load_id}', date '2025-04-15' + interval ({month}) month, '{kind}')"
        for month in range(12)
        for kind in ("Request", "Assessment", "Service")
        for _ in range(10)
    )
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select load_id, ended::date as event_end_date, kind as event_type, "
            f"null::date as reporting_period_start_date, null::date as reporting_period_end_date from (values {rows}) "
            f"as sent (load_id, ended, kind)) to '{home}/raw/cld/{made.load_id}.parquet' (format parquet)"
        )
    before = (home / "raw" / "cld" / f"{made.load_id}.json").read_bytes()
    (first,), (second,) = landing.register(home), landing.register(home, NEXT)
    assert first.derived().end == dt.date(2025, 4, 30)
    assert (second.derived(NEXT).start, second.derived(NEXT).end) == YEAR
    assert (home / "raw" / "cld" / f"{made.load_id}.json").read_bytes() == before


@pytest.mark.parametrize(("version", "why"), [("", "no event ends"), (NEXT, "no month is complete")])
def test_the_register_says_why_no_period_can_be_derived_in_the_words_of_the_version(home, version, why):
    landing.commit(home, small_release.delivery(facts={"months": [], "open_services": 0}), None)
    (load,) = landing.register(home, version)
    assert why in load.reason


def test_what_a_file_without_rows_that_stay_leaves_counts_as_counted():
    assert not coverage.Counted([], dt.datetime(2026, 4, 23), open_services=0).lacks(methods.SECOND)
    assert coverage.facts(duckdb.connect(), contracts.load("population"), "nowhere") == {}


FIGURES = {
    "": {("m", "990", *YEAR): (1, 4, 25.0), ("n", "990", *YEAR): (3, None, 3.0), ("o", "990", *YEAR): (1, 1, 100.0)},
    NEXT: {("m", "990", *YEAR): (2, 4, 50.0), ("n", "990", *YEAR): (3, None, 3.0)},
}  # fmt: skip
EARLIER = ("m", "990", dt.date(2025, 1, 1), dt.date(2025, 12, 31))


def test_every_figure_of_either_version_is_set_beside_the_others_in_its_last_period(home, monkeypatch):
    told = {"": {**FIGURES[""], EARLIER: (9, 9, 100.0)}, NEXT: FIGURES[NEXT]}
    monkeypatch.setattr(two_versions, "_figures", lambda _, version, as_at: told[version])
    found = two_versions.compare(settings.current(), "", NEXT)
    assert [(each.metric, each.one, each.other, each.difference) for each in found] == [
        ("m", (1, 4, 25.0), (2, 4, 50.0), 25.0),
        ("n", (3, None, 3.0), (3, None, 3.0), 0.0),
        ("o", (1, 1, 100.0), (None, None, None), None),
    ]
    assert len(two_versions.compare(settings.current(), "", NEXT, every_period=True)) == 4


def test_a_version_that_was_built_is_read_and_one_that_was_not_is_built_elsewhere(one_load, monkeypatch):
    built = []

    def build(own, made):
        built.append((own.method_version, made.folder))
        made.folder.mkdir(parents=True)
        with duckdb.connect(str(made.database)) as connection:
            connection.execute(f"create table metric_values ({small_release.VALUES})")

    monkeypatch.setattr(warehouse, "build", build)
    made = question()
    small_release.build(one_load, landing.register(one_load), made.release)
    found = two_versions.compare(settings.current(), "", NEXT)
    assert {each.other for each in found} == {two_versions.NONE}
    assert [version for version, _ in built] == [NEXT]
    assert not built[0][1].exists() and not built[0][1].is_relative_to(one_load)


def test_the_command_lists_versions_and_compares_two(type_in, monkeypatch):
    _, listed, _ = type_in("versions", "--format", "csv")
    assert [line.split(",")[:2] for line in listed.splitlines()[1:]] == [
        [each.version, each.title] for each in methods.versions().values()
    ]
    pair = Pair("m", "990", *YEAR, (1, 4, 25.0), (2, 4, 50.0))
    monkeypatch.setattr(two_versions, "compare", lambda *_: [pair])
    code, shown, said = type_in("versions", NEXT, "--format", "csv")
    assert code == 0 and shown.splitlines()[-1] == "m,990,2025-04-01,2026-03-31,1,4,25.0,2,4,50.0,25.0"
    assert "no council holds it" in said
    _, shown, _ = type_in("versions", NEXT)
    assert "not for publication" in shown


@pytest.mark.parametrize(
    "words",
    [("2019",), (NEXT, "--against", NEXT), (methods.named().version,), (NEXT, "--format", "yaml"), (NEXT, "--as-at", "x")],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_call_ends_with_2(type_in, words):
    code, _, said = type_in("versions", *words)
    assert code == 2 and said.strip()


def test_without_loads_there_is_nothing_to_compare(type_in):
    code, _, said = type_in("versions", NEXT)
    assert code == 1 and "No delivery has been loaded" in said
