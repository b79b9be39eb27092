"""What is being done, on a terminal and only once a run has taken a second."""

from __future__ import annotations

import sys
from contextlib import suppress
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from types import TracebackType

_PATIENCE = 1.0
_PACE = 0.2
_LONGEST = 60
_CLEAR = f"\r{' ' * (_LONGEST + len('pdplint: , 9999 s'))}\r"
"""Blanks, which every terminal has: one that knows no colour may know no control sequence."""


class Progress:
    """Shows a line on a terminal while a run lasts, and takes it away when it ends.

    Nothing is ever written to a stream that is no terminal.
    """

    def __init__(self, stream: TextIO | None = None, patience: float = _PATIENCE) -> None:
        self.stream = stream or sys.stderr
        self.patience = patience
        self.stage = ""
        self.done = Event()
        self.thread: Thread | None = None

    def __call__(self, stage: str) -> None:
        """Take note of what is being done from now on."""
        self.stage = stage

    def __enter__(self) -> Self:
        if self.stream.isatty():
            thread = Thread(target=self._show, daemon=True)
            with suppress(RuntimeError):  # the system gives no more threads: nothing is shown
                thread.start()
                self.thread = thread
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.done.set()
        if self.thread is not None:
            self.thread.join()

    def _show(self) -> None:
        since = monotonic()
        if self.done.wait(self.patience):
            return
        while not self.done.is_set():
            self.stream.write(f"{_CLEAR}pdplint: {self._told()}, {monotonic() - since:.0f} s")
            self.stream.flush()
            self.done.wait(_PACE)
        self.stream.write(_CLEAR)
        self.stream.flush()

    def _told(self) -> str:
        """Return the stage on one line, inert: it may name a folder."""
        from pdplint.report._screen import unobeyed

        stage = "".join(char if char.isprintable() else "?" for char in self.stage)
        short = stage if len(stage) <= _LONGEST else f"{stage[:20]}…{stage[-39:]}"
        return unobeyed(short)
