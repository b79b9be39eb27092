"""What stops a run before anything is judged."""

from __future__ import annotations


class UsageError(Exception):
    """A call, a config or a policy that cannot be used: what, where, what to do next.

    Each argument is one line for people; a line end within one is part of what it quotes.
    """

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines, not yet inert."""
        return self.args

    def __str__(self) -> str:
        return "\n".join(self.lines)


class NothingFoundError(Exception):
    """No description was found where one was asked for."""


def notice(text: str) -> None:
    """Say something beside the report, once in a process: by the logger `pdplint`, a warning."""
    if text not in _said:
        import logging

        _said.add(text)
        logging.getLogger("pdplint").warning("pdplint: %s", text)


_said: set[str] = set()
