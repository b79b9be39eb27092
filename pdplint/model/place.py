"""Where something stands: pointers, spans, places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Pointer = tuple[str | int, ...]


class Span(NamedTuple):
    """A stretch of text: 1-based lines, 1-based columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Place(NamedTuple):
    """Where something stands, or should stand: a file, a document in it, a pointer into that.

    `span` is not known while descriptions are judged: marks are made only for files with
    findings, once judging is over.
    """

    path: str
    document: int
    pointer: Pointer
    span: Span | None = None

    @property
    def json_pointer(self) -> str:
        """The pointer as RFC 6901 has it."""
        return json_pointer(self.pointer)


def json_pointer(parts: Iterable[str | int]) -> str:
    """Return a pointer as RFC 6901 has it."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
