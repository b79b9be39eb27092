"""Descriptions as text become documents; what cannot be read is a problem with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from pdplint.model import (
    Finding,
    Place,
    Text,
)
from pdplint.shape import Shape, apply, problem
from pdplint.source import Content, read, sentence
from pdplint.words import say
from pdplint.workspace import Document, Papers, Workspace, is_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pdplint.run.discovery import Found

LookUp = Callable[[str], frozenset[str] | None]
"""Finds a paper by its name from the root: its headings, `None` outside, `OSError` if none."""
_NONE: frozenset[str] = frozenset()
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE)


class Read(NamedTuple):
    """One workspace as read: its documents, what is wrong with their text and form, its files."""

    found: Found
    documents: Sequence[Document]
    problems: Sequence[Finding]
    unread: Sequence[str]


def read_workspace(found: Found, shape: Shape) -> Read:
    """Read all descriptions of a workspace; what cannot be read is a problem with its place."""
    documents: list[Document] = []
    problems: list[Finding] = list(found.problems)
    unread = [finding.place.path for finding in found.problems if finding.control == "file"]
    for path, data in found.descriptions.items():
        content = read(data)
        problems += _text_problems(path, content)
        if not content.whole:
            unread.append(path)
        elif not content.documents:
            problems.append(problem("shape", say("empty-document"), Place(path, 0, ()), path))
        for index, value in enumerate(content.documents):
            misfits = shape.misfits(value)
            for misfit in misfits:
                at = Place(path, index, misfit.pointer)
                problems.append(
                    problem("shape", misfit.message, at, _subject(misfit.pointer, path))
                )
            fitting = apply(value, misfits)
            if isinstance(fitting, dict):
                documents.append(Document(path, index, fitting))
            else:
                unread.append(path)
    return Read(found, documents, problems, unread)


def _text_problems(path: str, content: Content) -> Iterator[Finding]:
    for wrong in content.problems:
        message = Text(sentence(wrong, "en"), sentence(wrong, "vi"))
        at = Place(path, wrong.document, wrong.pointer, wrong.span)
        yield problem("syntax", message, at, _subject(wrong.pointer, path))


def _subject(pointer: Sequence[str | int], path: str) -> str:
    if pointer and pointer[0] == "organisation":
        return "organisation"
    return "/".join(map(str, pointer[:2])) if len(pointer) > 1 else path


def papers_of(workspace: Workspace, root: Path) -> Papers:
    """Return which of the files that descriptions name are below the root, with headings."""
    return papers_among(workspace, lambda name: _on_disk(root, name))


def papers_among(workspace: Workspace, look_up: LookUp) -> Papers:
    """Return which of the files that descriptions name are there, with their headings."""
    headings: dict[str, frozenset[str] | None] = {}
    for _, address in workspace.papers():
        name = address.partition("#")[0]
        if is_address(address) or name in headings:
            continue
        with suppress(OSError, ValueError):  # no file can have such a name
            headings[name] = look_up(name)
    return Papers(headings)


def _on_disk(root: Path, name: str) -> frozenset[str] | None:
    path = root / name
    if not path.resolve().is_relative_to(root):
        return None
    if not path.exists():
        raise FileNotFoundError
    return headings_of(name, path.read_bytes()) if has_headings(name) and path.is_file() else _NONE


def has_headings(name: str) -> bool:
    """Tell whether headings are looked for in a file of that name."""
    return name.lower().endswith((".md", ".markdown"))


def headings_of(name: str, data: bytes) -> frozenset[str]:
    """Return the anchors of a file's headings; none where it is no Markdown."""
    text = data.decode("utf-8", "replace") if has_headings(name) else ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return frozenset(_slug(heading) for heading in _HEADING.findall(lines))


def _slug(heading: str) -> str:
    """Return a heading's anchor as GitHub and GitLab make it: lower case, spaces to hyphens."""
    kept = "".join(char for char in heading.lower() if char.isalnum() or char in " -_")
    return kept.replace(" ", "-")
