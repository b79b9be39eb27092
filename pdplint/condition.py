"""Paths, conditions and the three-valued verdict: the judge, and nothing that reads or prints.

A path is walked from an entity through blocks, lists and references and ends in slots: a value, or
why there is none. A term asks an operator of each slot; a condition is all of its terms. Truth is
three-valued after Kleene: `None` is unknown, because something is missing or cannot be told.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pdplint import units
from pdplint.fields import DERIVED, EVERY, NEVER, ORGANISATION, Field, FieldTable
from pdplint.model import Kind, Pointer, Text, plain
from pdplint.operators import OPERATORS, TODAY, Days, Due, Operator, Timed, parse
from pdplint.source import REFUSED
from pdplint.words import fill, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

NONE = "none"
RANK = ("shortfall", "undeclared", "undecided", "holds", "exempt", "not_asked")
"""What becomes of questions, the state that counts most first."""
AMISS = RANK[:3]
MOST_SOURCES = 32
"""Flows that hand down unlike, against which one copy is judged, at most."""


class Entity:
    """What stands under an id in a description, or the organisation, or a derived transfer.

    Each is itself and equal to no other. `slots` keeps where paths from it end.
    """

    __slots__ = ("document", "id", "kind", "path", "slots", "value")

    def __init__(self, kind: str, id_: str, value: Any, path: str, document: int) -> None:
        self.kind = kind
        self.id = id_
        self.value = value
        self.path = path
        self.document = document
        self.slots: dict[Any, tuple[Slot, ...]] = {}

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


class Reads(NamedTuple):
    """The parts of all paths in a question, and those that stand deeper than at its subject."""

    parts: frozenset[str] = frozenset()
    deeper: frozenset[str] = frozenset()


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


class Bench(NamedTuple):
    """All that judging needs beside the question: the linked world, its fields, the days.

    With a `source`, what a flow inherits is taken from that one of several flows; it is `doubtful`
    where it is not known that the flow passes on what that moves. Of one question, `known` keeps
    what is found at a place by its term, for all that are judged against several sources.
    """

    world: World
    table: FieldTable
    days: Days
    source: Entity | None = None
    known: dict[tuple[int, int], Result] | None = None
    doubtful: bool = False

    def resolve(self, entity: Entity, path: tuple[str, ...]) -> tuple[Slot, ...]:
        """Return where `path` ends, one slot for each item or source; kept on the entity."""
        # the world itself: an id is used again once its owner is gone
        key = (self.world, self._handing(path), path)
        known = entity.slots.get(key)
        if known is None:
            start = Slot("value", Where(entity), self.table.kinds[entity.kind], entity.value)
            known = tuple(self._walk(start, path))
            entity.slots[key] = known
        return known

    def _handing(self, path: tuple[str, ...]) -> tuple[Entity, bool] | None:
        """Return the source if a path could lead to something that it hands down."""
        if self.source is None or self.table.inherited.isdisjoint(path):
            return None
        return self.source, self.doubtful

    def _walk(self, node: Slot, path: tuple[str, ...]) -> Iterator[Slot]:
        node = _open(node, ending=not path)
        if path and node.state == "value" and _is_door(node):
            door = self._door(node)
            if door.state == "value":
                yield from self._beyond_door(door, path)
                return
            node = door
        if not path:
            yield _typed(node)
        elif node.state != "value":
            yield _declared_away(node, path)
        else:
            yield from self._inside(node, path)

    def _beyond_door(self, door: Slot, path: tuple[str, ...]) -> tuple[Slot, ...]:
        """Return where a path ends from an entity that a reference leads to; kept there."""
        entity = door.where.entity
        key = (self.world, "door", self._handing(path), path)
        known = entity.slots.get(key)
        if known is None:
            known = entity.slots[key] = tuple(self._inside(door, path))
        return known

    def _inside(self, node: Slot, path: tuple[str, ...]) -> Iterator[Slot]:
        if origins := self._origins(node, path[0]):
            for origin in origins[:MOST_SOURCES]:
                yield from self._handed(origin, path)
            if self.source is None and len(origins) > MOST_SOURCES:
                yield _untold(node, path[0])
        else:
            for child in self._step(node, path[0]):
                yield from self._walk(child, path[1:])

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
        """Return where a path ends that leads on from what a flow hands down; kept on the flow."""
        key = (self.world, "handed", self._handing(path[1:]), path)
        known = origin.slots.get(key)
        if known is None:
            field = self.table.kinds[origin.kind].children[path[0]]
            child = _declared(_start(origin, self.table), path[0], field)
            known = origin.slots[key] = tuple(self._walk(child, path[1:]))
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
            return _open(_start(target, self.table), ending=False)
        if node.value == ORGANISATION:
            return _open(_start(self.world.organisation(), self.table), ending=False)
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


def _open(node: Slot, *, ending: bool) -> Slot:
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


def _declared_away(node: Slot, path: tuple[str, ...]) -> Slot:
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


def _typed(node: Slot) -> Slot:
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


# --- conditions ---------------------------------------------------------------------------------


class PathArgument(NamedTuple):
    """An argument that is looked up: `/purpose/lasts`."""

    parts: tuple[str, ...]
    as_list: bool = False


class DayArgument(NamedTuple):
    """The last day that counts: so long after a day; without a length, that day itself.

    `after` is a day, a path or `today`.
    """

    after: date | PathArgument | str
    within: Timed | PathArgument | None


Argument = Any  # a typed literal, a PathArgument or a DayArgument


class Term(NamedTuple):
    """One question of one place: a path, an operator, an argument."""

    path: str
    parts: tuple[str, ...]
    operator: Operator
    argument: Argument
    declared_by_absence: bool


class Condition(NamedTuple):
    """Terms that all must be true, and groups of which one alternative must be."""

    terms: tuple[Term, ...] = ()
    groups: tuple[tuple[Condition, ...], ...] = ()


class Fault(NamedTuple):
    """Why a term is not true: at which place, of which kind, in which words.

    A fault that is `quiet` was already told as a problem; one that is `beside` lies in contents of
    what is never given, which is told where that is asked.
    """

    kind: Kind
    where: Where
    sentence: Text
    requires: Text
    related: tuple[tuple[Where, Text], ...] = ()
    quiet: bool = False
    beside: bool = False


class Pending(NamedTuple):
    """Something that is not described yet and not due before a day.

    Where it is not known which day, `latest` is the last one that it can be.
    """

    where: Where
    due_on: date
    latest: date


class Trace(NamedTuple):
    """One line of a truth table: a term, the slot it was asked of, and its truth.

    `argument` has the places at which what it was compared with stands.
    """

    term: Term
    slot: Slot
    truth: bool | None
    argument: tuple[Where, ...] = ()


Reason = tuple[tuple[Where, ...], ...]
"""Why a question is silent: parts each of which alone silences it, each with all that it reads."""


class Result(NamedTuple):
    """The truth of a condition and what led to it."""

    truth: bool | None
    faults: tuple[Fault, ...] = ()
    pending: tuple[Pending, ...] = ()
    traces: tuple[Trace, ...] = ()


TRUE = Result(truth=True)


def conjunction(truths: Iterable[bool | None]) -> bool | None:
    """Return Kleene's AND: false if any is false, else unknown if any is, else true."""
    known = tuple(truths)
    if False in known:
        return False
    return None if None in known else True


