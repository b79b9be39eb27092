"""The command line: one module a command, and the one door through which errors leave.

A command is a module here with a click command of its own name (`check.check`; a trailing `_` keeps
a module's name from Python's own words). It is imported only when it is asked for.
"""

from __future__ import annotations

import gc
import os
import sys
from enum import IntEnum
from errno import ENAMETOOLONG, ENOMEM
from functools import cache
from importlib import import_module
from io import StringIO
from mmap import mmap
from pathlib import Path
from typing import Any

import click

from pdplint import __version__
from pdplint.cli._streams import complain, standard_streams, warn
from pdplint.run.errors import NothingFoundError, UsageError

_NO_MEMORY = (
    b"pdplint: out of memory, nothing can be concluded; check fewer or smaller files at a time, or "
    b"give the process more memory\n"
)
_LARGEST_MODULE = 1 << 26  # bytes


class Exit(IntEnum):
    """Exit codes; where several apply, 3 > 2 > 4 > 1."""

    NOTHING = 0  # nothing at or above the threshold
    FINDINGS = 1
    USAGE = 2  # call, config or policy is wrong, or what was found cannot be kept or printed
    INTERNAL = 3  # pdplint itself failed
    NOT_FOUND = 4  # nothing to check was found


class Commands(click.Group):
    """A group whose commands are the modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        """Return the names of all commands."""
        return sorted(_modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        module = _modules().get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(f"{__name__}.{module}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Name the nearest command where one is misspelt."""
        if args and args[0] not in _modules() and not ctx.resilient_parsing:  # a shell completes
            from pdplint.format.hints import near

            meant = near(args[0], _modules())
            if meant:
                ctx.fail(f"There is no command {args[0]!r}; did you mean {meant}?")
        return super().resolve_command(ctx, args)


@cache
def _modules() -> dict[str, str]:
    """Return the modules of commands by the names of these."""
    names = (path.stem for path in Path(__file__).parent.glob("*.py"))
    return {name.rstrip("_"): name for name in names if name[0] != "_"}


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pdplint", message="%(prog)s %(version)s")
def pdplint() -> None:
    """Check descriptions of personal data handling against policies derived from Vietnamese law."""
    try:
        Path.cwd()
    except OSError as error:
        raise UsageError(
            f"there is no working folder ({error.strerror}): it was removed, or may not be read; "
            "change to one that is there and run again"
        ) from None


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit code; every error leaves through here."""
    gc.disable()  # a run is short and frees next to nothing: looking for garbage took a fifth of it
    with standard_streams():
        code = _run(arguments)
    sys.exit(code)


def _run(arguments: list[str] | None) -> int:
    try:
        return _called(arguments)
    except MemoryError:
        pass  # what the run held is held by the error too, and let go with it
    gc.collect()
    complain(_NO_MEMORY)
    return Exit.USAGE


def _called(arguments: list[str] | None) -> int:
    try:
        code = pdplint.main(arguments, prog_name="pdplint", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except click.ClickException as error:
        warn(*_refusal(error))
        return Exit.USAGE
    except UsageError as error:
        first, *rest = error.lines
        warn(f"pdplint: {first}", *rest)
        return Exit.USAGE
    except NothingFoundError as error:
        warn(
            f"pdplint: nothing to check: no description found in {error}",
            "A description is a YAML or JSON file with `pdplint: 1` at its start.",
        )
        return Exit.NOT_FOUND
    except (click.Abort, KeyboardInterrupt):
        return 130
    except Exception as error:  # noqa: BLE001 the one door
        if _is_of_memory(error):
            raise MemoryError from None
        if isinstance(error, OSError) and error.errno == ENAMETOOLONG:
            warn(f"pdplint: {error.filename}: no file can have so long a name")
            return Exit.USAGE
        return _bug(error)


def _is_of_memory(error: Exception) -> bool:
    """Tell whether memory ran out in a way that Python does not call a MemoryError.

    A module that cannot be mapped into memory is an ImportError like any other: asking for memory
    tells which.
    """
    if isinstance(error, ImportError):
        try:
            mmap(-1, _LARGEST_MODULE).close()
        except OSError:
            return True
    return isinstance(error, MemoryError) or getattr(error, "errno", None) == ENOMEM


def _refusal(error: click.ClickException) -> list[str]:
    """Return the lines of click about a call that is wrong; what it quotes of the call is one."""
    told = StringIO()
    error.show(told)
    text = told.getvalue().rstrip("\n")
    message = error.format_message()
    if "\n" in message and not isinstance(error, click.exceptions.NoArgsIsHelpError):
        text = text.replace(message, message.replace("\n", "\\n"))
    return text.split("\n")


def _bug(error: Exception) -> int:
    import traceback

    warn(f"pdplint: a fault of pdplint itself, nothing can be concluded: {error!r}")
    if os.environ.get("PDPLINT_DEBUG"):
        warn(*"".join(traceback.format_exception(error)).rstrip("\n").split("\n"))
    else:
        warn("Set PDPLINT_DEBUG=1 for the traceback, and report it.")
    return Exit.INTERNAL
