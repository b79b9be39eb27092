"""The one door for files: what is regular, below its root and within a limit is read, nothing else.

Descriptions, configs, waivers, baselines, papers and policies may come from anybody who can open a
pull request. Whatever comes through here was looked at before it was opened: where it really lies,
that it is a regular file, and how large it is. What a link has moved meanwhile is not guarded
against: nobody else writes to a checkout while it is checked.
"""

from __future__ import annotations

import os
import stat
from errno import ELOOP
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdplint.model.text import Text

PIECE = 1 << 20
MOST_BYTES = 2_000_000
"""The most bytes of a config, a file of waivers, a baseline or a policy."""
_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


class ShutError(Exception):
    """A file that was not read: its text says why, for a message that names the file.

    `reason` is a sentence of its own, for findings; `outside` says that the file lies elsewhere.
    """

    def __init__(self, why: str, reason: Text, *, outside: bool = False) -> None:
        super().__init__(why)
        self.reason = reason
        self.outside = outside


class Opened:
    """A regular file that is open: its size in bytes, and its bytes in pieces.

    The size is what the file system says; what is read is bounded by the reader all the same.
    """

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor = descriptor
        self.size = size

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        os.close(self._descriptor)

    def pieces(self, most: int) -> Iterator[bytes]:
        """Yield what is left of the file, at most so many bytes of it.

        Raises:
            ShutError: it cannot be read on.
        """
        left = most
        while left > 0:
            piece = _read(self._descriptor, min(PIECE, left))
            if not piece:
                return
            left -= len(piece)
            yield piece


def _read(descriptor: int, most: int) -> bytes:
    try:
        return os.read(descriptor, most)
    except OSError as error:
        raise _shut(error) from None


def opened(path: Path, root: Path | None, *, is_stand: bool = False) -> Opened:
    """Open a regular file that lies below a root, all links followed; close it after use.

    `root` is where it really lies. `None` is for a file that the call itself names. `is_stand` says
    that the folder of the path is known to be a real one below the root.

    Raises:
        ShutError: it lies elsewhere, is no regular file, or cannot be opened.
    """
    real = path if is_stand and not os.path.islink(path) else real_path(path)  # noqa: PTH114 - faster
    if root is not None and real is not path and not real.is_relative_to(root):
        raise ShutError("it leads out of the workspace", say("link-outside"), outside=True)
    try:
        if not stat.S_ISREG(os.stat(real).st_mode):  # noqa: PTH116 - to open a device may do harm
            raise _not_regular()
        descriptor = os.open(real, _FLAGS | _BINARY)
    except OSError as error:
        raise _shut(error) from None
    except ValueError:  # no file can have such a name
        raise _unreadable("no file can have this name") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise _not_regular()
    return Opened(descriptor, status.st_size)


def read_file(
    path: Path, root: Path | None, most: int = MOST_BYTES, *, is_stand: bool = False
) -> bytes:
    """Return all bytes of a file; `is_stand` as `opened` has it.

    Raises:
        ShutError: as `opened` has it, or it has more bytes than `most`.
    """
    with opened(path, root, is_stand=is_stand) as file:
        if file.size > most:
            raise too_large(most)
        data = b"".join(file.pieces(most + 1))
    if len(data) > most:
        raise too_large(most)
    return data


def real_path(path: Path) -> Path:
    """Return where a path leads; unlike `resolve`, a link to itself leads to itself."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):  # no file can have such a name
        return path


def stand_path(path: Path) -> Path:
    """Return where a path itself stands: links of its folders are followed, its own is not."""
    return real_path(path.parent) / path.name if path.name not in {"", ".."} else real_path(path)


def is_there(path: Path) -> bool:
    """Tell whether something stands at a path, be it a link that leads nowhere; no folder does."""
    return os.path.lexists(path) and not path.is_dir()


def too_large(most: int) -> ShutError:
    """Return that a file has more bytes than may be read of it."""
    return ShutError(f"it has more than {most} bytes", say("file-too-large", limit=most))


def _not_regular() -> ShutError:
    return ShutError("it is no regular file", say("not-regular"))


def _shut(error: OSError) -> ShutError:
    is_loop = error.errno == ELOOP
    return _unreadable("the link leads to itself" if is_loop else error.strerror or repr(error))


def _unreadable(why: str) -> ShutError:
    return ShutError(why, say("unreadable", reason=why))