def disjunction(truths: Iterable[bool | None]) -> bool | None:
    """Return Kleene's OR: true if any is true, else unknown if any is, else false."""
    known = tuple(truths)
    if True in known:
        return True
    return None if None in known else False


def judge(
    condition: Condition,
    entity: Entity,
    bench: Bench,
    together: Callable[[Iterable[bool | None]], bool | None] = conjunction,
) -> Result:
    """Judge a condition on an entity.

    `together` says how several slots of one term count: all of them (`conjunction`) or any of
    them (`disjunction`, for `when`: of several sources the worst counts).
    """
    results = [_judge_term(term, entity, bench, together) for term in condition.terms]
    results += [_judge_group(group, entity, bench, together) for group in condition.groups]
    return results[0] if len(results) == 1 else _gather(results, conjunction)


def _gather(
    results: Sequence[Result], together: Callable[[Iterable[bool | None]], bool | None]
) -> Result:
    truth = together(result.truth for result in results)
    telling = [r for r in results if truth is False or (truth is None and r.truth is None)]
    return Result(
        truth,
        tuple(fault for result in telling for fault in result.faults),
        tuple(pending for result in results for pending in result.pending),
        tuple(trace for result in results for trace in result.traces),
    )


def _judge_group(
    group: tuple[Condition, ...],
    entity: Entity,
    bench: Bench,
    together: Callable[[Iterable[bool | None]], bool | None],
) -> Result:
    results = [judge(alternative, entity, bench, together) for alternative in group]
    traces = tuple(trace for result in results for trace in result.traces)
    truth = disjunction(result.truth for result in results)
    if truth:
        pending = next(result.pending for result in results if result.truth)
        return Result(truth, pending=pending, traces=traces)
    telling = next(result for result in results if result.truth is truth)
    others = [
        fault.requires for result in results if result is not telling for fault in result.faults
    ]
    faults = tuple(_or(fault, others) for fault in telling.faults)
    return Result(truth, faults, traces=traces)


