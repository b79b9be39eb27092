"""One pass over the bindings of a regime: findings, claims and what became of each clause."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from pdplint.format.fields import ORGANISATION
from pdplint.judge.answers import Asking
from pdplint.judge.citations import citation
from pdplint.judge.reliance import Claims, watched
from pdplint.judge.sanctions import Sanctions, reaches
from pdplint.judge.subjects import Sorting, Subject, Subjects, keep, states_of
from pdplint.judge.verdict import RANK, Verdict, verdicts, worst
from pdplint.model.report import Judged
from pdplint.text.values import REFUSED
from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pdplint.judge.findings import Collector
    from pdplint.judge.paths import Context
    from pdplint.judge.reliance import Taken
    from pdplint.model.law import Clause, Sanction
    from pdplint.model.report import State
    from pdplint.model.text import Text
    from pdplint.policy.regimes import Binding, Regime
    from pdplint.workspace.derive import Derived
    from pdplint.workspace.entity import Entity, Where

OWED = ("flows", "systems", ORGANISATION)
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
    explains of everything, also of what is silent.
    """

    def __init__(
        self,
        regime: Regime,
        derived: Derived,
        context: Context,
        collector: Collector,
        asked: Collection[str] | None,
        *,
        explained: bool = False,
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
        self.alike: dict[str, Counter[tuple[str, str]]] = {c.ref: Counter() for c in regime.clauses}
        self.because: dict[str, Text] = {}
        self.in_vain: set[tuple[str, str]] = set()
        self.claims = Claims(derived.workspace, regime.law.home)
        self.claimed: list[list[_Claimed]] = [[] for _ in self.bindings]
        first = {ref: b.control.kind for b in reversed(regime.bindings) for ref in _judged_by(b)}
        self.bound = first.keys()
        self.moving = {clause for clause, kind in first.items() if kind in MOVING}
        organisation = derived.workspace.organisation.value
        described = organisation if isinstance(organisation, dict) else {}
        self.sanctions = Sanctions(regime, described)
        self.subjects = dict(self._sorted(explained=explained))
        counted: Counter[str] = Counter()
        self.numbers = [_counted(counted, binding.control.kind) for binding in self.bindings]

    def _sorted(self, *, explained: bool) -> Iterator[tuple[str, Subjects]]:
        """Yield for each kind its entities by what becomes of the bindings that ask of it."""
        by_kind: dict[str, list[Binding]] = {}
        for binding in self.bindings:
            by_kind.setdefault(binding.control.kind, []).append(binding)
        asking = Asking(self.context, self.claims.places)
        for kind, bindings in by_kind.items():
            entities = self.derived.subjects(kind)
            if explained:
                yield kind, Subjects.unsorted(entities)
            else:
                yield (
                    kind,
                    Sorting(kind, bindings, self.derived, asking, watched()).sorted(entities),
                )

    def rely(self, taken: Taken) -> None:
        """Hand over the claims of this regime, and the clauses that they take away.

        Only where no other binding asks the clause of that subject, it is taken away.
        """
        taken.know(self.claims)
        for binding, claimed in zip(self.bindings, self.claimed, strict=True):
            for one in claimed:
                final = one.final or self.states[binding.clause.ref][one.subject]
                if final == one.state or {final, one.state} <= _NOT_APPLICABLE:
                    for together in one.claims:
                        taken.add(together, citation(binding))

    def judge(self) -> Iterator[Judged]:
        """Judge all bindings; yield what became of each clause."""
        for kind, subjects in self.subjects.items():
            for alike in subjects.alike.values():
                for ref, state in alike.states.items():
                    self.alike[ref][kind, state] += alike.count
        for index in range(len(self.bindings)):
            self._judge_binding(index)
        for clause in self.regime.clauses:
            if _is_judged(clause):
                yield self._judged(clause)

    def _judge_binding(self, index: int) -> None:
        binding, number = self.bindings[index], self.numbers[index]
        subjects = self.subjects[binding.control.kind]
        if not subjects.count:
            self._nothing(binding, binding.control.kind)
            return
        self.context = self.context._replace(known={})
        became = []
        for alike in subjects.alike.values():
            outcome, final = alike.found[number], alike.states[binding.clause.ref]
            became.append(_Became(outcome.state, reliefs={outcome.relief} - {""}))
            claims = list(alike.claims.get(number, ()))
            self.claimed[index].append(_Claimed(outcome.state, claims, final=final))
        became += [self._judge_subject(index, subject) for subject in subjects.others]
        if any(one.never and one.state == "not_asked" for one in became):
            self._explain(binding, say("not-asked-never"))
        elif all(one.state in _NOT_APPLICABLE for one in became):
            self._explain(binding, _silence(binding, became, subjects.count))

    def _explain(self, binding: Binding, because: Text) -> None:
        """Keep why a clause applies to nobody, as those that it addresses have it."""
        for clause in _judged_by(binding):
            if binding.control.kind in MOVING or clause not in self.moving:
                self.because[clause] = because

    def _judge_subject(self, index: int, subject: Subject) -> _Became:
        binding, number, entity = self.bindings[index], self.numbers[index], subject.entity
        outcomes = subject.found[number] if subject.found else ()
        claims: Sequence[frozenset[Where]] = ()
        if entity.value is REFUSED:
            found = _Became("undecided")
        elif outcomes:
            found = _Became(worst(outcomes), reliefs={one.relief for one in outcomes} - {""})
            claims = subject.claims.get(number, ())
        else:
            found, claims = self._explained(binding, entity)
        if claims:
            name = entity.subject
            self.claimed[index].append(_Claimed(found.state, claims, subject=name))
        reached = subject.reached[number] if subject.reached else self._reached(binding, entity)
        for clause, state in states_of(binding, found.state, reached):
            if found.never:
                self.in_vain.add((clause, entity.subject))
            in_vain = (clause, entity.subject) in self.in_vain
            keep(self.states[clause], entity.subject, state, in_vain=in_vain)
        return found

    def _explained(
        self, binding: Binding, entity: Entity
    ) -> tuple[_Became, list[frozenset[Where]]]:
        """Judge a binding of an entity with all that led to it; tell what is amiss."""
        every = verdicts(binding.question, entity, self.context)
        for found in every:
            self._take(binding, entity, found)
        claims = [one for found in every for one in self.claims.taking(found.silenced_by)]
        never = any(found.never for found in every)
        reliefs = {found.relief for found in every if found.relief}
        return _Became(worst(every), never, reliefs), claims

    def _take(self, binding: Binding, subject: Entity, found: Verdict) -> None:
        reached: tuple[Sanction, ...] = ()
        if found.faults:
            reached = tuple(self.sanctions.of(binding, subject, self.context))
        self.collector.take(binding, subject, found, self.derived, self.context.days, reached)

    def _reached(self, binding: Binding, entity: Entity) -> list[bool | None]:
        """Return which of the sanctions of a binding address an entity, as far as that is known."""
        if entity.value is REFUSED:
            return [True] * len(binding.sanctions)
        return [reaches(one, entity, self.context) for one in binding.sanctions]

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
        states = Counter(self.alike[clause.ref])
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
    """The claims that silence a binding, of one subject or of many alike.

    `final` is the state of the clause for those that are alike; of one `subject` it is known when
    all bindings were judged.
    """

    state: str
    claims: Sequence[frozenset[Where]]
    subject: str = ""
    final: str = ""


def _counted(counted: Counter[str], kind: str) -> int:
    """Return how often a kind was counted before, and count it."""
    counted[kind] += 1
    return counted[kind] - 1


def _judged_by(binding: Binding) -> dict[str, None]:
    """Return the clauses that a binding judges: its own, and the sanctions that it reaches."""
    return dict.fromkeys(
        [binding.clause.ref, *(reached.clause.ref for reached in binding.sanctions)]
    )


def _is_judged(clause: Clause) -> bool:
    """Tell whether something has to be said of a clause: not of one that asks nothing."""
    accounted = clause.not_checked is not None or clause.extent is not None
    return accounted or clause.kind in {"duty", "prohibition", "sanction"}


def _silence(binding: Binding, became: Sequence[_Became], count: int) -> Text:
    """Return why a binding asks nobody of those that are described, so many as there are."""
    reliefs = {relief for one in became if one.state == "exempt" for relief in one.reliefs}
    if reliefs:
        return say("relieved", clauses=", ".join(sorted(reliefs)), count=count)
    if all(one.state == "not_asked" for one in became):
        return say("not-asked", condition=binding.applies_when, count=count)
    told = say("all-exempt", condition=binding.exempt_when, count=count)
    by = binding.exempt_by
    return say("exempt-by", told=told, clause=by) if by else told


def _least(states: Mapping[tuple[str, str], int]) -> str:
    """Return the state that counts most, of those of some subjects by kind and state."""
    return min((state for _, state in states), key=RANK.index, default="not_asked")


def _counts(states: Mapping[tuple[str, str], int]) -> Mapping[str, int]:
    order = ("holds", "shortfall", "undeclared", "undecided", "exempt", "not_asked")
    return {
        state: sum(count for (_, one), count in states.items() if one == state) for state in order
    }
