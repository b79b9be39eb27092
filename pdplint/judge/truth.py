"""The truth of a condition, three-valued after Kleene, and what led to it.

A term asks an operator of each slot; a condition is all of its terms. `None` is unknown, because
something is missing or cannot be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint import units
from pdplint.policy.arguments import Argument, DayArgument, PathArgument
from pdplint.policy.values import TODAY, Days, Due, Timed
from pdplint.policy.wording import describe_term, requires, show
from pdplint.text.values import REFUSED
from pdplint.words.findings import say
from pdplint.words.sentences import fill
from pdplint.workspace.entity import Entity, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from pdplint.judge.paths import Context, Slot
    from pdplint.model.finding import Kind
    from pdplint.model.text import Text
    from pdplint.policy.condition import Condition, Term


class Fault(NamedTuple):
    """Why a term is not true: at which place, of which kind, in which words.

    A fault that is `quiet` was already told as a problem; one that is `beside` lies in contents of
    what is never given, which is told where that is asked. One that `asks_absence` is no advice:
    nobody leaves out what is so.
    """

    kind: Kind
    where: Where
    sentence: Text
    requires: Text
    related: tuple[tuple[Where, Text], ...] = ()
    quiet: bool = False
    beside: bool = False
    asks_absence: bool = False


class Pending(NamedTuple):
    """Something that is not described yet and not due before a day.

    Where it is not known which day, `latest` is the last one that it can be.
    """

    where: Where
    due_on: date
    latest: date


class Trace(NamedTuple):
    """One line of a truth table: a term, the slot it was asked of, and its truth.

    `argument` has the places at which what it was compared with stands.
    """

    term: Term
    slot: Slot
    truth: bool | None
    argument: tuple[Where, ...] = ()


Reason = tuple[tuple[Where, ...], ...]
"""Why a question is silent: parts each of which alone silences it, each with all that it reads."""


class Result(NamedTuple):
    """The truth of a condition and what led to it."""

    truth: bool | None
    faults: tuple[Fault, ...] = ()
    pending: tuple[Pending, ...] = ()
    traces: tuple[Trace, ...] = ()


TRUE = Result(truth=True)


def conjunction(truths: Iterable[bool | None]) -> bool | None:
    """Return Kleene's AND: false if any is false, else unknown if any is, else true."""
    known = tuple(truths)
    if False in known:
        return False
    return None if None in known else True


def disjunction(truths: Iterable[bool | None]) -> bool | None:
    """Return Kleene's OR: true if any is true, else unknown if any is, else false."""
    known = tuple(truths)
    if True in known:
        return True
    return None if None in known else False


def judge(
    condition: Condition,
    entity: Entity,
    context: Context,
    together: Callable[[Iterable[bool | None]], bool | None] = conjunction,
) -> Result:
    """Judge a condition on an entity.

    `together` says how several slots of one term count: all of them (`conjunction`) or any of
    them (`disjunction`, for `when`: of several sources the worst counts).
    """
    results = [judge_term(term, entity, context, together) for term in condition.terms]
    results += [_judge_group(group, entity, context, together) for group in condition.groups]
    return results[0] if len(results) == 1 else _gather(results, conjunction)


def _gather(
    results: Sequence[Result], together: Callable[[Iterable[bool | None]], bool | None]
) -> Result:
    truth = together(result.truth for result in results)
    telling = [r for r in results if truth is False or (truth is None and r.truth is None)]
    return Result(
        truth,
        tuple(fault for result in telling for fault in result.faults),
        tuple(pending for result in results for pending in result.pending),
        tuple(trace for result in results for trace in result.traces),
    )


def _judge_group(
    group: tuple[Condition, ...],
    entity: Entity,
    context: Context,
    together: Callable[[Iterable[bool | None]], bool | None],
) -> Result:
    results = [judge(alternative, entity, context, together) for alternative in group]
    traces = tuple(trace for result in results for trace in result.traces)
    truth = disjunction(result.truth for result in results)
    if truth:
        pending = next(result.pending for result in results if result.truth)
        return Result(truth, pending=pending, traces=traces)
    telling = next(result for result in results if result.truth is truth)
    others = [
        fault.requires
        for result in results
        if result is not telling
        for fault in result.faults
        if not fault.asks_absence
    ]
    faults = tuple(_or(fault, others) for fault in telling.faults)
    return Result(truth, faults, traces=traces)


def _or(fault: Fault, others: list[Text]) -> Fault:
    """Add what else would do."""
    sentence = fault.sentence
    for other in dict.fromkeys(others):
        if other != fault.requires:
            sentence = say("or", first=sentence, second=other)
    return fault._replace(sentence=sentence)


