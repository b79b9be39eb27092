"""One pass over the bindings of a regime: findings, claims and what became of each clause."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from pdplint.format.fields import ORGANISATION, OWED
from pdplint.judge.asking import Asking
from pdplint.judge.citations import citation
from pdplint.judge.reliance import Claims
from pdplint.judge.sanctions import Sanctions, reaches
from pdplint.judge.shares import sorted_in_shares
from pdplint.judge.subjects import (
    Alike,
    Sorting,
    Subjects,
    Unexplained,
    by_kind,
    compiled,
    judged_by,
    keep,
    states_of,
)
from pdplint.judge.truth import disjunction, judge_term
from pdplint.judge.verdict import RANK, Verdict, verdicts, worst
from pdplint.model.report import Judged
from pdplint.policy.wording import describe_term, listed, show
from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pdplint.judge.findings import Collector
    from pdplint.judge.paths import Context
    from pdplint.judge.reliance import Taken
    from pdplint.model.law import Clause, Sanction
    from pdplint.model.report import State
    from pdplint.model.sharing import Sharing
    from pdplint.model.text import Text
    from pdplint.policy.regimes import Binding, Regime
    from pdplint.workspace.derive import Derived
    from pdplint.workspace.entity import Entity, Where

MOVING = ("flows", "transfers")
"""What a clause addresses whose first binding asks of it; its others ask what goes with that."""
_STATE: Mapping[str, State] = {
    "shortfall": "falls_short",
    "undeclared": "undeclared",
    "undecided": "undecided",
    "holds": "holds",
    "exempt": "not_applicable",
    "not_asked": "not_applicable",
}
_NOT_APPLICABLE = {"exempt", "not_asked"}


class Pass:
    """One pass over the bindings of a regime.

    `asked` names the controls to ask; `None` is all of them. `explained` asks the engine that
    explains of everything, also of what is silent; else entities are sorted, in shares if asked.
    """

    def __init__(
        self,
        regime: Regime,
        derived: Derived,
        context: Context,
        collector: Collector,
        asked: frozenset[str] | None,
        *,
        explained: bool = False,
        sharing: Sharing | None = None,
    ) -> None:
        self.regime = regime
        self.context = context
        self.derived = derived
        self.collector = collector
        wanted = {b.control.id for b in regime.bindings} if asked is None else asked
        self.bindings = [b for b in regime.bindings if b.control.id in wanted]
        self.left_out = {
            ref for b in regime.bindings if b.control.id not in wanted for ref in judged_by(b)
        }
        self.states: dict[str, dict[str, str]] = {clause.ref: {} for clause in regime.clauses}
        self.counted: dict[str, Counter[tuple[str, str]]] = {
            c.ref: Counter() for c in regime.clauses
        }
        self.because: dict[str, Text] = {}
        self.in_vain: dict[tuple[str, str], None] = {}
        self.claims = Claims(derived.workspace, regime.law.home)
        self.claimed: list[list[_Claimed]] = [[] for _ in self.bindings]
        first = {ref: b.control.kind for b in reversed(regime.bindings) for ref in judged_by(b)}
        self.bound = first.keys()
        self.moving = {clause for clause, kind in first.items() if kind in MOVING}
        organisation = derived.workspace.organisation.value
        described = organisation if isinstance(organisation, dict) else {}
        self.sanctions = Sanctions(regime, described)
        if explained:
            self.subjects = {
                kind: Subjects.unsorted(derived.subjects(kind), bindings)
                for kind, bindings in by_kind(self.bindings).items()
            }
        else:
            self.subjects = dict(self._sorted(asked, sharing))
        counted: Counter[str] = Counter()
        self.numbers = [_counted(counted, binding.control.kind) for binding in self.bindings]

    def _sorted(
        self, asked: frozenset[str] | None, sharing: Sharing | None
    ) -> Iterator[tuple[str, Subjects]]:
        """Yield for each kind its entities by what becomes of the bindings that ask of it."""
        asking = Asking(self.context, self.claims.places)
        all_ = compiled(self.regime, asked, self.context.table, self.context.days)
        sortings = {kind: Sorting(one, self.derived, asking) for kind, one in all_.items()}
        if sharing is None:
            for kind, sorting in sortings.items():
                yield kind, sorting.sorted(self.derived.subjects(kind))
        else:
            entities = {kind: [*self.derived.subjects(kind)] for kind in sortings}
            yield from sorted_in_shares(sortings, entities, self.derived.workspace, sharing)

    def rely(self, taken: Taken) -> None:
        """Hand over the claims of this regime, and the clauses that they take away.

        What excuses from a binding takes its clause away, if only in part; what does not address a
        subject does so where no other binding asks the clause of it.
        """
        taken.know(self.claims)
        for binding, claimed in zip(self.bindings, self.claimed, strict=True):
            states = self.states[binding.clause.ref]
            for one in claimed:
                finals = (states.get(subject, one.otherwise) for subject in one.subjects)
                if one.state == "exempt" or any(_is_same(final, one.state) for final in finals):
                    taken.add(one.claims, citation(binding))

    def judge(self) -> Iterator[Judged]:
        """Judge all bindings; yield what became of each clause."""
        for kind, subjects in self.subjects.items():
            for alike in subjects.alike.values():
                self._count(kind, alike)
        for index in range(len(self.bindings)):
            self._judge_binding(index)
        for ref, subject in self.in_vain:
            if self.states[ref][subject] == "holds":
                self.states[ref][subject] = "not_asked"
        for clause in self.regime.clauses:
            if _is_judged(clause):
                yield self._judged(clause)

    def _count(self, kind: str, alike: Alike) -> None:
        """Count the clauses of which all is known of entities, and keep what is known of others."""
        for ref, state in alike.states.items():
            if ref not in alike.open_:
                self.counted[ref][kind, state] += len(alike.entities)
        for ref in alike.open_ & alike.states.keys():
            state = alike.states[ref]
            self.states[ref] |= dict.fromkeys((one.subject for one in alike.entities), state)

    def _judge_binding(self, index: int) -> None:
        binding, number = self.bindings[index], self.numbers[index]
        subjects = self.subjects[binding.control.kind]
        if not subjects.count:
            self._nothing(binding, binding.control.kind)
            return
        self.context = self.context._replace(known={})
        became = []
        for alike in subjects.alike.values():
            outcome = alike.found[number]
            if outcome.state:
                became.append(_Became(outcome.state, reliefs=outcome.reliefs))
                known = alike.states[binding.clause.ref]
                for claims, entities in alike.claims.get(number, {}).items():
                    names = [one.subject for one in entities]
                    self.claimed[index].append(_Claimed(outcome.state, claims, names, known))
        became += [self._judge_subject(index, one) for one in subjects.unexplained[number]]
        if any(one.never and one.state == "not_asked" for one in became):
            self._explain(binding, say("not-asked-never"))
        elif all(one.state == "not_asked" for one in became):
            told = say("not-asked", condition=binding.applies_when, count=subjects.count)
            self._explain(binding, next(self._denied(binding), told))
        elif all(one.state in _NOT_APPLICABLE for one in became):
            self._explain(binding, _silence(binding, became, subjects.count))

    def _denied(self, binding: Binding) -> Iterator[Text]:
        """Yield what the organisation says by which alone a binding asks nobody."""
        kind = binding.control.kind
        one = next(iter(self.derived.subjects(kind)))
        for condition in binding.question.when:
            for term in condition.terms:
                if ORGANISATION not in (kind, term.parts[0]):
                    continue
                found = judge_term(term, one, self.context, disjunction)
                if found.truth is False:
                    said = [show(trace.slot.value) for trace in found.traces]
                    asked = describe_term(term)
                    yield say("not-asked-of-it", condition=asked, value=listed(said))

    def _explain(self, binding: Binding, because: Text) -> None:
        """Keep why a clause applies to nobody, as those that it addresses have it."""
        for clause in judged_by(binding):
            if binding.control.kind in MOVING or clause not in self.moving:
                self.because[clause] = because

    def _judge_subject(self, index: int, one: Unexplained) -> _Became:
        """Judge a binding of an entity with all that led to it; tell what is amiss."""
        binding, entity = self.bindings[index], one.entity
        every = verdicts(binding.question, entity, self.context)
        for found in every:
            self._take(binding, entity, found)
            for claims in self.claims.taking(found.silenced_by):
                self.claimed[index].append(_Claimed(worst(every), claims, [entity.subject]))
        never = any(found.never for found in every)
        reliefs = {found.relief for found in every if found.relief}
        reached = one.alike.found[self.numbers[index]].reached or self._reached(binding, entity)
        for clause, state in states_of(binding, worst(every), reached):
            keep(self.states[clause], entity.subject, state)
            if never:
                self.in_vain[clause, entity.subject] = None
        return _Became(worst(every), never, reliefs)

    def _take(self, binding: Binding, subject: Entity, found: Verdict) -> None:
        reached: tuple[Sanction, ...] = ()
        if found.faults:
            reached = tuple(self.sanctions.of(binding, subject, self.context))
        self.collector.take(binding, subject, found, self.derived, self.context.days, reached)

    def _reached(self, binding: Binding, entity: Entity) -> list[bool | None]:
        """Return which of the sanctions of a binding address an entity, as far as that is known."""
        return [reaches(one, entity, self.context) for one in binding.sanctions]

    def _nothing(self, binding: Binding, kind: str) -> None:
        for clause in judged_by(binding):
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
            return Judged(here, clause, because, _counts({}), why)
        states = self._states(clause)
        counts = _counts(states)
        least = _least(states)
        if least == "holds" and clause.ref in self.moving - self.left_out:
            least = _least({key: n for key, n in states.items() if key[0] in MOVING})
        state = _STATE[least]
        if clause.ref not in self.bound:
            return Judged(here, clause, "not_applicable", _counts({}), say("not-bound"))
        if clause.ref in self.left_out and not states:
            return Judged(here, clause, "not_applicable", _counts({}), say("left-out"))
        if clause.ref in self.left_out and state == "holds":
            return Judged(here, clause, "undecided", counts, say("partly-left-out"))
        because_ = self.because.get(clause.ref) if state == "not_applicable" else None
        return Judged(here, clause, state, counts, because_)

    def _states(self, clause: Clause) -> Counter[tuple[str, str]]:
        """Return how many subjects a clause has, by their kind and state."""
        states = Counter(self.counted[clause.ref])
        for subject, state in self.states[clause.ref].items():
            states[subject.partition("/")[0], state] += 1
        return states


class _Became(NamedTuple):
    """What became of one subject for one binding, and the clauses that relieve it.

    It may stand for many that are alike.
    """

    state: str
    never: bool = False
    reliefs: Collection[str] = ()


class _Claimed(NamedTuple):
    """The claims that together silence a binding, whose state is then that, of some subjects.

    `otherwise` is the state of the clause for subjects of which no other binding is amiss.
    """

    state: str
    claims: frozenset[Where]
    subjects: Sequence[str]
    otherwise: str = ""


def _is_same(final: str, state: str) -> bool:
    return final == state or {final, state} <= _NOT_APPLICABLE


def _counted(counted: Counter[str], kind: str) -> int:
    """Return how often a kind was counted before, and count it."""
    counted[kind] += 1
    return counted[kind] - 1


def _is_judged(clause: Clause) -> bool:
    """Tell whether something has to be said of a clause: not of one that asks nothing."""
    accounted = clause.not_checked is not None or clause.extent is not None
    return accounted or clause.kind in {"duty", "prohibition", "sanction"}


def _silence(binding: Binding, became: Sequence[_Became], count: int) -> Text:
    """Return why a binding asks nobody of those that are described, so many as there are."""
    reliefs = {relief for one in became if one.state == "exempt" for relief in one.reliefs}
    if reliefs:
        return say("relieved", clauses=", ".join(sorted(reliefs)), count=count)
    told = say("all-exempt", condition=binding.exempt_when, count=count)
    by = binding.exempt_by
    return say("exempt-by", told=told, clause=by) if by else told


def _least(states: Mapping[tuple[str, str], int]) -> str:
    """Return the state that counts most, of those of some subjects by kind and state."""
    return min((state for _, state in states), key=RANK.index, default="not_asked")


def _counts(states: Mapping[tuple[str, str], int]) -> Mapping[str, int]:
    order = ("holds", "shortfall", "undeclared", "undecided", "exempt", "not_asked")
    counts = dict.fromkeys(order, 0)
    for (_, state), count in states.items():
        counts[state] += count
    return counts
