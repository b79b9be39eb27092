"""`pdplint explain`: the page of something in the policies, or the truth of one verdict."""

from __future__ import annotations

from pathlib import Path

import click

from pdplint.cli import Exit
from pdplint.cli._options import language, today
from pdplint.cli._streams import tell_page


@click.command("explain")
@click.argument("what")
@click.argument("subject", required=False)
@click.option(
    "--regime",
    help="The regime; those of the config at the root, else current and the draft, unless named.",
)
@click.option(
    "--root",
    type=click.Path(exists=True, path_type=Path),
    default=Path(),
    help="The workspace of SUBJECT, and of the config with own policies.",
)
@language()
def command(what: str, subject: str | None, regime: str | None, root: Path, lang: str) -> int:
    """Explain a control (deletion-deadline), a clause (15.1.e, draft-2021/15.1.e) or the like.

    A scope, an instrument and a regime have their pages too.

    With a SUBJECT (flows/checkout), show how the control was judged of it, term by term.
    """
    from pdplint.run.explaining import explain, explain_verdict

    if subject is None:
        tell_page(explain(what, regime, root, today(), lang))
    else:
        tell_page(explain_verdict(what, subject, regime, root, today(), lang))
    return Exit.NOTHING
