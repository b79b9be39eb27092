"""A value with some of its places otherwise: what was read stays as it was read.

One value can stand at several places, by an anchor and its aliases; each has a fate of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdplint.model.place import Pointer


class Edit:
    """A copy of a value, made as far down as it is changed: each block and list at most once."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self._copied: dict[Pointer, Any] = {}

    def put(self, pointer: Pointer, new: Any) -> None:
        """Set what stands at a place; nothing where no block or list holds such a place."""
        if not pointer:
            self.value = new
            return
        holder = self._holder(pointer[:-1])
        is_there = isinstance(holder, dict) or (
            isinstance(holder, list) and isinstance(pointer[-1], int) and pointer[-1] < len(holder)
        )
        if is_there:
            holder[pointer[-1]] = new

    def drop(self, pointer: Pointer) -> None:
        """Take a key out of a block, if it is there."""
        holder = self._holder(pointer[:-1])
        if isinstance(holder, dict):
            holder.pop(pointer[-1], None)

    def _holder(self, pointer: Pointer) -> Any:
        """Return the copy of what stands at a place, copied with all that it stands in."""
        known = self._copied.get(pointer)
        if known is not None:
            return known
        if not pointer:
            copied = self.value = _copy(self.value)
        else:
            above = self._holder(pointer[:-1])
            try:
                copied = above[pointer[-1]] = _copy(above[pointer[-1]])
            except (LookupError, TypeError):
                return None
        self._copied[pointer] = copied
        return copied


def _copy(value: Any) -> Any:
    return value.copy() if isinstance(value, dict | list) else value
