"""The places of values: the same walk again, for files in which something was found."""

from __future__ import annotations

from typing import Any

from pdplint.model.place import Span
from pdplint.text.decoded import Script, decoded
from pdplint.text.values import LIMITS, Limits, Problem
from pdplint.text.walk import Walk, _Dropped, walked


class _Place:
    """Where one value stands: bounds in the script, and the places of what is inside it."""

    __slots__ = ("inner", "is_alias", "is_collection", "key", "own")

    def __init__(self, key: tuple[int, int] | None = None) -> None:
        self.key = key
        self.own = (0, 0)
        self.inner: dict[str | int, _Place] = {}
        self.is_collection = False
        self.is_alias = False


class Marker(Walk):
    """Build values and the parallel tree of their places; it has the first of equal keys."""

    def __init__(self, text: Script, limits: Limits) -> None:
        self.roots: list[_Place] = []
        super().__init__(text, limits)

    def _begin(self) -> None:
        super()._begin()
        self.trunk = _Place()  # holds the document as an item, as the root does in values
        self.place = self.trunk  # of the collection that is read
        self.named = _Place()  # of the value whose key was read last
        self.outer: list[tuple[_Place, _Place]] = []

    def run(self) -> None:
        """Read to the end, or to the first thing that cannot be read past."""
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

    def __init__(self, text: Script, roots: list[_Place]) -> None:
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


def mark(data: bytes, limits: Limits = LIMITS) -> Marks:
    """Return the places of the values of a text, as far as ``read`` can read it."""
    text = decoded(data, limits)
    if isinstance(text, Problem):
        return Marks(Script(""), [])
    walk = walked(Marker, text, limits)
    return Marks(walk.text, walk.roots if isinstance(walk, Marker) else [])
