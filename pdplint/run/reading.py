"""Descriptions as text become documents; what cannot be read is a problem with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.format.form import Form, Misfit, apply, problem, too_many
from pdplint.format.hints import Hints
from pdplint.model.place import Place
from pdplint.model.text import Text
from pdplint.text.messages import sentence
from pdplint.text.reader import read
from pdplint.text.values import LIMITS, Content
from pdplint.words.findings import say
from pdplint.workspace.linking import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pdplint.model.finding import Finding
    from pdplint.model.sharing import Sharing
    from pdplint.run.discovery import Found


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
