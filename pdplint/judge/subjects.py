"""The entities of one kind, by what becomes of all that is asked of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pdplint.judge.answers import Answering
from pdplint.judge.outcomes import Outcome, Outcomes, terms_of
from pdplint.judge.reliance import watched
from pdplint.judge.terms import Terms
from pdplint.judge.verdict import AMISS, RANK, worst
from pdplint.model.same import Same
from pdplint.policy.values import Days
from pdplint.text.values import REFUSED
from pdplint.workspace.sources import DIRECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pdplint.format.fields import FieldTable
    from pdplint.judge.answers import Answers
    from pdplint.judge.asking import Asking
    from pdplint.policy.condition import Reads
    from pdplint.policy.regimes import Binding, Regime
    from pdplint.workspace.derive import Derived
    from pdplint.workspace.entity import Entity, Where
    from pdplint.workspace.sources import Sources

Found = tuple[Outcome, ...]
"""What becomes of each binding of a kind, in order."""
_Claims = Iterable[tuple[int, frozenset["Where"]]]
"""The claims that silence bindings, each with the number of one."""


_DIRECTLY: tuple[Entity | None] = (None,)
"""The source of what is no copy."""


class Alike:
    """Entities of which all that is asked comes out alike, as far as that is known.

    `found` says what becomes of each binding, and where nothing does without an explanation.
    `states` has the states of clauses by what is known, `open_` the clauses of which it is not all,
    `claims` what silences each binding, of each of the `entities`.
    """

    def __init__(self, found: Found, bindings: Sequence[Binding]) -> None:
        self.found = found
        self.entities: list[Entity] = []
        self.states: dict[str, str] = {}
        self.open_: set[str] = set()
        self.claims: dict[int, dict[frozenset[Where], list[Entity]]] = {}
        for binding, outcome in zip(bindings, found, strict=True):
            if outcome.state:
                for clause, state in states_of(binding, outcome.state, outcome.reached):
                    keep(self.states, clause, state)
            else:
                self.open_.update(judged_by(binding))

    def add(self, entity: Entity, claims: _Claims) -> None:
        """Add an entity, and the claims that silence bindings of it."""
        self.entities.append(entity)
        for number, one in claims:
            self.claims.setdefault(number, {}).setdefault(one, []).append(entity)


class Unexplained(NamedTuple):
    """An entity of which a binding needs an explanation, and those that are like it."""

    entity: Entity
    alike: Alike


class Subjects:
    """All entities of one kind, by what becomes of the bindings that ask of it."""

    def __init__(self, bindings: Sequence[Binding]) -> None:
        self.bindings = bindings
        self.count = 0
        self.alike: dict[Hashable, Alike] = {}
        self.unexplained: list[list[Unexplained]] = [[] for _ in bindings]

    def add(self, entity: Entity, found: Found, key: Hashable, claims: _Claims = ()) -> None:
        """Add an entity; `key` is the same for the same outcomes."""
        alike = self.alike.get(key)
        if alike is None:
            alike = self.alike[key] = Alike(found, self.bindings)
        alike.add(entity, claims)
        self.count += 1
        if alike.open_:
            one = Unexplained(entity, alike)
            for number, outcome in enumerate(found):
                if not outcome.state:
                    self.unexplained[number].append(one)

    @classmethod
    def unsorted(cls, entities: Iterable[Entity], bindings: Sequence[Binding]) -> Subjects:
        """Return entities of which everything is to be explained."""
        subjects = cls(bindings)
        for entity in entities:
            if entity.value is REFUSED:
                subjects.add(entity, refused(bindings), "refused")
            else:
                subjects.add(entity, (Outcome(""),) * len(bindings), "unsorted")
        return subjects


def refused(bindings: Sequence[Binding]) -> Found:
    """Return what becomes of an entity that was refused: it is not known of anything."""
    return tuple(Outcome("undecided", (), (True,) * len(one.sanctions)) for one in bindings)


class Row(NamedTuple):
    """What becomes of one entity; `key` is the same for the same, and `claims` are taken once."""

    found: Found
    key: Hashable
    claims: _Claims = ()


class Questions:
    """The bindings of one kind of entity, compiled as of a day, once there is whom to ask.

    What they answer of a value is kept, whichever workspace it stands in.
    """

    def __init__(
        self, kind: str, bindings: Sequence[Binding], table: FieldTable, days: Days
    ) -> None:
        self.bindings = bindings
        self._kind = kind
        self._table = table
        self._days = days

    @cached_property
    def _terms(self) -> Terms:
        return Terms(terms_of(self.bindings))

    @cached_property
    def answering(self) -> Answering:
        """What answers the terms of all bindings."""
        return Answering(self._kind, self._terms, self._table, self._days, watched())

    @cached_property
    def outcomes(self) -> Outcomes:
        """What becomes of each binding by the answers."""
        return Outcomes(self.bindings, self._terms)

    @cached_property
    def has_scopes(self) -> bool:
        """Whether a sanction of another clause than its binding's has a scope of its own."""
        return any(
            one.scope and one.clause is not binding.clause
            for binding in self.bindings
            for one in binding.sanctions
        )

    @cached_property
    def _reads(self) -> Sequence[Reads]:
        return [one.question.reads.of(self._table.inherited) for one in self.bindings]

    @cached_property
    def reads(self) -> Sequence[Reads]:
        """What bindings read of what is handed down, each once."""
        return list(dict.fromkeys(self._reads))

    @cached_property
    def reads_of(self) -> Sequence[int]:
        """The number of what each binding reads."""
        return [self.reads.index(one) for one in self._reads]

    def prepare(self) -> None:
        """Compile what is compiled, before anybody is asked."""
        _ = self.answering, self.outcomes, self.has_scopes, self.reads_of


