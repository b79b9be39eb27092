"""One workspace from many documents: entities by id, references that lead somewhere, derived facts.

Nothing here knows a law but for three things that a regime hands over: its country, what it calls
sensitive, and with which services.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from pdplint.condition import Entity, Fact, Where
from pdplint.fields import ORGANISATION, Field, FieldTable
from pdplint.lineage import ANYTHING, Lineage, Move
from pdplint.model import Finding, Place, Pointer, Related, Text, plain
from pdplint.operators import within
from pdplint.regions import REGIONS
from pdplint.shape import problem
from pdplint.source import REFUSED
from pdplint.words import say

KINDS = (
    "flows", "systems", "parties", "purposes", "agreements", "assessments",
    "subjects", "notices", "consents", "rights", "protections",
)  # fmt: skip
SHARED_NAMES = ("systems", "parties")
WORLDWIDE = "worldwide"
FACING_USERS = frozenset({"website", "application"})
OWING = frozenset({"website", "application", "account_service"})


class Document(NamedTuple):
    """One document of a description, of the form of format 1 but for what is `REFUSED`."""

    path: str
    number: int
    value: Mapping[str, Any]


class Papers(NamedTuple):
    """What is known of the files that descriptions name: their headings, by path; `None`: outside."""

    headings: Mapping[str, frozenset[str] | None]


class Workspace:
    """All entities of one root, linked."""

    def __init__(
        self, documents: Sequence[Document], table: FieldTable, unread: Sequence[str]
    ) -> None:
        self.table = table
        self.unread = tuple(unread)
        self.documents = tuple(documents)
        self.problems: list[Finding] = []
        self.entities: dict[str, dict[str, Entity]] = {kind: {} for kind in KINDS}
        self.declared: dict[str, Where] = {}
        organisation: Entity | None = None
        for document in documents:
            organisation = self._take(document, organisation)
        first = documents[0]
        self.described_organisation = organisation is not None
        self.organisation = organisation or Entity(ORGANISATION, "", {}, first.path, first.number)
        self._check_shared_names()
        for entity in self.all():
            self._link(entity, self.table.kinds[entity.kind], entity.value, ())
        for system in self.entities["systems"].values():
            self._check_region(system)
        self.lineage = Lineage(map(_move, self._flows()))

    def all(self) -> Iterator[Entity]:
        """Yield every described entity."""
        if self.described_organisation:
            yield self.organisation
        for by_id in self.entities.values():
            yield from by_id.values()

    def _flows(self) -> Iterator[Entity]:
        return (flow for flow in self.entities["flows"].values() if flow.value is not REFUSED)

    def _take(self, document: Document, organisation: Entity | None) -> Entity | None:
        for kind, value in document.value.items():
            if kind == ORGANISATION:
                found = Entity(kind, "", value, document.path, document.number)
                if organisation is not None:
                    self._twice(organisation, found, say("organisation-twice"))
                organisation = organisation or found
            elif kind in self.entities and isinstance(value, dict):
                self.declared.setdefault(
                    kind, Where(Entity(kind, "", value, document.path, document.number))
                )
                for id_, body in value.items():
                    self._add(Entity(kind, id_, body, document.path, document.number))
        return organisation

    def _add(self, entity: Entity) -> None:
        known = self.entities[entity.kind].setdefault(entity.id, entity)
        if known is not entity:
            self._twice(known, entity, say("id-twice", id=entity.subject))

    def _twice(self, first: Entity, second: Entity, message: Text) -> None:
        for one, other in ((first, second), (second, first)):
            related = (Related(place(Where(other)), other.subject, say("id-other")),)
            self.problems.append(
                problem("reference", message, place(Where(one)), one.subject, related)
            )

    def _check_shared_names(self) -> None:
        systems, parties = (self.entities[kind] for kind in SHARED_NAMES)
        for id_ in systems.keys() & parties.keys():
            self._twice(systems[id_], parties[id_], say("id-twice", id=id_))

    # references

    def _link(self, entity: Entity, field: Field, value: Any, pointer: Pointer) -> None:
        if isinstance(value, dict):
            for key, sub in value.items():
                child = field.children.get(key) or field.item
                if child is not None:
                    self._link_child(entity, child, value, key, sub, (*pointer, key))
        elif isinstance(value, list) and field.item is not None:
            for index, sub in enumerate(value):
                self._link_child(entity, field.item, value, index, sub, (*pointer, index))

    def _link_child(
        self, entity: Entity, field: Field, holder: Any, key: Any, value: Any, pointer: Pointer
    ) -> None:
        kinds = (field.entry,) if field.entry and isinstance(value, str) else field.refers_to
        if kinds and isinstance(value, str):
            if not self._leads(kinds, value):
                self._tell_reference(Where(entity, pointer), kinds, value)
                holder[key] = REFUSED
            return
        self._link(entity, field, value, pointer)

    def _leads(self, kinds: Sequence[str], id_: str) -> bool:
        if id_ in kinds:
            return True
        return any(id_ in self.entities.get(kind, ()) for kind in kinds)

    def _tell_reference(self, where: Where, kinds: Sequence[str], id_: str) -> None:
        elsewhere = [kind for kind, by_id in self.entities.items() if id_ in by_id]
        known = [
            *(name for kind in kinds for name in self.entities.get(kind, ())),
            *(kind for kind in kinds if kind not in self.entities),
        ]
        near = get_close_matches(id_, known, 1)
        related: tuple[Related, ...] = ()
        if elsewhere:
            message = say("reference-kind", id=id_, found=elsewhere[0], wanted=", ".join(kinds))
            other = self.entities[elsewhere[0]][id_]
            related = (Related(place(Where(other)), other.subject, say("id-other")),)
        elif self.unread and not near:
            message = say("reference-unreadable", id=id_, path=self.unread[0])
        else:
            hint = say("did-you-mean", near=near[0]) if near else plain("")
            message = say("reference-unknown", id=id_, hint=hint)
        self.problems.append(
            problem("reference", message, place(where), where.entity.subject, related)
        )

    def _check_region(self, system: Entity) -> None:
        if not isinstance(system.value, dict):
            return
        region, countries = system.value.get("hosted_on"), system.value.get("hosted_in")
        if (
            not isinstance(region, str)
            or not isinstance(countries, list)
            or REGIONS[region] in countries
        ):
            return
        message = say("region-country", region=region, country=REGIONS[region])
        where = Where(system, ("hosted_on",))
        self.problems.append(problem("contradiction", message, place(where), system.subject))

    # papers

    def papers(self) -> Iterator[tuple[Where, str]]:
        """Yield every file or address that a description names, and where it names it."""
        for entity in self.all():
            yield from _paths(entity, self.table.kinds[entity.kind], entity.value, ())

    def check_papers(self, papers: Papers) -> None:
        """Tell which files of the workspace are named and not there, or lack the heading."""
        for where, address in self.papers():
            if is_address(address):
                continue
            path, _, heading = address.partition("#")
            headings = papers.headings.get(path, frozenset())
            if path not in papers.headings:
                message = say("file-missing", path=path)
            elif headings is None:
                message = say("file-outside", path=path)
            elif heading and heading not in headings:
                message = say("heading-missing", path=path, heading=heading)
            else:
                continue
            self.problems.append(problem("file", message, place(where), where.entity.subject))
            _refuse(where)


def is_address(name: str) -> bool:
    """Tell whether a paper's name is an address of something kept elsewhere, like `https://…`."""
    scheme, colon, rest = name.partition(":")
    return bool(colon and rest) and scheme.replace("-", "").replace("+", "").isalnum()


