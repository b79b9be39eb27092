"""`pdplint init`: the first description of a workspace, to be filled in."""

from __future__ import annotations

from pathlib import Path

import click

from pdplint.cli import Exit
from pdplint.cli._complete import regimes, services
from pdplint.cli._options import language, today
from pdplint.cli._streams import somebody_answers, tell, warn


@click.command("init")
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@click.option(
    "--service",
    "offered",
    multiple=True,
    shell_complete=services,
    metavar="SERVICE",
    help="A service that you offer; can be given again. The first one gives the sample.",
)
@click.option(
    "--regime",
    shell_complete=regimes,
    help="The regime to judge by, or current; asked for on a terminal unless named.",
)
@click.option("--force", is_flag=True, help="Overwrite what is there already.")
@language("The language of the comments.")
def command(
    folder: Path, offered: tuple[str, ...], regime: str | None, lang: str, *, force: bool
) -> int:
    """Write a short description to fill in, and the settings beside it, into DIR (default: here).

    The schemas go into DIR/.pdplint, where editors find them without a network.
    """
    from pdplint.policy.own import CURRENT
    from pdplint.run.resources import shipped, shipped_regimes
    from pdplint.run.starting import known_services, new_workspace, write_workspace

    known = known_services()
    for service in offered:
        _check_service(service, known)
    asking = somebody_answers()
    chosen = offered or (_choose("service", known, "website", asking=asking),)
    by = regime or _choose("regime", [CURRENT, *shipped_regimes(shipped())], CURRENT, asking=asking)
    files = new_workspace(list(dict.fromkeys(chosen)), by, today(), lang)
    for path in write_workspace(folder, files, force=force):
        tell(f"wrote {path}")
    tell(f"Next: put your own facts where a line says <-, then run: {_check(folder)}")
    return Exit.NOTHING


def _check_service(service: str, known: list[str]) -> None:
    from pdplint.format.hints import near

    if service not in known:
        meant = near(service, known)
        hint = f"; did you mean {meant}?" if meant else ""
        raise click.BadParameter(
            f"there is no service {service!r}{hint} (known: {', '.join(known)})",
            param_hint="--service",
        )


def _choose(what: str, known: list[str], default: str, *, asking: bool) -> str:
    """Return what is answered on the terminal; without one the default, and say so."""
    if not asking:
        warn(f"pdplint: no {what} named, taking {default}; name one by --{what}")
        return default
    warn(f"Which {what}? {', '.join(known)}")
    answer: str = click.prompt(
        what, default=default, type=click.Choice(known), show_choices=False, err=True
    )
    return answer


def _check(folder: Path) -> str:
    from shlex import quote

    return "pdplint check" if folder == Path() else f"pdplint check {quote(str(folder))}"
