"""The source excerpt: the lines around a place, the place itself marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdplint.report._html.element import Html, join, tag
from pdplint.report._page import position, source
from pdplint.report._screen import ELLIPSIS, TAB

if TYPE_CHECKING:
    from pdplint.model.place import Place, Span
    from pdplint.report._page import Page

_ROOM: Final = 160


def excerpt(page: Page, place: Place, around: int = 1) -> Html:
    """Return where a place is, and its first line with `around` lines on either side.

    A place that is not among the lines of the file has only its position.
    """
    where = tag("code", position(place), class_="where")
    lines = source(page.report, place)
    if place.span is None or not 0 < place.span.line <= len(lines):
        return tag("div", where, class_="source")
    at = place.span.line
    first, last = max(1, at - around), min(len(lines), at + around)
    rows = [
        _row(number, _marked(lines[number - 1], place.span))
        if number == at
        else _row(number, _cut(lines[number - 1], _ROOM), "beside")
        for number in range(first, last + 1)
    ]
    return tag("div", where, tag("pre", tag("code", *rows)), class_="source")


def _row(number: int, words: str, style: str = "") -> Html:
    shown = tag("span", str(number), class_="number", aria_hidden="true")
    return tag("span", shown, tag("span", words), class_=f"row {style}".rstrip())


def _marked(line: str, span: Span) -> Html:
    """Return a line with the place in it marked: at least one character, if only a space."""
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    before, place, after = line[:start], line[start : max(start, end)], line[max(start, end) :]
    head = ELLIPSIS + before[-_ROOM:] if len(before) > _ROOM else before
    return join([_spread(head), tag("mark", _cut(place, _ROOM) or " "), _cut(after, _ROOM)])


def _cut(words: str, most: int) -> str:
    return _spread(words if len(words) <= most else words[:most] + ELLIPSIS)


def _spread(words: str) -> str:
    return words.replace("\t", " " * TAB)
