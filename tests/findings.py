"""What is found in a workspace, a line for each thing, as `examples/*/expected/findings.txt` has it.

    PATH:LINE KIND SEVERITY[CONTROL] POINTER: CLAUSES    a finding
    PATH:LINE claim[CLAIM] POINTER: CLAUSES              a claim, with the clauses that it takes away
    PATH:LINE due[DAY] POINTER: CLAUSES                  what is still to be done, and until when
    holds: CLAUSE                                        a clause that is asked and not cited above

A clause that a duty's breach reaches stands in brackets behind it. Nothing is counted or added up,
and what does not concern a workspace has no line: so a new clause changes the lines of what it is
about, and no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CLAIM = "relied_on"


def lines_of(workspace: Any) -> list[str]:
    """Return the lines of a workspace of a JSON report, paths from its root."""
    root = workspace["root"].rstrip("/") + "/"
    placed = sorted(
        (_at(one, root), line) for one, line in (*_findings(workspace), *_later(workspace))
    )
    held = {one["clause"] for one in workspace["judged"] if one["state"] == "holds"}
    return [
        *(f"{path}{f':{row}' if row else ''} {line}" for (path, row), line in placed),
        *(f"holds: {ref}" for ref in sorted(held)),
    ]


def _at(place: Any, root: str) -> tuple[str, int]:
    return place["path"].removeprefix(root), place.get("line", 0)


def _findings(workspace: Any) -> Iterator[tuple[Any, str]]:
    """Yield findings; what claims take away is listed with the claims."""
    for one in workspace["findings"]:
        if one["control"] != CLAIM:
            told = f"{one['kind']} {one['severity']}[{one['control']}]{_accepted(one)}"
            yield one, _line(told, one["pointer"], map(_cited, one["citations"]))


def _later(workspace: Any) -> Iterator[tuple[Any, str]]:
    """Yield claims and days to come."""
    for one in workspace["relied_on"]:
        others = ", ".join(sorted(other["subject"] for other in one["shared_with"]))
        together = f" together with {others}" if others else ""
        told = f"claim[{one['claim']}]{' (waived)' * one['waived']}"
        yield one, _line(told, one["pointer"] + together, one["clauses"])
    for one in workspace["deadlines"]:
        yield one, _line(f"due[{one['due_on']}]", one["pointer"], map(_cited, one["citations"]))


def _line(told: str, pointer: str, clauses: Iterator[str] | Sequence[str]) -> str:
    cited = ", ".join(sorted(clauses))
    return f"{told} {pointer}: {cited}" if cited else f"{told} {pointer}"


def _accepted(finding: Any) -> str:
    return " (waived)" * bool(finding["waiver"]) + " (baselined)" * bool(finding["baselined"])


def _cited(citation: Any) -> str:
    ref: str = citation["clause"]
    reached = sorted({one["clause"] for one in citation["sanctions"]} - {ref})
    return f"{ref} ({', '.join(reached)})" if reached else ref
