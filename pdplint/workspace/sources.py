"""The flows at which data comes in that a copy passes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pdplint.workspace.entity import Entity

MOST_SOURCES = 32
"""Flows that hand down unlike, against which one copy is judged, at most."""


class Sources(NamedTuple):
    """The flows at which data comes in that a copy passes on; `None` is for what is no copy.

    `hub` is the system that the copy leaves, where there are more than it is judged against.
    `alike` names the flows for which one of `each` stands: what is told of it is told of them.
    `doubtful` are further ones of which it is not known that the copy passes on what they move.
    """

    each: Sequence[Entity | None]
    hub: Entity | None = None
    alike: Mapping[Entity, Sequence[Entity]] = {}
    doubtful: Sequence[Entity] = ()


DIRECT = Sources((None,))
