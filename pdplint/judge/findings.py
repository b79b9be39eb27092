"""Faults to findings, merged by control, kind and place.

What is not described is one finding for each missing block, whichever controls ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pdplint.format.fields import ORGANISATION
from pdplint.judge.citations import citation, strictest_first, united
from pdplint.model.builtin import APPLICABILITY, LIMIT, NOT_DESCRIBED, NOTHING_DESCRIBED
from pdplint.model.finding import (
    SEVERITIES,
    Citation,
    Finding,
    Kind,
    Related,
    Severity,
    fingerprint,
)
from pdplint.model.place import Pointer, json_pointer
from pdplint.model.report import Deadline
from pdplint.policy.wording import listed
from pdplint.words.findings import say
from pdplint.workspace.entity import Entity, Where
from pdplint.workspace.linking import Workspace, place
from pdplint.workspace.sources import MOST_SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pdplint.judge.truth import Fault, Pending
    from pdplint.judge.verdict import Verdict
    from pdplint.model.law import Sanction
    from pdplint.model.text import Text
    from pdplint.policy.controls import Control
    from pdplint.policy.regimes import Binding
    from pdplint.policy.values import Days
    from pdplint.workspace.derive import Derived

MOST_HOPS = 24


class Gathered:
    """A finding in the making: everything that merges into it."""

    def __init__(
        self, control: str, kind: Kind, where: Where, title: Text, help_: Text | None
    ) -> None:
        self.control = control
        self.kind = kind
        self.where = where
        self.title = title
        self.help = help_
        self.severity: Severity = "note"
        self.sentences: dict[Text, None] = {}
        self.requires: dict[Text, None] = {}
        self.citations: dict[str, Citation] = {}
        self.controls: dict[str, Control] = {}
        self.related: dict[Related, None] = {}
        self.subjects: dict[Entity, Derived] = {}

    def add(self, binding: Binding, severity: Severity, reached: Sequence[Sanction]) -> None:
        """Take one more binding that asks, and the sanctions that its breach reaches."""
        self.severity = min(self.severity, severity, key=SEVERITIES.index)
        self.controls[binding.control.id] = binding.control
        cited = citation(binding, reached)
        known = self.citations.get(cited.clause.ref)
        self.citations[cited.clause.ref] = united(known, cited) if known else cited

    def hops(self) -> tuple[Related, ...]:
        """Return the path on which it rests, step by step; of a very long one the middle is cut.

        It is the shortest way by which data comes to one of the subjects, or that from a subject to
        the system further on of which something is not told. None where data comes to a subject
        directly, or where something that is no flow is asked as well.
        """
        asked = [(_flow(subject, derived), derived) for subject, derived in self.subjects.items()]
        flows = [(flow, derived) for flow, derived in asked if flow is not None]
        if not flows or len(flows) < len(asked):
            return ()
        flow, derived = min(flows, key=lambda one: one[1].depth(one[0]))
        onward = (
            derived.way(flow, self.where.entity.id) if self._lies_further_on(flow, derived) else ()
        )
        if len(onward) > 1:
            shown = [*onward[:1], *onward[1:][1 - MOST_HOPS :]]
            return tuple(_hops(shown, len(onward) - len(shown), derived))
        route = derived.route(flow, MOST_HOPS)
        left_out = derived.depth(flow) + 1 - len(route)
        return tuple(_hops(route, left_out, derived)) if len(route) > 1 else ()

    def _lies_further_on(self, flow: Entity, derived: Derived) -> bool:
        system = self.where.entity
        direct = {name for name, _ in derived.workspace.recipients(flow)}
        return system.kind == "systems" and system.id not in {*direct, flow.value.get("from")}


def _flow(subject: Entity, derived: Derived) -> Entity | None:
    if subject.kind not in {"flows", "transfers"}:
        return None
    id_ = subject.value["flow"].value if subject.kind == "transfers" else subject.id
    return derived.entity(("flows",), id_)


def _hops(route: Sequence[Entity], left_out: int, derived: Derived) -> Iterator[Related]:
    """Yield the steps of a route; the second says how many were left out before it."""
    for number, flow in enumerate(route):
        hop = _hop(flow, derived)
        if number == 1 and left_out:
            hop = hop._replace(message=say("hops-left-out", count=left_out, hop=hop.message))
        yield hop


def _hop(flow: Entity, derived: Derived) -> Related:
    recipients = listed([name for name, _ in derived.workspace.recipients(flow)])
    source = str(flow.value.get("from", "?"))
    message = say("hop", flow=flow.id, source=source, recipients=recipients)
    return Related(place(Where(flow, ("to",))), flow.subject, message)


class Collector:
    """Merges faults into findings, and pending dates into deadlines."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.gathered: dict[tuple[Any, ...], Gathered] = {}
        self.deadlines: dict[tuple[Entity, Pointer], tuple[Deadline, dict[str, Citation]]] = {}

    def take(
        self,
        binding: Binding,
        subject: Entity,
        found: Verdict,
        derived: Derived,
        days: Days,
        reached: Sequence[Sanction],
    ) -> None:
        """Take what became of a binding asked of a subject."""
        for fault in found.faults:
            if not fault.quiet:
                gathered = self._fault(binding, subject, fault, found, reached)
                if gathered is not None:
                    gathered.subjects.setdefault(subject, derived)
        for pending in found.pending:
            self._deadline(binding, pending, days)

    def _fault(
        self,
        binding: Binding,
        subject: Entity,
        fault: Fault,
        found: Verdict,
        reached: Sequence[Sanction],
    ) -> Gathered | None:
        if (
            fault.where.entity is self.workspace.organisation
            and not self.workspace.described_organisation
        ):
            self.nothing(binding, ORGANISATION, reached)
            return None
        control, title, help_ = _told_by(binding, fault, found)
        key = (control, fault.kind, fault.where.entity, fault.where.pointer)
        gathered = self.gathered.get(key)
        if gathered is None:
            gathered = Gathered(control, fault.kind, fault.where, title, help_)
            self.gathered[key] = gathered
        gathered.add(binding, binding.gravest if found.beyond else binding.severity, reached)
        gathered.sentences[fault.sentence] = None
        gathered.requires[fault.requires] = None
        if subject in gathered.subjects:
            pass  # it was told already for whom this is asked
        elif fault.where.entity is not subject and subject.kind != "transfers":
            message = say("asked-by", subject=subject.subject)
            asks = Related(place(Where(subject)), subject.subject, message, asked_by=True)
            gathered.related[asks] = None
        for where, message in (*fault.related, *_abroad(subject)):
            gathered.related[Related(place(where), where.entity.subject, message)] = None
        return gathered

    def nothing(self, binding: Binding, kind: str, reached: Sequence[Sanction]) -> None:
        """Take that nothing of a kind is described of which a binding asks."""
        first = self.workspace.documents[0]
        entity = Entity(kind, "", {}, first.path, first.number)
        key = (NOTHING_DESCRIBED, kind)
        gathered = self.gathered.get(key)
        if gathered is None:
            title = say("title-nothing-described")
            help_ = say("help-nothing-described", kind=kind)
            gathered = Gathered(NOTHING_DESCRIBED, "undeclared", Where(entity), title, help_)
            self.gathered[key] = gathered
        gathered.add(binding, binding.gravest, reached)

    def _deadline(self, binding: Binding, pending: Pending, days: Days) -> None:
        """Keep the earliest day that is set for a place, and all clauses that set one."""
        key = (pending.where.entity, pending.where.pointer)
        deadline = _due(pending, days)
        known, citations = self.deadlines.get(key, (deadline, {}))
        cited = citation(binding)
        known_one = citations.get(cited.clause.ref)
        citations[cited.clause.ref] = united(known_one, cited) if known_one else cited
        earlier = min(known, deadline, key=lambda one: (one.due_on, one.due_latest))
        self.deadlines[key] = (earlier, citations)

    def pending(self) -> tuple[Deadline, ...]:
        """Return what is due on a day that lies ahead, the next first."""
        found = [d._replace(citations=tuple(c.values())) for d, c in self.deadlines.values()]
        return tuple(sorted(found, key=lambda deadline: (deadline.due_on, deadline.place)))

    def findings(self) -> Iterator[Finding]:
        """Yield one finding for each control, kind and place."""
        for gathered in self.gathered.values():
            yield self._finding(gathered)

    def _finding(self, gathered: Gathered) -> Finding:
        where, subject = gathered.where, gathered.where.entity.subject
        at = place(where)
        if gathered.control == NOTHING_DESCRIBED:
            subject = where.entity.kind
            at = at._replace(pointer=(subject,))
        return Finding(
            control=gathered.control,
            kind=gathered.kind,
            severity=gathered.severity,
            title=gathered.title,
            message=_message(gathered),
            place=at,
            subject=subject,
            citations=strictest_first(gathered.citations.values(), gathered.controls),
            related=tuple(related for related in gathered.related if related.place != at),
            help=gathered.help,
            hops=gathered.hops(),
        )


