"""The tests inside policies notice a policy that was changed.

Every control and every binding is changed in each way below, one at a time; a change that no test
inside the policies notices survives. Run this file as a script to see the score and the survivors:
`python -m tests.policy.test_mutations`; a word after it narrows them to what begins so: `draft-2021/15.1`.
"""

from __future__ import annotations

import re
import sys
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from pdplint.judge.trial import Bank, run_clause, run_control, run_scope
from pdplint.policy.arguments import items
from pdplint.policy.controls import Control, make_control
from pdplint.policy.files import Problems, Source, WrongError
from pdplint.policy.operators import OPERATORS
from pdplint.policy.regimes import Binding, Regime, RegimeLoader
from pdplint.run.resources import (
    Resources,
    load_library,
    policy_folder,
    read_policies,
    sorted_policies,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pdplint.policy.loading import Library
    from pdplint.policy.scopes import Scope

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
    known = OPERATORS[operator]
    if isinstance(argument, bool):
        yield f"{operator} flipped", {operator: not argument}
    elif known.opposite:
        yield f"{operator} flipped", {known.opposite: argument}
    yield f"{operator} dropped", {}
    if known.argument is items and isinstance(argument, list) and len(argument) > 1:
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


class Bench(NamedTuple):
    """The shipped policies: compiled, as they were read, and what their tests need."""

    library: Library
    bank: Bank
    values: dict[str, dict[str, Any]]
    loaders: dict[str, RegimeLoader]


@cache
def bench() -> Bench:
    resources = Resources()
    library = load_library(resources, tests=True)
    values = read_policies(policy_folder(resources.policies).files, resources)
    policies = sorted_policies(values, resources.policies)
    loaders = {
        name: RegimeLoader(
            policies.regimes[name],
            policies,
            library.instruments,
            library.controls,
            library.scopes,
            Problems(),
        )
        for name in library.regimes
    }
    calendar = next(iter(library.regimes.values())).calendar
    bank = Bank(resources.form, resources.table, calendar, library.scopes)
    return Bench(library, bank, values, loaders)


def _notices_control(control: Control) -> bool:
    try:
        return any(run_control(control, trial, bench().bank).wrong for trial in control.trials)
    except (WrongError, LookupError, ValueError):
        return True  # it does not even load


def _control_mutants(raw: dict[str, Any], path: str) -> Iterator[Mutant]:
    for part in ("require", "when"):
        for what, condition in changes(raw.get(part, {})):
            if not condition and part == "require":
                continue  # a control that asks nothing does not load
            changed = make_control(Source(path, {**raw, part: condition}))
            noticed = _notices_control(changed) or _notices_clauses(changed)
            yield Mutant(raw["id"], f"{part}: {what}", noticed)


def _notices_clauses(control: Control) -> bool:
    for regime in bench().library.regimes.values():
        for ref in dict.fromkeys(
            b.clause.ref for b in regime.bindings if b.control.id == control.id
        ):
            if _notices(regime, ref, _bindings(regime, ref, None, {control.id: control})):
                return True
    return False


def _entries(ref: str) -> list[dict[str, Any]]:
    instrument, _, id_ = ref.partition("/")
    entry = bench().library.instruments[instrument].entries[id_]
    found: list[dict[str, Any]] = entry.raw["checked_by"]
    return found


def _bindings(
    regime: Regime,
    ref: str,
    entries: list[dict[str, Any]] | None = None,
    changed: dict[str, Control] | None = None,
    less: str = "",
) -> list[Binding]:
    """Return the bindings of a clause with one thing otherwise."""
    known = bench()
    loader = known.loaders[regime.id]
    instrument = known.library.instruments[ref.partition("/")[0]]
    clause = instrument.clauses[ref.partition("/")[2]]
    clause = clause._replace(of=tuple(scope for scope in clause.of if scope != less))
    controls = {**known.library.controls, **(changed or {})}
    return [
        loader.binding(instrument, controls[entry["control"]], clause, entry)
        for entry in (_entries(ref) if entries is None else entries)
    ]


def _notices(regime: Regime, ref: str, bindings: list[Binding]) -> bool:
    instrument, _, id_ = ref.partition("/")
    trials = bench().library.instruments[instrument].trials.get(id_, ())
    return any(run_clause(regime, ref, bindings, trial, bench().bank).wrong for trial in trials)


def _binding_mutants(regime: Regime, ref: str) -> Iterator[Mutant]:
    for scope in (
        bench().library.instruments[ref.partition("/")[0]].clauses[ref.partition("/")[2]].of
    ):
        yield Mutant(
            ref, f"not of {scope}", _notices(regime, ref, _bindings(regime, ref, less=scope))
        )
    for what, entries in _changed_entries(_entries(ref)):
        try:
            noticed = not entries or _notices(regime, ref, _bindings(regime, ref, entries))
        except (WrongError, LookupError, ValueError):
            noticed = True
        yield Mutant(ref, what, noticed)


def _changed_entries(
    entries: list[dict[str, Any]],
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for index, entry in enumerate(entries):
        before, after = entries[:index], entries[index + 1 :]
        name = f"{entry['control']}[{index}]"
        yield f"{name} dropped", [*before, *after]
        scopes = [entry["of"]] if isinstance(entry.get("of"), str) else entry.get("of", [])
        for scope in scopes:
            changed = {**entry, "of": [one for one in scopes if one != scope]}
            yield f"{name} not of {scope}", [*before, changed, *after]
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


def _scope_mutants(scope: Scope) -> Iterator[Mutant]:
    for what, condition in changes(dict(scope.when)):
        yield Mutant(scope.id, what, _notices_scope(scope._replace(when=condition), {}))


def _notices_scope(scope: Scope, lists: dict[str, list[str]]) -> bool:
    known = bench().bank
    scopes = known.scopes._replace(
        scopes={**known.scopes.scopes, scope.id: scope}, lists={**known.scopes.lists, **lists}
    )
    try:
        return any(one.wrong for one in run_scope(scope, known._replace(scopes=scopes)))
    except (WrongError, LookupError, ValueError):
        return True


def _list_mutants(raw: dict[str, Any]) -> Iterator[Mutant]:
    """Yield lists without each of their words: one that says what it leaves out does not load."""
    for word in raw["words"]:
        rest = [one for one in raw["words"] if one != word]
        noticed = "without" in raw or any(
            _notices_scope(scope, {raw["list"]: rest})
            for scope in bench().library.scopes.scopes.values()
        )
        yield Mutant(raw["list"], f"without {word}", noticed)


@cache
def mutants(of: str = "") -> tuple[Mutant, ...]:
    """Return every mutant of every shipped policy, each tried once; `of` narrows them."""
    return tuple(_mutants(of))


def _mutants(of: str) -> Iterator[Mutant]:
    known = bench()
    for name, value in known.values.items():
        if name.startswith("controls/") and value["id"].startswith(of):
            yield from _control_mutants(value, name)
    for raw in known.values["scopes.yaml"].get("lists", ()) if not of else ():
        yield from _list_mutants(raw)
    for scope in known.library.scopes.scopes.values():
        if scope.id.startswith(of):
            yield from _scope_mutants(scope)
    for regime in known.library.regimes.values():
        for ref in dict.fromkeys(binding.clause.ref for binding in regime.bindings):
            if ref.startswith(of):
                yield from _binding_mutants(regime, ref)


def survivors(every: Iterable[Mutant]) -> list[Mutant]:
    """Return the mutants that no test noticed and that are not known to change nothing."""
    return [m for m in every if not m.noticed and (m.of, m.change) not in EQUIVALENT]


def test_the_tests_inside_policies_notice_every_change_to_a_policy() -> None:
    assert len(mutants()) > 800
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
    every = mutants(*sys.argv[1:2])
    for mutant in survivors(every):
        print(f"survived: {mutant.of}: {mutant.change}")
    noticed_ = sum(mutant.noticed for mutant in every)
    print(f"{noticed_} of {len(every)} mutants noticed, {len(EQUIVALENT)} change nothing")
