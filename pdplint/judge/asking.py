"""What is gathered while terms are asked of an entity: claims that are read, what is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.workspace.entity import Entity, Where

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from pdplint.judge.paths import Context
    from pdplint.model.place import Pointer

Claimed = tuple[int, Where]
"""The bits of what reads a place, and the claim that stands there."""


class Behind(NamedTuple):
    """What terms answered behind a reference."""

    codes: bytes
    claims: Sequence[Claimed]
    taps: Mapping[int, Hashable]
    leads: bool


class Asking:
    """What answering needs beside the terms: a linked world as of a day, and its claims.

    `told` has the places of claims by the entity in which they stand. `claims` and `taps` gather
    what was read of one entity; `doors` keeps what was answered behind references.
    """

    def __init__(self, context: Context, told: Mapping[Entity, Mapping[Pointer, Where]]) -> None:
        self.context = context
        self.told = told
        self.claims: list[Claimed] = []
        self.taps: dict[int, Hashable] = {}
        self.doors: dict[Hashable, Behind] = {}

    def read(self, bits: int, places: Iterable[Where]) -> None:
        """Take the claims that are read with places: at them, and at what they stand in."""
        for where in places:
            told = self.told.get(where.entity)
            if told is None:
                continue
            for depth in range(len(where.pointer), 0, -1):
                claim = told.get(where.pointer[:depth])
                if claim is not None:
                    self.claims.append((bits, claim))

    def handing(self) -> Hashable:
        """Return what stands for the flow that hands something down."""
        context = self.context
        return None if context.source is None else (context.source, context.doubtful)
