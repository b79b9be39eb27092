"""The tests inside policies: each builds a small workspace, asks one question and compares."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.condition import Bench, Entity, Question, Verdict, verdicts
from pdplint.facts import look
from pdplint.fields import ORGANISATION, FieldTable
from pdplint.judge import law
from pdplint.library import (
    Binding,
    Control,
    Library,
    Regime,
    Trial,
    bind,
)
from pdplint.operators import Days
from pdplint.units import Calendar, DateError, parse_date
from pdplint.view import Law
from pdplint.workspace import Document, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdplint.model import Pointer
    from pdplint.shape import Shape

GIVEN = "given"
KINDS = ("shortfall", "undeclared", "undecided")
_KEYS = {"shortfall": "falls_short", "undeclared": "undeclared", "undecided": "undecided"}
_BESIDE = {"holds": {"exempt", "not_asked"}, "exempt": {"not_asked"}, "not_asked": set[str]()}
ANY_DAY = date(2026, 12, 31)


class Outcome(NamedTuple):
    """What came of one test: `wrong` says what differs, and is empty where nothing does."""

    trial: Trial
    of: str
    wrong: str


class Bank(NamedTuple):
    """What tests of policies need: the form of descriptions, the fields, a calendar."""

    shape: Shape
    table: FieldTable
    calendar: Calendar


def run_trials(library: Library, bank: Bank) -> Iterator[Outcome]:
    """Run the tests of all controls and clauses, in order."""
    for control in library.controls.values():
        for trial in control.trials:
            yield run_control(control, trial, bank)
    for regime in library.regimes.values():
        for clause, trials in regime.trials.items():
            bindings = [b for b in regime.bindings if b.clause.id == clause]
            for trial in trials:
                if bindings:
                    yield run_clause(regime, bindings, trial, bank)
                else:
                    yield Outcome(trial, f"{regime.id}/{clause}", "no control checks this clause")


def run_control(control: Control, trial: Trial, bank: Bank) -> Outcome:
    """Run one test of a control, alone: no scope of any clause, the test's own numbers."""
    question = bind(bank.table, control, trial.raw.get("with", {}))
    asked = [(control.kind, question, control.severity)]
    return _run(trial, control.id, asked, Law("VN", (), ()), bank.calendar, bank)


def run_clause(regime: Regime, bindings: Sequence[Binding], trial: Trial, bank: Bank) -> Outcome:
    """Run one test of a clause: all its bindings, with their scope and numbers."""
    asked = [(b.control.kind, b.question, b.severity) for b in bindings]
    of = f"{regime.id}/{bindings[0].clause.id}"
    return _run(trial, of, asked, law(regime), regime.calendar, bank)


def _run(
    trial: Trial,
    of: str,
    asked: Sequence[tuple[str, Question, str]],
    law_: Law,
    calendar: Calendar,
    bank: Bank,
) -> Outcome:
    kind = asked[0][0]
    try:
        today = parse_date(trial.raw["as_of"]) if "as_of" in trial.raw else ANY_DAY
    except DateError as error:
        return Outcome(trial, of, f"as_of: {error}")
    document = _document(trial, kind)
    misfits = bank.shape.misfits(document)
    if misfits:
        first = misfits[0]
        return Outcome(
            trial,
            of,
            f"the test's own description is wrong at {list(first.pointer)}: {first.message.en}",
        )
    workspace = Workspace([Document(trial.path, 0, document)], bank.table, ())
    if workspace.problems:
        return Outcome(
            trial, of, f"the test's own description is wrong: {workspace.problems[0].message.en}"
        )
    bench = Bench(look(workspace, law_), bank.table, Days(today, calendar))
    only = GIVEN in trial.raw
    found = [
        (one, severity)
        for asked_kind, question, severity in asked
        for subject in bench.world.subjects(asked_kind)  # type: ignore[attr-defined]
        if not only or asked_kind != kind or subject.id in {GIVEN, ""}
        for one in verdicts(question, subject, bench)
    ]
    severities = {severity for one, severity in found if one.faults}
    wrong = _compare(trial.raw, [one for one, _ in found], kind)
    return Outcome(trial, of, wrong or _compare_severity(trial.raw, severities))


def _document(trial: Trial, kind: str) -> dict[str, Any]:
    document = {"pdplint": 1, **deepcopy(dict(trial.raw.get("workspace", {})))}
    if GIVEN in trial.raw:
        given = deepcopy(trial.raw[GIVEN])
        if kind == ORGANISATION:
            document[kind] = given
        else:
            beside = document.setdefault(kind, {})
            if isinstance(beside, dict):
                beside[GIVEN] = given
    return document


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