def _or(fault: Fault, others: list[Text]) -> Fault:
    """Add what else would do; that something is not described is no advice."""
    sentence = fault.sentence
    for other in dict.fromkeys(others):
        if other not in {fault.requires, OPERATORS["present"].requires[1]}:
            sentence = say("or", first=sentence, second=other)
    return fault._replace(sentence=sentence)


def _judge_term(
    term: Term,
    entity: Entity,
    bench: Bench,
    together: Callable[[Iterable[bool | None]], bool | None],
) -> Result:
    slots = bench.resolve(entity, term.parts)
    results = [_judge_slot(term, slot, entity, bench) for slot in slots]
    return results[0] if len(results) == 1 else _gather(results, together)


def _judge_slot(term: Term, slot: Slot, entity: Entity, bench: Bench) -> Result:
    if bench.known is None or isinstance(term.argument, PathArgument | DayArgument):
        return _judge_place(term, slot, entity, bench)
    key = (id(term), id(slot))  # both are kept while the question is judged
    known = bench.known.get(key)
    if known is None:
        known = bench.known[key] = _judge_place(term, slot, entity, bench)
    return known


def _judge_place(term: Term, slot: Slot, entity: Entity, bench: Bench) -> Result:
    if slot.state == "missing" and term.declared_by_absence:
        slot = slot._replace(state="nothing")
    if slot.state == "untold" and term.operator.name == "present":
        result = _judge_value(term, slot, entity, bench)
    elif slot.state in {"unknown", "untold"}:
        result = Result(None, (_unknown(slot, requires(term)),))
    elif slot.state == "missing" and not _awaits(term):
        result = Result(None, (_missing(slot, _describe_term(term)),))
    elif slot.state in {"nothing", "never"}:
        result = _judge_nothing(term, slot)
    elif term.operator.argument == "day":
        result = _judge_day(term, slot, entity, bench)
    else:
        result = _judge_value(term, slot, entity, bench)
    compared = tuple(_argument_places(term.argument, entity, bench))
    return result._replace(traces=(Trace(term, slot, result.truth, compared),))


def _argument_places(argument: Argument, entity: Entity, bench: Bench) -> Iterator[Where]:
    if isinstance(argument, PathArgument):
        for slot in bench.resolve(entity, argument.parts):
            yield slot.where
            yield from slot.origins


def _awaits(term: Term) -> bool:
    """Tell whether what is missing may still come: not where today is the last day that counts."""
    return term.operator.awaits and term.argument != DayArgument(TODAY, None)


def _missing(slot: Slot, asked: Text) -> Fault:
    if slot.derived:
        label = ".".join(map(str, slot.where.pointer)) or slot.where.entity.id
        asked = slot.reason or say("described", label=label)
    sentence = say("not-described", requires=asked)
    return Fault("undeclared", slot.where, sentence, asked, _from(slot))


def _unknown(slot: Slot, asked: Text) -> Fault:
    sentence = slot.reason or say("unknown")
    quiet = slot.state == "unknown" and slot.reason is None
    return Fault("undecided", slot.where, sentence, asked, _from(slot), quiet=quiet)


def _from(slot: Slot) -> tuple[tuple[Where, Text], ...]:
    return tuple((origin, say("comes-from")) for origin in slot.origins)


