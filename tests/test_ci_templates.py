"""What others put into their pipelines: valid for its consumer, inert to its inputs, working."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.test_docs import block
from tests.test_hooks import BESIDE, SHIPPED, offline
from tests.workspaces import ROOT, write

BIN = Path(sys.executable).parent
ACTION = ROOT / "action.yml"
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
GITLAB = ROOT / "templates" / "gitlab-ci.yml"
ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"

LATE = "pdplint: 1\nflows: {x: {role: controller, rights: {delete: {within: 49h}}}}\n"


def tool(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a linter from the environment of the tests."""
    return subprocess.run(
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def linter(name: str) -> Path:
    """Return a linter of the dependency group `lint`, and skip where only `test` is installed."""
    if not (BIN / name).exists():
        pytest.skip(f"{name} is not installed here; the dependency group lint has it")
    return BIN / name


def documented(folder: Path) -> Path:
    """Write the pipelines that docs/ci.md shows as files, and return the folder."""
    return write(
        folder,
        {
            ".github/workflows/pdplint.yml": block("docs/ci.md", "workflow"),
            ".gitlab-ci.yml": block("docs/ci.md", "gitlab"),
            "templates/gitlab-ci.yml": GITLAB.read_text("utf-8"),
        },
    )


# Linters made for these files --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        pytest.param("github-actions", ACTION, id="the action"),
        pytest.param("github-workflows", WORKFLOW, id="our own workflow"),
        pytest.param("github-workflows-require-timeout", WORKFLOW, id="each job has a time limit"),
        pytest.param("gitlab-ci", GITLAB, id="the template for GitLab"),
    ],
)
def test_files_have_the_form_that_their_consumer_publishes(schema: str, path: Path) -> None:
    done = tool(linter("check-jsonschema"), "--builtin-schema", schema, path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        pytest.param("github-workflows", ".github/workflows/pdplint.yml", id="GitHub"),
        pytest.param("gitlab-ci", ".gitlab-ci.yml", id="GitLab"),
    ],
)
def test_pipelines_in_the_documents_have_that_form_too(
    tmp_path: Path, schema: str, name: str
) -> None:
    done = tool(linter("check-jsonschema"), "--builtin-schema", schema, documented(tmp_path) / name)
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_nothing_to_attack(tmp_path: Path) -> None:
    shown = documented(tmp_path) / ".github" / "workflows" / "pdplint.yml"
    files = (ACTION, WORKFLOW, ROOT / ".pre-commit-config.yaml", shown)
    done = tool(linter("zizmor"), "--offline", "--no-progress", "--no-config", *files)
    assert done.returncode == 0, done.stdout + done.stderr


def actionlint() -> list[str]:
    """Return how to run actionlint; it is no package of Python, Go makes it where there is Go."""
    if found := shutil.which("actionlint"):
        return [found]
    if not (go := shutil.which("go")):
        pytest.skip("actionlint is not installed, and there is no Go to make it")
    command = [go, "run", ACTIONLINT]
    made = tool(*command, "-version")
    if made.returncode != 0:
        pytest.skip(f"actionlint cannot be made here: {made.stderr.strip()[-200:]}")
    return command


@pytest.mark.network
def test_actionlint_finds_no_mistake(tmp_path: Path) -> None:
    shown = documented(tmp_path) / ".github" / "workflows" / "pdplint.yml"
    done = tool(*actionlint(), WORKFLOW, shown)
    assert (done.returncode, done.stdout) == (0, "")


# What no linter asks -----------------------------------------------------------------------------


