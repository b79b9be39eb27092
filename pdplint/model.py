"""What the parts hand each other: plain, immutable data, and nothing that acts.

The JSON report is written from these field by field (`report/json.py`), never as a dump of them.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
]
Pointer = tuple[str | int, ...]

STATES: tuple[State, ...] = (
    "falls_short",
    "holds",
    "undeclared",
    "undecided",
    "not_applicable",
    "conduct",
    "escalation",
    "outside",
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


class Fine(NamedTuple):
    """What a clause allows against an organisation: dong, or percent of revenue in Vietnam."""

    min_vnd: int | None = None
    max_vnd: int | None = None
    revenue_percent: int | None = None


class NotChecked(NamedTuple):
    """Why no control checks a clause."""

    because: Literal["conduct", "escalation", "outside"]
    why: Text


class Escalation(NamedTuple):
    """A clause that takes the place of others once there were enough decisions."""

    clauses: tuple[str, ...]
    decisions: int


class Scale(NamedTuple):
    """A clause on leaks after a transfer, by the number of citizens harmed (top inclusive)."""

    over: int
    up_to: int | None


class Clause(NamedTuple):
    """One point of an instrument: what it says, its fine, and why or by what it is checked."""

    regime: str
    id: str
    article: str
    section: str
    title: Text
    says: Text
    fine: Fine
    extent: Literal["whole", "part"] | None
    leaves: Text | None
    same_act: str | None
    echo: bool
    not_checked: NotChecked | None
    sanctions: tuple[str, ...]
    rests_on: tuple[Text, ...]
    reconstructed: Text | None
    doubts: tuple[Text, ...]
    escalates: Escalation | None
    scale: Scale | None

    @property
    def ref(self) -> str:
        """The clause as configs, waivers and `history` name it: `REGIME/CLAUSE`."""
        return f"{self.regime}/{self.id}"


class Citation(NamedTuple):
    """A clause that a finding rests on, by which control, with which numbers.

    `severity` is that of the binding, whatever a config makes of the finding.
    """

    clause: Clause
    control: str
    with_: Mapping[str, Any]
    requires: Text
    severity: Severity = "error"


class Related(NamedTuple):
    """Another place that a finding needs to be understood."""

    place: Place
    subject: str
    message: Text


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


class Judged(NamedTuple):
    """What became of one clause: its state, and how many subjects stand how."""

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
    """A floor of the ranges that the clauses name, in dong, over `acts` distinct acts."""

    acts: int
    min_vnd: int
    max_vnd: int


class Scenario(NamedTuple):
    """What a leak after a transfer would cost at the declared number of citizens."""

    clause: Clause
    citizens: int


class Exposure(NamedTuple):
    """What the clauses of one regime name for what was found; never a forecast."""

    declared: Amount
    if_undeclared_too: Amount
    revenue_percent: int | None
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
    """What a report says of a regime."""

    id: str
    status: str
    title: Text
    about: Text
    in_force_today: Text | None


class Report(NamedTuple):
    """All that a run found, in the order in which it is read."""

    tool_version: str
    as_of: str
    regimes: tuple[RegimeInfo, ...]
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
