"""The interface for Python: small, cheap to import, the same as the command."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

import pdplint
from pdplint.run.errors import NothingFoundError, UsageError
from pdplint.run.settings import Options
from tests.workspaces import ROOT, describe, write
from tests.workspaces import pdplint as command

if TYPE_CHECKING:
    from pathlib import Path

LATE = """\
pdplint: 1
organisation: {}
flows: {x: {role: controller, rights: {delete: {within: 49h}}}}
"""


def python(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_example_of_the_manual_runs_and_prints_what_the_command_says() -> None:
    manual = (ROOT / "docs/python.md").read_text("utf-8")
    [example] = re.findall(r"^```python\n(.*?)^```$", manual, re.MULTILINE | re.DOTALL)
    lines = python(example).splitlines()
    call = ("check", "examples/shop-broken", "--as-of", "2026-11-21", "-f", "json")
    report = json.loads(command(*call).stdout)
    assert lines[:-1] == [
        f"{f['control']} {f['subject']} {f['path']} {f['line']}"
        for f in report["workspaces"][0]["findings"]
        if f["kind"] == "shortfall"
    ]
    summary = report["summary"]
    assert lines[-1] == f"{summary['error']} errors in {summary['files']} files"


def test_importing_it_imports_nothing_else() -> None:
    script = "import sys, pdplint; print([n for n in sys.modules if n.startswith('pdplint.')])"
    assert python(script) == "[]\n"


def test_it_is_callable_again_after_everything_was_imported() -> None:
    assert callable(pdplint.check)
    script = """
import pkgutil, importlib, pdplint
for module in pkgutil.walk_packages(pdplint.__path__, "pdplint."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
assert callable(pdplint.check) and pdplint.__version__
"""
    python(script)


def test_its_arguments_are_the_options_of_a_run() -> None:
    given = set(inspect.signature(pdplint.check).parameters) - {"paths"}
    assert given == {*Options._fields} - {"unsaved", "writes", "places_claims", "draws_map"}


def test_paths_are_one_or_several_and_of_any_kind(tmp_path: Path) -> None:
    write(tmp_path, {"a/a.yaml": LATE, "b/a.yaml": LATE})
    once = pdplint.check(tmp_path / "a")
    assert pdplint.check(str(tmp_path / "a")).findings == once.findings
    both = pdplint.check([tmp_path / "a", str(tmp_path / "b")])
    assert both.summary.files == 2
    assert pdplint.check(iter([tmp_path / "a"])).findings == once.findings


def test_arguments_do_what_the_options_do(tmp_path: Path) -> None:
    text = "waivers: [{control: deletion-deadline, subject: flows/x, kind: shortfall, clauses: [draft-2021/15.1.e], reason: r, approver: a, ticket: t, until: 2027-01-31}]\n"
    write(
        describe(tmp_path, LATE),
        {"w.yaml": text, "c.yaml": "severity: {deletion-deadline: note}\n"},
    )
    day = date(2026, 11, 21)
    report = pdplint.check(
        tmp_path,
        regimes=["vn-draft-2021"],
        as_of=day,
        select=["deletion-deadline"],
        ignore=["not-described"],
        root=tmp_path,
        config=tmp_path / "c.yaml",
        waivers=str(tmp_path / "w.yaml"),
        cache=False,
    )
    [finding] = report.findings
    assert (report.as_of, report.default_regime) == ("2026-11-21", False)
    assert (finding.severity, finding.is_open) == ("note", False)
    [strict] = pdplint.check(
        tmp_path, select=["deletion-deadline"], as_of=day, no_waivers=True
    ).findings
    assert strict.is_open


def test_errors_are_exceptions_that_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no regime 'x'"):
        pdplint.check(describe(tmp_path, LATE), regimes=["x"])
    with pytest.raises(NothingFoundError):
        pdplint.check(write(tmp_path / "e", {"x.txt": ""}))


TABLES = {"findings.py", "regions.py"}
"""Sentences and regions: long, and read line by line."""


def test_no_module_is_longer_than_a_reader_takes_in() -> None:
    modules = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in (ROOT / "pdplint").rglob("*.py")
        if path.name not in TABLES
    }
    assert {name: lines for name, lines in modules.items() if lines > 500} == {}
