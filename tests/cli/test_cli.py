from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pdplint import __version__
from tests.workspaces import ROOT, called, describe, pdplint, write

LATE = """\
pdplint: 1
flows: {x: {role: controller, rights: {delete: {within: 49h}}}}
"""
WARNS = "pdplint: 1\nsystems: {site: {user_content: {audience: public}}}\n"
SELECT = ("--select", "deletion-deadline")
EXAMPLE = ROOT / "examples" / "shop"


def printed(*arguments: str | Path, cwd: Path = ROOT) -> dict[str, object]:
    """Return the JSON report of a call, which goes to standard output alone."""
    done = called("check", "-f", "json", *arguments, cwd=cwd)
    assert done.stderr == ""
    found: dict[str, object] = json.loads(done.stdout)
    return found


def own_installation(folder: Path) -> None:
    """Make an installation in a folder: policies and schemas of its own beside the same package."""
    (folder / "pdplint").symlink_to(ROOT / "pdplint")
    for name in ("policies", "schemas"):
        shutil.copytree(ROOT / name, folder / name)


# Exit codes ------------------------------------------------------------------------------------


def test_0_where_nothing_is_at_or_above_the_threshold() -> None:
    assert pdplint("check", EXAMPLE).returncode == 0


def test_1_where_something_is(tmp_path: Path) -> None:
    done = pdplint("check", *SELECT, describe(tmp_path, LATE))
    assert done.returncode == 1
    assert "49h" in done.stdout
    assert done.stderr == ""


def test_2_where_the_call_is_wrong(tmp_path: Path) -> None:
    done = pdplint("check", tmp_path / "nope")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"pdplint: {tmp_path / 'nope'} does not exist\n"


def test_3_where_pdplint_itself_is_broken(tmp_path: Path) -> None:
    """A damaged installation is a fault of pdplint, told in one line and without a traceback."""
    own_installation(tmp_path)
    schema = tmp_path / "schemas" / "description.schema.json"
    schema.write_text(schema.read_text("utf-8")[:100], "utf-8")
    command = [sys.executable, "-m", "pdplint", "check", str(EXAMPLE)]

    def run(**more: str) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "PYTHONPATH": str(tmp_path), **more}
        return subprocess.run(
            command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
        )

    quiet, loud = run(), run(PDPLINT_DEBUG="1")
    assert quiet.returncode == loud.returncode == 3
    assert quiet.stdout == ""
    assert quiet.stderr.startswith("pdplint: a fault of pdplint itself, nothing can be concluded: ")
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in loud.stderr


def test_4_where_nothing_to_check_is_found(tmp_path: Path) -> None:
    done = pdplint("check", tmp_path)
    assert done.returncode == 4
    assert done.stdout == ""
    assert "nothing to check: no description found in" in done.stderr
    assert "`pdplint: 1`" in done.stderr


def test_a_wrong_config_comes_before_findings_and_nothing_found(tmp_path: Path) -> None:
    write(tmp_path, {"pdplint.yaml": "excludes: []\n", "a.yaml": LATE})
    (tmp_path / "empty").mkdir()
    done = called("check", tmp_path, tmp_path / "empty")
    assert done.returncode == 2
    assert "pdplint.yaml:1:1: there is no setting 'excludes'; did you mean exclude?" in done.stderr


@pytest.mark.parametrize(
    ("severity", "codes"),
    [
        pytest.param("warning", {"error": 0, "warning": 1, "note": 1, "never": 0}, id="a warning"),
        pytest.param("note", {"error": 0, "warning": 0, "note": 1, "never": 0}, id="a note"),
    ],
)
def test_fail_on_sets_the_least_severity_that_fails(
    tmp_path: Path, severity: str, codes: dict[str, int]
) -> None:
    describe(tmp_path, LATE, pdplint_yaml=f"severity: {{deletion-deadline: {severity}}}\n")
    call = (
        "check",
        *SELECT,
        "--ignore",
        "applicability",
        "--ignore",
        "not-described",
        "--ignore",
        "nothing-described",
    )
    found = {code: called(*call, "--fail-on", code, tmp_path).returncode for code in codes}
    assert found == codes