def judge_term(
    term: Term,
    entity: Entity,
    context: Context,
    together: Callable[[Iterable[bool | None]], bool | None],
) -> Result:
    """Judge a term on an entity; `together` says how its slots count."""
    slots = context.resolve(entity, term.parts)
    results = [_judge_slot(term, slot, entity, context) for slot in slots]
    return results[0] if len(results) == 1 else _gather(results, together)


def _judge_slot(term: Term, slot: Slot, entity: Entity, context: Context) -> Result:
    if context.known is None or isinstance(term.argument, PathArgument | DayArgument):
        return judge_place(term, slot, entity, context)
    key = (id(term), id(slot))  # both are kept while the question is judged
    known = context.known.get(key)
    if known is None:
        known = context.known[key] = judge_place(term, slot, entity, context)
    return known


def judge_place(term: Term, slot: Slot, entity: Entity, context: Context) -> Result:
    """Judge a term on one place of those to which its path leads from an entity."""
    if slot.state == "missing" and term.declared_by_absence:
        slot = slot._replace(state="nothing")
    if slot.state == "untold" and term.operator.tells_presence:
        result = _judge_value(term, slot, entity, context)
    elif slot.state in {"unknown", "untold"}:
        fault = _unknown(slot, requires(term))
        result = Result(None, (fault._replace(asks_absence=_asks_absence(term)),))
    elif slot.state == "missing" and not _awaits(term):
        result = Result(None, (_missing(slot, describe_term(term)),))
    elif slot.state in {"nothing", "never"}:
        result = _judge_nothing(term, slot)
    elif isinstance(term.argument, DayArgument):
        result = _judge_day(term, slot, entity, context)
    else:
        result = _judge_value(term, slot, entity, context)
    compared = tuple(_argument_places(term.argument, entity, context))
    return result._replace(traces=(Trace(term, slot, result.truth, compared),))


def _argument_places(argument: Argument, entity: Entity, context: Context) -> Iterator[Where]:
    if isinstance(argument, PathArgument):
        for slot in context.resolve(entity, argument.parts):
            yield slot.where
            yield from slot.origins


def is_start(term: Term) -> bool:
    """Tell whether a term is true from a day on: it is asked to be no later than today."""
    return term.operator.awaits and term.argument == DayArgument(TODAY, None)


def _awaits(term: Term) -> bool:
    """Tell whether what is missing may still come: not where today is the last day that counts."""
    return term.operator.awaits and not is_start(term)


def _missing(slot: Slot, asked: Text) -> Fault:
    if slot.derived:
        label = ".".join(map(str, slot.where.pointer)) or slot.where.entity.id
        asked = slot.reason or say("described", label=label)
    sentence = say("not-described", requires=asked)
    return Fault("undeclared", slot.where, sentence, asked, _from(slot))


def _unknown(slot: Slot, asked: Text) -> Fault:
    sentence = slot.reason or say("unknown")
    quiet = slot.state == "unknown" and slot.reason is None
    return Fault("undecided", slot.where, sentence, asked, _from(slot), quiet=quiet)


def _from(slot: Slot) -> tuple[tuple[Where, Text], ...]:
    return tuple((origin, say("comes-from")) for origin in slot.origins)


def _judge_nothing(term: Term, slot: Slot) -> Result:
    """Judge what is declared away, of which each operator tells."""
    if term.operator.of_none(term.argument):
        return TRUE
    asked = requires(term)
    sentence = say("declared-none", requires=asked)
    fault = Fault("shortfall", slot.where, sentence, asked, _from(slot))
    if slot.state == "never":  # no answer, so that it hides none of what else is asked
        return Result(None, (fault._replace(beside=True),))
    return Result(truth=False, faults=(fault,))


def _judge_value(term: Term, slot: Slot, entity: Entity, context: Context) -> Result:
    results = []
    for argument, where, refused in _arguments(term.argument, entity, context, term):
        if refused is not None:
            results.append(Result(None, (refused,)))
            continue
        truth = term.operator.judge(slot.value, argument, slot.field.scalar.type, context.days)
        faults = _uncounted((slot.value, slot.where), (argument, where)) if truth is None else ()
        if not truth:
            faults = faults or (_fault(term, slot, argument, where, truth),)
        results.append(Result(truth, faults))
    return _gather(results, conjunction)


def _uncounted(*times: tuple[Any, Where | None]) -> tuple[Fault, ...]:
    """Return what is not described of times that cannot be compared: from which event they run.

    A number of a clause runs from whatever the other time does, and so lacks nothing.
    """
    if not all(isinstance(time, Timed) and (time.event or time.lacks) for time, _ in times):
        return ()
    return tuple(
        _not_counted(where, time.lacks) for time, where in times if time.lacks and where is not None
    )


