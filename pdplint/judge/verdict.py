"""What becomes of one question of one entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from pdplint.judge.truth import (
    Fault,
    Pending,
    Reason,
    Result,
    Trace,
    conjunction,
    disjunction,
    is_start,
    judge,
)
from pdplint.words.findings import say
from pdplint.workspace.entity import Entity, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pdplint.judge.paths import Context
    from pdplint.policy.condition import Condition, Question, Relief

RANK = ("shortfall", "undeclared", "undecided", "holds", "exempt", "not_asked")
"""What becomes of questions, the state that counts most first."""
AMISS = RANK[:3]


class Verdict(NamedTuple):
    """What became of one question of one entity.

    `state` is `holds`, `shortfall`, `undeclared`, `undecided`, `exempt` or `not_asked`.
    `applicability`: the faults lie in whom the question addresses, not in its answer. `beyond`: it
    stands for sources that were not judged, as there are too many. `silenced_by`: each reason for
    which there is no fault. `never`: it is not asked, as it asks for contents of what is never
    given. `relief` is the clause by which it is exempt, where that is one that lifts others.
    """

    state: str
    faults: tuple[Fault, ...] = ()
    pending: tuple[Pending, ...] = ()
    applicability: bool = False
    beyond: bool = False
    silenced_by: tuple[Reason, ...] = ()
    never: bool = False
    relief: str = ""


def verdict(question: Question, entity: Entity, context: Context) -> Verdict:
    """Falls short = when AND NOT unless AND NOT require; unknown where that is not known."""
    whens = [_scope(condition, entity, context, disjunction) for condition in question.when]
    applies = conjunction(result.truth for result in whens)
    if applies is False:
        false = zip(question.when, whens, strict=True)
        parts = [part for one, result in false for part in _false_parts(one, result.traces)]
        pending = _to_come(question, entity, context, whens)
        return Verdict("not_asked", pending=pending, silenced_by=(tuple(parts),))
    excuses = [_scope(condition, entity, context, conjunction) for condition in question.unless]
    reliefs = [relieved(relief, entity, context) for relief in question.reliefs]
    excuses += reliefs
    exempt = disjunction(result.truth for result in excuses)
    if exempt:
        reason = tuple(tuple(_read(r.traces)) for r in excuses if r.truth)
        by = [one.clause for one, r in zip(question.reliefs, reliefs, strict=True) if r.truth]
        return Verdict("exempt", silenced_by=(reason,), relief=by[0] if by else "")
    answer = judge(question.require, entity, context)
    if answer.truth:
        pending = answer.pending if applies and exempt is False else ()
        held = tuple(_held_by(question.require, answer.traces))
        return Verdict("holds", pending=pending, silenced_by=held)
    answer = _without_beside(answer)
    if answer.truth is None and not answer.faults:
        return Verdict("not_asked", never=True)
    if applies and exempt is False:
        return Verdict(_state(answer.faults), answer.faults, answer.pending)
    faults = tuple(
        f for result in (*whens, *excuses) if result.truth is None for f in result.faults
    )
    return Verdict(_state(faults), faults, applicability=True)


def relieved(relief: Relief, entity: Entity, context: Context) -> Result:
    """Judge whether an entity has a relief: it is given, and not lost."""
    given = _scope(relief.given, entity, context, conjunction)
    if relief.lost is None or given.truth is False:
        return given
    lost = _scope(relief.lost, entity, context, disjunction)
    kept = None if lost.truth is None else not lost.truth
    unknown = [result for result in (given, lost) if result.truth is None]
    return Result(
        conjunction((given.truth, kept)),
        tuple(fault for result in unknown for fault in result.faults),
        traces=(*given.traces, *lost.traces),
    )


def _to_come(
    question: Question, entity: Entity, context: Context, whens: Sequence[Result]
) -> tuple[Pending, ...]:
    """Return what is asked from a day on that lies ahead, and would not hold yet on that day."""
    day = _awaited(whens)
    if day is None or any(_scope(c, entity, context, conjunction).truth for c in question.unless):
        return ()
    if any(relieved(relief, entity, context).truth for relief in question.reliefs):
        return ()
    answer = _without_beside(judge(question.require, entity, context))
    lacking = [f.where for f in answer.faults if f.kind in {"shortfall", "undeclared"}]
    return (*answer.pending, *(Pending(where, day, day) for where in lacking))


def _awaited(whens: Sequence[Result]) -> date | None:
    """Return the day from which conditions are true that are false for nothing else; or none."""
    days = []
    for result in whens:
        if result.truth is None:
            return None
        for term, slot, truth, _ in result.traces if result.truth is False else ():
            if not truth:
                if not is_start(term) or slot.state != "value":
                    return None
                days.append(slot.value)
    return max(days, default=None)


def _scope(
    condition: Condition,
    entity: Entity,
    context: Context,
    together: Callable[[Iterable[bool | None]], bool | None],
) -> Result:
    """Judge whom a question addresses: what is never given says nothing that could decide it."""
    result = judge(condition, entity, context, together)
    known = _without_beside(result)
    return known._replace(truth=False) if result.faults and not known.faults else known


def _without_beside(result: Result) -> Result:
    if not any(fault.beside for fault in result.faults):
        return result
    return result._replace(faults=tuple(fault for fault in result.faults if not fault.beside))


def _read(traces: Iterable[Trace]) -> Iterator[Where]:
    """Yield every place that was read for a truth."""
    for trace in traces:
        yield trace.slot.where
        yield from trace.slot.origins
        yield from trace.argument


def _false_parts(condition: Condition, traces: Sequence[Trace]) -> Iterator[tuple[Where, ...]]:
    """Yield what alone makes a `when` false: each term, and each group of which no part is true."""
    by_term = _by_term(traces)
    for term in condition.terms:
        if disjunction(trace.truth for trace in by_term.get(id(term), ())) is False:
            yield tuple(_read(by_term.get(id(term), ())))
    for group in condition.groups:
        if disjunction(_truth(one, by_term, disjunction) for one in group) is False:
            yield tuple(_read(_of_group(group, by_term)))


def _held_by(condition: Condition, traces: Sequence[Trace]) -> Iterator[Reason]:
    """Yield what a true `require` rests on, where it is something else than what it asks about.

    These are what a term compares with, and the alternatives of a group that are true.
    """
    by_term = _by_term(traces)
    for term in condition.terms:
        compared = tuple(where for trace in by_term.get(id(term), ()) for where in trace.argument)
        if compared:
            yield (compared,)
    for group in condition.groups:
        true = [one for one in group if _truth(one, by_term, conjunction)]
        yield tuple(tuple(_read(_of_group((one,), by_term))) for one in true)


def _by_term(traces: Sequence[Trace]) -> dict[int, list[Trace]]:
    found: dict[int, list[Trace]] = {}
    for trace in traces:
        found.setdefault(id(trace.term), []).append(trace)
    return found


def _truth(
    condition: Condition,
    by_term: Mapping[int, Sequence[Trace]],
    together: Callable[[Iterable[bool | None]], bool | None],
) -> bool | None:
    truths = [together(t.truth for t in by_term.get(id(term), ())) for term in condition.terms]
    truths += [
        disjunction(_truth(one, by_term, together) for one in group) for group in condition.groups
    ]
    return conjunction(truths)


def _of_group(
    group: Iterable[Condition], by_term: Mapping[int, Sequence[Trace]]
) -> Iterator[Trace]:
    for one in group:
        for term in one.terms:
            yield from by_term.get(id(term), ())
        for inner in one.groups:
            yield from _of_group(inner, by_term)


def verdicts(question: Question, entity: Entity, context: Context) -> list[Verdict]:
    """Return the verdict for each source of what an entity passes on; mostly there is one.

    Where there are more sources than are judged, the last one is undecided and `beyond`.
    """
    sources = context.world.sources(entity, question.reads)
    found = [
        _of_all_alike(verdict(question, entity, _from_source(context, one)), one, sources.alike)
        for one in sources.each
    ]
    perhaps = [
        (
            one,
            _of_all_alike(
                verdict(question, entity, _from_source(context, one)._replace(doubtful=True)),
                one,
                sources.alike,
            ),
        )
        for one in sources.doubtful
    ]
    if not found and all(one.state in AMISS for _, one in perhaps):
        found += [one for _, one in perhaps]  # whichever of them it is
    else:
        found += [_hinging(one, source, entity, context) for source, one in perhaps]
    if sources.hub is not None:
        found.append(_beyond(sources.hub))
    return found


def _of_all_alike(
    found: Verdict, source: Entity | None, alike: Mapping[Entity, Sequence[Entity]]
) -> Verdict:
    """Tell what is told at a source at each flow that is like it, so that none of them is first."""
    others = alike.get(source, ()) if source is not None and found.faults else ()
    same = [
        fault._replace(where=fault.where._replace(entity=other))
        for fault in found.faults
        if fault.where.entity is source
        for other in others
    ]
    return found._replace(faults=(*found.faults, *same)) if same else found


class Became(Protocol):
    """What became of one question."""

    @property
    def state(self) -> str:
        """One of `RANK`."""


def worst(found: Iterable[Became]) -> str:
    """Return the state that says the least good of all that were found."""
    return min((one.state for one in found), key=RANK.index)


def _from_source(context: Context, source: Entity | None) -> Context:
    return context._replace(source=source, known=None if source is None else context.known)


def _hinging(found: Verdict, source: Entity, entity: Entity, context: Context) -> Verdict:
    """Return what a verdict is worth of which it is not known whether it concerns an entity.

    It does where that passes on what the source moves. Where the source says what it moves, a flow
    between them was refused, which is told.
    """
    if found.state not in AMISS:
        return found
    untold = context.world.untold(source)
    sentence = say("hinges-on-data", flow=source.id)
    if untold is None or untold.state != "missing":
        fault = Fault("undecided", Where(entity), sentence, sentence, quiet=True)
        return Verdict("undecided", (fault,))
    asked = say("described", label="data")
    return Verdict("undeclared", (Fault("undeclared", untold.origins[0], sentence, asked),))


def _beyond(hub: Entity) -> Verdict:
    sentence = say("limit-sources", system=hub.id)
    fault = Fault("undecided", Where(hub), sentence, sentence)
    return Verdict("undecided", (fault,), beyond=True)


def _state(faults: Sequence[Fault]) -> str:
    kinds = {fault.kind for fault in faults}
    return next((kind for kind in ("shortfall", "undeclared") if kind in kinds), "undecided")
