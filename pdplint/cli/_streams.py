"""The standard streams: lines for people go out inert, and a stream that fails is told of."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from errno import EPIPE
from io import BufferedWriter, FileIO, RawIOBase, TextIOWrapper
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast

import click

from pdplint.run.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ELSEWHERE = "or write the report to a file with -f FORMAT=FILE"


# --- what goes out -------------------------------------------------------------------------------


def tell(*lines: str) -> None:
    """Print lines for people on standard output.

    Each is one line, whatever a file, a key or an argument named in it holds: what a terminal or a
    reader of build logs would obey, line ends too, is written out.

    Raises:
        UsageError: standard output cannot be written.
    """
    _print(lines, err=False)


def tell_page(text: str) -> None:
    """Print a page, in which line ends of others are written out already, on standard output.

    Raises:
        UsageError: standard output cannot be written.
    """
    tell(*text.removesuffix("\n").split("\n"))


def warn(*lines: str) -> None:
    """Print lines for people on standard error, inert as those of `tell`."""
    _print(lines, err=True)


def put(text: str, *, color: bool | None = None) -> None:
    """Print a text of a format, which makes it inert by its own rules, on standard output.

    Raises:
        UsageError: standard output cannot be written.
    """
    click.echo(text, nl=False, color=color)


def complain(sentence: bytes) -> None:
    """Print a sentence on standard error with next to no memory."""
    with suppress(OSError):
        os.write(2, sentence)


def _print(lines: tuple[str, ...], *, err: bool) -> None:
    from pdplint.report._screen import inert, unobeyed

    click.echo(unobeyed("".join(f"{inert(line)}\n" for line in lines)), nl=False, err=err)


# --- what comes in -------------------------------------------------------------------------------


def standard_input(most: int) -> bytes:
    """Return what standard input holds, the first `most` bytes of it.

    Raises:
        UsageError: it is closed or cannot be read.
    """
    if sys.stdin is None:
        raise UsageError("--stdin-filename needs standard input, and it is closed")
    try:
        return sys.stdin.buffer.read(most)
    except OSError as error:
        raise UsageError(
            f"--stdin-filename needs standard input, and it cannot be read: {error.strerror}"
        ) from None


def somebody_answers() -> bool:
    """Tell whether a question can be put on a terminal and answered there."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


# --- the streams ---------------------------------------------------------------------------------


class _Stream:
    """A standard stream as Python has it, or none where it was closed when the process began.

    What failed once stays failed: click tries a stream first, and passes over what is raised then.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self.stream = stream
        self.lost = ""

    def write(self, text: str) -> int:
        if self.stream is None:
            self.lost = "it is closed"
        self._do("write", text)
        return len(text)

    def flush(self) -> None:
        self._do("flush")

    def isatty(self) -> bool:
        return self.stream is not None and self.stream.isatty()

    def _do(self, what: str, *arguments: str) -> None:
        if self.stream is not None and not self.lost:
            try:
                getattr(self.stream, what)(*arguments)
            except OSError as error:
                self.lost = _lost(error)
                self._let_go()
        if self.lost:
            self.fail(self.lost)

    def _let_go(self) -> None:
        """Drop what could not be written: Python would try again when it ends, and exit 120."""
        with suppress(OSError):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, cast("TextIO", self.stream).fileno())
            os.close(null)

    def fail(self, why: str) -> None:
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def _lost(error: OSError) -> str:
    return "its reader went away" if error.errno == EPIPE else str(error.strerror)


class _Output(_Stream):
    """Standard output: where what is printed does not arrive, nothing may be concluded from it."""

    def fail(self, why: str) -> NoReturn:
        raise UsageError(
            f"cannot write all to standard output: {why}; "
            f"give it a place that takes all of it, {_ELSEWHERE}"
        )


class _Diagnostics(_Stream):
    """Standard error: where it fails there is nobody to tell, and the exit code says the rest."""

    def fail(self, why: str) -> None:
        """Go on."""


@contextmanager
def standard_streams() -> Iterator[None]:
    """Run with standard streams that write UTF-8, and of which one that fails is told of."""
    _keep_numbers()
    before = sys.stdout, sys.stderr
    sys.stdout = cast("TextIO", _Output(_utf8(sys.stdout)))
    sys.stderr = cast("TextIO", _Diagnostics(_utf8(sys.stderr)))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _utf8(stream: TextIO | None) -> TextIO | None:
    """Return a stream that writes UTF-8, and all of a text.

    Unbuffered (`PYTHONUNBUFFERED`, usual in containers) Python's own writes a part of a long text
    where a disk is full or a reader goes away, and says nothing.
    """
    if isinstance(stream, TextIOWrapper):
        if isinstance(stream.buffer, RawIOBase):
            stream = TextIOWrapper(BufferedWriter(FileIO(stream.fileno(), "w", closefd=False)))
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return stream


def _keep_numbers() -> None:
    """Occupy the numbers of closed streams: else the next file that is opened would be one."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)
