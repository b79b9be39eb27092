"""Clauses that an organisation names in its history and reliefs, and that no policy has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pdplint.format.form import problem
from pdplint.format.hints import Hints
from pdplint.model.text import plain
from pdplint.words.findings import say
from pdplint.workspace.entity import Entity, Where
from pdplint.workspace.linking import place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pdplint.model.finding import Finding
    from pdplint.model.place import Pointer
    from pdplint.policy.loading import Library
    from pdplint.workspace.linking import Workspace


def unknown_clauses(workspace: Workspace, library: Library) -> Iterator[Finding]:
    """Yield every clause of the organisation's history and reliefs that no policy has."""
    organisation = workspace.organisation
    value = organisation.value if isinstance(organisation.value, dict) else {}
    history, reliefs = value.get("history"), value.get("reliefs")
    entries = enumerate(history if isinstance(history, list) else ())
    named: list[tuple[Pointer, Any]] = [
        (("history", index, "clause"), entry.get("clause"))
        for index, entry in entries
        if isinstance(entry, dict)
    ]
    known = {c.ref for one in library.instruments.values() for c in one.clauses.values()}
    yield from _unknown(organisation, named, known, "unknown-clause")
    claimed = enumerate(reliefs if isinstance(reliefs, list) else ())
    given = {one.id for regime in library.regimes.values() for one in regime.granted}
    yield from _unknown(
        organisation, [(("reliefs", index), ref) for index, ref in claimed], given, "no-relief"
    )


def _unknown(
    entity: Entity, named: Iterable[tuple[Pointer, Any]], known: Collection[str], sentence: str
) -> Iterator[Finding]:
    hints = Hints()
    for pointer, ref in named:
        if isinstance(ref, str) and ref not in known:
            meant = hints.near(ref, known)
            hint = say("did-you-mean", near=meant) if meant else plain("")
            message = say(sentence, clause=ref, hint=hint)
            yield problem("reference", message, place(Where(entity, pointer)), entity.subject)
