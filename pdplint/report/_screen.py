"""What reaches a screen: nothing that a terminal obeys, in columns as a terminal counts them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable

# Controls, formats (bidi overrides, zero-width and tag characters), surrogates, private use, and
# the two line ends of Unicode: categories Cc, Cf, Cs, Co, Zl, Zp from U+007F on.
UNSEEN = (
    "\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\ud800-\uf8ff\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
    "\U000f0000-\U0010ffff"
)
ELLIPSIS = "…"
TAB = 4
_HIDDEN = re.compile(f"[\x00-\x1f{UNSEEN}]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_STYLES = {"bold": "1", "dim": "2", "red": "1;31", "yellow": "1;33", "blue": "1;34"}
_MARKS_PER_COLUMN = 4


def inert(text: str) -> str:
    r"""Return the text with everything that a terminal would obey or hide written out: `\u001b`.

    All text of a report passes here, whoever wrote it.
    """
    return text if text.isprintable() else _HIDDEN.sub(_visible, text)


def _visible(found: re.Match[str]) -> str:
    char = found[0]
    code = ord(char)
    return _SHORT.get(char) or (f"\\U{code:08x}" if code >> 16 else f"\\u{code:04x}")


def columns(text: str) -> int:
    """Return how many columns a terminal gives to a text without control characters."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(char: str) -> int:
    if category(char) in {"Mn", "Me"} or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if east_asian_width(char) in {"W", "F"} else 1


def cut(text: str, most: int) -> str:
    """Return the text in at most so many columns, with `…` where it was cut."""
    head = text[: _MARKS_PER_COLUMN * most]
    if len(head) == len(text) and columns(text) <= most:
        return text
    used = 0
    for index, char in enumerate(head):
        used += _width(char)
        if used >= most:
            return head[:index] + ELLIPSIS
    return head + ELLIPSIS


def shown(text: str, most: int) -> str:
    """Return untrusted text inert and in at most so many columns, however long it is."""
    return cut(inert(text[: _MARKS_PER_COLUMN * most + 1]), most)


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Return the text in lines of at most `width` columns, each behind its indent.

    A word that is wider than a line is cut.
    """
    lines = [first]
    empty = True
    for word in text.split():
        if not empty and columns(lines[-1]) + 1 + columns(word) > width:
            lines.append(rest)
            empty = True
        joined = lines[-1] if empty else lines[-1] + " "
        lines[-1] = joined + cut(word, max(1, width - columns(joined)))
        empty = False
    return lines


class Piece(NamedTuple):
    """A stretch of one line in one style."""

    text: str
    style: str = ""


Line = tuple[Piece, ...]


def plain_lines(texts: Iterable[str], style: str = "") -> list[Line]:
    """Return lines of one style."""
    return [(Piece(text, style),) for text in texts]


def printed(lines: Iterable[Line], *, color: bool) -> str:
    """Return lines as one text; ANSI styles only with `color`."""
    return "".join("".join(_paint(piece, color=color) for piece in line) + "\n" for line in lines)


def _paint(piece: Piece, *, color: bool) -> str:
    text = inert(piece.text)
    return f"\x1b[{_STYLES[piece.style]}m{text}\x1b[0m" if color and piece.style and text else text
