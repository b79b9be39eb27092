"""`pdplint clauses`: the ledger of a regime."""

from __future__ import annotations

from pathlib import Path

import click

from pdplint.cli import Exit
from pdplint.cli._options import language, one_format, today
from pdplint.cli._streams import put, tell_page


@click.command("clauses")
@click.option(
    "--regime",
    help="The regime; those of the config here, else current and the draft, unless named.",
)
@one_format("text", "json")
@language()
def command(regime: str | None, format_: str, lang: str) -> int:
    """Show every clause of a regime: what it says, its fine, what checks it or why not."""
    from pdplint.report._lines import json_text
    from pdplint.report.pages.policies import ledger, ledger_data
    from pdplint.run.explaining import chosen_regimes

    chosen = chosen_regimes(regime, Path(), today())
    if format_ == "json":
        put(json_text({"regimes": [ledger_data(one, lang) for one in chosen]}))
    else:
        tell_page("\n".join(ledger(one, lang) for one in chosen))
    return Exit.NOTHING