# Wrong calls -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("chekc",), "There is no command 'chekc'; did you mean check?", id="a command misspelt"),
        pytest.param(("zzz",), "No such command 'zzz'", id="no such command"),
        pytest.param(("check", "--regmie", "x"), "did you mean", id="an option misspelt"),
        pytest.param(
            ("check", "--regime", "vn-draft-2012", EXAMPLE),
            "there is no regime 'vn-draft-2012'; did you mean vn-draft-2021? (known: ", id="a regime misspelt",
        ),
        pytest.param(("check", "-f", "jsn"), "there is no format 'jsn' (known: ", id="no such format"),
        pytest.param(("check", "-f", "json", "-f", "text"), "only one report can go to standard output", id="two reports"),
        pytest.param(("check", "--as-of", "21.11.2026"), "is not a date: write year-month-day", id="no date"),
        pytest.param(("check", "--as-of", "2026-02-30"), "there is no such day", id="no such day"),
        pytest.param(("check", "--fail-on", "fatal"), "'fatal' is not one of", id="no such severity"),
        pytest.param(("check", "--lang", "fr"), "'fr' is not one of", id="no such language"),
        pytest.param(
            ("check", "--select", "deletion-deadlin", EXAMPLE),
            "the call: there is no control 'deletion-deadlin'; did you mean deletion-deadline?", id="a control misspelt",
        ),
        pytest.param(("check", "--ignore", "zzz", EXAMPLE), "there is no control 'zzz'", id="no such control"),
        pytest.param(("explain",), "Missing argument", id="an argument is missing"),
        pytest.param(("explain", "deletion-deadlin"), "did you mean deletion-deadline?", id="a page misspelt"),
        pytest.param(("clauses", "--regime", "nope"), "there is no regime 'nope'", id="no ledger of that name"),
        pytest.param(("test", "README.md"), "no tests found in README.md", id="a file without tests"),
        pytest.param(("test", "nope.yaml"), "does not exist", id="a file that is not there"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_told_on_standard_error_with_a_hint(
    arguments: tuple[str | Path, ...], message: str
) -> None:
    done = called(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert message.lower() in done.stderr.lower()
    assert "Traceback" not in done.stderr


# Reports ---------------------------------------------------------------------------------------


def test_a_report_can_go_to_a_file_beside_another_to_standard_output(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    done = called("check", *SELECT, tmp_path, "-f", "text", "-f", f"json={tmp_path / 'r.json'}")
    assert done.returncode == 1
    assert "deletion-deadline" in done.stdout
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert "deletion-deadline" in {
        finding["control"] for finding in report["workspaces"][0]["findings"]
    }


@pytest.mark.parametrize("file", ["no/such/folder/r.json", ".", "/", "a.yaml/r.json"])
def test_a_report_that_cannot_be_written_is_a_wrong_call(tmp_path: Path, file: str) -> None:
    describe(tmp_path, LATE)
    done = called("check", ".", "-f", f"json={file}", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("pdplint: cannot write ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml"]


def test_without_paths_the_folder_is_checked_in_which_one_stands(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    report = json.loads(called("check", *SELECT, "-f", "json", cwd=tmp_path).stdout)
    findings = report["workspaces"][0]["findings"]
    assert {finding["path"] for finding in findings} == {"a.yaml"}


def test_a_day_can_be_named_and_today_too(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    assert printed(tmp_path, "--as-of", "2030-01-02")["as_of"] == "2030-01-02"
    assert printed(tmp_path, "--as-of", "today")["as_of"] != "2030-01-02"


def test_a_report_speaks_vietnamese(tmp_path: Path) -> None:
    done = called("check", "--lang", "vi", describe(tmp_path, LATE))
    assert "chưa mô tả" in done.stdout


ESCAPE = "\x1b["


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"TERM": "xterm"}])
def test_no_colour_in_a_pipe(tmp_path: Path, environment: dict[str, str]) -> None:
    done = pdplint("check", describe(tmp_path, LATE), environment=environment)
    assert ESCAPE not in done.stdout


@pytest.mark.parametrize(
    ("environment", "colour"),
    [
        pytest.param({"TERM": "xterm"}, True, id="a terminal"),
        pytest.param({"TERM": "xterm", "NO_COLOR": "1"}, False, id="colours are not wanted"),
        pytest.param({"TERM": "dumb"}, False, id="a terminal without colours"),
    ],
)
def test_colour_on_a_terminal_that_has_it(
    tmp_path: Path,
    environment: dict[str, str],
    colour: bool,
) -> None:
    pty = pytest.importorskip("pty", reason="no terminals here")
    describe(tmp_path, LATE)
    ours, theirs = pty.openpty()
    script = Path(sys.executable).parent / "pdplint"
    environ = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "TERM"}} | environment
    with subprocess.Popen(
        [script, "check", *SELECT, tmp_path], env=environ, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        text = b""
        try:
            while chunk := os.read(ours, 65536):
                text += chunk
        except OSError:  # so Linux says that the other end was closed
            pass
        finally:
            os.close(ours)
    assert process.returncode == 1
    assert (ESCAPE.encode() in text) is colour


# Other commands --------------------------------------------------------------------------------


def test_version_and_help() -> None:
    assert pdplint("--version").stdout == f"pdplint {__version__}\n"
    help_ = pdplint("--help").stdout
    assert pdplint("-h").stdout == help_
    commands = {path.stem.rstrip("_") for path in (ROOT / "pdplint/cli").glob("[a-z]*.py")}
    assert commands <= set(re.findall(r"^  (\w+) ", help_, re.MULTILINE))


def test_without_a_command_the_help_is_shown() -> None:
    done = pdplint()
    assert done.returncode == 2
    assert "Usage: pdplint" in done.stdout + done.stderr


def test_as_a_module_it_is_the_same_command() -> None:
    command = [sys.executable, "-m", "pdplint", "--version"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"pdplint {__version__}\n"


def test_explain_shows_a_control_a_clause_and_a_verdict(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    assert called("explain", "deletion-deadline").stdout.startswith("# deletion-deadline\n")
    assert called("explain", "15.1.e", "--lang", "vi").stdout.startswith("# draft-2021/15.1.e\n")
    done = called("explain", "deletion-deadline", "flows/x", "--root", tmp_path)
    assert done.returncode == 0
    assert "49h; flows/x/rights/delete/within" in done.stdout
    assert called("explain", "deletion-deadline", "flows/y", "--root", tmp_path).returncode == 2
    (tmp_path / "a.yaml").unlink()
    assert called("explain", "deletion-deadline", "flows/x", "--root", tmp_path).returncode == 4


def test_clauses_shows_the_ledger_as_text_and_as_data() -> None:
    text = called("clauses").stdout
    ledger = json.loads(called("clauses", "--format", "json").stdout)
    in_force, draft = ledger["regimes"]
    assert (in_force["regime"], draft["regime"]) == ("vn-2026", "vn-draft-2021")
    every = [*in_force["clauses"], *draft["clauses"]]
    ids = [clause["id"].partition("/")[2] for clause in every]
    assert all(f"**{id_}**" in text for id_ in ids)


def test_test_runs_the_tests_inside_policies() -> None:
    done = called("test", "policies/controls/rights/deletion-deadline.yaml")
    assert done.returncode == 0
    assert re.fullmatch(r"\d+ passed, 0 failed\n", done.stdout)
    assert done.stderr == ""


def test_test_tells_what_failed_with_its_place(tmp_path: Path) -> None:
    own_installation(tmp_path)
    policy = tmp_path / "policies/controls/rights/deletion-deadline.yaml"
    policy.write_text(policy.read_text("utf-8").replace("within: 49h", "within: 48h"), "utf-8")
    command = [sys.executable, "-m", "pdplint", "test", str(policy)]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert re.match(
        r"policies/controls/rights/deletion-deadline\.yaml:\d+: deletion-deadline: an hour late: "
        r"falls_short: expected \['/rights/delete/within'\], found nothing\n",
        done.stdout,
    )
    assert done.stdout.endswith(" passed, 1 failed\n")


# What anyone can put into a file ---------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x00\x01\x02pdplint: 1\xff", id="binary"),
        pytest.param(b"pdplint: 1\nflows: " + b"[" * 50_000, id="50,000 brackets"),
        pytest.param(b"pdplint: 1\nflows: " + b"{a: " * 50_000, id="50,000 braces"),
        pytest.param(b"pdplint: 1\nflows: &a {q: *a}\n", id="an alias inside itself"),
        pytest.param(b"pdplint: 1\na: &a [1,1]\nb: &b [*a,*a]\n" + b"".join(
            b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % ((i, i, *[i - 1] * 8)) for i in range(99, 120)
        ), id="a billion laughs"),
        pytest.param(b"pdplint: 1\nflows: {}\nflows: {}\n", id="a key twice"),
        pytest.param(b"%YAML 1.1\n---\npdplint: 1\n", id="another version"),
        pytest.param(b"pdplint: 1\nflows: !!python/object:os.system {}\n", id="a tag"),
        pytest.param(b'pdplint: 1\nflows: {"x\\e[31m": {}}\n', id="a terminal's commands"),
        pytest.param(b'{"pdplint": 1, "flows": {"\\ud800": {}}}', id="half a character"),
        pytest.param("pdplint: 1\nflows: {q: {}}\n".encode("utf-16"), id="UTF-16"),
        pytest.param(b"- pdplint\n-\npdplint: 1", id="a list and a key"),
        pytest.param(b'pdplint: 1\nnotices: {x: {document: "a\\0b"}}\n', id="a name no file can have"),
        pytest.param(b"pdplint: 1\norganisation: {history: [{clause: a/b, decided_on: 9999-12-31}]}\nflows: 5\n", id="far days"),
    ],
)  # fmt: skip
def test_whatever_a_file_holds_it_is_told_and_the_others_are_judged(
    tmp_path: Path, data: bytes
) -> None:
    write(tmp_path, {"bad.yaml": data, "good.yaml": LATE})
    file = tmp_path / "report.txt"
    done = called("check", "-f", "json", "-f", f"text={file}", tmp_path, tmp_path / "bad.yaml")
    assert done.returncode == 1
    assert done.stderr == ""
    text = file.read_text("utf-8")
    assert "bad.yaml" in text
    assert "\x1b" not in done.stdout + text
    controls = {
        finding["control"] for finding in json.loads(done.stdout)["workspaces"][0]["findings"]
    }
    assert "deletion-deadline" in controls


def test_a_policy_is_no_description(tmp_path: Path) -> None:
    shutil.copy(ROOT / "policies/controls/rights/deletion-deadline.yaml", tmp_path)
    assert called("check", tmp_path).returncode == 4
    done = called("check", tmp_path / "deletion-deadline.yaml")
    assert done.returncode == 1
    assert "the key pdplint is missing" in done.stdout


def test_a_folder_called_like_a_file_is_looked_into(tmp_path: Path) -> None:
    write(tmp_path, {"x.yaml/a.yaml": LATE})
    assert called("check", *SELECT, tmp_path).returncode == 1
    assert called("check", *SELECT, tmp_path / "x.yaml").returncode == 1
