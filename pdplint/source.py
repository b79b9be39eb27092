"""Read YAML text into plain values, and tell where each value stands.

The text is untrusted. Values are built from libyaml's parser events with an explicit stack
(composing deep nesting with the C loader kills the interpreter), under limits, and by the YAML 1.2
core schema (https://yaml.org/spec/1.2.2/#103-core-schema). What the format refuses becomes a
``Problem``; in its place in the tree, under its key or index, stands ``REFUSED``.

``read`` makes values and problems and is the hot path; ``mark`` walks the same text again and makes
places, for files in which something was found. JSON is read too: where libyaml is stricter (tabs
before a token, surrogate pairs in escapes), JSON is rewritten and read again.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

import yaml
from yaml._yaml import CParser

from pdplint.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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
_TEXT_OF_A_NODE: Final = 100  # characters
_TAG_DIRECTIVES: Final = 100  # libyaml compares each with all before it: 2 MB of them take 20 s
# libyaml has a limit of its own since 0.2.6. It scans up to 1,024 characters ahead of its events,
# so it may stop before it has delivered what is nested beyond our limit.
_LIBYAML_DEPTH: Final = 1_000
_LIBYAML_TOO_DEEP: Final = "exceeded maximum nesting depth"


def _size(text: str) -> int:
    """Return how many nodes a scalar counts as."""
    return 1 + len(text) // _TEXT_OF_A_NODE


def _plain(text: str) -> Any:
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


# The text and its lines ---------------------------------------------------------------------------

_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")
# Line breaks in YAML 1.1 and so in libyaml; neither in YAML 1.2 nor in editors.
_UNICODE_BREAKS: Final = "\x85\u2028\u2029"
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_WIDE_ESCAPE: Final = re.compile(r"\\U([0-9A-Fa-f]{8})")
_JSON_ESCAPE: Final = re.compile(
    r"\\u([dD][89ABab][0-9A-Fa-f]{2})\\u([dD][C-Fc-f][0-9A-Fa-f]{2})|\\.|\t"
)
_PAIR_SHRINKS: Final = len(r"\ud83d\ude00") - len(r"\U0001f600")


class _Text:
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

    def before(self, index: int) -> _Text:
        """Return the same text, with its script cut off at an index."""
        cut = _Text(self.text, self.script[:index], self.shrunk)
        cut.restore = self.restore
        return cut

    def as_json(self) -> _Text | None:
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
        return _Text(self.text, script, tuple(shrunk))


def _decoded(data: bytes, limits: Limits) -> _Text | Problem:
    """Return the text of a file, or why it has none that could be parsed."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if len(data) > limits.size:
        start = data[: limits.size].decode(errors="replace")
        return Problem("size", {"limit": str(limits.size)}, 0, (), _after(start))
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in data[:2]:
        return Problem("encoding", {"found": "UTF-16 / UTF-32"}, 0, (), Span(1, 1, 1, 2))
    try:
        text = _Text(data.decode())
    except UnicodeDecodeError as error:
        start = data[: error.start].decode()
        args = {"found": f"0x{data[error.start]:02X}"}
        return Problem("encoding", args, 0, (), _after(start))
    if text.text.count("%TAG") > _TAG_DIRECTIVES:
        return Problem(
            "directives", {"limit": str(_TAG_DIRECTIVES)}, 0, (), text.spot(text.text.index("%TAG"))
        )
    return text


def _after(start: str) -> Span:
    """Return the span of the one column after the start of a text."""
    line, column, *_ = _Text(start).spot(len(start))
    return Span(line, column, line, column + 1)


# Walking the events -------------------------------------------------------------------------------

_ANCHOR: Final = re.compile(r"&[0-9A-Za-z_-]+(?:[ \t\r\n]|#[^\r\n]*)*")
_VERSION: Final = re.compile(r"%YAML[ \t]+([0-9.]+)")


class _Stop(Exception):  # noqa: N818 no error: the reader has told its problem
    """Nothing more is to be read."""


class _Dropped:
    """Stands for a refused key until its value is read; ``text`` is its name in a pointer."""

    __slots__ = ("text",)

    def __init__(self, text: str | None) -> None:
        self.text = text


class _Anchor(NamedTuple):
    """An anchored value: its nodes with aliases expanded, and its collections in one another."""

    value: Any
    size: int
    height: int


class _Opened(NamedTuple):
    """An anchored collection that is not closed yet: the reader's counts before it."""

    name: str
    nodes: int
    deepest: int


