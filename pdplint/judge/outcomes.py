"""What becomes of every question of a kind, by what its terms answer.

Where a question is silent that is all; where it is not, the engine that explains says what is amiss
(`judge.verdict`), of which this is the shorter half.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.judge.codes import ALL, ANY, FALSE, TOLD, TRUE, UNKNOWN
from pdplint.judge.steps import MOST_KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pdplint.judge.answers import Answers
    from pdplint.judge.terms import Terms
    from pdplint.policy.condition import Condition, Relief, Term
    from pdplint.policy.regimes import Binding
    from pdplint.workspace.entity import Where

_KNOWN = {FALSE: False, UNKNOWN: None, TRUE: True}
Parts = tuple[int, ...]
"""A reason for a silence: the bits of all that each of its parts reads."""


class Outcome(NamedTuple):
    """What became of one question: `holds`, `exempt` or `not_asked`; empty where it is amiss.

    `reliefs` are the clauses by which it is exempt, if those lift others. `reached` says of each
    sanction of the binding whether it addresses the subject.
    """

    state: str
    reliefs: tuple[str, ...] = ()
    reached: tuple[bool | None, ...] = ()


class Outcomes:
    """The questions of all bindings of one kind, by what their terms answer."""

    def __init__(self, bindings: Sequence[Binding], terms: Terms) -> None:
        self._questions = [_Question(one, terms) for one in bindings]
        self._known: dict[bytes, tuple[Outcome, ...]] = {}
        self._reasons: dict[tuple[bytes, int], list[tuple[int, Parts]]] = {}

    def of(self, codes: bytes) -> tuple[Outcome, ...]:
        """Return what becomes of each binding, in order; the same object for the same answers."""
        known = self._known.get(codes)
        if known is None:
            truths = _Truths.of(codes)
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
                self._reasons.clear()
            known = self._known[codes] = tuple(one.outcome(truths) for one in self._questions)
        return known

    def taking(self, answers: Answers) -> Iterator[tuple[int, frozenset[Where]]]:
        """Yield the claims that alone silence a binding, each time with its number.

        Claims that all parts of a reason read share it; where there are none, those that any part
        reads do.
        """
        if not answers.claims:
            return
        mask = 0
        for bits, _ in answers.claims:
            mask |= bits
        for number, parts in self._claimed(answers.codes, mask):
            read = [
                frozenset(where for bits, where in answers.claims if bits & part) for part in parts
            ]
            yield number, frozenset.intersection(*read) or frozenset.union(*read)

    def _claimed(self, codes: bytes, mask: int) -> list[tuple[int, Parts]]:
        """Return the reasons of which each part reads a claim, with the numbers of the bindings."""
        known = self._reasons.get((codes, mask))
        if known is None:
            truths = _Truths.of(codes)
            known = self._reasons[codes, mask] = [
                (number, parts)
                for number, (question, outcome) in enumerate(
                    zip(self._questions, self.of(codes), strict=True)
                )
                for parts in question.reasons(outcome.state, truths)
                if parts and all(part & mask for part in parts)
            ]
        return known


class _Truths(NamedTuple):
    """The truths of terms of which all slots have to answer, or any; `told` has bits."""

    every: bytes
    any: bytes
    told: int

    @classmethod
    def of(cls, codes: bytes) -> _Truths:
        """Return what answers say."""
        told = 0
        if max(codes, default=0) >= TOLD:
            told = sum(1 << at for at, code in enumerate(codes) if code >= TOLD)
        return cls(codes.translate(ALL), codes.translate(ANY), told)


class _Condition:
    """A condition over the answers of its terms."""

    def __init__(self, condition: Condition, terms: Terms) -> None:
        self.terms = [terms.asked(term) for term in condition.terms]
        self.groups = [[_Condition(one, terms) for one in group] for group in condition.groups]
        self._ats = tuple(term.at for term in self.terms)
        inner = [one for group in self.groups for one in group]
        self.reads: int = _or([*(t.reads for t in self.terms), *(one.reads for one in inner)])
        self.asks: int = _or([*(1 << t.at for t in self.terms), *(one.asks for one in inner)])

    def truth(self, truths: bytes) -> int:
        """Return Kleene's AND of its terms and groups."""
        least = TRUE
        for at in self._ats:
            least = min(least, truths[at])
            if least == FALSE:
                return FALSE
        for group in self.groups:
            least = min(least, max(one.truth(truths) for one in group))
        return least

    def false_parts(self, truths: bytes) -> Iterator[int]:
        """Yield the bits of what alone makes it false: each term, and each group."""
        for term in self.terms:
            if truths[term.at] == FALSE:
                yield term.reads
        for group in self.groups:
            if max(one.truth(truths) for one in group) == FALSE:
                yield _or(one.reads for one in group)

    def held_by(self, truths: bytes) -> Iterator[Parts]:
        """Yield what it rests on where it holds, if that is something else than it asks about."""
        for term in self.terms:
            if term.compared:
                yield (term.compared,)
        for group in self.groups:
            yield tuple(one.reads for one in group if one.truth(truths) == TRUE)