def _judge_nothing(term: Term, slot: Slot) -> Result:
    """Judge what is declared away: it is the word `none`, it is empty, and it is not present."""
    name, argument = term.operator.name, term.argument
    truth = False
    if name in {"equals", "one_of"}:
        truth = NONE in argument if isinstance(argument, list) else argument == NONE
    elif name == "none_of":
        truth = NONE not in argument
    elif name == "empty":
        truth = argument
    elif name in {"present", "contains_none", "subset_of"}:
        truth = argument is not True
    if truth:
        return TRUE
    asked = requires(term)
    sentence = say("declared-none", requires=asked)
    fault = Fault("shortfall", slot.where, sentence, asked, _from(slot))
    if slot.state == "never":  # no answer, so that it hides none of what else is asked
        return Result(None, (fault._replace(beside=True),))
    return Result(truth=False, faults=(fault,))


def _judge_value(term: Term, slot: Slot, entity: Entity, bench: Bench) -> Result:
    results = []
    for argument, where, refused in _arguments(term.argument, entity, bench, term):
        if refused is not None:
            results.append(Result(None, (refused,)))
            continue
        truth = term.operator.judge(slot.value, argument, slot.field.scalar.type, bench.days)
        faults = _uncounted((slot.value, slot.where), (argument, where)) if truth is None else ()
        if not truth:
            faults = faults or (_fault(term, slot, argument, where, truth),)
        results.append(Result(truth, faults))
    return _gather(results, conjunction)


def _uncounted(*times: tuple[Any, Where | None]) -> tuple[Fault, ...]:
    """Return what is not described of times that cannot be compared: from which event they run.

    A number of a clause runs from whatever the other time does, and so lacks nothing.
    """
    if not all(isinstance(time, Timed) and (time.event or time.lacks) for time, _ in times):
        return ()
    return tuple(
        _not_counted(where, time.lacks) for time, where in times if time.lacks and where is not None
    )


def _not_counted(time: Where, lacks: str) -> Fault:
    holder = time.entity.value
    for part in time.pointer[:-1]:
        holder = holder[part]
    where = Where(time.entity, (*time.pointer[:-1], lacks))
    asked = say("described", label=".".join(map(str, where.pointer)))
    if holder.get(lacks) is REFUSED:
        return Fault("undecided", where, say("unknown"), asked, quiet=True)
    return Fault("undeclared", where, say("not-described", requires=asked), asked)


def _arguments(
    argument: Argument, entity: Entity, bench: Bench, term: Term
) -> Iterator[tuple[Any, Where | None, Fault | None]]:
    if not isinstance(argument, PathArgument):
        yield argument, None, None
        return
    for slot in bench.resolve(entity, argument.parts):
        if slot.state == "value":
            yield _fitting(slot.value, argument), slot.where, None
        elif slot.state == "missing":
            yield None, slot.where, _missing(slot, requires(term))
        else:
            yield None, slot.where, _unknown(slot, requires(term))


def _fitting(value: Any, argument: PathArgument) -> Any:
    if isinstance(value, dict):
        return list(value)
    return [value] if argument.as_list and not isinstance(value, list) else value


def _fault(term: Term, slot: Slot, argument: Any, where: Where | None, truth: bool | None) -> Fault:
    operator = term.operator
    first = operator.falls_short[argument is False]
    template = operator.undecided if truth is None else first
    detail = (
        operator.detail(slot.value, argument, slot.field.scalar.type)
        if operator.detail and truth is False
        else ()
    )
    asked = requires(term)
    sentence = fill(
        template,
        value=show(slot.value),
        argument=show(argument),
        detail=show(list(detail)),
        requires=asked,
    )
    if truth is None:
        sentence = _how_to_decide(slot.value, argument) or sentence
    if slot.reason is not None:  # a derived value that says itself what it lacks
        sentence = say("lacking", what=slot.reason)
    related = _from(slot)
    if where is not None:
        related += ((where, say("compared-with", value=show(argument))),)
    return Fault(
        "undecided" if truth is None else "shortfall", slot.where, sentence, asked, related
    )


