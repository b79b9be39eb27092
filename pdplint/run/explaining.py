"""Explaining policies, and the verdicts that they give."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.format.hints import near
from pdplint.judge.paths import Context
from pdplint.policy.values import Days
from pdplint.run.config import Config
from pdplint.run.discovery import find, root_of
from pdplint.run.errors import NothingFoundError, UsageError
from pdplint.run.papers import papers_of
from pdplint.run.reading import read_workspace
from pdplint.run.regimes import choose_regimes, standing_on
from pdplint.run.resources import shipped
from pdplint.run.settings import names_regimes, own_library, regimes_of
from pdplint.workspace.facts import derive
from pdplint.workspace.linking import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Regime


class _Policies(NamedTuple):
    """The policies of a folder, its own among them, and the regimes that are meant by default."""

    library: Library
    regimes: list[Regime]


def _policies(root: Path, regime: str | None, today: date, *, tests: bool = False) -> _Policies:
    config, library = own_library(root_of(root.resolve()), shipped(), tests=tests)
    names = [regime] if regime else regimes_of(config)
    by_default = not regime and not names_regimes(config)
    return _Policies(library, choose_regimes(library, names, today, by_default=by_default))


def chosen_regimes(regime: str | None, root: Path, today: date) -> list[Regime]:
    """Return the regime of a name; else those of the config of a folder, or by default.

    Raises:
        UsageError: there is no such regime.
    """
    return _policies(root, regime, today).regimes


def explain(what: str, regime: str | None, root: Path, today: date, lang: str) -> str:
    """Return the page of a control, clause, scope, instrument or regime, found by its id.

    Raises:
        UsageError: there is nothing of that name.
    """
    known = _policies(root, regime, today, tests=True)
    page = next(_pages(what, known, lang), None)
    if page is None:
        raise _nothing_of_that_name(what, known)
    return page


def _pages(what: str, known: _Policies, lang: str) -> Iterator[str]:
    from pdplint.report.pages import policies as pages

    library = known.library
    if what in library.controls:
        yield pages.control_page(library, library.controls[what], lang)
    for regime in (*known.regimes, *library.regimes.values()):
        for instrument in regime.instruments:
            id_ = what.removeprefix(f"{instrument.id}/")
            if id_ in instrument.clauses:
                yield pages.clause_page(regime, instrument.clauses[id_], lang)
    if what in library.scopes.scopes:
        yield pages.scope_page(library, library.scopes.scopes[what], lang)
    if what in library.instruments:
        yield pages.instrument_page(library.instruments[what], lang)
    if what in library.regimes:
        yield pages.regime_page(library.regimes[what], lang)


def _nothing_of_that_name(what: str, known: _Policies) -> UsageError:
    library = known.library
    article = what.rpartition("/")[2].partition(".")[0]
    clauses = [c for regime in known.regimes for c in regime.clauses if c.article == article]
    ids = dict.fromkeys(clause.ref if "/" in what else clause.id for clause in clauses)
    others = (library.controls, library.scopes.scopes, library.instruments, library.regimes)
    meant = near(what, [*ids, *(id_ for one in others for id_ in one)])
    hint = f"; did you mean {meant}?" if meant else ""
    told = "no control, clause, scope, instrument or regime is called"
    return UsageError(f"{told} {what!r}{hint}")


def explain_verdict(
    control: str, subject: str, regime: str | None, root: Path, today: date, lang: str
) -> str:
    """Return the truth tables of a control for one subject of a workspace, one for each clause.

    Raises:
        UsageError: there is no such control or subject, or no clause of the regime cites it.
        NothingFoundError: no description was found.
    """
    from pdplint.report.pages.policies import truth_table

    known = _policies(root, regime, today)
    library = known.library
    if control not in library.controls:
        raise _nothing_of_that_name(control, known)
    one = read_workspace(find(root_of(root.resolve()), [root], Config()), shipped().form)
    if not one.documents:
        raise NothingFoundError(str(root))
    workspace = Workspace(one.documents, library.table, one.unread)
    workspace.check_papers(papers_of(workspace, one.found))
    tables = []
    for chosen in standing_on(today, known.regimes):
        derived = derive(workspace, chosen.law)
        entities = {
            entity.subject: entity for entity in derived.subjects(library.controls[control].kind)
        }
        if subject not in entities:
            meant = near(subject, entities)
            hint = f"; did you mean {meant}?" if meant else f" (known: {', '.join(entities)})"
            raise UsageError(f"{control} is not asked of {subject!r}{hint}")
        context = Context(derived, library.table, Days(today, chosen.calendar), {})
        bindings = [binding for binding in chosen.bindings if binding.control.id == control]
        tables += [truth_table(one, entities[subject], context, lang) for one in bindings]
    if not tables:
        names = ", ".join(one.id for one in known.regimes)
        raise UsageError(f"no clause of {names} asks {control}")
    return "\n".join(tables)
