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
@click.option(
    "--applies",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Show instead which clauses address the workspace there, and why the others do not.",
)
@one_format("text", "json")
@language()
def command(regime: str | None, applies: Path | None, format_: str, lang: str) -> int:
    """Show every clause of a regime: what it says, its fine, what checks it or why not."""
    if applies is not None:
        _show_applying(applies, regime, format_, lang)
        return Exit.NOTHING
    from pdplint.report._lines import json_text
    from pdplint.report.pages.policies import ledger, ledger_data
    from pdplint.run.explaining import chosen_regimes

    chosen = chosen_regimes(regime, Path(), today())
    if format_ == "json":
        put(json_text({"regimes": [ledger_data(one, lang) for one in chosen]}))
    else:
        tell_page("\n".join(ledger(one, lang) for one in chosen))
    return Exit.NOTHING


def _show_applying(path: Path, regime: str | None, format_: str, lang: str) -> None:
    from pdplint.report._lines import json_text
    from pdplint.report.pages.applies import Addressed, data, page
    from pdplint.run.checking import judged_workspaces
    from pdplint.run.settings import Options

    options = Options([regime] if regime else [])
    found = [
        Addressed(str(path), chosen, [j for j in checked.judged if j.regime == chosen.id])
        for one in judged_workspaces([path], options, today())
        if (checked := one.judging.checked)
        for chosen in one.judging.regimes
    ]
    if format_ == "json":
        put(json_text({"workspaces": [data(one, lang) for one in found]}))
    else:
        tell_page("\n".join(page(one, lang) for one in found))