def _how_to_decide(value: Any, limit: Any) -> Text | None:
    """Return why two times cannot be compared, and how to write the first so that they can."""
    if not isinstance(value, Timed) or not isinstance(limit, Timed):
        return None
    both = {"value": show(value), "limit": show(limit)}
    if None not in {value.event, limit.event} and value.event != limit.event:
        return say("other-event", **both, event=str(value.event), other=str(limit.event))
    unit = units.suggest(value.duration, limit.duration)
    return say("other-unit", **both, unit=unit) if unit else None


def _judge_day(term: Term, slot: Slot, entity: Entity, bench: Bench) -> Result:
    results = [
        _judge_due(term, slot, due, bench) if isinstance(due, Due) else Result(None, (due,))
        for due in _dues(term.argument, entity, bench, term)
    ]
    return _gather(results, conjunction)


def _judge_due(term: Term, slot: Slot, due: Due, bench: Bench) -> Result:
    today = bench.days.today
    ahead = slot.state == "value" and slot.value > today and _awaits(term)
    if slot.state == "value":
        truth = term.operator.judge(slot.value, due, "date", bench.days)
        if not (truth and ahead):
            return Result(truth, () if truth else (_fault(term, slot, due, None, truth),))
    if today <= due.earliest:
        return Result(truth=True, pending=(Pending(slot.where, due.earliest, due.latest),))
    asked = requires(term)
    if today > due.latest:
        fault = Fault(
            "shortfall", slot.where, say("overdue", date=str(due.latest)), asked, _from(slot)
        )
        return Result(truth=False, faults=(fault,))
    sentence = say("due-unsure", first=str(due.earliest), last=str(due.latest))
    return Result(None, (Fault("undecided", slot.where, sentence, asked, _from(slot)),))


def _dues(argument: DayArgument, entity: Entity, bench: Bench, term: Term) -> Iterator[Due | Fault]:
    for after, _, unknown in _arguments(argument.after, entity, bench, term):
        for length, _, unsure in _arguments(argument.within, entity, bench, term):
            yield unknown or unsure or _due(after, length, bench.days)


def _due(after: date | str, length: Timed | None, days: Days) -> Due:
    start = days.today if isinstance(after, str) else after
    if length is None:
        return Due(start, start, start.isoformat())
    span = units.due(start, length.duration, days.calendar)
    last = str(span.latest) if span.earliest == span.latest else f"{span.earliest} - {span.latest}"
    return Due(span.earliest, span.latest, last)


# --- the verdict --------------------------------------------------------------------------------


class Relief(NamedTuple):
    """What a clause lifts: `given` to whom, unless it is `lost`, from a first to a last day."""

    clause: str
    given: Condition
    lost: Condition | None = None
    binds_from: date | None = None
    binds_until: date | None = None


class Question(NamedTuple):
    """Of one kind of entity: where all of `when`, unless one of `unless`, `require` shall hold.

    Who has one of the `reliefs` is exempt too. `reads` names the parts of the paths in it.
    """

    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    require: Condition
    reads: Reads = Reads()
    reliefs: tuple[Relief, ...] = ()


def question_of(
    when: Sequence[Condition],
    unless: Sequence[Condition],
    require: Condition,
    reliefs: Sequence[Relief] = (),
) -> Question:
    """Return a question with what it reads."""
    lifted = [one for relief in reliefs for one in (relief.given, relief.lost) if one is not None]
    paths = [path for one in (*when, *unless, require, *lifted) for path in _paths(one)]
    at_subject = [path[1:] if path[0] == "flow" else path for path in paths]  # of a transfer
    reads = Reads(
        frozenset(part for path in paths for part in path),
        frozenset(part for path in at_subject for part in path[1:]),
    )
    return Question((*when,), (*unless,), require, reads, (*reliefs,))


def _paths(condition: Condition) -> Iterator[tuple[str, ...]]:
    for term in condition.terms:
        yield term.parts
        yield from _argument_paths(term.argument)
    for group in condition.groups:
        for alternative in group:
            yield from _paths(alternative)


def _argument_paths(argument: Argument) -> Iterator[tuple[str, ...]]:
    if isinstance(argument, PathArgument):
        yield argument.parts
    elif isinstance(argument, DayArgument):
        yield from _argument_paths(argument.after)
        yield from _argument_paths(argument.within)


