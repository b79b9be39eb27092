"""What a change introduced, and what an editor holds but has not saved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pdplint.cli import _progress
from pdplint.run.changes import Before
from pdplint.run.discovery import Unsaved
from pdplint.run.errors import UsageError
from pdplint.run.tree import Tree
from tests.workspaces import called, describe, ran, write

FLOW = "{role: controller, rights: {delete: {within: 49h}}}"
LATE = f"pdplint: 1\norganisation: {{}}\nflows:\n  x: {FLOW}\n"
SELECT = ("deletion-deadline",)


def git(folder: Path, *arguments: str) -> None:
    who = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b",
    }
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(
        ["git", "-C", folder, *arguments],  # noqa: S607 the git that pdplint finds too
        check=True,
        capture_output=True,
        env={**os.environ, **who, **alone},
    )


def committed(folder: Path, files: dict[str, str]) -> Path:
    """Commit files in a new repository."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q")
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "m")
    return folder


def new(folder: Path, *paths: Path, **options: Any) -> list[tuple[str, str]]:
    """Return what is new since the commit: control and subject."""
    asked = {"select": SELECT, "changed_since": "HEAD", **options}
    return [(f.control, f.subject) for f in ran(*(paths or [folder]), **asked).findings]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"a.yaml": LATE}, {}, [], id="nothing changed"),
        pytest.param({"a.yaml": LATE}, {"a.yaml": "# moved\n" + LATE}, [], id="lines moved"),
        pytest.param({"a.yaml": LATE}, {"a.yaml": LATE.replace("49h", "50h")}, [], id="another value at the same place"),
        pytest.param({"a.yaml": LATE}, {"a.yaml": "pdplint: 1\n", "b.yaml": LATE}, [], id="moved to another file"),
        pytest.param({"a.yaml": LATE}, {"a.yaml": LATE + f"  y: {FLOW}\n"}, [("deletion-deadline", "flows/y")], id="another flow"),
        pytest.param({"a.yaml": LATE.replace("49h", "24h")}, {"a.yaml": LATE}, [("deletion-deadline", "flows/x")], id="it became late"),
        pytest.param({}, {"a.yaml": LATE}, [("deletion-deadline", "flows/x")], id="all is new"),
        pytest.param({"a.yaml": LATE}, {"b.yaml": "pdplint: 1\nflows: [\n"}, [("syntax", "flows/0")], id="a file that is broken"),
        pytest.param({"a.yaml": LATE, "b.yaml": "pdplint: 1\nflows: [\n"}, {}, [], id="it was broken"),
        pytest.param({"a.yaml": "pdplint: 1\nflows: [\n"}, {"a.yaml": LATE}, [("deletion-deadline", "flows/x")], id="all was broken"),
        pytest.param({"a.yaml": LATE, ".x/b.yaml": LATE}, {"c.yaml": "pdplint: 1\nflows: {x: {}}\n"}, [("reference", "flows/x")] * 2, id="hidden folders are no part of it"),
    ],
)  # fmt: skip
def test_only_what_the_change_introduced_is_reported(
    tmp_path: Path, before: dict[str, str], after: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    write(committed(tmp_path, before), after)
    assert new(tmp_path) == expected


def test_what_another_file_brings_about_is_of_the_change(tmp_path: Path) -> None:
    rights = "pdplint: 1\nrights: {desk: {delete: {within: 24h}}}\n"
    flow = "pdplint: 1\norganisation: {}\nflows: {x: {role: controller, rights: desk}}\n"
    committed(tmp_path, {"pdplint.yaml": "", "a.yaml": rights, "b.yaml": flow})
    write(tmp_path, {"a.yaml": rights.replace("24h", "49h")})
    assert new(tmp_path, tmp_path / "b.yaml") == [("deletion-deadline", "rights/desk")]


def test_a_further_clause_is_new_though_the_place_is_not(tmp_path: Path) -> None:
    [finding] = ran(describe(tmp_path, LATE), select=SELECT).findings
    known = Before.of([finding._replace(citations=())])
    assert not known.had(finding)
    assert Before.of([finding]).had(finding)


WAIVER = (
    "waivers: [{control: deletion-deadline, subject: flows/x, kind: shortfall, "
    "clauses: [draft-2021/15.1.e], reason: r, approver: a, ticket: t, until: 2027-01-31}]\n"
)
BASELINE = """\
version: 1
findings:
  - {control: deletion-deadline, kind: shortfall, subject: flows/x, pointer: /rights/delete/within, clauses: [draft-2021/15.1.e]}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("waivers.yaml", WAIVER, id="a waiver"),
        pytest.param("pdplint-baseline.yaml", BASELINE, id="a baseline"),
    ],
)
def test_taking_out_what_accepted_a_finding_brings_it_back(
    tmp_path: Path, name: str, text: str
) -> None:
    committed(tmp_path, {"a.yaml": LATE, name: text})
    assert new(tmp_path) == []
    (tmp_path / name).unlink()
    assert new(tmp_path) == [("deletion-deadline", "flows/x")]


def test_a_waiver_that_the_change_broke_is_of_the_change(tmp_path: Path) -> None:
    committed(tmp_path, {"a.yaml": LATE, "waivers.yaml": WAIVER})
    write(tmp_path, {"waivers.yaml": WAIVER.replace("flows/x", "flows/xx")})
    assert new(tmp_path) == [("deletion-deadline", "flows/x"), ("waiver", "flows/xx")]


def test_waivers_that_stand_elsewhere_are_those_of_today(tmp_path: Path) -> None:
    committed(tmp_path / "r", {"a.yaml": LATE})
    write(tmp_path, {"w.yaml": WAIVER.replace("flows/x", "flows/xx")})
    assert new(tmp_path / "r", waivers=tmp_path / "w.yaml") == []


def test_a_baseline_that_could_not_be_used_then_is_none(tmp_path: Path) -> None:
    committed(tmp_path, {"a.yaml": LATE, "pdplint-baseline.yaml": "version: 0\n"})
    write(tmp_path, {"pdplint-baseline.yaml": BASELINE})
    assert new(tmp_path) == []


def test_papers_are_those_of_the_tree(tmp_path: Path) -> None:
    notice = "notices: {n: {document: 'docs/a.md#Here'}, m: {document: docs/b.md}, o: {document: x/../../y}}\n"
    text = LATE + notice.replace("#Here", "#here")
    committed(tmp_path, {"a.yaml": text, "docs/a.md": "# Here\n", "docs/b.md": "b"})
    assert [f for f, _ in new(tmp_path)] == []
    write(tmp_path, {"docs/a.md": "# There\n"})
    assert new(tmp_path) == [("file", "notices/n")]
    (tmp_path / "docs/a.md").unlink()
    (tmp_path / "docs/b.md").unlink()
    assert new(tmp_path) == [("file", "notices/n"), ("file", "notices/m")]


def test_links_are_followed_inside_the_tree_only(tmp_path: Path) -> None:
    root = tmp_path / "r"
    root.mkdir()
    (root / "inside.yaml").symlink_to("d/a.txt")
    (root / "loop.yaml").symlink_to("loop.yaml")
    (root / "out.yaml").symlink_to("../secret.yaml")
    write(tmp_path, {"secret.yaml": LATE})
    committed(root, {"d/a.txt": LATE})
    tree = Tree(root.resolve(), "HEAD", "--changed-since")
    assert tree.data("inside.yaml") == LATE.encode()
    assert tree.data("loop.yaml") is None
    assert tree.data("out.yaml") is None
    assert ("deletion-deadline", "flows/x") not in new(root)


def test_a_workspace_below_the_root_of_the_repository(tmp_path: Path) -> None:
    committed(
        tmp_path, {"team/a b/a.yaml": LATE, "team/a b/é.yaml": "pdplint: 1\n", "other.yaml": LATE}
    )
    folder = tmp_path / "team/a b"
    assert new(folder) == []
    write(folder, {"b.yaml": f"pdplint: 1\nflows: {{y: {FLOW}}}\n"})
    assert new(folder) == [("deletion-deadline", "flows/y")]


def test_folders_with_a_config_of_their_own_are_apart_then_too(tmp_path: Path) -> None:
    other = f"pdplint: 1\nflows: {{y: {FLOW}}}\n"
    committed(tmp_path, {"a.yaml": LATE, "in/a.yaml": LATE.replace("49h", "24h")})
    write(tmp_path, {"in/pdplint.yaml": "", "b.yaml": other})
    assert new(tmp_path) == [("deletion-deadline", "flows/y")]


def test_a_hook_that_says_where_its_repository_is_does_not_mislead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(tmp_path, {"a.yaml": LATE})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "no-index"))
    assert new(tmp_path) == []


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        pytest.param("nope", "there is no commit 'nope' in the repository of", id="no such ref"),
        pytest.param("--help", "there is no commit '--help'", id="what looks like an option"),
        pytest.param("HEAD:a.yaml", "there is no commit 'HEAD:a.yaml'", id="a file"),
        pytest.param("a\nb", "there is no commit", id="two lines"),
    ],
)
def test_a_ref_that_does_not_exist_exits_2(tmp_path: Path, ref: str, message: str) -> None:
    done = called("check", "--changed-since", ref, cwd=committed(tmp_path, {"a.yaml": LATE}))
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_without_a_repository_or_git_the_call_is_wrong(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    call = ("check", "--changed-since", "HEAD")
    done = called(
        *call, cwd=tmp_path, environment={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    )
    assert done.returncode == 2
    assert "not a git repository" in done.stderr
    done = called(*call, cwd=tmp_path, environment={"PATH": str(tmp_path)})
    assert done.returncode == 2
    assert "--changed-since needs git, and there is none on the PATH" in done.stderr


def test_an_object_that_is_missing_is_told(tmp_path: Path) -> None:
    committed(tmp_path, {"a.yaml": LATE})
    tree = Tree(tmp_path.resolve(), "HEAD", "--changed-since")
    oid = tree.files["a.yaml"].oid
    (tmp_path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(UsageError, match="is missing in this clone; fetch it first"):
        tree.keep(["a.yaml"])


def test_the_report_says_that_it_is_not_all(tmp_path: Path) -> None:
    committed(tmp_path, {"a.yaml": LATE})
    done = called("check", "--changed-since", "HEAD", cwd=tmp_path)
    assert done.returncode == 0
    assert "changed-since: HEAD (--changed-since)" in done.stdout


# What is not saved ------------------------------------------------------------------------------


def unsaved(folder: Path, name: str, text: str, *paths: Path) -> list[tuple[str, str]]:
    file = folder / name
    report = ran(*(paths or [file]), select=SELECT, unsaved=Unsaved(file, text.encode()))
    return [(f.control, f.subject) for f in report.findings]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("a.yaml", id="a file that is there"),
        pytest.param("new.yaml", id="a file that is not there yet"),
        pytest.param("new/folder/x.yaml", id="nor its folder"),
        pytest.param("notes.txt", id="whatever its ending"),
    ],
)
def test_a_buffer_is_judged_in_its_workspace(tmp_path: Path, name: str) -> None:
    rights = "pdplint: 1\norganisation: {}\nrights: {desk: {delete: {within: 49h}}}\n"
    write(
        tmp_path, {"pdplint.yaml": "", "a.yaml": "pdplint: 1\nflows: {}\n", "rights.yaml": rights}
    )
    text = "pdplint: 1\nflows: {x: {role: controller, rights: desk}}\n"
    assert unsaved(tmp_path, name, text) == [("deletion-deadline", "rights/desk")]


def test_a_buffer_stands_in_place_of_its_file(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    assert unsaved(tmp_path, "a.yaml", LATE.replace("49h", "24h"), tmp_path) == []
    write(tmp_path, {"a.yaml": "x: 1\n", "b.yaml": "flows: {}\nsystems: {}\n"})
    assert ("deletion-deadline", "flows/x") in unsaved(tmp_path, "a.yaml", LATE, tmp_path)
    write(tmp_path, {"a.yaml": "x: 1\n"})
    assert unsaved(tmp_path, "b.yaml", LATE, tmp_path) == [("deletion-deadline", "flows/x")]


def test_the_command_reads_standard_input(tmp_path: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "pdplint", "check", "-f", "json", "--stdin-filename", "x.yaml"],
        cwd=tmp_path, input=LATE, capture_output=True, check=False, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    findings = json.loads(done.stdout)["workspaces"][0]["findings"]
    assert {finding["path"] for finding in findings} == {"x.yaml"}
    assert list(tmp_path.iterdir()) == []


def test_standard_input_is_read_within_the_limit_of_a_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "pdplint", "check", "--stdin-filename", "a.yaml"],
        cwd=tmp_path,
        input=b"#" * 40_000_000,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"The file is larger than 2000000 bytes" in done.stdout


def test_a_config_is_no_description(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a config; --stdin-filename is for a description"):
        unsaved(tmp_path, "pdplint.yaml", "")


# Progress ---------------------------------------------------------------------------------------


def on_terminal(script: str) -> bytes:
    """Run Python on a terminal of its own and return what it wrote there."""
    pty = pytest.importorskip("pty", reason="no terminals here")
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", script], stderr=theirs, stdout=theirs) as process:
        os.close(theirs)
        text = b""
        try:
            while chunk := os.read(ours, 65536):
                text += chunk
        except OSError:  # so Linux says that the other end was closed
            pass
        finally:
            os.close(ours)
    assert process.returncode == 0
    return text


RUN = """
import time
from pdplint.cli._progress import Progress
with Progress(patience={patience}) as tell:
    tell("judging {stage}")
    time.sleep({lasts})
"""


def test_a_run_that_lasts_shows_on_a_terminal_what_it_does() -> None:
    text = on_terminal(RUN.format(patience=0.1, lasts=0.5, stage="\\x1b[31mx##[y" + "y" * 99))
    assert b"pdplint: judging ?[31mx#\\u0023[y" in text
    assert "…".encode() in text
    assert b"\x1b[31m" not in text
    assert text.endswith(b"  \r")


def test_a_short_run_shows_nothing() -> None:
    assert on_terminal(RUN.format(patience=5, lasts=0, stage="x")) == b""


def test_in_a_pipe_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with _progress.Progress(patience=0) as tell:
        tell("judging")
    assert capsys.readouterr() == ("", "")
