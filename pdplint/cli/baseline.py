"""`pdplint baseline`: write down what is known, so that only what is new fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pdplint.cli import Exit
from pdplint.cli._options import options_of, shared, today
from pdplint.cli._streams import tell


@click.command("baseline")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@shared("regime", "as_of", "baseline", "waivers", "config", "root")
def command(paths: tuple[Path, ...], **options: Any) -> int:
    """Write what is found in the workspaces of PATHS (default: here) into their baselines.

    A baseline only shrinks: where there is one, what is mended is taken out and nothing is added.
    """
    from pdplint.run.baselining import write_baselines

    asked = options_of(options)._replace(writes=True)
    for done in write_baselines(paths or (asked.root or Path(),), asked, today()):
        what = "wrote" if done.is_new else "shrank" if done.taken_out else "kept"
        tell(f"{what} {done.file}: {done.known} known")
        if done.taken_out:
            tell(f"  {done.taken_out} no longer found and taken out")
        if done.not_in:
            tell(
                f"  {done.not_in} new and not put in: mend or waive them; "
                "to start over, delete the file first"
            )
    return Exit.NOTHING