class _Frame(NamedTuple):
    """What waits while a collection inside of it is read."""

    here: Any
    key: str | _Dropped | None  # of the collection that was opened
    after: _Dropped | None  # the key that waits for its value once that collection is closed
    anchor: _Opened | None


class _Reader:
    """Build values from events; the state of one walk through one text."""

    def __init__(self, text: _Text, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.documents: list[Any] = []
        self.problems: list[Problem] = []
        self.whole = True
        self.is_malformed = False
        self.too_deep: int | None = None  # where libyaml's own limit ended the script
        self.nodes = 0
        self._begin()

    def _begin(self) -> None:
        self.root: list[
            Any
        ] = []  # holds the value of the document, so that every value has a collection to go to
        self.here: Any = self.root
        self.key: str | _Dropped | None = (
            None  # the key that waits for its value; None where a key is due
        )
        self.label: Any = None  # the last key, where an empty value is told
        self.frames: list[_Frame] = []
        self.deepest = 0
        self.anchors: dict[str, _Anchor | None] = {}  # None while the anchored collection is open
        self.dropped: list[tuple[dict[Any, Any], _Dropped]] = []
        self.is_wrong_version = False

    def run(self) -> None:
        """Read to the end, or to the first thing that cannot be read past."""

        def ignore(_event: yaml.Event) -> None:
            pass

        steps: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._start_document,
            yaml.DocumentEndEvent: self._end_document,
            yaml.StreamStartEvent: ignore,
            yaml.StreamEndEvent: ignore,
        }
        try:
            for event in self.text.events():
                steps[event.__class__](event)
        except _Stop:
            self.whole = False
        except (yaml.YAMLError, UnicodeError) as error:
            self.whole = False
            self.is_malformed = True
            self.problems.append(self._malformed(error))

    # Values

    def _scalar(self, event: Any) -> None:
        self.nodes += _size(event.value)
        if self.nodes > self.limits.nodes:
            self._stop("nodes", self.limits.nodes, event)
        value = event.value
        if not event.style and value[:1] in _TELLING:  # libyaml's style of a plain scalar is ''
            value = _plain(value)
        here = self.here
        if here.__class__ is dict and self.key is None:
            self._take_key(event, value)
            return
        if value is REFUSED or event.tag is not None or event.anchor is not None:
            if here is self.root and not event.value and event.tag is None and event.anchor is None:
                return  # an empty document
            value = self._odd_value(event, value)
        if here.__class__ is dict:
            here[self.key] = value
            self.key = None
        else:
            here.append(value)

    def _take_key(self, event: Any, value: Any) -> None:
        if (
            value.__class__ is str
            and value not in self.here
            and len(value) <= self.limits.key
            and event.tag is None
            and (value != "<<" or event.style)
        ):
            self.key = value
            if event.anchor is not None:
                self.anchors[event.anchor] = _Anchor(value, _size(value), 0)
        else:
            self._refuse_key(event, value)
        self.label = event

    def _refuse_key(self, event: Any, value: Any) -> None:
        text = event.value[: self.limits.key]
        args = {"key": text}
        if event.tag is not None:
            code, args = "tag", {"tag": _written(event.tag)}
        elif value.__class__ is not str:
            code = "key" if event.value else "empty-key"
        elif value == "<<" and not event.style:
            code = "merge-key"
        elif len(value) > self.limits.key:
            code, args["limit"] = "long-key", str(self.limits.key)
        else:
            code, args["first_line"] = "duplicate-key", self._first_line(text)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchor(REFUSED, 1, 0)
        self._drop(text)
        self.here[text] = REFUSED
        self._tell(code, args, event)

    def _drop(self, text: str | None) -> _Dropped:
        """Let the value that follows be read, for its problems and the limits, and then go."""
        self.key = dropped = _Dropped(text)
        self.here[dropped] = REFUSED
        self.dropped.append((self.here, dropped))
        return dropped

    def _first_line(self, _key: str) -> str:
        """Return the line of the first of two equal keys; only ``_Marker`` knows it."""
        return ""

    def _odd_value(self, event: Any, value: Any) -> Any:
        if event.tag is not None:
            value = REFUSED
            self._tell("tag", {"tag": _written(event.tag)}, event)
        elif value is REFUSED:
            code = "null" if event.value in _WORDS else "number"
            is_left_empty = (
                self._key_text() is not None and not event.value and event.anchor is None
            )
            self._tell(
                code,
                {"text": event.value[: self.limits.key]},
                self.label if is_left_empty else event,
            )
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchor(value, _size(event.value), 0)
        return value

    def _alias(self, event: Any) -> None:
        name = event.anchor
        anchor = self.anchors.get(name)
        self._count(event, 1 if anchor is None else anchor.size)
        if self.here.__class__ is dict and self.key is None:
            self._tell("complex-key", {}, event)
            self._drop(None)
            return
        if anchor is None:
            self._tell(
                "recursive-alias" if name in self.anchors else "alias", {"name": name}, event
            )
            self._put(REFUSED)
            return
        self._deepen(event, len(self.frames) + anchor.height)
        self._put(anchor.value)

    def _put(self, value: Any) -> None:
        if self.here.__class__ is dict:
            self.here[self.key] = value
            self.key = None
        else:
            self.here.append(value)

    def _open(self, event: Any) -> None:
        self._count(event, 1)
        anchor = None
        if event.anchor is not None:
            anchor = _Opened(event.anchor, self.nodes - 1, self.deepest)
            self.anchors[event.anchor] = None
            self.deepest = len(self.frames)
        self._deepen(event, len(self.frames) + 1)
        new: Any = {} if event.__class__ is yaml.MappingStartEvent else []
        here, key, after = self.here, self.key, None
        if event.tag is not None:
            self._tell("tag", {"tag": _written(event.tag)}, event)
        if here.__class__ is dict and key is None:
            if all(
                frame.after is None for frame in self.frames
            ):  # those inside of one are not told
                self._tell("complex-key", {}, event)
            key = after = self._drop(None)
        else:
            self._put(new if event.tag is None else REFUSED)
        self.frames.append(_Frame(here, key, after, anchor))
        self.here = new
        self.key = None

    def _close(self, _event: Any) -> None:
        closed = self.here
        self.here, _, self.key, anchor = self.frames.pop()
        if anchor is not None:
            height = self.deepest - len(self.frames)
            self.anchors[anchor.name] = _Anchor(closed, self.nodes - anchor.nodes, height)
            self.deepest = max(self.deepest, anchor.deepest)

    def _start_document(self, event: Any) -> None:
        self._begin()
        self._count(event, 1)
        if event.version == (1, 1):
            self.is_wrong_version = True
            self.problems.append(self._wrong_version(event.start_mark.index))

    def _end_document(self, _event: Any) -> None:
        for mapping, key in self.dropped:
            del mapping[key]
        if self.is_wrong_version:
            self.documents.append(REFUSED)
        else:
            self.documents += self.root
        self._begin()

    # Limits

    def _count(self, event: Any, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > self.limits.nodes:
            self._stop("nodes", self.limits.nodes, event)

    def _deepen(self, event: Any, depth: int) -> None:
        if depth > self.limits.depth:
            self._stop("depth", self.limits.depth, event)
        self.deepest = max(self.deepest, depth)

    def _stop(self, code: str, limit: int, event: Any) -> NoReturn:
        span = self.text.span(*self._bounds(event))
        self.problems.append(
            Problem(code, {"limit": str(limit)}, len(self.documents), self._pointer(), span)
        )
        raise _Stop

    # Problems and places

    def _key_text(self) -> str | None:
        """Return the key that waits for its value; None where none does or it has no name."""
        return self.key.text if isinstance(self.key, _Dropped) else self.key

    def _pointer(self) -> tuple[str | int, ...]:
        """Return the path of the value that is read next, or of the mapping whose key is."""
        pointer: list[str | int] = []
        for here, key, _, _ in self.frames[1:]:
            if isinstance(key, _Dropped):
                if key.text is None:
                    return tuple(pointer)
                pointer.append(key.text)
            else:
                pointer.append(len(here) - 1 if key is None else key)
        if self.frames:
            last = len(self.here) if self.here.__class__ is list else self._key_text()
            pointer += [] if last is None else [last]
        return tuple(pointer)

    def _tell(self, code: str, args: dict[str, str], event: Any) -> None:
        span = self.text.span(*self._bounds(event))
        self.problems.append(Problem(code, args, len(self.documents), self._pointer(), span))
        if len(self.problems) >= self.limits.problems:
            self._stop("problems", self.limits.problems, event)

    def _bounds(self, event: Any) -> tuple[int, int]:
        """Return where a node stands in the script, without its anchor and a block's last break."""
        start, end = event.start_mark.index, event.end_mark.index
        if event.__class__ is not yaml.ScalarEvent:
            return start, end
        if event.anchor is not None and event.tag is None and event.value:
            match = _ANCHOR.match(self.text.script, start, end)
            start = match.end() if match else start
        if event.style and event.style in "|>":
            end = start + len(self.text.script[start:end].rstrip())
        if 0 < start == end:
            start -= 1  # nothing stands here: take the '-', '?' or ':' before it
        return start, end

    def _malformed(self, error: Exception) -> Problem:
        text, document = self.text, len(self.documents)
        if isinstance(error, yaml.reader.ReaderError) and (
            match := _UNPRINTABLE.search(text.script)
        ):
            args = {"char": f"U+{ord(match[0]):04X}"}
            return Problem("control", args, document, self._pointer(), text.spot(match.start()))
        message = getattr(error, "problem", None) or "found a byte sequence that is not UTF-8"
        mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        if message == _LIBYAML_TOO_DEEP and mark:
            self.too_deep = mark.index
            args = {"limit": str(min(self.limits.depth, _LIBYAML_DEPTH))}
            return Problem("depth", args, document, self._pointer(), text.spot(mark.index))
        if message == "found unexpected end of stream":  # it helps to see where that began
            mark = context or mark
        index = mark.index if mark else len(text.script)
        if message == "found incompatible YAML document":
            return self._wrong_version(index)
        if message == "found invalid Unicode character escape code":
            start = index - 2  # libyaml's place is the first digit
            escape = text.script[start:][: 10 if text.script[index - 1] == "U" else 6]
            span = text.span(start, start + len(escape))
            return Problem("text", {"escape": escape}, document, self._pointer(), span)
        args = {"problem": message, "context": getattr(error, "context", None) or ""}
        if context:
            args["context_line"] = str(text.spot(context.index).line)
        return Problem("syntax", args, document, self._pointer(), text.spot(index))

    def _wrong_version(self, start: int) -> Problem:
        match = _VERSION.search(self.text.script, start)
        version, bounds = (match[1], match.span()) if match else ("", (start, start))
        return Problem(
            "version", {"version": version}, len(self.documents), (), self.text.span(*bounds)
        )


def _written(tag: str) -> str:
    """Return a tag as people write it."""
    return tag.replace("tag:yaml.org,2002:", "!!", 1)[:100]


# Places -------------------------------------------------------------------------------------------


class _Place:
    """Where one value stands: bounds in the script, and the places of what is inside it."""

    __slots__ = ("inner", "is_alias", "is_collection", "key", "own")

    def __init__(self, key: tuple[int, int] | None = None) -> None:
        self.key = key
        self.own = (0, 0)
        self.inner: dict[str | int, _Place] = {}
        self.is_collection = False
        self.is_alias = False


class _Marker(_Reader):
    """Build values and the parallel tree of their places; it has the first of equal keys."""

    def __init__(self, text: _Text, limits: Limits) -> None:
        self.roots: list[_Place] = []
        super().__init__(text, limits)

    def _begin(self) -> None:
        super()._begin()
        self.trunk = _Place()  # holds the document as an item, as the root does in values
        self.place = self.trunk  # of the collection that is read
        self.named = _Place()  # of the value whose key was read last
        self.outer: list[tuple[_Place, _Place]] = []

    def run(self) -> None:
        super().run()
        self.roots += self.trunk.inner.values()  # of a document that was not read to its end

    def _end_document(self, event: Any) -> None:
        root = self.trunk.inner.get(0, self.trunk)
        super()._end_document(event)
        if len(self.documents) > len(self.roots):
            self.roots.append(root)

    def _first_line(self, key: str) -> str:
        first = self.place.inner[key].key
        return str(self.text.span(*first).line) if first else ""

    def _next(self) -> _Place:
        """Return the place of the next node; a complex key and its value are outside the tree."""
        if self.here.__class__ is list:
            place = self.place.inner[len(self.here)] = _Place()
            return place
        if self.key is None or (isinstance(self.key, _Dropped) and self.key.text is None):
            return _Place()
        return self.named

    def _scalar(self, event: Any) -> None:
        bounds = self._bounds(event)
        if self.here.__class__ is dict and self.key is None:
            self.named = _Place(bounds)
            super()._scalar(event)
            self.place.inner.setdefault(self._key_text() or "", self.named)
        else:
            place = self._next()
            is_left_empty = event.start_mark.index == event.end_mark.index
            place.own = place.key if place.key and is_left_empty else bounds
            super()._scalar(event)

    def _alias(self, event: Any) -> None:
        place = self._next()
        place.own = self._bounds(event)
        place.is_alias = True
        super()._alias(event)

    def _open(self, event: Any) -> None:
        place = self._next()
        place.own = self._bounds(event)
        place.is_collection = True
        super()._open(event)
        self.outer.append((self.place, self.named))
        self.place = place

    def _close(self, event: Any) -> None:
        super()._close(event)
        if not self.place.inner:
            self.place.own = (self.place.own[0], event.end_mark.index)
        self.place, self.named = self.outer.pop()


class Marks:
    """The places of the values of one text, also of a document that was not read to its end.

    ``document`` and ``pointer`` are those of ``Content`` and ``Problem``. Whatever is reached
    through an alias, existing or not, stands where the alias stands.
    """

    def __init__(self, text: _Text, roots: list[_Place]) -> None:
        """Take what ``mark`` made."""
        self._text = text
        self._roots = roots

    def _find(self, document: int, pointer: tuple[str | int, ...]) -> tuple[_Place | None, bool]:
        """Return the place of a value or its deepest ancestor, and whether it is its own."""
        if not 0 <= document < len(self._roots):
            return None, False
        place = self._roots[document]
        for part in pointer:
            if place.is_alias:
                return place, True
            if part not in place.inner:
                return place, False
            place = place.inner[part]
        return place, True

    def _head(self, place: _Place) -> Span:
        """Return the span of a value's key; without one its own, or the first key in it."""
        while place.key is None and place.inner:
            place = next(iter(place.inner.values()))
        return self._text.span(*(place.key or place.own))

    def key(self, document: int, pointer: tuple[str | int, ...]) -> Span | None:
        """Return the span of a value's key, an item's own, beneath an alias the alias's.

        None at the root, and for what is not there.
        """
        place, is_own = self._find(document, pointer)
        if place is None or not is_own or not pointer:
            return None
        if place.is_alias and self._is_beneath(document, pointer):
            return self._text.span(*place.own)
        return self._head(place)

    def _is_beneath(self, document: int, pointer: tuple[str | int, ...]) -> bool:
        above, _ = self._find(document, pointer[:-1])
        return above is not None and above.is_alias

    def value(self, document: int, pointer: tuple[str | int, ...]) -> Span | None:
        """Return the span of a scalar, or of the key of a collection or of nothing (``key:``).

        None for a collection at the root, and for what is not there.
        """
        place, is_own = self._find(document, pointer)
        if place is None or not is_own or (place.is_collection and not pointer):
            return None
        return self._value(place)

    def _value(self, place: _Place) -> Span:
        return self._head(place) if place.is_collection else self._text.span(*place.own)

    def nearest(self, document: int, pointer: tuple[str | int, ...]) -> Span:
        """Return the span under which to tell something of a value, there or not.

        That is the value's own for a scalar, its key's for a collection, for what is not there the
        key of the deepest ancestor that is, and the first key at the root. Only a text without any
        value has 1:1.
        """
        place, is_own = self._find(document, pointer)
        if place is None:
            return self._head(self._roots[-1]) if self._roots else Span(1, 1, 1, 1)
        return self._value(place) if is_own else self._head(place)


def _walk(walker: type[_Reader], text: _Text, limits: Limits) -> _Reader:
    walk = _walk_script(walker, text, limits)
    if walk.is_malformed and (rewritten := text.as_json()):
        walk = _walk_script(walker, rewritten, limits)
    return walk


def _walk_script(walker: type[_Reader], text: _Text, limits: Limits) -> _Reader:
    walk = walker(text, limits)
    walk.run()
    if walk.too_deep is not None and limits.depth < _LIBYAML_DEPTH:
        walk = walker(text.before(walk.too_deep), limits)  # to our own limit, which comes first
        walk.run()
    return walk


def read(data: bytes, limits: Limits = LIMITS) -> Content:
    """Return the values and problems of a YAML 1.2 or JSON text in UTF-8; never raise.

    Strings, integers, finite floats, booleans, lists and mappings with string keys are values. A
    document that says ``%YAML 1.1`` is ``REFUSED`` as a whole: it may mean something else by ``NO``
    or ``010``. All tags are refused, also those that change nothing.
    """
    text = _decoded(data, limits)
    if isinstance(text, Problem):
        return Content([], [text], whole=False)
    walk = _walk(_Reader, text, limits)
    if any(problem.code == "duplicate-key" for problem in walk.problems):
        walk = _walk(_Marker, text, limits)  # only marks know where the first of two keys was
    return Content(walk.documents, walk.problems, walk.whole)


def mark(data: bytes, limits: Limits = LIMITS) -> Marks:
    """Return the places of the values of a text, as far as ``read`` can read it."""
    text = _decoded(data, limits)
    if isinstance(text, Problem):
        return Marks(_Text(""), [])
    walk = _walk(_Marker, text, limits)
    return Marks(walk.text, walk.roots if isinstance(walk, _Marker) else [])


class RootKeys(NamedTuple):
    """The keys at the root of the documents of a text, as far as it can be read.

    ``scalars`` are those whose value is no collection. ``whole`` is false where reading stopped
    early; ``too_deep`` that it did so for nesting, of which libyaml before 0.2.6 has no limit.
    """

    all: frozenset[str]
    scalars: frozenset[str]
    whole: bool
    too_deep: bool = False


def root_keys(data: bytes, limits: Limits = LIMITS) -> RootKeys:
    """Return the keys at the root of each document, whatever they and the rest mean; never raise.

    Aliases to scalars are followed; a key that is a collection has no name.
    """
    text = _decoded(data, limits)
    if isinstance(text, Problem):
        return RootKeys(frozenset(), frozenset(), whole=False)
    walk = _RootWalk(limits)
    whole = walk.run(text)
    if not whole and (rewritten := text.as_json()):
        walk = _RootWalk(limits)
        whole = walk.run(rewritten)
    return RootKeys(frozenset(walk.keys), frozenset(walk.scalars), whole, walk.too_deep)


class _RootWalk:
    """One walk that looks at nothing but the keys of the mappings at the root."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.keys: set[str] = set()
        self.scalars: set[str] = set()
        self.anchors: dict[str, str] = {}
        self.depth = 0
        self.too_deep = False
        self.in_mapping = False
        self.key: str | None = None  # the key at the root that waits for its value
        self.is_due = True  # whether the next node at the root is a key

    def run(self, text: _Text) -> bool:
        """Walk to the end; tell whether it came there."""
        nodes = 0
        try:
            for event in text.events():
                nodes += 1
                if nodes > 2 * self.limits.nodes:
                    return False
                self._step(event)
                if self.depth > _LIBYAML_DEPTH:
                    self.too_deep = True
                    return False
        except (yaml.YAMLError, UnicodeError) as error:
            self.too_deep = getattr(error, "problem", None) == _LIBYAML_TOO_DEEP
            return False
        return True

    def _step(self, event: Any) -> None:
        kind = event.__class__
        if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if self.depth == 0:
                self.in_mapping = kind is yaml.MappingStartEvent
                self.is_due = True
            elif self.depth == 1:
                self._node(None, is_scalar=False)
            self.depth += 1
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.depth -= 1
        elif kind is yaml.ScalarEvent:
            if event.anchor is not None:
                self.anchors[event.anchor] = event.value
            if self.depth == 1:
                self._node(event.value, is_scalar=True)
        elif kind is yaml.AliasEvent and self.depth == 1:
            known = self.anchors.get(event.anchor)
            self._node(known, is_scalar=known is not None)

    def _node(self, value: str | None, *, is_scalar: bool) -> None:
        """Take a node at the root of a document: a key, or the value of the one before."""
        if not self.in_mapping:
            return
        if self.is_due:
            self.key = value
        elif self.key is not None:
            self.keys.add(self.key)
            if is_scalar:
                self.scalars.add(self.key)
        self.is_due = not self.is_due


# Words --------------------------------------------------------------------------------------------

# For each problem what is wrong and what to do next; after "syntax: " stand libyaml's own words.
MESSAGES: Final[dict[str, dict[str, str]]] = {
    "syntax": {
        "en": "This cannot be read as YAML: {problem}. Mend the text here or just above.",
        "vi": "Không đọc được đoạn này theo YAML: {problem}. Hãy sửa tại đây hoặc ngay phía trên.",
    },
    "syntax: did not find expected ',' or '}'": {
        "en": "A ',' or a '}}' is missing here: close the mapping opened in line {context_line}.",
        "vi": "Thiếu ',' hoặc '}}' ở đây: hãy đóng ánh xạ mở ở dòng {context_line}.",
    },
    "syntax: did not find expected ',' or ']'": {
        "en": "A ',' or a ']' is missing here: close the list opened in line {context_line}.",
        "vi": "Thiếu ',' hoặc ']' ở đây: hãy đóng danh sách mở ở dòng {context_line}.",
    },
    "syntax: did not find expected key": {
        "en": (
            "A 'key: value' was expected here: check the indentation and quotes since line "
            "{context_line}."
        ),
        "vi": (
            "Ở đây cần có 'khóa: giá trị': hãy kiểm tra thụt lề và dấu nháy từ dòng {context_line}."
        ),
    },
    "syntax: did not find expected '-' indicator": {
        "en": (
            "An item '- ...' of the list begun in line {context_line} was expected here: "
            "check the indentation."
        ),
        "vi": (
            "Ở đây cần có một mục '- ...' của danh sách bắt đầu ở dòng {context_line}: hãy "
            "kiểm tra thụt lề."
        ),
    },
    "syntax: did not find expected node content": {
        "en": (
            "A value was expected here: write one, or take away the character that stands in "
            "its place."
        ),
        "vi": "Ở đây cần có một giá trị: hãy ghi giá trị, hoặc bỏ ký tự đang đứng ở chỗ đó.",
    },
    "syntax: did not find expected <document start>": {
        "en": (
            "The document ended before this: put one value in a document, or a line '---' "
            "before the next."
        ),
        "vi": (
            "Tài liệu đã kết thúc trước chỗ này: mỗi tài liệu có một giá trị, hoặc đặt dòng "
            "'---' trước tài liệu sau."
        ),
    },
    "syntax: mapping values are not allowed in this context": {
        "en": (
            "A ': ' cannot stand here: put the text that holds it in quotes, or mend the "
            "indentation."
        ),
        "vi": "Không thể có ': ' ở đây: hãy đặt đoạn chữ chứa nó trong dấu nháy, hoặc sửa thụt lề.",
    },
    "syntax: block sequence entries are not allowed in this context": {
        "en": "A list item '- ' cannot start here: put it on a line of its own.",
        "vi": "Mục danh sách '- ' không thể bắt đầu ở đây: hãy đặt nó trên một dòng riêng.",
    },
    "syntax: found character that cannot start any token": {
        "en": (
            "No value can start with this character: put the text in quotes; indent with "
            "spaces, not with tabs."
        ),
        "vi": (
            "Giá trị không thể bắt đầu bằng ký tự này: hãy đặt trong dấu nháy; thụt lề bằng "
            "dấu cách, không dùng tab."
        ),
    },
    "syntax: found a tab character that violates indentation": {
        "en": "YAML does not indent with tabs: put spaces in place of this tab.",
        "vi": "YAML không thụt lề bằng tab: hãy thay tab này bằng dấu cách.",
    },
    "syntax: found unexpected end of stream": {
        "en": "The quote opened here is never closed: close it.",
        "vi": "Dấu nháy mở ở đây không được đóng: hãy đóng lại.",
    },
    "syntax: could not find expected ':'": {
        "en": (
            "A ':' after the key begun in line {context_line} was expected: write 'key: "
            "value', or mend the indentation."
        ),
        "vi": (
            "Thiếu ':' sau khóa bắt đầu ở dòng {context_line}: hãy ghi 'khóa: giá trị', hoặc "
            "sửa thụt lề."
        ),
    },
    "syntax: found unknown escape character": {
        "en": (
            "Double quotes know no such escape: write '\\\\' for a backslash, or use single quotes."
        ),
        "vi": (
            "Trong dấu nháy kép không có ký hiệu thoát này: hãy ghi '\\\\' cho dấu gạch chéo "
            "ngược, hoặc dùng nháy đơn."
        ),
    },
    "encoding": {
        "en": "The file is not UTF-8 ({found} here): save it as UTF-8.",
        "vi": "Tệp không phải UTF-8 (ở đây là {found}): hãy lưu lại theo UTF-8.",
    },
    "control": {
        "en": "The character {char} is not allowed in YAML: take it out.",
        "vi": "YAML không cho phép ký tự {char}: hãy bỏ ký tự này.",
    },
    "text": {
        "en": (
            "The escape {escape} names no character: write the character itself, or as \\U "
            "and eight digits."
        ),
        "vi": (
            "Ký hiệu thoát {escape} không chỉ ký tự nào: hãy ghi chính ký tự đó, hoặc \\U và "
            "tám chữ số."
        ),
    },
    "size": {
        "en": "The file is larger than {limit} bytes: split it into several files.",
        "vi": "Tệp lớn hơn {limit} byte: hãy chia thành nhiều tệp.",
    },
    "depth": {
        "en": (
            "Lists and mappings are nested more than {limit} deep: flatten them. The rest "
            "was not read."
        ),
        "vi": (
            "Danh sách và ánh xạ lồng nhau quá {limit} tầng: hãy làm phẳng bớt. Phần còn lại "
            "chưa được đọc."
        ),
    },
    "nodes": {
        "en": (
            "The file has more than {limit} values, aliases expanded: split it. The rest was "
            "not read."
        ),
        "vi": (
            "Tệp có hơn {limit} giá trị, kể cả qua bí danh: hãy chia nhỏ. Phần còn lại chưa "
            "được đọc."
        ),
    },
    "problems": {
        "en": "The file has {limit} problems or more: mend these first. The rest was not read.",
        "vi": (
            "Tệp có từ {limit} lỗi trở lên: hãy sửa các lỗi này trước. Phần còn lại chưa được đọc."
        ),
    },
    "directives": {
        "en": (
            "The file has more than {limit} %TAG directives: take them out, tags are not used here."
        ),
        "vi": "Tệp có hơn {limit} chỉ thị %TAG: hãy bỏ đi, ở đây không dùng thẻ.",
    },
    "version": {
        "en": (
            "The file asks to be read as YAML {version}, but is read as YAML 1.2: take the "
            "%YAML line out."
        ),
        "vi": (
            "Tệp yêu cầu đọc theo YAML {version}, nhưng ở đây đọc theo YAML 1.2: hãy bỏ dòng %YAML."
        ),
    },
    "null": {
        "en": "There is no value here: leave the key out, or write none or [].",
        "vi": "Ở đây không có giá trị: hãy bỏ khóa này, hoặc ghi none hay [].",
    },
    "number": {
        "en": (
            "{text} is not a finite number of at most 200 characters: write a smaller one, "
            "or put it in quotes as text."
        ),
        "vi": (
            "{text} không phải là số hữu hạn tối đa 200 ký tự: hãy ghi số nhỏ hơn, hoặc đặt "
            "trong dấu nháy nếu là chữ."
        ),
    },
    "key": {
        "en": 'The key {key} is not text: put it in quotes, "{key}".',
        "vi": 'Khóa {key} không phải là chữ: hãy đặt trong dấu nháy, "{key}".',
    },
    "empty-key": {
        "en": "There is no key before this ':': write one.",
        "vi": "Không có khóa trước dấu ':' này: hãy ghi khóa.",
    },
    "complex-key": {
        "en": "A key must be text, not a list, a mapping or an alias: write the text out.",
        "vi": (
            "Khóa phải là chữ, không phải danh sách, ánh xạ hay bí danh: hãy ghi rõ khóa bằng chữ."
        ),
    },
    "long-key": {
        "en": "The key {key} is longer than {limit} characters: shorten it.",
        "vi": "Khóa {key} dài quá {limit} ký tự: hãy rút ngắn.",
    },
    "duplicate-key": {
        "en": "The key {key} is given twice, first in line {first_line}: keep one of them.",
        "vi": "Khóa {key} xuất hiện hai lần, lần đầu ở dòng {first_line}: hãy chỉ giữ một.",
    },
    "merge-key": {
        "en": (
            "Merge keys are not read: write out what '<<' would bring in; for a key of that "
            "name put it in quotes."
        ),
        "vi": (
            "Không đọc khóa gộp: hãy ghi rõ nội dung mà '<<' đưa vào; nếu là tên khóa, hãy "
            "đặt trong dấu nháy."
        ),
    },
    "tag": {
        "en": "Tags are not read: take {tag} out; put a value in quotes to make it text.",
        "vi": "Không đọc thẻ: hãy bỏ {tag}; đặt giá trị trong dấu nháy nếu là chữ.",
    },
    "alias": {
        "en": (
            "No anchor &{name} stands before this alias in the document: add it, or write "
            "the value out."
        ),
        "vi": (
            "Không có neo &{name} trước bí danh này trong tài liệu: hãy thêm neo, hoặc ghi "
            "rõ giá trị."
        ),
    },
    "recursive-alias": {
        "en": "The alias *{name} stands inside of what it repeats: write the value out.",
        "vi": "Bí danh *{name} nằm trong chính nội dung mà nó lặp lại: hãy ghi rõ giá trị.",
    },
}
_LONGEST_SHOWN: Final = 60  # code points of a value in a sentence


def sentence(problem: Problem, lang: str) -> str:
    """Say in English ("en") or Vietnamese ("vi") what is wrong and what to do next.

    All characters are printable. Raises KeyError for another language.
    """
    words = MESSAGES.get(f"{problem.code}: {problem.args.get('problem')}") or MESSAGES[problem.code]
    return words[lang].format_map({name: _shown(value) for name, value in problem.args.items()})


_PLAIN: Final = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*")


def scalar(text: str) -> str:
    """Write a text as a YAML scalar on one line, plain where that is safe; ``read`` takes it back.

    Lone surrogates, which no file can hold, become U+FFFD.
    """
    if _PLAIN.fullmatch(text) and _plain(text) == text:
        return text
    body = "".join(
        char if char.isprintable() and char not in '"\\' else _escaped(char) for char in text
    )
    return f'"{body}"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    return f"\\U{ord(char.encode('utf-16', 'replace').decode('utf-16')):08X}"


def _shown(value: str) -> str:
    """Return a value short and harmless: control and invisible characters as escapes."""
    short = value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in short
    )
