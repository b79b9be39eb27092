"""What begins to bind soon, as a note. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.model.builtin import UPCOMING
from pdplint.model.finding import Finding, fingerprint
from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pdplint.model.checked import Upcoming


def notes(upcoming: Iterable[Upcoming], found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield a note of all that begins to bind, and is not accepted already with what is new.

    It is given as waivers and baseline have it, so a note names those that will not do. What is not
    described and told today already is not told again for one more clause.
    """
    missing = {one.fingerprint for one in found if one.kind == "undeclared" and one.is_open}
    for starts_on, clauses, severity, later in upcoming:
        if later.is_open and later.fingerprint not in missing:
            further = tuple(one for one in later.citations if one.clause.ref in clauses)
            refs = ", ".join(one.clause.ref for one in further)
            message = say("upcoming", date=starts_on, clauses=refs, message=later.message)
            yield later._replace(
                control=UPCOMING,
                severity=severity,
                title=say("title-upcoming"),
                message=message,
                citations=further,
                help=say("help-upcoming"),
                fingerprint=fingerprint(UPCOMING, later.fingerprint, starts_on),
            )