def _not_counted(time: Where, lacks: str) -> Fault:
    holder = time.entity.value
    for part in time.pointer[:-1]:
        holder = holder[part]
    where = Where(time.entity, (*time.pointer[:-1], lacks))
    asked = say("described", label=".".join(map(str, where.pointer)))
    if holder.get(lacks) is REFUSED:
        return Fault("undecided", where, say("unknown"), asked, quiet=True)
    return Fault("undeclared", where, say("not-described", requires=asked), asked)


def _arguments(
    argument: Argument, entity: Entity, context: Context, term: Term
) -> Iterator[tuple[Any, Where | None, Fault | None]]:
    if not isinstance(argument, PathArgument):
        yield argument, None, None
        return
    for slot in context.resolve(entity, argument.parts):
        if slot.state == "value":
            yield _fitting(slot.value, argument), slot.where, None
        elif slot.state == "missing":
            yield None, slot.where, _missing(slot, requires(term))
        else:
            yield None, slot.where, _unknown(slot, requires(term))


def _fitting(value: Any, argument: PathArgument) -> Any:
    if isinstance(value, dict):
        return list(value)
    return [value] if argument.as_list and not isinstance(value, list) else value


def _fault(term: Term, slot: Slot, argument: Any, where: Where | None, truth: bool | None) -> Fault:
    operator = term.operator
    first = operator.falls_short[argument is False]
    template = operator.undecided if truth is None else first
    detail = (
        operator.detail(slot.value, argument, slot.field.scalar.type)
        if operator.detail and truth is False
        else ()
    )
    asked = requires(term)
    sentence = fill(
        template,
        value=show(slot.value),
        argument=show(argument),
        detail=show(list(detail)),
        requires=asked,
    )
    if truth is None:
        sentence = _how_to_decide(slot.value, argument) or sentence
    if slot.reason is not None:  # a derived value that says itself what it lacks
        sentence = say("lacking", what=slot.reason)
    related = _from(slot)
    if where is not None:
        related += ((where, say("compared-with", value=show(argument))),)
    kind: Kind = "undecided" if truth is None else "shortfall"
    absent = _asks_absence(term)
    return Fault(kind, slot.where, sentence, asked, related, asks_absence=absent)


def _asks_absence(term: Term) -> bool:
    return term.operator.tells_presence and term.argument is False


def _how_to_decide(value: Any, limit: Any) -> Text | None:
    """Return why two times cannot be compared, and how to write the first so that they can."""
    if not isinstance(value, Timed) or not isinstance(limit, Timed):
        return None
    both = {"value": show(value), "limit": show(limit)}
    if None not in {value.event, limit.event} and value.event != limit.event:
        return say("other-event", **both, event=str(value.event), other=str(limit.event))
    unit = units.suggest(value.duration, limit.duration)
    return say("other-unit", **both, unit=unit) if unit else None


def _judge_day(term: Term, slot: Slot, entity: Entity, context: Context) -> Result:
    results = [
        _judge_due(term, slot, due, context) if isinstance(due, Due) else Result(None, (due,))
        for due in _dues(term.argument, entity, context, term)
    ]
    return _gather(results, conjunction)


def _judge_due(term: Term, slot: Slot, due: Due, context: Context) -> Result:
    today = context.days.today
    ahead = slot.state == "value" and slot.value > today and _awaits(term)
    if slot.state == "value":
        truth = term.operator.judge(slot.value, due, "date", context.days)
        if not (truth and ahead):
            return Result(truth, () if truth else (_fault(term, slot, due, None, truth),))
    if today <= due.earliest:
        return Result(truth=True, pending=(Pending(slot.where, due.earliest, due.latest),))
    asked = requires(term)
    if today > due.latest:
        fault = Fault(
            "shortfall", slot.where, say("overdue", date=str(due.latest)), asked, _from(slot)
        )
        return Result(truth=False, faults=(fault,))
    sentence = say("due-unsure", first=str(due.earliest), last=str(due.latest))
    return Result(None, (Fault("undecided", slot.where, sentence, asked, _from(slot)),))


def _dues(
    argument: DayArgument, entity: Entity, context: Context, term: Term
) -> Iterator[Due | Fault]:
    for after, _, unknown in _arguments(argument.after, entity, context, term):
        for length, _, unsure in _arguments(argument.within, entity, context, term):
            yield unknown or unsure or _due(after, length, context.days)


def _due(after: date | str, length: Timed | None, days: Days) -> Due:
    start = days.today if isinstance(after, str) else after
    if length is None:
        return Due(start, start, start.isoformat())
    span = units.due(start, length.duration, days.calendar)
    last = str(span.latest) if span.earliest == span.latest else f"{span.earliest} - {span.latest}"
    return Due(span.earliest, span.latest, last)
