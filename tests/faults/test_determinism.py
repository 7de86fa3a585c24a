"""A release is a function of what was delivered and of one date: not of machine, order, clock or mood."""

import os
import shutil
import subprocess
import sys

import council
import pytest
import stages
import warm

from goldenthread import landing
from goldenthread.rooms import ROOT
from reports import pdf

PERIOD = "2025-26Q4"


@pytest.fixture(scope="module")
def elsewhere(undisturbed, tmp_path_factory):
    """The same deliveries in another home: last ones first, in three runs; built by a process of its own, on
    another day of the world, with other hashes, another locale and another umask."""
    home = council.home(tmp_path_factory.mktemp("elsewhere") / "another name")
    inbox, source = home / "inbox" / "cld", undisturbed.waiting / "inbox" / "cld"
    inbox.mkdir()
    shutil.copy2(source / "manifest.csv", inbox)
    names = sorted(path.name for path in source.iterdir() if path.name != "manifest.csv")[::-1]
    for some in (names[:1], names[1:4], names[4:]):
        for name in some:
            shutil.copy2(source / name, inbox)
        landed = warm.run(home, stages.land)
        assert not landed.problem, landed.problem
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOLDENTHREAD_")}
    environment |= {
        "GOLDENTHREAD_HOME": str(home),
        "TZ": "Pacific/Auckland",
        "PYTHONHASHSEED": "90210",
        "LC_ALL": "C",
    }
    for words in (["refresh"], ["pack", "scrutiny", "--period", PERIOD]):
        code = f"import os, sys; os.umask(0o077); sys.argv = {['goldenthread', *words]}; from goldenthread.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    return home


def test_the_same_deliveries_make_the_same_release(undisturbed, elsewhere):
    assert council.differences(council.released(elsewhere), council.released(undisturbed.published)) == []


def test_the_same_release_makes_the_same_pack(undisturbed, elsewhere, tmp_path):
    here = council.copy(undisturbed.published, tmp_path / "here")
    code, _, err = warm.run(here, stages.command, "pack", "scrutiny", "--period", PERIOD).result
    assert code == 0, err
    packs = [council.hashes(home / "packs", home) for home in (here, elsewhere)]
    endings = {name.rpartition(".")[2] for name in packs[0]}
    assert endings == {"html", "docx", "csv", "json"} | (set() if pdf.missing() else {"pdf"})
    assert council.differences(*packs) == []


def test_the_register_does_not_depend_on_the_order_of_loading(undisturbed, elsewhere):
    assert landing.register(elsewhere) == landing.register(undisturbed.published)
