"""Lines that several reports have: a finding, its clauses, the status of a regime, counts."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.model.finding import SEVERITIES
from pdplint.policy.own import OWN
from pdplint.report._page import Page, name
from pdplint.report._screen import ELLIPSIS, UNSEEN, inert, unobeyed
from pdplint.words import feeds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pdplint.model.finding import Citation, Finding
    from pdplint.model.report import Judged, RegimeInfo, Report
    from pdplint.model.text import Text


def term(page: Page, phrase: str, /, **values: Text | str | int) -> str:
    """Return a phrase in the language of the page, inert."""
    return page.of(feeds.say(phrase, **values))


def page_of(report: Report, lang: str) -> Page:
    """Return the page on which the sentences of a report are made."""
    return Page(report, "vi" if lang == "vi" else "en", 100)


def limited(words: str, most: int) -> str:
    """Return untrusted text as one inert line of 1 to `most` UTF-16 code units.

    That is how GitHub, and whatever runs on JavaScript or Java, counts.
    """
    text = inert(words[: most + 1]).strip() or "-"
    units = text.encode("utf-16-le")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * (most - 1)].decode("utf-16-le", "ignore") + ELLIPSIS


def sentence(text: str, *, capital: bool = True) -> str:
    """Return text with a full stop, and a capital first unless it begins with a name."""
    end = "" if text.endswith((".", "…", "?", "!")) else "."
    return (text[:1].upper() if capital else text[:1]) + text[1:] + end


def stands(finding: Finding) -> bool:
    """Tell whether a finding counts: it is neither waived nor known from the baseline."""
    return finding.waiver is None and not finding.baselined


def aside(page: Page, finding: Finding) -> str:
    """Return why a finding does not count."""
    waiver = finding.waiver
    if waiver is None:
        return term(page, "known")
    return term(page, "waived", until=waiver.until, reason=waiver.reason)


def told(page: Page, finding: Finding) -> str:
    """Return whose fault it is and what it is: `flows/checkout: 3d is more than 48h`."""
    message = page.of(finding.message)
    if not finding.subject:
        return message
    return term(page, "finding", subject=name(finding.subject), message=message)


def drafts(report: Report) -> set[str]:
    """Return the instruments that are drafts."""
    return {one.id for one in report.instruments if one.status == "draft"}


def cited(page: Page, citations: Sequence[Citation], room: int = 100) -> str:
    """Return the clauses cited with their instrument, and that it is a draft; nothing for none."""
    instruments = dict.fromkeys(citation.clause.instrument for citation in citations)
    if not instruments:
        return ""
    clauses = page.clauses(citations, room)
    never = [name(one) for one in instruments if one in drafts(page.report)]
    if len(page.report.instruments) > 1:
        return term(page, "drafts", clauses=clauses, drafts=", ".join(never)) if never else clauses
    phrase = "one-draft" if never else "one-instrument"
    return term(page, phrase, instrument=name(next(iter(instruments))), clauses=clauses)


def status_lines(page: Page) -> list[str]:
    """Return for each regime what it is, and until when it was read where the day is later."""
    lines = []
    for regime in page.report.regimes:
        lines += [status_line(page, regime), *read_until(page, regime)]
    return lines


def status_line(page: Page, regime: RegimeInfo) -> str:
    """Return what a regime is: for a draft, that it was never enacted."""
    if regime.status != "draft":
        status = page.say(f"status-{regime.status}")
        return page.say("regime", regime=name(regime.id), title=regime.title, status=status)
    if regime.in_force_today:
        return page.say("default", regime=name(regime.id), law=regime.in_force_today)
    return page.say("default-bare", regime=name(regime.id))


def is_draft_alone(report: Report) -> bool:
    """Tell whether nothing is asked that is in force; an organisation's own numbers are no law."""
    return all(one.status == "draft" or one.id == OWN for one in report.regimes)


def by_default(page: Page) -> list[str]:
    """Return the line that says what was asked because no regime was named."""
    report = page.report
    if not report.default_regime:
        return []
    if is_draft_alone(report):
        return [page.say("default-draft", date=name(report.as_of))]
    return [page.say("default-why")]


def read_until(page: Page, regime: RegimeInfo) -> list[str]:
    """Return the line that says until when a regime was read, where the report is of later."""
    if not regime.read_until:
        return []
    return [page.say("read-until", regime=name(regime.id), date=name(regime.read_until))]


def counted(page: Page) -> str:
    """Return the counts of a report in one line."""
    summary = page.report.summary
    counts = {severity: getattr(summary, severity) for severity in SEVERITIES}
    found = [page.say(f"count-{severity}", count=n) for severity, n in counts.items() if n]
    phrase = "in-files-one" if summary.files == 1 else "in-files"
    text = page.say(phrase, counts=", ".join(found) or page.say("nothing"), files=summary.files)
    rest = {
        "waived": summary.waived,
        "baselined": summary.baselined,
        "skipped": summary.skipped_files,
    }
    return text + "".join(f"; {page.say(one, count=n)}" for one, n in rest.items() if n)


def judged_of(page: Page, regime: RegimeInfo, judged: Sequence[Judged]) -> str:
    """Return how many clauses of a regime were judged, and how many do not bind on the day."""
    counts = judged_by_extent(judged)
    told = page.say(
        "judged-of-linked" if counts.linked else "judged-of",
        regime=name(regime.id),
        count=str(sum(counts)),
        all=len(judged),
        **counts._asdict(),
    )
    resting = regime.not_binding
    return f"{told}; {page.say('not-binding', count=resting)}" if resting else told


def not_applying(page: Page, judged: Iterable[Judged]) -> dict[str, str]:
    """Return the instruments of which no clause applies to what is described, with what decides.

    Of a regime with one instrument there are none: that the regime does not apply is no detail.
    """
    by_instrument: dict[str, list[Judged]] = {}
    for one in judged:
        by_instrument.setdefault(one.clause.instrument, []).append(one)
    told = {}
    for instrument, ones in by_instrument.items() if len(by_instrument) > 1 else ():
        out = [one for one in ones if one.state == "not_applicable"]
        if out and all(one.state not in _ASKED for one in ones):
            reasons = Counter(one.because for one in out)
            because, count = reasons.most_common(1)[0]
            phrase = "applies-not" if count == len(out) else "applies-not-mostly"
            told[instrument] = page.say(
                phrase, instrument=name(instrument), count=len(out), because=because or ""
            )
    return told


_ASKED = {"falls_short", "holds", "undeclared", "undecided"}


class Extents(NamedTuple):
    """How many clauses were judged whole, in part, and by the duties that they sanction."""

    whole: int
    part: int
    linked: int


def judged_by_extent(judged: Iterable[Judged]) -> Extents:
    """Return how many clauses were judged: those that hold or fall short."""
    extents = [one.clause.extent for one in judged if one.state in {"holds", "falls_short"}]
    return Extents(extents.count("whole"), extents.count("part"), extents.count(None))


_SURROGATES = range(0xD800, 0xE000)


def json_text(document: Any) -> str:
    r"""Return JSON with what is hidden or obeyed written `\uXXXX`; a lone surrogate is U+FFFD."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return unobeyed(re.sub(f"[{UNSEEN}]", _written_out, text)) + "\n"


def _written_out(found: re.Match[str]) -> str:
    char = found[0]
    return "\ufffd" if ord(char) in _SURROGATES else json.dumps(char)[1:-1]
