"""The hook as others use it: a real pre-commit and a real prek, in real repositories."""

from __future__ import annotations

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
from tests.workspaces import ROOT, pdplint, write

BIN = Path(sys.executable).parent
MANIFEST = ".pre-commit-hooks.yaml"
SHIPPED = ("pdplint", "policies", "schemas")
BESIDE = ("pyproject.toml", "README.md", "LICENSE", "NOTICE", MANIFEST)

# What pdplint is installed with and from, each file checked by its hash when `make dev` put it there.
WHEELS = Path(sys.prefix) / "wheels"

RUNNERS = ("pre-commit", "prek")

every_runner = pytest.mark.parametrize("runner", RUNNERS)


class Desk(NamedTuple):
    """A clone of this repository to take the hook from, and the variables to run with."""

    source: Path
    environment: dict[str, str]

    def run(self, folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command in a folder; both streams are taken together, as a terminal shows them."""
        return subprocess.run(
            command,
            cwd=folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=300,
        )

    def git(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run git in a folder."""
        return self.run(folder, "git", *arguments)

    def repository(self, folder: Path) -> Path:
        """Make a folder a repository with everything in it staged."""
        self.git(folder, "init", "--quiet", "--initial-branch", "main")
        self.git(folder, "add", "--all")
        return folder


def offline() -> dict[str, str]:
    """Return the variables with which pip and uv install from `WHEELS` and ask no index.

    Without the wheels the test is skipped; in CI it fails.
    """
    if not WHEELS.is_dir():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {WHEELS}: make dev makes it")
    return {
        **dict.fromkeys(("PIP_NO_INDEX", "UV_NO_INDEX"), "1"),
        **dict.fromkeys(("PIP_FIND_LINKS", "UV_FIND_LINKS"), str(WHEELS)),
        "UV_PYTHON_DOWNLOADS": "never",
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
    }


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    if missing := [name for name in RUNNERS if not (BIN / name).exists()]:
        pytest.skip(f"{missing} not installed here; the dependency group dev has them")
    folder = tmp_path_factory.mktemp("desk")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "COV"))}
    source = folder / "source"
    made = Desk(
        source,
        {
            **kept,
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "PRE_COMMIT_HOME": str(folder / "pre-commit"),
            "PREK_HOME": str(folder / "prek"),
            "UV_CACHE_DIR": str(folder / "uv"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "Somebody"),
            **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "s@shop.example"),
        },
    )
    for name in SHIPPED:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        shutil.copy(ROOT / name, source / name)
    made.repository(source)
    assert made.git(source, "commit", "--quiet", "--message", "pdplint").returncode == 0
    return made


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """The desk, with the locked wheels as its index."""
    return desk._replace(environment={**desk.environment, **offline()})


# The files ---------------------------------------------------------------------------------------


@every_runner
@pytest.mark.parametrize(
    ("kind", "file"),
    [
        pytest.param("manifest", MANIFEST, id="the hook for others"),
        pytest.param("config", ".pre-commit-config.yaml", id="our own hooks"),
    ],
)
def test_both_runners_take_the_files(desk: Desk, runner: str, kind: str, file: str) -> None:
    done = desk.run(ROOT, BIN / runner, f"validate-{kind}", file)
    assert done.returncode == 0, done.stdout


@every_runner
def test_both_runners_take_the_config_of_the_document(
    desk: Desk, runner: str, tmp_path: Path
) -> None:
    write(tmp_path, {"config.yaml": block("docs/ci.md", "hook")})
    done = desk.run(tmp_path, BIN / runner, "validate-config", "config.yaml")
    assert done.returncode == 0, done.stdout


def test_the_entry_is_a_command_that_there_is() -> None:
    (hook,) = yaml.safe_load((ROOT / MANIFEST).read_text("utf-8"))
    name, *arguments = hook["entry"].split()
    assert name == "pdplint"
    assert pdplint(*arguments, "--help").returncode == 0


