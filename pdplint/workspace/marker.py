"""Which bytes look like a description: those with the key `pdplint` at their root.

However the key is spelled: in quotes, with escapes, behind an anchor, in flow style, on one line of
JSON in any order, indented, in a later document. A file without the word costs one search.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pdplint.format.fields import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

KEY = "pdplint"
FORMAT_KEYS = frozenset({"organisation", *KINDS})
_WORD = KEY.encode()
_WIDE = tuple(KEY.encode(wide) for wide in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))
# What a double-quoted key may put in place of a letter of the word; and a line that goes on.
_ESCAPED = re.compile(rb"\\(?:(?:x|u00|U000000)(?:70|64|6[cCeE9]|74)|\r?\n)")
# As most descriptions begin: at the start of a line, with its value beside it.
_PLAIN = re.compile(rb"(?:\A(?:\xef\xbb\xbf)?|[\r\n])pdplint[ \t]*:[ \t]+[^\s#&*!|>{\[]")
# Where the rest cannot be read as YAML: at the start of a line or of a block in flow style.
_BROKEN = re.compile(
    rb"""(?:\A(?:\xef\xbb\xbf)?|[\r\n{,])[ \t]*(?:---[ \t]+)?(?:\{[ \t]*)?(?:&\w+[ \t]+)?"""
    rb"""['"]?pdplint['"]?[ \t]*:"""
)
_FORMAT_WORD = re.compile(rb"\b(%s)\b['\"]?[ \t]*:" % "|".join(sorted(FORMAT_KEYS)).encode())
_FORMAT_LINE = re.compile(
    rb"""^['"]?(%s)['"]?[ \t]*:""" % "|".join(sorted(FORMAT_KEYS)).encode(), re.MULTILINE
)
_OVERLAP = 64


class Signs(NamedTuple):
    """What a file looks like: a description; or one that lacks the marker, at `near` and after.

    `near` are bytes between which a key of the format stands that told so.
    """

    is_description: bool = False
    near: tuple[int, int] | None = None


def signs_of(data: bytes) -> Signs:
    """Return what the bytes of a whole file look like."""
    if _PLAIN.search(data) or (b"\0" in data and any(word in data for word in _WIDE)):
        return Signs(is_description=True)
    has_word = _WORD in data or _ESCAPED.search(data) is not None
    words = _FORMAT_WORD.findall(data)
    if not has_word and len(set(words)) < 2:  # noqa: PLR2004 one such key may be chance
        return Signs()
    from pdplint.text.roots import root_keys

    keys = root_keys(data)
    is_perhaps = keys.too_deep and has_word  # what is nested so deep holds or hides it
    if KEY in keys.scalars or is_perhaps or (not keys.whole and _BROKEN.search(data)):
        return Signs(is_description=True)
    found = {*keys.all} & FORMAT_KEYS
    if not keys.whole:
        found |= {word.decode() for word in _FORMAT_LINE.findall(data)}
    return Signs(near=_first(data, found)) if len(found) > 1 else Signs()


def signs_of_pieces(pieces: Iterable[bytes]) -> Signs:
    """Return what the pieces of a file look like that is too large to be read as a whole.

    It is only searched for how descriptions are mostly written.
    """
    rest = b""
    found: set[bytes] = set()
    for piece in pieces:
        data = rest + piece
        if _BROKEN.search(data) or any(word in data for word in _WIDE):
            return Signs(is_description=True)
        found.update(_FORMAT_LINE.findall(data))
        rest = data[-_OVERLAP:]
    return Signs(near=(0, 0)) if len(found) > 1 else Signs()


def _first(data: bytes, found: set[str]) -> tuple[int, int]:
    """Return where the first of the keys stands, as far as it is written plainly."""
    for match in _FORMAT_WORD.finditer(data):
        if match[1].decode() in found:
            return match.span(1)
    return 0, 0
