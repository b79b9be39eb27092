"""Systems that stand in no flow that is judged: what they hold was not asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.model.builtin import NOTHING_DESCRIBED
from pdplint.model.finding import Finding
from pdplint.words.findings import say
from pdplint.workspace.entity import Entity, Where
from pdplint.workspace.linking import Workspace, place
from pdplint.workspace.reads import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdplint.model.text import Text


def unjudged_systems(workspace: Workspace) -> Iterator[Finding]:
    """Yield every system that takes in data of people, by its own word, and stands in no flow."""
    lineage = workspace.lineage
    sources = {move.source for move in lineage.moves.values()}
    for system in workspace.entities["systems"].values():
        blocks = (known(system, key) for key in ("accounts", "user_content"))
        takes_in = any(isinstance(block, dict) for block in blocks)
        named = lineage.into(system.id) or system.id in sources or system.id in workspace.recorded
        if takes_in and not named and not workspace.unread:
            message = say("unjudged-system", system=system.id)
            yield _nothing_at(system, message, say("help-unjudged-system"))


def unfilled_systems(workspace: Workspace) -> Iterator[Finding]:
    """Yield every own system that data leaves and that no described flow, and no record, fills."""
    for system in workspace.unfilled():
        message = say("unfilled-system", system=system.id)
        yield _nothing_at(system, message, say("help-unfilled-system", system=system.id))


def _nothing_at(system: Entity, message: Text, help_: Text) -> Finding:
    return Finding(
        control=NOTHING_DESCRIBED,
        kind="undeclared",
        severity="error",
        title=say("title-nothing-described"),
        message=message,
        place=place(Where(system)),
        subject=system.subject,
        help=help_,
    )
