"""What is installed is what was tested: each lock fits pyproject.toml, and nothing else is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.workspaces import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = (("linux", "posix", "Linux"), ("darwin", "posix", "Darwin"), ("win32", "nt", "Windows"))
OUR_OWN = ("--no-index", "--no-deps", "--no-build-isolation")

each_lock = pytest.mark.parametrize("name", [lock.stem for lock in LOCKS])


class Pin(NamedTuple):
    """An entry of a lock."""

    requirement: Requirement
    hashes: list[str]

    @property
    def version(self) -> str:
        """Return the one version that it allows."""
        (specifier,) = self.requirement.specifier
        return specifier.version


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def lines(name: str) -> list[str]:
    """Return what a lock says, a line an entry, without its comments."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    joined = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip()]


@cache
def pins(name: str) -> tuple[Pin, ...]:
    found = []
    for line in lines(name)[1:]:
        requirement, *hashes = re.split(r"\s+--hash=", line)
        found.append(Pin(Requirement(requirement), hashes))
    return tuple(found)


class Machine(NamedTuple):
    """A Python on a system, as far as markers ask."""

    python: str
    sys_platform: str
    os_name: str
    system: str

    def has(self, requirement: Requirement) -> bool:
        """Tell whether a requirement is one here."""
        return requirement.marker is None or requirement.marker.evaluate(
            {
                "python_version": self.python,
                "python_full_version": f"{self.python}.0",
                "sys_platform": self.sys_platform,
                "os_name": self.os_name,
                "platform_system": self.system,
                "implementation_name": "cpython",
                "platform_python_implementation": "CPython",
            }
        )


MACHINES = [Machine(python, *system) for python, system in product(PYTHONS, SYSTEMS)]


@cache
def installed(name: str, machine: Machine) -> dict[str, Pin]:
    """Return what a lock installs on a machine, by name; one version of each."""
    chosen = [pin for pin in pins(name) if machine.has(pin.requirement)]
    found: dict[str, Pin] = {canonicalize_name(pin.requirement.name): pin for pin in chosen}
    assert len(found) == len(chosen), f"{name} pins something twice"
    return found


def unmet(name: str, requirements: list[str]) -> list[str]:
    """Return which requirements a lock does not meet, and on which machine."""
    found = []
    for text, machine in product(requirements, MACHINES):
        asked = Requirement(text)
        pin = installed(name, machine).get(canonicalize_name(asked.name))
        if machine.has(asked) and not (pin and asked.specifier.contains(pin.version)):
            found.append(f"{name} has {pin and pin.version} for {text} on {machine}")
    return found


RUN: list[str] = project()["project"]["dependencies"]
BUILD: list[str] = project()["build-system"]["requires"]
GROUPS: dict[str, list[str]] = {
    name: [entry for entry in entries if isinstance(entry, str)]
    for name, entries in project()["dependency-groups"].items()
}


@pytest.mark.parametrize(
    ("name", "requirements"),
    [
        *(pytest.param("dev", GROUPS[group], id=f"dev, {group}") for group in GROUPS),
        pytest.param("dev", [*RUN, *BUILD], id="dev, pdplint"),
        pytest.param("run", [*RUN, *BUILD, *GROUPS["install"]], id="run"),
        pytest.param("minimums", [*BUILD, *GROUPS["install"], *GROUPS["test"]], id="minimums"),
    ],
)
def test_a_lock_has_what_pyproject_asks_for(name: str, requirements: list[str]) -> None:
    assert unmet(name, requirements) == []


def test_the_minimums_are_the_least_that_pyproject_allows() -> None:
    assert unmet("minimums", [text.replace(">=", "==", 1) for text in RUN]) == []


def test_what_users_run_with_is_what_was_tested() -> None:
    differing = {
        (name, machine)
        for machine in MACHINES
        for name, pin in installed("run", machine).items()
        if (tested := installed("dev", machine).get(name)) is None
        or (tested.version, tested.hashes) != (pin.version, pin.hashes)
    }
    assert differing == set()


def test_a_lock_that_lacks_something_is_told() -> None:
    assert unmet("run", ["pytest>=9"]) != []
    assert unmet("run", ["click<8"]) != []


@each_lock
def test_everything_in_a_lock_is_one_version_with_its_hashes(name: str) -> None:
    for pin in pins(name):
        (specifier,) = pin.requirement.specifier
        assert (specifier.operator, "*" in specifier.version) == ("==", False)
        assert pin.requirement.url is None
        assert pin.hashes
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", each) for each in pin.hashes)


@each_lock
def test_a_lock_builds_nothing_and_names_no_index(name: str) -> None:
    option, *entries = lines(name)
    assert option == "--only-binary :all:"
    assert [entry for entry in entries if re.match(r"-|.*(://|(?<!\S)/)", entry)] == []