def _due(pending: Pending, days: Days) -> Deadline:
    where, first, last = pending.where, pending.due_on.isoformat(), pending.latest.isoformat()
    left = (pending.due_on - days.today).days
    message = say("due", date=first, days=left)
    if last != first:
        message = say("due-between", first=first, last=last, days=left)
    return Deadline(place(where), where.entity.subject, first, left, message, (), last)


def _told_by(binding: Binding, fault: Fault, found: Verdict) -> tuple[str, Text, Text | None]:
    """Return the control that tells a fault, with its title and help: its own or a built-in one."""
    if found.beyond:
        built_in = LIMIT
    elif found.applicability:
        built_in = APPLICABILITY
    elif fault.kind == "undeclared":
        built_in = NOT_DESCRIBED
    else:
        return binding.control.id, binding.control.title, binding.control.help
    return built_in, say(f"title-{built_in}"), say(f"help-{built_in}")


def _abroad(subject: Entity) -> Iterator[tuple[Where, Text]]:
    """Yield what makes a transfer one: each place that says that something is abroad."""
    if subject.kind == "transfers" and subject.value["abroad"].value:
        countries = ", ".join(subject.value["countries"].value)
        for where in subject.value["abroad"].origins[1:]:
            yield where, say("abroad-here", countries=countries)


