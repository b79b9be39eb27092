"""`pdplint clauses`: the ledger of a regime."""

from __future__ import annotations

import click

from pdplint.cli import Exit
from pdplint.cli._streams import put, tell_page
from pdplint.model import LANGUAGES


@click.command("clauses")
@click.option("--regime", help="The regime; the default one unless named.")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True)
def command(regime: str | None, format_: str, lang: str) -> int:
    """Show every clause of a regime: what it says, its fine, what checks it or why not."""
    from pdplint.pages import ledger, ledger_data
    from pdplint.report._terms import json_text
    from pdplint.run.resources import DEFAULT_REGIME, Resources, choose_regimes, load_library

    (chosen,) = choose_regimes(load_library(Resources()), [regime or DEFAULT_REGIME])
    if format_ == "json":
        put(json_text(ledger_data(chosen, lang)))
    else:
        tell_page(ledger(chosen, lang))
    return Exit.NOTHING
