"""What the page brings along as it is: style, scripts, and the layout library with its licence."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def asset(name: str) -> str:
    """Return a text file that stands beside this module.

    It is a part of the program that happens not to be written in Python, and is read by the import
    system, from a wheel or a zip as well: no path, no input, nothing that a caller could choose.
    """
    return files(__package__).joinpath(name).read_text("utf-8")
