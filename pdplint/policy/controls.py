"""Controls: one question of one kind of entity, independent of any law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.policy.compiling import Compiler, parameters
from pdplint.policy.files import PolicyProblem, Trial, WrongError, hint, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pdplint.format.fields import FieldTable
    from pdplint.model import Severity, Text
    from pdplint.policy.files import Source

_STRICTER_IF_SMALLER = {"at_most", "no_later_than", "newer_than"}
_STRICTER_IF_LARGER = {"at_least"}


class Control(NamedTuple):
    """One question of one kind of entity, independent of any law.

    `stricter` says of each parameter that is compared whether a smaller (-1) or a larger (1) value
    asks for more.
    """

    id: str
    title: Text
    help: Text
    kind: str
    when: Mapping[str, Any]
    require: Mapping[str, Any]
    parameters: Mapping[str, str]
    severity: Severity
    trials: tuple[Trial, ...]
    path: str
    stricter: Mapping[str, int]


def make_control(source: Source) -> Control:
    """Return the control of a file."""
    raw = source.value
    trials = tuple(
        Trial(source.path, ("tests", index), trial)
        for index, trial in enumerate(raw.get("tests", ()))
    )
    return Control(
        id=raw["id"],
        title=text(raw["title"]),
        help=text(raw["help"]),
        kind=kind_of(raw["each"]),
        when=raw.get("when", {}),
        require=raw["require"],
        parameters=raw.get("parameters", {}),
        severity=raw["severity"],
        trials=trials,
        path=source.path,
        stricter=dict(_stricter(raw["require"])),
    )


def kind_of(each: str) -> str:
    """Return the kind of entity that `each` means: `/flows/*`, `/organisation`."""
    return each.strip("/").split("/")[0]


def _stricter(raw: Any, operator: str = "") -> Iterator[tuple[str, int]]:
    """Yield each parameter that stands below an operator that compares, and which way."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            compares = key in _STRICTER_IF_SMALLER | _STRICTER_IF_LARGER
            yield from _stricter(value, key if compares else operator)
    elif isinstance(raw, list):
        for value in raw:
            yield from _stricter(value, operator)
    elif operator and isinstance(raw, str) and raw.startswith("$"):
        yield raw[1:], -1 if operator in _STRICTER_IF_SMALLER else 1


def check_control(control: Control, table: FieldTable) -> Iterator[PolicyProblem]:
    """Yield what is wrong with a control, with the numbers of its own tests."""
    if control.kind not in table.kinds:
        message = f"there is no kind {control.kind!r}{hint(control.kind, table.kinds)}"
        yield PolicyProblem(control.path, ("each",), message)
        return
    used = _used(control.when) | _used(control.require)
    for name in sorted(set(control.parameters) - used):
        yield PolicyProblem(control.path, ("parameters", name), f"the parameter {name} is not used")
    for trial in control.trials:
        try:
            values = parameters(control, trial.raw.get("with", {}), {})
        except WrongError as error:
            yield PolicyProblem(control.path, (*trial.pointer, *error.pointer), str(error))
            continue
        for key, raw, asks in (("when", control.when, False), ("require", control.require, True)):
            try:
                Compiler(table, control.kind, values).condition(raw, asks=asks)
            except WrongError as error:
                yield PolicyProblem(control.path, (key, *error.pointer), str(error))
                return


def _used(raw: Any) -> set[str]:
    if isinstance(raw, dict):
        in_paths = {part[1:] for path in raw for part in path.split("/") if part.startswith("$")}
        return in_paths | {name for value in raw.values() for name in _used(value)}
    if isinstance(raw, list):
        return {name for value in raw for name in _used(value)}
    return {raw[1:]} if isinstance(raw, str) and raw.startswith("$") else set()
