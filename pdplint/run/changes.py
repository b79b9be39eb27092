"""What a change introduced: the tree of a git ref judged beside ours."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from pdplint.format.form import problem
from pdplint.model.place import Place
from pdplint.run.discovery import (
    CONFIG,
    Chooser,
    Found,
    Patterns,
    is_candidate,
    is_skipped,
    shown_file,
    sort_in,
    tell_not_looked_into,
)
from pdplint.run.door import is_there, stand_path
from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pdplint.model.finding import Finding
    from pdplint.run.tree import Tree


def find_in(tree: Tree, named: Sequence[Path], patterns: Patterns, *, whole: bool) -> Found:
    """Return the descriptions of a workspace as the tree had them; `discovery.find` for now."""
    found = Found(tree.root, {}, [], [])
    wanted = {stand_path(path) for path in named}
    chosen = Chooser(patterns)
    taken = {
        name: is_named
        for name in sorted(tree.files)
        if (is_named := tree.root / name in wanted)
        or (is_candidate(name) and not _is_apart(tree.root, name, whole=whole) and chosen.has(name))
    }
    tree.keep(taken)
    for name, is_named in taken.items():
        if PurePosixPath(name).name != CONFIG:
            _take(tree, name, found, is_named=is_named)
    return found


def _take(tree: Tree, name: str, found: Found, *, is_named: bool) -> None:
    shown = shown_file(tree.root / name)
    if tree.name_of(name) is None:
        place = Place(shown, 0, ())
        found.problems.append(problem("file", say("link-outside"), place, shown))
        return
    data = tree.data(name)
    if data is None:
        tell_not_looked_into(shown, found)
    else:
        sort_in(shown, data, found, is_named=is_named)


def _is_apart(root: Path, name: str, *, whole: bool) -> bool:
    """Tell whether a file lies in a folder that is left out, or in another workspace of today."""
    folders = PurePosixPath(name).parts[:-1]
    if any(map(is_skipped, folders)):
        return True
    above = (root.joinpath(*folders[: depth + 1]) for depth in range(len(folders)))
    return not whole and any(is_there(folder / CONFIG) for folder in above)


class Before(NamedTuple):
    """What was found in the tree of the ref: for each finding its clauses, and if it counted."""

    known: Mapping[tuple[str, str], tuple[frozenset[str], bool]]

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Before:
        """Return what is remembered of findings that have their fingerprints."""
        return cls({_key(finding): (_cited(finding), finding.is_open) for finding in findings})

    def had(self, finding: Finding) -> bool:
        """Tell whether a finding is not of the change.

        It is of the change where it was not there, did not cite one of its clauses, or was waived
        or in the baseline and no longer is.
        """
        clauses, was_open = self.known.get(_key(finding), (None, False))
        if clauses is None or not _cited(finding) <= clauses:
            return False
        return was_open or not finding.is_open


def _key(finding: Finding) -> tuple[str, str]:
    """Two mistakes in the text of one place have one fingerprint, and are told by their words."""
    words = finding.message.en if finding.kind == "problem" else ""
    return finding.fingerprint, words


def _cited(finding: Finding) -> frozenset[str]:
    return frozenset(citation.clause.ref for citation in finding.citations)