def loaded(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


def scripts() -> dict[str, str]:
    """Return the scripts of the action, by name."""
    steps = loaded(ACTION)["runs"]["steps"]
    return {step["name"]: step["run"] for step in steps if "run" in step}


def test_no_input_is_written_into_a_script() -> None:
    assert [name for name, script in scripts().items() if "${{" in script] == []


def test_the_document_lists_the_inputs_of_the_action() -> None:
    text = (ROOT / "docs" / "ci.md").read_text("utf-8")
    table = text.partition("| input |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE) == list(loaded(ACTION)["inputs"])


def test_the_document_pins_what_the_workflow_pins() -> None:
    pin = re.compile(r"actions/checkout@([0-9a-f]{40}) # (\S+)")
    found = pin.findall(block("docs/ci.md", "workflow"))
    assert found
    assert set(found) <= set(pin.findall(WORKFLOW.read_text("utf-8")))


# The action's own script -------------------------------------------------------------------------


class Step(NamedTuple):
    """How a step of the action ended: exit code, log, summary, outputs."""

    code: int
    log: str
    summary: str
    outputs: dict[str, str]


def step(folder: Path, **inputs: str) -> Step:
    """Run the step `Check` as the runner does, in a folder, with the installed pdplint."""
    temp = folder.parent / "runner"
    temp.mkdir(exist_ok=True)
    summary, outputs = temp / "summary", temp / "outputs"
    given = dict.fromkeys(("REGIMES", "ARGS", "SETTINGS_FROM", "BASE"), "")
    given |= {"PATHS": ".", "FAIL_ON": "error", "NEW_WAIVERS": "list"}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", scripts()["Check"]],  # noqa: S607
        cwd=folder,
        env={
            **os.environ,
            **given,
            "PDPLINT": str(BIN / "pdplint"),
            **inputs,
            "RUNNER_TEMP": str(temp),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_OUTPUT": str(outputs),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    lines = outputs.read_text("utf-8").splitlines() if outputs.exists() else []
    return Step(
        done.returncode,
        done.stdout + done.stderr,
        summary.read_text("utf-8") if summary.exists() else "",
        dict(line.split("=", 1) for line in lines),
    )


@pytest.mark.installs
def test_the_action_installs_pdplint_from_its_own_checkout(tmp_path: Path) -> None:
    checkout, temp = tmp_path / "checkout", tmp_path / "temp"
    for name in (*SHIPPED, "requirements"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        shutil.copy(ROOT / name, checkout / name)
    temp.mkdir()
    outputs = temp / "outputs"
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", scripts()["Install pdplint"]],  # noqa: S607
        env={
            **os.environ,
            **offline(),
            "PYTHON": sys.executable,
            "RUNNER_TEMP": str(temp),
            "GITHUB_ACTION_PATH": str(checkout),
            "GITHUB_OUTPUT": str(outputs),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    installed = outputs.read_text("utf-8").strip().removeprefix("pdplint=")
    assert tool(installed, "check", "examples/shop").returncode == 0


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return write(tmp_path / "work", {"privacy/a.yaml": LATE})


def test_findings_fail_the_step_and_stand_in_log_summary_and_sarif(work: Path) -> None:
    done = step(work)
    assert done.code == 1
    assert "::error file=privacy/a.yaml,line=2," in done.log
    assert "15.1.e" in done.summary
    (run,) = json.loads(Path(done.outputs["sarif"]).read_text("utf-8"))["runs"]
    assert "deletion-deadline" in {result["ruleId"] for result in run["results"]}


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        pytest.param({"FAIL_ON": "never"}, 0, id="a threshold"),
        pytest.param({"ARGS": "--select deletion-deadline --lang vi"}, 1, id="options"),
        pytest.param({"REGIMES": "vn-draft-2021"}, 1, id="a regime"),
        pytest.param({"PATHS": "privacy\n\nprivacy/a.yaml\n"}, 1, id="a path a line"),
    ],
)
def test_inputs_reach_the_command(work: Path, inputs: dict[str, str], code: int) -> None:
    done = step(work, **inputs)
    assert (done.code, "sarif" in done.outputs) == (code, True), done.log


@pytest.mark.parametrize(
    ("inputs", "code", "told"),
    [
        pytest.param({"PATHS": "empty"}, 4, "nothing to check", id="nothing to check"),
        pytest.param({"PATHS": "nope"}, 2, "nope does not exist", id="no such path"),
        pytest.param({"REGIMES": "vn-draft-2012"}, 2, "did you mean", id="no such regime"),
        pytest.param({"ARGS": "--nope"}, 2, "--nope", id="no such option"),
    ],
)
def test_what_was_not_judged_fails_without_a_report(
    work: Path, inputs: dict[str, str], code: int, told: str
) -> None:
    (work / "empty").mkdir()
    done = step(work, **inputs)
    assert (done.code, done.outputs, done.summary) == (code, {}, "")
    assert told in done.log


HOSTILE = "$(touch pwned) `touch pwned` ; touch pwned && touch pwned | touch pwned"


@pytest.mark.parametrize("name", ["PATHS", "REGIMES", "ARGS", "FAIL_ON"])
def test_hostile_inputs_run_nothing(work: Path, name: str) -> None:
    done = step(work, **{name: HOSTILE})
    assert done.code == 2
    assert list(work.rglob("pwned")) == []


def test_a_path_that_looks_like_an_option_is_a_path(work: Path) -> None:
    done = step(work, PATHS="--fail-on=never")
    assert (done.code, "--fail-on=never does not exist" in done.log) == (2, True)


def test_names_are_not_expanded(work: Path) -> None:
    done = step(work, PATHS="*")
    assert (done.code, "* does not exist" in done.log) == (2, True)


def test_a_path_may_hold_spaces(work: Path) -> None:
    write(work, {"a b/c.yaml": LATE})
    assert "file=a b/c.yaml" in step(work, PATHS="a b").log


# What a change may not choose by itself -----------------------------------------------------------

# As tests/test_hooks.py has it: nobody's settings, and a name to commit by.
GIT = {
    **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "Somebody"),
    **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "s@shop.example"),
}


def git(folder: Path, *arguments: str | Path) -> str:
    """Run git in a folder and return what it says."""
    done = subprocess.run(
        ["git", *arguments],  # noqa: S607 whichever there is
        cwd=folder,
        env=GIT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.strip()


class Change(NamedTuple):
    """A clone as deep as pipelines have it, checked out at a change, and the base in its origin."""

    clone: Path
    base: str


@pytest.fixture
def change(tmp_path: Path) -> Change:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    origin = write(tmp_path / "origin", {"privacy/a.yaml": LATE})
    git(origin, "init", "--quiet", "--initial-branch", "main")
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", "As it was")
    base = git(origin, "rev-parse", "HEAD")
    git(origin, "switch", "--quiet", "--create", "change")
    for days in ("50h", "51h"):
        write(origin, {"privacy/a.yaml": LATE.replace("49h", days)})
        git(origin, "commit", "--quiet", "--all", "--message", days)
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=change", origin.as_uri(), "clone")
    return Change(tmp_path / "clone", base)


def stand_in(folder: Path) -> Path:
    """Write a command that notes in `folder/told` with what it is called; return it."""
    made = folder / "bin" / "pdplint"
    write(folder, {"bin/pdplint": f'#!/bin/sh\nprintf "%s\\n" "$@" >"{folder / "told"}"\n'})
    made.chmod(0o755)
    return made


def handed(folder: Path) -> dict[str, str]:
    """Return which settings the stand-in was called with; it must have been."""
    words = (folder / "told").read_text("utf-8").splitlines()
    assert "--no-cache" in words
    options = ("--settings-from", "--new-waivers")
    return {word: words[at + 1] for at, word in enumerate(words) if word in options}


def judged(change: Change, **inputs: str) -> Step:
    """Run the step in a clone, with a stand-in for pdplint."""
    folder = change.clone.parent
    (folder / "told").unlink(missing_ok=True)
    return step(change.clone, PDPLINT=str(stand_in(folder)), **inputs)


def test_a_pull_request_is_judged_by_the_settings_of_its_base(change: Change) -> None:
    git(change.clone, "fetch", "--quiet", "--unshallow")
    git(change.clone, "remote", "remove", "origin")  # what is there need not be fetched
    done = judged(change, BASE=change.base)
    assert handed(change.clone.parent) == {"--settings-from": change.base, "--new-waivers": "list"}
    assert (
        f"::notice::pdplint: config, own policies and baseline are those of {change.base}"
        in done.log
    )
    assert (done.code, done.log.count("::")) == (0, 2)


def test_a_base_that_is_not_in_the_checkout_is_fetched(change: Change) -> None:
    done = judged(change, BASE=change.base)
    assert done.code == 0, done.log
    assert handed(change.clone.parent)["--settings-from"] == change.base


def test_a_base_that_cannot_be_fetched_is_no_reason_to_judge_without_it(change: Change) -> None:
    git(change.clone, "remote", "set-url", "origin", change.clone.parent / "gone")
    done = judged(change, BASE=change.base)
    assert (done.code, (change.clone.parent / "told").exists()) == (2, False)
    assert "fetch-depth: 2, or 0" in done.log


def test_a_push_is_judged_by_its_own_settings_and_nothing_is_said(change: Change) -> None:
    done = judged(change)
    assert (done.code, done.log, handed(change.clone.parent)) == (0, "", {})


def test_settings_of_the_change_itself_are_told(change: Change) -> None:
    done = judged(change, BASE=change.base, SETTINGS_FROM="none")
    assert (done.code, handed(change.clone.parent)) == (0, {})
    assert re.fullmatch(
        r"::notice::pdplint: .* are the change's own \(settings-from: none\)\n", done.log
    )


def test_settings_come_from_the_ref_that_is_named_as_its_origin_has_it(change: Change) -> None:
    git(change.clone, "update-ref", "refs/heads/main", "HEAD")  # left there by another job
    done = judged(change, SETTINGS_FROM="refs/heads/main", NEW_WAIVERS="error")
    assert done.code == 0, done.log
    assert handed(change.clone.parent) == {"--settings-from": change.base, "--new-waivers": "error"}


NO_REFS = [
    pytest.param("--upload-pack=touch${IFS}pwned", id="an option"),
    pytest.param(HOSTILE, id="a command"),
    pytest.param("a\n::stop-commands::b", id="a command to the runner"),
    pytest.param("main:refs/heads/other", id="a ref to be written"),
    pytest.param("`touch${IFS}pwned`", id="a branch of a hostile name"),
    pytest.param("refs/heads/nope", id="no such branch"),
    pytest.param("0" * 40, id="no such commit"),
]


@pytest.mark.parametrize("ref", NO_REFS)
def test_what_is_no_ref_runs_nothing_and_judges_nothing(change: Change, ref: str) -> None:
    refs = git(change.clone, "for-each-ref")
    for inputs in ({"SETTINGS_FROM": ref}, {"BASE": ref}):
        done = judged(change, **inputs)
        assert (done.code, (change.clone.parent / "told").exists()) == (2, False)
        assert "stop-commands" not in done.log
    assert list(change.clone.parent.rglob("pwned")) == []
    assert git(change.clone, "for-each-ref") == refs


def test_what_to_do_with_new_waivers_is_one_word_to_the_command(change: Change) -> None:
    judged(change, BASE=change.base, NEW_WAIVERS=HOSTILE)
    assert handed(change.clone.parent)["--new-waivers"] == HOSTILE
    assert list(change.clone.parent.rglob("pwned")) == []


def loosening(change: Change) -> str:
    """Have the change leave out the control that it falls short of; return a base with a config."""
    origin = change.clone.parent / "origin"
    git(origin, "switch", "--quiet", "main")
    write(origin, {"pdplint.yaml": ""})
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", "A config")
    write(change.clone, {"pdplint.yaml": "ignore: [deletion-deadline]\n"})
    return git(origin, "rev-parse", "HEAD")


ONLY = "--select deletion-deadline"


def test_a_change_that_loosens_its_own_config_does_not_pass_the_step(change: Change) -> None:
    base = loosening(change)
    assert step(change.clone, ARGS=ONLY, BASE=base).code == 1
    assert step(change.clone, ARGS=ONLY, BASE=base, SETTINGS_FROM="none").code == 0


def test_a_word_for_new_waivers_that_is_none_is_a_wrong_call(change: Change) -> None:
    assert step(change.clone, BASE=change.base, NEW_WAIVERS="nope").code == 2


# GitLab ------------------------------------------------------------------------------------------

SHELLS = ("bash", "sh")  # the runner takes bash where the image has it


class Job(NamedTuple):
    """How the job ended, and what pip was told to install."""

    code: int
    log: str
    installed: list[str]


def gitlab(folder: Path, *before: Path, shell: str = "bash", **variables: str) -> Job:
    """Run the script of the template as GitLab's runner does; `python` only notes what pip is told.

    Commands are taken from the folders `before` first.
    """
    job = loaded(GITLAB)["pdplint"]
    pip = folder.parent / "pip"
    told = pip / "told"
    write(pip, {"python": f'#!/bin/sh\nprintf "%s\\n" "$@" >"{told}"\n'})
    (pip / "python").chmod(0o755)
    done = subprocess.run(
        [shell, "-e", "-c", "\n".join(job["script"])],
        cwd=folder,
        env={
            **os.environ,
            **{name: value for name, value in job["variables"].items() if "$" not in value},
            "PDPLINT_PACKAGE": "dist/pdplint-0.1.0-py3-none-any.whl",
            **variables,
            "PATH": os.pathsep.join(map(str, [pip, *before, BIN, os.environ["PATH"]])),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    installed = told.read_text("utf-8").splitlines() if told.exists() else []
    return Job(done.returncode, done.stdout + done.stderr, installed)


def test_the_job_writes_the_reports_that_it_hands_over(work: Path) -> None:
    done = gitlab(work)
    assert done.code == 1
    assert "deletion-deadline" in done.log
    for name in loaded(GITLAB)["pdplint"]["artifacts"]["reports"].values():
        assert "49h" in (work / name).read_text("utf-8")


def test_variables_reach_the_command_and_run_nothing(work: Path) -> None:
    assert gitlab(work, PDPLINT_ARGS="--fail-on never", PDPLINT_PATHS="privacy").code == 0
    assert gitlab(work, PDPLINT_ARGS=HOSTILE).code == 2
    assert list(work.rglob("pwned")) == []


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "package",
    [
        pytest.param(loaded(GITLAB)["pdplint"]["variables"]["PDPLINT_PACKAGE"], id="as it comes"),
        pytest.param("pdplint", id="a name"),
        pytest.param("pdplint==0.1.0", id="a version"),
        pytest.param("pdplint>=0", id="any version"),
        pytest.param("pdplint[x]", id="with an extra"),
        pytest.param("PDPLINT", id="in capitals"),
        pytest.param(" pdplint", id="with a space"),
        pytest.param(
            "pdplint; 'a.whl' != 'b.whl", id="a name with a marker that ends like a wheel"
        ),
        pytest.param("pdplint; 'git+https://x' != ''", id="a name with an address in its marker"),
        pytest.param("--index-url=https://git.example/ pdplint", id="an option"),
        pytest.param("https://git.example/pdplint", id="an address of neither"),
        pytest.param(HOSTILE, id="a command"),
    ],
)
def test_the_job_asks_no_index_for_a_name(work: Path, shell: str, package: str) -> None:
    done = gitlab(work, shell=shell, PDPLINT_PACKAGE=package)
    assert (done.code, done.installed) == (2, [])
    assert "write the path or address of a .whl, or git+https://HOST/PATH@COMMIT" in done.log
    assert list(work.rglob("pwned")) == []


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "package",
    [
        pytest.param("dist/pdplint-0.1.0-py3-none-any.whl", id="a wheel"),
        pytest.param("https://git.example/a%20b/pdplint-0.1.0-py3-none-any.whl", id="elsewhere"),
        pytest.param("git+https://git.example/pdplint@0123456", id="git"),
        pytest.param("git+ssh://git@git.example/pdplint@v0.1.0", id="git by ssh"),
        pytest.param("$(touch pwned).whl", id="a wheel of a hostile name"),
    ],
)
def test_the_job_installs_what_is_named(work: Path, shell: str, package: str) -> None:
    done = gitlab(work, shell=shell, PDPLINT_PACKAGE=package)
    assert (done.code, done.installed[-2:]) == (1, ["--", package]), done.log
    assert list(work.rglob("pwned")) == []


def test_the_document_names_a_package_that_the_job_takes(work: Path) -> None:
    shown = yaml.safe_load(block("docs/ci.md", "gitlab"))["pdplint"]["variables"]
    assert gitlab(work, PDPLINT_PACKAGE=shown["PDPLINT_PACKAGE"]).code == 1


def merge_request(change: Change, **variables: str) -> Job:
    """Run the job in a clone, with a stand-in for pdplint."""
    folder = change.clone.parent
    (folder / "told").unlink(missing_ok=True)
    return gitlab(change.clone, stand_in(folder).parent, **variables)


TARGET = "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"


@pytest.mark.parametrize("shell", SHELLS)
def test_a_merge_request_is_judged_by_the_settings_of_its_target(
    change: Change, shell: str
) -> None:
    origin = change.clone.parent / "origin"
    git(origin, "tag", "main", "change")  # a tag of its name is not the branch
    git(change.clone, "update-ref", "refs/heads/main", "HEAD")  # left there by another job
    done = merge_request(change, shell=shell, **{TARGET: "main"})
    assert done.code == 0, done.log
    assert handed(change.clone.parent) == {"--settings-from": change.base, "--new-waivers": "list"}
    assert done.log == (
        f"pdplint: config, own policies and baseline are those of {change.base}, not the change's own\n"
    )


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("variables", "passed", "told"),
    [
        pytest.param({}, {}, "", id="no merge request"),
        pytest.param({TARGET: "main", "PDPLINT_SETTINGS_FROM": "none"}, {}, "own (PDPLINT_", id="none"),
        pytest.param(
            {TARGET: "change", "PDPLINT_SETTINGS_FROM": "refs/heads/main", "PDPLINT_NEW_WAIVERS": "error"},
            {"--settings-from": "BASE", "--new-waivers": "error"}, "those of BASE", id="a ref",
        ),
        pytest.param(
            {TARGET: "change", "PDPLINT_SETTINGS_FROM": "BASE"},
            {"--settings-from": "BASE", "--new-waivers": "list"}, "those of BASE", id="a commit",
        ),
    ],
)  # fmt: skip
def test_the_job_takes_settings_from_where_it_is_told(
    change: Change, shell: str, variables: dict[str, str], passed: dict[str, str], told: str
) -> None:
    given = {name: value.replace("BASE", change.base) for name, value in variables.items()}
    done = merge_request(change, shell=shell, **given)
    expected = {name: value.replace("BASE", change.base) for name, value in passed.items()}
    assert (done.code, handed(change.clone.parent)) == (0, expected), done.log
    assert told.replace("BASE", change.base) in done.log


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("ref", NO_REFS)
def test_the_job_runs_nothing_and_judges_nothing_by_what_is_no_ref(
    change: Change, shell: str, ref: str
) -> None:
    for name in (TARGET, "PDPLINT_SETTINGS_FROM"):
        done = merge_request(change, shell=shell, **{name: ref})
        assert (done.code, (change.clone.parent / "told").exists()) == (2, False), done.log
        assert "stop-commands" not in done.log
    assert list(change.clone.parent.rglob("pwned")) == []


def test_a_change_that_loosens_its_own_config_does_not_pass_the_job(change: Change) -> None:
    loosening(change)
    given = {"PDPLINT_ARGS": ONLY, TARGET: "main"}
    assert gitlab(change.clone, **given).code == 1
    assert gitlab(change.clone, **given, PDPLINT_SETTINGS_FROM="none").code == 0


def test_the_job_keeps_nothing_between_pipelines() -> None:
    assert "cache" not in loaded(GITLAB)["pdplint"]
