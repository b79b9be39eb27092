"""Where a path ends: walked from an entity through blocks, lists and references to slots.

A slot is a value, or why there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pdplint.format.fields import DERIVED, EVERY, NEVER, NONE, ORGANISATION, Field, FieldTable
from pdplint.policy.values import Days, parse
from pdplint.text.values import REFUSED
from pdplint.words.findings import say
from pdplint.workspace.entity import Entity, Fact, Where
from pdplint.workspace.sources import MOST_SOURCES, Sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdplint.model.text import Text
    from pdplint.policy.condition import Reads


class Slot(NamedTuple):
    """Where a path ends: `state` is `value`, `missing`, `nothing`, `never` or `unknown`.

    `nothing` is declared away; `never` is what a block does not say that is never given: such a
    notice has no contents. An unknown without a reason was refused already, as a problem, and is
    not told again. `untold`: a word stands for a day or a duration that nobody knows; it is
    described, and not compared.
    """

    state: str
    where: Where
    field: Field
    value: Any = None
    reason: Text | None = None
    origins: tuple[Where, ...] = ()
    event: str | None = None
    lacks: str | None = None
    derived: bool = False


class World(Protocol):
    """What a path needs of the workspace."""

    def entity(self, kinds: Sequence[str], name: str) -> Entity | None:
        """Return the entity of one of the kinds with that id."""

    def organisation(self) -> Entity:
        """Return the organisation, an empty one where none is described."""

    def facts(self, entity: Entity) -> Mapping[str, Fact]:
        """Return what was derived of an entity, by name."""

    def comes_from_unread(self, flow: Entity) -> bool:
        """Tell whether what a flow takes from others may stand in what was not read."""

    def origins(self, entity: Entity, name: str, *, sure: bool = False) -> Sequence[Entity]:
        """Return the flows from which a flow takes a field that it does not declare.

        Where more than `MOST_SOURCES` declare it unlike, one more than so many. Those alone of
        which it is `sure` that it passes on what they move, if there are any.
        """

    def untold(self, flow: Entity) -> Fact | None:
        """Return why it is not known which data a flow itself moves, if it is not."""

    def sources(self, entity: Entity, reads: Reads) -> Sources:
        """Return the flows at which data comes in that an entity passes on, to be judged apart.

        Of those that hand down alike what is read, one stands for all.
        """


class Context(NamedTuple):
    """All that judging needs beside the question: the linked world, its fields, the days.

    With a `source`, what a flow inherits is taken from that one of several flows; it is `doubtful`
    where it is not known that the flow passes on what that moves. `ends` keeps where paths end, by
    entity; of one question, `known` keeps what is found at a place by its term, for all that are
    judged against several sources.
    """

    world: World
    table: FieldTable
    days: Days
    ends: dict[Any, tuple[Slot, ...]]
    source: Entity | None = None
    known: dict[tuple[int, int], Any] | None = None
    doubtful: bool = False

    def resolve(self, entity: Entity, path: tuple[str, ...]) -> tuple[Slot, ...]:
        """Return where `path` ends, one slot for each item or source."""
        key = (entity, self._handing(path), path)
        known = self.ends.get(key)
        if known is None:
            start = Slot("value", Where(entity), self.table.kinds[entity.kind], entity.value)
            known = self.ends[key] = tuple(self.walk(start, path))
        return known

    def _handing(self, path: tuple[str, ...]) -> tuple[Entity, bool] | None:
        """Return the source if a path could lead to something that it hands down."""
        if self.source is None or self.table.inherited.isdisjoint(path):
            return None
        return self.source, self.doubtful

    def walk(self, node: Slot, path: tuple[str, ...]) -> Iterator[Slot]:
        """Yield where a path ends that leads on from a place."""
        node = opened(node, ending=not path)
        if path and node.state == "value" and _is_door(node):
            door = self._door(node)
            if door.state == "value":
                yield from self._beyond_door(door, path)
                return
            node = door
        if not path:
            yield typed(node)
        elif node.state != "value":
            yield declared_away(node, path)
        else:
            yield from self._inside(node, path)

    def _beyond_door(self, door: Slot, path: tuple[str, ...]) -> tuple[Slot, ...]:
        """Return where a path ends from an entity that a reference leads to."""
        key = (door.where.entity, "door", self._handing(path), path)
        known = self.ends.get(key)
        if known is None:
            known = self.ends[key] = tuple(self._inside(door, path))
        return known

    def _inside(self, node: Slot, path: tuple[str, ...]) -> Iterator[Slot]:
        if origins := self._origins(node, path[0]):
            for origin in origins[:MOST_SOURCES]:
                yield from self._handed(origin, path)
            if self.source is None and len(origins) > MOST_SOURCES:
                yield _untold(node, path[0])
        else:
            for child in self._step(node, path[0]):
                yield from self.walk(child, path[1:])

    def _origins(self, node: Slot, part: str) -> Sequence[Entity]:
        """Return the flows from which a flow takes what it does not declare; mostly none."""
        child = node.field.children.get(part)
        if child is None or not child.inherited or part in node.value:
            return ()
        entity = node.where.entity
        if self.world.comes_from_unread(entity):
            return ()
        origins = self.world.origins(entity, part, sure=not self.doubtful)
        return (self.source,) if self.source is not None and self.source in origins else origins

    def _handed(self, origin: Entity, path: tuple[str, ...]) -> tuple[Slot, ...]:
        """Return where a path ends that leads on from what a flow hands down."""
        key = (origin, "handed", self._handing(path[1:]), path)
        known = self.ends.get(key)
        if known is None:
            field = self.table.kinds[origin.kind].children[path[0]]
            child = _declared(_start(origin, self.table), path[0], field)
            known = self.ends[key] = tuple(self.walk(child, path[1:]))
        return known

    def _step(self, node: Slot, part: str) -> Iterable[Slot]:
        if part == EVERY and node.field.item:
            return _items(node, node.field.item)
        if part in node.field.children:
            return (self._child(node, part, node.field.children[part]),)
        if part == ORGANISATION:
            return (_start(self.world.organisation(), self.table),)
        return (node._replace(state="nothing"),)  # a reference led to a kind without that field

    def _door(self, node: Slot) -> Slot:
        kinds = (node.field.entry,) if node.field.entry else node.field.refers_to
        target = self.world.entity(kinds, node.value)
        if target is not None:
            return opened(_start(target, self.table), ending=False)
        if node.value == ORGANISATION:
            return opened(_start(self.world.organisation(), self.table), ending=False)
        return node._replace(state="nothing" if node.value in kinds else "unknown")

    def _child(self, node: Slot, part: str, child: Field) -> Slot:
        entity = node.where.entity
        if part == DERIVED:
            return Slot("value", node.where, child, self.world.facts(entity))
        if child.inherited and part not in node.value and self.world.comes_from_unread(entity):
            return Slot("unknown", Where(entity, (*node.where.pointer, part)), child)
        return _declared(node, part, child)


def _untold(node: Slot, part: str) -> Slot:
    """Return what stands for the flows that hand a field down and are too many to be asked.

    Where a copy itself is judged, they are told of once for all that are like it: see `Sources`.
    """
    flow, pointer = node.where
    reason = say("limit-sources", system=str(flow.value["from"]))
    where = Where(flow, (*pointer, part))
    return Slot("unknown", where, node.field.children[part], reason=reason)


def _is_door(node: Slot) -> bool:
    """Tell whether a value is the id of something that stands elsewhere."""
    named = node.field.entry is not None and isinstance(node.value, str)
    return named or node.field.type == "reference"


def _start(entity: Entity, table: FieldTable) -> Slot:
    return Slot("value", Where(entity), table.kinds[entity.kind], entity.value)


def _declared(node: Slot, part: str, child: Field) -> Slot:
    where = Where(node.where.entity, (*node.where.pointer, part))
    value = node.value.get(part)
    if value is None and node.field.never and node.value.get(node.field.never) == NEVER:
        return Slot("never", Where(where.entity, (*node.where.pointer, node.field.never)), child)
    state = "missing" if value is None else "value"
    if child.counted_from is None or value is None:
        return Slot(state, where, child, value)
    event = node.value.get(child.counted_from)
    if isinstance(event, str):
        return Slot(state, where, child, value, event=event)
    return Slot(state, where, child, value, lacks=child.counted_from)


def opened(node: Slot, *, ending: bool) -> Slot:
    """Unwrap derived facts, refusals and blocks that are declared away."""
    value = node.value
    if isinstance(value, Fact):
        where = value.origins[0] if value.origins else node.where
        rest = value.origins[1:]
        return Slot(value.state, where, node.field, value.value, value.reason, rest, derived=True)
    if value is REFUSED:
        return node._replace(state="unknown")
    if value == NONE and node.field.none and not ending:
        return node._replace(state="nothing")
    return node


def declared_away(node: Slot, path: tuple[str, ...]) -> Slot:
    """Return what a block that is none says of a key inside: it may be one that is never given."""
    if node.state != "nothing" or not node.field.none_as:
        return node
    said = node.field.none_as.get(path[0]) if len(path) == 1 else None
    if said is None:
        return node._replace(state="never")
    return Slot("value", node.where, node.field.children[path[0]], said)


def _items(node: Slot, item: Field) -> Iterator[Slot]:
    entity, pointer = node.where
    values = [node.value] if isinstance(node.value, str) else node.value
    own = values is node.value and not node.derived
    for key, value in values.items() if isinstance(values, dict) else enumerate(values):
        where = Where(entity, (*pointer, key)) if own else node.where
        yield Slot("value", where, item, value, origins=node.origins)


def typed(node: Slot) -> Slot:
    """Give the value at the end of a path the type that operators take."""
    if node.state != "value":
        return node
    kind, raw = node.field.type, node.value
    if raw == NONE and (node.field.none or NONE in node.field.refers_to or kind == "duration"):
        return node._replace(state="nothing")
    if kind == "list":
        items = [raw] if isinstance(raw, str) else raw
        if any(item is REFUSED for item in items):
            return node._replace(state="unknown")
        item_type = node.field.scalar.type
        typed = items if item_type == "block" else parse(item_type, items)
        return node._replace(value=typed)
    if kind in {"block", "map"}:
        return node
    if kind in {"date", "duration"} and raw in node.field.words:
        return node._replace(state="untold", reason=say(f"untold-{raw}"))
    value = parse(kind, raw)
    if kind == "duration":
        value = value._replace(event=node.event, lacks=node.lacks)
    return node._replace(value=value)
