"""The cache is nobody's lever: who can write it turns no verdict, and what is odd in it is made again."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from tests.workspaces import describe, pdplint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LATE = "pdplint: 1\norganisation: {}\nflows: {x: {role: controller, rights: {delete: {within: 49h}}}}\n"
HELD = (1, "")


class Desk:
    """A workspace that falls short, and a cache folder that was filled by a run."""

    def __init__(self, folder: Path) -> None:
        self.root = describe(folder / "r", LATE)
        self.home = folder / "home"
        self.home.mkdir(mode=0o700)
        self.cache = self.home / ".cache" / "pdplint"

    def run(self, *more: str, **environment: str) -> tuple[int, str, str]:
        here = {"HOME": str(self.home), "XDG_CACHE_HOME": str(self.home / ".cache"), "CI": ""}
        done = pdplint("check", *more, cwd=self.root, environment={**here, **environment})
        return done.returncode, done.stderr, done.stdout

    @property
    def entry(self) -> Path:
        [entry] = self.cache.glob("*.json")
        return entry


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    assert made.run()[:2] == HELD
    return made


def sealed(value: object) -> bytes:
    data = json.dumps(value).encode()
    return sha256(data).hexdigest().encode() + b"\n" + data


def without_checks(entry: Path) -> bytes:
    """Return what an attacker would put there: each `checked_by` is gone, the digest is right."""
    value: Any = json.loads(entry.read_bytes().partition(b"\n")[2])
    for policy in value.values():
        for clause in policy.get("clauses", ()):
            clause.pop("checked_by", None)
            clause["not_checked"] = {"because": "conduct", "why": {"en": "x", "vi": "x"}}
    return sealed(value)


def linked(desk: Desk) -> None:
    entry = desk.entry
    entry.rename(desk.home / "e")
    entry.symlink_to(desk.home / "e")


def test_what_is_kept_is_only_ours_and_is_used(desk: Desk) -> None:
    before = desk.entry.stat()
    assert desk.run()[:2] == HELD
    assert desk.entry.stat().st_mtime_ns == before.st_mtime_ns
    assert (before.st_mode & 0o777, desk.cache.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_entry_is_what_policies_are_read_from(desk: Desk) -> None:
    """Else the cases below would show nothing."""
    desk.entry.write_bytes(without_checks(desk.entry))
    assert desk.run()[0] == 2  # policies without any check: the run is refused, not passed


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(lambda d: d.entry.chmod(0o622), "can be written by others", id="an entry that others may write"),
        pytest.param(lambda d: d.cache.chmod(0o777), "can be written by others", id="a folder that others may write"),
        pytest.param(lambda d: d.cache.parent.chmod(0o770), "can be written by others", id="a folder above it"),
        pytest.param(lambda d: os.chown(d.entry, 65534, 65534), "belongs to somebody else", id="an entry of somebody else"),
        pytest.param(lambda d: os.chown(d.cache, 65534, 65534), "belongs to somebody else", id="a folder of somebody else"),
        pytest.param(linked, "can be written by others", id="a link"),
    ],
)  # fmt: skip
def test_what_somebody_else_could_have_written_is_not_used_and_that_is_said(
    desk: Desk, spoil: Callable[[Desk], object], told: str
) -> None:
    forged, entry = without_checks(desk.entry), desk.entry
    entry.write_bytes(forged)
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


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="broken"),
        pytest.param(b"\xff\x00" * 100, id="no text"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(sealed([]), id="a list"),
        pytest.param(sealed({}), id="nothing"),
        pytest.param(sealed({"x.yaml": 1}), id="other files"),
        pytest.param(b"0" * 64 + b"\n{}", id="another digest"),
        pytest.param("fifo", id="a pipe"),
        pytest.param("folder", id="a folder"),
        pytest.param("large", id="too large"),
        pytest.param("scalars", id="values that are no policies"),
    ],
)
def test_what_is_odd_is_made_again(desk: Desk, data: bytes | str) -> None:
    entry = desk.entry
    names = json.loads(entry.read_bytes().partition(b"\n")[2])
    if isinstance(data, bytes):
        entry.write_bytes(data)
    elif data == "scalars":
        entry.write_bytes(sealed(dict.fromkeys(names, 1)))
    elif data == "large":
        with entry.open("r+b") as file:
            file.truncate(40_000_000_000)
    else:
        entry.unlink()
        os.mkfifo(entry, 0o600) if data == "fifo" else entry.mkdir(0o700)
    assert desk.run()[:2] == HELD
    if data != "folder":  # a file cannot take its place
        assert json.loads(entry.read_bytes().partition(b"\n")[2]).keys() == names.keys()


def test_in_ci_nothing_is_kept_or_used(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.run(CI="true")[:2] == HELD
    assert not desk.cache.exists()


def test_a_cache_that_cannot_be_made_is_no_trouble(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (desk.home / ".cache").write_text("a file", "utf-8")
    assert desk.run()[:2] == HELD
