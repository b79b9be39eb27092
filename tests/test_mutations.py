"""The tests inside policies notice a policy that was changed.

Every control and every binding is changed in each way below, one at a time; a change that no test
inside the policies notices survives. Run this file as a script to see the score and the survivors:
`python -m tests.test_mutations`.
"""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from pdplint.library import (
    Binding,
    Control,
    Library,
    Regime,
    Source,
    _control,
    _parameters,
    _Wrong,
    bind,
    shared_values,
)
from pdplint.run.resources import Resources, load_library, read_policies, shipped_files
from pdplint.trial import Bank, run_clause, run_control

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FLIPPED = {
    "at_most": "at_least",
    "at_least": "at_most",
    "one_of": "none_of",
    "none_of": "one_of",
    "contains": "contains_none",
    "contains_any": "contains_none",
    "contains_none": "contains_any",
    "subset_of": "contains_none",
    "no_later_than": None,  # there is no operator for the other direction: the term is dropped
    "newer_than": None,
}
LISTS = {"one_of", "none_of", "contains", "contains_any", "contains_none", "subset_of"}
# Changes that change nothing: (control or clause, what was changed) with the reason.
EQUIVALENT: dict[tuple[str, str], str] = {}


class Mutant(NamedTuple):
    """One changed policy: whose it is, what was changed, and whether a test noticed."""

    of: str
    change: str
    noticed: bool