@pytest.mark.parametrize(
    ("name", "runs"),
    [
        pytest.param("privacy/description.yaml", True, id="YAML"),
        pytest.param("a.yml", True, id="its other ending"),
        pytest.param("a.json", True, id="JSON"),
        pytest.param("pdplint.yaml", True, id="the settings"),
        pytest.param("shop.py", False, id="code"),
        pytest.param("yaml", False, id="no ending"),
    ],
)
def test_it_runs_when_what_it_reads_has_changed(name: str, *, runs: bool) -> None:
    (hook,) = yaml.safe_load((ROOT / MANIFEST).read_text("utf-8"))
    assert bool(re.search(hook["files"], name)) is runs


# Installed, from the locked wheels ----------------------------------------------------------------


@every_runner
@pytest.mark.installs
@pytest.mark.parametrize(
    ("example", "outcome"),
    [
        pytest.param("shop-broken", (1, "error[deletion-deadline]"), id="one that falls short"),
        pytest.param("shop", (0, "Passed"), id="one that does not"),
    ],
)
def test_try_repo_runs_it_on_the_examples(
    stocked: Desk, runner: str, tmp_path: Path, example: str, outcome: tuple[int, str]
) -> None:
    shutil.copytree(ROOT / "examples" / example, tmp_path / example)
    stocked.repository(tmp_path)
    done = stocked.run(tmp_path, BIN / runner, "try-repo", stocked.source, "pdplint", "--all-files")
    code, told = outcome
    assert done.returncode == code, done.stdout
    assert told in done.stdout


def documented_hook(stocked: Desk) -> str:
    """Return the config that the document shows, with our clone in the place of the address."""
    config: dict[str, Any] = yaml.safe_load(block("docs/ci.md", "hook"))
    (repo,) = config["repos"]
    revision = stocked.git(stocked.source, "rev-parse", "HEAD").stdout.strip()
    repo.update(repo=str(stocked.source), rev=revision)
    return yaml.safe_dump(config)


@every_runner
@pytest.mark.installs
def test_from_nothing_to_a_red_and_a_green_commit_by_the_documents_alone(
    stocked: Desk, runner: str, tmp_path: Path
) -> None:
    stocked.repository(tmp_path)
    begun = pdplint("init", "--service", "e_commerce", "--regime", "current", cwd=tmp_path)
    assert begun.returncode == 0
    described = "privacy/description.yaml"
    red = block("docs/first-description.md", f"write: {described}")
    settings = block("docs/first-description.md", "write: pdplint.yaml")
    hook = documented_hook(stocked)
    write(tmp_path, {described: red, "pdplint.yaml": settings, ".pre-commit-config.yaml": hook})
    assert stocked.run(tmp_path, BIN / runner, "install").returncode == 0

    def commit(message: str) -> subprocess.CompletedProcess[str]:
        stocked.git(tmp_path, "add", "--all")
        return stocked.git(tmp_path, "commit", "--message", message)

    stopped = commit("Describe the shop")
    assert stopped.returncode == 1, stopped.stdout
    assert f"{described}:17:31" in stopped.stdout
    assert "decree-356-2025/5.4" in stopped.stdout
    assert stocked.git(tmp_path, "rev-parse", "--verify", "--quiet", "HEAD").returncode == 1

    write(tmp_path, {described: red.replace("within: 30d", "within: 20d")})
    gone_through = commit("Describe the shop, with deletion within 20 days")
    assert gone_through.returncode == 0, gone_through.stdout
    assert re.search(r"pdplint\.+Passed", gone_through.stdout)

    write(tmp_path, {"shop.py": "print('open')\n"})
    beside = commit("Open the shop")
    assert beside.returncode == 0, beside.stdout
    assert re.search(r"pdplint\.+\(no files to check\)\s?Skipped", beside.stdout)


@pytest.mark.installs
def test_where_nothing_is_described_the_hook_does_not_let_it_through(
    stocked: Desk, tmp_path: Path
) -> None:
    write(tmp_path, {"a.yaml": "a: 1\n"})
    stocked.repository(tmp_path)
    done = stocked.run(
        tmp_path, BIN / "pre-commit", "try-repo", stocked.source, "pdplint", "--all-files"
    )
    assert done.returncode == 1
    assert "exit code: 4" in done.stdout
    assert "nothing to check" in done.stdout
