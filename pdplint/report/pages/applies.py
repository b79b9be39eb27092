"""The page that says which clauses address a workspace and why, and what decides of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.policy.wording import describe
from pdplint.report.pages.policies import Links, spelled_scopes
from pdplint.words.pages import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pdplint.model.law import Clause
    from pdplint.model.report import Judged
    from pdplint.model.text import Text
    from pdplint.policy.regimes import Binding, Regime

_APPLIES = ("falls_short", "undeclared", "undecided", "holds")
_ADDRESSED = ("holds", "shortfall", "undeclared", "undecided")


class Addressed(NamedTuple):
    """What became of the clauses of a regime in one workspace, by instrument.

    `root` is how the workspace is named to the reader.
    """

    root: str
    regime: Regime
    judged: Sequence[Judged]

    def instruments(self) -> Iterator[tuple[str, Text, list[Judged], dict[Text | None, list[str]]]]:
        """Yield each instrument with its title, what applies, and the rest by what decides it."""
        for instrument in self.regime.instruments:
            ones = [one for one in self.judged if one.clause.instrument == instrument.id]
            rest: dict[Text | None, list[str]] = {}
            for one in ones:
                if one.state == "not_applicable":
                    rest.setdefault(one.because, []).append(one.clause.id)
            applies = [one for one in ones if one.state in _APPLIES]
            if applies or rest:
                yield instrument.id, instrument.title, applies, rest


def page(found: Addressed, lang: str) -> str:
    """Return which clauses address a workspace, of how much of it and why, and which do not."""
    links = Links.of(found.regime)
    title = say("applies", regime=found.regime.id, root=found.root).of(lang)
    count = sum(one.state in _APPLIES for one in found.judged)
    others = sum(one.state == "not_applicable" for one in found.judged)
    counts = say("applies-counts", count=count, others=others, all=len(found.judged))
    lines = [f"# {title}", "", counts.of(lang), say("applies-about").of(lang)]
    for id_, name, applies, rest in found.instruments():
        lines += ["", "", f"## {id_}: {name.of(lang)}", ""]
        lines += [_line(one, links, lang) for one in applies]
        lines += [""] if applies and rest else []
        lines += [_denied(because, clauses, lang) for because, clauses in rest.items()]
    spelled = [f"- **{scope}** {text}" for scope, text in spelled_scopes(found.regime, lang)]
    lines += ["", "", f"## {say('scopes').of(lang)}", "", *spelled] if spelled else []
    return "\n".join(lines) + "\n"


def data(found: Addressed, lang: str) -> dict[str, Any]:
    """Return the same as data."""
    links = Links.of(found.regime)
    return {
        "root": found.root,
        "regime": found.regime.id,
        "scopes": dict(spelled_scopes(found.regime, lang)),
        "instruments": [
            {
                "id": id_,
                "applies": [
                    {
                        "clause": one.clause.ref,
                        "state": one.state,
                        "subjects": _addressed(one),
                        "where": _where(one.clause, links, lang),
                        "sanctions": _sanctioned(one.clause, links),
                    }
                    for one in applies
                ],
                "does_not_apply": [
                    {
                        "because": because.of(lang) if because else None,
                        "clauses": [f"{id_}/{clause}" for clause in clauses],
                    }
                    for because, clauses in rest.items()
                ],
            }
            for id_, _, applies, rest in found.instruments()
        ],
    }


def _line(one: Judged, links: Links, lang: str) -> str:
    told = [say(f"applies-{one.state}").of(lang)]
    count, every = _addressed(one), sum(one.subjects.values())
    if every:
        told.append(say("applies-to", count=count, all=every).of(lang))
    where = " | ".join(_where(one.clause, links, lang))
    told += [say("applies-where", condition=where).of(lang)] if where else []
    of = _sanctioned(one.clause, links)
    told += [say("applies-sanctions", clauses=", ".join(of)).of(lang)] if of else []
    return f"- **{one.clause.id}** ({'; '.join(told)}) {one.clause.says.of(lang)}"


def _denied(because: Text | None, clauses: Sequence[str], lang: str) -> str:
    why = because.of(lang) if because else say("applies-unsaid").of(lang)
    return f"- {', '.join(clauses)}: {why}"


def _addressed(one: Judged) -> int:
    return sum(one.subjects[state] for state in _ADDRESSED)


def _where(clause: Clause, links: Links, lang: str) -> list[str]:
    """Return whom the bindings of a clause address, each once: scopes by name, the rest in words.

    Nothing where one of them addresses everybody.
    """
    every = ["; ".join(_addressees(one, lang)) for one in links.checks.get(clause.ref, ())]
    return list(dict.fromkeys(every)) if all(every) else []


def _addressees(binding: Binding, lang: str) -> Iterator[str]:
    yield from (scope for scope, _ in binding.spelled)
    for condition in binding.question.when[len(binding.spelled) :]:
        if text := describe(condition).of(lang):
            yield text


def _sanctioned(clause: Clause, links: Links) -> list[str]:
    return sorted({binding.clause.ref for binding in links.sanctions.get(clause.ref, ())})
