"""One workspace from many documents: entities by id, and references that lead somewhere."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.fields import KINDS, NONE, ORGANISATION, Field, FieldTable
from pdplint.format.form import problem
from pdplint.format.hints import Hints
from pdplint.model.finding import Finding, Related
from pdplint.model.place import Place, Pointer
from pdplint.model.text import Text, plain
from pdplint.text.edit import Edit
from pdplint.text.values import REFUSED
from pdplint.words.findings import say
from pdplint.workspace.entity import Entity, Where
from pdplint.workspace.lineage import Lineage
from pdplint.workspace.moves import ANYTHING, Move
from pdplint.workspace.reads import Known, Unknown, items, known, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdplint.model.paper import Paper

SHARED_NAMES = ("systems", "parties")
PAPER = "paper"
MOST_MATTERS = 2
"""The most different matters for which one paper may stand before that is told."""
WORLDWIDE = "worldwide"
OWING = frozenset({"website", "application", "account_service"})
"""The kinds of system that say whether they have accounts, and whether users can post."""


class Document(NamedTuple):
    """One document of a description, of the form of format 1 but for what is `REFUSED`."""

    path: str
    number: int
    value: Mapping[str, Any]


class Cited(NamedTuple):
    """Where a description names a paper, by which file or address, and for which matter."""

    where: Where
    address: str
    matter: str


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
        self._hints = Hints()
        self._names: dict[tuple[str, ...], Sequence[str]] = {}
        self._edits: dict[Entity, Edit] = {}
        organisation: Entity | None = None
        for document in documents:
            organisation = self._take(document, organisation)
        for kind, by_id in self.entities.items():  # what is judged depends on no order of files
            self.entities[kind] = dict(sorted(by_id.items()))
        first = documents[0]
        self.described_organisation = organisation is not None
        self.organisation = organisation or Entity(ORGANISATION, "", {}, first.path, first.number)
        self._check_shared_names()
        for entity in self.all():
            self._link(entity, self.table.kinds[entity.kind], entity.value, ())
        self.lineage = Lineage(map(self._move, self._flows()))

    def all(self) -> Iterator[Entity]:
        """Yield every described entity."""
        if self.described_organisation:
            yield self.organisation
        for by_id in self.entities.values():
            yield from by_id.values()

    def entity(self, subject: str) -> Entity | None:
        """Return the entity that reports name so, if there is one."""
        kind, _, id_ = subject.partition("/")
        if kind == ORGANISATION:
            return self.organisation
        return self.entities.get(kind, {}).get(id_)

    def _flows(self) -> Iterator[Entity]:
        return (flow for flow in self.entities["flows"].values() if flow.value is not REFUSED)

    def recipients(self, flow: Entity) -> list[tuple[str, Where]]:
        """Return the systems and parties to which a flow leads, and where each is named."""
        return items(flow, "to")

    def recorders(self, flow: Entity) -> list[tuple[str, Where]]:
        """Return the system that records a flow's consent: it receives who consented to what."""
        entity, pointer = self.block(flow, "consent")
        recorder = read(entity, *pointer, "recorded_in")
        return [(recorder.value, recorder.where)] if isinstance(recorder, Known) else []

    def block(self, entity: Entity, key: str) -> Where:
        """Return where a block stands: in the entity, or apart as the entry that it names."""
        kind = self.table.kinds[entity.kind].children[key].entry
        entry = self.entities[kind].get(text_or_nothing(known(entity, key))) if kind else None
        return Where(entity, (key,)) if entry is None else Where(entry)

    @cached_property
    def watchers(self) -> Mapping[str, Where]:
        """Who records requests and watches for incidents, and where each is named.

        These systems and parties receive what they record, of the people of every flow.
        """
        found: dict[str, Where] = {}
        for path in (("authority_requests", "recorded_in"), ("incidents", "monitored_by")):
            named = known(self.organisation, *path)
            if isinstance(named, str):
                found[named] = Where(self.organisation, path)
            for name, where in items(self.organisation, *path):
                found.setdefault(name, where)
        return found

    @cached_property
    def recorded(self) -> Mapping[str, Sequence[str]]:
        """The flows whose consent a system records, by system."""
        found: dict[str, list[str]] = {}
        for flow in self._flows():
            for name, _ in self.recorders(flow):
                found.setdefault(name, []).append(flow.id)
        return found

    def source(self, flow: Entity) -> Entity | None:
        """Return the system that a flow leaves, if it leaves one that can be told."""
        value = flow.value if isinstance(flow.value, dict) else {}
        return self.entities["systems"].get(text_or_nothing(value.get("from")))

    def leaves_own_system(self, flow: Entity) -> bool:
        """Tell whether a flow comes out of a system that no other party operates."""
        source = self.source(flow)
        return source is not None and is_own(source)

    def _move(self, flow: Entity) -> Move:
        source = text_or_nothing(flow.value.get("from"))
        to = tuple(name for name, _ in self.recipients(flow))
        return Move(flow.id, source or None, to, self._moved(flow))

    def _moved(self, flow: Entity) -> tuple[str, ...]:
        """Return what a flow says that it moves; nothing where it takes that over from others."""
        if "data" not in flow.value and self.leaves_own_system(flow):
            return ()
        data = flow.value.get("data")
        known = strings(data)
        return (*known, *(() if known and known == data else (ANYTHING,)))

    def unfilled(self) -> Sequence[Entity]:
        """Return the own systems that data leaves and no described flow fills, nor any record.

        None where the flow that does so may be one that could not be read, which is told.
        """
        if self.unread or not all(map(_is_read, self.entities["flows"].values())):
            return []
        systems = self.entities["systems"]
        fillable = {**self.recorded, **self.watchers}
        own = [name for name, one in systems.items() if is_own(one) and name not in fillable]
        return [systems[name] for name in self.lineage.unfilled(own)]

    def _take(self, document: Document, organisation: Entity | None) -> Entity | None:
        for number, (kind, value) in enumerate(document.value.items()):
            if kind == ORGANISATION:
                order = (number, 0)
                found = Entity(kind, "", value, document.path, document.number, order)
                if organisation is not None:
                    self._twice(organisation, found, say("organisation-twice"))
                organisation = organisation or found
            elif kind in self.entities and isinstance(value, dict):
                self.declared.setdefault(
                    kind, Where(Entity(kind, "", value, document.path, document.number))
                )
                for index, (id_, body) in enumerate(value.items()):
                    order = (number, index)
                    self._add(Entity(kind, id_, body, document.path, document.number, order))
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
                if child is not None and child.refers:
                    self._link_child(entity, child, sub, (*pointer, key))
        elif isinstance(value, list) and field.item is not None and field.item.refers:
            for index, sub in enumerate(value):
                self._link_child(entity, field.item, sub, (*pointer, index))

    def _link_child(self, entity: Entity, field: Field, value: Any, pointer: Pointer) -> None:
        if field.none and value == NONE:
            return
        kinds = (field.entry,) if field.entry and isinstance(value, str) else field.refers_to
        if kinds and isinstance(value, str):
            if not self._leads(kinds, value):
                self._tell_reference(Where(entity, pointer), kinds, value)
                self._refuse(Where(entity, pointer))
            return
        self._link(entity, field, value, pointer)

    def _refuse(self, where: Where) -> None:
        """Let what stands at a place of an entity be refused, in a copy of what was read."""
        entity = where.entity
        edit = self._edits.setdefault(entity, Edit(entity.value))
        edit.put(where.pointer, REFUSED)
        entity.value = edit.value

    def _leads(self, kinds: Sequence[str], id_: str) -> bool:
        if id_ in kinds:
            return True
        return any(id_ in self.entities.get(kind, ()) for kind in kinds)

    def _tell_reference(self, where: Where, kinds: Sequence[str], id_: str) -> None:
        elsewhere = [kind for kind, by_id in self.entities.items() if id_ in by_id]
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
            near = self._hints.near(id_, self._named(kinds))
            hint = say("did-you-mean", near=near) if near else plain("")
            message = say("reference-unknown", id=id_, hint=hint)
        self.problems.append(
            problem("reference", message, place(where), where.entity.subject, related)
        )

    def _named(self, kinds: Sequence[str]) -> Sequence[str]:
        """Return what a reference to one of some kinds may say; one list for all references."""
        key = tuple(kinds)
        if key not in self._names:
            self._names[key] = [
                *(name for kind in kinds for name in self.entities.get(kind, ())),
                *(kind for kind in kinds if kind not in self.entities),
            ]
        return self._names[key]

    # papers

    def papers(self) -> Sequence[Cited]:
        """Return every file or address that a description names, but for what was refused."""
        return self._papers

    @cached_property
    def _papers(self) -> Sequence[Cited]:
        return [
            cited
            for entity in self.all()
            for cited in _papers(
                entity, self.table.kinds[entity.kind], entity.value, (), entity.kind
            )
        ]

    def files(self) -> Iterable[str]:
        """Return the files that descriptions name, each once, without the heading meant in it."""
        named = (one.address for one in self.papers() if not is_address(one.address))
        return dict.fromkeys(name.partition("#")[0] for name in named)

    def check_papers(self, papers: Mapping[str, Paper]) -> None:
        """Tell which files of the workspace are named and are no papers, or lack the heading.

        `papers` has each file that is named, by its path.
        """
        cited: dict[str, list[Cited]] = {}
        refused: set[Where] = set()
        for one in self.papers():
            if is_address(one.address):
                continue
            path, _, heading = one.address.partition("#")
            paper = papers[path]
            lacks_heading = heading and heading not in paper.headings
            if paper.wrong is not None or lacks_heading:
                wrong = paper.wrong or say("heading-missing", path=path, heading=heading)
                self._refuse_paper(one.where, wrong)
                refused.add(one.where)
            else:
                cited.setdefault(one.address, []).append(one)
                if paper.left:
                    message = say("paper-placeholder", path=path, left=paper.left)
                    self.problems.append(note(message, one.where))
        self.problems += filter(None, (_shared(address, same) for address, same in cited.items()))
        self._papers = [one for one in self._papers if one.where not in refused]

    def _refuse_paper(self, where: Where, message: Text) -> None:
        self.problems.append(problem("file", message, place(where), where.entity.subject))
        self._refuse(where)

    def check_placeholders(self, text: str) -> None:
        """Tell where a text that `pdplint init` wrote is still the name of the organisation."""
        match read(self.organisation, "name"):
            case Known(name, where) if name == text:
                self.problems.append(note(say("placeholder", left=text), where))


