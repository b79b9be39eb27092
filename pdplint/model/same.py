"""Things as keys: by what they are, not by what they hold."""

from __future__ import annotations

from typing import Any


class Same:
    """Something by what it is, not by what it holds: a key that costs nothing."""

    def __init__(self, held: Any) -> None:
        self.held = held

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.held is other.held

    def __hash__(self) -> int:
        return id(self.held)
