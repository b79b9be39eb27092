"""What stands in a description under an id, places inside it, and what is derived of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.fields import ORGANISATION

if TYPE_CHECKING:
    from pdplint.model.place import Pointer
    from pdplint.model.text import Text


class Entity:
    """What stands under an id in a description, or the organisation, or a derived transfer.

    Each is itself and equal to no other. `order` says where in its document it stands: the number
    of its kind there, and its own among those of that kind.
    """

    __slots__ = ("document", "id", "kind", "order", "path", "value")

    def __init__(
        self,
        kind: str,
        id_: str,
        value: Any,
        path: str,
        document: int,
        order: tuple[int, int] = (0, 0),
    ) -> None:
        self.kind = kind
        self.id = id_
        self.value = value
        self.path = path
        self.document = document
        self.order = order

    @property
    def subject(self) -> str:
        """How reports name it: `flows/checkout`, `organisation`."""
        return self.kind if self.kind == ORGANISATION else f"{self.kind}/{self.id}"

    @property
    def prefix(self) -> Pointer:
        """The pointer from the root of its document to it."""
        return (self.kind,) if self.kind == ORGANISATION else (self.kind, self.id)


class Where(NamedTuple):
    """A place as judging knows it: an entity and a pointer inside it."""

    entity: Entity
    pointer: Pointer = ()


class Fact(NamedTuple):
    """A derived value with the places it came from, in order, or why it is not known.

    `state` is `value`, `missing` (the first origin is where it should be described) or `unknown`.
    """

    value: Any
    origins: tuple[Where, ...]
    state: str = "value"
    reason: Text | None = None
