"""What came of judging a workspace, kept with all that it rests on, so that it is judged once.

The key holds what the outcome is a function of: the code, the policies and schemas, the settings,
the day, and each description. The papers that descriptions name are known once these were read, so
the entry says what each of them was found to be, and each is looked up again.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import sys
from functools import cache, lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.model.law import Clause
from pdplint.model.place import Pointer, Span
from pdplint.model.same import Same
from pdplint.run.cache import digest
from pdplint.text.values import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pdplint.model.checked import Checked
    from pdplint.model.finding import Finding
    from pdplint.model.paper import Paper
    from pdplint.policy.regimes import Regime
    from pdplint.run.cache import Cache
    from pdplint.run.discovery import Found
    from pdplint.run.papers import LookUp
    from pdplint.run.resources import Resources
    from pdplint.run.settings import Options, Settings

_READ_BY = ("yaml", "jsonschema_rs")
"""The libraries by which descriptions are read: another of them may read otherwise."""
_BEGUN = time_ns()
"""When this process began to read what judges, in nanoseconds."""
_PLAIN = ("pdplint.model.", "pdplint.text.values")
"""The modules of which an entry may hold values: plain data alone."""


class Outcome(NamedTuple):
    """What came of a workspace: problems of text and form, and what was checked, if anything."""

    problems: tuple[Finding, ...]
    checked: Checked | None


class Papers(dict[str, str]):
    """What papers were found to be, by their names: a digest of each."""

    @classmethod
    def of(cls, papers: Mapping[str, Paper]) -> Papers:
        """Return what some papers were found to be."""
        return cls((name, _said(paper)) for name, paper in papers.items())

    def hold(self, look_up: LookUp) -> bool:
        """Tell whether the papers are still what they were."""
        return all(_said(look_up(name)) == said for name, said in self.items())


class Memory:
    """What is remembered of one workspace, as it is now, under the regimes as they stand."""

    def __init__(self, kept: Cache, key: str, regimes: Iterable[Regime]) -> None:
        self._kept = kept
        self._key = key
        self._regimes = regimes

    def recall(self, look_up: LookUp) -> Entry | None:
        """Return what came of it, if the papers are still what they were."""
        data = self._kept.fetch(self._key)
        entry = None if data is None else read_entry(data, self._regimes)
        return entry if entry is not None and entry.papers.hold(look_up) else None

    def keep(self, entry: bytes) -> None:
        """Remember what came of it: an entry that `written` made."""
        self._kept.keep({self._key: entry})


class Entry(NamedTuple):
    """What came of a workspace, and of which papers."""

    papers: Papers
    outcome: Outcome


def written(entry: Entry, regimes: Iterable[Regime]) -> bytes:
    """Return an entry as bytes, which name the clauses of the regimes."""
    file = io.BytesIO()
    papers, outcome = entry
    _Writer(file, _clauses(tuple(map(Same, regimes)))).dump((dict(papers), tuple(outcome)))
    return file.getvalue()


def read_entry(data: bytes, regimes: Iterable[Regime]) -> Entry | None:
    """Return an entry that was written under the same regimes; nothing where it is odd."""
    try:
        papers, outcome = _Reader(io.BytesIO(data), _clauses(tuple(map(Same, regimes)))).load()
        return Entry(Papers(papers), Outcome(*outcome))
    except Exception:  # noqa: BLE001 - what is odd in a pickle shows by any of them
        return None


def memory_of(
    kept: Cache,
    settings: Settings,
    found: Found,
    options: Options,
    as_of: date,
    regimes: Sequence[Regime],
    resources: Resources,
) -> Memory | None:
    """Return the memory of a workspace whose descriptions were found, judged on a day.

    None where it is not known which code judges.
    """
    code = _code(resources)
    if code is None:
        return None
    rests_on = (
        code,
        str(as_of),
        sorted(settings.library.digests.items()),
        settings.config,
        [(regime.id, regime.gravest) for regime in regimes],
        list(options.select),
        list(options.ignore),
        found.root.as_posix(),
        found.problems,
        [(path, sha256(data).hexdigest()) for path, data in found.descriptions.items()],
    )
    return Memory(kept, "outcome-" + digest([repr(rests_on).encode()]), regimes)


class Spans:
    """Where places of a file stand, remembered by what the file holds."""

    def __init__(self, kept: Cache | None, resources: Resources) -> None:
        code = _code(resources) if kept else None
        self._kept = kept if code else None
        self._code = code or ""
        self._new: dict[str, dict[_Spot, Span]] = {}

    def of(self, data: bytes) -> dict[_Spot, Span]:
        """Return what is remembered of the places of a file, by document and pointer."""
        if self._kept is None:
            return {}
        try:
            rows = json.loads(self._kept.fetch(self._key(data)) or b"[]")
            return {(document, tuple(pointer)): Span(*span) for document, pointer, span in rows}
        except (ValueError, TypeError, RecursionError):
            return {}

    def learn(self, data: bytes, spans: dict[_Spot, Span]) -> None:
        """Take where the places of a file stand, to be kept by `keep`."""
        if self._kept is not None:
            self._new[self._key(data)] = spans

    def keep(self) -> None:
        """Remember what was learnt."""
        if self._kept is not None:
            self._kept.keep({key: _as_json(spans) for key, spans in self._new.items()})

    def _key(self, data: bytes) -> str:
        return "spans-" + digest([self._code.encode(), data])


_Spot = tuple[int, Pointer]
"""The number of a document in its file, and a pointer in it."""


def _as_json(spans: dict[_Spot, Span]) -> bytes:
    rows = [(document, pointer, span) for (document, pointer), span in spans.items()]
    return json.dumps(rows, separators=(",", ":")).encode()


def _said(paper: Paper) -> str:
    """Return a digest of what a paper was found to be."""
    return digest([repr((paper.wrong, sorted(paper.headings), paper.left)).encode()])


@cache
def _code(resources: Resources) -> str | None:
    """Return a digest of what judges: our own code and schemas, and what reads descriptions.

    None where something of it was written after this process began: it may not be what runs.
    """
    package = Path(__file__).parent.parent
    specs = filter(None, map(find_spec, _READ_BY))
    libraries = [Path(spec.origin).parent for spec in specs if spec.origin]
    made_of = [
        *stamps(package, {".py"}),
        *stamps(resources.root / "schemas", {".json"}),
        *((path.as_posix(), path.stat().st_mtime_ns, 0) for path in libraries),
    ]
    if max(written for _, written, _ in made_of) > _BEGUN:
        return None
    return digest([sys.version.encode(), repr(sorted(made_of)).encode()])


def stamps(folder: Path, endings: set[str]) -> Iterator[tuple[str, int, int]]:
    """Yield for each file below a folder when it was written, in nanoseconds, and its length."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from stamps(Path(entry.path), endings)
        elif Path(entry.name).suffix in endings:
            status = entry.stat()
            yield entry.path, status.st_mtime_ns, status.st_size


