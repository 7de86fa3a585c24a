"""House rules that no linter knows. Each test first shows that it found something to judge."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from goldenthread import contracts, rooms
from goldenthread.settings import Settings

TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=rooms.ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.splitlines()
TEXT = [
    rooms.ROOT / name
    for name in TRACKED
    if (rooms.ROOT / name).is_file()
    and not name.endswith((".lock", ".csv", ".parquet", ".gz", ".zip", ".png"))
]
PYTHON = [path for path in TEXT if path.suffix == ".py"]
PRODUCT = [
    path
    for path in PYTHON
    if path.relative_to(rooms.ROOT).parts[0] in ("goldenthread", "expectations", "reports", "dags")
]
PAGES = [path for path in TEXT if path.suffix == ".md"]


def name_of(path: Path) -> str:
    return path.relative_to(rooms.ROOT).as_posix()


def test_the_search_for_files_found_the_project():
    assert len(PRODUCT) > 30, "git lists too few files of the product: run the tests in a checkout"
    assert len(PAGES) >= 5


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_a_module_is_named_for_what_it_holds_and_fits_a_few_screens(path):
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "misc"}, (
        "name it for the thing it is about"
    )
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 460, f"{lines} lines: find the second thing in it and give that a module"
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.stem == "__init__", (
        "say what it is for"
    )


def test_only_the_composition_root_imports_rooms_and_no_room_imports_it():
    """import-linter holds this in `make check`; here, that the rule still sees the modules it is about."""
    configuration = (rooms.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    allowed = set(re.findall(r'"(goldenthread\.[\w.]+) -> (?:expectations|reports)"', configuration))
    assert allowed == {"goldenthread.nightly", "goldenthread.cli", "goldenthread.commands.packs"}
    importers = {
        name_of(path)
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] in ("expectations", "reports")
        if path.relative_to(rooms.ROOT).parts[0] == "goldenthread"
    }
    assert importers == {
        "goldenthread/nightly.py",
        "goldenthread/cli.py",
        "goldenthread/commands/metrics.py",
        "goldenthread/commands/packs.py",
    }, "machinery reads rooms' content by path"


FORBIDDEN = {
    "a path of one machine": r"(^|[^A-Za-z0-9_.\-/])/(work|root|home/[a-z]+)/",
    "a package index's host": r"(https?://|//|@)[a-z0-9.-]*(py"
    + r"pi|python"
    + r"hosted|npm"
    + r"js|debian)\.",
    "work left undone": r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
    "a test told not to count": r"pytest\.(mark\.)?(sk" + r"ip|xf" + r"ail)",
    "a real postcode's shape in a test or demo": r"\b(SW1A|EC1A|M1|B33|LS1) ?\d[A-Z]{2}\b",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(what):
    pattern = re.compile(FORBIDDEN[what], re.MULTILINE)
    found = [
        f"{name_of(path)}:{content.count(chr(10), 0, match.start()) + 1}"
        for path in TEXT
        if path.name != "test_house.py"
        for content in [path.read_text(encoding="utf-8", errors="replace")]
        for match in pattern.finditer(content)
    ]
    assert not found, f"{what} stands in {', '.join(found[:10])}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = page if not path else (page.parent / path)
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in _anchors(file)):
            broken.append(target)
    assert not broken, f"{name_of(page)} links to what is not there: {broken}"


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_setting_is_explained():
    page = (rooms.DOCS / "deployment.md").read_text(encoding="utf-8")
    example = (rooms.ROOT / ".env.example").read_text(encoding="utf-8")
    settings = [f"GOLDENTHREAD_{name.upper()}" for name in Settings.model_fields]
    assert len(settings) > 8
    assert [name for name in settings if name not in page] == [], "add a row to docs/deployment.md"
    assert [name for name in settings if name not in example] == [], "add a line to .env.example"


def test_every_command_is_in_the_readme():
    from goldenthread.cli import app

    commands = [command.name or command.callback.__name__ for command in app.registered_commands]
    assert len(commands) > 10
    readme = (rooms.ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in commands if f"`{name}" not in readme] == [], "add it to the README's table"


def test_the_readme_is_short():
    lines = (rooms.ROOT / "README.md").read_text(encoding="utf-8").count("\n")
    assert 80 <= lines <= 120, f"the README has {lines} lines"


def test_every_extract_has_its_staging_and_its_place_in_the_dictionary():
    names = contracts.names()
    assert names
    for name in names:
        assert [
            path
            for path in (rooms.DBT / "models" / "staging").glob("*/stg_*__*.sql")
            if re.search(rf"(source\('raw', |staged\()'{name}'\)", path.read_text(encoding="utf-8"))
        ], f"stage {name}: docs/adding-an-extract.md"
        assert (rooms.DOCS / "generated" / f"dictionary-{name}.md").is_file(), "run make generate"


def test_the_lock_names_no_host_and_every_pin_has_a_hash():
    lock = (rooms.ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9_.\-\[\]]+==", lock, re.MULTILINE)
    assert len(pins) > 100
    assert "://" not in lock
    blocks = re.split(r"^(?=[a-z0-9_.\-\[\]]+==)", lock, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (rooms.DOCS / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1)) and numbers, (
        "number decision records one after another"
    )


def test_every_folder_of_home_is_explained_and_backed_up():
    from goldenthread import landing

    page = (rooms.DOCS / "deployment.md").read_text(encoding="utf-8")
    backups = page[page.index("## Backups") :]
    assert [name for name in landing.FOLDERS if f"`{name}/`" not in page and f"`{name}/" not in page] == []
    kept = set(landing.FOLDERS) - {"inbox", "runs"}
    assert [name for name in sorted(kept) if f"`{name}/`" not in backups] == [], "a restore would lose it"