def _or(bits: Iterable[int]) -> int:
    found = 0
    for one in bits:
        found |= one
    return found


class _Question:
    """The question of a binding, and the scopes of its sanctions, over the answers of terms."""

    def __init__(self, binding: Binding, terms: Terms) -> None:
        question = binding.question
        self._when = [_Condition(one, terms) for one in question.when]
        self._unless = [_Condition(one, terms) for one in question.unless]
        self._reliefs = [_Relief(one, terms) for one in question.reliefs]
        self._require = _Condition(question.require, terms)
        conditions = (*self._when, *self._unless, self._require)
        asked = [*(one.asks for one in conditions), *(one.asks for one in self._reliefs)]
        self._asks = _or(asked)
        self._scopes = [[_Condition(c, terms) for c in one.scope] for one in binding.sanctions]

    def outcome(self, truths: _Truths) -> Outcome:
        """Return what becomes of it."""
        reached = tuple(
            _KNOWN[min((c.truth(truths.any) for c in scope), default=TRUE)]
            for scope in self._scopes
        )
        if truths.told & self._asks:
            return Outcome("", (), reached)
        if any(one.truth(truths.any) == FALSE for one in self._when):
            return Outcome("not_asked", (), reached)
        reliefs = [one.clause for one in self._reliefs if one.relieves(truths)]
        if reliefs or any(one.truth(truths.every) == TRUE for one in self._unless):
            return Outcome("exempt", (*reliefs[:1],), reached)
        holds = self._require.truth(truths.every) == TRUE
        return Outcome("holds" if holds else "", (), reached)

    def reasons(self, state: str, truths: _Truths) -> Iterator[Parts]:
        """Yield each reason for which it is silent."""
        if state == "not_asked":
            yield tuple(part for one in self._when for part in one.false_parts(truths.any))
        elif state == "exempt":
            excuses = [one.reads for one in self._unless if one.truth(truths.every) == TRUE]
            reliefs = [one.reads for one in self._reliefs if one.relieves(truths)]
            yield (*excuses, *reliefs)
        elif state == "holds":
            yield from self._require.held_by(truths.every)


class _Relief:
    """A relief over the answers of terms."""

    def __init__(self, relief: Relief, terms: Terms) -> None:
        self.clause = relief.clause
        self._given = _Condition(relief.given, terms)
        self._lost = _Condition(relief.lost, terms) if relief.lost else None
        both = [one for one in (self._given, self._lost) if one is not None]
        self.reads = _or(one.reads for one in both)
        self.asks = _or(one.asks for one in both)

    def relieves(self, truths: _Truths) -> bool:
        """Tell whether it is given and not lost."""
        is_lost = self._lost is not None and self._lost.truth(truths.any) != FALSE
        return not is_lost and self._given.truth(truths.every) == TRUE


def terms_of(bindings: Iterable[Binding]) -> Iterator[Term]:
    """Yield every term that is asked where bindings are judged."""
    for binding in bindings:
        question = binding.question
        lifted = (c for one in question.reliefs for c in (one.given, one.lost) if c is not None)
        scopes = (c for one in binding.sanctions for c in one.scope)
        for condition in (*question.when, *question.unless, *lifted, question.require, *scopes):
            yield from _terms(condition)


def _terms(condition: Condition) -> Iterator[Term]:
    yield from condition.terms
    for group in condition.groups:
        for one in group:
            yield from _terms(one)
