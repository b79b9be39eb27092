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


def references(size: int) -> str:
    """References to what is not there, beside as many ids that look like it."""
    return _text(
        "systems:",
        (f"  system-number-{i}: {{kind: database}}" for i in range(size)),
        "flows:",
        (f"  f{i}: {{from: subject, to: [sistem-nunber-{i}x]}}" for i in range(size)),
    )


def wrong_items(size: int) -> str:
    """Words in one list that none of them may hold."""
    return _text(
        f"organisation: {{services: [{', '.join(f'x{i}' for i in range(size))}]}}", "flows: {f: {}}"
    )


def wrong_keys(size: int) -> str:
    """Keys in one block that none of them may have."""
    return _text("organisation:", (f"  servces{i}: 1" for i in range(size)))


SHAPES: Final[Mapping[str, Callable[[int], str]]] = {
    "a hub of consents": hub,
    "consents declared on the way": declared_between,
    "a ladder of consents": ladder,
    "unknown references": references,
    "wrong items in a list": wrong_items,
    "wrong keys in a block": wrong_keys,
}