class Verdict(NamedTuple):
    """What became of one question of one entity.

    `state` is `holds`, `shortfall`, `undeclared`, `undecided`, `exempt` or `not_asked`.
    `applicability`: the faults lie in whom the question addresses, not in its answer. `beyond`: it
    stands for sources that were not judged, as there are too many. `silenced_by`: each reason for
    which there is no fault. `never`: it is not asked, as it asks for contents of what is never
    given. `relief` is the clause by which it is exempt, where that is one that lifts others.
    """

    state: str
    faults: tuple[Fault, ...] = ()
    pending: tuple[Pending, ...] = ()
    applicability: bool = False
    beyond: bool = False
    silenced_by: tuple[Reason, ...] = ()
    never: bool = False
    relief: str = ""


def verdict(question: Question, entity: Entity, bench: Bench) -> Verdict:
    """Falls short = when AND NOT unless AND NOT require; unknown where that is not known."""
    whens = [_scope(condition, entity, bench, disjunction) for condition in question.when]
    applies = conjunction(result.truth for result in whens)
    if applies is False:
        false = zip(question.when, whens, strict=True)
        parts = [part for one, result in false for part in _false_parts(one, result.traces)]
        pending = _to_come(question, entity, bench, whens)
        return Verdict("not_asked", pending=pending, silenced_by=(tuple(parts),))
    excuses = [_scope(condition, entity, bench, conjunction) for condition in question.unless]
    reliefs = [relieved(relief, entity, bench) for relief in question.reliefs]
    excuses += reliefs
    exempt = disjunction(result.truth for result in excuses)
    if exempt:
        reason = tuple(tuple(_read(r.traces)) for r in excuses if r.truth)
        by = [one.clause for one, r in zip(question.reliefs, reliefs, strict=True) if r.truth]
        return Verdict("exempt", silenced_by=(reason,), relief=by[0] if by else "")
    answer = judge(question.require, entity, bench)
    if answer.truth:
        pending = answer.pending if applies and exempt is False else ()
        held = tuple(_held_by(question.require, answer.traces))
        return Verdict("holds", pending=pending, silenced_by=held)
    answer = _without_beside(answer)
    if answer.truth is None and not answer.faults:
        return Verdict("not_asked", never=True)
    if applies and exempt is False:
        return Verdict(_state(answer.faults), answer.faults, answer.pending)
    faults = tuple(
        f for result in (*whens, *excuses) if result.truth is None for f in result.faults
    )
    return Verdict(_state(faults), faults, applicability=True)


def relieved(relief: Relief, entity: Entity, bench: Bench) -> Result:
    """Judge whether an entity has a relief: it is given, and not lost."""
    given = _scope(relief.given, entity, bench, conjunction)
    if relief.lost is None or given.truth is False:
        return given
    lost = _scope(relief.lost, entity, bench, disjunction)
    kept = None if lost.truth is None else not lost.truth
    unknown = [result for result in (given, lost) if result.truth is None]
    return Result(
        conjunction((given.truth, kept)),
        tuple(fault for result in unknown for fault in result.faults),
        traces=(*given.traces, *lost.traces),
    )


def _to_come(
    question: Question, entity: Entity, bench: Bench, whens: Sequence[Result]
) -> tuple[Pending, ...]:
    """Return what is asked from a day on that lies ahead, and would not hold yet on that day."""
    day = _awaited(whens)
    if day is None or any(_scope(c, entity, bench, conjunction).truth for c in question.unless):
        return ()
    if any(relieved(relief, entity, bench).truth for relief in question.reliefs):
        return ()
    answer = _without_beside(judge(question.require, entity, bench))
    lacking = [f.where for f in answer.faults if f.kind in {"shortfall", "undeclared"}]
    return (*answer.pending, *(Pending(where, day, day) for where in lacking))


def _awaited(whens: Sequence[Result]) -> date | None:
    """Return the day from which conditions are true that are false for nothing else; or none."""
    days = []
    for result in whens:
        if result.truth is None:
            return None
        for term, slot, truth, _ in result.traces if result.truth is False else ():
            if not truth:
                if not _is_start(term) or slot.state != "value":
                    return None
                days.append(slot.value)
    return max(days, default=None)


