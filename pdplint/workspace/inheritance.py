"""What flows out of own systems take over from the flows that fill these, whatever the law."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pdplint.workspace.entity import Entity, Fact, Where
from pdplint.workspace.moves import ANYTHING
from pdplint.workspace.sources import DIRECT, MOST_SOURCES, Sources

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from pdplint.policy.condition import Reads
    from pdplint.workspace.linking import Workspace

Made = TypeVar("Made")
_NONE: frozenset[str] = frozenset()


class Alike(NamedTuple):
    """Which of many flows stand for all: by the kinds of each, of at most so many kinds.

    `name` is that under which lineage keeps what it found so.
    """

    name: str
    kinds: Callable[[str], Iterable[Hashable]]
    most: int | None


class Taken(NamedTuple):
    """What a flow takes from others: from those at which the walk ends, some fields.

    `name` is that under which lineage keeps what it found so.
    """

    flow: Entity
    ends: Callable[[str], bool]
    name: str
    fields: frozenset[str]


class Inheritance:
    """What each flow of a workspace takes over from others, and by which way it came."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._equal: dict[frozenset[str], Sequence[Entity]] = {}
        self._in_order: dict[int, tuple[frozenset[str], Sequence[Entity]]] = {}
        self._common: dict[tuple[int, str], tuple[Sequence[Entity], Any]] = {}
        self._kinds: dict[frozenset[str], dict[str, tuple[tuple[str, ...]]]] = {}
        self._said: dict[tuple[str, str], str] = {}
        self._sources: dict[tuple[str, frozenset[str]], Sources] = {}
        self._leaving: dict[str, bool] = {}
        self._between: dict[str, tuple[bool, Sequence[Mapping[str, Any]]]] = {}
        self._above: dict[tuple[str, str, bool], Sequence[Entity]] = {}
        self._order = {id_: index for index, id_ in enumerate(workspace.entities["flows"])}

    def leaves_own_system(self, flow: Entity) -> bool:
        """Tell whether a flow comes out of a system that no other party operates."""
        known = self._leaving.get(flow.id)
        if known is None:
            known = self._leaving[flow.id] = self.workspace.leaves_own_system(flow)
        return known

    def is_copy(self, entity: Entity) -> bool:
        """Tell whether an entity passes on what lies in an own system."""
        flow = self._flow_of(entity)
        return flow is not None and self.leaves_own_system(flow)

    def _flow_of(self, entity: Entity) -> Entity | None:
        """Return the flow that an entity is, or that it transfers; nothing where it was refused."""
        flow: Entity | None = entity
        if entity.kind == "transfers":
            flow = self.workspace.entities["flows"].get(entity.value["flow"].value)
        is_read = flow is not None and flow.kind == "flows" and isinstance(flow.value, dict)
        return flow if is_read else None

    def origins(self, entity: Entity, name: str, *, sure: bool = False) -> Sequence[Entity]:
        """Return the flows from which a flow takes a field that it does not declare.

        None where it does not leave an own system, or where no flow but itself, or but a ring of
        which it is a part, fills that system. Of more than `MOST_SOURCES` the first of those that
        declare unlike; where more declare unlike, one more than so many. Those alone of which it is
        `sure` that it passes on what they move, if there are any.
        """
        if entity.kind != "flows" or not self.leaves_own_system(entity):
            return ()
        if self._is_declared_by_none(entity, name):
            taken = self._begun(entity, _NONE)
        else:
            taken = Taken(entity, self._declares(name), name, frozenset({name}))
        return (self._surely(taken) if sure else ()) or self._unlike(taken)

    def _is_declared_by_none(self, flow: Entity, name: str) -> bool:
        """Tell whether it is known that no flow on the way to a flow, nor itself, says a field.

        It is taken then from the flows at which data comes in.
        """
        between = self._between.get(flow.id)
        if between is None:
            flows = self.workspace.entities["flows"]
            above = self.workspace.lineage.few_above(flow.id)
            on_the_way = (flows[id_] for id_ in above or ())
            copies = [one.value for one in on_the_way if self.leaves_own_system(one)]
            between = self._between[flow.id] = (above is not None, [flow.value, *copies])
        is_known, values = between
        return is_known and not any(name in value for value in values)

    def untold(self, flow: Entity) -> Fact | None:
        """Return why it is not known which data a flow itself moves, if it is not.

        It is known of a flow out of an own system that takes over what is known.
        """
        move = self.workspace.lineage.moves[flow.id]
        if ANYTHING not in self.workspace.lineage.carried(flow.id):
            return None
        where = Where(flow, ("data",))
        if "data" in flow.value:
            return Fact(None, (where,), "unknown")
        is_first = bool(move.data) or not self.workspace.lineage.is_fed(flow.id)
        return Fact(None, (where,), "missing") if is_first else None

    def origins_by(
        self, flow: Entity, name: str, kinds: Callable[[Entity], Iterable[Hashable]]
    ) -> Sequence[Entity]:
        """Return the flows from which a flow takes a field, however many: all their `kinds`.

        Of more than `MOST_SOURCES` one stands for all of its kind; the kinds are to be few.
        """
        if not self.leaves_own_system(flow):
            return ()
        flows = self.workspace.entities["flows"]
        by_kind = Alike(f"by kind\0{name}", lambda id_: kinds(flows[id_]), None)
        return self._upstream(flow, self._declares(name), name, by_kind)

    def _declares(self, name: str) -> Callable[[str], bool]:
        flows = self.workspace.entities["flows"]
        return lambda id_: name in flows[id_].value or not self.leaves_own_system(flows[id_])

    def _begun(self, flow: Entity, handed: frozenset[str]) -> Taken:
        flows = self.workspace.entities["flows"]
        return Taken(flow, lambda id_: not self.leaves_own_system(flows[id_]), "", handed)

    def _unlike(self, taken: Taken, *, sure: bool = False) -> Sequence[Entity]:
        """Return the origins of a flow, of more than `MOST_SOURCES` those unlike in some fields.

        Where there are more than so many of these, one more than so many.
        """
        known = self._above.get((taken.flow.id, taken.name, sure))
        if known is not None:
            return known
        key = "\0".join(("unlike", taken.name, *sorted(taken.fields)))
        alike = Alike(key, self._alike(taken.fields), MOST_SOURCES)
        return self._upstream(taken.flow, taken.ends, taken.name, alike, sure=sure)

    def _surely(self, taken: Taken) -> Sequence[Entity]:
        """Return those origins of which it is sure that a flow passes on what they move."""
        return self._unlike(taken, sure=not self.workspace.lineage.all_known)

    def _upstream(
        self,
        flow: Entity,
        ends: Callable[[str], bool],
        name: str,
        alike: Alike,
        *,
        sure: bool = False,
    ) -> Sequence[Entity]:
        key = (flow.id, name, sure)
        lineage = self.workspace.lineage
        found = lineage.origins(flow.id, ends, name, most=MOST_SOURCES, sure=sure)
        is_few = len(found) <= MOST_SOURCES
        if not is_few:
            name = alike.name
            found = lineage.origins(flow.id, ends, name, alike.kinds, alike.most, sure=sure)
        circles = flow.id in found or lineage.circles(flow.id, name)
        above = () if circles else self.ordered(found)
        if is_few:
            self._above[key] = above
        return above

    def _alike(self, fields: frozenset[str]) -> Callable[[str], Iterable[Hashable]]:
        flows, known = self.workspace.entities["flows"], self._kinds.setdefault(fields, {})

        def kinds(id_: str) -> Iterable[Hashable]:
            if id_ not in known:
                known[id_] = (self._handed(flows[id_], fields),)
            return known[id_]

        return kinds

    def ordered(self, found: frozenset[str]) -> Sequence[Entity]:
        """Return flows in order: for equal sets the very same sequence, which flows alike share."""
        same = self._in_order.get(id(found))
        if same is None:  # equal sets are compared once for each that is made, not for each flow
            flows = self.workspace.entities["flows"]
            known = self._equal.get(found)
            if known is None:
                ids = sorted(found, key=self._order.__getitem__)
                known = self._equal[found] = tuple(flows[id_] for id_ in ids)
            same = self._in_order[id(found)] = (found, known)  # kept: the id is not used again
        return same[1]

    def common(self, flows: Sequence[Entity], name: str, make: Callable[[], Made]) -> Made:
        """Return what is made of the origins of a flow, made once for all flows that share them.

        `flows` is what `origins` or `ordered` returned, `name` what is made of them.
        """
        key = (id(flows), name)
        if key not in self._common:
            self._common[key] = (flows, make())  # kept with them, so that the id is not used again
        made: Made = self._common[key][1]
        return made

    def sources(self, entity: Entity, reads: Reads) -> Sources:
        """Return the flows at which data comes in that a copy passes on, each to be judged alone.

        Of those that hand down alike what is read, fields of flows that the copy does not declare,
        the first stands for all; `None` where nothing is handed down. At most `MOST_SOURCES`; where
        more hand down unlike, or a field is taken from more flows that declare it unlike, `hub` is
        the system that the copy leaves.
        """
        flow = self._flow_of(entity)
        if flow is None or not self.leaves_own_system(flow):
            return DIRECT
        handed = reads.parts & self.workspace.table.inherited
        handed -= flow.value.keys() - reads.deeper
        if not handed:
            return DIRECT
        known = self._sources.get((flow.id, handed))
        if known is None:
            known = self._sources[flow.id, handed] = self._sources_of(flow, handed)
        return known

    def _sources_of(self, flow: Entity, handed: frozenset[str]) -> Sources:
        begun = self._begun(flow, handed)
        lineage = self.workspace.lineage
        sure = self._surely(begun)
        is_few = lineage.few_above(flow.id) is not None
        if is_few and lineage.all_known and len(sure) == 1:
            return self.common(sure, "the one", lambda: Sources(sure, None, {sure[0]: ()}))
        surely = self._each_unlike(sure, handed)
        unlike = [*surely]
        if is_few and lineage.all_known:
            return Sources(unlike or (None,), None, surely)
        every = self._each_unlike(self._unlike(begun), handed)
        counts = [len(every), *(len(self.origins(flow, name)) for name in handed)]
        beyond = not is_few and max(counts) > MOST_SOURCES
        hub = self.workspace.source(flow) if beyond else None
        if lineage.all_known:
            return Sources(unlike[:MOST_SOURCES] or (None,), hub, surely)
        doubtful = self._doubtful(flow, handed, unlike, [*every])
        alike = {**every, **surely}
        if not unlike and len(doubtful) == 1:
            return Sources(doubtful, hub, alike)
        each = unlike[:MOST_SOURCES] or (() if doubtful else (None,))
        return Sources(each, hub, alike, doubtful[:MOST_SOURCES])

    def _each_unlike(
        self, flows: Sequence[Entity], handed: frozenset[str]
    ) -> Mapping[Entity, Sequence[Entity]]:
        return self.common(flows, " ".join(sorted(handed)), lambda: self._grouped(flows, handed))

    def _grouped(
        self, flows: Sequence[Entity], fields: frozenset[str]
    ) -> Mapping[Entity, Sequence[Entity]]:
        """Return the first flow of each group of those alike in some fields, and the rest."""
        groups: dict[tuple[str, ...], list[Entity]] = {}
        for flow in flows:
            groups.setdefault(self._handed(flow, fields), []).append(flow)
        return {first: others for first, *others in groups.values()}

    def _handed(self, flow: Entity, fields: frozenset[str]) -> tuple[str, ...]:
        """Return what a flow says in some fields, each as a text."""
        said = []
        for name in sorted(fields):
            key = flow.id, name
            if key not in self._said:
                value = flow.value.get(name)
                self._said[key] = json.dumps(value, sort_keys=True, default=repr)
            said.append(self._said[key])
        return tuple(said)

    def _doubtful(
        self,
        flow: Entity,
        handed: frozenset[str],
        unlike: Sequence[Entity],
        all_unlike: Sequence[Entity],
    ) -> Sequence[Entity]:
        """Return the flows whose data a flow may pass on or not, of those alike the first.

        Those that declare a field on the way are among them.
        """
        kinds = self._alike(handed)
        known = {kind for one in unlike for kind in kinds(one.id)}
        found = dict.fromkeys(all_unlike)
        for name in sorted(handed):
            sure = {one.id for one in self.origins(flow, name, sure=True)}
            found |= {one: None for one in self.origins(flow, name) if one.id not in sure}
        return [one for one in found if known.isdisjoint(kinds(one.id))]

    def route(self, flow: Entity, most: int | None = None) -> Sequence[Entity]:
        """Return the flows by which data comes to a flow out of an own system, itself the last.

        Of more than `most` flows the first and the last ones are returned.
        """
        flows = self.workspace.entities["flows"]
        if not self.leaves_own_system(flow):
            return [flow]
        return [flows[id_] for id_ in self.workspace.lineage.route(flow.id, most)]

    def depth(self, flow: Entity) -> int:
        """Return how many flows lie between where data comes in and a flow."""
        return self.workspace.lineage.depth(flow.id) if self.leaves_own_system(flow) else 0

    def way(self, flow: Entity, name: str) -> Sequence[Entity]:
        """Return the flows by which a flow's data goes on to a system or party, the flow the first.

        None where it does not get there.
        """
        flows = self.workspace.entities["flows"]
        return [flows[id_] for id_ in self.workspace.lineage.way(flow.id, name)]
