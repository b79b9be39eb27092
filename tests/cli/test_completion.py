"""Completion as a shell asks for it: by words typed, and in a real bash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pdplint.report import formats
from pdplint.run.resources import Resources, shipped_regimes
from pdplint.run.starting import known_services
from tests.workspaces import pdplint

BIN = Path(sys.executable).parent


def completed(*words: str) -> list[str]:
    """Return what is proposed for the last of the words typed."""
    asked = {
        "COMP_WORDS": " ".join(("pdplint", *words)),
        "COMP_CWORD": str(len(words)),
        "_PDPLINT_COMPLETE": "bash_complete",
    }
    done = pdplint(environment=asked)
    assert (done.returncode, done.stderr) == (0, "")
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "proposed"),
    [
        pytest.param(("ch",), ["check"], id="a command"),
        pytest.param(("check", "--fail"), ["--fail-on"], id="an option"),
        pytest.param(("check", "--fail-on", "w"), ["warning"], id="a choice"),
        pytest.param(("check", "-f", "sar"), ["sarif"], id="a format"),
        pytest.param(("check", "-f", ""), formats(), id="all formats"),
        pytest.param(
            ("check", "--regime", ""), ["current", *shipped_regimes(Resources())], id="all regimes"
        ),
        pytest.param(("check", "--regime", "vn-draft"), ["vn-draft-2021"], id="a regime"),
        pytest.param(
            ("init", "--regime", "vn-draft"), ["vn-draft-2021"], id="a regime to begin with"
        ),
        pytest.param(("init", "--service", "e_"), ["e_commerce"], id="a service"),
        pytest.param(("init", "--service", ""), known_services(), id="all services"),
        pytest.param(("schema", "desc"), ["description"], id="a schema"),
        pytest.param(("schema", "zzz"), [], id="nothing begins so"),
        pytest.param(("chekc", "-"), ["--version", "-h", "--help"], id="behind a command misspelt"),
    ],
)
def test_words_are_completed(words: tuple[str, ...], proposed: list[str]) -> None:
    found = completed(*words)
    assert set(found) == set(proposed) if words[0] == "chekc" else found == proposed


BASH = r"""
set -u
eval "$(_PDPLINT_COMPLETE=bash_source pdplint)"
COMP_WORDS=(pdplint ch) COMP_CWORD=1
_pdplint_completion pdplint ch pdplint
printf '%s\n' "${COMPREPLY[@]}"
complete -p pdplint
"""


def test_bash_completes_with_what_the_document_says() -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    done = subprocess.run(
        [bash, "--noprofile", "--norc", "-c", BASH],
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    proposed, registered = done.stdout.splitlines()
    assert (proposed, done.returncode) == ("check", 0), done.stderr
    assert registered.endswith("_pdplint_completion pdplint")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_each_shell_is_printed(shell: str) -> None:
    done = pdplint(environment={"_PDPLINT_COMPLETE": f"{shell}_source"})
    assert done.returncode == 0
    assert f"_PDPLINT_COMPLETE={shell}_complete" in done.stdout
