"""Take away one rule of the national method after another, and see that its test notices: `make mutations`.

``docs/method/rules.yml`` names for each rule a piece of the code, what to put in its place, and the test
that must then fail. A mutant whose test passes has survived: the rule is not proven. dbt compiles all
changed models at once, as further models of a copy of the project, and each changed macro by itself; every
test then runs in a process of its own. About fifteen minutes for all on two cores, which is why ``make test``
only checks the list itself (tests/national/test_rules.py).

    python -m tests.mutations [RULE ...]     S1 takes all of section 1
"""

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "docs" / "method" / "rules.yml"
sys.path[:0] = [str(ROOT / "tests" / "national"), str(ROOT / "tests")]
READY = ("hypothesis", "pyarrow.parquet", "typer.testing", "expectations.gate", "expectations.quality",
         "goldenthread.synthetic.rows", "goldenthread.cli", "method_rows")  # fmt: skip
"""Imported once, so that the process of each test need not."""
Rule = dict[str, str]
Models = dict[str, dict[str, Any]]


def rules() -> dict[str, Rule]:
    """Rule to where it stands (``in``), what to ``find`` and ``replace`` there, and the ``test``."""
    return yaml.safe_load(RULES.read_text(encoding="utf-8"))


def changed(rule: Rule) -> str:
    """The file of a rule without the rule."""
    text = (ROOT / rule["in"]).read_text(encoding="utf-8")
    assert text.count(rule["find"]) == 1, f"{rule['find']!r} stands {text.count(rule['find'])} times"
    return text.replace(rule["find"], rule["replace"])


def main(chosen: list[str]) -> int:
    """Try the chosen rules, by default all; print those that survive. Gives 1 if any does."""
    wanted = {
        name: rule
        for name, rule in rules().items()
        if not chosen or name in chosen or name.split(".")[0] in chosen
    }
    began, survived = time.monotonic(), []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mutants = _mutants(wanted, folder)
        for name, rule in wanted.items():
            said = _tried(rule, mutants[name], folder)
            print(f"{name:7} {said}", flush=True)
            if said != "noticed":
                survived.append(name)
    minutes = (time.monotonic() - began) / 60
    print(f"{len(wanted)} rules taken away in {minutes:.1f} minutes; {len(survived)} not noticed: {survived}")
    return 1 if survived or not wanted else 0


def _mutants(wanted: dict[str, Rule], folder: Path) -> dict[str, Models]:
    """Rule to the compiled models without it."""
    from harness import compile_models

    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in READY:
        importlib.import_module(name)
    project = folder / "dbt_project"
    shutil.copytree(ROOT / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    of_model = {name: rule for name, rule in wanted.items() if "/models/" in rule["in"]}
    for name, rule in of_model.items():
        path = folder / rule["in"]
        path.with_name(f"{path.stem}{_ending(name)}.sql").write_text(changed(rule), encoding="utf-8")
    compiled = compile_models(project, folder / "target", ["path:models/staging/cld"])
    endings = {_ending(name) for name in of_model}
    sound = {name: model for name, model in compiled.items() if not any(map(name.endswith, endings))}
    mutants: dict[str, Models] = {}
    for name, rule in wanted.items():
        path = folder / rule["in"]
        stem = path.stem
        if name in of_model:
            mutants[name] = {**sound, stem: compiled[stem + _ending(name)]}
        elif "/macros/" in rule["in"]:
            before = path.read_text(encoding="utf-8")
            path.write_text(changed(rule), encoding="utf-8")
            mutants[name] = compile_models(project, folder / "target", ["path:models/staging/cld"])
            path.write_text(before, encoding="utf-8")
        elif "/seeds/" in rule["in"]:
            seed = folder / f"{stem}{_ending(name)}.csv"
            seed.write_text(changed(rule), encoding="utf-8")
            mutants[name] = {**sound, stem: {**sound[stem], "seed": str(seed)}}
        else:
            mutants[name] = sound
    return mutants


def _ending(rule: str) -> str:
    """What the model of a mutant is called by."""
    return "__without_" + rule.replace(".", "_").lower()


def _tried(rule: Rule, models: Models, folder: Path) -> str:
    """Run a rule's test on the models without it, in a process of its own; says what became of it."""
    from harness import COMPILED

    compiled = folder / "compiled.json"
    compiled.write_text(json.dumps(models), encoding="utf-8")
    test = f"tests/national/{rule['test']}"
    if rule["in"].endswith(".py"):
        return _judged(*_without_code(rule, test, folder, compiled))
    output = folder / "output"
    child = os.fork()
    if not child:
        os.environ[COMPILED] = str(compiled)
        file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, 1)
        os.dup2(file, 2)
        if "/conformance/" in rule["in"]:
            _change_queries(rule, folder)
        os.chdir(ROOT)
        code = pytest.main(["-q", "-x", "-p", "no:cacheprovider", test])
        sys.stdout.flush()
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return _judged(os.waitstatus_to_exitcode(status), output.read_text(encoding="utf-8"))


def _change_queries(rule: Rule, folder: Path) -> None:
    """Have the tables of figures written by a copy of their queries, one of them changed."""
    from goldenthread import conformance

    queries = folder / "conformance"
    shutil.copytree(conformance.QUERIES, queries, dirs_exist_ok=True)
    (queries / Path(rule["in"]).name).write_text(changed(rule), encoding="utf-8")
    conformance.QUERIES = queries


def _without_code(rule: Rule, test: str, folder: Path, compiled: Path) -> tuple[int, str]:
    """Run a test against a copy of the packages with one module changed."""
    from harness import COMPILED

    copy = Path(tempfile.mkdtemp(dir=folder))
    for name in ("goldenthread", "expectations", "reports", "dbt_project", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.zip"))
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, copy / name)
    (copy / rule["in"]).write_text(changed(rule), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), COMPILED: str(compiled)},
        capture_output=True,
        text=True,
    )
    return ran.returncode, ran.stdout + ran.stderr


def _judged(code: int, output: str) -> str:
    """Whether a test failed for what it asserts; SQL that does not run proves nothing."""
    if code == 0:
        return "SURVIVED"
    if code != 1 or ("AssertionError" not in output and "ValueError: " not in output):
        return f"fails for another reason: {[line for line in output.splitlines() if line[:2] == 'E '][:2]}"
    return "noticed"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
