"""The workspaces that are measured are what they say; what is measured is not looked at here."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from bench.workspaces import BROKEN, descriptions_in, long_law, many_workspaces, one_workspace
from tests.workspaces import ROOT, called

if TYPE_CHECKING:
    from pathlib import Path


def test_one_workspace_has_about_so_many_descriptions(tmp_path: Path) -> None:
    count = one_workspace(tmp_path / "w", 2 * BROKEN + 3)
    assert count == len(descriptions_in(tmp_path / "w")) == 2 * BROKEN + 3
    done = called("check", str(tmp_path / "w"), "-f", "github")
    assert done.returncode == 1
    assert done.stdout.count("::error") == 1, "every twentieth copy promises too much, and no other"


def test_many_workspaces_are_apart(tmp_path: Path) -> None:
    assert many_workspaces(tmp_path, 3) == len(descriptions_in(tmp_path)) == 9
    assert called("check", str(tmp_path)).returncode == 0


def test_a_long_law_has_so_many_clauses_and_is_judged(tmp_path: Path) -> None:
    one_workspace(tmp_path / "w", 3)
    count = long_law(tmp_path / "w", 200)
    assert 200 <= count < 400
    done = called("check", str(tmp_path / "w"))
    assert f"of {count} clauses" in done.stdout


def test_peers_that_are_not_here_are_named() -> None:
    command = [sys.executable, "-m", "bench.compare", "--files", "3", "--rounds", "1"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PATH": os.devnull},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "skipped: check-jsonschema, yamllint, spectral, conftest, git" in done.stdout
    assert "| pdplint |" in done.stdout


def test_peers_check_three_things() -> None:
    peers = ROOT / "bench" / "peers"
    assert len(yaml.safe_load((peers / "spectral.yaml").read_text("utf-8"))["rules"]) == 3
    assert (peers / "policy.rego").read_text("utf-8").count(" contains message if {") == 3


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["bench.lineage", "--sizes", "4,8"], id="how lineage grows"),
        pytest.param(
            ["bench.bounded", "--size", "3", "--shapes", "a hub of consents", "--formats", "json"],
            id="hostile files",
        ),
    ],
)
def test_what_the_docs_measure_with_runs(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
