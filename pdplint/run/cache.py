"""What is kept between runs, by what it was made from; never needed to be there.

It is one SQLite file in the user's cache folder, which many runs may use at once and any of them
may be killed. Whoever can write it could turn verdicts, and a seal shows damage, not authorship. So
trust comes from owner and mode: a folder or a file that somebody else owns or may write is not
used, and that is said. Anything odd is made again.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, TypeVar

from pdplint import __version__
from pdplint.run.door import PIECE
from pdplint.run.errors import notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from sqlite3 import Connection

MOST_ENTRY = 64 * PIECE
"""The most bytes of an entry."""
MOST_BYTES = 512 * PIECE
"""The most bytes of the file; what was used least recently makes room."""
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_FORM = 1
"""The number of the form of the file; one of another form is made again."""
_DAY = 24 * 60 * 60
_WAIT = 0.2
"""Seconds to wait for another run that writes, before going on without."""
_MADE = f"""
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS kept;
CREATE TABLE kept (key TEXT PRIMARY KEY, day INTEGER, seal BLOB, value BLOB);
CREATE INDEX by_day ON kept (day);
PRAGMA user_version = {_FORM};
COMMIT;
"""
Value = TypeVar("Value")


class UntrustedError(Exception):
    """Somebody else could have written what is kept; the text says what to do."""


def digest(parts: Iterable[bytes]) -> str:
    """Return a digest of parts, and of the version that reads them."""
    hashed = sha256(__version__.encode())
    for part in parts:
        hashed.update(len(part).to_bytes(8, "big") + part)
    return hashed.hexdigest()[:32]


def is_used() -> bool:
    """Tell whether anything is kept: not in CI, where a job may restore what others wrote."""
    return not os.environ.get("CI")


def folder() -> Path:
    """Return the user's cache folder, be it there or not.

    It is where the XDG Base Directory Specification, macOS and Windows have it. platformdirs says
    the same, and takes as long to import as a twentieth of a whole run.
    """
    if sys.platform == "win32":
        return (
            Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "pdplint/Cache"
        )
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/pdplint"
    named = os.environ.get("XDG_CACHE_HOME", "").strip()
    return (Path(named) if Path(named).is_absolute() else Path.home() / ".cache") / "pdplint"


def cache_of_user(*, is_wanted: bool) -> Cache | None:
    """Return the user's cache; none where it is not wanted, not used, or said not to be trusted."""
    if not (is_wanted and is_used()):
        return None
    try:
        return _cache_at(folder() / "cache.sqlite")
    except UntrustedError as error:
        notice(str(error))
    except RuntimeError:  # nobody knows where the user's home is
        pass
    return None


class Cache:
    """One file of what is kept. What it cannot do, it does not do: no error comes of it."""

    def __init__(self, path: Path) -> None:
        """Use the file at a path, which need not be there.

        Raises:
            UntrustedError: somebody else could have written it.
        """
        self._path = path
        self._process = os.getpid()
        self._today = int(time()) // _DAY
        self._file: Connection | None = None
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _check_folder(path.parent)
            self._open()

    def _open(self) -> None:
        from sqlite3 import DatabaseError, OperationalError

        if not _is_ours(self._path):
            return
        try:
            self._file = _connected(self._path)
        except OperationalError:  # it is in use, or nothing can be written there
            self._file = None
        except DatabaseError:
            self._drop()

    def fetch(self, key: str) -> bytes | None:
        """Return what is kept under a key; nothing where it is not there, or is odd."""
        return self._safely(lambda file: self._fetch(file, key))

    def _fetch(self, file: Connection, key: str) -> bytes | None:
        from sqlite3 import OperationalError

        found = file.execute("SELECT day, seal, value FROM kept WHERE key = ?", (key,)).fetchone()
        if found is None:
            return None
        day, seal, value = found
        if not isinstance(value, bytes) or seal != _seal(key, value):
            return None
        if day != self._today:
            with suppress(
                OperationalError
            ):  # where nothing can be written, it is of use all the same
                file.execute("UPDATE kept SET day = ? WHERE key = ?", (self._today, key))
        return value

    def keep(self, values: Mapping[str, bytes]) -> None:
        """Keep values by their keys, all of them or none; but for those that are too large."""
        rows = [
            (key, self._today, _seal(key, value), value)
            for key, value in values.items()
            if len(value) <= MOST_ENTRY
        ]
        if rows:
            self._safely(lambda file: self._keep(file, rows))

    def _keep(self, file: Connection, rows: Sequence[tuple[str, int, bytes, bytes]]) -> None:
        file.execute("BEGIN IMMEDIATE")
        try:
            file.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", rows)
            while _size(file) > MOST_BYTES and _forget_half(file):
                pass
        except BaseException:
            file.execute("ROLLBACK")
            raise
        file.execute("COMMIT")

    def _safely(self, do: Callable[[Connection], Value]) -> Value | None:
        """Do something with the file; nothing where it is in use, or cannot be read."""
        from sqlite3 import DatabaseError, OperationalError

        if self._file is None or self._process != os.getpid():
            return None
        try:
            return do(self._file)
        except OperationalError:
            return None
        except DatabaseError:
            self._drop()
            return None

    def _drop(self) -> None:
        """Take away a file that is none of ours any more; the next run makes another."""
        self._file = None
        with suppress(OSError):
            self._path.unlink()