def place(where: Where) -> Place:
    """Return a place as findings have it."""
    entity, pointer = where
    return Place(entity.path, entity.document, (*entity.prefix, *pointer))


def _refuse(where: Where) -> None:
    holder = where.entity.value
    for part in where.pointer[:-1]:
        holder = holder[part]
    holder[where.pointer[-1]] = REFUSED


def _paths(
    entity: Entity, field: Field, value: Any, pointer: Pointer
) -> Iterator[tuple[Where, str]]:
    if field.type == "path" and isinstance(value, str):
        yield Where(entity, pointer), value
    elif isinstance(value, dict):
        for key, sub in value.items():
            child = field.children.get(key) or field.item
            if child is not None:
                yield from _paths(entity, child, sub, (*pointer, key))


def _move(flow: Entity) -> Move:
    source = flow.value.get("from")
    data = flow.value.get("data", [ANYTHING])
    return Move(
        flow.id,
        source if isinstance(source, str) else None,
        tuple(name for name in _listed(flow.value.get("to"))),
        tuple(_listed(data)) or (ANYTHING,),
    )


def _listed(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


# --- what a regime sees of it -------------------------------------------------------------------


class Law(NamedTuple):
    """What derived facts need of a regime: its country and what it calls sensitive."""

    home: str
    sensitive: Sequence[str] = ()
    sensitive_with: Sequence[tuple[Sequence[str], Sequence[str]]] = ()


class View:
    """A workspace as one regime sees it: its entities and what is derived of them."""

    def __init__(self, workspace: Workspace, law: Law) -> None:
        self.workspace = workspace
        self.law = law
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
            known = {name: derive(self, entity) for name, derive in DERIVED_OF[entity.kind].items()}
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
            party = self.entity(("parties",), _text(recipient.value.get(key)))
            if party is not None:
                named, missing = _named(Where(party, ("country",)))
                found += named
                gaps += missing
            elif key == "operated_by" and key not in recipient.value:
                gaps.append(Fact(None, (Where(recipient, (key,)),), "missing"))
        looked_at = recipient.value.get("accessed_from")
        if looked_at is None:
            gaps.append(Fact(None, (Where(recipient, ("accessed_from",)),), "missing"))
        found += [(country, Where(recipient, ("accessed_from",))) for country in _listed(looked_at)]
        return found, gaps

    def _transfers(self) -> Iterator[Entity]:
        for flow in self.workspace.entities["flows"].values():
            if not isinstance(flow.value, dict):
                continue
            for index, name in enumerate(flow.value.get("to") or ()):
                recipient = self.entity(SHARED_NAMES, _text(name))
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
            "since": since(self, flow),
        }
        return Entity("transfers", f"{flow.id}/{recipient.id}", value, flow.path, flow.document)

    def _counterparties(self, recipient: Entity, here: Where) -> Fact:
        if recipient.kind == "parties":
            return Fact([recipient.id], (here,))
        copies = self.countries(recipient)
        lies_abroad = copies.state != "value" or any(c != self.law.home for c in copies.value)
        found: list[str] = []
        for key in ("operated_by", "hosted_by"):
            party = self.entity(("parties",), _text(recipient.value.get(key)))
            if party is not None and (lies_abroad or party.value.get("country") != self.law.home):
                found.append(party.id)
            elif key == "hosted_by" and lies_abroad and key not in recipient.value:
                return Fact(None, (Where(recipient, (key,)), here), "missing")
        return Fact(list(dict.fromkeys(found)), (here,))

    def covering(self, flow: Entity, kind: str) -> Fact:
        """Return the assessments of a kind that cover a flow; missing where none are declared."""
        found, origins = [], []
        for assessment in self.workspace.entities["assessments"].values():
            if not isinstance(assessment.value, dict):
                return Fact(None, (Where(assessment),), "unknown")
            covers = assessment.value.get("covers") or []
            if assessment.value.get("kind") == kind and flow.id in covers:
                found.append(assessment.id)
                origins.append(Where(assessment, ("covers",)))
        if not found and "assessments" not in self.workspace.declared:
            return Fact(None, (Where(flow),), "missing", say(f"no-{kind}-assessment"))
        return Fact(found, (Where(flow), *origins))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _named(where: Where) -> tuple[list[tuple[str, Where]], list[Fact]]:
    country = where.entity.value.get("country") if isinstance(where.entity.value, dict) else REFUSED
    if isinstance(country, str):
        return [(country, where)], []
    return [], [Fact(None, (where,), "missing" if country is None else "unknown")]


