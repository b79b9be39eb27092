"""The command line: one module a command, and the one door through which errors leave.

A command is a module here with a click command of its own name (`check.check`; a trailing `_` keeps
a module's name from Python's own words). It is imported only when it is asked for.
"""

from __future__ import annotations

import gc
import os
import pkgutil
import sys
from enum import IntEnum
from importlib import import_module
from typing import Any

import click

from pdplint import __version__


class Exit(IntEnum):
    """Exit codes; where several apply, 3 > 2 > 4 > 1."""

    NOTHING = 0  # nothing at or above the threshold
    FINDINGS = 1
    USAGE = 2  # the call, a config or a policy is wrong; nothing was judged
    INTERNAL = 3  # pdplint itself failed
    NOT_FOUND = 4  # nothing to check was found


class Commands(click.Group):
    """A group whose commands are the modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        """Return the names of all commands."""
        return sorted(
            module.name.rstrip("_")
            for module in pkgutil.iter_modules(__path__)
            if module.name[0] != "_"
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        for name in self.list_commands(ctx):
            if name == cmd_name:
                for spelling in (name, name + "_"):
                    if f"{spelling}" in {module.name for module in pkgutil.iter_modules(__path__)}:
                        command: click.Command = import_module(f"{__name__}.{spelling}").command
                        return command
        return None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Name the nearest command where one is misspelt."""
        from pdplint.hints import near

        meant = near(args[0], self.list_commands(ctx)) if args else None
        if meant and meant != args[0] and not ctx.resilient_parsing:  # a shell completes
            ctx.fail(f"There is no command {args[0]!r}; did you mean {meant}?")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pdplint", message="%(prog)s %(version)s")
def pdplint() -> None:
    """Check descriptions of personal data handling against policies derived from Vietnamese law."""


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit code; every error leaves through here."""
    gc.disable()  # a run is short and frees next to nothing: looking for garbage took a fifth of it
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    from pdplint.run.errors import NothingFoundError, UsageError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = pdplint.main(arguments, prog_name="pdplint", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except UsageError as error:
        click.echo(f"pdplint: {error}", err=True)
        return Exit.USAGE
    except NothingFoundError as error:
        click.echo(f"pdplint: nothing to check: no description found in {error}", err=True)
        click.echo("A description is a YAML or JSON file with `pdplint: 1` at its start.", err=True)
        return Exit.NOT_FOUND
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FINDINGS
    except (click.Abort, KeyboardInterrupt):
        return 130
    except Exception as error:  # noqa: BLE001 the one door
        return _bug(error)


def _bug(error: Exception) -> int:
    import traceback

    click.echo(f"pdplint: a fault of pdplint itself, nothing can be concluded: {error!r}", err=True)
    if os.environ.get("PDPLINT_DEBUG"):
        traceback.print_exception(error)
    else:
        click.echo("Set PDPLINT_DEBUG=1 for the traceback, and report it.", err=True)
    return Exit.INTERNAL
