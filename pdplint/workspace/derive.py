"""A workspace as one regime sees it: who hands over what, where copies lie, what covers a flow.

A regime hands over three things: its country, what it calls sensitive, and with which services.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pdplint.format.fields import ORGANISATION
from pdplint.format.regions import REGIONS
from pdplint.words.findings import say
from pdplint.workspace.entity import Entity, Fact, Where
from pdplint.workspace.inheritance import Inheritance
from pdplint.workspace.lineage import Carried
from pdplint.workspace.linking import WORLDWIDE, Workspace, text_or_nothing
from pdplint.workspace.reads import Known, Missing, Unknown, known, listed, not_known, read
from pdplint.workspace.sources import MOST_SOURCES
from pdplint.workspace.transfers import transfers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pdplint.policy.regimes import Law


SOMEWHERE = "?"
Derive = Callable[["Derived", Entity], Fact]


class Lands(NamedTuple):
    """Where copies of one category lie, and where further ones do if an untold flow moves it."""

    sure: frozenset[str]
    perhaps: frozenset[str]


class Derived(Inheritance):
    """A workspace as one regime sees it: its entities and what is derived of them."""

    def __init__(
        self,
        workspace: Workspace,
        law: Law,
        derive: Mapping[str, Mapping[str, Derive]],
    ) -> None:
        super().__init__(workspace)
        self.law = law
        self._derive = derive
        self._facts: dict[int, Facts] = {}
        self._brought: dict[str, Fact] = {}
        self._unread: dict[Entity, bool] = {}
        self.transfers = {transfer.id: transfer for transfer in transfers(self)}

    # what conditions ask of the world

    def entity(self, kinds: Sequence[str], name: str) -> Entity | None:
        """Return the entity of one of the kinds with that id."""
        for kind in kinds:
            found = self.workspace.entities.get(kind, {}).get(name)
            if found is not None:
                return found
        return None

    def organisation(self) -> Entity:
        """Return the organisation, an empty one where none is described."""
        return self.workspace.organisation

    def subjects(self, kind: str) -> Iterable[Entity]:
        """Return the entities of a kind, in order; what is `REFUSED` whole is among them."""
        if kind == ORGANISATION:
            return [self.workspace.organisation] if self.workspace.described_organisation else []
        if kind == "transfers":
            return self.transfers.values()
        return self.workspace.entities[kind].values()

    def facts(self, entity: Entity) -> Facts:
        """Return what is derived of an entity, by name, each when it is asked for."""
        known = self._facts.get(id(entity))
        if known is None:
            known = self._facts[id(entity)] = Facts(self, entity, self._derive[entity.kind])
        return known

    def comes_from_unread(self, flow: Entity) -> bool:
        """Tell whether it cannot be told if a flow leaves an own system."""
        known = self._unread.get(flow)
        if known is None:
            known = self._unread[flow] = self._comes_from_unread(flow)
        return known

    def _comes_from_unread(self, flow: Entity) -> bool:
        if isinstance(read(flow, "from"), Unknown):
            return True
        source = self.workspace.source(flow)
        return source is not None and isinstance(read(source, "operated_by"), Unknown)

    def from_somebody_else(self, flow: Entity) -> Fact:
        """Return whether a flow comes from who is neither the people, nor acts for us.

        Somebody else is `third_party`, a party that is no processor, and a system that such a party
        operates, alike.
        """
        known = self._brought.get(flow.id)
        if known is None:
            known = self._brought[flow.id] = self._from_somebody_else(flow)
        return known

    def _from_somebody_else(self, flow: Entity) -> Fact:
        source = read(flow, "from")
        if not isinstance(source, Known):
            return not_known(source)
        where, name = source.where, source.value
        if self.comes_from_unread(flow):
            return Fact(None, (where,), "unknown")
        if name == "subject" or self.leaves_own_system(flow):
            return Fact(value=False, origins=(where,))
        system = self.workspace.source(flow)
        operator = name if system is None else text_or_nothing(system.value.get("operated_by"))
        party = self.entity(("parties",), operator)
        if party is None:
            return Fact(name == "third_party", (where,))
        role = read(party, "role")
        if not isinstance(role, Known):
            return not_known(role, Where(party, ("role",)), where)
        return Fact(role.value != "processor", (where, role.where))

    # countries

    def countries(self, system: Entity) -> Fact:
        """Return where the copies of a system lie; worldwide is no country that can be named."""
        hosted_in, hosted_on = read(system, "hosted_in"), read(system, "hosted_on")
        where = hosted_in.where
        match hosted_in, hosted_on:
            case (Unknown(), _) | (_, Unknown()):
                return Fact(None, (where,), "unknown")
            case Known(named), _ if named == WORLDWIDE:
                return Fact(None, (where,), "unknown", say("worldwide"))
            case Known([*named]), _ if named:
                return Fact(named, (where,))
            case _, Known(region):
                return Fact([REGIONS[region]], (hosted_on.where,))
        return Fact(None, (where,), "missing")

    @cached_property
    def _lands(self) -> Sequence[Mapping[Carried, frozenset[str]]]:
        systems = self.workspace.entities["systems"]

        def value_of(name: str) -> frozenset[str]:
            if name not in systems:
                return frozenset()
            fact = self.countries(systems[name])
            return frozenset(fact.value if fact.state == "value" else [SOMEWHERE])

        lineage = self.workspace.lineage
        sure = lineage.gathered(value_of, sure=True)
        return sure, sure if lineage.all_known else lineage.gathered(value_of)

    def lands(self, flow: Entity) -> Sequence[Lands]:
        """Return for each category of a flow where copies lie, `SOMEWHERE` where not known."""
        loads = self._loads(flow)
        sure, perhaps = self._lands
        return [Lands(sure[load], perhaps[load] - sure[load]) for load in loads]

    def _loads(self, flow: Entity) -> Sequence[Carried]:
        data = self.workspace.lineage.carried(flow.id)
        return [Carried(flow=True, name=flow.id, category=category) for category in data]

    @cached_property
    def _gaps(self) -> Mapping[Carried, str]:
        """For each category of each flow the nearest system that may lie anywhere."""
        systems = self.workspace.entities["systems"]
        return self.workspace.lineage.nearest(
            lambda name: name in systems and self.countries(systems[name]).state != "value"
        )

    def gaps(self, flow: Entity) -> Sequence[str]:
        """Return the nearest systems that a flow's data reaches and whose country is not told."""
        return [self._gaps[one] for one in self._loads(flow) if one in self._gaps]

    @cached_property
    def stand_in(self) -> Entity | None:
        """A flow that stands for all: one that begins with people of the home country, if any."""
        flows = [f for f in self.workspace.entities["flows"].values() if isinstance(f.value, dict)]
        flows = [flow for flow in flows if not self.leaves_own_system(flow)] or flows
        at_home = [flow for flow in flows if self.law.home in self._citizens(flow)]
        return next(iter(at_home or flows), None)

    def _citizens(self, flow: Entity) -> Sequence[str]:
        entity, pointer = self.workspace.block(flow, "subjects")
        return listed(entity, *pointer, "citizens_of")

    def started(self, flow: Entity) -> Fact:
        """Return the day on which a flow started, else that on which the organisation did.

        What leaves an own system starts no earlier than the first of the flows that fill it.
        """
        own = self._started(flow)
        copied = own.state == "value" and "started_on" not in flow.value
        if not copied or not self.leaves_own_system(flow):
            return own
        begun = self._unlike(self._begun(flow, frozenset({"started_on"})))
        first = [self._started(source) for source in begun]
        if not begun or len(begun) > MOST_SOURCES or any(f.state != "value" for f in first):
            return own
        return max(own, min(first, key=_day), key=_day)

    def _started(self, flow: Entity) -> Fact:
        day = read(flow, "started_on")
        organisation = self.organisation()
        if isinstance(day, Missing) and organisation.value:
            day = read(organisation, "operating_since")
        return Fact(day.value, (day.where,)) if isinstance(day, Known) else not_known(day)

    @cached_property
    def _covering(self) -> tuple[Mapping[tuple[str, str], list[Where]], Entity | None]:
        """The assessments by kind and flow covered, and one that cannot be read, if any."""
        index: dict[tuple[str, str], list[Where]] = {}
        for assessment in self.workspace.entities["assessments"].values():
            if any(isinstance(read(assessment, key), Unknown) for key in ("covers", "kind")):
                return index, assessment
            kind = text_or_nothing(known(assessment, "kind"))
            for name in dict.fromkeys(known(assessment, "covers") or ()):
                found = index.setdefault((kind, name), [])
                found.append(Where(assessment, ("covers",)))
        return index, None

    def covering(self, flow: Entity, kind: str) -> Fact:
        """Return the assessments of a kind that cover a flow; missing where none are declared."""
        index, unread = self._covering
        if unread is not None:
            return Fact(None, (Where(unread),), "unknown")
        found = index.get((kind, flow.id), [])
        if not found and "assessments" not in self.workspace.declared:
            return Fact(None, (Where(flow),), "missing", say(f"no-{kind}-assessment"))
        lacking = None if found else say(f"no-{kind}-assessment")
        return Fact([where.entity.id for where in found], (Where(flow), *found), reason=lacking)


def _day(fact: Fact) -> str:
    return str(fact.value)


class Facts(Mapping[str, Fact]):
    """What is derived of one entity; each fact is computed when it is first asked for."""

    def __init__(self, derived: Derived, entity: Entity, derive: Mapping[str, Derive]) -> None:
        self._derived = derived
        self._entity = entity
        self._derive = derive
        self._known: dict[str, Fact] = {}

    def __getitem__(self, name: str) -> Fact:
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._derive[name](self._derived, self._entity)
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(self._derive)

    def __len__(self) -> int:
        return len(self._derive)
