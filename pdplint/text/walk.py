"""Values from the events of libyaml's parser, under limits.

They are built with an explicit stack: composing deep nesting with the C loader kills the
interpreter. What the format refuses becomes a `Problem`; in its place in the tree, under its key or
index, stands `REFUSED`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

import yaml

from pdplint.text.decoded import _UNPRINTABLE, Script
from pdplint.text.plain import TEXT_OF_A_NODE
from pdplint.text.values import _TELLING, _WORDS, REFUSED, Limits, Problem, plain_value

if TYPE_CHECKING:
    from collections.abc import Callable

# libyaml has a limit of its own since 0.2.6. It scans up to 1,024 characters ahead of its events,
# so it may stop before it has delivered what is nested beyond our limit.
LIBYAML_DEPTH: Final = 1_000
LIBYAML_TOO_DEEP: Final = "exceeded maximum nesting depth"


def _size(text: str) -> int:
    """Return how many nodes a scalar counts as."""
    return 1 + len(text) // TEXT_OF_A_NODE


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


class Walk:
    """Build values from events; the state of one walk through one text."""

    def __init__(self, text: Script, limits: Limits) -> None:
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
            value = plain_value(value)
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
        """Return the line of the first of two equal keys; only ``Marker`` knows it."""
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
        if message == LIBYAML_TOO_DEEP and mark:
            self.too_deep = mark.index
            args = {"limit": str(min(self.limits.depth, LIBYAML_DEPTH))}
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


def walked(walker: type[Walk], text: Script, limits: Limits) -> Walk:
    """Return a walk through a text; of JSON that libyaml refuses, of the same as YAML."""
    walk = _walk_script(walker, text, limits)
    if walk.is_malformed and (rewritten := text.as_json()):
        walk = _walk_script(walker, rewritten, limits)
    return walk


def _walk_script(walker: type[Walk], text: Script, limits: Limits) -> Walk:
    walk = walker(text, limits)
    walk.run()
    if walk.too_deep is not None and limits.depth < LIBYAML_DEPTH:
        walk = walker(text.before(walk.too_deep), limits)  # to our own limit, which comes first
        walk.run()
    return walk