def _is_start(term: Term) -> bool:
    """Tell whether a term is true from a day on: it is asked to be no later than today."""
    return term.operator.name == "no_later_than" and term.argument == DayArgument(TODAY, None)


def _scope(
    condition: Condition,
    entity: Entity,
    bench: Bench,
    together: Callable[[Iterable[bool | None]], bool | None],
) -> Result:
    """Judge whom a question addresses: what is never given says nothing that could decide it."""
    result = judge(condition, entity, bench, together)
    known = _without_beside(result)
    return known._replace(truth=False) if result.faults and not known.faults else known


def _without_beside(result: Result) -> Result:
    if not any(fault.beside for fault in result.faults):
        return result
    return result._replace(faults=tuple(fault for fault in result.faults if not fault.beside))


def _read(traces: Iterable[Trace]) -> Iterator[Where]:
    """Yield every place that was read for a truth."""
    for trace in traces:
        yield trace.slot.where
        yield from trace.slot.origins
        yield from trace.argument


def _false_parts(condition: Condition, traces: Sequence[Trace]) -> Iterator[tuple[Where, ...]]:
    """Yield what alone makes a `when` false: each term, and each group of which no part is true."""
    by_term = _by_term(traces)
    for term in condition.terms:
        if disjunction(trace.truth for trace in by_term.get(id(term), ())) is False:
            yield tuple(_read(by_term.get(id(term), ())))
    for group in condition.groups:
        if disjunction(_truth(one, by_term, disjunction) for one in group) is False:
            yield tuple(_read(_of_group(group, by_term)))


def _held_by(condition: Condition, traces: Sequence[Trace]) -> Iterator[Reason]:
    """Yield what a true `require` rests on, where it is something else than what it asks about.

    These are what a term compares with, and the alternatives of a group that are true.
    """
    by_term = _by_term(traces)
    for term in condition.terms:
        compared = tuple(where for trace in by_term.get(id(term), ()) for where in trace.argument)
        if compared:
            yield (compared,)
    for group in condition.groups:
        true = [one for one in group if _truth(one, by_term, conjunction)]
        yield tuple(tuple(_read(_of_group((one,), by_term))) for one in true)


def _by_term(traces: Sequence[Trace]) -> dict[int, list[Trace]]:
    found: dict[int, list[Trace]] = {}
    for trace in traces:
        found.setdefault(id(trace.term), []).append(trace)
    return found


def _truth(
    condition: Condition,
    by_term: Mapping[int, Sequence[Trace]],
    together: Callable[[Iterable[bool | None]], bool | None],
) -> bool | None:
    truths = [together(t.truth for t in by_term.get(id(term), ())) for term in condition.terms]
    truths += [
        disjunction(_truth(one, by_term, together) for one in group) for group in condition.groups
    ]
    return conjunction(truths)


def _of_group(
    group: Iterable[Condition], by_term: Mapping[int, Sequence[Trace]]
) -> Iterator[Trace]:
    for one in group:
        for term in one.terms:
            yield from by_term.get(id(term), ())
        for inner in one.groups:
            yield from _of_group(inner, by_term)


def verdicts(question: Question, entity: Entity, bench: Bench) -> list[Verdict]:
    """Return the verdict for each source of what an entity passes on; mostly there is one.

    Where there are more sources than are judged, the last one is undecided and `beyond`.
    """
    sources = bench.world.sources(entity, question.reads)
    found = [
        _of_all_alike(verdict(question, entity, _from_source(bench, one)), one, sources.alike)
        for one in sources.each
    ]
    perhaps = [
        (
            one,
            _of_all_alike(
                verdict(question, entity, _from_source(bench, one)._replace(doubtful=True)),
                one,
                sources.alike,
            ),
        )
        for one in sources.doubtful
    ]
    if not found and all(one.state in AMISS for _, one in perhaps):
        found += [one for _, one in perhaps]  # whichever of them it is
    else:
        found += [_hinging(one, source, entity, bench) for source, one in perhaps]
    if sources.hub is not None:
        found.append(_beyond(sources.hub))
    return found


