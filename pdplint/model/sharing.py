"""How work on many things is shared, by whom it concerns nothing who does the shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")


class Sharing(NamedTuple):
    """So many shares, and what does a work on each of them: it returns what came of it, in order.

    What comes of a share has to be plain data.
    """

    shares: int
    each: Callable[[Callable[[int], Any]], Sequence[Any]]

    def part(self, items: Sequence[Item], share: int) -> Sequence[Item]:
        """Return the items of a share: about as many in each, and they stand beside each other."""
        count = len(items)
        return items[share * count // self.shares : (share + 1) * count // self.shares]
