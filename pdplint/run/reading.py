"""Descriptions as text become documents; what cannot be read is a problem with its place."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pdplint.format.form import Form, Misfit, apply, problem, too_many
from pdplint.format.hints import Hints
from pdplint.model.place import Place
from pdplint.model.text import Text
from pdplint.run.discovery import CONFIG
from pdplint.run.door import ShutError, opened, real_path, too_large
from pdplint.run.starter import PLACEHOLDER
from pdplint.text.messages import sentence
from pdplint.text.reader import read
from pdplint.text.values import LIMITS, Content
from pdplint.words.findings import say
from pdplint.workspace.linking import Document, Paper, Workspace
from pdplint.workspace.marker import signs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pdplint.model.finding import Finding
    from pdplint.model.sharing import Sharing
    from pdplint.run.discovery import Found

LookUp = Callable[[str], Paper]
"""Finds a paper by its name from the root."""
MOST_PAPER = 2_000_000
"""The most bytes of a Markdown file in which headings are looked for."""
MOST_SKIMMED = 64 * 1024
"""How many bytes of a paper are read to see whether there is text in it."""
_NONE: frozenset[str] = frozenset()
_LEVELS = 6


class Read(NamedTuple):
    """One workspace as read: its documents, what is wrong with their text and form, its files."""

    found: Found
    documents: Sequence[Document]
    problems: Sequence[Finding]
    unread: Sequence[str]


def read_workspace(found: Found, form: Form, sharing: Sharing | None = None) -> Read:
    """Read all descriptions of a workspace; what cannot be read is a problem with its place.

    `sharing` says how the work is shared, if it is.
    """
    every = [*found.descriptions.items()]
    if sharing is None:
        reader = _Reader(form)
        files = [reader.file(*one) for one in every]
    else:

        def share(number: int) -> list[_File]:
            reader = _Reader(form)
            return [reader.file(*one) for one in sharing.part(every, number)]

        files = [file for part in sharing.each(share) for file in part]
    return Read(
        found,
        [document for file in files for document in file.documents],
        [*found.problems, *(problem for file in files for problem in file.problems)],
        [
            *(one.place.path for one in found.problems if _hides_something(one)),
            *(file.path for file in files if not file.is_whole),
        ],
    )


class _File(NamedTuple):
    """What one file holds, what is wrong with it, and whether all of it could be read."""

    path: str
    documents: Sequence[Document]
    problems: Sequence[Finding]
    is_whole: bool


class _Reader:
    """Reads files by the form of descriptions."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._hints = Hints()

    def file(self, path: str, data: bytes) -> _File:
        """Read one file."""
        documents: list[Document] = []
        content = read(data)
        problems = [*_text_problems(path, content)]
        is_whole = content.whole
        if content.whole and not content.documents:
            problems.append(problem("shape", say("empty-document"), Place(path, 0, ()), path))
        left = LIMITS.problems
        for index, value in enumerate(content.documents):
            misfits = self._form.misfits(value, self._hints, left)
            problems += _form_problems(path, index, misfits, left)
            left -= len(misfits)
            if left < 0:  # what cannot be told is not judged
                is_whole = False
                break
            fitting = apply(value, misfits)
            if isinstance(fitting, dict):
                documents.append(Document(path, index, fitting))
            else:
                is_whole = False
        return _File(path, documents, problems, is_whole)


def _hides_something(problem: Finding) -> bool:
    """Tell whether a description may be in what could not be read."""
    return problem.control == "file" and problem.severity == "error"


def _text_problems(path: str, content: Content) -> Iterator[Finding]:
    for wrong in content.problems:
        message = Text(sentence(wrong, "en"), sentence(wrong, "vi"))
        at = Place(path, wrong.document, wrong.pointer, wrong.span)
        yield problem("syntax", message, at, _subject(wrong.pointer, path))


def _form_problems(
    path: str, index: int, misfits: Sequence[Misfit], most: int
) -> Iterator[Finding]:
    for misfit in misfits[:most]:
        at = Place(path, index, misfit.pointer)
        yield problem("shape", misfit.message, at, _subject(misfit.pointer, path))
    for misfit in misfits[most:]:
        yield problem("shape", too_many(), Place(path, index, misfit.pointer), path)


def _subject(pointer: Sequence[str | int], path: str) -> str:
    if pointer and pointer[0] == "organisation":
        return "organisation"
    return "/".join(map(str, pointer[:2])) if len(pointer) > 1 else path


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
