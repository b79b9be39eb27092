"""Pages about policies and verdicts, for the policies and descriptions that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.condition import Bench
from pdplint.facts import look
from pdplint.hints import near
from pdplint.judge import law
from pdplint.operators import Days
from pdplint.run.config import Config
from pdplint.run.discovery import find, root_of
from pdplint.run.errors import NothingFoundError, UsageError
from pdplint.run.reading import papers_of, read_workspace
from pdplint.run.resources import DEFAULT_REGIME, Resources, choose_regimes, load_library
from pdplint.workspace import Workspace

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Regime


def explain(what: str, regime: str | None, lang: str) -> str:
    """Return the page of a control or a clause, found by its id.

    Raises:
        UsageError: there is no such control or clause.
    """
    from pdplint.pages import clause_page, control_page

    library = load_library(Resources(), tests=True)
    if what in library.controls:
        return control_page(library, library.controls[what], lang)
    prefix, slash, id_ = what.rpartition("/")
    (chosen,) = choose_regimes(library, [prefix if slash else regime or DEFAULT_REGIME])
    for clause in chosen.clauses:
        if clause.id == id_:
            return clause_page(chosen, clause, lang)
    raise _nothing_of_that_name(what, id_, library, chosen)


def _nothing_of_that_name(what: str, id_: str, library: Library, regime: Regime) -> UsageError:
    known = [*library.controls, *(clause.id for clause in regime.clauses)]
    meant = near(id_, known)
    hint = f"; did you mean {meant}?" if meant else ""
    return UsageError(f"there is no control and no clause of {regime.id} called {what!r}{hint}")


def explain_verdict(
    control: str, subject: str, regime: str | None, root: Path, today: date, lang: str
) -> str:
    """Return the truth tables of a control for one subject of a workspace, one for each clause.

    Raises:
        UsageError: there is no such control or subject, or no clause of the regime cites it.
        NothingFoundError: no description was found.
    """
    from pdplint.pages import truth_table

    resources = Resources()
    library = load_library(resources)
    (chosen,) = choose_regimes(library, [regime or DEFAULT_REGIME])
    if control not in library.controls:
        raise _nothing_of_that_name(control, control, library, chosen)
    one = read_workspace(find(root_of(root.resolve()), [root], Config()), resources.shape)
    if not one.documents:
        raise NothingFoundError(str(root))
    workspace = Workspace(one.documents, resources.table, one.unread)
    workspace.check_papers(papers_of(workspace, one.found))
    view = look(workspace, law(chosen))
    known = {entity.subject: entity for entity in view.subjects(library.controls[control].kind)}
    if subject not in known:
        meant = near(subject, known)
        hint = f"; did you mean {meant}?" if meant else f" (known: {', '.join(known)})"
        raise UsageError(f"{control} is not asked of {subject!r}{hint}")
    bench = Bench(view, library.table, Days(today, chosen.calendar))
    bindings = [binding for binding in chosen.bindings if binding.control.id == control]
    if not bindings:
        raise UsageError(f"no clause of {chosen.id} asks {control}")
    return "\n".join(truth_table(binding, known[subject], bench, lang) for binding in bindings)
