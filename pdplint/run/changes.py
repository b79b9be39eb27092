"""What a change introduced: the tree of a git ref, read without a checkout and judged beside ours.

Git is asked with `ls-tree` and `cat-file` alone: nothing of the repository's hooks, filters or text
converters runs, and no object is fetched.
"""

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from pdplint.model import Place
from pdplint.run.discovery import (
    CONFIG,
    ENDINGS,
    Found,
    Patterns,
    chooser,
    is_skipped,
    shown_file,
    sort_in,
)
from pdplint.run.errors import UsageError
from pdplint.run.reading import headings_of
from pdplint.shape import problem
from pdplint.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdplint.model import Finding

_LINK = "120000"
_FILES = ("100644", "100755", _LINK)
_MOST_LINKS = 8
_NO_LOCATION = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")


class Blob(NamedTuple):
    """One file of a tree: its mode and the id of its contents."""

    mode: str
    oid: str


class Tree:
    """The files of a git ref below one folder, by their path from it."""

    def __init__(self, root: Path, ref: str) -> None:
        """List the tree.

        Raises:
            UsageError: there is no git, no repository or no such ref.
        """
        self.root = root
        self.ref = ref
        spec = f"{ref}^{{commit}}"
        commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", spec)
        if commit is None:
            _git_or_refuse(root, "rev-parse", "--git-dir")
            raise UsageError(
                f"--changed-since: there is no commit {ref!r} in the repository of {root}; "
                "in a shallow clone, fetch it first"
            )
        listed = _git_or_refuse(root, "ls-tree", "-r", "-z", commit.decode().strip())
        self.files = dict(_entries(listed))
        self._kept: dict[str, bytes] = {}

    def keep(self, names: Iterable[str]) -> None:
        """Read the contents of some files at once; what is asked for later is read one by one."""
        oids = {self.files[name].oid for name in names} - self._kept.keys()
        self._kept |= _contents(self.root, sorted(oids))

    def data(self, name: str) -> bytes | None:
        """Return what a file held; nothing where it was not there. A link is followed inside."""
        for _ in range(_MOST_LINKS):
            blob = self.files.get(name)
            if blob is None:
                return None
            if blob.oid not in self._kept:
                self.keep([name])
            data = self._kept[blob.oid]
            if blob.mode != _LINK:
                return data
            target = data.decode("utf-8", "surrogateescape")
            name = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
        return None

    def headings(self, name: str) -> frozenset[str] | None:
        """Find a paper as `reading.papers_among` wants it."""
        path = posixpath.normpath(name)
        if path.startswith(("../", "/")) or path == "..":
            return None
        data = self.data(path)
        if data is not None:
            return headings_of(path, data)
        if path == "." or any(known.startswith(f"{path}/") for known in self.files):
            return frozenset()
        raise FileNotFoundError


def _environment() -> dict[str, str]:
    """Return the environment without what a hook says of the repository: it is that of the root."""
    kept = {key: value for key, value in os.environ.items() if key not in _NO_LOCATION}
    return {**kept, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def _run(root: Path, arguments: Sequence[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    if git is None:
        raise UsageError("--changed-since needs git, and there is none on the PATH")
    return subprocess.run(  # noqa: S603 arguments of our own; a ref stands after --end-of-options
        [git, "--no-pager", "-C", str(root), *arguments],
        input=given,
        capture_output=True,
        check=False,
        env=_environment(),
    )


def _git(root: Path, *arguments: str) -> bytes | None:
    """Return what git prints; nothing where it fails."""
    done = _run(root, arguments, b"")
    return None if done.returncode else done.stdout


def _git_or_refuse(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    done = _run(root, arguments, given)
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise UsageError(f"--changed-since: git cannot be asked in {root}: {why}")
    return done.stdout


def _entries(listed: bytes) -> Iterator[tuple[str, Blob]]:
    for line in listed.split(b"\0"):
        told, tab, name = line.partition(b"\t")
        if tab:
            mode, _, oid = told.decode("ascii").split(" ")
            if mode in _FILES:
                yield os.fsdecode(name), Blob(mode, oid)


def _contents(root: Path, oids: Sequence[str]) -> dict[str, bytes]:
    given = "".join(f"{oid}\n" for oid in oids).encode()
    told = _git_or_refuse(root, "cat-file", "--batch", given=given) if oids else b""
    found: dict[str, bytes] = {}
    at = 0
    for oid in oids:
        end = told.index(b"\n", at)
        head = told[at:end].split()
        if head[-1] == b"missing":
            raise UsageError(f"--changed-since: {oid} is missing in this clone; fetch it first")
        size = int(head[2])
        found[oid] = told[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
    return found


def find_in(tree: Tree, named: Sequence[Path], patterns: Patterns, *, whole: bool) -> Found:
    """Return the descriptions of a workspace as the tree had them; `discovery.find` for now."""
    found = Found(tree.root, {}, [], [])
    wanted = {path.resolve() for path in named}
    chosen = chooser(patterns)
    taken = {
        name: is_named
        for name in sorted(tree.files)
        if (is_named := tree.root / name in wanted)
        or (name.endswith(ENDINGS) and not _is_apart(tree.root, name, whole=whole) and chosen(name))
    }
    tree.keep(taken)
    for name, is_named in taken.items():
        if PurePosixPath(name).name != CONFIG:
            _take(tree, name, found, is_named=is_named)
    return found


def _take(tree: Tree, name: str, found: Found, *, is_named: bool) -> None:
    shown = shown_file(tree.root / name)
    data = tree.data(name)
    if data is None:
        place = Place(shown, 0, ())
        found.problems.append(problem("file", say("link-outside"), place, shown))
    else:
        sort_in(shown, data, found, is_named=is_named)


def _is_apart(root: Path, name: str, *, whole: bool) -> bool:
    """Tell whether a file lies in a folder that is left out, or in another workspace of today."""
    folders = PurePosixPath(name).parts[:-1]
    if any(map(is_skipped, folders)):
        return True
    above = (root.joinpath(*folders[: depth + 1]) for depth in range(len(folders)))
    return not whole and any((folder / CONFIG).is_file() for folder in above)


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