# --- derived facts: one function each -----------------------------------------------------------

Derive = Callable[[View, Entity], Fact]
DERIVED_OF: dict[str, dict[str, Derive]] = {
    kind: {} for kind in (*KINDS, ORGANISATION, "transfers")
}


def derived(kind: str) -> Callable[[Derive], Derive]:
    """Register the decorated function as the derived fact of its name on entities of a kind."""

    def register(derive: Derive) -> Derive:
        DERIVED_OF[kind][derive.__name__] = derive
        return derive

    return register


@derived("flows")
def from_outside(view: View, flow: Entity) -> Fact:
    """Whether the data comes from people, somebody else or a party, not out of an own system."""
    where = Where(flow, ("from",))
    source = flow.value.get("from")
    if not isinstance(source, str):
        return Fact(None, (where,), "missing" if source is None else "unknown")
    return Fact(not view.leaves_own_system(flow), (where,))


@derived("flows")
def discloses(view: View, flow: Entity) -> Fact:
    """Whether it hands data to a party, directly or as the operator of the receiving system."""
    where = Where(flow, ("to",))
    to = flow.value.get("to")
    if not isinstance(to, list) or REFUSED in to:
        return Fact(None, (where,), "missing" if to is None else "unknown")
    gaps = []
    for name in to:
        recipient = view.entity(SHARED_NAMES, name)
        if recipient is None or not isinstance(recipient.value, dict):
            gaps.append(Fact(None, (where,), "unknown"))
        elif recipient.kind == "parties":
            return Fact(True, (where,))
        elif (operator := recipient.value.get("operated_by")) is None:
            gaps.append(Fact(None, (Where(recipient, ("operated_by",)),), "missing"))
        elif operator != ORGANISATION:
            return Fact(True, (where, Where(recipient, ("operated_by",))))
    return gaps[0] if gaps else Fact(False, (where,))


