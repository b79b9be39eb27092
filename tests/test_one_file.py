"""The design's test: a control, a clause, an operator and a report format are each one file.

Each is added to a copy of the project by touching one file, and used through the command.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = ("pdplint", "policies", "schemas")

CONTROL = """\
id: name-given
title: {en: A flow has a name, vi: Luồng có tên}
each: /flows/*
require: {/name: {present: true}}
severity: note
help: {en: Give the flow a name., vi: Hãy đặt tên cho luồng.}
tests:
  - {name: it has one, given: {name: Orders}, holds: true}
"""
CLAUSE = """
  - id: "42.1.d"
    says: {en: An experiment., vi: Một thử nghiệm.}
    kind: sanction
    fine: {stated: {max: 1000000}}
    extent: whole
    checked_by: [{control: deletion-deadline, with: {limit: 1h}}]
"""
OPERATOR = '''

@operator(
    of="scalar",
    types=("integer",),
    argument="same",
    requires=("twice {argument}", "gấp đôi {argument}"),
    falls_short=("{value} is not twice {argument}", "{value} không gấp đôi {argument}"),
    examples=[("integer", 4, 2, True), ("integer", 3, 2, False)],
)
def twice(value: Any, half: Any, _type: str, _days: Days) -> bool:
    """Tell whether a number is twice another."""
    return bool(value == 2 * half)
'''
USES_OPERATOR = """\
id: age-doubled
title: {en: An age is doubled, vi: Tuổi được nhân đôi}
each: /subjects/*
require: {/youngest: {twice: 8}}
severity: note
help: {en: Double it., vi: Hãy nhân đôi.}
tests:
  - {name: doubled, given: {youngest: 16}, holds: true}
  - {name: not doubled, given: {youngest: 15}, falls_short: [/youngest]}
"""
FORMAT = '''"""A count."""

from __future__ import annotations


def render(report, view):
    """Return how many findings there are."""
    return f"{len(report.findings)} findings\\n"
'''
DESCRIPTION = """\
pdplint: 1
flows:
  sign-up: {rights: {delete: {within: 2h}}}
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "a.yaml").write_text(DESCRIPTION, "utf-8")
    return tmp_path


def pdplint(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    ours = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    environment = {**ours, "PYTHONPATH": str(copy), "XDG_CACHE_HOME": str(copy / "cache")}
    command = [sys.executable, "-P", "-m", "pdplint", *arguments]
    return subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )


def test_a_control_is_one_file(copy: Path) -> None:
    path = copy / "policies" / "controls" / "topic" / "name-given.yaml"
    path.parent.mkdir()
    path.write_text(CONTROL, "utf-8")
    tested = pdplint(copy, "test", "policies/controls/topic/name-given.yaml")
    assert (tested.returncode, tested.stdout) == (0, "1 passed, 0 failed\n")
    assert "A flow has a name" in pdplint(copy, "explain", "name-given").stdout


def test_a_clause_is_one_entry(copy: Path) -> None:
    folder = copy / "policies" / "instruments" / "draft-2021"
    path = folder / "article-42.yaml"
    path.write_text(path.read_text("utf-8").rstrip() + CLAUSE, "utf-8")
    assert "129 clauses" in pdplint(copy, "clauses").stdout
    assert "42.1.d" in pdplint(copy, "check", "shop").stdout


def test_an_operator_is_one_function(copy: Path) -> None:
    path = copy / "pdplint" / "operators.py"
    text = path.read_text("utf-8")
    before = text.index("\ndef parse(")
    path.write_text(text[:before].rstrip() + "\n" + OPERATOR + "\n" + text[before:], "utf-8")
    control = copy / "policies" / "controls" / "topic" / "age-doubled.yaml"
    control.parent.mkdir()
    control.write_text(USES_OPERATOR, "utf-8")  # what uses it, to see that it works
    tested = pdplint(copy, "test", "policies/controls/topic/age-doubled.yaml")
    assert (tested.returncode, tested.stdout) == (0, "2 passed, 0 failed\n")


def test_a_report_format_is_one_module(copy: Path) -> None:
    (copy / "pdplint" / "report" / "count.py").write_text(FORMAT, "utf-8")
    reported = pdplint(copy, "check", "shop", "-f", "count")
    assert reported.returncode == 1
    assert reported.stdout.endswith(" findings\n")
    assert "count" in pdplint(copy, "check", "shop", "-f", "nothing").stderr