def note(message: Text, where: Where, related: tuple[Related, ...] = ()) -> Finding:
    """Return what is told of a paper and decides nothing."""
    told = problem(PAPER, message, place(where), where.entity.subject, related)
    return told._replace(severity="note")


def _shared(address: str, same: Sequence[Cited]) -> Finding | None:
    """Return what is told of a paper that stands for more matters than anybody looks for in one."""
    first: dict[str, Cited] = {}
    for one in same:
        first.setdefault(one.matter, one)
    if len(first) <= MOST_MATTERS:
        return None
    matters = ", ".join(sorted(".".join(matter.split(".")[-2:]) for matter in first))
    message = say("paper-shared", path=address, count=len(first), matters=matters)
    one, *others = first.values()
    related = (
        Related(place(other.where), other.where.entity.subject, say("paper-here"))
        for other in others
    )
    return note(message, one.where, tuple(related))


def is_address(name: str) -> bool:
    """Tell whether a paper's name is an address of something kept elsewhere, like `https://…`."""
    scheme, colon, rest = name.partition(":")
    return bool(colon and rest) and scheme.replace("-", "").replace("+", "").isalnum()


def place(where: Where) -> Place:
    """Return a place as findings have it."""
    entity, pointer = where
    return Place(entity.path, entity.document, (*entity.prefix, *pointer))


