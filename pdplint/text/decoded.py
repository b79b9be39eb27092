"""The bytes of a file as text that libyaml can walk, and lines and columns of it."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import yaml
from yaml._yaml import CParser

from pdplint.model.place import Span
from pdplint.text.values import Limits, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

TAG_DIRECTIVES: Final = 100  # libyaml compares each with all before it: 2 MB of them take 20 s
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")


# Line breaks in YAML 1.1 and so in libyaml; neither in YAML 1.2 nor in editors.
_UNICODE_BREAKS: Final = "\x85\u2028\u2029"
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_WIDE_ESCAPE: Final = re.compile(r"\\U([0-9A-Fa-f]{8})")
_JSON_ESCAPE: Final = re.compile(
    r"\\u([dD][89ABab][0-9A-Fa-f]{2})\\u([dD][C-Fc-f][0-9A-Fa-f]{2})|\\.|\t"
)
_PAIR_SHRINKS: Final = len(r"\ud83d\ude00") - len(r"\U0001f600")


class Script:
    """A text as it was written, and the script that libyaml is given in its place.

    Positions are indexes into the script, in code points; ``span`` makes places of them.
    """

    def __init__(self, text: str, script: str | None = None, shrunk: tuple[int, ...] = ()) -> None:
        self.text = text
        self.script = text if script is None else script
        self.is_rewritten = script is not None
        self.shrunk = shrunk  # where the script is _PAIR_SHRINKS shorter than the text, ascending
        self.restore: dict[int, int] = {}
        if not self.script.isascii() and any(char in self.script for char in _UNICODE_BREAKS):
            self._hide_unicode_breaks()

    def _hide_unicode_breaks(self) -> None:
        """Put characters that the text does not use in place of what libyaml takes for breaks."""
        used = {
            *map(ord, self.script),
            *(int(digits, 16) for digits in _WIDE_ESCAPE.findall(self.script)),
        }
        free = (code for code in range(0x10FFFD, 0x10000, -1) if code not in used)
        hide = dict(zip(map(ord, _UNICODE_BREAKS), free, strict=False))
        self.restore = {code: char for char, code in hide.items()}
        self.script = self.script.translate(hide)

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    def _place(self, index: int) -> tuple[int, int]:
        index = min(index + _PAIR_SHRINKS * bisect_right(self.shrunk, index), len(self.text))
        line = bisect_right(self._lines, index)
        return line, index - self._lines[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Return the lines and columns of a part of the script, as the text was written."""
        return Span(*self._place(start), *self._place(end))

    def spot(self, index: int) -> Span:
        """Return the span of one character; nothing wide at the end of a line."""
        return self.span(index, index + (self.script[index : index + 1] not in {"", "\r", "\n"}))

    def events(self) -> Iterator[yaml.Event]:
        """Yield libyaml's events; raise YAMLError, or UnicodeError for a tag that is not UTF-8."""
        events = iter(CParser(self.script).get_event, None)
        return map(self._restored, events) if self.restore else events

    def _restored(self, event: Any) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            event.value = event.value.translate(self.restore)
        return event

    def before(self, index: int) -> Script:
        """Return the same text, with its script cut off at an index."""
        cut = Script(self.text, self.script[:index], self.shrunk)
        cut.restore = self.restore
        return cut

    def as_json(self) -> Script | None:
        """Return the text so rewritten that libyaml reads it, if it is JSON and was not yet."""
        if self.is_rewritten or self.text.lstrip(" \t\r\n")[:1] not in {"{", "[", '"'}:
            return None
        try:
            json.loads(self.text, parse_int=str, parse_float=str)
        except RecursionError:
            pass  # it is JSON as far as Python reads, which is deeper than what is read here
        except ValueError:
            return None
        shrunk: list[int] = []

        def rewritten(match: re.Match[str]) -> str:
            if match[0] == "\t":  # JSON has none inside strings
                return " "
            if match[1] is None:
                return match[0]
            shrunk.append(match.end() - _PAIR_SHRINKS * (len(shrunk) + 1))
            code = 0x10000 + ((int(match[1], 16) & 0x3FF) << 10) + (int(match[2], 16) & 0x3FF)
            return f"\\U{code:08x}"

        script = _JSON_ESCAPE.sub(rewritten, self.text)
        return Script(self.text, script, tuple(shrunk))


def decoded(data: bytes, limits: Limits) -> Script | Problem:
    """Return the text of a file, or why it has none that could be parsed."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if len(data) > limits.size:
        start = data[: limits.size].decode(errors="replace")
        return Problem("size", {"limit": str(limits.size)}, 0, (), _after(start))
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in data[:2]:
        return Problem("encoding", {"found": "UTF-16 / UTF-32"}, 0, (), Span(1, 1, 1, 2))
    try:
        text = Script(data.decode())
    except UnicodeDecodeError as error:
        start = data[: error.start].decode()
        args = {"found": f"0x{data[error.start]:02X}"}
        return Problem("encoding", args, 0, (), _after(start))
    if text.text.count("%TAG") > TAG_DIRECTIVES:
        return Problem(
            "directives", {"limit": str(TAG_DIRECTIVES)}, 0, (), text.spot(text.text.index("%TAG"))
        )
    return text


def _after(start: str) -> Span:
    """Return the span of the one column after the start of a text."""
    line, column, *_ = Script(start).spot(len(start))
    return Span(line, column, line, column + 1)
