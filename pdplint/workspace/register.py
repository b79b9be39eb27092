"""Which derived facts there are, by kind and name; each registers itself where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.format.fields import KINDS, ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Callable

    from pdplint.workspace.derive import Derive

DERIVED_OF: dict[str, dict[str, Derive]] = {
    kind: {} for kind in (*KINDS, ORGANISATION, "transfers")
}


def fact_of(kind: str, name: str = "") -> Callable[[Derive], Derive]:
    """Register the decorated function as a derived fact of a kind, by its own name unless given."""

    def register(derive: Derive) -> Derive:
        DERIVED_OF[kind][name or derive.__name__] = derive
        return derive

    return register
