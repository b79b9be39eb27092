"""A workspace as one regime sees it: countries, transfers, who inherits what from whom.

A regime hands over three things: its country, what it calls sensitive, and with which services.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.condition import Entity, Fact, Where
from pdplint.fields import ORGANISATION
from pdplint.regions import REGIONS
from pdplint.source import REFUSED
from pdplint.words import say
from pdplint.workspace import SHARED_NAMES, WORLDWIDE, Workspace, strings, text_or_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


class Law(NamedTuple):
    """What derived facts need of a regime: its country and what it calls sensitive."""

    home: str
    sensitive: Sequence[str] = ()
    sensitive_with: Sequence[tuple[Sequence[str], Sequence[str]]] = ()


class View:
    """A workspace as one regime sees it: its entities and what is derived of them."""

    def __init__(
        self,
        workspace: Workspace,
        law: Law,
        derive: Mapping[str, Mapping[str, Callable[[View, Entity], Fact]]],
    ) -> None:
        self.workspace = workspace
        self.law = law
        self._derive = derive
        self._facts: dict[int, Mapping[str, Fact]] = {}
        self._countries: dict[str, Fact] = {}
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

    def facts(self, entity: Entity) -> Mapping[str, Fact]:
        """Return what was derived of an entity, by name."""
        known = self._facts.get(id(entity))
        if known is None:
            known = {
                name: derive(self, entity) for name, derive in self._derive[entity.kind].items()
            }
            self._facts[id(entity)] = known
        return known

    def origins(self, entity: Entity, name: str) -> Sequence[Entity]:
        """Return the flows from which a flow takes a field that it does not declare.

        None where it does not leave an own system, or where no flow fills that system.
        """
        if entity.kind != "flows" or not self.leaves_own_system(entity):
            return ()
        flows = self.workspace.entities["flows"]
        found = self.workspace.lineage.origins(
            entity.id,
            lambda flow: name in flows[flow].value or not self.leaves_own_system(flows[flow]),
            name,
        )
        return [flow for id_, flow in flows.items() if id_ in found and id_ != entity.id]

    def leaves_own_system(self, flow: Entity) -> bool:
        """Tell whether a flow comes out of a system that no other party operates."""
        source = self.entity(("systems",), flow.value.get("from") or "")
        if source is None or not isinstance(source.value, dict):
            return False
        return bool(source.value.get("operated_by", ORGANISATION) == ORGANISATION)

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
            elif key == "operated_by" and key not in recipient.value:
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
            for index, name in enumerate(flow.value.get("to") or ()):
                recipient = self.entity(SHARED_NAMES, text_or_nothing(name))
                if recipient is None or not isinstance(recipient.value, dict):
                    continue
                transfer = self._transfer(flow, index, recipient)
                if transfer is not None:
                    yield transfer

    def _transfer(self, flow: Entity, index: int, recipient: Entity) -> Entity | None:
        found, gaps = self.reach(recipient)
        abroad = [(country, where) for country, where in found if country != self.law.home]
        if not abroad and not gaps:
            return None
        here = Where(flow, ("to", index))
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
            "since": self.started(flow),
        }
        return Entity("transfers", f"{flow.id}/{recipient.id}", value, flow.path, flow.document)

    def _counterparties(self, recipient: Entity, here: Where) -> Fact:
        if recipient.kind == "parties":
            return Fact([recipient.id], (here,))
        copies = self.countries(recipient)
        lies_abroad = copies.state != "value" or any(c != self.law.home for c in copies.value)
        found: list[str] = []
        for key in ("operated_by", "hosted_by"):
            party = self.entity(("parties",), text_or_nothing(recipient.value.get(key)))
            if party is not None and (lies_abroad or not self._is_at_home(party)):
                found.append(party.id)
            elif key == "hosted_by" and lies_abroad and key not in recipient.value:
                return Fact(None, (Where(recipient, (key,)), here), "missing")
        return Fact(list(dict.fromkeys(found)), (here,))

    def _is_at_home(self, party: Entity) -> bool:
        return isinstance(party.value, dict) and party.value.get("country") == self.law.home

    def started(self, flow: Entity) -> Fact:
        """Return the day on which a flow started, else the day the organisation began to operate."""
        if not isinstance(flow.value, dict):
            return Fact(None, (Where(flow),), "unknown")
        day = flow.value.get("started_on")
        where = Where(flow, ("started_on",))
        organisation = self.organisation()
        if day is None and isinstance(organisation.value, dict):
            day = organisation.value.get("operating_since")
            where = Where(organisation, ("operating_since",)) if isinstance(day, str) else where
        if not isinstance(day, str):
            return Fact(None, (where,), "missing" if day is None else "unknown")
        return Fact(day, (where,))

    def covering(self, flow: Entity, kind: str) -> Fact:
        """Return the assessments of a kind that cover a flow; missing where none are declared."""
        found, origins = [], []
        refused: Where | None = None
        for assessment in self.workspace.entities["assessments"].values():
            if not isinstance(assessment.value, dict):
                return Fact(None, (Where(assessment),), "unknown")
            covers, its_kind = assessment.value.get("covers", []), assessment.value.get("kind")
            if its_kind is REFUSED or covers is REFUSED or REFUSED in covers:
                refused = Where(assessment, ("covers",))
            if its_kind == kind and covers is not REFUSED and flow.id in covers:
                found.append(assessment.id)
                origins.append(Where(assessment, ("covers",)))
        if not found and refused is not None:
            return Fact(None, (refused,), "unknown")
        if not found and "assessments" not in self.workspace.declared:
            return Fact(None, (Where(flow),), "missing", say(f"no-{kind}-assessment"))
        return Fact(found, (Where(flow), *origins))


def _named(where: Where) -> tuple[list[tuple[str, Where]], list[Fact]]:
    country = where.entity.value.get("country") if isinstance(where.entity.value, dict) else REFUSED
    if isinstance(country, str):
        return [(country, where)], []
    return [], [Fact(None, (where,), "missing" if country is None else "unknown")]
