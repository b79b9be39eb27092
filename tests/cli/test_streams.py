"""Standard streams, a working folder and memory that are not there, or give out amid a report."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workspaces import ROOT, describe, pdplint

EXAMPLE = ROOT / "examples" / "shop"
LATE = "pdplint: 1\nflows: {x: {role: controller, rights: {delete: {within: 49h}}}}\n"

BASH = shutil.which("bash") or "bash"


def in_shell(line: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which `$P` is the installed command; its exit code is what counts."""
    script = Path(sys.executable).parent / "pdplint"
    return subprocess.run(
        [BASH, "-o", "pipefail", "-c", line], cwd=cwd, capture_output=True, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "", "P": str(script), **environment},
        check=False, timeout=60,
    )  # fmt: skip


HAS_FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
LONG = "check -f html examples/shop-broken"  # more than a pipe holds
UNBUFFERED = pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])


FULL = (
    "check examples/shop-broken", "check -f json=/dev/stdout examples/shop-broken", "graph examples/shop",
    "clauses", "clauses -f json", "config", "config -f json", "explain 15.1.e", "schema", "schema report",
    "test policies/controls/rights/deletion-deadline.yaml", "--version", "--help", "check --help",
)  # fmt: skip
LOST = [
    pytest.param(f"$P {LONG} >&-", "it is closed", id="closed"),
    pytest.param(f"$P {LONG} </dev/null 1<&0", "Bad file descriptor", id="open for reading"),
    pytest.param(f"$P {LONG} | head -1", "its reader went away", id="a reader gone"),
    pytest.param("$P explain 15.1.e | true", "its reader went away", id="a reader never there"),
    *(
        pytest.param(f"$P {call} >/dev/full", "No space left", id=f"full: {call}", marks=HAS_FULL)
        for call in FULL
    ),
]


@pytest.mark.parametrize(("line", "why"), LOST)
@UNBUFFERED
def test_output_that_does_not_arrive_is_told_and_is_2(line: str, why: str, unbuffered: str) -> None:
    """Neither 0 nor 1: whoever asked does not have what was found."""
    done = in_shell(line, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("pdplint: cannot write ")
    assert why in sentence


@UNBUFFERED
def test_a_disk_that_fills_up_amid_a_report_is_told(tmp_path: Path, unbuffered: str) -> None:
    """Written in parts, and unbuffered Python writes the first and says nothing of the rest."""
    file = tmp_path / "report"
    done = in_shell(f"ulimit -f 9; $P {LONG} >{file}", PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 2
    assert "pdplint: cannot write all to standard output: File too large" in done.stderr
    assert file.stat().st_size <= 9 * 1024


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("$P check examples/shop-broken 2>&-", 1, id="closed, nothing to say"),
        pytest.param("$P check examples/shop 2>/dev/full", 0, id="full, nothing to say"),
        pytest.param("$P check nowhere 2>&-", 2, id="closed, a wrong call"),
        pytest.param("$P check nowhere 2>/dev/full", 2, id="full, a wrong call"),
        pytest.param("$P chekc 2>/dev/full", 2, id="full, no such command"),
        pytest.param("$P check docs 2>/dev/full", 4, id="full, nothing found"),
        pytest.param("$P check examples/shop >&- 2>&-", 2, id="both are closed"),
        pytest.param("$P check examples/shop <&- >&- 2>&-", 2, id="all are closed"),
    ],
)
@HAS_FULL
@UNBUFFERED
def test_without_standard_error_the_exit_code_says_it(
    line: str, code: int, unbuffered: str
) -> None:
    done = in_shell(line, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == code
    assert done.stderr == ""


def test_what_goes_to_files_needs_no_standard_output(tmp_path: Path) -> None:
    """Nor is the file opened by the number of the closed stream, to which all else is printed."""
    done = in_shell(f"$P check examples/shop -f json={tmp_path}/r.json <&- >&- 2>&-")
    assert done.returncode == 0
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["summary"]["error"] == 0


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("$P check --stdin-filename a.yaml <&-", "standard input, and it is closed", id="closed"),
        pytest.param("$P check --stdin-filename a.yaml 0>/dev/null", "it cannot be read: Bad file", id="not for reading"),
        pytest.param("$P waive 0123 <&-", "A waiver is signed", id="nobody to ask"),
    ],
)  # fmt: skip
def test_standard_input_that_is_not_there_is_told(line: str, why: str) -> None:
    done = in_shell(line)
    assert done.returncode == 2
    assert why in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "call",
    ["check .", "check", f"check {EXAMPLE}", "graph", "config", "baseline", "init", "init x",
     "explain deletion-deadline flows/x", "waive 0123 --reason r --approver a --ticket t --until 2099-01-01"],
)  # fmt: skip
def test_a_working_folder_that_is_gone_is_told(tmp_path: Path, call: str) -> None:
    done = in_shell(f"mkdir x; cd x; rmdir ../x; $P {call}", tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "pdplint: there is no working folder" in done.stderr
    assert "change to one that is there" in done.stderr
    assert len(done.stderr.splitlines()) == 1


# So much memory as the process has, and some megabytes more.
SHORT_OF_MEMORY = """
import resource, sys
from pdplint.cli import main
if {warm}:
    try: main(["check", {small!r}])
    except SystemExit: sys.stdout.flush()
has = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (has + ({more} << 20),) * 2)
main(["check", {path!r}])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's here")
@pytest.mark.parametrize(
    ("warm", "more"),
    [
        pytest.param(True, 1, id="a file that cannot be read"),
        pytest.param(True, 3, id="a file that cannot be decoded"),
        pytest.param(False, 0, id="nothing more at all"),
        pytest.param(False, 4, id="a module that cannot be loaded"),
        pytest.param(False, 8, id="a larger one"),
    ],
)
def test_memory_that_is_not_there_is_told(tmp_path: Path, *, warm: bool, more: int) -> None:
    describe(tmp_path / "small", LATE)
    describe(tmp_path / "large", LATE + f"# {'x' * 1_900_000}\n")
    code = SHORT_OF_MEMORY.format(
        warm=warm, more=more, small=str(tmp_path / "small"), path=str(tmp_path / "large")
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.startswith("pdplint: out of memory, nothing can be concluded; check fewer")
    assert len(done.stderr.splitlines()) == 1


def test_a_console_that_knows_no_vietnamese_gets_the_report_all_the_same(tmp_path: Path) -> None:
    done = pdplint(
        "check",
        "--lang",
        "vi",
        describe(tmp_path, LATE),
        environment={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )
    assert done.returncode == 1
    assert "chưa" in done.stdout
