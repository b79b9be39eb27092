"""The tests inside policies: each builds a small workspace, asks one question and compares.

A test may have rows (`but`), the same case with one thing otherwise. One that names scopes (`of`)
is laid over their examples: inside them it comes out as it says, outside nobody is asked.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.fields import ORGANISATION, FieldTable
from pdplint.judge.paths import Context
from pdplint.judge.truth import disjunction, judge
from pdplint.judge.verdict import Verdict, verdicts
from pdplint.policy.binding import bind
from pdplint.policy.files import Trial, named
from pdplint.policy.regimes import Law
from pdplint.policy.values import Days
from pdplint.units import Calendar, DateError, parse_date
from pdplint.workspace.facts import derive
from pdplint.workspace.linking import Document, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pdplint.format.form import Form
    from pdplint.model.place import Pointer
    from pdplint.policy.condition import Question
    from pdplint.policy.controls import Control
    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Binding, Regime
    from pdplint.policy.scopes import Scope, Scopes
    from pdplint.workspace.entity import Entity

GIVEN = "given"
KINDS = ("shortfall", "undeclared", "undecided")
_KEYS = {"shortfall": "falls_short", "undeclared": "undeclared", "undecided": "undecided"}
_BESIDE = {"holds": {"exempt", "not_asked"}, "exempt": {"not_asked"}, "not_asked": set[str]()}
_EXPECTED = (*_BESIDE, *_KEYS.values(), "severity")
ANY_DAY = date(2026, 12, 31)


class Outcome(NamedTuple):
    """What came of one test: `wrong` says what differs, and is empty where nothing does."""

    trial: Trial
    of: str
    wrong: str


class Bank(NamedTuple):
    """What tests of policies need: the form of descriptions, the fields, a calendar, scopes."""

    form: Form
    table: FieldTable
    calendar: Calendar
    scopes: Scopes


class _Asked(NamedTuple):
    """What a test asks: whose test it is, of which kind, what on a day, as which law sees it."""

    of: str
    kind: str
    on: Callable[[date], Sequence[tuple[str, Question, str]]]
    law: Law
    calendar: Calendar


def run_trials(library: Library, bank: Bank) -> Iterator[Outcome]:
    """Run the tests of all controls, scopes and clauses, in order."""
    for control in library.controls.values():
        for trial in control.trials:
            yield run_control(control, trial, bank)
    for scope in library.scopes.scopes.values():
        yield from run_scope(scope, bank)
    for regime in library.regimes.values():
        bindings: dict[str, list[Binding]] = {}
        for binding in regime.bindings:
            bindings.setdefault(binding.clause.ref, []).append(binding)
        for instrument in regime.instruments:
            for id_, trials in instrument.trials.items():
                ref = f"{instrument.id}/{id_}"
                for trial in trials:
                    yield run_clause(regime, ref, bindings.get(ref, ()), trial, bank)


def run_control(control: Control, trial: Trial, bank: Bank) -> Outcome:
    """Run one test of a control, alone: no scope of any clause, the test's own numbers."""
    question = bind(bank.table, control, trial.raw.get("with", {}))
    questions = [(control.kind, question, control.severity)]
    asked = _Asked(control.id, control.kind, lambda _: questions, Law("VN", (), ()), bank.calendar)
    return _run(trial, asked, bank)


def run_clause(
    regime: Regime, ref: str, bindings: Sequence[Binding], trial: Trial, bank: Bank
) -> Outcome:
    """Run one test of a clause: its bindings on the day of each case, with scope and numbers."""
    only = trial.raw.get("control")
    chosen = [b for b in bindings if only in {None, b.control.id}]

    def on(day: date) -> list[tuple[str, Question, str]]:
        standing = [b.on(day) for b in chosen if b.binds(day)]
        return [(b.control.kind, b.question, b.severity) for b in standing]

    day = _day(trial.raw)
    if isinstance(day, str):
        return Outcome(trial, ref, day)
    if not on(day):
        return Outcome(trial, ref, f"no control {only or ''} checks this clause".replace("  ", " "))
    return _run(trial, _Asked(ref, chosen[0].control.kind, on, regime.law, regime.calendar), bank)


