"""The files of a git ref, read without a checkout.

Git is asked with `ls-tree` and `cat-file` alone: nothing of the repository's hooks, filters or text
converters runs, and no object is fetched.
"""

from __future__ import annotations

import os
import posixpath
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from pdplint.model.paper import Paper
from pdplint.run.discovery import CONFIG, MOST_LOOKED_INTO
from pdplint.run.door import MOST_BYTES, stand_path
from pdplint.run.errors import UsageError
from pdplint.run.papers import paper_of
from pdplint.words.findings import say

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

_LINK = "120000"
_FILES = ("100644", "100755", _LINK)
_MOST_LINKS = 8
_NO_LOCATION = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")


class Blob(NamedTuple):
    """One file of a tree: its mode and the id of its contents."""

    mode: str
    oid: str


class Tree:
    """The files of a git ref below one folder, by their path from it.

    `flag` is the option that names the ref, for messages.
    """

    def __init__(self, root: Path, ref: str, flag: str) -> None:
        """List the tree.

        Raises:
            UsageError: there is no git, no repository or no such ref.
        """
        self.root = root
        self.ref = ref
        self.flag = flag
        self._git = Git(root, flag)
        spec = f"{ref}^{{commit}}"
        commit = self._git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", spec)
        if commit is None:
            self._git.answer("rev-parse", "--git-dir")
            raise UsageError(
                f"{flag}: there is no commit {ref!r} in the repository of {root}; "
                "in a shallow clone, fetch it first"
            )
        listed = self._git.answer("ls-tree", "-r", "-z", commit.decode().strip())
        self.files = dict(_entries(listed))
        self._kept: dict[str, bytes | None] = {}

    @cached_property
    def _folders(self) -> frozenset[str]:
        above: set[str] = {"."}
        for name in self.files:
            folder = posixpath.dirname(name)
            while folder and folder not in above:
                above.add(folder)
                folder = posixpath.dirname(folder)
        return frozenset(above)

    def keep(self, names: Iterable[str]) -> None:
        """Read the contents of some files at once; what is asked for later is read one by one.

        Of a file larger than is looked into nothing is read.
        """
        wanted = sorted({self.files[name].oid for name in names} - self._kept.keys())
        sizes = self._git.sizes(wanted)
        small = [oid for oid in wanted if sizes[oid] <= MOST_LOOKED_INTO]
        self._kept |= dict.fromkeys(wanted) | self._git.contents(small)

    def name_from(self, path: Path) -> str | None:
        """Return the path from the root of what stands on the disk; nothing where not below."""
        stand = stand_path(path)
        return stand.relative_to(self.root).as_posix() if stand.is_relative_to(self.root) else None

    def name_of(self, name: str) -> str | None:
        """Return the path of the file to which a path leads, links followed inside of the tree."""
        for _ in range(_MOST_LINKS):
            blob = self.files.get(name)
            if blob is None:
                return None
            if blob.mode != _LINK:
                return name
            target = (self._data(name) or b"").decode("utf-8", "surrogateescape")
            name = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
        return None

    def data(self, name: str) -> bytes | None:
        """Return what a file held; nothing where it was not there or leads out of the tree.

        Of one that is larger than is looked into neither.
        """
        led = self.name_of(name)
        return None if led is None else self._data(led)

    def _data(self, name: str) -> bytes | None:
        oid = self.files[name].oid
        if oid not in self._kept:
            self.keep([name])
        return self._kept[oid]

    def whole(self, name: str) -> bytes:
        """Return what a file that is there held.

        Raises:
            UsageError: it leads out of the tree, or is too large.
        """
        data = self.data(name)
        if data is None or len(data) > MOST_BYTES:
            raise UsageError(
                f"{self.flag}: {self.ref}:{name} leads out of the tree or has more than "
                f"{MOST_BYTES} bytes"
            )
        return data

    def below(self, folder: str) -> list[str]:
        """Return the files below a folder, sorted."""
        start = "" if folder == "." else f"{folder}/"
        return sorted(name for name in self.files if name.startswith(start))

    def paper(self, name: str, own: Collection[str] = ()) -> Paper:
        """Find a paper as `reading.papers_among` wants it; `own` are files of pdplint itself."""
        path = posixpath.normpath(name)
        if path.startswith(("../", "/")) or path == "..":
            return Paper(wrong=say("file-outside", path=name))
        if path in self._folders:
            return Paper(wrong=say("paper-unread", path=name, reason=say("not-regular")))
        data = self.data(path)
        if data is None:
            return Paper(wrong=say("file-missing", path=name))
        if self.name_of(path) in own or PurePosixPath(path).name == CONFIG:
            return Paper(wrong=say("paper-own", path=name))
        return paper_of(name, data)


class Git:
    """The repository of a folder, asked without running or fetching anything of it."""

    def __init__(self, root: Path, flag: str) -> None:
        self._root = root
        self._flag = flag

    def _run(self, arguments: Sequence[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
        import shutil
        import subprocess

        git = shutil.which("git")
        if git is None:
            raise UsageError(f"{self._flag} needs git, and there is none on the PATH")
        return subprocess.run(  # noqa: S603 arguments of our own; a ref follows --end-of-options
            [git, "--no-pager", "-C", str(self._root), *arguments],
            input=given,
            capture_output=True,
            check=False,
            env=_environment(),
        )

    def ask(self, *arguments: str) -> bytes | None:
        """Return what git prints; nothing where it fails."""
        done = self._run(arguments, b"")
        return None if done.returncode else done.stdout

    def answer(self, *arguments: str, given: bytes = b"") -> bytes:
        """Return what git prints.

        Raises:
            UsageError: it fails.
        """
        done = self._run(arguments, given)
        if done.returncode:
            why = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
            raise UsageError(f"{self._flag}: git cannot be asked in {self._root}: {why}")
        return done.stdout

    def sizes(self, oids: Sequence[str]) -> dict[str, int]:
        """Return the sizes of objects in bytes.

        Raises:
            UsageError: one is missing.
        """
        if not oids:
            return {}
        told = self.answer("cat-file", "--batch-check", given=_lines(oids)).splitlines()
        return {oid: self._size(oid, head) for oid, head in zip(oids, told, strict=True)}

    def _size(self, oid: str, head: bytes) -> int:
        *_, last = head.split()
        if last == b"missing":
            raise UsageError(f"{self._flag}: {oid} is missing in this clone; fetch it first")
        return int(last)

    def contents(self, oids: Sequence[str]) -> dict[str, bytes]:
        """Return the contents of objects that are there."""
        told = self.answer("cat-file", "--batch", given=_lines(oids)) if oids else b""
        found: dict[str, bytes] = {}
        at = 0
        for oid in oids:
            end = told.index(b"\n", at)
            size = self._size(oid, told[at:end])
            found[oid] = told[end + 1 : end + 1 + size]
            at = end + 1 + size + 1
        return found


def _lines(oids: Sequence[str]) -> bytes:
    return "".join(f"{oid}\n" for oid in oids).encode()


def _environment() -> dict[str, str]:
    """Return the environment without what a hook says of the repository: it is that of the root."""
    kept = {key: value for key, value in os.environ.items() if key not in _NO_LOCATION}
    return {**kept, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def _entries(listed: bytes) -> Iterator[tuple[str, Blob]]:
    for line in listed.split(b"\0"):
        told, tab, name = line.partition(b"\t")
        if tab:
            mode, _, oid = told.decode("ascii").split(" ")
            if mode in _FILES:
                yield os.fsdecode(name), Blob(mode, oid)
