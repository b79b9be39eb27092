"""Tell how the findings of two JSON reports differ, the names of clauses aside.

python -m tools.same_findings BEFORE.json AFTER.json

For a change of the model or the engine that is meant to change no verdict: compared are, of every
finding, control, kind, severity, place, message, waiver, and of its clauses the ids without what
stands before the slash, with their amounts; of every clause its state and its counts; deadlines,
claims, exposure. Reports of version 1 are read too. Exits with 1 where something differs.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def facts(report: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what is compared of a report, by what it is of, sorted."""
    parts = report.get("workspaces") or [report]
    made: dict[str, list[Any]] = {
        "findings": [_finding(one) for part in parts for one in part["findings"]],
        "judged": [_judged(one) for part in parts for one in part["judged"]],
        "deadlines": [_deadline(one) for part in parts for one in part["deadlines"]],
        "relied_on": [_relied(one) for part in parts for one in part["relied_on"]],
        "exposure": [_exposure(one) for part in parts for one in part["exposure"].values()],
    }
    return {key: sorted(ones, key=repr) for key, ones in made.items()}


_REF = re.compile(r"\b[a-z][a-z0-9-]*/(?=\d)")


def _id(clause: str) -> str:
    return clause.rpartition("/")[2]


def _place(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(one.get(key) for key in ("path", "document", "pointer", "line", "column"))


def _finding(one: Mapping[str, Any]) -> tuple[Any, ...]:
    said = tuple(one[key] for key in ("control", "kind", "severity", "baselined"))
    message = _REF.sub("", one["message"])
    related = tuple((_place(r), r["message"]) for r in one["related"])
    return (*said, message, _place(one), bool(one["waiver"]), related, tuple(sorted(_cited(one))))


def _cited(one: Mapping[str, Any]) -> set[tuple[Any, ...]]:
    """Return each clause with each binding that fell short, and what it names."""
    return {
        (_id(cited["clause"]), control, repr(numbers), *_amounts(one["control"], cited))
        for cited in one["citations"]
        for control, numbers in _bindings(cited)
    }


def _bindings(cited: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for one in cited.get("bindings", [cited]):
        yield one["control"], sorted(one["with"].items())


def _amounts(control: str, cited: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield what a clause names; of a claim nothing is broken, so that names nothing."""
    if control == "relied_on":
        return
    if "fine" in cited:
        fine = (cited["fine"] or {}).get("organisation", {})
        yield fine.get("min_vnd"), fine.get("max_vnd"), fine.get("revenue_percent")
    for sanction in cited.get("sanctions", ()):
        fine = sanction["amount"]
        yield fine.get("min"), fine.get("max"), fine.get("percent", {}).get("max")


def _judged(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return _id(one["clause"]), one["state"], one["extent"], tuple(sorted(one["subjects"].items()))


def _deadline(one: Mapping[str, Any]) -> tuple[Any, ...]:
    cited = tuple(sorted(_id(cited["clause"]) for cited in one["citations"]))
    return one["due_on"], one["due_latest"], _place(one), cited


def _relied(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return _place(one), one["claim"], tuple(sorted(map(_id, one["clauses"])))


def _exposure(one: Mapping[str, Any]) -> tuple[Any, ...]:
    figures = (one["declared"], one["if_undeclared_too"])
    sums = tuple(tuple(figure.values()) for figure in figures)
    scenarios = tuple((_id(s["clause"]), s["citizens"]) for s in one["scenarios"])
    return sums, scenarios, tuple(one["notes"])


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield what stands in one report alone, with `-` for the first and `+` for the second."""
    old, new = facts(before), facts(after)
    for key in old:
        yield from (f"- {key}: {one}" for one in _without(old[key], new[key]))
        yield from (f"+ {key}: {one}" for one in _without(new[key], old[key]))


def _without(ones: Iterable[Any], others: Iterable[Any]) -> Iterator[Any]:
    left = list(others)
    for one in ones:
        if one in left:
            left.remove(one)
        else:
            yield one


def main() -> int:
    """Compare the two reports that the command line names."""
    before, after = (json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:])
    found = list(differences(before, after))
    for line in found:
        print(line)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
