"""Write the locks: what each environment installs, every file of it with its hash.

    python requirements/make.py

Takes the newest that pyproject.toml allows, for every system and each Python from 3.11 on. Needs uv
and a package index; `make lock` runs it.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
UV = Path(sys.executable).parent / "uv"
OLDEST_PYTHON = "3.11"


class Lock(NamedTuple):
    """A file to write: its name, what it is for, what it asks for, and whose pins it keeps."""

    name: str
    purpose: str
    requirements: list[str]
    pinned_by: str | None = None


def group(groups: dict[str, list[Any]], name: str) -> Iterator[str]:
    """Yield the requirements of a dependency group, with those of the groups it includes."""
    for entry in groups[name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from group(groups, entry["include-group"])


def oldest(requirement: str) -> str:
    """Return a requirement for the least version that it allows."""
    return requirement.replace(">=", "==", 1)


def locks(project: dict[str, Any]) -> list[Lock]:
    """Return what is to be locked, by pyproject.toml; a lock stands after the one it follows."""
    groups, run = project["dependency-groups"], project["project"]["dependencies"]
    build = [*project["build-system"]["requires"], *group(groups, "install")]
    return [
        Lock("dev", "All tools: for `make dev`", [*run, *build, *group(groups, "dev")]),
        Lock("run", "To run pdplint: for `make demo`, and the action", [*run, *build], "dev"),
        Lock(
            "minimums",
            "The oldest that pdplint runs with: for `make test-minimums`",
            [*map(oldest, run), *build, *group(groups, "test")],
        ),
    ]


def compiled(lock: Lock) -> str:
    """Return the pins of a lock. Raises CalledProcessError where nothing fits, as uv has told."""
    follow = ("--constraint", HERE / f"{lock.pinned_by}.txt") if lock.pinned_by else ()
    done = subprocess.run(  # noqa: S603 names and versions from pyproject.toml
        [
            *(UV, "pip", "compile", "-", *follow),
            *("--no-config", "--quiet", "--universal", "--python-version", OLDEST_PYTHON),
            # A source would be built with what its author names, unlocked.
            *("--generate-hashes", "--only-binary", ":all:", "--emit-build-options"),
            # pip takes `name[extra]` for pinned only where the lock has the extra too.
            "--no-strip-extras",
            *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
        ],
        input="\n".join(lock.requirements),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def main() -> None:
    """Write all locks."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))
    for lock in locks(project):
        target = HERE / f"{lock.name}.txt"
        target.write_text(f"# {lock.purpose}.\n# Made by `make lock`.\n{compiled(lock)}", "utf-8")
        print(f"wrote {target.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
