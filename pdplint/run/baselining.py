"""`pdplint baseline`: what is known of a workspace, written once and from then on only shrunk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.accept import baseline as baselines
from pdplint.accept import waivers as waive
from pdplint.run.accepting import filed_at, judged_of, place_of, read_baseline
from pdplint.run.checking import judged_workspaces
from pdplint.run.discovery import shown_path
from pdplint.run.errors import UsageError
from pdplint.run.reporting import Judging, placed
from pdplint.run.resources import shipped
from pdplint.run.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from pdplint.accept.baseline import Known
    from pdplint.run.settings import Options

_APART = {waive.CONTROL, baselines.CONTROL}


class Written(NamedTuple):
    """What became of one baseline: how many it knows, and how many were taken out or are not in."""

    file: str
    known: int
    taken_out: int
    not_in: int
    is_new: bool


def write_baselines(paths: Sequence[Path], options: Options, today: date) -> list[Written]:
    """Write the baseline of each workspace of the paths, or take out of it what is mended.

    Raises:
        UsageError: a description cannot be read whole, a baseline cannot be used or written.
        NothingFoundError: no description was found.
    """
    done = []
    for settings, judging, case in judged_workspaces(paths, options, today):
        _check_readable(judging)
        path, _ = place_of(settings, options, "baseline")
        before = filed_at(path, None if options.baseline else settings.folder)
        entries = baselines.known(case.findings)
        old: tuple[Known, ...] = ()
        if before:
            baseline = read_baseline(before, shipped())
            old, found = baseline.entries, entries
            entries = baselines.shrunk(case.findings, baseline, judged_of(case, options))
            not_in = sum(not _is_in(one, entries) for one in found)
        else:
            not_in = 0
        write_whole(path, baselines.written(entries))
        gone = len(old) - len(entries) if before else 0
        done.append(Written(shown_path(path), len(entries), gone, not_in, before is None))
    return done


def _is_in(one: Known, entries: Sequence[Known]) -> bool:
    return any(e.key == one.key and {*one.clauses} <= {*e.clauses} for e in entries)


def _check_readable(judging: Judging) -> None:
    """A baseline must not be made of half of what is described: the rest would be new later."""
    problems = (f for f in placed(judging) if f.kind == "problem" and f.severity != "note")
    wrong = [f for f in problems if f.control not in _APART]
    if wrong:
        first = wrong[0]
        line = f":{first.place.span.line}" if first.place.span else ""
        more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise UsageError(
            f"no baseline was written: {first.place.path}{line}: {first.message.en}{more}; "
            "what cannot be read or leads nowhere cannot be known, so mend that first"
        )
