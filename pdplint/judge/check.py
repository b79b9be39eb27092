"""The check: a linked workspace and policies in, findings and judged clauses out. Pure.

Every binding of every clause is asked of every entity of its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.judge import reliance
from pdplint.judge.findings import APPLICABILITY, LIMIT, NOT_DESCRIBED, Collector, fingerprinted
from pdplint.judge.mentions import unknown_clauses
from pdplint.judge.orphans import NOTHING_DESCRIBED, unfilled_systems, unjudged_systems
from pdplint.judge.paths import Context
from pdplint.judge.regime import Pass
from pdplint.judge.reliance import Taken
from pdplint.model.finding import RELIED_ON, Finding
from pdplint.workspace.contradictions import contradictions
from pdplint.workspace.facts import derive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pdplint.model.report import Deadline, Judged, Reliance
    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Regime
    from pdplint.policy.values import Days
    from pdplint.workspace.derive import Derived
    from pdplint.workspace.linking import Workspace

BUILT_IN = (
    APPLICABILITY,
    NOT_DESCRIBED,
    NOTHING_DESCRIBED,
    LIMIT,
    "syntax",
    "shape",
    "reference",
    "contradiction",
    "file",
    "paper",
    RELIED_ON,
    "waiver",
    "baseline",
)


class Checked(NamedTuple):
    """What came of checking: findings and judged clauses, before spans are known.

    `derived` has what follows from the workspace under the law of each regime, by its id.
    """

    findings: tuple[Finding, ...]
    judged: tuple[Judged, ...]
    deadlines: tuple[Deadline, ...]
    relied_on: tuple[Reliance, ...]
    derived: Mapping[str, Derived]


def check(
    workspace: Workspace,
    library: Library,
    regimes: Sequence[Regime],
    days: Mapping[str, Days],
    asked: frozenset[str] | None = None,
    *,
    explained: bool = False,
) -> Checked:
    """Judge every clause of the regimes, each as it stands on the day (`Regime.on`).

    `days` gives for each regime today and its calendar. `asked` names the controls to ask; `None`
    is all of them. `explained` asks the engine that explains of everything, which takes longer and
    comes to the same.
    """
    collector = Collector(workspace)
    taken = Taken()
    judged: list[Judged] = []
    derived = {regime.id: derive(workspace, regime.law) for regime in regimes}
    for regime in regimes:
        context = Context(derived[regime.id], library.table, days[regime.id], {})
        one = Pass(regime, derived[regime.id], context, collector, asked, explained=explained)
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
        derived,
    )
