"""Findings, the clauses they cite, and what accepts them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pdplint.model.law import Clause, Sanction
    from pdplint.model.place import Place
    from pdplint.model.text import Text

Kind = Literal["shortfall", "undeclared", "undecided", "problem"]
Severity = Literal["error", "warning", "note"]
RELIED_ON = "relied_on"
"""The built-in control of findings about claims that take clauses away."""
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


def lighter(one: Severity, other: Severity) -> Severity:
    """Return the less grave of two severities."""
    return max(one, other, key=SEVERITIES.index)


def graver(one: Severity, other: Severity) -> Severity:
    """Return the graver of two severities."""
    return min(one, other, key=SEVERITIES.index)


def fingerprint(*parts: str) -> str:
    """Return the digest by which a finding is known in every run, made of `parts`."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Asked(NamedTuple):
    """How one binding of a clause asks: by which control, with which numbers.

    `severity` is that of the binding, whatever a config makes of the finding.
    """

    control: str
    with_: Mapping[str, Any]
    requires: Text
    severity: Severity = "error"


class Citation(NamedTuple):
    """A clause that a finding rests on, with every binding of it that fell short.

    `sanctions` are those that these reach. `drives` tells that its number is the strictest of
    several that differ.
    """

    clause: Clause
    asked: tuple[Asked, ...]
    sanctions: tuple[Sanction, ...] = ()
    drives: bool = False

    @property
    def severity(self) -> Severity:
        """The gravest of its bindings."""
        return min((one.severity for one in self.asked), key=SEVERITIES.index)


class Related(NamedTuple):
    """Another place that a finding needs to be understood.

    `asked_by`: it only says for whom a thing is asked.
    """

    place: Place
    subject: str
    message: Text
    asked_by: bool = False


class Waiver(NamedTuple):
    """A signed, reasoned, expiring acceptance of one finding under named clauses.

    `pointer`, if it is not empty, is the one place inside the subject (`Finding.inside`) that is
    meant; else the waiver is for every finding of that control, subject and kind.
    """

    place: Place
    control: str
    subject: str
    kind: str
    clauses: tuple[str, ...]
    reason: str
    approver: str
    ticket: str
    until: str
    pointer: str = ""


class Finding(NamedTuple):
    """Where a description falls short, is silent, cannot be told, or cannot be read.

    `hops` are the steps of the path on which a finding about data that moves on rests, in order. A
    finding with a `waiver` or that is `baselined` is shown and counted apart, and fails nothing.
    `inside` is the pointer from the subject on, list items by their value: with control, kind and
    subject it is what the `fingerprint` is made of, and what waivers and baselines name.
    """

    control: str
    kind: Kind
    severity: Severity
    title: Text
    message: Text
    place: Place
    subject: str
    citations: tuple[Citation, ...] = ()
    related: tuple[Related, ...] = ()
    help: Text | None = None
    fingerprint: str = ""
    hops: tuple[Related, ...] = ()
    waiver: Waiver | None = None
    baselined: bool = False
    inside: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the finding counts: it is neither waived nor known from the baseline."""
        return self.waiver is None and not self.baselined

    @property
    def is_listed_apart(self) -> bool:
        """Whether a page for people tells it in its list of what is relied on alone."""
        return self.control == RELIED_ON and self.severity == "note"


def accepted_with(finding: Finding) -> list[str]:
    """Return the clauses that an acceptance of a finding has to name.

    What is cited at a lower severity than the gravest needs none: it follows. Of what a claim takes
    away, every clause is to be named.
    """
    if finding.control == RELIED_ON:
        return [one.clause.ref for one in finding.citations]
    gravest = min((c.severity for c in finding.citations), key=SEVERITIES.index, default="note")
    return [c.clause.ref for c in finding.citations if c.severity == gravest]
