"""Pages about policies: the ledger of a regime, a control, a clause, and the truth of one verdict.

The pages are Markdown that reads well in a terminal; `docs/reference/` is made of the same pages.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from pdplint.condition import (
    Bench,
    Condition,
    Entity,
    Trace,
    describe,
    disjunction,
    judge,
    show,
    verdicts,
    worst,
)
from pdplint.report._money import fined
from pdplint.report._screen import inert
from pdplint.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pdplint.library import Binding, Control, Library, Regime
    from pdplint.model import Clause, Fine, Text

DISPOSITIONS = ("whole", "part", "conduct", "escalation", "outside", "sanctions")


def disposition(clause: Clause) -> str:
    """Return how a clause is accounted for: checked `whole` or in `part`, or why it is not."""
    if clause.not_checked is not None:
        return clause.not_checked.because
    return clause.extent or "sanctions"


def coverage(regime: Regime) -> dict[str, int]:
    """Return how many clauses there are of each disposition."""
    counts = Counter(map(disposition, regime.clauses))
    return {name: counts[name] for name in DISPOSITIONS if counts[name]}


# --- the ledger ---------------------------------------------------------------------------------


def ledger(regime: Regime, lang: str) -> str:
    """Return the ledger of a regime: every clause, its disposition, its fine, what checks it."""
    lines = [
        f"# {regime.title.of(lang)}",
        "",
        regime.about.of(lang),
        "",
        _covered(regime, lang),
        "",
    ]
    article = ""
    for clause in regime.clauses:
        if clause.article != article:
            article = clause.article
            heading = say("article", number=article, section=clause.section, title=clause.title)
            lines += ["", f"## {heading.of(lang)}", ""]
        lines.append(_ledger_line(regime, clause, lang))
    return "\n".join(lines) + "\n"


def _covered(regime: Regime, lang: str) -> str:
    parts = [
        f"{count} {say(f'disposition-{name}').of(lang)}" for name, count in coverage(regime).items()
    ]
    return say("coverage", count=len(regime.clauses), parts=", ".join(parts)).of(lang)


def _ledger_line(regime: Regime, clause: Clause, lang: str) -> str:
    by = ", ".join(dict.fromkeys(b.control.id for b in regime.bindings if b.clause is clause))
    how = say(f"disposition-{disposition(clause)}").of(lang)
    fine, says = fined(clause.fine).of(lang), clause.says.of(lang)
    return f"- **{clause.id}** ({how}{': ' + by if by else ''}; {fine}) {says}"


def ledger_data(regime: Regime, lang: str) -> dict[str, Any]:
    """Return the ledger as data, of the form that the design gives for `clauses --format json`."""
    return {
        "regime": regime.id,
        "status": regime.status,
        "coverage": coverage(regime),
        "clauses": [_clause_data(regime, clause, lang) for clause in regime.clauses],
    }


def _clause_data(regime: Regime, clause: Clause, lang: str) -> dict[str, Any]:
    bindings = [binding for binding in regime.bindings if binding.clause is clause]
    not_checked = clause.not_checked
    return {
        "id": clause.id,
        "article": clause.article,
        "section": clause.section,
        "title": clause.title.of(lang),
        "says": clause.says.of(lang),
        "fine": {"organisation": fine_data(clause.fine)},
        "extent": clause.extent,
        "leaves": clause.leaves.of(lang) if clause.leaves else None,
        "checked_by": [{"control": b.control.id, "with": dict(b.with_)} for b in bindings],
        "not_checked": {"because": not_checked.because, "why": not_checked.why.of(lang)}
        if not_checked
        else None,
        "sanctions": list(clause.sanctions),
        "rests_on": [text.of(lang) for text in clause.rests_on],
        "reconstructed": clause.reconstructed.of(lang) if clause.reconstructed else None,
        "doubts": [doubt.of(lang) for doubt in clause.doubts],
    }


def fine_data(fine: Fine) -> dict[str, int]:
    """Return the parts of a fine that a clause states."""
    return {name: value for name, value in fine._asdict().items() if value is not None}


# --- one clause, one control --------------------------------------------------------------------


def clause_page(regime: Regime, clause: Clause, lang: str) -> str:
    """Return the page of a clause: what it says, allows, rests on, and what checks it of whom."""
    heading = f"# {clause.ref}"
    lines = [heading, "", clause.says.of(lang), ""]
    lines += [
        _row("fine", fined(clause.fine).of(lang), lang),
        _row("stands-in", clause.title.of(lang), lang),
    ]
    lines += [_row("status", f"{regime.status}: {regime.title.of(lang)}", lang)]
    lines += [_row("extent", say(f"disposition-{disposition(clause)}").of(lang), lang)]
    lines += [_row(key, text.of(lang), lang) for key, text in _remarks(clause)]
    for binding in regime.bindings:
        if binding.clause is clause:
            lines += ["", *_binding_lines(binding, lang)]
    return "\n".join(lines) + "\n"


def _row(key: str, value: str, lang: str) -> str:
    return f"- {say(f'row-{key}').of(lang)}: {value}"


def _remarks(clause: Clause) -> Iterator[tuple[str, Text]]:
    if clause.not_checked:
        yield "why", clause.not_checked.why
    if clause.leaves:
        yield "leaves", clause.leaves
    for text in clause.rests_on:
        yield "rests-on", text
    if clause.reconstructed:
        yield "reconstructed", clause.reconstructed
    for text in clause.doubts:
        yield "doubt", text
    if clause.escalates:
        times, clauses = clause.escalates.decisions, ", ".join(clause.escalates.clauses)
        yield "escalates", say("escalates", times=times, clauses=clauses)


def _binding_lines(binding: Binding, lang: str) -> list[str]:
    lines = [f"## {binding.control.id}", "", binding.control.title.of(lang) + ".", ""]
    lines.append(_row("asks", f"{binding.control.kind}: {binding.requires.of(lang)}", lang))
    if binding.applies_when.en:
        lines.append(_row("when", binding.applies_when.of(lang), lang))
    if binding.exempt_when.en:
        lines.append(_row("unless", binding.exempt_when.of(lang), lang))
    return lines


def control_page(library: Library, control: Control, lang: str) -> str:
    """Return the page of a control: what it asks, what to change, who cites it, examples."""
    lines = [f"# {control.id}", "", control.title.of(lang) + ".", "", control.help.of(lang), ""]
    lines += ["```yaml", _yaml(_question(control)), "```", ""]
    lines += [_row("severity", control.severity, lang)]
    for binding in _bindings(library, control):
        scope = f"; {binding.applies_when.of(lang)}" if binding.applies_when.en else ""
        numbers = ", ".join(f"{name}: {show(value)}" for name, value in binding.with_.items())
        cited = f"{binding.clause.ref} ({fined(binding.clause.fine).of(lang)})"
        lines.append(_row("cited-by", f"{cited}{' ' if numbers else ''}{numbers}{scope}", lang))
    lines += _examples(control, lang)
    return "\n".join(lines) + "\n"


def _question(control: Control) -> dict[str, Any]:
    asked = {"each": f"/{control.kind}", "when": control.when, "require": control.require}
    return {key: value for key, value in asked.items() if value}


def _yaml(value: Any) -> str:
    return yaml.safe_dump(
        value, sort_keys=False, allow_unicode=True, default_flow_style=None
    ).rstrip()


def _bindings(library: Library, control: Control) -> Iterator[Binding]:
    for regime in library.regimes.values():
        yield from (binding for binding in regime.bindings if binding.control.id == control.id)


def _examples(control: Control, lang: str) -> Iterator[str]:
    for key in ("holds", "falls_short"):
        trial = next((t.raw for t in control.trials if key in t.raw and "given" in t.raw), None)
        if trial is None:
            continue
        yield from ("", f"## {say(f'example-{key}').of(lang)}: {trial['name']}", "", "```yaml")
        yield _yaml(trial["given"])
        yield "```"


# --- the truth of one verdict -------------------------------------------------------------------


class Line(NamedTuple):
    """One line of a truth table."""

    part: str
    asked: Text
    found: str
    place: str
    truth: str


def truth_table(binding: Binding, subject: Entity, bench: Bench, lang: str) -> str:
    """Return how a clause's question of one entity was judged: each term, value and place.

    Text of descriptions is inert in it.
    """
    question = binding.question
    state = worst(verdicts(question, subject, bench))
    hub = bench.world.sources(subject, question.reads).hub
    lines = [f"# {binding.clause.ref}: {binding.control.id} {subject.subject}", ""]
    lines += [say(f"verdict-{state}").of(lang), ""]
    lines += [f"- {say('limit-sources', system=hub.id).of(lang)}"] if hub is not None else []
    parts: list[tuple[str, Sequence[Condition]]] = [
        ("when", question.when), ("unless", question.unless), ("require", (question.require,)),
    ]  # fmt: skip
    for part, conditions in parts:
        for condition in conditions:
            together = {"together": disjunction} if part == "when" else {}
            for trace in judge(condition, subject, bench, **together).traces:
                lines.append(_truth_line(part, trace, lang))
    return "".join(f"{inert(line)}\n" for line in lines)


def _truth_line(part: str, trace: Trace, lang: str) -> str:
    truth = {True: "true", False: "false", None: "unknown"}[trace.truth]
    where = trace.slot.where
    place = where.entity.subject + "".join(f"/{part_}" for part_ in where.pointer)
    value = (
        show(trace.slot.value)
        if trace.slot.state in {"value", "untold"}
        else say(f"slot-{trace.slot.state}").of(lang)
    )
    asked = describe(Condition((trace.term,))).of(lang)
    return f"- {part}: {asked} -> {say(f'truth-{truth}').of(lang)} ({value}; {place})"
