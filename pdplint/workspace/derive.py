"""A workspace as one regime sees it: countries, transfers, who inherits what from whom.

A regime hands over three things: its country, what it calls sensitive, and with which services.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pdplint.format.fields import ORGANISATION
from pdplint.format.regions import REGIONS
from pdplint.text.values import REFUSED
from pdplint.words import say
from pdplint.workspace.entity import Entity, Fact, Where
from pdplint.workspace.lineage import ANYTHING, Carried
from pdplint.workspace.linking import SHARED_NAMES, WORLDWIDE, Workspace, strings, text_or_nothing
from pdplint.workspace.sources import DIRECT, MOST_SOURCES, Sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pdplint.policy.condition import Reads
    from pdplint.policy.regimes import Law


SOMEWHERE = "?"
Derive = Callable[["Derived", Entity], Fact]
Made = TypeVar("Made")


class Lands(NamedTuple):
    """Where copies of one category lie, and where further ones do if an untold flow moves it."""

    sure: frozenset[str]
    perhaps: frozenset[str]


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


class Derived:
    """A workspace as one regime sees it: its entities and what is derived of them."""

    def __init__(
        self,
        workspace: Workspace,
        law: Law,
        derive: Mapping[str, Mapping[str, Derive]],
    ) -> None:
        self.workspace = workspace
        self.law = law
        self._derive = derive
        self._facts: dict[int, Facts] = {}
        self._equal: dict[frozenset[str], Sequence[Entity]] = {}
        self._in_order: dict[int, tuple[frozenset[str], Sequence[Entity]]] = {}
        self._common: dict[tuple[int, str], tuple[Sequence[Entity], Any]] = {}
        self._kinds: dict[frozenset[str], dict[str, tuple[str, ...]]] = {}
        self._sources: dict[tuple[str, frozenset[str]], Sources] = {}
        self._leaving: dict[str, bool] = {}
        self._order = {id_: index for index, id_ in enumerate(workspace.entities["flows"])}
        self.transfers = {transfer.id: transfer for transfer in self._transfers()}

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

    def origins(self, entity: Entity, name: str, *, sure: bool = False) -> Sequence[Entity]:
        """Return the flows from which a flow takes a field that it does not declare.

        None where it does not leave an own system, or where no flow but itself, or but a ring of
        which it is a part, fills that system. Of more than `MOST_SOURCES` the first of those that
        declare unlike; where more declare unlike, one more than so many. Those alone of which it is
        `sure` that it passes on what they move, if there are any.
        """
        if entity.kind != "flows" or not self.leaves_own_system(entity):
            return ()
        taken = Taken(entity, self._declares(name), name, frozenset({name}))
        return (self._surely(taken) if sure else ()) or self._unlike(taken)

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
        lineage = self.workspace.lineage
        found = lineage.origins(flow.id, ends, name, most=MOST_SOURCES, sure=sure)
        if len(found) > MOST_SOURCES:
            name = alike.name
            found = lineage.origins(flow.id, ends, name, alike.kinds, alike.most, sure=sure)
        if flow.id in found or lineage.circles(flow.id, name):
            return ()
        return self.ordered(found)

    def _alike(self, fields: frozenset[str]) -> Callable[[str], Iterable[str]]:
        flows, known = self.workspace.entities["flows"], self._kinds.setdefault(fields, {})

        def kinds(id_: str) -> Iterable[str]:
            if id_ not in known:
                known[id_] = (_handed(flows[id_], fields),)
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
        flow: Entity | None = entity
        if entity.kind == "transfers":
            flow = self.entity(("flows",), entity.value["flow"].value)
        if flow is None or flow.kind != "flows" or not isinstance(flow.value, dict):
            return DIRECT
        if not self.leaves_own_system(flow):
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
        surely = self._each_unlike(self._surely(begun), handed)
        every = self._each_unlike(self._unlike(begun), handed)
        unlike = [*surely]
        counts = [len(every), *(len(self.origins(flow, name)) for name in handed)]
        beyond = max(counts) > MOST_SOURCES
        hub = self.workspace.source(flow) if beyond else None
        if self.workspace.lineage.all_known:
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
        return self.common(flows, " ".join(sorted(handed)), lambda: _unlike(flows, handed))

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

    def comes_from_unread(self, flow: Entity) -> bool:
        """Tell whether it cannot be told if a flow leaves an own system."""
        name = flow.value.get("from")
        if name is REFUSED:
            return True
        source = self.workspace.source(flow)
        if source is None:
            return False
        return not isinstance(source.value, dict) or source.value.get("operated_by") is REFUSED

    def from_somebody_else(self, flow: Entity) -> Fact:
        """Return whether a flow comes from who is neither the people, nor acts for us.

        Somebody else is `third_party`, a party that is no processor, and a system that such a party
        operates, alike.
        """
        where, name = Where(flow, ("from",)), flow.value.get("from")
        if not isinstance(name, str):
            return Fact(None, (where,), "missing" if name is None else "unknown")
        if self.comes_from_unread(flow):
            return Fact(None, (where,), "unknown")
        if name == "subject" or self.leaves_own_system(flow):
            return Fact(value=False, origins=(where,))
        system = self.workspace.source(flow)
        operator = name if system is None else text_or_nothing(system.value.get("operated_by"))
        party = self.entity(("parties",), operator)
        if party is None:
            return Fact(name == "third_party", (where,))
        role = party.value.get("role") if isinstance(party.value, dict) else REFUSED
        if not isinstance(role, str):
            at = Where(party, ("role",))
            return Fact(None, (at, where), "missing" if role is None else "unknown")
        return Fact(role != "processor", (where, Where(party, ("role",))))

    def leaves_own_system(self, flow: Entity) -> bool:
        """Tell whether a flow comes out of a system that no other party operates."""
        known = self._leaving.get(flow.id)
        if known is None:
            known = self._leaving[flow.id] = self.workspace.leaves_own_system(flow)
        return known

    # countries

    def countries(self, system: Entity) -> Fact:
        """Return where the copies of a system lie; worldwide is no country that can be named."""
        value = system.value
        hosted_in, hosted_on = value.get("hosted_in"), value.get("hosted_on")
        if REFUSED in (hosted_in, hosted_on):
            return Fact(None, (Where(system, ("hosted_in",)),), "unknown")
        if hosted_in == WORLDWIDE:
            return Fact(None, (Where(system, ("hosted_in",)),), "unknown", say("worldwide"))
        if isinstance(hosted_in, list) and hosted_in:
            if REFUSED in hosted_in:
                return Fact(None, (Where(system, ("hosted_in",)),), "unknown")
            return Fact(list(hosted_in), (Where(system, ("hosted_in",)),))
        if isinstance(hosted_on, str):
            return Fact([REGIONS[hosted_on]], (Where(system, ("hosted_on",)),))
        return Fact(None, (Where(system, ("hosted_in",)),), "missing")

    def lies_in(self, system: Entity) -> Fact:
        """Return where the copies of a system lie, of one that cannot be read too."""
        if not isinstance(system.value, dict):
            return Fact(None, (Where(system),), "unknown")
        return self.countries(system)

    @cached_property
    def _lands(self) -> Sequence[Mapping[Carried, frozenset[str]]]:
        systems = self.workspace.entities["systems"]

        def value_of(name: str) -> frozenset[str]:
            if name not in systems:
                return frozenset()
            fact = self.lies_in(systems[name])
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
            lambda name: name in systems and self.lies_in(systems[name]).state != "value"
        )

    def gaps(self, flow: Entity) -> Sequence[str]:
        """Return the nearest systems that a flow's data reaches and whose country is not told."""
        return [self._gaps[one] for one in self._loads(flow) if one in self._gaps]

    def reach(self, recipient: Entity) -> tuple[list[tuple[str, Where]], list[Fact]]:
        """Return the countries that data reaches with a recipient, each with its place; and gaps.

        A system's are where its copies lie, where its operator and host work, and from where it is
        looked at; a gap is a fact that is missing or unknown.
        """
        if recipient.kind == "parties":
            return _named(Where(recipient, ("country",)))
        found: list[tuple[str, Where]] = []
        gaps: list[Fact] = []
        copies = self.countries(recipient)
        if copies.state == "value":
            found += [(country, copies.origins[0]) for country in copies.value]
        elif recipient.value.get("hosted_in") == WORLDWIDE:
            found.append((WORLDWIDE, copies.origins[0]))
        else:
            gaps.append(copies)
        for key in ("operated_by", "hosted_by"):
            party = self.entity(("parties",), text_or_nothing(recipient.value.get(key)))
            if party is not None:
                named, missing = _named(Where(party, ("country",)))
                found += named
                gaps += missing
            elif key not in recipient.value:
                gaps.append(Fact(None, (Where(recipient, (key,)),), "missing"))
        looked_at = recipient.value.get("accessed_from")
        if looked_at is None:
            gaps.append(Fact(None, (Where(recipient, ("accessed_from",)),), "missing"))
        found += [(country, Where(recipient, ("accessed_from",))) for country in strings(looked_at)]
        return found, gaps

    def _transfers(self) -> Iterator[Entity]:
        for flow in self.workspace.entities["flows"].values():
            if not isinstance(flow.value, dict):
                continue
            named = dict(self.workspace.recorders(flow)) | dict(self.workspace.recipients(flow))
            for name, here in named.items():
                recipient = self.entity(SHARED_NAMES, name)
                if recipient is not None and isinstance(recipient.value, dict):
                    yield from self._transfer(flow, here, recipient)
        yield from self._watched()

    def _watched(self) -> Iterator[Entity]:
        """Yield the transfers to those who record requests and watch for incidents abroad.

        They record people of every flow; one flow stands for all, so that each is told once.
        """
        flow = self.stand_in
        if flow is None:
            return
        own = dict(self.workspace.recipients(flow)) | dict(self.workspace.recorders(flow))
        for name, here in self.workspace.watchers.items():
            recipient = self.entity(SHARED_NAMES, name)
            known = recipient is not None and isinstance(recipient.value, dict)
            if recipient is not None and known and name not in own:
                yield from self._transfer(flow, here, recipient)

    @cached_property
    def stand_in(self) -> Entity | None:
        """A flow that stands for all: one that begins with people of the home country, if any."""
        flows = [f for f in self.workspace.entities["flows"].values() if isinstance(f.value, dict)]
        flows = [flow for flow in flows if not self.leaves_own_system(flow)] or flows
        at_home = [flow for flow in flows if self.law.home in self._citizens(flow)]
        return next(iter(at_home or flows), None)

    def _citizens(self, flow: Entity) -> Sequence[str]:
        subjects = flow.value.get("subjects")
        if isinstance(subjects, str):
            subjects = self.workspace.entities["subjects"][subjects].value
        return strings(subjects.get("citizens_of")) if isinstance(subjects, dict) else ()

    def _transfer(self, flow: Entity, here: Where, recipient: Entity) -> Iterator[Entity]:
        found, gaps = self.reach(recipient)
        abroad = [(country, where) for country, where in found if country != self.law.home]
        if not abroad and not gaps:
            return
        why = tuple(dict.fromkeys(where for _, where in abroad))
        if abroad:
            is_abroad = Fact(True, (here, *why))
        else:
            is_abroad = Fact(None, tuple(gap.origins[0] for gap in gaps), gaps[0].state)
        value = {
            "flow": Fact(flow.id, (here,)),
            "recipient": Fact(recipient.id, (here,)),
            "abroad": is_abroad,
            "countries": Fact(list(dict.fromkeys(country for country, _ in abroad)), (here, *why)),
            "counterparties": self._counterparties(recipient, here),
            "assessments": self.covering(flow, "transfer"),
            "start": self.started(flow),
            "hosts_known": self._hosts_known(recipient, here),
        }
        id_ = f"{flow.id}/{recipient.id}"
        yield Entity("transfers", id_, value, flow.path, flow.document)

    def _counterparties(self, recipient: Entity, here: Where) -> Fact:
        if recipient.kind == "parties":
            return Fact([recipient.id], (here,))
        abroad = self._lies_abroad(recipient)
        found: list[str] = []
        for key in ("operated_by", "hosted_by"):
            party = self.entity(("parties",), text_or_nothing(recipient.value.get(key)))
            if party is not None and (abroad or _country(party) != self.law.home):
                found.append(party.id)
        return Fact(list(dict.fromkeys(found)), (here,))

    def _hosts_known(self, recipient: Entity, here: Where) -> Fact:
        if recipient.kind == "systems" and self._lies_abroad(recipient):
            host = recipient.value.get("hosted_by")
            if not isinstance(host, str):
                state = "missing" if host is None else "unknown"
                return Fact(None, (Where(recipient, ("hosted_by",)), here), state)
        return Fact(value=True, origins=(here,))

    def _lies_abroad(self, system: Entity) -> bool:
        """Tell whether a copy lies, or may lie, outside the home country."""
        copies = self.countries(system)
        return copies.state != "value" or any(c != self.law.home for c in copies.value)

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
        if not isinstance(flow.value, dict):
            return Fact(None, (Where(flow),), "unknown")
        day, where = flow.value.get("started_on"), Where(flow, ("started_on",))
        organisation = self.organisation()
        if day is None and isinstance(organisation.value, dict) and organisation.value:
            day, where = (
                organisation.value.get("operating_since"),
                Where(organisation, ("operating_since",)),
            )
        if not isinstance(day, str):
            return Fact(None, (where,), "missing" if day is None else "unknown")
        return Fact(day, (where,))

    @cached_property
    def _covering(self) -> tuple[Mapping[tuple[str, str], list[Where]], Entity | None]:
        """The assessments by kind and flow covered, and one that cannot be read, if any."""
        index: dict[tuple[str, str], list[Where]] = {}
        for assessment in self.workspace.entities["assessments"].values():
            value = assessment.value
            if not isinstance(value, dict) or REFUSED in (value.get("covers"), value.get("kind")):
                return index, assessment
            covers = value.get("covers") or []
            if REFUSED in covers:
                return index, assessment
            for name in dict.fromkeys(covers):
                found = index.setdefault((text_or_nothing(value.get("kind")), name), [])
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
        self._view = derived
        self._entity = entity
        self._derive = derive
        self._known: dict[str, Fact] = {}

    def __getitem__(self, name: str) -> Fact:
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._derive[name](self._view, self._entity)
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(self._derive)

    def __len__(self) -> int:
        return len(self._derive)


def _unlike(flows: Sequence[Entity], fields: frozenset[str]) -> Mapping[Entity, Sequence[Entity]]:
    """Return the first flow of each group of those that are alike in some fields, and the rest."""
    groups: dict[str, list[Entity]] = {}
    for flow in flows:
        groups.setdefault(_handed(flow, fields), []).append(flow)
    return {first: others for first, *others in groups.values()}


def _handed(flow: Entity, fields: frozenset[str]) -> str:
    """Return what a flow says in some fields, as a text."""
    said = {name: flow.value.get(name) for name in sorted(fields)}
    return json.dumps(said, sort_keys=True, default=repr)


def _country(party: Entity) -> Any:
    return party.value.get("country") if isinstance(party.value, dict) else None


def _named(where: Where) -> tuple[list[tuple[str, Where]], list[Fact]]:
    country = where.entity.value.get("country") if isinstance(where.entity.value, dict) else REFUSED
    if isinstance(country, str):
        return [(country, where)], []
    return [], [Fact(None, (where,), "missing" if country is None else "unknown")]
