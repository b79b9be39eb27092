"""Files are written whole or not at all; what is no regular file is written to, never replaced."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from errno import ENXIO
from secrets import token_hex
from typing import TYPE_CHECKING, NoReturn

from pdplint.run.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

# Names by which a process reaches what it was given open, such as the pipe of `json=>(…)` in bash.
_GIVEN = re.compile(r"/dev/(?:fd/(?P<number>\d{1,9})|std(?P<name>out|err))|/proc/self/fd/(\d{1,9})")
_NUMBERS = {"out": 1, "err": 2}
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)  # not on Windows, as the next ones
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


def write_whole(path: Path, text: str) -> None:
    """Write a text so that no reader ever sees half of a file.

    A regular file is replaced and keeps its mode. A terminal, a pipe or another device is written
    to, and so is what the process was given open, where it stands (`/dev/stdout`, `/dev/fd/3`).

    Raises:
        UsageError: it is a symbolic link, a folder or a disk, or cannot be written.
    """
    data = text.encode()
    try:
        given = _GIVEN.fullmatch(os.path.abspath(path))  # noqa: PTH100 a link is not followed
        if given:
            _write_on(os.dup(_number(given)), data)
            return
        mode = _mode(path)
        if mode is None or stat.S_ISREG(mode):
            _replace(path, data, mode)
        else:
            _write_into(path, mode, data)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None


def _number(given: re.Match[str]) -> int:
    name, *numbers = given["name"], given["number"], given[3]
    return _NUMBERS[name] if name else int(next(filter(None, numbers)))


def _mode(path: Path) -> int | None:
    """Return what stands at a path itself, nothing where nothing does."""
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return None


def _replace(path: Path, data: bytes, mode: int | None) -> None:
    partial = path.parent / f".pdplint-{token_hex(8)}.partial"
    created = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | getattr(os, "O_BINARY", 0)
    number = os.open(partial, created, 0o666)
    try:
        with open(number, "wb") as file:  # noqa: PTH123 an open file, not a path
            file.write(data)
        if mode is not None:
            partial.chmod(stat.S_IMODE(mode) & 0o777)
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def _write_into(path: Path, mode: int, data: bytes) -> None:
    if stat.S_ISLNK(mode):
        _refuse(path, "it is a symbolic link; name the file itself to which it should lead")
    if stat.S_ISDIR(mode):
        _refuse(path, "Is a directory; name a file in it")
    if stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        _refuse(path, "it is a disk or a socket; name a file")
    try:
        number = os.open(path, os.O_WRONLY | _NO_LINK | _AT_ONCE)
    except OSError as error:
        if error.errno == ENXIO and stat.S_ISFIFO(mode):
            _refuse(path, "nobody reads this pipe; start its reader first")
        raise
    if stat.S_IFMT(os.fstat(number).st_mode) != stat.S_IFMT(mode):
        os.close(number)
        _refuse(path, "it was replaced by something else meanwhile; run again")
    if _AT_ONCE:
        os.set_blocking(number, True)
    _write_on(number, data)


def _write_on(number: int, data: bytes) -> None:
    """Write behind what an open file holds already, and close our hold of it."""
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(number, left) :]
    finally:
        os.close(number)


def _refuse(path: Path, why: str) -> NoReturn:
    raise UsageError(f"cannot write {path}: {why}")
