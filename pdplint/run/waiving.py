"""`pdplint waive`: one finding, found again, and its waiver put into the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pdplint.accept import waivers as waive
from pdplint.model.place import Place
from pdplint.run.accepting import filed_at, form_of, place_of, terms_of
from pdplint.run.checking import JudgedWorkspace, judged_workspaces
from pdplint.run.discovery import shown_path
from pdplint.run.errors import UsageError
from pdplint.run.reporting import placed
from pdplint.run.resources import shipped
from pdplint.run.writing import write_whole
from pdplint.units import DateError, parse_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from pdplint.model.finding import Finding, Waiver
    from pdplint.run.settings import Options

_SPOT = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::(?P<column>\d+))?")


class Waived(NamedTuple):
    """What was written: the file as reports show it, and the waiver."""

    file: str
    waiver: Waiver


class _Found(NamedTuple):
    done: JudgedWorkspace
    finding: Finding


def add_waiver(
    what: str, paths: Sequence[Path], options: Options, today: date, signed: Mapping[str, str]
) -> Waived:
    """Put the waiver of one finding into the file of waivers, all that stands there left as it is.

    `what` is a fingerprint, the start of one, or the place that a report prints: `flows.yaml:12`.
    `signed` has `reason`, `approver`, `ticket` and `until`. Nothing is written unless the finding
    is waived by it.

    Raises:
        UsageError: there is no such finding, it cannot be waived so, or the file cannot be written.
        NothingFoundError: no description was found.
    """
    _check_day(signed["until"])
    found = _finding(what, judged_workspaces(paths, options, today))
    path, _ = place_of(found.done.settings, options, "waivers")
    text = _text(path, None if options.waivers else found.done.settings.folder)
    waiver = waive.entry(found.finding, Place(shown_path(path), 0, ()), **signed)
    new = waive.appended(text, waiver)
    if new is None:
        raise UsageError(
            f"{shown_path(path)} is written so that nothing can be appended to it; "
            "add this to its list `waivers` by hand:",
            *waive.written(waiver).split("\n"),
        )
    terms = terms_of(found.done.case, options, options.as_of or today)
    _check_it_waives(found.finding, shown_path(path), new, terms)
    write_whole(path, new)
    return Waived(shown_path(path), waiver)


def _check_day(until: str) -> None:
    try:
        parse_date(until)
    except DateError as error:
        raise UsageError(f"--until: {error}") from None


def _text(path: Path, root: Path | None) -> str:
    filed = filed_at(path, root)
    try:
        return filed.data.decode("utf-8") if filed else ""
    except UnicodeDecodeError:
        raise UsageError(f"cannot read {shown_path(path)}: it is not UTF-8") from None


def _finding(what: str, judged: Sequence[JudgedWorkspace]) -> _Found:
    every = [_Found(done, finding) for done in judged for finding in placed(done.judging)]
    matching = [one for one in every if _is_meant(what, one.finding)]
    if not matching:
        raise UsageError(
            f"nothing is found that {what!r} names; give the fingerprint of a finding, as "
            "`pdplint check -f json` has it, or its place, as in flows.yaml:12:5"
        )
    if len({one.finding.fingerprint for one in matching}) > 1:
        told = [f"  {f.fingerprint}  {f.control}  {f.subject}" for _, f in matching]
        raise UsageError(f"{what!r} names several findings; give a fingerprint of these:", *told)
    return _waivable(matching[0])


def _is_meant(what: str, finding: Finding) -> bool:
    if len(what) >= 4 and finding.fingerprint.startswith(what.lower()):  # noqa: PLR2004
        return True
    spot, span = _SPOT.fullmatch(what), finding.place.span
    if spot is None or span is None or spot["path"] != finding.place.path:
        return False
    return int(spot["line"]) == span.line and int(spot["column"] or span.column) == span.column


def _waivable(found: _Found) -> _Found:
    finding = found.finding
    if finding.waiver is not None:
        place = finding.waiver.place
        line = place.span.line if place.span else 1
        raise UsageError(f"{finding.fingerprint} is waived already, in {place.path}:{line}")
    if not finding.citations:
        raise UsageError(
            f"{finding.fingerprint} ({finding.control}) cites no clause, so there is nothing to "
            f"accept: {finding.message.en}; mend it"
        )
    return found


def _check_it_waives(finding: Finding, shown: str, text: str, terms: waive.Terms) -> None:
    """Make sure of it by reading the new file as the next run will."""
    waivers, _ = waive.read_waivers(shown, text.encode(), form_of(shipped(), "waivers"))
    held = waive.apply([finding], waivers[-1:], terms)
    if held.findings[0].waiver is None:
        why = "; ".join(f.message.en for f in held.problems if f.severity == "error")
        raise UsageError(f"this would waive nothing, and nothing was written: {why}")
