"""A file that a description names, as far as that is looked into."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pdplint.model.text import Text


class Paper(NamedTuple):
    """A file that a description names: why it is no paper, if it is none; else its headings.

    `left` is a text that `pdplint init` wrote and nobody has replaced, if it holds one.
    """

    wrong: Text | None = None
    headings: frozenset[str] = frozenset()
    left: str = ""
