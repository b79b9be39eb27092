"""The check: a linked workspace and policies in, findings and judged clauses out. Pure.

Every binding of every clause is asked of every entity of its kind. Findings merge by control, kind
and place; what is not described is one finding for each missing block, whichever controls ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint import reliance
from pdplint.citations import citation, strictest_first, united
from pdplint.condition import (
    AMISS,
    MOST_SOURCES,
    RANK,
    Bench,
    Entity,
    Fault,
    Pending,
    Verdict,
    Where,
    listed,
    verdicts,
    worst,
)
from pdplint.contradictions import contradictions
from pdplint.facts import look
from pdplint.fields import ORGANISATION
from pdplint.model import (
    RELIED_ON,
    SEVERITIES,
    Citation,
    Clause,
    Deadline,
    Finding,
    Judged,
    Kind,
    Pointer,
    Related,
    Reliance,
    Sanction,
    Severity,
    State,
    Text,
    fingerprint,
    json_pointer,
)
from pdplint.reliance import Claims, Taken
from pdplint.sanctions import Sanctions, reaches
from pdplint.source import REFUSED
from pdplint.unjudged import NOTHING_DESCRIBED, unfilled_systems, unjudged_systems
from pdplint.unknown import unknown_clauses
from pdplint.view import Law, View
from pdplint.words import say
from pdplint.workspace import Workspace, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdplint.operators import Days
    from pdplint.policy.controls import Control
    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Binding, Regime

OWED = ("flows", "systems", ORGANISATION)
MOVING = ("flows", "transfers")
"""What a clause addresses whose first binding asks of it; its others ask what goes with that."""
NOT_DESCRIBED = "not-described"
APPLICABILITY = "applicability"
LIMIT = "limit"
BUILT_IN = (
    APPLICABILITY,
    NOT_DESCRIBED,
    NOTHING_DESCRIBED,
    LIMIT,
    "syntax",
    "shape",
    "reference",
    "contradiction",
    "file",
    "paper",
    RELIED_ON,
    "waiver",
    "baseline",
)
_STATE: Mapping[str, State] = {
    "shortfall": "falls_short",
    "undeclared": "undeclared",
    "undecided": "undecided",
    "holds": "holds",
    "exempt": "not_applicable",
    "not_asked": "not_applicable",
}
_NOT_APPLICABLE = {"exempt", "not_asked"}
MOST_HOPS = 24


class Checked(NamedTuple):
    """What came of checking: findings and judged clauses, before spans are known."""

    findings: tuple[Finding, ...]
    judged: tuple[Judged, ...]
    deadlines: tuple[Deadline, ...]
    relied_on: tuple[Reliance, ...]


def law(regime: Regime) -> Law:
    """Return what derived facts need of a regime."""
    return Law(regime.home, regime.sensitive, regime.sensitive_with)


def check(
    workspace: Workspace,
    library: Library,
    regimes: Sequence[Regime],
    days: Mapping[str, Days],
    asked: frozenset[str] | None = None,
) -> Checked:
    """Judge every clause of the regimes, each as it stands on the day (`Regime.on`).

    `days` gives for each regime today and its calendar. `asked` names the controls to ask; `None`
    is all of them.
    """
    collector = _Collector(workspace)
    taken = Taken()
    judged: list[Judged] = []
    for regime in regimes:
        bench = Bench(look(workspace, law(regime)), library.table, days[regime.id])
        one = _Regime(regime, bench, collector, asked)
        judged += one.judge()
        one.rely(taken)
    relied_on = tuple(taken.reliances(workspace))
    findings = [
        *workspace.problems,
        *contradictions(workspace),
        *unknown_clauses(workspace, library),
        *collector.findings(),
        *unjudged_systems(workspace),
        *unfilled_systems(workspace),
        *(reliance.finding(one) for one in relied_on if one.citations),
    ]
    return Checked(
        tuple(fingerprinted(finding, workspace) for finding in findings),
        tuple(judged),
        collector.pending(),
        relied_on,
    )


class _Regime:
    """One pass over the bindings of a regime."""

    def __init__(
        self, regime: Regime, bench: Bench, collector: _Collector, asked: frozenset[str] | None
    ) -> None:
        self.regime = regime
        self.bench = bench
        self.view: View = bench.world  # type: ignore[assignment]
        self.collector = collector
        wanted = {b.control.id for b in regime.bindings} if asked is None else asked
        self.bindings = [b for b in regime.bindings if b.control.id in wanted]
        self.left_out = {
            ref for b in regime.bindings if b.control.id not in wanted for ref in _judged_by(b)
        }
        self.states: dict[str, dict[str, str]] = {clause.ref: {} for clause in regime.clauses}
        self.because: dict[str, Text] = {}
        self.in_vain: set[tuple[str, str]] = set()
        self.claims = Claims(self.view.workspace, regime.home)
        self.claimed: list[tuple[Binding, str, str, list[frozenset[Where]]]] = []
        first = {ref: b.control.kind for b in reversed(regime.bindings) for ref in _judged_by(b)}
        self.bound = first.keys()
        self.moving = {clause for clause, kind in first.items() if kind in MOVING}
        organisation = self.view.workspace.organisation.value
        described = organisation if isinstance(organisation, dict) else {}
        self.sanctions = Sanctions(regime, described)

    def rely(self, taken: Taken) -> None:
        """Hand over the claims of this regime, and the clauses that they take away.

        Only where no other binding asks the clause of that subject, it is taken away.
        """
        taken.know(self.claims)
        for binding, subject, state, claims in self.claimed:
            final = self.states[binding.clause.ref][subject]
            if final == state or {final, state} <= _NOT_APPLICABLE:
                for together in claims:
                    taken.add(together, citation(binding))

    def judge(self) -> Iterator[Judged]:
        for binding in self.bindings:
            self._judge_binding(binding)
        for clause in self.regime.clauses:
            if _is_judged(clause):
                yield self._judged(clause)

    def _judge_binding(self, binding: Binding) -> None:
        kind = binding.control.kind
        subjects = list(self.view.subjects(kind))
        if not subjects:
            self._nothing(binding, kind)
            return
        self.bench = self.bench._replace(known={})
        became = [self._judge_subject(binding, subject) for subject in subjects]
        if any(one.never and one.state == "not_asked" for one in became):
            self._explain(binding, say("not-asked-never"))
        elif all(one.state in _NOT_APPLICABLE for one in became):
            self._explain(binding, _silence(binding, became))

    def _explain(self, binding: Binding, because: Text) -> None:
        """Keep why a clause applies to nobody, as those that it addresses have it."""
        for clause in _judged_by(binding):
            if binding.control.kind in MOVING or clause not in self.moving:
                self.because[clause] = because

    def _judge_subject(self, binding: Binding, subject: Entity) -> _Became:
        every: list[Verdict] = []
        if subject.value is REFUSED:
            state = "undecided"
        else:
            every = verdicts(binding.question, subject, self.bench)
            state = worst(every)
            for found in every:
                self._take(binding, subject, found)
            claims = [one for found in every for one in self.claims.taking(found.silenced_by)]
            if claims:
                self.claimed.append((binding, subject.subject, state, claims))
        never = any(found.never for found in every)
        for clause, said in self._states_of(binding, subject, state):
            self._keep(clause, subject.subject, said, never=never)
        return _Became(state, never, {found.relief for found in every if found.relief})

    def _take(self, binding: Binding, subject: Entity, found: Verdict) -> None:
        reached: tuple[Sanction, ...] = ()
        if found.faults:
            reached = tuple(self.sanctions.of(binding, subject, self.bench))
        self.collector.take(binding, subject, found, self.view, self.bench.days, reached)

    def _states_of(
        self, binding: Binding, subject: Entity, state: str
    ) -> Iterator[tuple[str, str]]:
        """Yield each clause that a binding judges, with its state: a sanction has its own scope."""
        yield binding.clause.ref, state
        for reached in binding.sanctions:
            if reached.clause is binding.clause:
                continue
            truth = True if subject.value is REFUSED else reaches(reached, subject, self.bench)
            if truth is None and state in AMISS:
                yield reached.clause.ref, "undecided"
            else:
                yield reached.clause.ref, "not_asked" if truth is False else state

    def _keep(self, clause: str, subject: str, state: str, *, never: bool) -> None:
        """Keep the worst state of a clause for a subject.

        What asks in vain for contents of what is never given lets the clause hold by nothing else.
        """
        states = self.states[clause]
        least = min(states.get(subject, state), state, key=RANK.index)
        if never:
            self.in_vain.add((clause, subject))
        is_in_vain = least == "holds" and (clause, subject) in self.in_vain
        states[subject] = "not_asked" if is_in_vain else least

    def _nothing(self, binding: Binding, kind: str) -> None:
        for clause in _judged_by(binding):
            if kind in OWED:  # it may be in what was not read
                state = "undecided" if self.view.workspace.unread else "undeclared"
                self.states[clause][kind] = state
            if clause not in self.because:
                self._explain(binding, say("no-subject", kind=kind))
        if kind in OWED and not self.view.workspace.unread:
            reached = tuple(self.sanctions.of(binding, None, self.bench))
            self.collector.nothing(binding, kind, reached)

    def _judged(self, clause: Clause) -> Judged:
        here = self.regime.id
        if clause.not_checked is not None:
            because, why = clause.not_checked
            return Judged(here, clause, because, _counts(()), why)
        states = self.states[clause.ref].values()
        least = min(states, key=RANK.index, default="not_asked")
        if least == "holds" and clause.ref in self.moving - self.left_out:
            least = self._of_what_moves(clause)
        state = _STATE[least]
        if clause.ref not in self.bound:
            return Judged(here, clause, "not_applicable", _counts(()), say("not-bound"))
        if clause.ref in self.left_out and not states:
            return Judged(here, clause, "not_applicable", _counts(()), say("left-out"))
        if clause.ref in self.left_out and state == "holds":
            return Judged(here, clause, "undecided", _counts(states), say("partly-left-out"))
        because_ = self.because.get(clause.ref) if state == "not_applicable" else None
        return Judged(here, clause, state, _counts(states), because_)

    def _of_what_moves(self, clause: Clause) -> str:
        """Return how the flows and transfers stand; what goes with them holds nothing alone."""
        subjects = self.states[clause.ref].items()
        own = [state for subject, state in subjects if subject.partition("/")[0] in MOVING]
        return min(own, key=RANK.index, default="not_asked")


def _judged_by(binding: Binding) -> dict[str, None]:
    """Return the clauses that a binding judges: its own, and the sanctions that it reaches."""
    return dict.fromkeys(
        [binding.clause.ref, *(reached.clause.ref for reached in binding.sanctions)]
    )


def _is_judged(clause: Clause) -> bool:
    """Tell whether something has to be said of a clause: not of one that asks nothing."""
    accounted = clause.not_checked is not None or clause.extent is not None
    return accounted or clause.kind in {"duty", "prohibition", "sanction"}


class _Became(NamedTuple):
    """What became of one subject for one binding, and the clauses that relieve it."""

    state: str
    never: bool
    reliefs: set[str]


def _silence(binding: Binding, became: Sequence[_Became]) -> Text:
    """Return why a binding asks nobody of those that are described."""
    count = len(became)
    reliefs = {relief for one in became if one.state == "exempt" for relief in one.reliefs}
    if reliefs:
        return say("relieved", clauses=", ".join(sorted(reliefs)), count=count)
    if all(one.state == "not_asked" for one in became):
        return say("not-asked", condition=binding.applies_when, count=count)
    told = say("all-exempt", condition=binding.exempt_when, count=count)
    by = binding.exempt_by
    return say("exempt-by", told=told, clause=by) if by else told


def _counts(states: Iterable[str]) -> Mapping[str, int]:
    known = list(states)
    order = ("holds", "shortfall", "undeclared", "undecided", "exempt", "not_asked")
    return {state: known.count(state) for state in order}


class _Gathered:
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
        self.subjects: dict[Entity, View] = {}

    def add(self, binding: Binding, severity: Severity, reached: Sequence[Sanction]) -> None:
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
        asked = [(_flow(subject, view), view) for subject, view in self.subjects.items()]
        flows = [(flow, view) for flow, view in asked if flow is not None]
        if not flows or len(flows) < len(asked):
            return ()
        flow, view = min(flows, key=lambda one: one[1].depth(one[0]))
        onward = view.way(flow, self.where.entity.id) if self._lies_further_on(flow, view) else ()
        if len(onward) > 1:
            shown = [*onward[:1], *onward[1:][1 - MOST_HOPS :]]
            return tuple(_hops(shown, len(onward) - len(shown), view))
        route = view.route(flow, MOST_HOPS)
        left_out = view.depth(flow) + 1 - len(route)
        return tuple(_hops(route, left_out, view)) if len(route) > 1 else ()

    def _lies_further_on(self, flow: Entity, view: View) -> bool:
        system = self.where.entity
        direct = {name for name, _ in view.workspace.recipients(flow)}
        return system.kind == "systems" and system.id not in {*direct, flow.value.get("from")}


def _flow(subject: Entity, view: View) -> Entity | None:
    if subject.kind not in {"flows", "transfers"}:
        return None
    id_ = subject.value["flow"].value if subject.kind == "transfers" else subject.id
    return view.entity(("flows",), id_)


def _hops(route: Sequence[Entity], left_out: int, view: View) -> Iterator[Related]:
    """Yield the steps of a route; the second says how many were left out before it."""
    for number, flow in enumerate(route):
        hop = _hop(flow, view)
        if number == 1 and left_out:
            hop = hop._replace(message=say("hops-left-out", count=left_out, hop=hop.message))
        yield hop


def _hop(flow: Entity, view: View) -> Related:
    recipients = listed([name for name, _ in view.workspace.recipients(flow)])
    source = str(flow.value.get("from", "?"))
    message = say("hop", flow=flow.id, source=source, recipients=recipients)
    return Related(place(Where(flow, ("to",))), flow.subject, message)


class _Collector:
    """Merges faults into findings, and pending dates into deadlines."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.gathered: dict[tuple[Any, ...], _Gathered] = {}
        self.deadlines: dict[tuple[Entity, Pointer], tuple[Deadline, dict[str, Citation]]] = {}

    def take(
        self,
        binding: Binding,
        subject: Entity,
        found: Verdict,
        view: View,
        days: Days,
        reached: Sequence[Sanction],
    ) -> None:
        for fault in found.faults:
            if not fault.quiet:
                gathered = self._fault(binding, subject, fault, found, reached)
                if gathered is not None:
                    gathered.subjects.setdefault(subject, view)
        for pending in found.pending:
            self._deadline(binding, pending, days)

    def _fault(
        self,
        binding: Binding,
        subject: Entity,
        fault: Fault,
        found: Verdict,
        reached: Sequence[Sanction],
    ) -> _Gathered | None:
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
            gathered = _Gathered(control, fault.kind, fault.where, title, help_)
            self.gathered[key] = gathered
        gathered.add(binding, "error" if found.beyond else binding.severity, reached)
        gathered.sentences[fault.sentence] = None
        gathered.requires[fault.requires] = None
        if subject in gathered.subjects:
            pass  # it was told already for whom this is asked
        elif fault.where.entity is not subject and subject.kind != "transfers":
            message = say("asked-by", subject=subject.subject)
            gathered.related[Related(place(Where(subject)), subject.subject, message)] = None
        for where, message in (*fault.related, *_abroad(subject)):
            gathered.related[Related(place(where), where.entity.subject, message)] = None
        return gathered

    def nothing(self, binding: Binding, kind: str, reached: Sequence[Sanction]) -> None:
        first = self.workspace.documents[0]
        entity = Entity(kind, "", {}, first.path, first.number)
        key = (NOTHING_DESCRIBED, kind)
        gathered = self.gathered.get(key)
        if gathered is None:
            title = say("title-nothing-described")
            help_ = say("help-nothing-described", kind=kind)
            gathered = _Gathered(NOTHING_DESCRIBED, "undeclared", Where(entity), title, help_)
            self.gathered[key] = gathered
        gathered.add(binding, "error", reached)

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
        found = [d._replace(citations=tuple(c.values())) for d, c in self.deadlines.values()]
        return tuple(sorted(found, key=lambda deadline: (deadline.due_on, deadline.place)))

    def findings(self) -> Iterator[Finding]:
        for gathered in self.gathered.values():
            yield self._finding(gathered)

    def _finding(self, gathered: _Gathered) -> Finding:
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


def _message(gathered: _Gathered) -> Text:
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
    kind, _, id_ = finding.subject.partition("/")
    entity = workspace.entities.get(kind, {}).get(id_) if workspace else None
    if workspace and finding.subject == ORGANISATION:
        entity = workspace.organisation
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
