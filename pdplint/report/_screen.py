"""What reaches a screen: nothing that a terminal or a build log obeys, in columns as it counts."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_STYLES = {"bold": "1", "dim": "2", "red": "1;31", "yellow": "1;33", "blue": "1;34"}
_MARKS_PER_COLUMN = 4
# What readers of build logs take for commands, up to the character that is written out. A style of
# ours may stand before or between. `::: ` is none, and a sign of ours: no command is called `:`.
_STYLE = r"(?:\x1b\[[0-9;]*m)*"
_OBEYED = re.compile(
    # GitHub's runner (ActionCommand.cs): at the start of a line, behind white space
    rf"^(?:[^\S\n]|\x1b\[[0-9;]*m)*+:(?={_STYLE}:(?!{_STYLE}: ))"
    # its older form, and Azure's `##vso[` and TeamCity's `##teamcity[`: anywhere
    rf"|#{_STYLE}#(?={_STYLE}\w*+{_STYLE}\[)",
    re.MULTILINE,
)


def inert(text: str) -> str:
    r"""Return the text with everything that a terminal would obey or hide written out: `\u001b`.

    All text of a report passes here, whoever wrote it.
    """
    return text if text.isprintable() else _hidden().sub(lambda found: escape(found[0]), text)


@cache
def _hidden() -> re.Pattern[str]:
    """Return what finds the characters that are hidden; most texts have none, and never ask."""
    return re.compile(f"[\x00-\x1f{UNSEEN}]")


def escape(char: str) -> str:
    r"""Return a character written out as inert text has it: `\u001b`, `\n`."""
    code = ord(char)
    return _SHORT.get(char) or (f"\\U{code:08x}" if code >> 16 else f"\\u{code:04x}")


def unobeyed(text: str, written: Callable[[str], str] = escape) -> str:
    r"""Return inert lines with one character written out of what a build log's reader would obey.

    `::stop-commands::x` at the start of a line becomes `\u003a:stop-commands::x`, `##[error]`
    anywhere `#\u0023[error]`. Formats with references of their own give how to write a character.
    """
    return _OBEYED.sub(lambda found: found[0][:-1] + written(found[0][-1]), text)


def places_obeyed(text: str) -> set[int]:
    """Return where the characters stand that `unobeyed` writes out."""
    return {found.end() - 1 for found in _OBEYED.finditer(text)}


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
    """Return lines as one text that no reader obeys; ANSI styles only with `color`."""
    painted = ("".join(_paint(piece, color=color) for piece in line) for line in lines)
    return unobeyed("".join(f"{line}\n" for line in painted))


def _paint(piece: Piece, *, color: bool) -> str:
    text = inert(piece.text)
    return f"\x1b[{_STYLES[piece.style]}m{text}\x1b[0m" if color and piece.style and text else text
