"""The check: a linked workspace and policies in, findings and judged clauses out. Pure.

Every binding of every clause is asked of every entity of its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.judge import reliance
from pdplint.judge.findings import Collector, fingerprinted
from pdplint.judge.mentions import unknown_clauses
from pdplint.judge.orphans import unfilled_systems, unjudged_systems
from pdplint.judge.paths import Context
from pdplint.judge.regime import Pass
from pdplint.judge.reliance import Taken
from pdplint.model.checked import Checked, Described
from pdplint.workspace.contradictions import contradictions
from pdplint.workspace.facts import derive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pdplint.model.report import Judged
    from pdplint.model.sharing import Sharing
    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Regime
    from pdplint.policy.values import Days
    from pdplint.workspace.derive import Derived
    from pdplint.workspace.linking import Workspace


def check(
    workspace: Workspace,
    library: Library,
    regimes: Sequence[Regime],
    days: Mapping[str, Days],
    asked: frozenset[str] | None = None,
    *,
    derived: Mapping[str, Derived] | None = None,
    explained: bool = False,
    sharing: Sharing | None = None,
) -> Checked:
    """Judge every clause of the regimes, each as it stands on the day (`Regime.on`).

    `days` gives for each regime today and its calendar. `asked` names the controls to ask; `None`
    is all of them. `derived` is what follows from the workspace under the law of each regime, if
    that is known already (`derivations`). `explained` asks the engine that explains of everything,
    which takes longer and comes to the same. `sharing` says how the work is shared, if it is.
    """
    collector = Collector(workspace)
    taken = Taken()
    judged: list[Judged] = []
    derived = derivations(workspace, regimes) if derived is None else derived
    for regime in regimes:
        context = Context(derived[regime.id], library.table, days[regime.id], {})
        seen = derived[regime.id]
        one = Pass(regime, seen, context, collector, asked, explained=explained, sharing=sharing)
        judged += one.judge()
        one.rely(taken)
    relied_on = tuple(taken.reliances(workspace))
    findings = [
        *workspace.problems,
        *contradictions(workspace),
        *unknown_clauses(workspace, library),
        *collector.findings(),
        *unjudged_systems(workspace),
        *unfilled_systems(workspace),
        *(reliance.finding(one) for one in relied_on if one.citations),
    ]
    return Checked(
        tuple(fingerprinted(finding, workspace) for finding in findings),
        tuple(judged),
        collector.pending(),
        relied_on,
        _described(workspace, derived),
    )


def derivations(workspace: Workspace, regimes: Sequence[Regime]) -> dict[str, Derived]:
    """Return what follows from a workspace under the law of each regime, by the regime's id."""
    return {regime.id: derive(workspace, regime.law) for regime in regimes}


def _described(workspace: Workspace, derived: Mapping[str, Derived]) -> Described:
    organisation = workspace.organisation.value
    return Described(
        subjects=tuple(entity.subject for entity in workspace.all()),
        flows=len(workspace.entities["flows"]),
        files=tuple(workspace.files()),
        organisation=organisation if isinstance(organisation, dict) else {},
        moves_abroad=tuple(regime for regime, one in derived.items() if one.transfers),
        is_whole=not workspace.unread,
    )
