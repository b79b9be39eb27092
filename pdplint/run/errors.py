"""What stops a run before anything is judged."""

from __future__ import annotations


class UsageError(Exception):
    """A call, a config or a policy that cannot be used: what, where, what to do next."""


class NothingFoundError(Exception):
    """No description was found where one was asked for."""
