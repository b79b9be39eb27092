"""The files that descriptions name, as papers: below a root, as far as they are looked into."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pdplint.model.paper import Paper
from pdplint.run.discovery import CONFIG
from pdplint.run.door import ShutError, opened, real_path, too_large
from pdplint.run.starter import PLACEHOLDER
from pdplint.words.findings import say
from pdplint.workspace.marker import signs_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pdplint.run.discovery import Found
    from pdplint.workspace.linking import Workspace

LookUp = Callable[[str], Paper]
"""Finds a paper by its name from the root."""
MOST_PAPER = 2_000_000
"""The most bytes of a Markdown file in which headings are looked for."""
MOST_SKIMMED = 64 * 1024
"""How many bytes of a paper are read to see whether there is text in it."""
_NONE: frozenset[str] = frozenset()
_LEVELS = 6


def papers_of(workspace: Workspace, found: Found, own: Iterable[Path] = ()) -> dict[str, Paper]:
    """Return the files below the root that descriptions name, as papers.

    `own` are files of pdplint beside the descriptions found: config, waivers, baseline.
    """
    shelf = Shelf(found.root, [*map(Path, found.descriptions), *own])
    return papers_among(workspace, shelf.paper)


def papers_among(workspace: Workspace, look_up: LookUp) -> dict[str, Paper]:
    """Return the files that descriptions name, by their names, each looked up once."""
    return {name: look_up(name) for name in workspace.files()}


class Shelf:
    """The papers below a root on this disk. A file of pdplint itself is none."""

    def __init__(self, root: Path, own: Iterable[Path]) -> None:
        self._root = root
        self._own_paths = tuple(own)

    @cached_property
    def _own(self) -> frozenset[tuple[int, int] | None]:
        return frozenset(map(_file_at, self._own_paths)) - {None}

    def paper(self, name: str) -> Paper:
        """Return what is known of a file by its name from the root."""
        path = self._root / name
        real = real_path(path)
        if not real.is_relative_to(self._root):
            return Paper(wrong=say("file-outside", path=name))
        if not os.path.lexists(path):
            return Paper(wrong=say("file-missing", path=name))
        if _file_at(path) in self._own or path.name == CONFIG:
            return Paper(wrong=say("paper-own", path=name))
        most = MOST_PAPER if has_headings(name) else MOST_SKIMMED
        try:
            with opened(path, self._root) as file:
                if has_headings(name) and file.size > most:
                    raise too_large(most)
                return paper_of(name, b"".join(file.pieces(most)))
        except ShutError as error:
            return Paper(wrong=say("paper-unread", path=name, reason=error.reason))


def _file_at(path: Path) -> tuple[int, int] | None:
    """Return which file a path leads to, by its number in the file system; none if to nothing."""
    try:
        status = os.stat(path)  # noqa: PTH116 - faster
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def paper_of(name: str, data: bytes) -> Paper:
    """Return what the bytes of a file are as a paper; where it has no headings, its start does."""
    text = data.decode("utf-8", "replace")
    if not any(char.isprintable() and not char.isspace() for char in text):
        return Paper(wrong=say("paper-empty", path=name))
    if signs_of(data).is_description:
        return Paper(wrong=say("paper-own", path=name))
    left = PLACEHOLDER if PLACEHOLDER in text else ""
    return Paper(headings=headings_of(text) if has_headings(name) else _NONE, left=left)


def has_headings(name: str) -> bool:
    """Tell whether headings are looked for in a file of that name."""
    return name.lower().endswith((".md", ".markdown"))


def headings_of(text: str) -> frozenset[str]:
    """Return the anchors of the headings of a Markdown text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return frozenset(filter(None, map(_anchor, lines)))


def _anchor(line: str) -> str:
    """Return the anchor of a line that is a heading, as GitHub and GitLab make it; else nothing.

    It is in lower case, with hyphens for spaces, and without most marks.
    """
    rest = line.lstrip("#")
    if not 1 <= len(line) - len(rest) <= _LEVELS or rest[:1] not in {" ", "\t"}:
        return ""
    heading = rest.strip(" \t").rstrip("#").rstrip(" \t").lower()
    kept = "".join(char for char in heading if char.isalnum() or char in " -_")
    return kept.replace(" ", "-")
