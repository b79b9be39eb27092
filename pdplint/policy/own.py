"""The regime and instrument `own`: one's own numbers for controls, beside those of the clauses.

It has one duty for each control that the config sets a parameter of, without a fine. The control
is asked of whom the chosen regimes ask it, with the config's number in place of theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.policy.files import Policies, Source, named
from pdplint.policy.wording import show
from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pdplint.model.text import Text

OWN = "own"
CURRENT = "current"
"""Stands for the regimes that are in force on the day, in place of a name."""
DRAFT = "draft"
"""The status of what never was in force."""


class OwnNumbers(NamedTuple):
    """What a config sets: parameters by control, and the regimes whose scope is taken.

    `path` is the config as messages name it.
    """

    path: str
    parameters: Mapping[str, Mapping[str, Any]]
    regimes: Sequence[str]


class _Asked(NamedTuple):
    """A control as a clause of another regime asks it."""

    clause: str
    binding: Mapping[str, Any]
    with_: Mapping[str, Any]
    of: tuple[str, ...]


def _named(policies: Policies, numbers: OwnNumbers) -> list[str]:
    """Return the chosen regimes; all that are in force on some day, where those of a day are."""
    found: dict[str, None] = {}
    for name in numbers.regimes:
        in_force = [id_ for id_, one in policies.regimes.items() if one.value["status"] != DRAFT]
        found |= dict.fromkeys(in_force if name == CURRENT else [name])
    return [name for name in found if name in policies.regimes and name != OWN]


def add_own_numbers(policies: Policies, numbers: OwnNumbers) -> None:
    """Add both to the policies; where what they say does not fit, loading them tells it."""
    bases = [policies.regimes[name].value for name in _named(policies, numbers)]
    base = bases[0] if bases else next(source.value for source in policies.regimes.values())
    shared = ("home", "calendar", "sensitive", "sensitive_with", "grounds")
    regime = {
        "regime": OWN,
        "status": "in_force",
        "title": say("own-title")._asdict(),
        "about": say("own-about")._asdict(),
        "instruments": [OWN],
        **{key: base[key] for key in shared if key in base},
    }
    instrument = {
        "instrument": OWN,
        "title": say("own-title")._asdict(),
        "status": "in_force",
        "sources": [],
    }
    titles = {source.value["id"]: source.value["title"] for source in policies.controls}
    policies.articles[OWN] = [
        Source(
            numbers.path, _article(control, own, list(_asked(policies, numbers, control)), titles)
        )
        for control, own in numbers.parameters.items()
    ]
    policies.instruments[OWN] = Source(numbers.path, instrument)
    policies.regimes[OWN] = Source(numbers.path, regime)


def _article(
    control: str,
    own: Mapping[str, Any],
    asked: Sequence[_Asked],
    titles: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    title = titles.get(control, {"en": control, "vi": control})
    clause = {
        "id": control,
        "kind": "duty",
        "says": _says(own, asked)._asdict(),
        "extent": "whole",
        "checked_by": list(_bindings(control, own, asked)),
    }
    return {"instrument": OWN, "article": control, "title": title, "clauses": [clause]}


def _asked(policies: Policies, numbers: OwnNumbers, control: str) -> Iterator[_Asked]:
    """Yield the control as the clauses of the chosen regimes ask it, on whatever day."""
    lists = {
        raw["list"]: raw["words"]
        for source in policies.scopes
        for raw in source.value.get("lists", ())
    }
    for name in _named(policies, numbers):
        regime = policies.regimes[name].value
        shared = {**lists, "grounds": regime.get("grounds", [])}
        for instrument in regime.get("instruments", ()):
            for article in policies.articles.get(instrument, ()):
                for clause in article.value["clauses"]:
                    for binding in clause.get("checked_by", ()):
                        if binding["control"] == control:
                            given = binding.get("with", {}).items()
                            values = {key: _filled(raw, shared) for key, raw in given}
                            of = (*named(clause.get("of", ())), *named(binding.get("of", ())))
                            yield _Asked(f"{instrument}/{clause['id']}", binding, values, of)


def _filled(raw: Any, shared: Mapping[str, Any]) -> Any:
    return shared.get(raw[1:], raw) if isinstance(raw, str) and raw.startswith("$") else raw


def _bindings(
    control: str, own: Mapping[str, Any], asked: Sequence[_Asked]
) -> Iterator[dict[str, Any]]:
    if not asked:
        yield {"control": control, "with": dict(own)}
    told: list[dict[str, Any]] = []
    for one in asked:
        kept = ("when", "unless", "severity")
        scope = {key: one.binding[key] for key in kept if key in one.binding}
        binding = {"control": control, "with": {**one.with_, **own}, "of": list(one.of), **scope}
        if binding not in told:
            told.append(binding)
            yield binding


def _says(own: Mapping[str, Any], asked: Sequence[_Asked]) -> Text:
    """Return our number, and beside it those of the clauses."""
    ours = _listed(own)
    theirs = {
        one.clause: _listed({key: one.with_[key] for key in own if key in one.with_})
        for one in asked
    }
    numbers = dict.fromkeys(theirs.values())
    if not asked or len(numbers) != 1:
        return say("own-says", own=ours)
    return say("own-beside", own=ours, clauses=", ".join(theirs), theirs=next(iter(numbers)))


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {show(value)}" for name, value in values.items())
