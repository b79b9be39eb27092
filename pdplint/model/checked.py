"""What came of checking a workspace: plain data, which can be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pdplint.model.finding import Finding, Severity
    from pdplint.model.report import Deadline, Judged, Reliance


class Described(NamedTuple):
    """What reports and waivers need to know of a workspace that was checked.

    `subjects` are the names of all that is described, `flows` how many of it are flows. `files` are
    the papers that are named, `organisation` is what is said of it, and `moves_abroad` names the
    regimes under whose law there are transfers. `is_whole` is false where a description could not
    be read.
    """

    subjects: tuple[str, ...]
    flows: int
    files: tuple[str, ...]
    organisation: Mapping[str, Any]
    moves_abroad: tuple[str, ...]
    is_whole: bool


class Upcoming(NamedTuple):
    """What would be found once further clauses bind: from which day, and how grave that is today.

    The finding is as it will be, with all that it will cite; `clauses` are those that are new.
    """

    starts_on: str
    clauses: frozenset[str]
    severity: Severity
    finding: Finding


class Checked(NamedTuple):
    """Findings, what became of each clause, and what was relied on, before spans are known."""

    findings: tuple[Finding, ...]
    judged: tuple[Judged, ...]
    deadlines: tuple[Deadline, ...]
    relied_on: tuple[Reliance, ...]
    described: Described
    upcoming: tuple[Upcoming, ...] = ()