def run_scope(scope: Scope, bank: Bank) -> Iterator[Outcome]:
    """Run the examples of a scope: it holds of those inside it, and of none outside."""
    kind = scope.kind
    condition = bank.scopes.condition(scope.id, kind, bank.scopes.lists)
    for key, wanted in (("inside", True), ("outside", False), ("untold", None)):
        for index, example in enumerate(getattr(scope, key)):
            raw = {"name": f"{key}: {', '.join(f'{k}: {v}' for k, v in example.items())}"}
            trial = Trial(scope.path, ("scopes", scope.number, key, index), raw)
            start: dict[str, Any] = {} if kind == "transfers" else {GIVEN: {}}
            document = {"organisation": {}, **_document({**raw, **start}, kind)}
            _set(document, example, kind)
            world = _world(trial.path, document, Law("VN", (), ()), bank)
            if isinstance(world, str):
                yield Outcome(trial, scope.id, world)
                continue
            context = Context(derive(*world), bank.table, Days(ANY_DAY, bank.calendar), {})
            truths = [
                judge(condition, subject, context, disjunction).truth
                for subject in context.world.subjects(kind)  # type: ignore[attr-defined]
                if kind == "transfers" or subject.id in {GIVEN, ""}
            ]
            found = all(truth is wanted for truth in truths) and (bool(truths) or wanted is False)
            yield Outcome(trial, scope.id, "" if found else f"expected {wanted}, found {truths}")


def _run(trial: Trial, asked: _Asked, bank: Bank) -> Outcome:
    """Run a test, its rows, and both over the examples of the scopes that it names."""
    document = _document(trial.raw, asked.kind)
    for name, raw, changed in _cases(trial.raw, document, asked.kind):
        for where, expected, case in _laid(raw, changed, bank.scopes):
            wrong = _judged(trial, expected, case, asked, bank)
            if wrong:
                told = ": ".join(part for part in (name, where, wrong) if part)
                return Outcome(trial, asked.of, told)
    return Outcome(trial, asked.of, "")


def _cases(
    raw: Mapping[str, Any], document: dict[str, Any], kind: str
) -> Iterator[tuple[str, Mapping[str, Any], dict[str, Any]]]:
    """Yield the case of a test and those of its rows, each with what is described."""
    yield "", raw, document
    shared = {key: value for key, value in raw.items() if key not in _EXPECTED}
    for row in raw.get("but", ()):
        changed = _set(deepcopy(document), row.get("set", {}), kind)
        for path in row.get("unset", ()):
            _unset(changed, _pointer(path, kind))
        yield row["name"], {**shared, **row}, changed


def _laid(
    raw: Mapping[str, Any], document: dict[str, Any], scopes: Scopes
) -> Iterator[tuple[str, Mapping[str, Any], dict[str, Any]]]:
    """Yield a case over each example of the scopes that it names, or as it is."""
    names = named(raw.get("of", ()))
    if not names:
        yield "", raw, document
        return
    known = [scopes.scopes[name] for name in names if name in scopes.scopes]
    if len(known) < len(names):
        yield f"there is no scope of {', '.join(names)}", {}, document
        return
    for scope in known:
        base = deepcopy(document)
        for other in known:
            if other is not scope:
                _set(base, other.inside[0], other.kind)
        for example in scope.inside:
            inside = _set(deepcopy(base), example, scope.kind)
            yield f"inside {scope.id} ({_told(example)})", raw, inside
        for example in scope.outside:
            outside = _set(deepcopy(base), example, scope.kind)
            expected = {key: value for key, value in raw.items() if key not in _EXPECTED}
            expected["not_asked"] = True
            yield f"outside {scope.id} ({_told(example)})", expected, outside


def _told(example: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in example.items())


def _judged(
    trial: Trial, raw: Mapping[str, Any], document: dict[str, Any], asked: _Asked, bank: Bank
) -> str:
    """Return what differs from what a case expects; nothing where nothing does."""
    day = _day(raw)
    if isinstance(day, str):
        return day
    world = _world(trial.path, document, asked.law, bank)
    if isinstance(world, str):
        return world
    context = Context(derive(*world), bank.table, Days(day, asked.calendar), {})
    only = GIVEN in trial.raw
    found = [
        (one, severity)
        for asked_kind, question, severity in asked.on(day)
        for subject in context.world.subjects(asked_kind)  # type: ignore[attr-defined]
        if not only or asked_kind != asked.kind or subject.id in {GIVEN, ""}
        for one in verdicts(question, subject, context)
    ]
    severities = {severity for one, severity in found if one.faults}
    wrong = _compare(raw, [one for one, _ in found], asked.kind)
    return wrong or _compare_severity(raw, severities)


