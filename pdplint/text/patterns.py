"""Which patterns of `include` and `exclude` are taken: those that are matched in bounded time.

`pathspec` makes a regular expression of each. `**` becomes any text, `*` any text in one part, and
where several of them can share one text, a path that does not match is tried in all ways: six stars
against one long name take hours. `freedoms` counts what can be chosen apart; with `MOST_FREEDOMS`
the ways grow with the square of a path's length, whatever the pattern.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_FREEDOMS: Final = 2
MOST_PATTERNS: Final = 100
"""Of a config, `include` and `exclude` together."""


def freedoms(pattern: str) -> int:
    """Return in how many places a pattern can be stretched, each on its own.

    These are `**`, but for one at the end; that a pattern without a slash but at its end is for any
    folder; and in a part between slashes each star after the first. Escaped stars, and those in
    brackets, count too.
    """
    body = pattern.rstrip().removeprefix("!")
    parts = body.strip("/").split("/")
    any_folder = len(parts) == 1 and not body.startswith("/")
    if parts[-1] == "**" and not body.endswith("/") and len(parts) > 1:
        parts.pop()
    stars = sum(max(part.count("*") - 1, 0) for part in parts if part != "**")
    return parts.count("**") + any_folder + stars


def refused(patterns: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the index of each pattern that is not taken, and why not."""
    for index, pattern in enumerate(patterns):
        found = freedoms(pattern)
        if found > MOST_FREEDOMS:
            why = (
                f"this pattern can be stretched in {found} places, {MOST_FREEDOMS} at most: `**` "
                "not at the end, a pattern without a slash, and each star in a name after the "
                "first count as one; write it as several patterns, or with fewer stars"
            )
            yield index, why
        elif not _is_pattern(pattern):
            yield index, f"{pattern!r} is no pattern: a backslash or a range leads nowhere"


def _is_pattern(pattern: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([pattern])
    except (ValueError, re.error):
        return False
    return True
