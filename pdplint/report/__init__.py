"""Reports: findings in, one string out. Each format is one module, found by its name.

To add a format, add a module with `def render(report: Report, style: Style) -> str`. A folder is
not a format, nor is a module whose name begins with `_`; what formats share stands in those.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pdplint.model.report import Report

WIDTH = 100


class Style(NamedTuple):
    """How a report is wanted: its language, whether colours may be used, columns of prose."""

    lang: str
    color: bool = False
    width: int = WIDTH


def formats() -> list[str]:
    """Return the names of all formats, sorted; none of them is imported for that."""
    return sorted(
        found.name
        for found in iter_modules(__path__)
        if not (found.ispkg or found.name.startswith("_"))
    )


def places_claims(name: str) -> bool:
    """Tell whether a format shows where in its file each claim stands that is relied on.

    One that shows them by name alone says so with `CLAIMS_BY_NAME = True`.
    """
    module = import_module(f"{__name__}.{name}")
    return not getattr(module, "CLAIMS_BY_NAME", False)


def draws_map(name: str) -> bool:
    """Tell whether a format shows the map: one that does says so with `DRAWS_MAP = True`."""
    return bool(getattr(import_module(f"{__name__}.{name}"), "DRAWS_MAP", False))


def render(name: str, report: Report, lang: str, *, color: bool = False, width: int = WIDTH) -> str:
    """Return the report in a format; the text ends with a line end.

    Raises:
        ValueError: There is no such format.
    """
    known = formats()
    if name not in known:
        raise ValueError(f"there is no format {name!r}; there are {', '.join(known)}")
    made: str = import_module(f"{__name__}.{name}").render(report, Style(lang, color, width))
    return made
