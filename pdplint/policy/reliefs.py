"""Reliefs and transitions: what a clause lifts of others, of whom, and from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.fields import ORGANISATION, FieldTable
from pdplint.model.text import Text
from pdplint.policy.compiling import Compiler, inside
from pdplint.policy.condition import Condition, Relief
from pdplint.policy.controls import kind_of
from pdplint.policy.files import WrongError, text
from pdplint.policy.instruments import is_below
from pdplint.policy.scopes import moved, reach
from pdplint.policy.wording import describe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from pdplint.model.law import Clause
    from pdplint.model.place import Pointer
    from pdplint.policy.files import Problems, Source

CLAIMED = "reliefs"
"""The field of the organisation that names the reliefs it claims."""


class Granted(NamedTuple):
    """A relief or a transition: the clause that gives it, what it lifts, when and to whom."""

    id: str
    says: Text
    lifts: tuple[str, ...]
    kind: str
    when: Text
    lost: Text | None
    lost_by: str
    is_claimed: bool
    binds_from: date | None
    binds_until: date | None


class Reliefs:
    """The reliefs and transitions of one regime; what is wrong with them is told."""

    def __init__(
        self,
        source: Source,
        clauses: Collection[str],
        table: FieldTable,
        lists: Mapping[str, Any],
        problems: Problems,
    ) -> None:
        self.path = source.path
        self.clauses = clauses
        self.table = table
        self.lists = lists
        self.problems = problems
        self._entries = [
            ((key, index), entry)
            for key in ("reliefs", "transitions")
            for index, entry in enumerate(source.value.get(key, ()))
        ]
        self.granted = tuple(self._granted(at, entry) for at, entry in self._entries)
        self._idle: set[Pointer] = {at for at, _ in self._entries}

    def of(self, clause: Clause, kind: str) -> Iterator[Relief]:
        """Yield what lifts a clause of entities of a kind."""
        for (at, entry), one in zip(self._entries, self.granted, strict=True):
            if reach(kind, one.kind) is None or not any(lifts(r, clause.ref) for r in one.lifts):
                continue
            self._idle.discard(at)
            if relief := self._relief(kind, entry):
                yield relief._replace(binds_from=one.binds_from, binds_until=one.binds_until)

    def tell_idle(self) -> None:
        """Tell what lifts nothing, once all bindings were asked for."""
        for (at, _), one in zip(self._entries, self.granted, strict=True):
            if at in self._idle:
                told = f"{one.id} lifts nothing: no binding of {one.kind} stands below `lifts`"
                self.problems.tell(self.path, (*at, "lifts"), told)

    def _granted(self, at: Pointer, entry: Mapping[str, Any]) -> Granted:
        kind = kind_of(entry["each"])
        self._check_names(at, entry)
        compiled = self._relief(kind, entry, at)
        first, last = self.problems.period(self.path, at, entry)
        return Granted(
            id=entry["id"],
            says=text(entry["says"]),
            lifts=tuple(entry["lifts"]),
            kind=kind,
            when=describe(compiled.given) if compiled else Text("", ""),
            lost=describe(compiled.lost) if compiled and compiled.lost else None,
            lost_by=entry.get("lost_by", ""),
            is_claimed=entry.get("claimed", False),
            binds_from=first,
            binds_until=last,
        )

    def _check_names(self, at: Pointer, entry: Mapping[str, Any]) -> None:
        named = [((key,), entry[key]) for key in ("id", "lost_by") if key in entry]
        wrong: list[tuple[Pointer, str]] = [
            (where, ref) for where, ref in named if ref not in self.clauses
        ]
        wrong += [
            (("lifts", index), ref)
            for index, ref in enumerate(entry["lifts"])
            if not any(lifts(ref, known) for known in self.clauses)
        ]
        for where, ref in wrong:
            told = f"there is no clause {ref!r}{self.problems.hint(ref, self.clauses)}"
            self.problems.tell(self.path, (*at, *where), told)

    def _relief(
        self, kind: str, entry: Mapping[str, Any], at: Pointer | None = None
    ) -> Relief | None:
        """Compile a relief for entities of a kind; what is wrong is told where `at` is given."""
        if kind not in self.table.kinds:
            told = f"there is no kind {kind!r}{self.problems.hint(kind, self.table.kinds)}"
            self.problems.tell(self.path, (*(at or ()), "each"), told)
            return None
        compiler = Compiler(self.table, kind, self.lists)
        prefix = reach(kind, kind_of(entry["each"])) or ""
        try:
            given, lost = (
                inside(key, compiler, moved(entry[key], prefix)) if key in entry else None
                for key in ("when", "lost")
            )
        except WrongError as error:
            if at is not None:
                self.problems.tell(self.path, (*at, *error.pointer), str(error))
            return None
        whole = given or Condition()
        if entry.get("claimed"):
            path = f"/{CLAIMED}" if kind == ORGANISATION else f"/{ORGANISATION}/{CLAIMED}"
            claim = compiler.condition({path: {"contains": [entry["id"]]}}, asks=False)
            whole = whole._replace(terms=(*whole.terms, *claim.terms))
        return Relief(entry["id"], whole, lost)


def lifts(ref: str, clause: str) -> bool:
    """Tell whether `INSTRUMENT`, or `INSTRUMENT/ID`, is a clause or stands above it."""
    instrument, _, id_ = ref.partition("/")
    own, _, below = clause.partition("/")
    return instrument == own and (not id_ or is_below(below, id_))
