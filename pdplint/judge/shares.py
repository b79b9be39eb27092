"""Entities sorted in shares, which may be done apart: what comes of one is written and read."""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING, Any

from pdplint.judge.subjects import Subjects
from pdplint.workspace.entity import Entity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pdplint.judge.subjects import Found, Row, Sorting
    from pdplint.model.sharing import Sharing
    from pdplint.workspace.linking import Workspace


def sorted_in_shares(
    sortings: Mapping[str, Sorting],
    entities: Mapping[str, Sequence[Entity]],
    workspace: Workspace,
    sharing: Sharing,
) -> Iterator[tuple[str, Subjects]]:
    """Yield for each kind its entities by what becomes of them, as `Sorting.sorted` has them."""
    for kind, sorting in sortings.items():  # what is derived of many at once is handed to all
        sorting.sorted(entities[kind][:1])

    def sort(share: int) -> bytes:
        rows = {
            kind: [*map(sorting.row, sharing.part(entities[kind], share))]
            for kind, sorting in sortings.items()
        }
        return _written(rows)

    every = [_read(data, workspace) for data in sharing.each(sort)]
    same: dict[Found, Found] = {}
    for kind, sorting in sortings.items():
        subjects = Subjects(sorting.bindings)
        for share, rows in enumerate(every):
            known: dict[int, Found] = {}
            for entity, (found, claims) in zip(
                sharing.part(entities[kind], share), rows[kind], strict=True
            ):
                if id(found) not in known:
                    known[id(found)] = same.setdefault(found, found)
                one = known[id(found)]
                subjects.add(entity, one, id(one), claims)
        yield kind, subjects


def _written(rows: Mapping[str, Sequence[Row]]) -> bytes:
    file = io.BytesIO()
    plain = {kind: [(row.found, [*row.claims]) for row in these] for kind, these in rows.items()}
    _Writer(file, protocol=5).dump(plain)
    return file.getvalue()


def _read(data: bytes, workspace: Workspace) -> Mapping[str, Sequence[tuple[Found, Any]]]:
    found: Mapping[str, Sequence[tuple[Found, Any]]] = _Reader(data, workspace).load()
    return found


class _Writer(pickle.Pickler):
    """Writes entities by their names."""

    def persistent_id(self, value: Any) -> str | None:
        return value.subject if value.__class__ is Entity else None


class _Reader(pickle.Unpickler):
    def __init__(self, data: bytes, workspace: Workspace) -> None:
        super().__init__(io.BytesIO(data))
        self._entity = workspace.entity

    def persistent_load(self, name: str) -> Entity | None:
        return self._entity(name)
