"""Work that is shared among processes, where the system can fork; the same comes of it as in one.

A process is forked for a share, hands over what came of it and ends. So it outlives nobody: one
whose caller is gone has nobody to hand over to, unlike the waiting workers of a pool.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from signal import SIGKILL
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Made = TypeVar("Made")


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(work: Callable[[int], Made], count: int, jobs: int) -> list[Made]:
    """Return what some work makes of each number below a count, in order.

    So many `jobs` at most share it: this process and others, which hand over what they made as a
    pickle. What one of them does not finish, for whatever reason, is done here: an error is raised
    as if there were no others.
    """
    jobs = max(1, min(jobs, count)) if hasattr(os, "fork") else 1
    shares = [range(first, count, jobs) for first in range(jobs)]
    helpers = [_helped(work, share) for share in shares[1:]]
    try:
        made = [[work(number) for number in share] for share in shares[:1]]
        for helper, share in zip(helpers, shares[1:], strict=True):
            found = _handed_over(helper)
            made.append([*map(work, share)] if found is None else found)
    finally:
        for helper in helpers:
            _end(helper)
    return [made[number % jobs][number // jobs] for number in range(count)]


class _Helper(NamedTuple):
    """A process that does a share, and the end of the pipe by which it hands over what it made."""

    process: int
    pipe: int


def _helped(work: Callable[[int], Any], share: Sequence[int]) -> _Helper | None:
    """Begin a share in a process of its own; none where the system gives none."""
    reader, writer = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        return None
    if process == 0:
        os.close(reader)
        _hand_over(work, share, writer)
    os.close(writer)
    return _Helper(process, reader)


def _hand_over(work: Callable[[int], Any], share: Sequence[int], writer: int) -> NoReturn:
    """Do a share and end; nothing of what the process took along is flushed or cleaned up."""
    try:
        made = pickle.dumps([work(number) for number in share], protocol=5)
        with os.fdopen(writer, "wb") as file:
            file.write(made)
    finally:
        os._exit(sys.exc_info()[0] is not None)


def _handed_over(helper: _Helper | None) -> list[Any] | None:
    """Return what a process made, once it is done; nothing where it did not finish."""
    if helper is None:
        return None
    with os.fdopen(helper.pipe, "rb", closefd=False) as file:
        data = file.read()
    try:
        found: list[Any] = pickle.loads(data)  # noqa: S301 - by a process of our own
    except (pickle.UnpicklingError, EOFError):
        return None
    return found


def _end(helper: _Helper | None) -> None:
    """Let a process go that has handed over, or to which nobody listens any more."""
    if helper is None:
        return
    os.close(helper.pipe)
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(helper.process, SIGKILL)
        os.waitpid(helper.process, 0)
