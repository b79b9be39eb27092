"""`pdplint check`: check descriptions and report."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from pdplint.cli import Exit
from pdplint.cli._complete import formats
from pdplint.cli._options import language, options_of, shared, today
from pdplint.cli._progress import Progress
from pdplint.cli._streams import put
from pdplint.model.finding import SEVERITIES

THRESHOLDS = (*SEVERITIES, "never")
_WIDTH = 100
"""Columns where there is no terminal."""


def parse_format(
    _context: click.Context, _option: click.Parameter, value: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Return each FORMAT[=FILE] as a pair, the file empty for standard output."""
    from pdplint.report import formats as known_formats

    pairs = []
    for given in value or ("text",):
        name, _, file = given.partition("=")
        if name not in known_formats():
            raise click.BadParameter(
                f"there is no format {name!r} (known: {', '.join(known_formats())})"
            )
        pairs.append((name, file))
    if sum(not file for _, file in pairs) > 1:
        raise click.BadParameter("only one report can go to standard output; write FORMAT=FILE")
    return pairs


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@shared("regime", "as_of")
@click.option(
    "-f",
    "--format",
    "outputs",
    multiple=True,
    callback=parse_format,
    shell_complete=formats,
    metavar="FORMAT[=FILE]",
    help="How to report, and into which file; can be given again.",
)
@click.option(
    "--fail-on",
    type=click.Choice(THRESHOLDS),
    default="error",
    show_default=True,
    help="The least severity that makes the exit code 1.",
)
@click.option(
    "--select", multiple=True, metavar="CONTROL", help="Ask only this control; can be given again."
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="CONTROL",
    help="Do not ask this control; can be given again.",
)
@shared(
    "settings_from",
    "new_waivers",
    "changed_since",
    "baseline",
    "waivers",
    "no_waivers",
    "config",
    "root",
    "unsaved",
    "cache",
    "jobs",
)
@click.option(
    "--hide-waived",
    is_flag=True,
    help="Leave waived and baselined findings out of the reports; they are still counted.",
)
@language("The language of the report.")
def command(paths: tuple[Path, ...], outputs: list[tuple[str, str]], **options: Any) -> int:
    """Check the descriptions at PATHS (default: here) and report what they fall short of."""
    from pdplint.report import draws_map, places_claims
    from pdplint.run.checking import run

    asked = options_of(options)
    if not paths:
        paths = (asked.unsaved.path if asked.unsaved else asked.root or Path(),)
    with Progress() as tell:
        is_evident = any(name == "json" for name, _ in outputs)
        claims = any(places_claims(name) for name, _ in outputs)
        asked = asked._replace(
            evidence=is_evident,
            places_claims=claims,
            draws_map=any(draws_map(name) for name, _ in outputs),
        )
        report = run(paths, asked, today(), tell)
    if options["hide_waived"]:
        report = report.without_accepted()
    for name, file in sorted(outputs, key=lambda output: not output[1]):  # files first
        _write(report, name, file, options["lang"])
    return _exit(report, options["fail_on"])


def _write(report: Any, name: str, file: str, lang: str) -> None:
    from pdplint.report import render
    from pdplint.run.writing import write_whole

    if file:
        write_whole(Path(file), render(name, report, lang))
        return
    color = _color()
    put(render(name, report, lang, color=color, width=_width()), color=color)


def _width() -> int:
    """Return the columns of the terminal, as `shutil` does, which takes long to import."""
    import os

    with suppress(ValueError):
        if (said := int(os.environ.get("COLUMNS", "0"))) > 0:
            return said
    with suppress(OSError):
        return os.get_terminal_size().columns or _WIDTH
    return _WIDTH


def _color() -> bool:
    import os
    import sys

    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def _exit(report: Any, fail_on: str) -> int:
    if fail_on == "never":
        return Exit.NOTHING
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    found = any(finding.severity in failing and finding.is_open for finding in report.findings)
    return Exit.FINDINGS if found else Exit.NOTHING
