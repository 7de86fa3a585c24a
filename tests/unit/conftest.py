"""A command line to type in."""

import sys

import pytest

from goldenthread import cli, screen


@pytest.fixture
def type_in(home, capsys, monkeypatch):
    """Type a command; gives its exit code, what it printed, and what it said beside that."""

    def type_in(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["goldenthread", *words])
        monkeypatch.setattr(screen.out, "_file", sys.stdout)
        monkeypatch.setattr(screen.err, "_file", sys.stderr)
        with pytest.raises(SystemExit) as end:
            cli.main()
            raise SystemExit(0)
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return end.value.code or 0, told.out, told.err

    return type_in
