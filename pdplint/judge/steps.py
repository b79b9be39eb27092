"""Steps along the paths of terms: each answers the terms from one part of their paths on.

They mirror `judge.paths`. The engine that explains (`judge.truth`) is asked once of every value
that stands anywhere, and of what can stand instead of one; what it answered is kept by the value.
Whatever is unusual, a block of what is never given or a map of which each item is asked, is asked
of that engine every time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pdplint.format.fields import DERIVED, EVERY, NEVER, NONE, ORGANISATION, Field, FieldTable
from pdplint.judge.asking import Asking, Behind
from pdplint.judge.codes import TOLD, code_of, is_told, together
from pdplint.judge.paths import Context, Slot, declared_away, opened, typed
from pdplint.judge.truth import judge_place
from pdplint.text.values import REFUSED
from pdplint.workspace.entity import Entity, Fact, Where
from pdplint.workspace.sources import MOST_SOURCES

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping, Sequence

    from pdplint.judge.terms import Below, Node
    from pdplint.model.place import Pointer
    from pdplint.policy.condition import Term

NOWHERE = Entity("", "", {}, "", 0)
MOST_KEPT = 20_000
"""How many values of one place are kept with what terms answer of them."""


def _bits(first: int, end: int) -> int:
    """Return the bits of the numbers from a first one on to an end."""
    return (1 << end) - (1 << first)


class Asks:
    """Asks the engine that explains, of values without a place."""

    def __init__(self, context: Context, watched: Collection[str]) -> None:
        self.context = context
        self.table: FieldTable = context.table
        self.watched = watched

    def of(self, term: Term | None, slot: Slot) -> int:
        """Return what a term answers of a slot; at a tap nothing is asked."""
        if term is None:
            return 0
        result = judge_place(term, slot, NOWHERE, self.context)
        return code_of(result.truth) * 4 + TOLD * is_told(term, result)


class _Step(Protocol):
    """Answers the terms from one part of their paths on.

    It is given what stands there, the block that holds it, and the entity in which both stand.
    """

    def answer(
        self, raw: Any, holder: Any, entity: Entity, asking: Asking, out: bytearray
    ) -> None: ...


class Instead:
    """Answers terms side by side where something else than a value stands, once for each state."""

    def __init__(self, asks: Asks, below: Sequence[Below], field: Field) -> None:
        self._asks = asks
        self._below = below
        self._field = field
        self._first, self._end = (below[0].at, below[-1].at + 1) if below else (0, 0)
        self._known: dict[str, tuple[bytes, Mapping[int, Hashable]]] = {}

    def codes(self, state: str) -> bytes:
        """Return what they answer."""
        return self._of(state)[0]

    def put(self, state: str, asking: Asking, out: bytearray) -> None:
        """Answer them."""
        out[self._first : self._end], taps = self._of(state)
        if taps:
            asking.taps.update(taps)

    def _of(self, state: str) -> tuple[bytes, Mapping[int, Hashable]]:
        known = self._known.get(state)
        if known is None:
            known = self._known[state] = self._made(state)
        return known

    def _made(self, state: str) -> tuple[bytes, Mapping[int, Hashable]]:
        slot = Slot(state, Where(NOWHERE), self._field)
        codes, taps = bytearray(), {}
        for at, term, rest in self._below:
            found = declared_away(slot, rest) if rest else slot
            codes.append(self._asks.of(term, found))
            if term is None:
                taps[at] = None if found.state == "value" else (found.state,)
        return bytes(codes), taps


class _Value:
    """Of the value of a field, the terms that end there and those that go on."""

    def __init__(self, asks: Asks, node: Node, field: Field, pointer: Pointer) -> None:
        self._refused = Instead(asks, node.below, field)
        self._ending = _Ending(asks, node, field) if node.ending else None
        self._further = _further(asks, node, field, pointer)
        self._bits = _bits(node.first, node.end)
        self._ending_bits = _bits(node.first, node.inner)
        self._pointer = pointer
        self._is_watched = pointer[-1] in asks.watched
        self._leads = field.type == "reference" or field.entry is not None

    def answer(self, raw: Any, holder: Any, entity: Entity, asking: Asking, out: bytearray) -> None:
        if self._is_watched:
            told = asking.told.get(entity)
            if told is not None and self._pointer in told:
                leads = self._leads and isinstance(raw, str) and raw != NONE
                bits = self._ending_bits if leads else self._bits
                asking.claims.append((bits, told[self._pointer]))
        if raw is REFUSED:
            self._refused.put("unknown", asking, out)
            return
        if self._ending is not None:
            self._ending.answer(raw, holder, entity, asking, out)
        if self._further is not None:
            self._further.answer(raw, holder, entity, asking, out)


class _Ending:
    """The terms that end at the value of a field, asked once of each."""

    __slots__ = (
        "_asks",
        "_end",
        "_event_at",
        "_field",
        "_first",
        "_is_block",
        "_known",
        "_tap",
        "_terms",
    )

    def __init__(self, asks: Asks, node: Node, field: Field) -> None:
        self._asks = asks
        self._field = field
        self._terms = [one.term for one in node.ending]
        self._first, self._end, self._tap = node.first, node.inner, node.tap
        self._is_block = field.type == "block"
        self._event_at = field.counted_from
        self._known: dict[Hashable, bytes] = {}

    def answer(
        self, raw: Any, holder: Any, _entity: Entity, asking: Asking, out: bytearray
    ) -> None:
        key = raw if type(raw) is str else self._key(raw)
        if self._event_at is not None:
            key = (key, holder.get(self._event_at))
        codes = None if key is None else self._known.get(key)
        if codes is None:
            codes = self._asked(raw, holder)
            if key is not None:
                if len(self._known) >= MOST_KEPT:
                    self._known.clear()
                self._known[key] = codes
        out[self._first : self._end] = codes
        if self._tap is not None:
            asking.taps[self._tap] = None if isinstance(raw, dict) else key

    def _key(self, raw: Any) -> Hashable:
        """Return what stands for a value: the same for all of which each term answers the same."""
        if isinstance(raw, dict):  # of a block only whether it is there is asked, of a map its keys
            return () if self._is_block else tuple(raw)
        if isinstance(raw, list):
            return None if any(isinstance(item, dict | list) for item in raw) else tuple(raw)
        return (type(raw), raw)

    def _asked(self, raw: Any, holder: Any) -> bytes:
        event, lacks = None, None
        if self._event_at is not None:
            event = holder.get(self._event_at)
            if not isinstance(event, str):
                event, lacks = None, self._event_at
        slot = Slot("value", Where(NOWHERE), self._field, raw, event=event, lacks=lacks)
        slot = typed(opened(slot, ending=True))
        return bytes(self._asks.of(term, slot) for term in self._terms)


def _further(asks: Asks, node: Node, field: Field, pointer: Pointer) -> _Step | None:
    """Return what answers the terms that end further down than the value of a field."""
    if not node.parts:
        return None
    if field.type == "reference":
        return _Door(asks, node, field, field.refers_to, pointer)
    if field.type == "list":
        return _Every(asks, node, field, pointer)
    return _Inside(asks, node, field, pointer)


class _Inside:
    """The terms that end inside a block, which may stand apart or be declared away."""

    def __init__(self, asks: Asks, node: Node, field: Field, pointer: Pointer) -> None:
        self._block = Block(asks, node, field, pointer)
        self._door = _Door(asks, node, field, (field.entry,), pointer) if field.entry else None
        self._away = Instead(asks, node.inside, field)
        self._none = field.none

    def answer(self, raw: Any, holder: Any, entity: Entity, asking: Asking, out: bytearray) -> None:
        if isinstance(raw, dict):
            self._block.answer(raw, holder, entity, asking, out)
        elif self._none and raw == NONE:
            self._away.put("nothing", asking, out)
        elif self._door is not None:
            self._door.answer(raw, holder, entity, asking, out)


class _Every:
    """The terms that are asked of every item of a list."""

    def __init__(self, asks: Asks, node: Node, field: Field, pointer: Pointer) -> None:
        item = node.parts[EVERY]
        self._first, self._end, self._taps = item.first, item.end, item.taps
        self._missing = Instead(asks, item.below, field)
        self._item = _Value(asks, item, field.scalar, (*pointer, EVERY))

    def answer(
        self, raw: Any, _holder: Any, entity: Entity, asking: Asking, out: bytearray
    ) -> None:
        found = []
        for value in [raw] if isinstance(raw, str) else raw:
            out[self._first : self._end] = self._missing.codes("missing")
            self._item.answer(value, None, entity, asking, out)
            found.append(bytes(out[self._first : self._end]))
        out[self._first : self._end] = together(found, self._end - self._first)
        if len(found) != 1:
            asking.taps.update(dict.fromkeys(self._taps))


class _Door:
    """The terms that end behind a reference, answered once for each name."""

    def __init__(
        self, asks: Asks, node: Node, field: Field, kinds: Sequence[str], pointer: Pointer
    ) -> None:
        self._asks = asks
        self._node = node
        self._pointer = pointer
        self._kinds = kinds
        self._bits = _bits(node.inner, node.end)
        self._instead = Instead(asks, node.inside, field)
        inherited = asks.table.inherited
        self._inherits = any(not inherited.isdisjoint(one.rest) for one in node.inside)
        self._blocks: dict[str, Block] = {}

    def answer(
        self, raw: Any, _holder: Any, entity: Entity, asking: Asking, out: bytearray
    ) -> None:
        key = (self, raw, asking.handing() if self._inherits else None)
        known = asking.doors.get(key)
        if known is None:
            known = asking.doors[key] = self._behind(raw, asking, out)
        out[self._node.inner : self._node.end] = known.codes
        if known.claims:
            asking.claims += known.claims
        if known.taps:
            asking.taps.update(known.taps)
        if not known.leads and asking.told:
            asking.read(self._bits, (Where(entity, self._pointer),))

    def _behind(self, raw: str, asking: Asking, out: bytearray) -> Behind:
        before = asking.claims, asking.taps
        asking.claims, asking.taps = [], {}
        inner, end = self._node.inner, self._node.end
        out[inner:end] = self._instead.codes("missing")
        leads = self._enter(raw, asking, out)
        found = Behind(bytes(out[inner:end]), asking.claims, asking.taps, leads)
        asking.claims, asking.taps = before
        return found

    def _enter(self, raw: str, asking: Asking, out: bytearray) -> bool:
        """Answer behind a name; tell whether it leads anywhere."""
        world = asking.context.world
        target = world.entity(self._kinds, raw)
        if target is None and raw == ORGANISATION:
            target = world.organisation()
        if target is None:
            self._instead.put("nothing" if raw in self._kinds else "unknown", asking, out)
        elif target.value is REFUSED:
            self._instead.put("unknown", asking, out)
        else:
            self._block(target.kind).answer(target.value, None, target, asking, out)
        return target is not None

    def _block(self, kind: str) -> Block:
        if kind not in self._blocks:
            field = self._asks.table.kinds[kind]
            self._blocks[kind] = Block(self._asks, self._node, field, (), kind)
        return self._blocks[kind]


class Block:
    """The terms that end inside a block; of an entity as a whole, `kind` is its kind."""

    def __init__(
        self, asks: Asks, node: Node, field: Field, pointer: Pointer, kind: str = ""
    ) -> None:
        values: list[tuple[str, _Step]] = []
        others: list[_Step] = []
        for part, below in node.parts.items() if field.type != "map" else ():
            child = field.children.get(part)
            if child is None:
                others.append(
                    _Organisation(asks, below)
                    if part == ORGANISATION
                    else _Lacking(asks, below, field)
                )
            elif part == DERIVED:
                others += (
                    _Derived(asks, at, child.children[name], name)
                    for name, at in below.parts.items()
                )
            elif kind == "transfers":
                others.append(_Derived(asks, below, child, part, of_transfer=True))
            elif child.inherited and kind == "flows":
                others.append(_Inherited(asks, below, child, part))
            else:
                values.append((part, _Value(asks, below, child, (*pointer, part))))
        self._values, self._others = tuple(values), tuple(others)
        self._never = field.never
        is_odd = field.never or field.type == "map"
        self._explained = _Explained(asks, node, field, pointer) if is_odd else None

    def answer(self, raw: Any, holder: Any, entity: Entity, asking: Asking, out: bytearray) -> None:
        """Answer its terms of a block, of the entity in which that stands."""
        if self._explained is not None and (self._never is None or raw.get(self._never) == NEVER):
            self._explained.answer(raw, holder, entity, asking, out)
            return
        for part, step in self._values:
            said = raw.get(part)
            if said is not None:
                step.answer(said, raw, entity, asking, out)
        for step in self._others:
            step.answer(raw, holder, entity, asking, out)


class _Explained:
    """The terms that end further down than a block, asked of the engine that explains."""

    def __init__(self, asks: Asks, node: Node, field: Field, pointer: Pointer) -> None:
        self._asks = asks
        self._below = node.inside
        self._field = field
        self._pointer = pointer

    def answer(
        self, raw: Any, _holder: Any, entity: Entity, asking: Asking, out: bytearray
    ) -> None:
        start = Slot("value", Where(entity, self._pointer), self._field, raw)
        for at, term, rest in self._below:
            slots = list(asking.context.walk(start, rest))
            out[at] = together([bytes([self._asks.of(term, slot)]) for slot in slots], 1)[0]
            if term is None:
                asking.taps[at] = None
            for slot in slots:
                asking.read(1 << at, (slot.where, *slot.origins))


class _Lacking:
    """The terms of a part that a block does not have: a reference led to another kind."""

    def __init__(self, asks: Asks, node: Node, field: Field) -> None:
        self._instead = Instead(asks, node.below, field)

    def answer(
        self, _raw: Any, _holder: Any, _entity: Entity, asking: Asking, out: bytearray
    ) -> None:
        self._instead.put("nothing", asking, out)


class _Organisation:
    """The terms that end inside the organisation, of whatever entity they are asked."""

    def __init__(self, asks: Asks, node: Node) -> None:
        self._door = _Door(asks, node, Field(""), (ORGANISATION,), ())

    def answer(
        self, _raw: Any, holder: Any, entity: Entity, asking: Asking, out: bytearray
    ) -> None:
        self._door.answer(ORGANISATION, holder, entity, asking, out)


class _Derived:
    """The terms of a derived fact; what stands in a transfer is one too."""

    def __init__(
        self, asks: Asks, node: Node, field: Field, name: str, *, of_transfer: bool = False
    ) -> None:
        self._name = name
        self._of_transfer = of_transfer
        self._instead = Instead(asks, node.below, field)
        self._bits = _bits(node.first, node.end)
        self._ending_bits = _bits(node.first, node.inner)
        self._ending = _Ending(asks, node, field) if node.ending else None
        self._further = _further(asks, node, field, (name,))
        if isinstance(self._further, _Every):  # items stand where the fact comes from
            item = node.parts[EVERY]
            self._ending_bits |= _bits(item.first, item.inner)

    def answer(self, raw: Any, holder: Any, entity: Entity, asking: Asking, out: bytearray) -> None:
        facts = raw if self._of_transfer else asking.context.world.facts(entity)
        fact: Fact = facts[self._name]
        leads_nowhere = fact.value == NONE and isinstance(self._further, _Door)
        state = "nothing" if leads_nowhere else fact.state
        if asking.told:
            bits = self._ending_bits if state == "value" else self._bits
            asking.read(bits, fact.origins)
        if state != "value":
            self._instead.put(state, asking, out)
            return
        if self._ending is not None:
            self._ending.answer(fact.value, holder, entity, asking, out)
        if self._further is not None:
            self._further.answer(fact.value, holder, entity, asking, out)


class _Inherited:
    """The terms of a field that a flow may take over from others."""

    def __init__(self, asks: Asks, node: Node, field: Field, part: str) -> None:
        self._part = part
        self._value = _Value(asks, node, field, (part,))
        self._instead = Instead(asks, node.below, field)
        self._first, self._end, self._taps = node.first, node.end, node.taps

    def answer(
        self, raw: Any, _holder: Any, entity: Entity, asking: Asking, out: bytearray
    ) -> None:
        said = raw.get(self._part)
        if said is not None:
            self._value.answer(said, raw, entity, asking, out)
        elif self._part not in raw:
            self._inherit(entity, asking, out)

    def _inherit(self, entity: Entity, asking: Asking, out: bytearray) -> None:
        context = asking.context
        if context.world.comes_from_unread(entity):
            self._instead.put("unknown", asking, out)
            return
        origins = context.world.origins(entity, self._part, sure=not context.doubtful)
        if context.source is not None and context.source in origins:
            origins = (context.source,)
        found = []
        for origin in origins[:MOST_SOURCES]:
            out[self._first : self._end] = self._instead.codes("missing")
            said = origin.value.get(self._part)
            if said is not None:
                self._value.answer(said, origin.value, origin, asking, out)
            found.append(bytes(out[self._first : self._end]))
        if context.source is None and len(origins) > MOST_SOURCES:
            found.append(self._instead.codes("unknown"))
        if found:
            out[self._first : self._end] = together(found, self._end - self._first)
        if len(found) > 1:
            asking.taps.update(dict.fromkeys(self._taps))
