"""The source excerpt: a line of a description with a place in it underlined."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.report._screen import (
    ELLIPSIS,
    TAB,
    Line,
    Piece,
    columns,
    cut,
    escape,
    inert,
    places_obeyed,
    wrap,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pdplint.model.place import Span

_LEAST_BESIDE = 32


class Strip(NamedTuple):
    """A line as shown, and where in it the underline begins and how long it is, in columns."""

    text: str
    begin: int
    length: int


class Margin(NamedTuple):
    """The width of a page and of the line numbers on it."""

    width: int
    digits: int

    def line(self, sign: str, number: str = "") -> Piece:
        """Return the left edge of a line: its number, and a sign."""
        return Piece(f"{number.rjust(self.digits)} {sign}", "dim")


def strip(line: str, start: int, end: int, room: int) -> Strip:
    """Return a line in at most `room` columns, cut around the code points `start` to `end`.

    Tabs are spread, hidden characters written out. The underline has at least one column: where
    the place is empty or beyond the line, that after its end.
    """
    start = min(start, len(line))
    first = max(0, start - room)
    cells = _cells(line[first : start + room])
    widths = [columns(cell) for cell in cells]
    lead = start - first
    left = _left(widths, lead, end - first, room) if first == 0 else _behind(widths, lead, room)
    head = ELLIPSIS if first + left else ""
    body = "".join(cells[left:]) + (ELLIPSIS if start + room < len(line) else "")
    text = head + cut(body, room - len(head))
    begin = len(head) + sum(widths[left:lead])
    length = min(sum(widths[lead : max(lead, end - first)]), columns(text) - begin)
    return Strip(text, begin, max(1, length))


def _cells(line: str) -> list[str]:
    cells = []
    obeyed = places_obeyed(line)
    at = 0
    for index, char in enumerate(line):
        written = escape(char) if index in obeyed else inert(char)
        cell = " " * (TAB - at % TAB) if char == "\t" else written
        at += columns(cell)
        cells.append(cell)
    return cells


def _left(widths: Sequence[int], lead: int, end: int, room: int) -> int:
    """Return the first cell to show: the line's own, if that leaves the place in sight."""
    return 0 if sum(widths[: max(lead, end)]) < room else _behind(widths, lead, room)


def _behind(widths: Sequence[int], lead: int, room: int) -> int:
    """Return the cell that lies up to a third of the room before the place."""
    left, used = lead, 0
    while left and used + widths[left - 1] <= room // 3:
        left -= 1
        used += widths[left]
    return left


def excerpt(
    lines: Sequence[str], span: Span, message: str, margin: Margin, mark: Piece
) -> Iterator[Line]:
    """Yield the first line of a place, what is marked underlined with `mark`, and the message.

    `lines` are those of the file; if the place is not among them, the message stands alone.
    """
    if not 0 < span.line <= len(lines):
        yield from _below(message, margin, 0)
        return
    line = lines[span.line - 1]
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    shown = strip(line, span.column - 1, end, margin.width - margin.digits - 3)
    yield (margin.line("| ", str(span.line)), Piece(shown.text))
    underline = (
        margin.line("| " + " " * shown.begin),
        Piece(mark.text * shown.length, mark.style),
    )
    beside = margin.width - margin.digits - 4 - shown.begin - shown.length
    if columns(message) <= beside:
        yield (*underline, Piece(" " + message, mark.style))
    else:
        yield underline
        yield from _below(message, margin, shown.begin)


def _below(message: str, margin: Margin, begin: int) -> Iterator[Line]:
    room = margin.width - margin.digits - 3
    indent = " " * (begin if room - begin >= _LEAST_BESIDE else 0)
    for text in wrap(message, room, indent, indent):
        yield (margin.line("| "), Piece(text))
