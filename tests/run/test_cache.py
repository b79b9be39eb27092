"""The cache is nobody's lever: who can write it turns no verdict, and what is odd in it is made again."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

import pytest

from pdplint.run import cache
from pdplint.run.cache import Cache
from tests.workspaces import describe, pdplint

if TYPE_CHECKING:
    from collections.abc import Callable

LATE = "pdplint: 1\norganisation: {}\nflows: {x: {role: controller, rights: {delete: {within: 49h}}}}\n"
HELD = (1, "")


class Desk:
    """A workspace that falls short, and a cache folder that was filled by a run."""

    def __init__(self, folder: Path) -> None:
        self.root = describe(folder / "r", LATE)
        self.home = folder / "home"
        self.home.mkdir(mode=0o700)
        self.cache = self.home / ".cache" / "pdplint"
        self.file = self.cache / "cache.sqlite"

    def run(self, *more: str, **environment: str) -> tuple[int, str, str]:
        here = {"HOME": str(self.home), "XDG_CACHE_HOME": str(self.home / ".cache"), "CI": ""}
        done = pdplint("check", *more, cwd=self.root, environment={**here, **environment})
        return done.returncode, done.stderr, done.stdout

    def rows(self) -> dict[str, bytes]:
        """Return the kinds of what is kept, and the value of each."""
        with closing(sqlite3.connect(self.file)) as file:
            rows = file.execute("SELECT key, value FROM kept").fetchall()
        return {key.partition("-")[0]: value for key, value in rows}

    def put(self, kind: str, value: Any, *, is_sealed: bool = True) -> None:
        """Put a value in the place of what is kept of a kind, with its right seal."""
        with closing(sqlite3.connect(self.file)) as file:
            [key] = file.execute("SELECT key FROM kept WHERE key GLOB ?", (f"{kind}-*",)).fetchone()
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            seal = sha256(key.encode() + b"\0" + data).digest() if is_sealed else b"0" * 32
            file.execute("UPDATE kept SET value = ?, seal = ? WHERE key = ?", (data, seal, key))
            file.commit()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    assert made.run()[:2] == HELD
    return made


def without_checks(desk: Desk) -> Any:
    """Return what an attacker would put there: each `checked_by` is gone, the seal is right."""
    value: Any = json.loads(desk.rows()["policies"])
    for policy in value.values():
        for clause in policy.get("clauses", ()):
            clause.pop("checked_by", None)
            clause["not_checked"] = {"because": "conduct", "why": {"en": "x", "vi": "x"}}
    return value


def linked(desk: Desk) -> None:
    desk.file.rename(desk.home / "e")
    desk.file.symlink_to(desk.home / "e")


def test_what_is_kept_is_one_file_of_ours_alone_and_is_used(desk: Desk) -> None:
    assert [one.name for one in desk.cache.iterdir()] == ["cache.sqlite"]
    assert desk.rows().keys() == {"policies", "outcome", "spans"}
    before = desk.file.stat()
    assert desk.run()[:2] == HELD
    assert desk.file.stat().st_mtime_ns == before.st_mtime_ns
    assert (before.st_mode & 0o777, desk.cache.stat().st_mode & 0o777) == (0o600, 0o700)


def test_what_is_kept_is_what_policies_are_read_from(desk: Desk) -> None:
    """Else the cases below would show nothing."""
    desk.put("policies", without_checks(desk))
    assert desk.run()[0] == 2  # policies without any check: the run is refused, not passed


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(lambda d: d.file.chmod(0o622), "can be written by others", id="a file that others may write"),
        pytest.param(lambda d: d.cache.chmod(0o777), "can be written by others", id="a folder that others may write"),
        pytest.param(lambda d: d.cache.parent.chmod(0o770), "can be written by others", id="a folder above it"),
        pytest.param(lambda d: os.chown(d.file, 65534, 65534), "belongs to somebody else", id="a file of somebody else"),
        pytest.param(lambda d: os.chown(d.cache, 65534, 65534), "belongs to somebody else", id="a folder of somebody else"),
        pytest.param(linked, "can be written by others", id="a link"),
    ],
)  # fmt: skip
def test_what_somebody_else_could_have_written_is_not_used_and_that_is_said(
    desk: Desk, spoil: Callable[[Desk], object], told: str
) -> None:
    desk.put("policies", without_checks(desk))
    try:
        spoil(desk)
    except PermissionError:
        pytest.skip("only the superuser can give a file to somebody else")
    code, error, report = desk.run()
    assert code == 1
    assert "deletion-deadline" in report
    assert error.startswith("pdplint: the cache was not used: ")
    assert (error.count("\n"), told in error) == (1, True)
    assert desk.run("--no-cache")[:2] == HELD


def test_a_folder_above_that_all_may_write_is_no_trouble_where_names_are_protected(
    desk: Desk,
) -> None:
    desk.home.chmod(0o1777)
    assert desk.run()[:2] == HELD


def of_another_form(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.file)) as file:
        file.executescript("DROP TABLE kept; CREATE TABLE kept (x); PRAGMA user_version = 7;")


def half_there(desk: Desk) -> None:
    """Leave the first page, and nonsense where rows are."""
    data = desk.file.read_bytes()
    desk.file.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))


def large(desk: Desk) -> None:
    with desk.file.open("r+b") as file:
        file.truncate(40_000_000_000)


def a_pipe(desk: Desk) -> None:
    desk.file.unlink()
    os.mkfifo(desk.file, 0o600)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda d: d.file.write_bytes(b""), id="empty"),
        pytest.param(lambda d: d.file.write_bytes(b"{" * 10_000), id="no database"),
        pytest.param(half_there, id="a broken database"),
        pytest.param(of_another_form, id="another form"),
        pytest.param(large, id="too large"),
        pytest.param(a_pipe, id="a pipe"),
        pytest.param(lambda d: d.put("policies", b"{"), id="no JSON"),
        pytest.param(lambda d: d.put("policies", b"[" * 100_000), id="deep JSON"),
        pytest.param(lambda d: d.put("policies", []), id="a list"),
        pytest.param(lambda d: d.put("policies", {}), id="nothing"),
        pytest.param(lambda d: d.put("policies", {"x.yaml": 1}), id="other files"),
        pytest.param(
            lambda d: d.put("policies", dict.fromkeys(json.loads(d.rows()["policies"]), 1)),
            id="values that are no policies",
        ),
        pytest.param(
            lambda d: d.put("policies", without_checks(d), is_sealed=False), id="another seal"
        ),
    ],
)
def test_what_is_odd_is_made_again(desk: Desk, spoil: Callable[[Desk], object]) -> None:
    policies = json.loads(desk.rows()["policies"])
    spoil(desk)
    assert desk.run()[:2] == HELD
    assert desk.run()[:2] == HELD  # of some files only the second run finds the place free
    assert json.loads(desk.rows()["policies"]) == policies


def test_a_folder_in_the_place_of_the_file_is_no_trouble(desk: Desk) -> None:
    desk.file.unlink()
    desk.file.mkdir(0o700)
    assert desk.run()[:2] == HELD


def test_in_ci_nothing_is_kept_or_used(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.run(CI="true")[:2] == HELD
    assert not desk.cache.exists()


def test_a_cache_that_cannot_be_made_is_no_trouble(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (desk.home / ".cache").write_text("a file", "utf-8")
    assert desk.run()[:2] == HELD


# the file itself


@pytest.fixture
def path(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path / "cache.sqlite"


def test_what_was_used_least_recently_makes_room(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST_BYTES", 1_000_000)
    kept = Cache(path)
    for number in range(100):
        kept.keep({f"key-{number}": bytes([number]) * 50_000})
    assert kept.fetch("key-0") is None
    assert kept.fetch("key-99") == bytes([99]) * 50_000
    assert path.stat().st_size < 1_200_000


def test_what_is_used_again_another_day_stays_longer(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST_BYTES", 1_000_000)
    kept = Cache(path)
    kept.keep({"old but used": b"x" * 1_000})
    for number in range(15):
        kept.keep({f"old-{number}": b"x" * 50_000})
    tomorrow = time() + 24 * 60 * 60
    monkeypatch.setattr(cache, "time", lambda: tomorrow)
    kept = Cache(path)
    assert kept.fetch("old but used")
    for number in range(12):
        kept.keep({f"new-{number}": b"x" * 50_000})
    assert kept.fetch("old-0") is None
    assert kept.fetch("old but used")


def test_an_entry_that_is_too_large_is_not_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST_ENTRY", 10)
    kept = Cache(path)
    kept.keep({"k": b"x" * 11})
    assert kept.fetch("k") is None


def test_a_process_that_was_forked_leaves_the_file_of_its_parent_alone(path: Path) -> None:
    kept = Cache(path)
    kept.keep({"k": b"parent"})
    child = os.fork()
    if not child:
        kept.keep({"k": b"child"})
        os._exit(0 if kept.fetch("k") is None else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert kept.fetch("k") == b"parent"


def test_a_run_does_not_wait_long_for_one_that_writes(path: Path) -> None:
    kept = Cache(path)
    kept.keep({"k": b"v"})
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert kept.fetch("k") is None
        kept.keep({"k": b"w"})
        other.execute("ROLLBACK")
    assert kept.fetch("k") == b"v"


WRITER = """
import sys
from pathlib import Path
from pdplint.run.cache import Cache
kept = Cache(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(100_000):
    name = f"{number % 7}"
    kept.keep({name: name.encode() * 20_000})
"""


def test_runs_that_write_at_once_and_are_killed_leave_nothing_half_written(path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(path)]
    for _ in range(4):
        writers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
        for writer in writers:
            assert writer.stdout is not None
            writer.stdout.readline()
        reader = Cache(path)
        found = [reader.fetch(f"{number % 7}") for number in range(200)]
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            assert writer.stdout is not None
            writer.stdout.close()
        after = [Cache(path).fetch(f"{number}") for number in range(7)]
        wrong = [
            data
            for number, data in [*((i % 7, one) for i, one in enumerate(found)), *enumerate(after)]
            if data is not None and data != f"{number}".encode() * 20_000
        ]
        assert not wrong
        assert any(after)
        with closing(sqlite3.connect(path)) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        pytest.param("linux", {}, "home/.cache/pdplint", id="as XDG has it"),
        pytest.param("linux", {"XDG_CACHE_HOME": "/c"}, "/c/pdplint", id="where XDG says"),
        pytest.param(
            "linux",
            {"XDG_CACHE_HOME": "c"},
            "home/.cache/pdplint",
            id="XDG ignores what is relative",
        ),
        pytest.param("darwin", {}, "home/Library/Caches/pdplint", id="macOS"),
        pytest.param("win32", {"LOCALAPPDATA": "/l"}, "/l/pdplint/Cache", id="Windows"),
        pytest.param("win32", {}, "home/AppData/Local/pdplint/Cache", id="Windows, nothing set"),
    ],
)
def test_the_cache_stands_where_each_system_has_such(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    environment: dict[str, str],
    expected: str,
) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": str(tmp_path / "home"), **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", platform)
    assert cache.folder() == tmp_path / expected


def test_nothing_is_kept_for_who_has_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(Path, "home", nobody)
    assert cache.cache_of_user(is_wanted=True) is None
