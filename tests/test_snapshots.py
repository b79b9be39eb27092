"""Whole reports, kept once: of a small workspace that policies of its own judge.

It is none of the examples, and what judges it is none of what is shipped: so a new control or clause
changes no byte of these. Every part of a report has something to show there.

Where reports have changed on purpose, `PDPLINT_UPDATE=1 python -m pytest tests/test_snapshots.py`
writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.findings import lines_of

ROOT = Path(__file__).parent.parent
SNAPSHOTS = ROOT / "tests" / "snapshots"
WORKSPACE = SNAPSHOTS / "workspace"
AS_OF = "2026-11-21"
REPORTS = {
    "en.txt": ("text", "en"),
    "vi.txt": ("text", "vi"),
    "page.md": ("markdown", "en"),
    "report.json": ("json", "en"),
}
LEDGER, FINDINGS = "clauses.md", "findings.txt"
NAMES = sorted([*REPORTS, LEDGER, FINDINGS])


def pdplint(*arguments: str, at: Path, code: Path) -> str:
    """Return what the command prints, by the code in a folder."""
    dropped = {"NO_COLOR", "COLUMNS", "PDPLINT_DEBUG"}
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in dropped and not (code != ROOT and key.startswith("COV"))  # of a copy
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pdplint", *arguments],
        cwd=at,
        env={**environment, "PYTHONPATH": str(code)},
        capture_output=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode()


def printed(name: str, code: Path = ROOT) -> str:
    """Return a report, the ledger or the findings of the workspace, without what always changes."""
    if name == LEDGER:
        return pdplint("clauses", at=WORKSPACE, code=code)
    if name == FINDINGS:
        [workspace] = json.loads(printed("report.json", code))["workspaces"]
        return "".join(f"{line}\n" for line in lines_of(workspace))
    form, lang = REPORTS[name]
    options = ("--as-of", AS_OF, "--lang", lang, "-f", form)
    text = pdplint("check", "workspace", *options, at=SNAPSHOTS, code=code)
    return settled(text) if form == "json" else text


def settled(text: str) -> str:
    """Return a JSON report without what comes from the tool, the commit and what is shipped."""
    report = json.loads(text)
    del report["tool"]["version"]
    for workspace in report["workspaces"]:
        for key in ("commit", "modified", "policies"):
            del workspace["evidence"][key]
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


@cache
def report() -> Any:
    [workspace] = json.loads(printed("report.json"))["workspaces"]
    return workspace


@pytest.mark.parametrize("name", NAMES)
def test_reports_and_ledger_are_as_expected(name: str) -> None:
    text, path = printed(name), SNAPSHOTS / name
    if os.environ.get("PDPLINT_UPDATE") == "1":
        path.write_text(text, "utf-8", newline="\n")
    assert text == path.read_text("utf-8")


def test_nothing_else_is_expected() -> None:
    assert sorted(path.name for path in SNAPSHOTS.iterdir() if path.is_file()) == NAMES


@pytest.mark.parametrize("part", ["findings", "judged", "relied_on", "deadlines", "loosened"])
def test_every_part_of_a_report_has_something_to_show(part: str) -> None:
    assert len(report()[part]) > 0


def test_findings_of_every_kind_are_shown() -> None:
    found = report()["findings"]
    kinds = {"shortfall", "undeclared", "undecided", "problem"}
    assert {one["kind"] for one in found} == kinds
    assert {one["severity"] for one in found} == {"error", "warning", "note"}
    assert {"applicability", "not-described", "relied_on"} < {one["control"] for one in found}
    for shown in ("waiver", "baselined", "related", "hops", "help"):
        assert any(one[shown] for one in found), shown
    assert any(sum(citation["drives"] for citation in one["citations"]) for one in found)


def test_clauses_of_every_disposition_are_shown() -> None:
    kinds = {"duty", "prohibition", "sanction", "fine_band", "aggravated", "exemption"}
    assert kinds == {one["kind"] for one in report()["judged"]} | {"exemption"}
    states = {"falls_short", "holds", "not_applicable", "conduct", "escalation", "outside"}
    assert {one["state"] for one in report()["judged"]} >= states


def test_amounts_of_two_instruments_are_shown_and_what_is_never_added_up() -> None:
    exposure = report()["exposure"]
    assert {one["currency"] for one in exposure.values()} == {"VND", "USD"}
    assert any(one["apart"] for one in exposure.values())
    assert any(one["scenarios"] for one in exposure.values())
