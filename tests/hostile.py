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


def shared_consent(size: int) -> str:
    """One consent that covers many purposes, and as many flows that ask for it."""
    covers = ", ".join(f"p{i}" for i in range(size))
    return _text(
        "purposes:",
        (f"  p{i}: {{needs: [user.name]}}" for i in range(size)),
        f"consents: {{c: {{given: before_collection, covers: [{covers}]}}}}",
        "flows:",
        (f"  f{i}: {{from: subject, consent: c, purpose: p{i}}}" for i in range(size)),
    )


def recipients(size: int) -> str:
    """A flow that goes on to many parties abroad, with each of whom something is not told."""
    return _text(
        "systems: {a: {operated_by: organisation}}",
        "parties:",
        (f"  p{i}: {{country: SG}}" for i in range(size)),
        "flows:",
        "  in: {from: subject, to: [a]}",
        f"  out: {{from: a, to: [{', '.join(f'p{i}' for i in range(size))}]}}",
    )


def far_gaps(size: int) -> str:
    """Flows whose data goes far around before it comes to where no place is told."""
    sg = "operated_by: organisation, hosted_by: organisation, hosted_in: [SG], accessed_from: [VN]"
    return _text(
        "systems:",
        f"  around: {{{sg}}}",
        (f"  r{i}: {{{sg}}}" for i in range(size)),
        (f"  {name}{i}: {{{sg}}}" for i in range(size) for name in "abc"),
        (f"  x{i}: {{operated_by: organisation}}" for i in range(size)),
        "flows:",
        (f"  r{i}: {{from: around, to: [r{i}]}}" for i in range(size)),
        (f"  f{i}: {{from: subject, to: [a{i}, around]}}" for i in range(size)),
        (f"  g{i}: {{from: a{i}, to: [b{i}]}}" for i in range(size)),
        (f"  h{i}: {{from: b{i}, to: [c{i}]}}" for i in range(size)),
        (f"  k{i}: {{from: c{i}, to: [x{i}]}}" for i in range(size)),
    )


def twice_described(size: int) -> str:
    """Many documents in one file, all of which describe one flow."""
    return "---\n".join([_text("flows: {f: {from: subject}}")] * size)


def assessed(size: int) -> str:
    """Assessments that cover some flows each."""
    return _text(
        "flows:",
        (f"  f{i}: {{from: subject}}" for i in range(size)),
        "assessments:",
        (
            f"  a{i}: {{kind: processing, covers: [{', '.join(f'f{(i + j) % size}' for j in range(9))}]}}"
            for i in range(size)
        ),
    )


def data_unlike(size: int) -> str:
    """Flows into and out of one system, all of which move other categories."""
    names = ["name", "contact.email", "payment", "device", "location", "health_and_medical",
             "biometric", "demographic", "family", "image", "political_opinion", "race"]  # fmt: skip

    def data(number: int) -> str:
        return ", ".join(
            f"user.{name}" for bit, name in enumerate(names) if (number + 1) >> bit & 1
        )

    return _text(
        "systems: {hub: {operated_by: organisation}}",
        "flows:",
        (f"  i{i}: {{from: subject, to: [hub], data: [{data(i)}]}}" for i in range(size)),
        (f"  o{i}: {{from: hub, data: [{data(i)}]}}" for i in range(size)),
    )


def untold(size: int) -> str:
    """Flows into one system, half of which do not say their data, and as many out of it."""
    return _text(
        f"systems: {{hub: {{operated_by: organisation, {AT_HOME}}}}}",
        "flows:",
        (
            f"  i{i}: {{from: subject, to: [hub]{', data: [user.name]' * (i % 2)}, "
            f"consent: {{document: 'x:{i}'}}}}"
            for i in range(size)
        ),
        (f"  o{i}: {{from: hub, to: [hub], data: [user.name]}}" for i in range(size)),
        (f"  p{i}: {{from: hub, to: [hub]}}" for i in range(size)),
    )


def taken_over(size: int) -> str:
    """Systems in a row, of which each is filled with one category more, and copies all on."""
    known = ["name", "contact.email", "payment", "device", "location", "health_and_medical",
             "biometric", "demographic", "family", "image", "political_opinion", "race"]  # fmt: skip
    return _text(
        "systems:",
        (f"  s{i}: {{operated_by: organisation, {AT_HOME}}}" for i in range(size + 1)),
        "flows:",
        (
            f"  i{i}: {{from: subject, to: [s{i}], data: [user.{known[i % len(known)]}]}}"
            for i in range(size)
        ),
        (f"  o{i}: {{from: s{i}, to: [s{i + 1}]}}" for i in range(size)),
    )


SHAPES: Final[Mapping[str, Callable[[int], str]]] = {
    "a hub of consents": hub,
    "consents declared on the way": declared_between,
    "a ladder of consents": ladder,
    "unknown references": references,
    "wrong items in a list": wrong_items,
    "wrong keys in a block": wrong_keys,
    "a consent for many purposes": shared_consent,
    "a flow to many parties": recipients,
    "gaps that lie far off": far_gaps,
    "one flow in many documents": twice_described,
    "assessments that cover much": assessed,
    "flows unlike in their data": data_unlike,
    "flows that do not say their data": untold,
    "data taken over in a row": taken_over,
}
