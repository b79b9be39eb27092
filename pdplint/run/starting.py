"""A new workspace is laid out: what it starts with, and the files that it is written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.run.discovery import shown_path
from pdplint.run.door import ShutError, read_file
from pdplint.run.errors import UsageError
from pdplint.run.resources import shipped
from pdplint.run.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path


def known_services() -> list[str]:
    """Return the services of the format, in the order of its schema."""
    schema = shipped().schema("description")
    found: list[str] = schema["properties"]["organisation"]["properties"]["services"]["items"][
        "enum"
    ]
    return found


def new_workspace(services: Sequence[str], regime: str, today: date, lang: str) -> dict[str, str]:
    """Return the files that a new workspace starts with, by path from its root.

    `current` is what is in force, with the drafts that are shipped as warnings.

    Raises:
        UsageError: there is no such regime.
    """
    from pdplint.policy.own import CURRENT, DRAFT
    from pdplint.run.regimes import choose_regimes
    from pdplint.run.resources import load_library
    from pdplint.run.schemas import schema_text
    from pdplint.run.starter import IN_FORCE, starter

    resources = shipped()
    library = load_library(resources)
    chosen = choose_regimes(library, [regime], today)
    listed, title = regime, chosen[0].title
    if regime == CURRENT:
        drafts = [one.id for one in library.regimes.values() if one.status == DRAFT]
        listed = ", ".join([CURRENT, *(f"{{{draft}: warning}}" for draft in drafts)])
        title = IN_FORCE
    schemas = {name: schema_text(name, resources) for name in ("description", "config")}
    return starter(services, listed, title.of(lang), schemas, lang)


def write_workspace(folder: Path, files: Mapping[str, str], *, force: bool) -> list[str]:
    """Write the files of a new workspace and return their paths as shown to people.

    A file that holds the same already is left alone and not returned.

    Raises:
        UsageError: a file is there already and `force` is off, and then none is written; or one
            cannot be written.
    """
    changed = {
        folder / name: text for name, text in files.items() if not _holds(folder / name, text)
    }
    there = [shown_path(path) for path in changed if path.exists() or path.is_symlink()]
    if there and not force:
        listed = ", ".join(there)
        raise UsageError(
            f"already there: {listed}; nothing was written. "
            "Name another folder, or overwrite with --force"
        )
    for path, text in changed.items():
        _make_folder(path.parent)
        write_whole(path, text)
    return [shown_path(path) for path in changed]


def _holds(path: Path, text: str) -> bool:
    try:
        return read_file(path, None) == text.encode()
    except ShutError:
        return False


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {folder}: {error.strerror}") from None
