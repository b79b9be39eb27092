"""The check: a linked workspace and policies in, findings and judged clauses out. Pure.

Every binding of every clause is asked of every entity of its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.format.fields import ORGANISATION
from pdplint.judge import reliance
from pdplint.judge.citations import citation
from pdplint.judge.findings import APPLICABILITY, LIMIT, NOT_DESCRIBED, Collector, fingerprinted
from pdplint.judge.mentions import unknown_clauses
from pdplint.judge.orphans import NOTHING_DESCRIBED, unfilled_systems, unjudged_systems
from pdplint.judge.paths import Context
from pdplint.judge.reliance import Claims, Taken
from pdplint.judge.sanctions import Sanctions, reaches
from pdplint.judge.verdict import AMISS, RANK, Verdict, verdicts, worst
from pdplint.model.finding import RELIED_ON, Finding
from pdplint.model.report import Deadline, Judged, Reliance, State
from pdplint.text.values import REFUSED
from pdplint.words.findings import say
from pdplint.workspace.contradictions import contradictions
from pdplint.workspace.facts import derive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdplint.model.law import Clause, Sanction
    from pdplint.model.text import Text
    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Binding, Regime
    from pdplint.policy.values import Days
    from pdplint.workspace.derive import Derived
    from pdplint.workspace.entity import Entity, Where
    from pdplint.workspace.linking import Workspace

OWED = ("flows", "systems", ORGANISATION)
MOVING = ("flows", "transfers")
"""What a clause addresses whose first binding asks of it; its others ask what goes with that."""
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


class Checked(NamedTuple):
    """What came of checking: findings and judged clauses, before spans are known.

    `derived` has what follows from the workspace under the law of each regime, by its id.
    """

    findings: tuple[Finding, ...]
    judged: tuple[Judged, ...]
    deadlines: tuple[Deadline, ...]
    relied_on: tuple[Reliance, ...]
    derived: Mapping[str, Derived]


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
    collector = Collector(workspace)
    taken = Taken()
    judged: list[Judged] = []
    derived = {regime.id: derive(workspace, regime.law) for regime in regimes}
    for regime in regimes:
        context = Context(derived[regime.id], library.table, days[regime.id], {})
        one = _Regime(regime, derived[regime.id], context, collector, asked)
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
        derived,
    )


class _Regime:
    """One pass over the bindings of a regime."""

    def __init__(
        self,
        regime: Regime,
        derived: Derived,
        context: Context,
        collector: Collector,
        asked: frozenset[str] | None,
    ) -> None:
        self.regime = regime
        self.context = context
        self.derived = derived
        self.collector = collector
        wanted = {b.control.id for b in regime.bindings} if asked is None else asked
        self.bindings = [b for b in regime.bindings if b.control.id in wanted]
        self.left_out = {
            ref for b in regime.bindings if b.control.id not in wanted for ref in _judged_by(b)
        }
        self.states: dict[str, dict[str, str]] = {clause.ref: {} for clause in regime.clauses}
        self.because: dict[str, Text] = {}
        self.in_vain: set[tuple[str, str]] = set()
        self.claims = Claims(self.derived.workspace, regime.law.home)
        self.claimed: list[tuple[Binding, str, str, list[frozenset[Where]]]] = []
        first = {ref: b.control.kind for b in reversed(regime.bindings) for ref in _judged_by(b)}
        self.bound = first.keys()
        self.moving = {clause for clause, kind in first.items() if kind in MOVING}
        organisation = self.derived.workspace.organisation.value
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
        subjects = list(self.derived.subjects(kind))
        if not subjects:
            self._nothing(binding, kind)
            return
        self.context = self.context._replace(known={})
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
            every = verdicts(binding.question, subject, self.context)
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
            reached = tuple(self.sanctions.of(binding, subject, self.context))
        self.collector.take(binding, subject, found, self.derived, self.context.days, reached)

    def _states_of(
        self, binding: Binding, subject: Entity, state: str
    ) -> Iterator[tuple[str, str]]:
        """Yield each clause that a binding judges, with its state: a sanction has its own scope."""
        yield binding.clause.ref, state
        for reached in binding.sanctions:
            if reached.clause is binding.clause:
                continue
            truth = True if subject.value is REFUSED else reaches(reached, subject, self.context)
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
                state = "undecided" if self.derived.workspace.unread else "undeclared"
                self.states[clause][kind] = state
            if clause not in self.because:
                self._explain(binding, say("no-subject", kind=kind))
        if kind in OWED and not self.derived.workspace.unread:
            reached = tuple(self.sanctions.of(binding, None, self.context))
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