def order_of(where: Where) -> tuple[int, ...]:
    """Return where a place stands among others of its file: in the order of the text."""
    entity, pointer = where
    numbers = []
    value = entity.value
    for part in pointer:
        keys = list(value) if isinstance(value, dict) else []
        numbers.append(keys.index(part) if part in keys else part if isinstance(part, int) else -1)
        value = value[part] if numbers[-1] >= 0 else None
    return (entity.document, *entity.order, *numbers)


def _papers(
    entity: Entity, field: Field, value: Any, pointer: Pointer, matter: str
) -> Iterator[Cited]:
    """Yield the papers that a block names; a block that may stand apart has the matter of those."""
    if field.none and value == NONE:
        return
    if field.type == "path" and isinstance(value, str):
        yield Cited(Where(entity, pointer), value, matter)
    elif isinstance(value, dict):
        for key, sub in value.items():
            child = field.children.get(key)
            if child is not None and child.cites:
                inner = child.entry or f"{matter}.{key}"
                yield from _papers(entity, child, sub, (*pointer, key), inner)
            elif child is None and field.item is not None and field.item.cites:
                yield from _papers(entity, field.item, sub, (*pointer, key), matter)


def is_own(system: Entity) -> bool:
    """Tell whether no other party operates a system, as far as is described."""
    value = system.value
    return isinstance(value, dict) and value.get("operated_by", ORGANISATION) == ORGANISATION


def _is_read(flow: Entity) -> bool:
    """Tell whether all recipients of a flow could be read."""
    return not isinstance(read(flow, "to"), Unknown)


def strings(value: Any) -> list[str]:
    """Return the strings of a list, none for what is not a list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def text_or_nothing(value: Any) -> str:
    """Return a string as it is, and the empty string for anything else."""
    return value if isinstance(value, str) else ""
