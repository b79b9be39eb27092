"""The report: what was judged in each workspace, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pdplint.model.finding import Citation, Finding, Waiver
    from pdplint.model.law import Clause, Fine
    from pdplint.model.place import Place
    from pdplint.model.text import Text

State = Literal[
    "falls_short",
    "holds",
    "undeclared",
    "undecided",
    "not_applicable",
    "elsewhere",
    "conduct",
    "escalation",
    "outside",
    "later",
]
STATES: tuple[State, ...] = get_args(State)
"""All states of a clause, in the order in which reports tell them."""


class Judged(NamedTuple):
    """What became of one clause in a regime: its state, and how many subjects stand how."""

    regime: str
    clause: Clause
    state: State
    subjects: Mapping[str, int]
    because: Text | None


class Reliance(NamedTuple):
    """A claim that was accepted and not verified: a law, a ground, a role, a paper elsewhere.

    `citations` are the clauses that it takes away. Where it does so only with others, or others
    share it, `shared` are these: the place and subject of each. `waiver` accepts that. `order` says
    where in its file it stands, also where no line is known.
    """

    place: Place
    subject: str
    claim: Text
    citations: tuple[Citation, ...] = ()
    shared: tuple[tuple[Place, str], ...] = ()
    waiver: Waiver | None = None
    order: tuple[int, ...] = ()


class Deadline(NamedTuple):
    """A day that is still to come, for something that is not described as done.

    Where days off are not announced, the last day is one from `due_on` to `due_latest`.
    """

    place: Place
    subject: str
    due_on: str
    days_left: int
    message: Text
    citations: tuple[Citation, ...]
    due_latest: str = ""

    @property
    def due(self) -> str:
        """The last day, or the first and the last one that it can be."""
        one = self.due_latest in {"", self.due_on}
        return self.due_on if one else f"{self.due_on} - {self.due_latest}"


class Loosened(NamedTuple):
    """A setting by which less is reported than the policies would."""

    what: str
    value: str
    source: str


class Amount(NamedTuple):
    """A floor of the ranges that the clauses name, over `acts` distinct acts."""

    acts: int
    min: int
    max: int


class Scenario(NamedTuple):
    """What a leak after a transfer would cost at the declared number of citizens."""

    clause: Clause
    fine: Fine
    citizens: int


class Exposure(NamedTuple):
    """What the clauses of one instrument name for what was found; never a forecast.

    `apart` are the percentages and multiples, which are never added up.
    """

    currency: str
    declared: Amount
    if_undeclared_too: Amount
    apart: tuple[Fine, ...]
    scenarios: tuple[Scenario, ...]
    notes: tuple[Text, ...]


class Summary(NamedTuple):
    """Counts of a run."""

    files: int
    skipped_files: int
    flows: int
    error: int
    warning: int
    note: int
    waived: int
    baselined: int


class RegimeInfo(NamedTuple):
    """What a report says of a regime.

    `not_binding` counts the clauses outside their days. `read_until` is the day of the newest
    source that was read, where the report is of a later one.
    """

    id: str
    status: str
    title: Text
    about: Text
    in_force_today: Text | None
    instruments: tuple[str, ...] = ()
    not_binding: int = 0
    read_until: str = ""


class InstrumentInfo(NamedTuple):
    """What a report says of an instrument."""

    id: str
    status: str
    title: Text


class Evidence(NamedTuple):
    """What a workspace was judged from: digests (SHA-256) by path, and the commit, if there is one.

    `modified` tells that files of the workspace differ from that commit; `papers` have no digest
    where they are not there or could not be read.
    """

    commit: str | None
    modified: bool | None
    descriptions: Mapping[str, str]
    papers: Mapping[str, str | None]
    policies: Mapping[str, str]


class WorkspaceReport(NamedTuple):
    """All that a run found in one workspace, in the order in which it is read.

    `exposure` is by instrument; `evidence` is taken only where it is asked for.
    """

    root: str
    regimes: tuple[str, ...]
    summary: Summary
    findings: tuple[Finding, ...]
    judged: tuple[Judged, ...]
    relied_on: tuple[Reliance, ...]
    deadlines: tuple[Deadline, ...]
    loosened: tuple[Loosened, ...]
    exposure: Mapping[str, Exposure]
    evidence: Evidence | None = None


class Report(NamedTuple):
    """All that a run found: by workspace, and together, as pages for people show it.

    `loosened` of a workspace are those of its settings; here stand those of the call too.
    """

    tool_version: str
    as_of: str
    regimes: tuple[RegimeInfo, ...]
    instruments: tuple[InstrumentInfo, ...]
    default_regime: bool
    summary: Summary
    findings: tuple[Finding, ...]
    judged: tuple[Judged, ...]
    relied_on: tuple[Reliance, ...]
    deadlines: tuple[Deadline, ...]
    loosened: tuple[Loosened, ...]
    exposure: Mapping[str, Exposure]
    lines: Mapping[str, tuple[str, ...]]
    graph: Graph | None = None
    workspaces: tuple[WorkspaceReport, ...] = ()

    def without_accepted(self) -> Report:
        """Return the report without the findings that are waived or known from the baseline."""
        shown = tuple(finding for finding in self.findings if finding.is_open)
        workspaces = tuple(
            one._replace(findings=tuple(finding for finding in one.findings if finding.is_open))
            for one in self.workspaces
        )
        return self._replace(findings=shown, workspaces=workspaces)


class GraphNode(NamedTuple):
    """A system, a party, or one of the ends that are neither, on the map of a workspace.

    `id` is the subject as findings name it (`systems/orders-db`, `parties/mail-house`) or a
    reserved word (`subject`, `third_party`); `kind` is `system`, `party` or that word. `group`
    names where it lies, as a reader is to see it (`Singapore`), empty where that is unknown.
    `findings` counts those that have it as their subject and are neither waived nor known from
    the baseline.
    """

    id: str
    label: Text
    kind: str
    group: Text
    findings: int


class GraphEdge(NamedTuple):
    """One way of one flow, from one node to another, by their ids.

    `label` is the flow's id; a flow to three systems is three edges. `crossing` tells that the
    recipient is abroad: it lies, is run, hosted or looked at outside the home country; `unclear`
    that this cannot be told. `findings` counts those of the flow, and those that rest on a path
    which ends with it. `data` are its categories; on the way to a system that only records
    something of the flow there are none, and `records` says what is recorded.
    """

    source: str
    target: str
    label: str
    crossing: bool
    findings: int
    data: tuple[str, ...] = ()
    unclear: bool = False
    records: Text | None = None


class Graph(NamedTuple):
    """The map of all systems, parties and flows of a run; groups are those of its nodes."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
