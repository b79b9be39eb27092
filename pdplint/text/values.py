"""What reading gives: plain values and problems, under limits; scalars by the YAML 1.2 core schema.

https://yaml.org/spec/1.2.2/#103-core-schema
"""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from pdplint.model.place import Span


class Problem(NamedTuple):
    """Something wrong in a text; ``sentence`` puts it in words.

    ``code`` is a key of ``MESSAGES`` and ``args`` are its values, raw: they may hold control
    characters. ``document`` is an index into ``Content.documents``, or one past its end where a
    document was not read to its end. ``pointer`` is the path of keys and indexes, as deep as known.
    A key that is no string stands in it, and in the tree, as it is written. A mapping or a list as
    a key has no name: the pointer is that of the mapping which has it.
    """

    code: str
    args: dict[str, str]
    document: int
    pointer: tuple[str | int, ...]
    span: Span


class Limits(NamedTuple):
    """How much a text may hold; beyond it reading stops, or the key is refused."""

    depth: int = 64  # collections in one another, through aliases too
    # Keys, values, collections and documents, aliases counted as expanded; a text is one more for
    # each hundred of its characters: through aliases a long one stands at many places.
    nodes: int = 100_000
    size: int = 2_000_000  # bytes
    key: int = 1_000  # code points
    problems: int = 500


class Content(NamedTuple):
    """What a text says.

    ``documents`` holds one value a document; empty documents are left out and not counted. Values
    reached through an alias are the same objects as at the anchor: treat them as immutable. A
    ``REFUSED`` reached through an alias is told once, at the anchor. ``whole`` is false where
    reading stopped early: the document it stopped in is left out, and silence about the rest means
    nothing.
    """

    documents: list[Any]
    problems: list[Problem]
    whole: bool


class Refused:
    """The type of ``REFUSED``; it has one instance, also after copying and pickling."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the name of the constant."""
        return "REFUSED"

    def __bool__(self) -> bool:
        """Be false, like the missing value it stands for."""
        return False

    def __reduce__(self) -> str:
        """Pickle and copy as a reference to the constant."""
        return "REFUSED"


LIMITS: Final = Limits()
REFUSED: Final = Refused()
_WORDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), REFUSED),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER: Final = re.compile(
    r"(?P<int>[-+]?[0-9]+)"
    r"|(?P<prefixed>0o[0-7]+|0x[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<not_finite>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_NUMERALS: Final[dict[str, Callable[[str], Any]]] = {
    "int": int,
    "prefixed": lambda text: int(text, 0),
    "float": float,
    "not_finite": lambda _: REFUSED,
}


# How a plain scalar starts that may be no string.
_TELLING: Final = frozenset(["", *"~nNtTfF+-.0123456789"])


# Characters. In base 16 too such a number is less than the largest float: float(n) cannot overflow.
_LONGEST_NUMBER: Final = 200


def plain_value(text: str) -> Any:
    """Return what a plain scalar means in the core schema; ``REFUSED`` for null, inf and nan."""
    if text in _WORDS:
        return _WORDS[text]
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    if len(text) > _LONGEST_NUMBER:
        return REFUSED
    number = _NUMERALS[match.lastgroup or ""](text)
    return REFUSED if number.__class__ is float and not isfinite(number) else number


_PLAIN: Final = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*")


def scalar(text: str) -> str:
    """Write a text as a YAML scalar on one line, plain where that is safe; ``read`` takes it back.

    Lone surrogates, which no file can hold, become U+FFFD.
    """
    if _PLAIN.fullmatch(text) and plain_value(text) == text:
        return text
    body = "".join(
        char if char.isprintable() and char not in '"\\' else _escaped(char) for char in text
    )
    return f'"{body}"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    return f"\\U{ord(char.encode('utf-16', 'replace').decode('utf-16')):08X}"
