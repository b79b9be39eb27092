"""How long pdplint takes beside its peers, on the same files, in one go.

    python -m bench.compare [--python PYTHON] [--files 1002] [--large 10002] [--rounds 5] [--write]

Processor seconds are those of a process and all that it starts, memory the most that one of these
held. Commands take turns, so that all meet the same machine; what is shown is the median of the
rounds, and of ratios the median of pairs. `--python` is an interpreter in whose environment pdplint
is installed: from a wheel, as users have it. A peer that is not here is told by name:

    pip install check-jsonschema yamllint
    npm install @stoplight/spectral-cli
    go install github.com/open-policy-agent/conftest@latest

With `--write` the tables go into bench/RESULTS.md between its marks.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from bench.workspaces import descriptions_in, long_law, many_workspaces, one_workspace

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
PEERS = ROOT / "bench" / "peers"
RESULTS = ROOT / "bench" / "RESULTS.md"
TINY = (
    "pdplint: 1\norganisation: {name: Tiny, kind: enterprise, established_in: VN, services: []}\n"
)
EVENTS = """
import sys
from yaml._yaml import CParser
for name in open(sys.argv[1]).read().splitlines():
    with open(name, "rb") as file:
        for _ in iter(CParser(file.read().decode()).get_event, None):
            pass
"""
ALONE = ("--jobs", "1")
"""One process, as most peers have it."""
_BEGIN, _END = "<!-- written by bench/compare.py -->", "<!-- end -->"


class Cost(NamedTuple):
    """What one run took: processor seconds, seconds on the wall, megabytes at most."""

    cpu: float
    wall: float
    memory: float


class Task(NamedTuple):
    """A command to measure: its name, what it runs, and what is done before, not measured."""

    name: str
    command: list[str]
    environment: dict[str, str] = {}  # noqa: RUF012 never changed
    before: Callable[[], object] | None = None


def cost(task: Task) -> Cost:
    """Run a task as it would run alone, and return what it took; its output goes nowhere.

    Raises:
        SystemExit: it was killed, or says that it failed in another way than by its findings.
    """
    if task.before:
        task.before()
    left_out = {"PYTHONDONTWRITEBYTECODE", "CI"}  # with either, nothing would be kept
    kept = {key: value for key, value in os.environ.items() if key not in left_out}
    begun = perf_counter()
    process = subprocess.Popen(  # noqa: S603
        task.command,
        env={**kept, **task.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=PEERS,  # where no pdplint lies that `-m` would find before what is installed
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = code = os.waitstatus_to_exitcode(status)
    if code not in {0, 1}:
        raise SystemExit(f"{task.name} ended with {code}: {' '.join(task.command)}")
    memory = used.ru_maxrss / (1024 if sys.platform.startswith("linux") else 1024 * 1024)
    return Cost(used.ru_utime + used.ru_stime, perf_counter() - begun, memory)


def measured(tasks: list[Task], rounds: int) -> dict[str, list[Cost]]:
    """Run tasks in turns; return what each took, round by round. A first turn is not counted."""
    found: dict[str, list[Cost]] = {task.name: [] for task in tasks}
    for turn in range(rounds + 1):
        for task in tasks:
            one = cost(task)
            if turn:
                found[task.name].append(one)
    return found


def table(found: dict[str, list[Cost]], against: str, files: int = 0) -> list[str]:
    """Return the rows of a table; ratios are to the task named."""
    rows = [
        f"| what | processor s | wall s | MB | processor, {against} = 1 |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, costs in found.items():
        pairs = zip(costs, found[against], strict=True)
        ratio = median(one.cpu / other.cpu for one, other in pairs)
        cpu, wall, memory = (median(one[i] for one in costs) for i in range(3))
        rows.append(f"| {name} | {cpu:.3f} | {wall:.3f} | {memory:.0f} | {ratio:.2f} |")
    if files:
        rows.append("")
        rows.append(f"{files:,} files.")
    return rows


class Pdplint(NamedTuple):
    """An installed pdplint, and a cache folder of its own."""

    python: str
    cache: Path

    def cold(self, name: str, folder: Path, *options: str, change: Path | None = None) -> Task:
        """Return the check of a folder as a task, of which nothing is remembered."""
        return self.kept(name, folder, "--no-cache", *options, change=change)

    def kept(self, name: str, folder: Path, *options: str, change: Path | None = None) -> Task:
        """Return it with all that is remembered, but for what a change of one file takes away."""
        command = [self.python, "-m", "pdplint", "check", str(folder), "--fail-on", "never"]
        before = partial(_change, change) if change else None
        return Task(name, [*command, *options], {"XDG_CACHE_HOME": str(self.cache)}, before)


def _change(path: Path) -> None:
    """Change a file so that it says the same, and nothing that is kept is of its bytes."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"# {perf_counter()}\n")


def _committed(folder: Path) -> None:
    for step in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        person = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
        subprocess.run(["git", *person, *step], cwd=folder, check=True)  # noqa: S603, S607