def compiled(
    regime: Regime, asked: frozenset[str] | None, table: FieldTable, days: Days
) -> Mapping[str, Questions]:
    """Return the bindings of a regime that ask one of some controls, compiled, by their kinds.

    For the same regime, table and days these are the very same, of the few that were asked last.
    """
    return _compiled(Same(regime.bindings), asked, Same(table), days.today, Same(days.calendar))


@lru_cache(maxsize=8)
def _compiled(
    bindings: Same, asked: frozenset[str] | None, table: Same, today: date, calendar: Same
) -> Mapping[str, Questions]:
    wanted = [one for one in bindings.held if asked is None or one.control.id in asked]
    days = Days(today, calendar.held)
    return {k: Questions(k, these, table.held, days) for k, these in by_kind(wanted).items()}


def by_kind(bindings: Iterable[Binding]) -> Mapping[str, Sequence[Binding]]:
    """Return bindings by the kind of entity that they ask of."""
    found: dict[str, list[Binding]] = {}
    for binding in bindings:
        found.setdefault(binding.control.kind, []).append(binding)
    return found


class Sorting:
    """Sorts the entities of one kind by what becomes of the bindings that are asked of it."""

    def __init__(self, questions: Questions, derived: Derived, asking: Asking) -> None:
        self._questions = questions
        self._derived = derived
        self._asking = asking
        self._context = asking.context
        self._merged: dict[tuple[int, int], tuple[Found, Found, Found]] = {}

    @property
    def bindings(self) -> Sequence[Binding]:
        """The bindings that ask."""
        return self._questions.bindings

    def sorted(self, entities: Iterable[Entity]) -> Subjects:
        """Return entities by what becomes of them."""
        subjects = Subjects(self._questions.bindings)
        for entity in entities:
            row = self.row(entity)
            subjects.add(entity, row.found, row.key, row.claims)
        return subjects

    def row(self, entity: Entity) -> Row:
        """Return what becomes of an entity."""
        if entity.value is REFUSED:
            return Row(refused(self._questions.bindings), "refused")
        sources = self._sources(entity)
        only = _DIRECTLY if sources is None else _only(sources)
        if only is None:
            return self._row_by_source(entity, sources or ())
        answers = self._answers(entity, *only)
        found = self._questions.outcomes.of(answers.codes)
        if only != _DIRECTLY:
            found = self._reaching(entity, found)
        return Row(found, id(found), self._questions.outcomes.taking(answers))

    def _answers(
        self, entity: Entity, source: Entity | None = None, *, doubtful: bool = False
    ) -> Answers:
        self._asking.context = self._context._replace(source=source, doubtful=doubtful)
        return self._questions.answering.answers(entity, self._asking)

    def _sources(self, entity: Entity) -> Sequence[Sources] | None:
        """Return the sources by what is read; nothing where the entity passes on nothing."""
        if not self._derived.is_copy(entity):
            return None
        found = [self._derived.sources(entity, reads) for reads in self._questions.reads]
        return None if all(one is DIRECT for one in found) else found

    def _reaching(self, entity: Entity, found: Found) -> Found:
        """Return outcomes for a source, with the sanctions that are reached whatever it is."""
        if not self._questions.has_scopes:
            return found
        direct = self._questions.outcomes.of(self._answers(entity).codes)
        key = (id(found), id(direct))
        if key not in self._merged:
            pairs = zip(found, direct, strict=True)
            merged = tuple(one._replace(reached=two.reached) for one, two in pairs)
            self._merged[key] = (merged, found, direct)  # kept, so that no id is used again
        return self._merged[key][0]

    def _row_by_source(self, entity: Entity, sources: Sequence[Sources]) -> Row:
        """Return what becomes of one that passes on what several flows bring, judged apart."""
        known: dict[tuple[Entity | None, bool], tuple[Found, Answers]] = {}

        def found_of(source: Entity | None, *, doubtful: bool) -> tuple[Found, Answers]:
            if (source, doubtful) not in known:
                answers = self._answers(entity, source, doubtful=doubtful)
                known[source, doubtful] = self._questions.outcomes.of(answers.codes), answers
            return known[source, doubtful]

        merged = []
        claims: list[tuple[int, frozenset[Where]]] = []
        for number, reads in enumerate(self._questions.reads_of):
            one = sources[reads]
            found = [found_of(source, doubtful=False) for source in one.each]
            found += [found_of(source, doubtful=True) for source in one.doubtful]
            outcome = _merged(tuple(of[number] for of, _ in found))
            if one.hub is not None:
                outcome = outcome._replace(state="")
            merged.append(outcome)
            if outcome.state:
                for _, answers in found:
                    taking = self._questions.outcomes.taking(answers)
                    claims += (claim for claim in taking if claim[0] == number)
        every = self._reaching(entity, tuple(merged))
        return Row(every, every, claims)


