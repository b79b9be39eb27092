"""`pdplint.yaml`: the settings of a workspace, each with where it came from."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.model import SEVERITIES, Loosened
from pdplint.run.discovery import CONFIG, shown_path
from pdplint.run.errors import UsageError
from pdplint.source import mark, read, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pdplint.library import Library
    from pdplint.model import Severity
    from pdplint.run.resources import Resources


class Config(NamedTuple):
    """The settings of one workspace; `source` is the file as reports show it, if there is one."""

    source: str = ""
    regimes: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = {}

    def loosened(self, library: Library) -> Iterator[Loosened]:
        """Yield every setting by which less is reported than the policies would."""
        for pattern in self.exclude:
            yield Loosened("exclude", pattern, self.source)
        for pattern in self.include:
            yield Loosened("include", pattern, self.source)
        for control in self.ignore:
            yield Loosened("ignore", control, self.source)
        for control, severity in self.severity.items():
            known = library.controls.get(control)
            if known is None or SEVERITIES.index(severity) > SEVERITIES.index(known.severity):
                yield Loosened("severity", f"{control}: {severity}", self.source)


def read_config(root: Path, resources: Resources) -> Config:
    """Return the settings of the workspace at a root; the default ones where it has no config.

    Raises:
        UsageError: the config cannot be read or says something that there is not.
    """
    path = root / CONFIG
    if not path.is_file():
        return Config()
    data = path.read_bytes()
    content = read(data)
    name = shown_path(path)
    for problem in content.problems:
        span = problem.span
        raise UsageError(f"{name}:{span.line}:{span.column}: {sentence(problem, 'en')}")
    if not content.documents:
        return Config(name)
    value = content.documents[0]
    problems = list(_misfits(value, resources.schema("config"), data, name))
    if len(content.documents) > 1:
        problems.append(f"{name}: a config is one document")
    if problems:
        raise UsageError("\n".join(problems))
    lists = {key: tuple(value.get(key, ())) for key in ("regimes", "include", "exclude", "ignore")}
    return Config(name, **lists, severity=value.get("severity", {}))


def _misfits(value: Any, schema: dict[str, Any], data: bytes, name: str) -> Iterator[str]:
    from jsonschema import Draft202012Validator

    marks = mark(data)
    for error in Draft202012Validator(schema).iter_errors(value):
        pointer = tuple(error.absolute_path)
        message = error.message
        if error.validator == "additionalProperties" and isinstance(error.instance, dict):
            known = list(schema["properties"])
            for key in error.instance.keys() - set(known):
                span = marks.nearest(0, (*pointer, key))
                yield f"{name}:{span.line}:{span.column}: there is no setting {key!r}{_hint(key, known)}"
            continue
        span = marks.nearest(0, pointer)
        yield f"{name}:{span.line}:{span.column}: {message}"


def _hint(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, 1)
    return f"; did you mean {near[0]}?" if near else f" (known: {', '.join(known)})"


def check_controls(names: Sequence[str], library: Library, where: str) -> None:
    """Make sure that controls named in a config or a call exist.

    Raises:
        UsageError: there is no such control.
    """
    from pdplint.check import BUILT_IN

    known = [*library.controls, *BUILT_IN]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise UsageError(f"{where}: there is no control {name!r}{hint}")
