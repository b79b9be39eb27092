"""`pdplint schema`: the JSON Schemas of the formats."""

from __future__ import annotations

import click

from pdplint.cli import Exit
from pdplint.cli._complete import schemas
from pdplint.cli._streams import put, tell


@click.command("schema")
@click.argument("name", required=False, shell_complete=schemas)
def command(name: str | None) -> int:
    """Print the JSON Schema called NAME, for editors and other tools; without NAME, list them."""
    from pdplint.run.resources import shipped
    from pdplint.run.schemas import described_schemas, schema_text

    if name is not None:
        put(schema_text(name, shipped()))
        return Exit.NOTHING
    described = described_schemas(shipped())
    width = max(map(len, described))
    for known, what in described.items():
        tell(f"{known:{width}}  {what}")
    return Exit.NOTHING