@lru_cache(maxsize=10_000)
def _merged(outcomes: tuple[Outcome, ...]) -> Outcome:
    """Return what becomes of a binding for several sources; nothing, if one needs explaining."""
    if not all(one.state for one in outcomes):
        return outcomes[0]._replace(state="")
    state = worst(outcomes)
    reliefs = tuple({relief for one in outcomes for relief in one.reliefs})
    return Outcome(state, reliefs, outcomes[0].reached)


def _only(sources: Iterable[Sources]) -> tuple[Entity | None] | None:
    """Return the source that all bindings have which have one, if that surely hands down."""
    found: set[Entity | None] = set()
    for one in sources:
        if one.hub is not None or one.doubtful or len(one.each) != 1:
            return None
        if one is not DIRECT:
            found.update(one.each)
    return (found.pop(),) if len(found) == 1 else None


def judged_by(binding: Binding) -> dict[str, None]:
    """Return the clauses that a binding judges: its own, and the sanctions that it reaches."""
    return dict.fromkeys(
        [binding.clause.ref, *(reached.clause.ref for reached in binding.sanctions)]
    )


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


def keep(states: dict[str, str], key: str, state: str) -> None:
    """Keep the worst of several states."""
    states[key] = min(states.get(key, state), state, key=RANK.index)
