"""Small files that a stranger could send to hold a gate, by what they hold many of.

Each is made with a number; twice the number is about twice the text. `bench/bounded.py` times the
same shapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


AT_HOME = "hosted_by: organisation, hosted_in: [VN], accessed_from: [VN]"


def _text(*parts: str | Iterator[str]) -> str:
    lines = ["pdplint: 1"]
    for part in parts:
        lines += [part] if isinstance(part, str) else part
    return "\n".join(lines) + "\n"


def hub(size: int) -> str:
    """Flows into one system, each with a consent of its own, and as many out of it."""
    return _text(
        "systems: {hub: {kind: database, operated_by: organisation}}",
        "flows:",
        (
            f"  i{i}: {{from: subject, to: [hub], data: [user.name], consent: {{document: 'x:{i}'}}}}"
            for i in range(size)
        ),
        (f"  o{i}: {{from: hub, to: [hub], data: [user.name]}}" for i in range(size)),
    )


def declared_between(size: int) -> str:
    """Copies of one flow, each with a consent of its own, into one system, and many out of it."""
    return _text(
        "systems: {a: {operated_by: organisation}, hub: {operated_by: organisation}}",
        "flows:",
        "  in: {from: subject, to: [a], data: [user.name]}",
        (f"  i{i}: {{from: a, to: [hub], consent: {{document: 'x:{i}'}}}}" for i in range(size)),
        (f"  o{i}: {{from: hub, to: [hub]}}" for i in range(size)),
    )


def ladder(size: int) -> str:
    """Systems in a row, into each of which data comes in with a consent of its own."""
    return _text(
        "systems:",
        (f"  s{i}: {{operated_by: organisation, {AT_HOME}}}" for i in range(size + 1)),
        "flows:",
        (
            f"  i{i}: {{from: subject, to: [s{i}], consent: {{document: 'x:{i}'}}}}"
            for i in range(size)
        ),
        (f"  o{i}: {{from: s{i}, to: [s{i + 1}]}}" for i in range(size)),
    )


SHAPES: Final[Mapping[str, Callable[[int], str]]] = {
    "a hub of consents": hub,
    "consents declared on the way": declared_between,
    "a ladder of consents": ladder,
}
