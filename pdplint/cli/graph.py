"""`pdplint graph`: the map of systems, parties and flows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from pdplint.cli import Exit
from pdplint.cli._options import language, one_format
from pdplint.cli._streams import put


@click.command("graph")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@one_format("mermaid", "dot", told="Mermaid for pages that draw it, dot for Graphviz.")
@click.option("--regime", help="The regime by which is judged and what is abroad.")
@language()
def command(paths: tuple[Path, ...], format_: str, regime: str | None, lang: str) -> int:
    """Draw where data goes: systems and parties by country, flows, what goes abroad, findings.

    `pdplint graph --format dot | dot -Tsvg > map.svg` makes a picture.
    """
    from pdplint.model.report import Graph
    from pdplint.report.pages.map import FORMATS
    from pdplint.run.checking import run
    from pdplint.run.settings import Options

    today = datetime.now(UTC).astimezone().date()
    report = run(paths or (Path(),), Options([regime] if regime else []), today)
    put(FORMATS[format_](report.graph or Graph((), ()), lang))
    return Exit.NOTHING
