"""`pdplint.yaml`: the settings of a workspace, each with where it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.form import cut
from pdplint.format.hints import near
from pdplint.format.validator import validator
from pdplint.model.finding import RELIED_ON, SEVERITIES
from pdplint.model.report import Loosened
from pdplint.run.discovery import CONFIG, shown_file, shown_path
from pdplint.run.door import ShutError, is_there, read_file, real_path, stand_path
from pdplint.run.errors import UsageError
from pdplint.text.messages import sentence
from pdplint.text.patterns import MOST_PATTERNS, refused
from pdplint.text.reader import read
from pdplint.text.values import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pdplint.model.finding import Severity
    from pdplint.model.place import Pointer
    from pdplint.policy.loading import Library
    from pdplint.run.resources import Resources
    from pdplint.run.tree import Tree

CONFIG_LIMITS = LIMITS._replace(nodes=2_000)
"""How much a config may hold: its form is checked with more care than speed."""

_LISTS = ("regimes", "include", "exclude", "ignore", "policies")
_LIMITED = {"maxLength": "characters", "maxItems": "entries"}
_REST = ("severity", "parameters", "waivers", "baseline")


class Config(NamedTuple):
    """The settings of one workspace; `source` is the file as reports show it, if there is one.

    `policies`, `waivers` and `baseline` are paths from the folder of that file. `origins` says of
    each setting that is set where: `pdplint.yaml:3`.
    """

    source: str = ""
    regimes: tuple[str, ...] = ()
    at_most: Mapping[str, Severity] = {}
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = {}
    policies: tuple[str, ...] = ()
    parameters: Mapping[str, Mapping[str, Any]] = {}
    waivers: str = ""
    baseline: str = ""
    origins: Mapping[str, str] = {}

    def loosened(self, library: Library) -> Iterator[Loosened]:
        """Yield every setting by which less is reported than the policies would.

        Regimes are not among them: see `settings.Settings.loosened`.
        """
        for regime, severity in self.at_most.items():
            yield Loosened("regimes", f"{regime}: {severity}", self.source)
        for pattern in self.exclude:
            yield Loosened("exclude", pattern, self.source)
        for pattern in self.include:
            yield Loosened("include", pattern, self.source)
        for control in self.ignore:
            yield Loosened("ignore", control, self.source)
        for control, severity in self.severity.items():
            if not self._raises(control, library):
                yield Loosened("severity", f"{control}: {severity}", self.source)

    def _raises(self, control: str, library: Library) -> bool:
        """Tell whether another severity is none below that of the control."""
        known = library.controls.get(control)
        own = SEVERITIES.index(self.severity[control])
        if control == RELIED_ON:  # a note, which nothing is below
            return True
        return known is not None and own <= SEVERITIES.index(known.severity)

    def strict(self, library: Library) -> Config:
        """Return the settings without those by which less is reported, or nothing fails."""
        severity = {c: s for c, s in self.severity.items() if self._raises(c, library)}
        return self._replace(
            at_most={},
            include=(),
            exclude=(),
            ignore=(),
            severity=severity,
            waivers="",
            baseline="",
        )


def read_config(
    root: Path, resources: Resources, file: Path | None = None, base: Tree | None = None
) -> Config:
    """Return the settings of the workspace at a root; the default ones where it has no config.

    `file` is a config that stands elsewhere; then the one at the root is not read. `base` has it
    as a git ref does: what stands on the disk is read where that has none.

    Raises:
        UsageError: the config cannot be read or says something that there is not.
    """
    path = file or root / CONFIG
    name = shown_path(path) if file else shown_file(stand_path(path))
    if base is not None and file is None and CONFIG in base.files:
        name, data = f"{base.ref}:{name}", base.whole(CONFIG)
    elif file is None and not is_there(path):
        return Config()
    else:
        try:
            data = read_file(path, root if file is None else None)
        except ShutError as error:
            raise UsageError(f"cannot read the config {name}: {error}") from None
    value = _value(data, name, resources)
    if value is None:
        return Config(name)
    from pdplint.text.marks import mark

    marks = mark(data)
    origins = {key: f"{name}:{marks.nearest(0, (key,)).line}" for key in value}
    lists: dict[str, Any] = {key: tuple(value.get(key, ())) for key in _LISTS}
    capped = [one for one in lists["regimes"] if isinstance(one, dict)]
    lists["regimes"] = tuple(
        dict.fromkeys(name for one in lists["regimes"] for name in _names(one))
    )
    lists["at_most"] = {name: most for one in capped for name, most in one.items()}
    rest = {key: value[key] for key in _REST if key in value}
    return Config(name, **lists, **rest, origins=origins)


def _names(regime: str | Mapping[str, Severity]) -> Iterable[str]:
    return [regime] if isinstance(regime, str) else regime


def _value(data: bytes, name: str, resources: Resources) -> dict[str, Any] | None:
    """Return what a config says; nothing where it says nothing."""
    content = read(data, CONFIG_LIMITS)
    for problem in content.problems:
        span = problem.span
        raise UsageError(f"{name}:{span.line}:{span.column}: {sentence(problem, 'en')}")
    if not content.documents:
        return None
    value: dict[str, Any] = content.documents[0]
    problems: list[str] = []
    if not resources.has_form("config", value):
        problems += _misfits(value, resources.schema("config"), data, name)
    if len(content.documents) > 1:
        problems.append(f"{name}: a config is one document")
    if not problems:
        problems += _unbounded(value, data, name)
    if problems:
        raise UsageError(*problems)
    return value


def _unbounded(value: Mapping[str, Any], data: bytes, name: str) -> Iterator[str]:
    """Yield what is wrong with patterns whose matching would not be bounded."""
    from pdplint.text.marks import mark

    patterns = {key: value.get(key, ()) for key in ("include", "exclude")}
    wrong: list[tuple[Pointer, str]] = [
        ((key, index), why) for key, listed in patterns.items() for index, why in refused(listed)
    ]
    count = sum(map(len, patterns.values()))
    if count > MOST_PATTERNS:
        key = "exclude" if patterns["exclude"] else "include"
        told = f"include and exclude have {count} patterns together, {MOST_PATTERNS} at most"
        wrong.append(((key,), f"{told}; name folders instead"))
    if not wrong:
        return
    marks = mark(data)
    for pointer, why in wrong:
        span = marks.nearest(0, pointer)
        yield f"{name}:{span.line}:{span.column}: {why}"


def _misfits(value: Any, schema: dict[str, Any], data: bytes, name: str) -> Iterator[str]:
    from pdplint.text.marks import mark

    marks = mark(data)
    for error in validator(schema).iter_errors(value):
        pointer = tuple(error.absolute_path)
        message = cut(error.message)
        if error.validator == "additionalProperties" and isinstance(error.instance, dict):
            known = list(schema["properties"])
            for key in error.instance.keys() - set(known):
                span = marks.nearest(0, (*pointer, key))
                at = f"{name}:{span.line}:{span.column}"
                yield f"{at}: there is no setting {key!r}{_hint(key, known)}"
            continue
        limited = _LIMITED.get(str(error.validator))
        if limited is not None and isinstance(error.instance, str | list):
            message = f"this has {len(error.instance)} {limited}, {error.validator_value} at most"
        span = marks.nearest(0, pointer)
        yield f"{name}:{span.line}:{span.column}: {message}"


def _hint(word: str, known: Sequence[str]) -> str:
    meant = near(word, known)
    return f"; did you mean {meant}?" if meant else f" (known: {', '.join(known)})"


def path_from(folder: Path, name: str, where: str) -> Path:
    """Return a path that a config names, from the folder of the config.

    Raises:
        UsageError: it leads out of that folder.
    """
    path = folder / name
    if not real_path(path).is_relative_to(real_path(folder)):
        raise UsageError(f"{where}: {name} leads out of the folder of the config")
    return path


def check_controls(names: Sequence[str], library: Library, where: str) -> None:
    """Make sure that controls named in a config or a call exist.

    Raises:
        UsageError: there is no such control.
    """
    from pdplint.model.builtin import BUILT_IN

    known = [*library.controls, *BUILT_IN]
    for name in names:
        if name not in known:
            meant = near(name, known)
            hint = f"; did you mean {meant}?" if meant else ""
            raise UsageError(f"{where}: there is no control {name!r}{hint}")