def changes(raw: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield a condition with one change in each way: a flip, a dropped term, a dropped item."""
    for key in raw:
        if key == "any":
            for index, alternative in enumerate(raw["any"]):
                for what, changed in changes(alternative, f"{path}any[{index}] "):
                    copy = deepcopy(raw)
                    copy["any"][index] = changed
                    yield what, copy
                copy = deepcopy(raw)
                del copy["any"][index]
                yield f"{path}any[{index}] dropped", copy
            continue
        for operator, argument in raw[key].items():
            for what, terms in _changed_term(operator, argument):
                copy = deepcopy(raw)
                copy[key].pop(operator)
                copy[key] |= terms
                if not copy[key]:
                    del copy[key]
                yield f"{path}{key} {what}", copy


def _changed_term(operator: str, argument: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(argument, bool):
        yield f"{operator} flipped", {operator: not argument}
    elif operator == "equals":
        yield "equals flipped", {"none_of": [argument]}
    elif FLIPPED.get(operator):
        yield f"{operator} flipped", {str(FLIPPED[operator]): argument}
    yield f"{operator} dropped", {}
    if operator in LISTS and isinstance(argument, list) and len(argument) > 1:
        for index, item in enumerate(argument):
            rest = argument[:index] + argument[index + 1 :]
            yield f"{operator} without {item}", {operator: rest}


def shifted(value: Any) -> Iterator[Any]:
    """Yield a number or duration one unit less and one more; a list without each of its items."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value - 1, value + 1)
    elif isinstance(value, str) and (match := re.fullmatch(r"(\d+)([a-z]+)", value)):
        yield from (f"{int(match[1]) + step}{match[2]}" for step in (-1, 1))
    elif isinstance(value, list) and len(value) > 1:
        yield from (value[:index] + value[index + 1 :] for index in range(len(value)))


@cache
def _policies() -> tuple[Library, Bank, dict[str, dict[str, Any]]]:
    resources = Resources()
    library = load_library(resources, tests=True)
    calendar = library.regimes["vn-draft-2021"].calendar
    values = read_policies(shipped_files(resources), resources)
    return library, Bank(resources.shape, resources.table, calendar), values


def _notices_control(control: Control) -> bool:
    _library, bank, _values = _policies()
    try:
        return any(run_control(control, trial, bank).wrong for trial in control.trials)
    except (_Wrong, LookupError, ValueError):
        return True  # it does not even load


def _control_mutants(raw: dict[str, Any], path: str) -> Iterator[Mutant]:
    for part in ("require", "when"):
        for what, condition in changes(raw.get(part, {})):
            changed = {**raw, part: condition}
            if not condition and part == "require":
                continue  # a control that asks nothing does not load
            noticed = _notices_control(_control(Source(path, changed)))
            if not noticed:
                noticed = _notices_clauses(_control(Source(path, changed)))
            yield Mutant(raw["id"], f"{part}: {what}", noticed)


def _notices_clauses(control: Control) -> bool:
    library, _bank, values = _policies()
    for regime in library.regimes.values():
        for clause, raw in _checked_clauses(values, regime.id):
            if any(entry["control"] == control.id for entry in raw["checked_by"]):
                bindings = _bindings(regime, clause, raw["checked_by"], {control.id: control})
                if _notices(regime, clause, bindings):
                    return True
    return False


def _checked_clauses(
    values: dict[str, dict[str, Any]], regime: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in values.items():
        if name.startswith(f"{regime}/") and "clauses" in value:
            yield from ((raw["id"], raw) for raw in value["clauses"] if "checked_by" in raw)


def _bindings(
    regime: Regime, clause: str, entries: list[dict[str, Any]], changed: dict[str, Control]
) -> list[Binding]:
    library, bank, values = _policies()
    shared = shared_values(values[f"{regime.id}/regime.yaml"])
    template = next(b for b in regime.bindings if b.clause.id == clause)
    made = []
    for entry in entries:
        control = changed.get(entry["control"], library.controls[entry["control"]])
        with_ = _parameters(control, entry.get("with", {}), shared)
        scope = {**shared, **with_}
        question = bind(bank.table, control, scope, entry.get("when"), entry.get("unless"))
        severity = entry.get("severity", control.severity)
        made.append(
            template._replace(control=control, question=question, with_=with_, severity=severity)
        )
    return made


def _notices(regime: Regime, clause: str, bindings: list[Binding]) -> bool:
    bank = _policies()[1]
    return any(run_clause(regime, bindings, t, bank).wrong for t in regime.trials[clause])


def _binding_mutants(regime: Regime, clause: str, raw: dict[str, Any]) -> Iterator[Mutant]:
    for what, entries in _changed_entries(raw["checked_by"]):
        try:
            noticed = not entries or _notices(
                regime, clause, _bindings(regime, clause, entries, {})
            )
        except (_Wrong, LookupError, ValueError):
            noticed = True
        yield Mutant(f"{regime.id}/{clause}", what, noticed)


def _changed_entries(
    entries: list[dict[str, Any]],
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for index, entry in enumerate(entries):
        before, after = entries[:index], entries[index + 1 :]
        name = f"{entry['control']}[{index}]"
        yield f"{name} dropped", [*before, *after]
        for part in ("when", "unless"):
            for what, condition in changes(entry.get(part, {})):
                changed = {**entry, part: condition}
                yield f"{name} {part}: {what}", [*before, changed, *after]
        if "severity" in entry:
            without = {key: value for key, value in entry.items() if key != "severity"}
            yield f"{name} severity dropped", [*before, without, *after]
        for parameter, value in entry.get("with", {}).items():
            for other in shifted(value):
                changed = {**entry, "with": {**entry["with"], parameter: other}}
                yield f"{name} {parameter}: {other}", [*before, changed, *after]


@cache
def mutants() -> tuple[Mutant, ...]:
    """Return every mutant of every shipped policy, each tried once."""
    return tuple(_mutants())


def _mutants() -> Iterator[Mutant]:
    library, _bank, values = _policies()
    for name, value in values.items():
        if name.startswith("controls/"):
            yield from _control_mutants(value, name)
    for regime in library.regimes.values():
        for clause, raw in _checked_clauses(values, regime.id):
            yield from _binding_mutants(regime, clause, raw)


def survivors(every: Iterable[Mutant]) -> list[Mutant]:
    """Return the mutants that no test noticed and that are not known to change nothing."""
    return [m for m in every if not m.noticed and (m.of, m.change) not in EQUIVALENT]


def test_the_tests_inside_policies_notice_every_change_to_a_policy() -> None:
    assert len(mutants()) > 1000
    left = survivors(mutants())
    assert not left, "\n".join(f"{m.of}: {m.change}" for m in left)


def test_no_change_is_excused_that_is_noticed() -> None:
    unnoticed = {(m.of, m.change) for m in mutants() if not m.noticed}
    assert not set(EQUIVALENT) - unnoticed


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("48h", ["47h", "49h"], id="a duration by its unit"),
        pytest.param(3, [2, 4], id="a number by one"),
        pytest.param(["a", "b"], [["b"], ["a"]], id="a list without each item"),
        pytest.param("illegal_content", [], id="a word has no next one"),
    ],
)
def test_numbers_are_shifted_by_one_unit(value: Any, expected: list[Any]) -> None:
    assert list(shifted(value)) == expected


if __name__ == "__main__":
    for mutant in survivors(mutants()):
        print(f"survived: {mutant.of}: {mutant.change}")
    noticed_ = sum(mutant.noticed for mutant in mutants())
    print(f"{noticed_} of {len(mutants())} mutants noticed, {len(EQUIVALENT)} change nothing")
