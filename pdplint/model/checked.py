"""What came of checking a workspace: plain data, which can be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pdplint.model.finding import Finding
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


class Checked(NamedTuple):
    """Findings, what became of each clause, and what was relied on, before spans are known."""

    findings: tuple[Finding, ...]
    judged: tuple[Judged, ...]
    deadlines: tuple[Deadline, ...]
    relied_on: tuple[Reliance, ...]
    described: Described
