"""`pdplint test`: run the tests inside policies."""

from __future__ import annotations

from pathlib import Path

import click

from pdplint.cli import Exit
from pdplint.cli._streams import tell


@click.command("test")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
def command(files: tuple[Path, ...]) -> int:
    """Run the tests inside the policies, all or those of the policy FILES named."""
    from pdplint.run.testing import run_policy_tests

    outcomes = run_policy_tests(files)
    failed = [(place, outcome) for place, outcome in outcomes if outcome.wrong]
    for place, outcome in failed:
        tell(f"{place}: {outcome.of}: {outcome.trial.raw['name']}: {outcome.wrong}")
    tell(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    return Exit.FINDINGS if failed else Exit.NOTHING