def peers(folder: Path, listed: Path, python: str) -> tuple[list[Task], list[str]]:
    """Return the peers that are here, on the same files, and the names of those that are not."""
    files = [str(path) for path in descriptions_in(folder)]
    schema = ROOT / "schemas" / "description.schema.json"
    commands = {
        "check-jsonschema": ["--schemafile", str(schema), *files],
        "yamllint": ["-d", "{extends: relaxed, rules: {line-length: disable}}", *files],
        "spectral": ["lint", "--quiet", "--ruleset", str(PEERS / "spectral.yaml"), *files],
        "conftest": ["test", "--policy", str(PEERS), *files],
    }
    found, missing = [Task("libyaml's events", [python, "-c", EVENTS, str(listed)])], []
    for name, arguments in commands.items():
        path = shutil.which(name)
        if path is None:
            missing.append(name)
        else:
            found.append(Task(name, [path, *arguments]))
    return found, missing


def sections(given: argparse.Namespace, made: Path) -> list[str]:
    """Measure everything; return the tables with their headings."""
    pdplint = Pdplint(given.python, made)
    tiny, usual, law = made / "tiny", made / "usual", made / "law"
    tiny.mkdir()
    (tiny / "tiny.yaml").write_text(TINY, "utf-8")
    files = one_workspace(usual, given.files)
    (made / "listed").write_text("\n".join(map(str, descriptions_in(usual))), "utf-8")
    shutil.copytree(usual, law)
    clauses = long_law(law, 1000)
    others, missing = peers(usual, made / "listed", given.python)
    told = ["### One tiny file", ""]
    start = [
        Task("import click", [given.python, "-c", "import click"]),
        pdplint.kept("pdplint, nothing changed", tiny),
        pdplint.cold("pdplint, nothing kept", tiny),
    ]
    told += [*table(measured(start, 3 * given.rounds), "import click"), ""]
    told += [f"### One workspace of {files:,} files", ""]
    cold = [
        pdplint.cold("pdplint", usual, *ALONE),
        pdplint.cold("pdplint, all cores", usual),
        *others,
    ]
    told += [*table(measured(cold, given.rounds), "pdplint"), ""]
    told += [f"### The same, by a law of {clauses:,} clauses", ""]
    longer = [
        pdplint.cold("the draft, 128 clauses", usual, *ALONE),
        pdplint.cold("the long law", law, *ALONE),
    ]
    told += [*table(measured(longer, given.rounds), "the draft, 128 clauses"), ""]
    told += ["### The same, and what is remembered of it", ""]
    one = descriptions_in(usual)[-1]
    again = [
        pdplint.cold("cold", usual, *ALONE),
        pdplint.kept("nothing changed", usual),
        pdplint.kept("one file changed", usual, *ALONE, change=one),
    ]
    if shutil.which("git"):
        _committed(usual)
        shutil.copytree(usual, made / "same")  # in which no turn changes anything
        since = ("--changed-since", "HEAD")
        again += [
            pdplint.cold("since a commit, nothing changed", made / "same", *since, *ALONE),
            pdplint.cold("since a commit, one file changed", usual, *since, *ALONE, change=one),
            pdplint.cold("the same, all cores", usual, *since),
            pdplint.kept("the same, all remembered", usual, *since),
        ]
    else:
        missing.append("git")
    told += [*table(measured(again, given.rounds), "cold"), ""]
    told += [f"Not here, and skipped: {', '.join(missing)}.", ""] if missing else []
    if given.large:
        many, large = made / "many", made / "large"
        count = many_workspaces(many, files // 3)
        size = one_workspace(large, given.large)
        told += [f"### Larger: {count:,} files in {files // 3:,} workspaces, {size:,} in one", ""]
        told += ["Processor seconds and memory a file beyond those of one tiny file.", ""]
        rows = [
            pdplint.cold("tiny", tiny),
            pdplint.cold("many workspaces", many, *ALONE),
            pdplint.cold("many workspaces, all cores", many),
            pdplint.kept(
                "many workspaces, one file changed", many, change=descriptions_in(many)[-1]
            ),
            pdplint.cold("one large", large, *ALONE),
            pdplint.cold("one large, all cores", large),
            pdplint.kept("one large, nothing changed", large),
            pdplint.kept("one large, one file changed", large, change=descriptions_in(large)[-1]),
        ]
        found = measured(rows, max(1, given.rounds // 2))
        told += [*table(found, "tiny"), ""]
        least = median(one.memory for one in found["tiny"])
        most = median(one.memory for one in found["one large"])
        told += [f"Memory beyond the start: {1024 * (most - least) / size:.0f} kB a file.", ""]
    return told


def machine() -> str:
    """Return what this was measured on."""
    cores, python = os.cpu_count(), platform.python_version()
    return f"{platform.machine()}, {cores} cores, {platform.system()}, Python {python}"


def main() -> None:
    """Print the tables, and write them if asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--files", type=int, default=1002)
    parser.add_argument("--large", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        told = sections(given, Path(made))
    options = f"--files {given.files} --large {given.large} --rounds {given.rounds}"
    head = [f"{date.today():%Y-%m-%d}, {machine()}: `python -m bench.compare {options}`", ""]  # noqa: DTZ011 of the reader's day
    text = "\n".join([*head, *told])
    print(text)
    if given.write:
        before, _, rest = RESULTS.read_text("utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        RESULTS.write_text(f"{before}{_BEGIN}\n\n{text}\n{_END}{after}", "utf-8")


if __name__ == "__main__":
    main()
