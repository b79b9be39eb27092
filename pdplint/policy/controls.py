"""Controls: one question of one kind of entity, independent of any law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.policy.compiling import Compiler
from pdplint.policy.files import PolicyProblem, Trial, WrongError, hint, text
from pdplint.policy.operators import OPERATORS
from pdplint.policy.wording import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pdplint.format.fields import FieldTable
    from pdplint.model.finding import Severity
    from pdplint.model.text import Text
    from pdplint.policy.files import Source


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


def _stricter(raw: Any, by: int = 0) -> Iterator[tuple[str, int]]:
    """Yield each parameter that stands below an operator that compares, and which way."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            known = OPERATORS.get(key)
            yield from _stricter(value, known.stricter if known and known.stricter else by)
    elif isinstance(raw, list):
        for value in raw:
            yield from _stricter(value, by)
    elif by and isinstance(raw, str) and raw.startswith("$"):
        yield raw[1:], by


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


_PARAMETER_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "duration": lambda raw: isinstance(raw, str),
    "date": lambda raw: isinstance(raw, str),
    "integer": lambda raw: isinstance(raw, int) and not isinstance(raw, bool),
    "boolean": lambda raw: isinstance(raw, bool),
    "items": lambda raw: isinstance(raw, list),
    "key": lambda raw: isinstance(raw, str),
}


def parameters(
    control: Control, given: Mapping[str, Any], lists: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values that a binding or a test gives to the parameters of a control.

    `lists` are those that `$name` stands for.

    Raises:
        WrongError: one is missing, is none of the control's, or is of another type.
    """
    values = {}
    for name, raw in given.items():
        if name not in control.parameters:
            told = f"{control.id} has no parameter {name!r}{hint(name, control.parameters)}"
            raise WrongError(told, "with", name)
        value = raw
        if isinstance(raw, str) and raw.startswith("$"):
            if raw[1:] not in lists:
                raise WrongError(f"there is no list {raw}{hint(raw[1:], lists)}", "with", name)
            value = lists[raw[1:]]
        if not _PARAMETER_TYPES[control.parameters[name]](value):
            told = f"{name} is a {control.parameters[name]}, not {show(value)}"
            raise WrongError(told, "with", name)
        values[name] = value
    if missing := set(control.parameters) - set(given):
        raise WrongError(f"{control.id} needs {', '.join(sorted(missing))}", "with")
    return values