@lru_cache(maxsize=8)
def _clauses(regimes: tuple[Same, ...]) -> Mapping[str, Clause]:
    """Return every clause of regimes by a name for it: entries hold these, not the clauses."""
    found: dict[str, Clause] = {}
    for regime in (one.held for one in regimes):
        for instrument in regime.instruments:
            found |= {clause.ref: clause for clause in instrument.clauses.values()}
        found |= {f"{regime.id} {clause.ref}": clause for clause in regime.clauses}
    return found


class _Writer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, clauses: Mapping[str, Clause]) -> None:
        super().__init__(file, protocol=5)
        self._names = {id(clause): name for name, clause in clauses.items()}

    def persistent_id(self, value: Any) -> str | None:
        return self._names.get(id(value)) if value.__class__ is Clause else None


class _Reader(pickle.Unpickler):
    """Reads entries, and nothing but plain data: no entry can have code run."""

    def __init__(self, file: io.BytesIO, clauses: Mapping[str, Clause]) -> None:
        super().__init__(file)
        self._clauses = clauses

    def persistent_load(self, name: str) -> Clause:
        try:
            return self._clauses[name]
        except KeyError:
            raise pickle.UnpicklingError(name) from None

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith(_PLAIN):
            found = super().find_class(module, name)
            if isinstance(found, type | Refused) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")
