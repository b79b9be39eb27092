"""What the parts hand each other: plain, immutable data, and nothing that acts.

The JSON report is written from these field by field (`report/json.py`), never as a dump of them.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

Kind = Literal["shortfall", "undeclared", "undecided", "problem"]
Severity = Literal["error", "warning", "note"]
RELIED_ON = "relied_on"
"""The built-in control of findings about claims that take clauses away."""
State = Literal[
    "holds",
    "falls_short",
    "undeclared",
    "undecided",
    "not_applicable",
    "conduct",
    "escalation",
    "outside",
    "later",
]
Pointer = tuple[str | int, ...]
ClauseKind = Literal[
    "duty",
    "right",
    "prohibition",
    "sanction",
    "fine_band",
    "aggravated",
    "exemption",
    "definition",
    "scope",
    "power",
    "transition",
]

STATES: tuple[State, ...] = (
    "falls_short",
    "holds",
    "undeclared",
    "undecided",
    "not_applicable",
    "conduct",
    "escalation",
    "outside",
    "later",
)
"""All states of a clause, in the order in which reports tell them."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
LANGUAGES = ("en", "vi")


class Text(NamedTuple):
    """One statement in the two languages of the reports."""

    en: str
    vi: str

    def of(self, lang: str) -> str:
        """Return the statement in `lang`, which is `en` or `vi`."""
        return self.vi if lang == "vi" else self.en


def plain(words: str) -> Text:
    """Return a text that is the same in every language: an id, a value, a file name."""
    return Text(words, words)


class Span(NamedTuple):
    """A stretch of text: 1-based lines, 1-based columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Place(NamedTuple):
    """Where something stands, or should stand: a file, a document in it, a pointer into that.

    `span` is not known while descriptions are judged: marks are made only for files with
    findings, once judging is over.
    """

    path: str
    document: int
    pointer: Pointer
    span: Span | None = None

    @property
    def json_pointer(self) -> str:
        """The pointer as RFC 6901 has it."""
        return json_pointer(self.pointer)


def json_pointer(parts: Iterable[str | int]) -> str:
    """Return a pointer as RFC 6901 has it."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def fingerprint(*parts: str) -> str:
    """Return the digest by which a finding is known in every run, made of `parts`."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Share(NamedTuple):
    """So many percent, or so many times, of a base: from `min` to `max`."""

    min: float | None
    max: float | None
    of: Text


class Fine(NamedTuple):
    """What a clause names: an amount, a percentage or a multiple of a base, a warning instead.

    Amounts are in whole units of `currency`, an ISO 4217 code.
    """

    currency: str
    min: int | None = None
    max: int | None = None
    percent: Share | None = None
    multiple: Share | None = None
    warning: bool = False


class NotChecked(NamedTuple):
    """Why no control checks a clause."""

    because: Literal["conduct", "escalation", "outside", "later"]
    why: Text


class Scale(NamedTuple):
    """A clause on harm to so many people, `unit` being which; the top is inclusive."""

    unit: str
    over: int
    up_to: int | None


class Raise(NamedTuple):
    """A clause that takes the place of others: from the how-manieth decision on, so many times."""

    clauses: tuple[str, ...]
    decisions: int | None = None
    times: int | None = None


class Clause(NamedTuple):
    """One point of an instrument: what it says, what it names, and why or by what it is checked.

    `fine` is as the text states it, `depends_on` what no description shows and an amount hangs on,
    `of` the scopes of those whom it addresses, `binds_from` and
    `binds_until` its first and last day.
    """

    instrument: str
    id: str
    kind: ClauseKind
    article: str
    section: str
    title: Text
    says: Text
    fine: Fine | None = None
    of: tuple[str, ...] = ()
    remedies: tuple[Text, ...] = ()
    additional: tuple[Text, ...] = ()
    extent: Literal["whole", "part"] | None = None
    leaves: Text | None = None
    same_act: str | None = None
    echo: bool = False
    not_checked: NotChecked | None = None
    rests_on: tuple[Text, ...] = ()
    reconstructed: Text | None = None
    doubts: tuple[Text, ...] = ()
    raises: Raise | None = None
    depends_on: Text | None = None
    scale: tuple[Scale, ...] = ()
    binds_from: date | None = None
    binds_until: date | None = None

    @property
    def ref(self) -> str:
        """The clause as reports, configs, waivers and `history` name it: `INSTRUMENT/ID`."""
        return f"{self.instrument}/{self.id}"

    def binds(self, day: date) -> bool:
        """Tell whether it binds on a day."""
        return binds(day, self.binds_from, self.binds_until)


def binds(day: date, first: date | None, last: date | None) -> bool:
    """Tell whether a day lies between a first and a last one; `None` is no bound."""
    return (first is None or first <= day) and (last is None or day <= last)


class Sanction(NamedTuple):
    """What a breach can cost the person described, and the clause that raised that, if one did."""

    clause: Clause
    fine: Fine
    raised_by: Clause | None = None


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


def accepted_with(finding: Finding) -> list[str]:
    """Return the clauses that an acceptance of a finding has to name.

    What is cited at a lower severity than the gravest needs none: it follows. Of what a claim takes
    away, every clause is to be named.
    """
    if finding.control == RELIED_ON:
        return [one.clause.ref for one in finding.citations]
    gravest = min((c.severity for c in finding.citations), key=SEVERITIES.index, default="note")
    return [c.clause.ref for c in finding.citations if c.severity == gravest]


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
    share it, `shared` are these: the place and subject of each. `waiver` accepts that.
    """

    place: Place
    subject: str
    claim: Text
    citations: tuple[Citation, ...] = ()
    shared: tuple[tuple[Place, str], ...] = ()
    waiver: Waiver | None = None


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
    """What a report says of a regime; `not_binding` counts the clauses outside their days."""

    id: str
    status: str
    title: Text
    about: Text
    in_force_today: Text | None
    instruments: tuple[str, ...] = ()
    not_binding: int = 0


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
