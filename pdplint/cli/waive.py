"""`pdplint waive`: accept one finding, for a reason and until a day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pdplint.cli import Exit
from pdplint.cli._options import options_of, shared, today
from pdplint.cli._streams import somebody_answers, tell

_ASKED = {
    "reason": "Why it is accepted",
    "approver": "Who accepted it",
    "ticket": "Where that was decided",
    "until": "The last day on which it holds (YYYY-MM-DD)",
}


@click.command("waive")
@click.argument("what", metavar="FINGERPRINT")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--reason", help=_ASKED["reason"] + ".")
@click.option("--approver", help=_ASKED["approver"] + ".")
@click.option("--ticket", help=_ASKED["ticket"] + ".")
@click.option("--until", metavar="DATE", help=_ASKED["until"] + ".")
@click.option(
    "--file",
    "waivers",
    type=click.Path(path_type=Path),
    help="The file of waivers; waivers.yaml beside the config unless named.",
)
@shared("regime", "as_of", "config", "root")
def command(what: str, paths: tuple[Path, ...], waivers: Path | None, **options: Any) -> int:
    """Put a waiver of one finding in the workspaces of PATHS (default: here) into waivers.yaml.

    FINGERPRINT is that of the finding (`-f json`), the start of it, or its place: flows.yaml:12:5.
    """
    from pdplint.run.waiving import add_waiver

    signed = _signed({name: options.pop(name) for name in _ASKED})
    asked = options_of(options)._replace(waivers=waivers, writes=True)
    done = add_waiver(what, paths or (asked.root or Path(),), asked, today(), signed)
    one = done.waiver
    tell(f"{done.file}: {one.control} of {one.subject} is waived until {one.until}")
    tell(f"  under {', '.join(one.clauses)}")
    return Exit.NOTHING


def _signed(given: dict[str, str | None]) -> dict[str, str]:
    """Return what signs a waiver; asked for on a terminal where it was not given."""
    missing = [f"--{name}" for name, value in given.items() if not value]
    if missing and not somebody_answers():
        raise click.UsageError(f"A waiver is signed: give {', '.join(missing)} too.")
    return {
        name: value or click.prompt(_ASKED[name], err=True, type=str)
        for name, value in given.items()
    }