@each_lock
def test_a_lock_says_what_made_it(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    assert re.match(r"# .*\bmake [a-z-]+.*\n# Made by `make lock`\.\n(?!#)", text)
    assert "#" not in text.split("\n", 2)[2]


# What installs ------------------------------------------------------------------------------------


def is_locked(command: str) -> bool:
    """Tell whether a command of pip installs by a lock, or pdplint itself from the checkout alone."""
    words = command.split()
    by_lock = re.search(r"--requirement \S*requirements/(\w+)\.txt", command)
    if "--require-hashes" in words and by_lock:
        return by_lock[1] in {lock.stem for lock in LOCKS}
    return all(option in words for option in OUR_OWN)


def dry_run(*targets: str) -> list[str]:
    """Return the commands that make would run for targets, were nothing made yet."""
    if not (make := shutil.which("make")):
        pytest.skip("there is no make")
    done = subprocess.run(
        [make, "--dry-run", "--always-make", *targets],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.replace("\\\n", " ").splitlines()


@pytest.mark.parametrize(
    ("target", "count"),
    [
        pytest.param("test", 5, id="test"),
        pytest.param("demo", 2, id="demo"),
        pytest.param("lock", 3, id="lock"),
        pytest.param("generate", 3, id="generate"),
        pytest.param("format", 3, id="format"),
    ],
)
def test_make_installs_nothing_unlocked(target: str, count: int) -> None:
    installs = [
        line for line in dry_run(target) if re.search(r"\bpip\b.* (install|download)", line)
    ]
    assert len(installs) == count
    assert [line for line in installs if not is_locked(line)] == []


def test_the_build_fetches_nothing() -> None:
    builds = [line for line in dry_run("test") if "-m build" in line]
    assert builds
    assert [line for line in builds if "--no-isolation" not in line.split()] == []


def test_the_newest_of_everything_is_no_part_of_test() -> None:
    assert not any(".venv-latest" in line for line in dry_run("test"))
    assert any("-m pytest" in line for line in dry_run("test-latest"))


def test_the_action_installs_nothing_unlocked() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    installs = [line for line in text.splitlines() if "${pip[@]}" in line]
    assert len(installs) == 2
    assert [line for line in installs if not is_locked(line.replace('"', ""))] == []


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.name) for path in (ROOT / ".github" / "workflows").glob("*.yml")],
)
def test_workflows_install_through_make_alone(path: str) -> None:
    assert not re.search(r"\b(pip|pipx|uv|uvx)\b", (ROOT / path).read_text("utf-8"))


# Our name on an index that is not ours ------------------------------------------------------------

INSTALLS = re.compile(
    r"\b(?:pip3?|pipx|uv|poetry|pdm|conda)\b.*?\b(?:install|add|run|download)\b(?P<pip>.*)"
    r"|\buvx\b(?P<uvx>.*)|\bPDPLINT_PACKAGE\W+(?P<gitlab>.*)|\badditional_dependencies\b(?P<hook>.*)"
)
OUR_NAME = re.compile(
    r"(?<![\w./@+:-])pdplint(?:\[[^\]]*\])?(?:[=<>!~]=?[^\s]*)?(?=[\s\"'`,\])]|$)"
)


def by_name(text: str) -> list[str]:
    """Return the lines that have our name fetched from an index."""
    return [
        line
        for line in text.splitlines()
        for found in INSTALLS.finditer(line)
        if OUR_NAME.search(next(filter(None, found.groups()), ""))
    ]


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        pytest.param("pip {} pdplint", True, id="a name"),
        pytest.param("python -m pip {} --quiet 'pdplint[x]>=0'", True, id="quoted"),
        pytest.param("Use `pip {} pdplint`.", True, id="in a sentence"),
        pytest.param("uv tool {} pdplint==0.1.0", True, id="uv"),
        pytest.param("PDPLINT_PACKAGE: pdplint # {}", True, id="in the template"),
        pytest.param("additional_dependencies: [pdplint] # {}", True, id="in a hook"),
        pytest.param("pip {} dist/pdplint-0.1.0-py3-none-any.whl", False, id="a wheel"),
        pytest.param("pip {} git+https://git.example/pdplint@v0.1.0", False, id="git"),
        pytest.param("pip {} .", False, id="the checkout"),
    ],
)
def test_a_name_for_an_index_is_told_from_a_place(line: str, *, is_told: bool) -> None:
    assert bool(by_name(line.format("install"))) is is_told


def test_nothing_here_has_our_name_fetched_from_an_index() -> None:
    done = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 whichever there is
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        pytest.skip("no checkout of git")
    names = [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]
    assert names
    texts = {name: (ROOT / name).read_bytes().decode(errors="replace") for name in names}
    own = "tests/test_locks.py"  # has them to try the search on
    found = {
        name: lines for name, text in texts.items() if name != own and (lines := by_name(text))
    }
    assert found == {}