@derived("flows")
def sensitive(view: View, flow: Entity) -> Fact:
    """The categories that the regime or the flow itself calls sensitive, with where they stand."""
    sources = [flow] if "data" in flow.value else [*view.origins(flow, "data")]
    if not sources or any(not isinstance(source.value.get("data"), list) for source in sources):
        return Fact(None, (Where((sources or [flow])[0], ("data",)),), "missing")
    if any(REFUSED in source.value["data"] for source in sources):
        return Fact(None, (Where(sources[0], ("data",)),), "unknown")
    services = (
        _listed(view.organisation().value.get("services"))
        if isinstance(view.organisation().value, dict)
        else []
    )
    called = [*view.law.sensitive]
    for with_, data in view.law.sensitive_with:
        called += data if set(with_) & set(services) else []
    found = [
        c
        for source in sources
        for c in source.value["data"]
        if any(within(c, s) or within(s, c) for s in called)
    ]
    found += _listed(flow.value.get("sensitive"))
    return Fact(list(dict.fromkeys(found)), (Where(sources[0], ("data",)),))


@derived("flows")
def assessed_by(view: View, flow: Entity) -> Fact:
    """The assessments of own processing that cover it."""
    return view.covering(flow, "processing")


@derived("flows")
def assessed_on_behalf_by(view: View, flow: Entity) -> Fact:
    """The assessments of processing for somebody else that cover it."""
    return view.covering(flow, "processing_on_behalf")


@derived("flows")
def copies(view: View, flow: Entity) -> Fact:
    """The systems that its data reaches, directly and over further flows."""
    where = Where(flow, ("to",))
    if not isinstance(flow.value.get("to"), list):
        return Fact(None, (where,), "missing" if flow.value.get("to") is None else "unknown")
    systems = view.workspace.entities["systems"]
    return Fact([name for name in view.workspace.lineage.reached(flow.id) if name in systems], ())


@derived("flows")
def kept_in(view: View, flow: Entity) -> Fact:
    """The countries in which a copy of its data lies, as far as the home country is concerned."""
    where = Where(flow, ("to",))
    reached = copies(view, flow)
    if reached.state != "value":
        return reached
    found, gaps = [], []
    for name in reached.value:
        system = view.workspace.entities["systems"][name]
        fact = (
            view.countries(system)
            if isinstance(system.value, dict)
            else Fact(None, (Where(system),), "unknown")
        )
        if fact.state == "value":
            found += fact.value
        else:
            gaps.append(fact)
    if gaps and view.law.home not in found:
        return gaps[0]
    return Fact(list(dict.fromkeys(found)), (where,))


@derived("flows")
def since(view: View, flow: Entity) -> Fact:
    """The day on which it started: its own, else the day the organisation began to operate."""
    started = flow.value.get("started_on")
    if started is None and isinstance(view.organisation().value, dict):
        operating = view.organisation().value.get("operating_since")
        if isinstance(operating, str):
            return Fact(operating, (Where(view.organisation(), ("operating_since",)),))
    where = Where(flow, ("started_on",))
    if not isinstance(started, str):
        return Fact(None, (where,), "missing" if started is None else "unknown")
    return Fact(started, (where,))


@derived("systems")
def countries(view: View, system: Entity) -> Fact:
    """Where its copies lie."""
    return view.countries(system)


@derived("systems")
def filled_by(view: View, system: Entity) -> Fact:
    """The flows that lead into it."""
    return Fact(list(view.workspace.lineage.into(system.id)), (Where(system),))


@derived("assessments")
def first_since(view: View, assessment: Entity) -> Fact:
    """The first day on which a flow that it covers started."""
    covers = assessment.value.get("covers")
    where = Where(assessment, ("covers",))
    if not isinstance(covers, list) or REFUSED in covers or not covers:
        return Fact(None, (where,), "unknown" if covers and REFUSED in covers else "missing")
    facts = [since(view, view.workspace.entities["flows"][name]) for name in covers]
    known = [fact for fact in facts if fact.state == "value"]
    return (
        min(known, key=lambda fact: str(fact.value))
        if len(known) == len(facts)
        else next(f for f in facts if f.state != "value")
    )


DERIVED_OF["assessments"]["since"] = DERIVED_OF["assessments"].pop("first_since")


