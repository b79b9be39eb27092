"""One workspace from many documents: entities by id, and references that lead somewhere."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.condition import Entity, Where
from pdplint.fields import ORGANISATION, Field, FieldTable
from pdplint.lineage import ANYTHING, Lineage, Move
from pdplint.model import Finding, Place, Pointer, Related, Text, plain
from pdplint.regions import REGIONS
from pdplint.shape import problem
from pdplint.source import REFUSED
from pdplint.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

KINDS = (
    "flows", "systems", "parties", "purposes", "agreements", "assessments",
    "subjects", "notices", "consents", "rights", "protections",
)  # fmt: skip
SHARED_NAMES = ("systems", "parties")
WORLDWIDE = "worldwide"


class Document(NamedTuple):
    """One document of a description, of the form of format 1 but for what is `REFUSED`."""

    path: str
    number: int
    value: Mapping[str, Any]


class Papers(NamedTuple):
    """The files that descriptions name: their headings, by path; `None` for one outside."""

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
        self.lineage = Lineage(map(self._move, self._flows()))

    def all(self) -> Iterator[Entity]:
        """Yield every described entity."""
        if self.described_organisation:
            yield self.organisation
        for by_id in self.entities.values():
            yield from by_id.values()

    def _flows(self) -> Iterator[Entity]:
        return (flow for flow in self.entities["flows"].values() if flow.value is not REFUSED)

    def recipients(self, flow: Entity) -> list[tuple[str, Where]]:
        """Return the systems and parties to which a flow leads, and where each is named."""
        to = flow.value.get("to")
        named = enumerate(to) if isinstance(to, list) else ()
        return [
            (name, Where(flow, ("to", index))) for index, name in named if isinstance(name, str)
        ]

    def recorders(self, flow: Entity) -> list[tuple[str, Where]]:
        """Return the system that records a flow's consent: it receives who consented to what."""
        holder, inside = Where(flow, ("consent",)), flow.value.get("consent")
        if isinstance(inside, str):
            entry = self.entities["consents"][inside]
            holder, inside = Where(entry), entry.value
        recorder = inside.get("recorded_in") if isinstance(inside, dict) else None
        if not isinstance(recorder, str):
            return []
        return [(recorder, Where(holder.entity, (*holder.pointer, "recorded_in")))]

    @cached_property
    def watchers(self) -> Mapping[str, Where]:
        """Who records requests and watches for incidents, and where each is named.

        These systems and parties receive what they record, of the people of every flow.
        """
        value = self.organisation.value if isinstance(self.organisation.value, dict) else {}
        found: dict[str, Where] = {}
        for block, key in (("authority_requests", "recorded_in"), ("incidents", "monitored_by")):
            inside = value.get(block)
            named = inside.get(key) if isinstance(inside, dict) else None
            if isinstance(named, str):
                found[named] = Where(self.organisation, (block, key))
            for index, name in enumerate(named if isinstance(named, list) else ()):
                if isinstance(name, str):
                    found.setdefault(name, Where(self.organisation, (block, key, index)))
        return found

    @cached_property
    def recorded(self) -> Mapping[str, Sequence[str]]:
        """The flows whose consent a system records, by system."""
        found: dict[str, list[str]] = {}
        for flow in self._flows():
            for name, _ in self.recorders(flow):
                found.setdefault(name, []).append(flow.id)
        return found

    def _move(self, flow: Entity) -> Move:
        source = text_or_nothing(flow.value.get("from"))
        data = tuple(strings(flow.value.get("data", [])))
        to = tuple(name for name, _ in self.recipients(flow))
        return Move(flow.id, source or None, to, data or (ANYTHING,))

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
        elif self.unread:
            message = say("reference-unreadable", id=id_, path=self.unread[0])
            found = problem("reference", message, place(where), where.entity.subject)
            self.problems.append(found._replace(kind="undecided"))
            return
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
            or REFUSED in countries
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


def strings(value: Any) -> list[str]:
    """Return the strings of a list, none for what is not a list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def text_or_nothing(value: Any) -> str:
    """Return a string as it is, and the empty string for anything else."""
    return value if isinstance(value, str) else ""
