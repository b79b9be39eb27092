"""What an entity says at a path of keys: known, missing or unknown, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pdplint.text.values import REFUSED
from pdplint.workspace.entity import Entity, Fact, Where


# Not frozen: they are made a million times in a run, and freezing doubles what one takes.
@dataclass(slots=True)
class Known:
    """What is said; a list only if all its items are known."""

    value: Any
    where: Where


@dataclass(slots=True)
class Missing:
    """Nothing is said; `where` is the place asked for, or the block that is not there."""

    where: Where


@dataclass(slots=True)
class Unknown:
    """Something is said that was refused: at `where`, which may be a block or the whole entity."""

    where: Where


Gap = Missing | Unknown
Read = Known | Missing | Unknown


def read(entity: Entity, *path: str | int) -> Read:
    """Return what an entity says at a path of keys through its blocks.

    Where a word stands for a block on the way (`none`, or the name of an entry), nothing is said
    inside it: it is missing there.
    """
    value, where = entity.value, Where(entity, path)
    if len(path) == 1 and value.__class__ is dict:
        value = value.get(path[0])
    else:
        value, where = _reached(entity, path)
    if value is REFUSED or (isinstance(value, list) and REFUSED in value):
        return Unknown(where)
    is_said = value is not None and where.pointer == path
    return Known(value, where) if is_said else Missing(where)


def _reached(entity: Entity, path: tuple[str | int, ...]) -> tuple[Any, Where]:
    """Return what stands at a path, or as far down as there are blocks, and where."""
    value = entity.value
    for depth, key in enumerate(path):
        if not isinstance(value, dict):
            return value, Where(entity, path[:depth])
        value = value.get(key)
    return value, Where(entity, path)


def known(entity: Entity, *path: str | int) -> Any:
    """Return what an entity says at a path, as far as it is known; else nothing."""
    said = read(entity, *path)
    return said.value if isinstance(said, Known) else None


def listed(entity: Entity, *path: str | int) -> list[str]:
    """Return the strings of a list that are known, also where others in it are not."""
    return [item for item, _ in items(entity, *path)]


def items(entity: Entity, *path: str | int) -> list[tuple[str, Where]]:
    """Return the strings of a list that are known, each with its place."""
    value, where = _reached(entity, path)
    if not isinstance(value, list) or where.pointer != path:
        return []
    numbered = enumerate(value)
    return [(item, Where(entity, (*path, n))) for n, item in numbered if isinstance(item, str)]


def not_known(gap: Gap, *origins: Where) -> Fact:
    """Return the fact that is not known for want of what was read; its place is the gap's."""
    state = "missing" if isinstance(gap, Missing) else "unknown"
    return Fact(None, origins or (gap.where,), state)


def is_whole(value: Any) -> bool:
    """Tell whether a value is a list and each of its items is known."""
    return isinstance(value, list) and REFUSED not in value
