"""The keys at the root of a text, whatever they and the rest mean."""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from pdplint.text.decoded import Script, decoded
from pdplint.text.values import LIMITS, Limits, Problem
from pdplint.text.walk import LIBYAML_DEPTH, LIBYAML_TOO_DEEP


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
    text = decoded(data, limits)
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

    def run(self, text: Script) -> bool:
        """Walk to the end; tell whether it came there."""
        nodes = 0
        try:
            for event in text.events():
                nodes += 1
                if nodes > 2 * self.limits.nodes:
                    return False
                self._step(event)
                if self.depth > LIBYAML_DEPTH:
                    self.too_deep = True
                    return False
        except (yaml.YAMLError, UnicodeError) as error:
            self.too_deep = getattr(error, "problem", None) == LIBYAML_TOO_DEEP
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
