"""Which files are descriptions, and to which workspace each belongs.

Below the root of a workspace each file is judged, skipped as none of ours, or told; what a link
leads to elsewhere is told and neither read nor quoted.
"""

from __future__ import annotations

import os
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pdplint.format.form import problem
from pdplint.model.place import Place, Span
from pdplint.run.door import PIECE, Opened, ShutError, is_there, opened, real_path, stand_path
from pdplint.run.errors import UsageError
from pdplint.text.values import LIMITS
from pdplint.words.findings import say
from pdplint.workspace.marker import Signs, signs_of, signs_of_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pathspec import GitIgnoreSpec

    from pdplint.model.finding import Finding
    from pdplint.model.text import Text

CONFIG = "pdplint.yaml"
ENDINGS = (".yaml", ".yml", ".json")
MOST_DEEP = 64
"""The most folders in one another, from the root of a workspace, that are looked into."""
MOST_LOOKED_INTO = 32 * PIECE
"""The most bytes of one file in which a description is looked for."""
_MOST_READ = LIMITS.size + len(b"\xef\xbb\xbf")


class Found(NamedTuple):
    """The candidates of one workspace: its root, descriptions by shown path, and what failed.

    Of a description that is larger than may be read only so much is kept that this can be told.
    """

    root: Path
    descriptions: dict[str, bytes]
    problems: list[Finding]
    skipped: list[str]


class Unsaved(NamedTuple):
    """What an editor holds of a file, saved or not; the file need not be there."""

    path: Path
    data: bytes


class Patterns(Protocol):
    """Which files of a workspace to look at, in the manner of .gitignore."""

    @property
    def include(self) -> Sequence[str]:
        """Patterns of files to look at; all if empty."""

    @property
    def exclude(self) -> Sequence[str]:
        """Patterns of files to leave out."""


# Roots ------------------------------------------------------------------------------------------


def root_of(path: Path) -> Path:
    """Return the root of the workspace to which a path belongs.

    A link belongs where it stands, whatever it leads to; but a folder that no workspace holds may
    be named by a link.
    """
    stand = stand_path(path)
    if not stand.is_dir():
        return _config_above(stand.parent) or stand.parent
    if stand.is_symlink():
        return _config_above(stand.parent) or _rooted(real_path(stand))
    return _rooted(stand)


def _rooted(folder: Path) -> Path:
    return _config_above(folder) or folder


def _config_above(folder: Path) -> Path | None:
    return next((one for one in (folder, *folder.parents) if is_there(one / CONFIG)), None)


def shown_path(path: Path) -> str:
    """Return a path as reports show it: from the working folder if below it, with slashes."""
    try:
        return real_path(path).relative_to(real_path(Path.cwd())).as_posix()
    except ValueError:  # elsewhere
        return path.as_posix()


def roots_of(paths: Sequence[Path]) -> dict[Path, list[Path]]:
    """Return the roots of all workspaces at or below the paths, in order, with the paths of each.

    Raises:
        UsageError: a path does not exist.
    """
    roots: dict[Path, list[Path]] = {}
    above = cache(_config_above)
    for path in paths:
        if not _exists(path):
            raise UsageError(f"{path} does not exist")
        stand = stand_path(path)
        is_file = not stand.is_dir()
        root = (above(stand.parent) or stand.parent) if is_file else root_of(path)
        roots.setdefault(root, []).append(path)
        if not is_file and real_path(stand).is_relative_to(root):
            for folder, _ in Walk(real_path(stand), nested=True):
                if is_there(folder / CONFIG):
                    roots.setdefault(folder, []).append(path)
    return roots


