"""The schemas and policies that are shipped, read and compiled."""

from __future__ import annotations

import json
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdplint.fields import FieldTable, field_table
from pdplint.library import Library, Policies, PolicyError, PolicyProblem, Regime, Source, load
from pdplint.run.discovery import shown_path
from pdplint.run.errors import UsageError
from pdplint.shape import Shape
from pdplint.source import mark, read, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DEFAULT_REGIME = "vn-draft-2021"


class Resources:
    """The schemas and policies that are shipped, and the field table made from them."""

    def __init__(self) -> None:
        package = Path(__file__).parent.parent
        self.root = package if (package / "policies").is_dir() else package.parent

    def schema(self, name: str) -> dict[str, Any]:
        """Return a JSON Schema by name: `description`, `control`, `report` …"""
        found: dict[str, Any] = json.loads(self._schema_path(name).read_text("utf-8"))
        return found

    def _schema_path(self, name: str) -> Path:
        return self.root / "schemas" / f"{name}.schema.json"

    @cached_property
    def table(self) -> FieldTable:
        """The field table of descriptions and derived facts."""
        return field_table(self.schema("description"), self.schema("facts"))

    @cached_property
    def shape(self) -> Shape:
        """The compiled schema of descriptions."""
        return Shape(self.schema("description"), self.table.root)

    @cached_property
    def policies(self) -> Path:
        """The folder of the policies."""
        return self.root / "policies"


def load_library(resources: Resources, folder: Path | None = None) -> Library:
    """Read and compile the policies of a folder; the shipped ones unless one is named.

    Raises:
        UsageError: a policy is wrong; every problem with its file, line and column.
    """
    folder = folder or resources.policies
    reader = _PolicyReader(resources, folder)
    try:
        policies = reader.policies()
        return load(policies, resources.table)
    except PolicyError as error:
        lines = [reader.located(wrong) for wrong in error.problems]
        raise UsageError("\n".join(lines)) from None


class _PolicyReader:
    """Reads a folder of policies and knows where things stand in it."""

    def __init__(self, resources: Resources, folder: Path) -> None:
        self.resources = resources
        self.folder = folder
        self.problems: list[PolicyProblem] = []

    def policies(self) -> Policies:
        controls = [
            self._read(path, "control") for path in sorted(self.folder.glob("controls/**/*.yaml"))
        ]
        regimes, articles = {}, {}
        for path in sorted(self.folder.glob("*/regime.yaml")):
            regime = self._read(path, "regime")
            name = regime.value.get("regime", path.parent.name)
            regimes[name] = regime
            found = sorted(path.parent.glob("**/article-*.yaml"))
            articles[name] = [self._read(article, "article") for article in found]
        calendars = {
            path.stem: self._read(path, None).value
            for path in sorted(self.folder.glob("calendars/*.yaml"))
        }
        if self.problems:
            raise PolicyError(self.problems)
        return Policies(controls, regimes, articles, calendars)

    def _read(self, path: Path, schema: str | None) -> Source:
        content = read(path.read_bytes())
        name = path.as_posix()
        for wrong in content.problems:
            self.problems.append(PolicyProblem(name, wrong.pointer, sentence(wrong, "en")))
        value = content.documents[0] if len(content.documents) == 1 else None
        if not isinstance(value, dict):
            self.problems.append(PolicyProblem(name, (), "a policy file is one block with keys"))
            return Source(name, {})
        if schema and not content.problems:
            self.problems += self._validate(name, value, schema)
        return Source(name, value)

    def _validate(self, name: str, value: Any, schema: str) -> Iterator[PolicyProblem]:
        for error in self._validators[schema].iter_errors(value):
            pointer = tuple(error.absolute_path)
            message = error.message if len(error.message) < 300 else f"{error.message[:300]}…"  # noqa: PLR2004
            yield PolicyProblem(name, pointer, message)

    @cached_property
    def _validators(self) -> dict[str, Any]:
        from jsonschema import Draft202012Validator

        return {
            name: Draft202012Validator(self.resources.schema(name))
            for name in ("control", "regime", "article")
        }

    def located(self, wrong: PolicyProblem) -> str:
        marks = mark(Path(wrong.path).read_bytes())
        span = marks.nearest(0, wrong.pointer)
        return f"{shown_path(Path(wrong.path))}:{span.line}:{span.column}: {wrong.message}"


def choose_regimes(library: Library, names: Sequence[str]) -> list[Regime]:
    """Return the regimes of those names.

    Raises:
        UsageError: there is no regime of that name.
    """
    chosen = []
    for name in names:
        if name not in library.regimes:
            known = ", ".join(library.regimes)
            near = get_close_matches(name, library.regimes, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise UsageError(f"there is no regime {name!r}{hint} (known: {known})")
        chosen.append(library.regimes[name])
    return list({regime.id: regime for regime in chosen}.values())
