"""Files are written whole or not at all, and what is no regular file is never replaced."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from pdplint.run.errors import UsageError
from pdplint.run.writing import write_whole
from tests.cli.test_streams import EXAMPLE, HAS_FULL, LATE, in_shell
from tests.workspaces import called, describe

if TYPE_CHECKING:
    from collections.abc import Callable

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and modes are POSIX's")
SIGNED = ("--reason", "r", "--approver", "a", "--ticket", "t", "--until", "2099-01-01")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refused(path: Path, text: str = "new\n") -> str:
    """Return why a file is not written, after checking that nothing is left beside it."""
    before = names(path.parent)
    with pytest.raises(UsageError) as error:
        write_whole(path, text)
    assert before == names(path.parent)
    assert str(error.value).startswith(f"cannot write {path}: ")
    return str(error.value)


# Regular files ------------------------------------------------------------------------------------


def test_a_new_file_holds_the_text_with_the_mode_that_the_process_gives(tmp_path: Path) -> None:
    (tmp_path / "as-usual").write_text("")
    write_whole(tmp_path / "a", "một\n")
    assert (tmp_path / "a").read_bytes() == "một\n".encode()
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "as-usual").stat().st_mode
    assert names(tmp_path) == ["a", "as-usual"]


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o444])
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "a"
    file.write_text("old")
    file.chmod(mode)
    write_whole(file, "new")
    assert file.read_text() == "new"
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_name_as_long_as_can_be_is_written(tmp_path: Path) -> None:
    write_whole(tmp_path / ("x" * 255), "new")
    assert (tmp_path / ("x" * 255)).read_text() == "new"


@posix
def test_what_fails_leaves_the_old_file_and_no_part(tmp_path: Path) -> None:
    report = tmp_path / "r.html"
    report.write_text("old")
    alone = "unset COVERAGE_PROCESS_CONFIG COVERAGE_PROCESS_START"  # its file would not fit either
    done = in_shell(f"{alone}; ulimit -f 9; $P check -f html={report} {EXAMPLE}")
    assert done.returncode == 2
    assert done.stderr == f"pdplint: cannot write {report}: File too large\n"
    assert report.read_text() == "old"
    assert names(tmp_path) == ["r.html"]


@posix
def test_a_link_where_the_part_would_stand_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name cannot be guessed; that it is created is what keeps it, should it be guessed."""
    monkeypatch.setattr("pdplint.run.writing.token_hex", lambda _bytes: "guessed")
    (tmp_path / "precious").write_text("old")
    (tmp_path / ".pdplint-guessed.partial").symlink_to("precious")
    refused(tmp_path / "a")
    assert (tmp_path / "precious").read_text() == "old"
    assert (tmp_path / ".pdplint-guessed.partial").is_symlink()


# What is no regular file --------------------------------------------------------------------------


def _link_out(path: Path) -> None:
    (path.parent / "precious").write_text("old")
    path.symlink_to("precious")