_cache_at = lru_cache(maxsize=2)(Cache)


def _connected(path: Path) -> Connection:
    from sqlite3 import connect

    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    file = connect(path, timeout=_WAIT, isolation_level=None)
    # What a crash of the machine leaves half written has no seal: no need to wait for the disk.
    file.execute("PRAGMA synchronous = OFF")
    [form] = file.execute("PRAGMA user_version").fetchone()
    if form != _FORM:
        file.executescript(_MADE)
    return file


def _size(file: Connection) -> int:
    """Return how many bytes of the file hold something."""
    numbers = (file.execute(f"PRAGMA {name}").fetchone() for name in _SIZES)
    size, pages, free = (int(number) for (number,) in numbers)
    return size * (pages - free)


_SIZES = ("page_size", "page_count", "freelist_count")


def _forget_half(file: Connection) -> int:
    """Forget half of what is kept, used least recently; return how many that are."""
    least = "SELECT rowid FROM kept ORDER BY day, rowid LIMIT (SELECT (count(*) + 1) / 2 FROM kept)"
    return file.execute(f"DELETE FROM kept WHERE rowid IN ({least})").rowcount  # noqa: S608


def _seal(key: str, value: bytes) -> bytes:
    """Return what shows that an entry is whole, and is that of its key."""
    return sha256(key.encode() + b"\0" + value).digest()


def _is_ours(path: Path) -> bool:
    """Tell whether a file may be used; nothing there is as good.

    Raises:
        UntrustedError: somebody else could have written it.
    """
    try:
        status = path.lstat()
    except FileNotFoundError:
        return True
    _check(path)
    if stat.S_ISREG(status.st_mode) and status.st_size <= 2 * MOST_BYTES:
        return True
    with suppress(OSError):
        path.unlink()
    return not os.path.lexists(path)


def _check_folder(here: Path) -> None:
    """Check a folder and all above it: who may rename one of them may put another in its place.

    Raises:
        UntrustedError: somebody else could.
    """
    real = here.resolve()
    _check(real)
    for above in real.parents:
        _check(above, is_above=True)


def _check(path: Path, *, is_above: bool = False) -> None:
    if not hasattr(os, "geteuid"):  # where files have no such owners, the user's profile guards it
        return
    status = path.lstat()
    if status.st_uid != os.geteuid() and not (is_above and status.st_uid == 0):
        raise UntrustedError(_untrusted(path, "belongs to somebody else", "remove it"))
    is_sticky = is_above and bool(status.st_mode & stat.S_ISVTX)
    if stat.S_ISLNK(status.st_mode) or (status.st_mode & _OTHERS and not is_sticky):
        raise UntrustedError(_untrusted(path, "can be written by others", f"chmod go-w {path}"))


def _untrusted(path: Path, why: str, cure: str) -> str:
    return (
        f"the cache was not used: {path} {why}, who could turn verdicts by it; "
        f"{cure}, or call with --no-cache"
    )
