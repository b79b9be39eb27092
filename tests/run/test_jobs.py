"""Work that is shared among processes comes to what comes of it in one, whatever becomes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pytest

from bench.workspaces import many_workspaces
from pdplint.run import tasks
from pdplint.run.checking import run
from pdplint.run.jobs import cores, spread
from pdplint.run.settings import Options
from tests.run.test_changes import committed
from tests.workspaces import ROOT, TODAY, describe, pdplint

if TYPE_CHECKING:
    from pdplint.model.report import Report

EXAMPLES = sorted(path.parent for path in ROOT.glob("examples/*/pdplint.yaml"))
HERE = os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 3, 8])
@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_what_was_made_stands_in_order(count: int, jobs: int) -> None:
    assert spread(lambda number: number * number, count, jobs) == [n * n for n in range(count)]


def test_further_processes_do_their_shares() -> None:
    processes = spread(lambda _number: os.getpid(), 4, 2)
    assert processes[0::2] == [HERE, HERE]
    assert processes[1] == processes[3] != HERE


def ended(_number: int) -> int:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return 1


def failed(_number: int) -> int:
    if os.getpid() != HERE:
        raise MemoryError
    return 1


def unwritten(_number: int) -> Any:
    return 1 if os.getpid() == HERE else lambda: 1


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(ended, id="it was killed, as where memory is short"),
        pytest.param(failed, id="it failed"),
        pytest.param(unwritten, id="it cannot hand over what it made"),
    ],
)
def test_what_a_process_does_not_finish_is_done_here(work: Any) -> None:
    assert spread(work, 4, 2) == [1, 1, 1, 1]


def test_an_error_is_raised_as_in_one_process() -> None:
    def divide(number: int) -> float:
        return 1 / (number - 3)

    with pytest.raises(ZeroDivisionError):
        spread(divide, 8, 2)


def test_where_no_process_can_begin_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert spread(lambda number: number, 3, 3) == [0, 1, 2]
    monkeypatch.delattr(os, "fork")
    assert spread(lambda number: number, 3, 3) == [0, 1, 2]


def test_there_are_as_many_as_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores() == 1


def report(*paths: Path, jobs: int, **options: Any) -> Report:
    return run(
        paths, Options(**{"cache": False, "draws_map": False, "jobs": jobs, **options}), TODAY
    )


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Share the work on whatever is judged."""
    monkeypatch.setattr(tasks, "WORTH_SHARING", 1)
    monkeypatch.setattr(tasks, "WORTH_DIVIDING", 1)


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("root", EXAMPLES, ids=lambda path: path.name)
def test_one_workspace_comes_to_the_same(root: Path) -> None:
    alone = report(root, jobs=1)
    assert report(root, jobs=2) == alone
    assert report(root, jobs=5, draws_map=True)._replace(graph=None) == alone


@pytest.mark.usefixtures("always")
def test_what_cannot_be_read_comes_to_the_same(tmp_path: Path) -> None:
    text = "pdplint: 1\norganisation: {kind: no}\nflows: {x: {role: 7}, y: 1}\nsystems: []\n"
    described = describe(tmp_path, text, b_yaml="pdplint: 1\nflows: {", c_yaml="pdplint: 1\n")
    assert report(described, jobs=3) == report(described, jobs=1)


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("jobs", [2, 3, 40])
def test_many_workspaces_come_to_the_same(jobs: int) -> None:
    assert report(*EXAMPLES, jobs=jobs) == report(*EXAMPLES, jobs=1)


@pytest.mark.usefixtures("always")
def test_what_other_processes_made_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CI", raising=False)
    first = report(*EXAMPLES, jobs=3, cache=True)

    def refuse(*_: Any) -> None:
        pytest.fail("it was judged again")

    monkeypatch.setattr(tasks, "spread", refuse)
    monkeypatch.setattr("pdplint.run.judging.outcome", refuse)
    assert report(*EXAMPLES, jobs=1, cache=True) == first


NAMES = "pdplint: 1\norganisation: {}\nnotices: {n: {document: p.md}}\n"


@pytest.mark.parametrize(
    ("change", "count"),
    [
        pytest.param({}, 1, id="nothing"),
        pytest.param({"unrelated.md": "more"}, 1, id="what no description names"),
        pytest.param({"a.yaml": NAMES + "# more\n"}, 2, id="a description"),
        pytest.param(
            {"b.yaml": "pdplint: 1\nsystems: {s: {kind: website}}\n"}, 2, id="another one"
        ),
        pytest.param({"p.md": ""}, 2, id="a paper, which is empty now"),
    ],
)
def test_what_is_the_same_on_both_sides_of_a_change_is_judged_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], count: int
) -> None:
    root = committed(tmp_path, {"a.yaml": NAMES, "p.md": "# Policy\n", "unrelated.md": "x"})
    for name, text in change.items():
        (root / name).write_text(text)
    judged = []

    def counted(those: Any, *rest: Any) -> Any:
        judged.extend(those)
        return tasks.judge_all(those, *rest)

    monkeypatch.setattr("pdplint.run.checking.judge_all", counted)
    report(root, jobs=1, changed_since="HEAD")
    assert len(judged) == count


@pytest.mark.usefixtures("always")
def test_both_sides_of_a_change_come_to_the_same_in_processes(tmp_path: Path) -> None:
    late = "pdplint: 1\nflows:\n  x: {role: controller, rights: {delete: {within: 49h}}}\n"
    root = committed(tmp_path, {"a.yaml": late})
    (root / "a.yaml").write_text(
        late + "  y: {role: controller, rights: {delete: {within: 50h}}}\n"
    )
    alone = report(root, jobs=1, changed_since="HEAD")
    assert alone.findings
    assert report(root, jobs=2, changed_since="HEAD") == alone


def test_the_command_prints_the_same_whatever_the_number(tmp_path: Path) -> None:
    many_workspaces(tmp_path / "many", 30)  # 450 kB: two processes
    one, *others = (pdplint("check", tmp_path / "many", "--jobs", str(n)) for n in (1, 2, 7))
    assert one.returncode == 1
    assert all((two.stdout, two.returncode) == (one.stdout, 1) for two in others)
    assert pdplint("check", tmp_path, "-j", "0").returncode == 2


@pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="/proc tells which process began which"
)
def test_no_process_outlives_one_that_is_killed(tmp_path: Path) -> None:
    many_workspaces(tmp_path / "many", 150)
    command = [f"{Path(sys.executable).parent}/pdplint", "check", f"{tmp_path}/many", "-j", "2"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        until = monotonic() + 60
        begun: list[str] = []
        while not begun and running.poll() is None and monotonic() < until:
            begun = children.read_text().split()
            sleep(0.005)
        running.kill()
    assert begun, "no other process was begun"
    while any(Path("/proc", one).exists() for one in begun) and monotonic() < until:
        sleep(0.05)
    assert not any(Path("/proc", one).exists() for one in begun)