@posix
@pytest.mark.parametrize(
    ("make", "why"),
    [
        pytest.param(_link_out, "a symbolic link; name the file itself", id="a link"),
        pytest.param(lambda path: path.symlink_to("gone"), "a symbolic link; name", id="to nothing"),
        pytest.param(lambda path: path.symlink_to(path), "a symbolic link; name", id="to itself"),
        pytest.param(lambda path: path.symlink_to("/dev/null"), "a symbolic link", id="to a device"),
        pytest.param(Path.mkdir, "Is a directory; name a file in it", id="a folder"),
        pytest.param(os.mkfifo, "nobody reads this pipe; start its reader", id="a pipe"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused_and_stays(
    tmp_path: Path, make: Callable[[Path], object], why: str
) -> None:
    make(tmp_path / "a")
    before = (tmp_path / "a").lstat()
    assert why in refused(tmp_path / "a")
    after = (tmp_path / "a").lstat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    for kept in tmp_path.glob("precious"):
        assert kept.read_text() == "old"
    assert not (tmp_path / "gone").exists()


@posix
def test_a_pipe_with_a_reader_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "a"
    os.mkfifo(pipe)
    long = "new\n" * 100_000  # more than a pipe holds at once
    found: list[str] = []
    reading = Thread(target=lambda: found.append(pipe.read_text()))
    reading.start()
    while True:  # until the reader stands at its end
        try:
            write_whole(pipe, long)
        except UsageError as error:
            assert "nobody reads" in str(error)  # noqa: PT017 the reader may come late
        else:
            break
    reading.join()
    assert found == [long]
    assert stat.S_ISFIFO(pipe.lstat().st_mode)


@posix
def test_a_device_is_written_to_and_stays_one(tmp_path: Path) -> None:
    done = called("check", EXAMPLE, "-f", "json=/dev/null")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert stat.S_ISCHR(Path("/dev/null").lstat().st_mode)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        own = tmp_path / "null"
        try:
            os.mknod(own, stat.S_IFCHR | 0o600, os.makedev(1, 3))
        except OSError:
            pytest.skip("the superuser of a container may make no devices")
        write_whole(own, "new")
        assert stat.S_ISCHR(own.lstat().st_mode)


@HAS_FULL
def test_a_full_device_is_told() -> None:
    assert "No space left on device" in refused(Path("/dev/full"))


@posix
def test_a_terminal_is_written_to() -> None:
    pty = pytest.importorskip("pty", reason="no terminals here")
    ours, theirs = pty.openpty()
    try:
        write_whole(Path(os.ttyname(theirs)), "new\n")
        assert os.read(ours, 100) == b"new\r\n"
        assert stat.S_ISCHR(Path(os.ttyname(theirs)).stat().st_mode)
    finally:
        os.close(ours)
        os.close(theirs)


# What the process was given open ------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    "name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/../dev/stdout"]
)
def test_standard_output_is_written_where_it_stands(tmp_path: Path, name: str) -> None:
    """Opened by its name, a file would be written from its start: over what is there already."""
    if name.startswith("/proc") and not Path("/proc/self/fd").exists():
        pytest.skip("no /proc here")
    line = f"{{ echo before; $P check -f json={name} {EXAMPLE}; echo after; }} >log"
    done = in_shell(line, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    log = (tmp_path / "log").read_text("utf-8")
    assert log.startswith("before\n{")
    assert log.endswith("}\nafter\n")
    assert json.loads(log.removeprefix("before\n").removesuffix("after\n"))["version"] == 2


@posix
@pytest.mark.parametrize(
    ("line", "to"),
    [
        pytest.param("$P check -f json=/dev/stderr {} 2>>log", "log", id="standard error, a file"),
        pytest.param("$P check -f json=/dev/stdout {} | cat >log", "log", id="a pipe"),
        pytest.param("$P check -f json=/dev/fd/7 {} 7>log", "log", id="another number"),
        pytest.param("$P check -f json=>(cat >log) {}; wait $!", "log", id="bash's own pipe"),
    ],
)
def test_what_was_given_open_is_written_to(tmp_path: Path, line: str, to: str) -> None:
    done = in_shell(line.format(EXAMPLE), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads((tmp_path / to).read_text("utf-8"))["version"] == 2
    assert names(tmp_path) == [to]


@posix
def test_a_text_and_a_file_can_both_go_to_standard_output(tmp_path: Path) -> None:
    done = in_shell(f"$P check -f text -f github=/dev/stdout {EXAMPLE} >log", tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "log").read_text("utf-8").count(" notes in 3 files") == 2


@posix
@pytest.mark.parametrize("name", ["/dev/fd/63", "/dev/fd/999999999", "/dev/fd/0"])
def test_a_number_that_is_not_open_for_writing_is_told(name: str) -> None:
    done = in_shell(f"$P check -f json={name} {EXAMPLE} </dev/null")
    assert done.returncode == 2
    assert done.stderr.startswith(f"pdplint: cannot write {name}: Bad file descriptor")


@posix
def test_a_pipe_that_takes_no_more_is_told_and_not_waited_for() -> None:
    ours, theirs = os.pipe()
    try:
        os.set_blocking(theirs, False)
        assert "temporarily unavailable" in refused(Path(f"/dev/fd/{theirs}"), "x" * 1_000_000)
    finally:
        os.close(ours)
        os.close(theirs)


# The commands that write ---------------------------------------------------------------------------


def late(folder: Path) -> str:
    """Describe what falls short in a folder, and return the fingerprint of it."""
    report = json.loads(called("check", "-f", "json", cwd=describe(folder, LATE)).stdout)
    found: list[str] = [
        one["fingerprint"]
        for one in report["workspaces"][0]["findings"]
        if one["control"] == "deletion-deadline"
    ]
    return found[0]


@posix
@pytest.mark.parametrize("leads", [True, False], ids=["to a file", "to nothing"])
def test_waive_refuses_a_link_in_place_of_its_file_and_nothing_is_lost(
    tmp_path: Path, *, leads: bool
) -> None:
    fingerprint = late(tmp_path)
    (tmp_path / "waivers.yaml").symlink_to("elsewhere.txt")
    if leads:
        (tmp_path / "elsewhere.txt").write_text("# ours\n")
    done = called("waive", fingerprint, ".", *SIGNED, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert leads is ("it is a symbolic link; name the file itself" in done.stderr)
    assert (tmp_path / "waivers.yaml").is_symlink()
    assert [one.read_text() for one in tmp_path.glob("elsewhere.txt")] == ["# ours\n"] * leads


@posix
def test_waive_keeps_the_mode_of_its_file(tmp_path: Path) -> None:
    fingerprint = late(tmp_path)
    (tmp_path / "waivers.yaml").write_text("# ours\n")
    (tmp_path / "waivers.yaml").chmod(0o640)
    assert called("waive", fingerprint, ".", *SIGNED, cwd=tmp_path).returncode == 0
    assert (tmp_path / "waivers.yaml").read_text().startswith("# ours\n")
    assert stat.S_IMODE((tmp_path / "waivers.yaml").stat().st_mode) == 0o640


@posix
def test_a_baseline_that_is_a_link_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    assert called("baseline", cwd=tmp_path).returncode == 0
    known = (tmp_path / "pdplint-baseline.yaml").rename(tmp_path / "elsewhere.txt")
    (tmp_path / "pdplint-baseline.yaml").symlink_to("elsewhere.txt")
    before = known.read_text("utf-8")
    describe(tmp_path, LATE.replace("49h", "48h"))
    done = called("baseline", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "it is a symbolic link; name the file itself" in done.stderr
    assert known.read_text("utf-8") == before


@posix
@pytest.mark.parametrize("target", ["elsewhere.txt", "gone"])
def test_init_overwrites_no_link(tmp_path: Path, target: str) -> None:
    (tmp_path / "elsewhere.txt").write_text("mine\n")
    (tmp_path / "pdplint.yaml").symlink_to(target)
    done = called("init", "--force", "--service", "website", tmp_path)
    assert done.returncode == 2
    assert "it is a symbolic link; name the file itself" in done.stderr
    assert (tmp_path / "elsewhere.txt").read_text() == "mine\n"
    assert not (tmp_path / "gone").exists()


@posix
def test_init_does_not_wait_for_a_pipe_in_place_of_its_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pdplint.yaml")
    for force in ((), ("--force",)):
        done = subprocess.run(
            [Path(sys.executable).parent / "pdplint", "init", *force, "--service", "website", tmp_path],
            capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip
        assert done.returncode == 2
    assert stat.S_ISFIFO((tmp_path / "pdplint.yaml").lstat().st_mode)
