"""The entities of one kind, by what becomes of all that is asked of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from pdplint.judge.answers import Answering, Asking
from pdplint.judge.outcomes import Outcome, Outcomes, terms_of
from pdplint.judge.terms import Terms
from pdplint.judge.verdict import AMISS, RANK
from pdplint.text.values import REFUSED
from pdplint.workspace.sources import DIRECT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pdplint.judge.answers import Answers
    from pdplint.policy.regimes import Binding
    from pdplint.workspace.derive import Derived
    from pdplint.workspace.entity import Entity, Where
    from pdplint.workspace.sources import Sources

Found = tuple[Outcome, ...]
"""What becomes of each binding of a kind, in order."""
_Claims = Mapping[int, Sequence[frozenset["Where"]]]
"""The claims that silence bindings, by their numbers."""


class Subject(NamedTuple):
    """An entity that is judged by itself.

    `found` has for each binding the outcomes for each source of what it passes on, none where an
    explanation is needed; `reached` which of the sanctions of each address it; `claims` the claims
    that silence each. None of it is known where the entity was refused, or all is to be explained.
    """

    entity: Entity
    found: Sequence[Sequence[Outcome]] | None = None
    reached: Sequence[tuple[bool | None, ...]] = ()
    claims: _Claims = MappingProxyType({})


class Alike:
    """Entities of which nothing is amiss and all that is asked comes out alike.

    `states` has the state of each clause, `claims` what silences each binding.
    """

    def __init__(self, found: Found, bindings: Sequence[Binding]) -> None:
        self.found = found
        self.count = 0
        self.states: dict[str, str] = {}
        self.claims: dict[int, dict[frozenset[Where], None]] = {}
        for binding, outcome in zip(bindings, found, strict=True):
            for clause, state in states_of(binding, outcome.state, outcome.reached):
                keep(self.states, clause, state)


class Subjects:
    """All entities of one kind: those of which nothing is amiss, counted, and the others."""

    def __init__(self) -> None:
        self.count = 0
        self.alike: dict[int, Alike] = {}
        self.others: list[Subject] = []

    @classmethod
    def unsorted(cls, entities: Iterable[Entity]) -> Subjects:
        """Return entities of which everything is to be explained."""
        subjects = cls()
        subjects.others = [Subject(entity) for entity in entities]
        subjects.count = len(subjects.others)
        return subjects


class Sorting:
    """Sorts the entities of one kind by what becomes of the bindings that are asked of it."""

    def __init__(
        self,
        kind: str,
        bindings: Sequence[Binding],
        derived: Derived,
        asking: Asking,
        watched: frozenset[str],
    ) -> None:
        terms = Terms(terms_of(bindings))
        self._bindings = bindings
        self._derived = derived
        self._asking = asking
        self._context = asking.context
        self._answering = Answering(kind, terms, asking.context, watched)
        self._outcomes = Outcomes(bindings, terms)
        self._merged: dict[tuple[int, int], Found] = {}

    def sorted(self, entities: Iterable[Entity]) -> Subjects:
        """Return entities by what becomes of them."""
        subjects = Subjects()
        for entity in entities:
            subjects.count += 1
            if entity.value is REFUSED:
                subjects.others.append(Subject(entity))
            else:
                self._sort(entity, subjects)
        return subjects

    def _sort(self, entity: Entity, subjects: Subjects) -> None:
        sources = self._sources(entity)
        answers = self._answers(entity)
        found = self._outcomes.of(answers.codes)
        if sources is not None:
            only = _only(sources)
            if only is None:
                subjects.others.append(self._by_source(entity, sources, found))
                return
            answers = self._answers(entity, *only)
            found = self._with_reach_of(self._outcomes.of(answers.codes), found)
        claims = list(self._outcomes.taking(answers))
        if all(outcome.state for outcome in found):
            self._add(subjects, found, claims)
            return
        each = [(outcome,) if outcome.state else () for outcome in found]
        reached = [outcome.reached for outcome in found]
        subjects.others.append(Subject(entity, each, reached, _by_number(claims)))

    def _add(
        self, subjects: Subjects, found: Found, claims: Iterable[tuple[int, frozenset[Where]]]
    ) -> None:
        alike = subjects.alike.get(id(found))
        if alike is None:
            alike = subjects.alike[id(found)] = Alike(found, self._bindings)
        alike.count += 1
        for number, one in claims:
            alike.claims.setdefault(number, {})[one] = None

    def _answers(
        self, entity: Entity, source: Entity | None = None, *, doubtful: bool = False
    ) -> Answers:
        self._asking.context = self._context._replace(source=source, doubtful=doubtful)
        return self._answering.answers(entity, self._asking)

    def _sources(self, entity: Entity) -> Sequence[Sources] | None:
        """Return the sources for each binding; nothing where the entity passes on nothing."""
        if not self._derived.is_copy(entity):
            return None
        found = [self._derived.sources(entity, one.question.reads) for one in self._bindings]
        return None if all(one is DIRECT for one in found) else found

    def _with_reach_of(self, found: Found, others: Found) -> Found:
        """Return outcomes for one source, with the sanctions that are reached whatever it is."""
        if found is others:
            return found
        key = (id(found), id(others))
        if key not in self._merged:
            pairs = zip(found, others, strict=True)
            self._merged[key] = tuple(one._replace(reached=two.reached) for one, two in pairs)
        return self._merged[key]

    def _by_source(self, entity: Entity, sources: Sequence[Sources], direct: Found) -> Subject:
        """Return what becomes of an entity that passes on what several flows bring, each apart."""
        known: dict[tuple[Entity | None, bool], tuple[Found, _Claims]] = {}

        def found_of(source: Entity | None, *, doubtful: bool) -> tuple[Found, _Claims]:
            if (source, doubtful) not in known:
                answers = self._answers(entity, source, doubtful=doubtful)
                claims = _by_number(self._outcomes.taking(answers))
                known[source, doubtful] = self._outcomes.of(answers.codes), claims
            return known[source, doubtful]

        each: list[Sequence[Outcome]] = []
        claims = {}
        for number, one in enumerate(sources):
            found = [found_of(source, doubtful=False) for source in one.each]
            found += [found_of(source, doubtful=True) for source in one.doubtful]
            outcomes = [of[number] for of, _ in found]
            is_silent = one.hub is None and all(outcome.state for outcome in outcomes)
            each.append(outcomes if is_silent else ())
            claims[number] = [claim for _, by in found for claim in by.get(number, ())]
        return Subject(entity, each, [one.reached for one in direct], claims)


def _by_number(claims: Iterable[tuple[int, frozenset[Where]]]) -> _Claims:
    found: dict[int, list[frozenset[Where]]] = {}
    for number, one in claims:
        found.setdefault(number, []).append(one)
    return found


def _only(sources: Iterable[Sources]) -> tuple[Entity | None] | None:
    """Return the source that all bindings have which have one, if that surely hands down."""
    found: set[Entity | None] = set()
    for one in sources:
        if one.hub is not None or one.doubtful or len(one.each) != 1:
            return None
        if one is not DIRECT:
            found.update(one.each)
    return (found.pop(),) if len(found) == 1 else None


def states_of(
    binding: Binding, state: str, reached: Sequence[bool | None]
) -> Iterator[tuple[str, str]]:
    """Yield each clause that a binding judges, with its state: a sanction has its own scope."""
    yield binding.clause.ref, state
    for sanction, truth in zip(binding.sanctions, reached, strict=True):
        if sanction.clause is binding.clause:
            continue
        if truth is None and state in AMISS:
            yield sanction.clause.ref, "undecided"
        else:
            yield sanction.clause.ref, "not_asked" if truth is False else state


def keep(states: dict[str, str], key: str, state: str, *, in_vain: bool = False) -> None:
    """Keep the worst of several states.

    What asks in vain for contents of what is never given lets a clause hold by nothing else.
    """
    least = min(states.get(key, state), state, key=RANK.index)
    states[key] = "not_asked" if least == "holds" and in_vain else least
