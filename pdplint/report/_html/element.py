"""Markup that cannot be forgotten to be escaped: what is not `Html` becomes text."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any, Final

from pdplint.report._screen import inert

if TYPE_CHECKING:
    from collections.abc import Iterable

_EMPTY: Final = {"input", "meta"}
# A line end after these changes nothing in a browser, and lets people and diffs read the source.
_BLOCKS: Final = {
    "article", "body", "dd", "details", "div", "dl", "dt", "fieldset", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "head", "header", "legend", "li", "main", "nav", "ol",
    "option", "p", "pre", "script", "section", "select", "style", "summary", "svg", "table",
    "tbody", "td", "th", "thead", "title", "tr", "ul",
}  # fmt: skip
# Code points that are no characters: HTML forbids them, and XML tools stop at them.
_LAST: Final = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_TWICE: Final = re.compile("(?<=:):|(?<=#)#")
_NONE: Final = re.compile(f"[\ufdd0-\ufdef{_LAST}]")


class Html(str):
    """Markup, made by the functions of this module or read from the package."""

    __slots__ = ()


def text(words: str) -> Html:
    r"""Return words as text, also for an attribute: inert, hidden characters written `\u202e`.

    What a build log's reader obeys (`::error::`, `##[error]`) has references in it.
    """
    if isinstance(words, Html):
        return words
    return Html(_TWICE.sub(lambda found: f"&#{ord(found[0])};", html.escape(seen(words))))


def seen(words: str) -> str:
    """Return inert words in which also what is no character is written out."""
    return _NONE.sub(_written_out, inert(words))


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\U{code:08x}" if code >> 16 else f"\\u{code:04x}"


def join(parts: Iterable[str], between: str = "") -> Html:
    """Return parts in a row; those that are no markup become text."""
    return Html(text(between).join(map(text, parts)))


def tag(name: str, /, *children: str, **attributes: str | int) -> Html:
    """Return an element; `class_` is `class`, `aria_label` is `aria-label`.

    An attribute that is `True` has no value.
    """
    head = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _EMPTY:
        return Html(f"<{name}{head}>")
    return Html(f"<{name}{head}>{join(children)}</{name}>{chr(10) if name in _BLOCKS else ''}")


def _attribute(key: str, value: str | int) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


def data(value: Any) -> Html:
    """Return JSON that can stand in a `script` element: ASCII, without `<`, `>`, `&` or `#`."""
    made = json.dumps(value, separators=(",", ":"), allow_nan=False)
    for mark in "<>&#":
        made = made.replace(mark, f"\\u{ord(mark):04x}")
    return Html(made)
