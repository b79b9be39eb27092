"""All policies, compiled and checked against one another.

A policy that does not load stops the run: a misspelt operator, path, argument, parameter, control,
scope or clause is told with its file and line, because a question that is never asked would be a
pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.policy.controls import Control, check_control, make_control
from pdplint.policy.files import PolicyError, Problems
from pdplint.policy.instruments import Instrument, InstrumentLoader, full
from pdplint.policy.regimes import Regime, RegimeLoader
from pdplint.policy.scopes import Scopes, make_scopes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pdplint.format.fields import FieldTable
    from pdplint.model.place import Pointer
    from pdplint.policy.files import Policies


class Library(NamedTuple):
    """Everything that policies say; `digests` (SHA-256) tell their folders apart."""

    controls: Mapping[str, Control]
    scopes: Scopes
    instruments: Mapping[str, Instrument]
    regimes: Mapping[str, Regime]
    table: FieldTable
    digests: Mapping[str, str] = {}


def load(policies: Policies, table: FieldTable) -> Library:
    """Compile policies and check them against one another and the field table.

    Raises:
        PolicyError: with all problems found.
    """
    problems = Problems()
    controls: dict[str, Control] = {}
    for source in policies.controls:
        control = make_control(source)
        if control.id in controls:
            message = f"the control {control.id} stands in {controls[control.id].path} too"
            problems.tell(source.path, ("id",), message)
        problems.found += check_control(control, table)
        controls.setdefault(control.id, control)
    scopes = make_scopes(policies.scopes, table, problems)
    instruments = {
        name: InstrumentLoader(source, policies, problems).load()
        for name, source in policies.instruments.items()
    }
    _link(instruments, problems)
    regimes = {
        name: RegimeLoader(source, policies, instruments, controls, scopes, problems).load()
        for name, source in policies.regimes.items()
    }
    _check_used(policies, regimes, problems)
    if problems.found:
        raise PolicyError(list(dict.fromkeys(problems.found)))
    return Library(controls, scopes, instruments, regimes, table)


def _link(instruments: Mapping[str, Instrument], problems: Problems) -> None:
    """Tell links between clauses that lead nowhere, and sanctions that no binding reaches."""
    known = {clause.ref for one in instruments.values() for clause in one.clauses.values()}
    checked = {
        f"{one.id}/{id_}"
        for one in instruments.values()
        for id_, entry in one.entries.items()
        if "checked_by" in entry.raw
    }
    reached: set[str] = set()
    for one in instruments.values():
        for entry in one.entries.values():
            for at, ref in _links(entry.raw):
                if at[-2] == "sanctioned_by":
                    reached.add(full(ref, one.id))
                if full(ref, one.id) not in known:
                    told = f"there is no clause {ref!r}{_hint(ref, one, known, problems)}"
                    problems.tell(entry.path, (*entry.pointer, *at), told)
                elif at[-2] == "by" and full(ref, one.id) not in checked:
                    told = f"nothing judges {ref}: name clauses that have `checked_by`"
                    problems.tell(entry.path, (*entry.pointer, *at), told)
    for one in instruments.values():
        for id_, entry in one.entries.items():
            accounted = entry.raw.keys() & {"checked_by", "not_checked"}
            if (
                entry.raw["kind"] == "sanction"
                and not accounted
                and f"{one.id}/{id_}" not in reached
            ):
                told = (
                    f"no binding names {id_} in `sanctioned_by`: link it there, "
                    "or give it `checked_by` or `not_checked`"
                )
                problems.tell(entry.path, (*entry.pointer, "id"), told)


def _hint(ref: str, one: Instrument, known: Collection[str], problems: Problems) -> str:
    return problems.hint(ref, known if "/" in ref else one.clauses)


def _links(raw: Mapping[str, object]) -> Iterator[tuple[Pointer, str]]:
    """Yield every clause that an entry names, with the place: what raises, and what sanctions."""
    raises, checked = raw.get("raises", ()), raw.get("checked_by", ())
    not_checked = raw.get("not_checked")
    for index, ref in enumerate(not_checked.get("by", ()) if isinstance(not_checked, dict) else ()):
        yield ("not_checked", "by", index), ref
    for index, ref in enumerate(raises if isinstance(raises, list) else ()):
        yield ("raises", index), ref
    for number, binding in enumerate(checked if isinstance(checked, list) else ()):
        for index, ref in enumerate(binding.get("sanctioned_by", ())):
            yield ("checked_by", number, "sanctioned_by", index), ref
        if "exempt_by" in binding:
            yield ("checked_by", number, "exempt_by"), binding["exempt_by"]


def _check_used(policies: Policies, regimes: Mapping[str, Regime], problems: Problems) -> None:
    """Tell instruments of no regime: nobody would be asked what they say."""
    used = {one.id for regime in regimes.values() for one in regime.instruments}
    for name, source in policies.instruments.items():
        if name not in used:
            told = f"the instrument {name} stands in no regime: name it in `instruments` of one"
            problems.tell(source.path, ("instrument",), told)
