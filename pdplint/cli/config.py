"""`pdplint config`: the effective settings of a workspace, and where each came from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pdplint.cli import Exit
from pdplint.cli._options import one_format, options_of, shared
from pdplint.cli._streams import put, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pdplint.run.settings import Setting


@click.command("config")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@shared("regime", "settings_from", "config", "root")
@one_format("text", "json")
def command(path: Path, format_: str, **options: Any) -> int:
    """Show the settings with which PATH (default: here) is judged, and where each came from."""
    from pdplint.report._lines import json_text
    from pdplint.run.resources import shipped
    from pdplint.run.settings import effective, settle

    asked = options_of(options)
    found = [effective(one, asked) for one in settle((path,), asked, shipped())]
    if format_ == "json":
        data = [{one.name: {"value": one.value, "source": one.source} for one in s} for s in found]
        put(json_text(data))
    for number, settings in enumerate(found if format_ == "text" else ()):
        tell(*([""] if number else []), *_page(settings))
    return Exit.NOTHING


def _page(settings: Sequence[Setting]) -> list[str]:
    lines = [(f"{one.name}: {_shown(one.value)}", one.source) for one in settings]
    widest = max(len(line) for line, _ in lines if len(line) <= 60)  # noqa: PLR2004
    return [f"{line.ljust(widest)}  # {source}" for line, source in lines]


def _shown(value: object) -> str:
    """Return a value as YAML has it on one line."""
    from pdplint.text.values import scalar

    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k)}: {_shown(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return scalar(value) if isinstance(value, str) else json.dumps(value)