def _of_all_alike(
    found: Verdict, source: Entity | None, alike: Mapping[Entity, Sequence[Entity]]
) -> Verdict:
    """Tell what is told at a source at each flow that is like it, so that none of them is first."""
    others = alike.get(source, ()) if source is not None and found.faults else ()
    same = [
        fault._replace(where=fault.where._replace(entity=other))
        for fault in found.faults
        if fault.where.entity is source
        for other in others
    ]
    return found._replace(faults=(*found.faults, *same)) if same else found


def worst(found: Iterable[Verdict]) -> str:
    """Return the state that says the least good of all that were found."""
    return min((one.state for one in found), key=RANK.index)


def _from_source(bench: Bench, source: Entity | None) -> Bench:
    return bench._replace(source=source, known=None if source is None else bench.known)


def _hinging(found: Verdict, source: Entity, entity: Entity, bench: Bench) -> Verdict:
    """Return what a verdict is worth of which it is not known whether it concerns an entity.

    It does where that passes on what the source moves. Where the source says what it moves, a flow
    between them was refused, which is told.
    """
    if found.state not in AMISS:
        return found
    untold = bench.world.untold(source)
    sentence = say("hinges-on-data", flow=source.id)
    if untold is None or untold.state != "missing":
        fault = Fault("undecided", Where(entity), sentence, sentence, quiet=True)
        return Verdict("undecided", (fault,))
    asked = say("described", label="data")
    return Verdict("undeclared", (Fault("undeclared", untold.origins[0], sentence, asked),))


def _beyond(hub: Entity) -> Verdict:
    sentence = say("limit-sources", system=hub.id)
    fault = Fault("undecided", Where(hub), sentence, sentence)
    return Verdict("undecided", (fault,), beyond=True)


def _state(faults: Sequence[Fault]) -> str:
    kinds = {fault.kind for fault in faults}
    return next((kind for kind in ("shortfall", "undeclared") if kind in kinds), "undecided")


# --- words --------------------------------------------------------------------------------------

LONGEST_SHOWN = 120
MOST_SHOWN = 10


def show(value: Any) -> str:
    """Return a typed value as a reader would write it, cut where it is long."""
    if isinstance(value, list):
        return _cut(listed([*map(show, value[:MOST_SHOWN])], len(value)) or "[]")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return _cut(", ".join(map(str, islice(value, LONGEST_SHOWN))))
    return _cut(str(value))


def listed(names: Sequence[str], count: int | None = None) -> str:
    """Return the first names of a list, and of how many if there are more than are shown."""
    count = len(names) if count is None else count
    more = [f"… ({count})"] if count > MOST_SHOWN else []
    return ", ".join([*names[:MOST_SHOWN], *more])


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def requires(term: Term) -> Text:
    """Return what a term asks, as in `at most 48h`."""
    template = term.operator.requires[term.argument is False]
    return fill(template, argument=_show_argument(term.argument), value="", detail="")


def _show_argument(argument: Argument) -> Text:
    if isinstance(argument, PathArgument):
        return plain(_label(argument.parts))
    if isinstance(argument, DayArgument):
        after = _show_argument(argument.after)
        if argument.within is None:
            return after
        length = _show_argument(argument.within)
        return Text(f"{length.en} after {after.en}", f"{length.vi} kể từ {after.vi}")
    return plain(show(argument))


def _label(parts: Sequence[str]) -> str:
    """Return a path as people say it; what is derived is no field, and has no underscores."""
    named = [
        part.replace("_", " ") if before == DERIVED else part
        for before, part in zip(("", *parts), parts, strict=False)
    ]
    return ".".join(part for part in named if part not in {DERIVED, EVERY})


def describe(condition: Condition) -> Text:
    """Return a condition in words: each path with what is asked of it."""
    parts = [_describe_term(term) for term in condition.terms]
    for group in condition.groups:
        joined = describe(group[0])
        for alternative in group[1:]:
            joined = say("or", first=joined, second=describe(alternative))
        parts.append(joined)
    whole = parts[0] if parts else plain("")
    for part in parts[1:]:
        whole = say("and", first=whole, second=part)
    return whole


def _describe_term(term: Term) -> Text:
    label, asked = _label(term.parts), requires(term)
    return Text(f"{label} {asked.en}", f"{label} {asked.vi}")
