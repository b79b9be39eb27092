"""What is kept between runs, by what it was made from; never needed to be there.

Whoever can write here could turn verdicts, and a digest shows damage, not authorship. So trust
comes from owner and mode: a folder or an entry that somebody else owns or may write is not used,
and that is said. Anything odd is made again.
"""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from pdplint import __version__
from pdplint.run.door import PIECE, ShutError, opened

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MOST_BYTES = 16 * PIECE
"""The most bytes of an entry."""
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


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
    """Return the user's cache folder, be it there or not."""
    from platformdirs import user_cache_path

    return user_cache_path("pdplint", appauthor=False)


def fetch(key: str) -> object | None:
    """Return what is kept under a key; nothing where it is not there, or is odd in any way.

    Raises:
        UntrustedError: somebody else could have written it.
    """
    path = folder() / f"{key}.json"
    if not os.path.lexists(path):
        return None
    _check_folder(folder())
    _check(path)
    try:
        with opened(path, None) as file:
            made, _, data = b"".join(file.pieces(MOST_BYTES + 1)).partition(b"\n")
        if len(data) > MOST_BYTES or made != _seal(data):
            return None
        found: object = json.loads(data)
    except (ShutError, ValueError, RecursionError):
        return None
    return found


def keep(key: str, value: object) -> None:
    """Keep a value, whole or not at all; where nothing can be written, nothing is kept.

    Raises:
        UntrustedError: somebody else could change it.
    """
    data = json.dumps(value, ensure_ascii=False).encode()
    path = folder() / f"{key}.json"
    partial = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_folder(path.parent)
        with suppress(FileNotFoundError):
            partial.unlink()
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_seal(data) + b"\n" + data)
        partial.replace(path)


def _seal(data: bytes) -> bytes:
    """Return what shows that an entry is whole."""
    return sha256(data).hexdigest().encode()


def _check_folder(here: Path) -> None:
    """Check a folder and all above it: who may rename one of them may put another in its place."""
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
