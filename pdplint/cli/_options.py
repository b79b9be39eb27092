"""Options that several commands have, and what is made of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pdplint.cli._complete import regimes
from pdplint.cli._streams import standard_input
from pdplint.model.text import LANGUAGES
from pdplint.policy.values import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from pdplint.run.settings import Options

_FILE = click.Path(path_type=Path)


def parse_day(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    """Return a day given on the command line.

    Raises:
        click.BadParameter: it is not a day.
    """
    from pdplint.units import DateError, parse_date

    if value is None or value == TODAY:
        return None
    try:
        return parse_date(value)
    except DateError as error:
        raise click.BadParameter(str(error)) from None


def today() -> date:
    """Return the day on which the command runs."""
    return datetime.now(UTC).astimezone().date()


_OPTIONS: dict[str, Callable[[Any], Any]] = {
    "regime": click.option(
        "--regime",
        "regimes",
        multiple=True,
        shell_complete=regimes,
        help="A regime to judge by, or current; can be given again. Those of the config unless "
        "named, else current and vn-draft-2021.",
    ),
    "as_of": click.option(
        "--as-of", callback=parse_day, metavar="DATE", help="Judge as of this day, not today."
    ),
    "waivers": click.option(
        "--waivers",
        type=_FILE,
        metavar="FILE",
        help="The waivers; waivers.yaml beside the config unless named.",
    ),
    "baseline": click.option(
        "--baseline",
        type=_FILE,
        metavar="FILE",
        help="The baseline; pdplint-baseline.yaml beside the config unless named.",
    ),
    "no_waivers": click.option(
        "--no-waivers",
        is_flag=True,
        help="Take back waivers, baseline and what loosens in the config.",
    ),
    "config": click.option(
        "--config",
        type=_FILE,
        metavar="FILE",
        help="Read this config and no other, whatever stands in what is judged.",
    ),
    "root": click.option(
        "--root",
        type=_FILE,
        metavar="DIR",
        help="Take all below this folder as one workspace, whatever configs stand there.",
    ),
    "settings_from": click.option(
        "--settings-from",
        default="",
        metavar="REF",
        help="Take config, own policies and baseline from this git ref; list waivers it lacks.",
    ),
    "new_waivers": click.option(
        "--new-waivers",
        type=click.Choice(("list", "error")),
        default="list",
        show_default=True,
        help="What becomes of waivers that the ref of --settings-from or --changed-since lacks.",
    ),
    "changed_since": click.option(
        "--changed-since",
        default="",
        metavar="REF",
        help="Report only what is new since this git ref.",
    ),
    "unsaved": click.option(
        "--stdin-filename",
        "unsaved",
        type=_FILE,
        metavar="FILE",
        help="Judge standard input in place of this file, in its workspace.",
    ),
    "jobs": click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="The most processes that share the work, where it pays; as many as there are cores.",
    ),
    "cache": click.option(
        "--no-cache",
        "cache",
        flag_value=False,
        default=True,
        help="Keep and use nothing in the user's cache; so it is where CI is set.",
    ),
}


def language(told: str | None = None) -> Callable[[Any], Any]:
    """Return a decorator that gives a command the option that chooses the language."""
    return click.option(
        "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help=told
    )


def one_format(*formats: str, told: str | None = None) -> Callable[[Any], Any]:
    """Return a decorator that gives a command the option that chooses one format, or the first."""
    choice = click.Choice(formats)
    return click.option(
        "-f", "--format", "format_", type=choice, default=formats[0], show_default=True, help=told
    )


def shared(*names: str) -> Callable[[Any], Any]:
    """Return a decorator that gives a command some of the options."""

    def decorate(command: Any) -> Any:
        for name in reversed(names):
            command = _OPTIONS[name](command)
        return command

    return decorate


def _standard_input() -> bytes:
    """Return what an editor hands over; of more than may be read, enough to tell so."""
    from pdplint.text.values import LIMITS

    return standard_input(LIMITS.size + len(b"\xef\xbb\xbf") + 1)


def options_of(given: dict[str, Any]) -> Options:
    """Return what a call asks for, of what a command was given; standard input is read here.

    Raises:
        click.UsageError: two options contradict each other.
    """
    from pdplint.run.discovery import Unsaved
    from pdplint.run.jobs import cores
    from pdplint.run.settings import Options

    known = {name: value for name, value in given.items() if name in Options._fields}
    if known.get("no_waivers") and (known.get("waivers") or known.get("baseline")):
        raise click.UsageError(
            "--no-waivers takes --waivers and --baseline back; give one or the other."
        )
    if known.get("jobs", 1) is None:
        known["jobs"] = cores()
    file = known.pop("unsaved", None)
    if file is not None:
        known["unsaved"] = Unsaved(file, _standard_input())
    return Options(**known)