def _message(gathered: Gathered) -> Text:
    clauses = len(gathered.citations)
    if gathered.control == NOTHING_DESCRIBED:
        return say("nothing-described", kind=gathered.where.entity.kind, count=clauses)
    if gathered.control == APPLICABILITY:
        return say("applicability", count=clauses)
    if gathered.control == LIMIT:
        return say("limit", system=gathered.where.entity.id, most=MOST_SOURCES, count=clauses)
    asked = _listed(list(gathered.requires))
    if gathered.kind == "undeclared" and len(gathered.sentences) > 1:
        return say("not-described", requires=asked)
    return _listed(list(gathered.sentences))


def _listed(texts: Sequence[Text]) -> Text:
    whole = texts[0]
    for text in texts[1:]:
        whole = say("and", first=whole, second=text)
    return whole


def fingerprinted(finding: Finding, workspace: Workspace | None = None) -> Finding:
    """Return a finding with its fingerprint; of its workspace, where anything of it could be read.

    It is made of control, kind, subject and the pointer inside that, list items by their value.
    """
    at = finding.place
    entity = workspace.entity(finding.subject) if workspace else None
    inside = at.pointer[len(entity.prefix) :] if entity else at.pointer
    parts = list(_by_value(entity.value if entity else None, inside))
    made = fingerprint(finding.control, finding.kind, finding.subject, *parts)
    return finding._replace(fingerprint=made, inside=json_pointer(parts))


def _by_value(value: Any, pointer: Pointer) -> Iterator[str]:
    for part in pointer:
        value = value[part] if _holds(value, part) else None
        named = isinstance(part, int) and isinstance(value, str | int | float)
        yield str(value) if named else str(part)


def _holds(value: Any, part: str | int) -> bool:
    if isinstance(value, dict):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and part < len(value)
