"""Which files are descriptions, and to which workspace each belongs."""

from __future__ import annotations

import os
import re
from errno import EINVAL
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pdplint.model import (
    Finding,
    Place,
    Span,
)
from pdplint.run.errors import UsageError
from pdplint.shape import problem
from pdplint.words import say
from pdplint.workspace import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

CONFIG = "pdplint.yaml"
ENDINGS = (".yaml", ".yml", ".json")
# At the start of a line, which a JSON file may indent; lines end as editors have it, by CR too.
_MARKER = re.compile(
    rb"""(?:\A(?:\xef\xbb\xbf)?|[\r\n])"""
    rb"""(?:['"]?pdplint['"]?|[ \t]*"pdplint"|[ \t]*\{[ \t]*['"]?pdplint['"]?)[ \t]*:"""
)
_FORMAT_KEY = re.compile(rb"^(organisation|%s)[ \t]*:" % "|".join(KINDS).encode(), re.MULTILINE)
_WIDE_MARKERS = tuple(
    marker.encode(encoding)
    for marker in ("pdplint:", '"pdplint"')
    for encoding in ("utf-16-le", "utf-16-be")
)


class Found(NamedTuple):
    """The candidates of one workspace: its root, descriptions by shown path, and what failed."""

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


def root_of(path: Path) -> Path:
    """Return the root of the workspace to which a path belongs."""
    start = path if path.is_dir() else path.parent
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    return start


def shown_path(path: Path) -> str:
    """Return a path as reports show it: from the working folder if below it, with slashes."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def roots_of(paths: Sequence[Path]) -> list[Path]:
    """Return the roots of all workspaces at or below the paths, each once, in order.

    Raises:
        UsageError: a path does not exist.
    """
    roots: dict[Path, None] = {}
    for path in paths:
        if not _exists(path):
            raise UsageError(f"{path} does not exist")
        roots[root_of(path.resolve())] = None
        if path.is_dir():
            for folder, _ in _folders(path.resolve(), nested=True):
                if (folder / CONFIG).is_file():
                    roots[folder] = None
    return list(roots)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no file can have such a name
        return False


def _folders(root: Path, *, nested: bool) -> Iterator[tuple[Path, list[str]]]:
    """Yield each folder below `root` with its files; folders that begin with a dot are left out."""
    for name, folders, files in os.walk(root):
        folder = Path(name)
        folders[:] = sorted(
            sub
            for sub in folders
            if not is_skipped(sub) and (nested or not (folder / sub / CONFIG).is_file())
        )
        yield folder, sorted(files)


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
    wanted = {_real(path) for path in named if path.is_file() and _is_of(_real(path), root, whole)}
    left = set(wanted)
    chosen = chooser(patterns)
    for folder, files in _folders(root, nested=whole):
        for name in files:
            path = folder / name
            is_named = _real(path) in wanted
            if name == CONFIG or not (name.endswith(ENDINGS) or is_named):
                continue
            if is_named or chosen(path.relative_to(root).as_posix()):
                left.discard(path)
                _look_at(path, found, is_named=is_named)
    for path in sorted(left):  # in a folder that is left out unless it is named
        if path.name != CONFIG:
            _look_at(path, found, is_named=True)
    _drop_links(found)
    if unsaved is not None and _is_of(_real(unsaved.path), root, whole):
        _put_in(unsaved, found)
    return found


def _drop_links(found: Found) -> None:
    """Leave out links to descriptions that are read where they stand: no id is there twice."""
    links = [shown for shown in found.descriptions if Path(shown).is_symlink()]
    if links:
        stand = {_real(Path(shown)) for shown in found.descriptions.keys() - set(links)}
        for shown in links:
            if _real(Path(shown)) in stand:
                del found.descriptions[shown]


def _is_of(path: Path, root: Path, whole: bool) -> bool:
    return path.is_relative_to(root) if whole else root_of(path) == root


def _put_in(unsaved: Unsaved, found: Found) -> None:
    """Take what an editor holds in place of what was found of the file."""
    shown = shown_file(_real(unsaved.path))
    found.problems[:] = [problem for problem in found.problems if problem.place.path != shown]
    found.skipped[:] = [name for name in found.skipped if name != shown]
    found.descriptions[shown] = unsaved.data


def is_skipped(folder: str) -> bool:
    """Tell whether a folder of that name is never looked into."""
    return folder.startswith(".") or folder in {"node_modules", "__pycache__"}


def _real(path: Path) -> Path:
    """Return where a path leads; unlike `resolve`, a link to itself leads to itself."""
    return Path(os.path.realpath(path))


def is_below(shown: str, path: Path) -> bool:
    """Tell whether a file as reports show it is at or below a path; a link is where it stands."""
    file = Path(shown)
    return (_real(file.parent) / file.name).is_relative_to(_real(path))


def chooser(patterns: Patterns) -> Callable[[str], bool]:
    """Return what tells of a path from the root whether it is to be looked at."""
    if not patterns.include and not patterns.exclude:
        return lambda _path: True
    from pathspec import GitIgnoreSpec

    include = GitIgnoreSpec.from_lines(patterns.include or ["*"])
    exclude = GitIgnoreSpec.from_lines(patterns.exclude)
    return lambda path: include.match_file(path) and not exclude.match_file(path)


def shown_file(path: Path) -> str:
    """Return a file as reports show it; a link is where it stands, not where it leads."""
    folder = shown_path(path.parent)
    return path.name if folder == "." else f"{folder}/{path.name}"


def _look_at(path: Path, found: Found, *, is_named: bool) -> None:
    shown = shown_file(path)
    data = _data(path, found.root, shown, found.problems)
    if data is not None:
        sort_in(shown, data, found, is_named=is_named)


def sort_in(shown: str, data: bytes, found: Found, *, is_named: bool) -> None:
    """Take a file as a description, as one that lacks the marker, or as none."""
    if is_named or _is_description(data):
        found.descriptions[shown] = data
    elif len(set(_FORMAT_KEY.findall(data))) > 1:
        at = Place(shown, 0, (), _first_line(data))
        found.problems.append(problem("shape", say("no-marker"), at, shown))
    else:
        found.skipped.append(shown)


def _data(path: Path, root: Path, shown: str, problems: list[Finding]) -> bytes | None:
    try:
        if path.is_symlink() and not _real(path).is_relative_to(root):
            problems.append(problem("file", say("link-outside"), Place(shown, 0, ()), shown))
            return None
        if path.exists() and not path.is_file():
            raise OSError(EINVAL, "it is no regular file")  # noqa: TRY301 told below
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problems.append(
            problem("file", say("unreadable", reason=reason), Place(shown, 0, ()), shown)
        )
        return None


def _is_description(data: bytes) -> bool:
    return bool(_MARKER.search(data)) or any(marker in data for marker in _WIDE_MARKERS)


def _first_line(data: bytes) -> Span:
    match = _FORMAT_KEY.search(data)
    start = match.start() if match else 0
    line = data.count(b"\n", 0, start) + 1
    return Span(line, 1, line, 1 + (len(match.group(1)) if match else 0))