def _exists(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:  # no file can have such a name
        return False


class Named:
    """The paths that a call names, each resolved once: which files lie at or below one of them."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = {stand_path(path): path for path in paths}
        self._paths |= {real_path(path): path for path in self._paths.values() if path.is_dir()}
        self._known: dict[str, tuple[Path, tuple[Path, ...]]] = {}

    def over(self, shown: str) -> tuple[Path, ...]:
        """Return the paths at or above a file as reports show it; a link is where it stands."""
        folder, slash, name = shown.rpartition("/")
        if name in {"", ".", ".."}:
            return self._at_or_above(stand_path(Path(shown)))
        known = self._known.get(folder + slash)
        if known is None:
            stand = stand_path(Path(shown)).parent
            known = self._known[folder + slash] = (stand, self._at_or_above(stand))
        itself = self._paths.get(known[0] / name)
        return known[1] if itself is None else (itself, *known[1])

    def _at_or_above(self, stand: Path) -> tuple[Path, ...]:
        above = (self._paths.get(one) for one in (stand, *stand.parents))
        return tuple(path for path in above if path is not None)

    def hold(self, shown: str) -> bool:
        """Tell whether a file as reports show it is at or below one of the paths."""
        return bool(self.over(shown))


# Walking ----------------------------------------------------------------------------------------


class Walk:
    """The folders below a root with their files, in order; no link to a folder is followed.

    Folders that begin with a dot are left out. `nested` also goes into folders with a config of
    their own. What could not be gone into is in `closed` once walked: each folder, and why.
    """

    def __init__(self, root: Path, *, nested: bool) -> None:
        self.root = root
        self.nested = nested
        self.closed: list[tuple[Path, Text]] = []

    def __iter__(self) -> Iterator[tuple[Path, list[str]]]:
        """Yield each folder with the names of its files."""
        waiting = [(self.root, 0)]
        while waiting:
            folder, depth = waiting.pop()
            folders, files = self._listed(folder)
            if depth == MOST_DEEP and folders:
                self.closed.append((folder / folders[0], say("folder-too-deep", limit=MOST_DEEP)))
            elif depth < MOST_DEEP:
                waiting += [(folder / name, depth + 1) for name in reversed(folders)]
            yield folder, files

    def _listed(self, folder: Path) -> tuple[list[str], list[str]]:
        """Return the names of the folders to go into and of the files, both sorted."""
        folders, files = [], []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if not _is_folder(entry):
                        files.append(entry.name)
                        self._check_end(entry)
                    elif self._is_inside(folder, entry):
                        folders.append(entry.name)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self.closed.append((folder, say("folder-unlistable", reason=reason)))
        return sorted(folders), sorted(files)

    def _is_inside(self, folder: Path, entry: os.DirEntry[str]) -> bool:
        """Tell whether to go into a folder; a link out of what is walked is kept for telling."""
        if is_skipped(entry.name):
            return False
        if entry.is_symlink():
            if not self._is_walked(real_path(folder / entry.name)):
                self.closed.append((folder / entry.name, say("folder-outside")))
            return False
        return self.nested or not is_there(folder / entry.name / CONFIG)

    def _check_end(self, entry: os.DirEntry[str]) -> None:
        """Keep a link for telling that leads elsewhere, to nothing that can be seen from here."""
        if not entry.is_symlink() or is_candidate(entry.name) or os.path.exists(entry.path):  # noqa: PTH110
            return
        if not real_path(Path(entry.path)).is_relative_to(self.root):
            self.closed.append((Path(entry.path), say("folder-outside")))

    def _is_walked(self, target: Path) -> bool:
        """Tell whether a folder is one that this walk comes to, or that of a workspace below."""
        if not target.is_relative_to(self.root):
            return False
        return not any(map(is_skipped, target.relative_to(self.root).parts))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Tell whether it is a folder or leads to one; what cannot be looked at is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def is_skipped(folder: str) -> bool:
    """Tell whether a folder of that name is never looked into."""
    return folder.startswith(".") or folder in {"node_modules", "__pycache__"}


def find(
    root: Path,
    named: Sequence[Path],
    patterns: Patterns,
    *,
    whole: bool = False,
    unsaved: Unsaved | None = None,
) -> Found:
    """Return the descriptions of a workspace; `named` files are taken whatever they hold.

    `whole` takes all below the root, also folders with a config of their own. `unsaved` stands in
    place of its file.
    """
    found = Found(root, {}, [], [])
    wanted = {stand_path(path) for path in named if not path.is_dir()}
    wanted = {path for path in wanted if _is_of(path, root, whole=whole)}
    left = set(wanted)
    chosen = Chooser(patterns)
    walk = Walk(root, nested=whole)
    for folder, files in walk:
        inside, shown = folder.relative_to(root).as_posix(), shown_path(folder)
        for name in files:
            path = folder / name
            is_named = bool(wanted) and path in wanted
            if name == CONFIG or not (is_candidate(name) or is_named):
                continue
            if is_named or chosen.has(_shown_in(inside, name)):
                left.discard(path)
                _look_at(path, _shown_in(shown, name), found, is_named=is_named)
    _tell_closed(walk, found, chosen)
    for path in sorted(left):  # in a folder that is left out unless it is named
        if path.name != CONFIG:
            _look_at(path, shown_file(path), found, is_named=True)
    _tell_links(named, found)
    _drop_links(found)
    if unsaved is not None and _is_of(stand_path(unsaved.path), root, whole=whole):
        _put_in(unsaved, found)
    return found


def is_candidate(name: str) -> bool:
    """Tell whether a file of that name may be a description."""
    return name.lower().endswith(ENDINGS)


def _tell_closed(walk: Walk, found: Found, chosen: Chooser) -> None:
    """Tell of folders that could not be gone into, but for those that are left out on purpose."""
    for path, why in walk.closed:
        inside = path.relative_to(walk.root).as_posix()
        if inside == "." or chosen.may_hold(inside):
            _tell(found, shown_file(path), why)


def _tell_links(named: Sequence[Path], found: Found) -> None:
    """Tell of folders that the call names by a link out of the workspace in which that stands."""
    for path in named:
        stand = stand_path(path)
        if stand.is_symlink() and path.is_dir() and stand.is_relative_to(found.root):
            shown = shown_file(stand)
            is_told = any(problem.place.path == shown for problem in found.problems)
            if not is_told and not real_path(stand).is_relative_to(found.root):
                _tell(found, shown, say("folder-outside"))


def _tell(found: Found, shown: str, why: Text) -> None:
    found.problems.append(problem("file", why, Place(shown, 0, ()), shown))


def _drop_links(found: Found) -> None:
    """Leave out links to descriptions that are read where they stand: no id is there twice."""
    links = [shown for shown in found.descriptions if os.path.islink(shown)]  # noqa: PTH114 - faster
    if links:
        stand = {real_path(Path(shown)) for shown in found.descriptions.keys() - set(links)}
        for shown in links:
            if real_path(Path(shown)) in stand:
                del found.descriptions[shown]


def _is_of(stand: Path, root: Path, *, whole: bool) -> bool:
    return stand.is_relative_to(root) if whole else root_of(stand) == root


def _put_in(unsaved: Unsaved, found: Found) -> None:
    """Take what an editor holds in place of what was found of the file."""
    shown = shown_file(stand_path(unsaved.path))
    found.problems[:] = [problem for problem in found.problems if problem.place.path != shown]
    found.skipped[:] = [name for name in found.skipped if name != shown]
    found.descriptions[shown] = unsaved.data


class Chooser:
    """Which paths from the root of a workspace its patterns choose."""

    def __init__(self, patterns: Patterns) -> None:
        self._include = _spec(patterns.include)
        self._exclude = _spec(patterns.exclude)

    def has(self, path: str) -> bool:
        """Tell whether a file, by its path from the root, is to be looked at."""
        if self._include is not None and not self._include.match_file(path):
            return False
        return self._exclude is None or not self._exclude.match_file(path)

    def may_hold(self, folder: str) -> bool:
        """Tell whether something in a folder, or what may be one, could be looked at."""
        spellings = (folder, f"{folder}/", f"{folder}/a.yaml")
        if self._exclude is not None and any(map(self._exclude.match_file, spellings[:2])):
            return False
        return self._include is None or any(map(self._include.match_file, spellings))


def _spec(patterns: Sequence[str]) -> GitIgnoreSpec | None:
    if not patterns:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


def shown_file(path: Path) -> str:
    """Return a file as reports show it; a link is where it stands, not where it leads."""
    return _shown_in(shown_path(path.parent), path.name)


def _shown_in(folder: str, name: str) -> str:
    return name if folder == "." else f"{folder}/{name}"


# Looking at files ---------------------------------------------------------------------------------


def _look_at(path: Path, shown: str, found: Found, *, is_named: bool) -> None:
    try:
        with opened(path, found.root, is_stand=True) as file:
            _take(shown, file, found, is_named=is_named)
    except ShutError as error:
        _tell(found, shown, error.reason)


def _take(shown: str, file: Opened, found: Found, *, is_named: bool) -> None:
    start = b"".join(file.pieces(_MOST_READ + 1))
    rest = file.pieces(MOST_LOOKED_INTO - len(start)) if len(start) > _MOST_READ else ()
    sort_in(shown, start, found, is_named=is_named, rest=rest)
    if len(start) > _MOST_READ and shown not in found.descriptions and any(file.pieces(1)):
        tell_not_looked_into(shown, found)


def sort_in(
    shown: str, data: bytes, found: Found, *, is_named: bool, rest: Iterable[bytes] = ()
) -> None:
    """Take a file as a description, as one that lacks the marker, or as none.

    Of a file that is larger than may be read, `rest` has what follows, in pieces.
    """
    if is_named:
        signs = Signs(is_description=True)
    else:
        signs = signs_of_pieces(chain((data,), rest)) if len(data) > _MOST_READ else signs_of(data)
    if signs.is_description:
        found.descriptions[shown] = data[: _MOST_READ + 1]
    elif signs.near is not None:
        at = Place(shown, 0, (), _span(data, *signs.near))
        found.problems.append(problem("shape", say("no-marker"), at, shown))
    else:
        found.skipped.append(shown)


def tell_not_looked_into(shown: str, found: Found) -> None:
    """Tell that it is not known whether a very large file is a description, as a warning."""
    message = say("not-looked-into", limit=MOST_LOOKED_INTO)
    told = problem("file", message, Place(shown, 0, ()), shown)
    found.problems.append(told._replace(severity="warning"))


def _span(data: bytes, start: int, end: int) -> Span:
    """Return the span of some bytes on one line."""
    line = data.count(b"\n", 0, start) + 1
    begin = data.rfind(b"\n", 0, start) + 1
    column = len(data[begin:start].decode("utf-8", "replace")) + 1
    return Span(line, column, line, column + end - start)
