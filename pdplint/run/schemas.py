"""The schemas that are shipped, as texts to print and to put beside descriptions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pdplint.format.hints import near
from pdplint.run.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from pdplint.run.resources import Resources

_ENDING = ".schema.json"


def _files(resources: Resources) -> dict[str, Path]:
    found = sorted((resources.root / "schemas").glob(f"*{_ENDING}"))
    return {path.name.removesuffix(_ENDING): path for path in found}


def schema_names(resources: Resources) -> list[str]:
    """Return the names of all schemas, sorted: `description` is one, and `report`."""
    return list(_files(resources))


def schema_text(name: str, resources: Resources) -> str:
    """Return a schema as it is shipped.

    Raises:
        UsageError: there is no schema of that name.
    """
    files = _files(resources)
    if name not in files:
        meant = near(name, files)
        hint = f"; did you mean {meant}?" if meant else ""
        raise UsageError(f"there is no schema {name!r}{hint} (known: {', '.join(files)})")
    return files[name].read_text("utf-8")


def described_schemas(resources: Resources) -> dict[str, str]:
    """Return of each schema what it is for, in one sentence."""
    return {
        name: json.loads(path.read_text("utf-8"))["description"].partition(". ")[0].rstrip(".")
        for name, path in _files(resources).items()
    }