@derived("organisation")
def servers_in(view: View, organisation: Entity) -> Fact:
    """Where its websites and applications have a copy."""
    here = Where(organisation, ("services",))
    found: list[str] = []
    places: list[Where] = []
    gaps: list[Fact] = []
    for system in view.workspace.entities["systems"].values():
        if not isinstance(system.value, dict) or system.value.get("kind") not in FACING_USERS:
            continue
        fact = view.countries(system)
        if fact.state == "value":
            found += fact.value
            places += fact.origins
        else:
            gaps.append(fact)
    if gaps and view.law.home not in found:
        return gaps[0]
    return Fact(list(dict.fromkeys(found)), (here, *places))


@derived("organisation")
def users_in(view: View, organisation: Entity) -> Fact:
    """Where people use its services, over all flows, as far as the home country is concerned."""
    found: list[str] = []
    gaps = []
    for flow in view.workspace.entities["flows"].values():
        if not isinstance(flow.value, dict):
            gaps.append(Fact(None, (Where(flow),), "unknown"))
            continue
        for where, listed in _located(view, flow):
            if isinstance(listed, list):
                found += _listed(listed)
            else:
                gaps.append(Fact(None, (where,), "missing" if listed is None else "unknown"))
    if gaps and view.law.home not in found:
        return gaps[0]
    return Fact(list(dict.fromkeys(found)), (Where(organisation),))


def _located(view: View, flow: Entity) -> Iterator[tuple[Where, Any]]:
    holders = [flow] if "subjects" in flow.value else [*view.origins(flow, "subjects")] or [flow]
    for holder in holders:
        subjects = holder.value.get("subjects")
        where = Where(holder, ("subjects",))
        if isinstance(subjects, str):
            entry = view.workspace.entities["subjects"][subjects]
            subjects, where = entry.value, Where(entry)
        if isinstance(subjects, dict):
            yield Where(where.entity, (*where.pointer, "located_in")), subjects.get("located_in")
        else:
            yield where, subjects


def _some(view: View, block: str) -> Fact:
    """Whether a block is more than `none` on some system that owes it."""
    gaps = []
    for system in view.workspace.entities["systems"].values():
        if not isinstance(system.value, dict):
            gaps.append(Fact(None, (Where(system),), "unknown"))
        elif system.value.get("kind") in OWING:
            value = system.value.get(block)
            where = Where(system, (block,))
            if isinstance(value, dict):
                return Fact(True, (where,))
            if value != "none":
                gaps.append(Fact(None, (where,), "missing" if value is None else "unknown"))
    return gaps[0] if gaps else Fact(False, (Where(view.organisation()),))


@derived("organisation")
def has_user_content(view: View, _organisation: Entity) -> Fact:
    """Whether users of some application, website or account service can post for others to see."""
    return _some(view, "user_content")


@derived("organisation")
def has_accounts(view: View, _organisation: Entity) -> Fact:
    """Whether some application, website or account service has digital accounts."""
    return _some(view, "accounts")


def _own_systems(view: View, *, listed: bool) -> Fact:
    found, where = [], [Where(view.organisation())]
    for system in view.workspace.entities["systems"].values():
        value = system.value if isinstance(system.value, dict) else {}
        is_listed = value.get("listed") == "critical_to_national_security"
        if value.get("operated_by", ORGANISATION) == ORGANISATION and is_listed is listed:
            found.append(system.id)
            where.append(Where(system, ("listed",)))
    return Fact(found, tuple(where))


@derived("organisation")
def unlisted_systems(view: View, _organisation: Entity) -> Fact:
    """Its systems that are not on the state's list of systems critical to national security."""
    return _own_systems(view, listed=False)


@derived("organisation")
def listed_systems(view: View, _organisation: Entity) -> Fact:
    """Its systems that are on that list."""
    return _own_systems(view, listed=True)


@derived("organisation")
def serves_state(view: View, organisation: Entity) -> Fact:
    """Whether it is a body of the state, or runs a system for a state agency."""
    where = Where(organisation, ("kind",))
    for system in view.workspace.entities["systems"].values():
        party = (
            view.entity(("parties",), _text(system.value.get("operated_for")))
            if isinstance(system.value, dict)
            else None
        )
        if (
            party is not None
            and isinstance(party.value, dict)
            and party.value.get("role") == "state_agency"
        ):
            return Fact(True, (Where(system, ("operated_for",)),))
    kind = organisation.value.get("kind")
    if not isinstance(kind, str):
        return Fact(None, (where,), "missing" if kind is None else "unknown")
    return Fact(kind == "state_body", (where,))