def _day(raw: Mapping[str, Any]) -> date | str:
    """Return the day of a case, or what is wrong with it."""
    try:
        return parse_date(raw["as_of"]) if "as_of" in raw else ANY_DAY
    except DateError as error:
        return f"as_of: {error}"


def _world(
    path: str, document: dict[str, Any], law_: Law, bank: Bank
) -> tuple[Workspace, Law] | str:
    """Return what is described as one law sees it, or what is wrong with it."""
    misfits = bank.form.misfits(document)
    if misfits:
        first = misfits[0]
        return f"the test's own description is wrong at {list(first.pointer)}: {first.message.en}"
    workspace = Workspace([Document(path, 0, document)], bank.table, ())
    if workspace.problems:
        return f"the test's own description is wrong: {workspace.problems[0].message.en}"
    return workspace, law_


def _document(raw: Mapping[str, Any], kind: str) -> dict[str, Any]:
    document = {"pdplint": 1, **deepcopy(dict(raw.get("workspace", {})))}
    if GIVEN in raw and isinstance(document.get(kind, {}), dict):
        _place(document, _pointer("", kind), deepcopy(raw[GIVEN]))
    return document


def _pointer(path: str, kind: str) -> list[str]:
    """Return the keys to `/path` inside the entity that is given, or to `KIND/ID/path`."""
    if path and not path.startswith("/"):
        return path.split("/")
    own = [kind] if kind == ORGANISATION else [kind, GIVEN]
    return [*own, *path.split("/")[1:]]


def _set(document: dict[str, Any], changes: Mapping[str, Any], kind: str) -> dict[str, Any]:
    for path, value in changes.items():
        _place(document, _pointer(path, kind), deepcopy(value))
    return document


def _place(document: dict[str, Any], keys: Sequence[str], value: Any) -> None:
    holder = document
    for key in keys[:-1]:
        inner = holder.get(key)
        if not isinstance(inner, dict):
            inner = holder[key] = {}
        holder = inner
    holder[keys[-1]] = value


def _unset(document: dict[str, Any], keys: Sequence[str]) -> None:
    holder: Any = document
    for key in keys[:-1]:
        holder = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(holder, dict):
        holder.pop(keys[-1], None)


def _compare(raw: Mapping[str, Any], every: Sequence[Verdict], kind: str) -> str:
    wanted = {key: sorted(raw.get(_KEYS[key], ())) for key in KINDS}
    found = {key: sorted(set(_places(every, key, kind))) for key in KINDS}
    for key in KINDS:
        if wanted[key] != found[key]:
            expected, got = wanted[key] or "nothing", found[key] or "nothing"
            return f"{_KEYS[key]}: expected {expected}, found {got}"
    states = {found_verdict.state for found_verdict in every} or {"not_asked"}
    for key, others in _BESIDE.items():
        if raw.get(key) and not (key in states and states <= {key, *others}):
            return f"expected {key}, found {', '.join(sorted(states))}"
    expects = {*_BESIDE, *_KEYS.values()} & set(raw)
    return "" if expects else "the test expects nothing: add holds, falls_short, undeclared, …"


def _compare_severity(raw: Mapping[str, Any], found: set[str]) -> str:
    wanted = raw.get("severity")
    if wanted is None or found == {wanted}:
        return ""
    return f"expected severity {wanted}, found {', '.join(sorted(found)) or 'nothing'}"


def _places(every: Iterable[Verdict], key: str, kind: str) -> Iterator[str]:
    for found in every:
        for fault in found.faults:
            if fault.kind == key:
                yield _written(fault.where.entity, fault.where.pointer, kind)


def _written(entity: Entity, pointer: Pointer, kind: str) -> str:
    inside = "".join(f"/{part}" for part in pointer)
    own = entity.kind == kind and entity.id in {GIVEN, ""}
    return inside if own else f"{entity.subject}{inside}"
