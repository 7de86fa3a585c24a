"""A council's own list of peers on its way into a build, and the names by which measures are known."""

import duckdb
import pytest
import small_release

from goldenthread import comparators, methods, metrics, settings, warehouse


def prepared(home):
    connection = duckdb.connect()
    comparators.prepare(connection, home)
    return connection.execute("select * from reference.peers order by all").fetchall()


def test_without_a_list_there_are_no_peers_and_the_published_figures_are_there(tmp_path):
    connection = duckdb.connect()
    comparators.prepare(connection, tmp_path)
    assert connection.execute("select count(*) from reference.peers").fetchone() == (0,)
    found = connection.execute(
        "select outcome from reference.ascof_published where measure = '2A' and area = 'E10000034'"
    )
    assert found.fetchall() == [("13",)]


def test_a_list_is_read_whatever_program_wrote_it(tmp_path):
    (tmp_path / "peers.csv").write_bytes(
        "\ufeffla_code,peer_la_code,peer_group\r\n416, 508 ,Our list\r\n416,606,\r\n".replace(
            "606,", "606,Our list"
        ).encode()
    )
    assert prepared(tmp_path) == [("416", "508", "Our list"), ("416", "606", "Our list")]
    (tmp_path / "peers.csv").write_text("la_code,peer_la_code\n416,508\n", encoding="utf-8")
    assert prepared(tmp_path) == [("416", "508", "Chosen peers")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("council,peer\n416,508\n", "no column la_code and no column peer_la_code"),
        ("la_code,peer_la_code\n416,\n", "line 2: give a council's code and a peer's"),
        ("la_code,peer_la_code\n416\n", "line 2: give a council's code and a peer's"),
        ("la_code,peer_la_code,peer_group\n416,508,A\n416,606,B\n", "two groups"),
        ("la_code,peer_la_code,peer_group\n416,508,No. #1\n", "line 2: a group's name"),
    ],
)
def test_a_list_that_cannot_be_read_says_where(tmp_path, text, told):
    (tmp_path / "peers.csv").write_text(text, encoding="utf-8")
    with pytest.raises(comparators.BadPeers, match=told):
        prepared(tmp_path)


def test_a_list_of_peers_is_an_input_of_the_build(tmp_path, monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_HOME", str(tmp_path))
    before = warehouse._fingerprint(settings.current(), methods.named(), [], [])
    (tmp_path / "peers.csv").write_text("la_code,peer_la_code\n416,508\n", encoding="utf-8")
    assert warehouse._fingerprint(settings.current(), methods.named(), [], []) != before


def test_a_published_figure_is_given_to_the_metric_that_reports_its_measure(monkeypatch):
    """And to none where no metric does; peers and areas stand in one table."""
    reporting = metrics.catalogue()[0].model_copy(
        update={"id": "national__reablement", "national_measure": "ASCOF 2A"}
    )
    monkeypatch.setattr(metrics, "catalogue", lambda: [reporting])
    connection = duckdb.connect()
    for name, columns in small_release.MARTS.items():
        connection.execute(f"create table {name} ({columns})")
    connection.execute("""
        insert into fct_ascof_published by name
        select measure, part, 'council' as area_type, 'Worcestershire' as area_name, '416' as la_code, 13.0 as outcome
        from (values ('2A', 'all'), ('6B', 'all'), ('6B', 'good')) as told (measure, part)
    """)
    connection.execute(
        "insert into fct_ascof_peers by name select '2A' as measure, 'all' as part, 'Ours' as peer_group, 4 as councils"
    )
    comparators.gather(connection)
    found = connection.execute(
        "select metric_id, national_measure, area_name, councils from comparators order by all"
    ).fetchall()
    assert found == [
        ("national__reablement", "2A", "Ours", 4),
        ("national__reablement", "2A", "Worcestershire", None),
        (None, "6B", "Worcestershire", None),
    ]


@pytest.mark.parametrize("written", ["2E(2a)", "ASCOF 2E(2a)", "2e (2A)", "ascof 2E2a"])
def test_a_measure_is_known_however_its_code_is_written(written):
    assert comparators._code(written) == "2e2a"
