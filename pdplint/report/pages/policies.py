"""Pages about policies: the ledger of a regime, a control, a clause, and the truth of one verdict.

The pages are Markdown that reads well in a terminal; `docs/reference/` is made of the same pages.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from pdplint.judge.truth import Trace, disjunction, judge
from pdplint.judge.verdict import verdicts, worst
from pdplint.model.text import plain
from pdplint.policy.condition import Condition
from pdplint.policy.reliefs import lifts
from pdplint.policy.wording import describe, show
from pdplint.report._money import fined, money
from pdplint.report._screen import inert
from pdplint.report.json import fine_data
from pdplint.words import findings
from pdplint.words.pages import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pdplint.judge.paths import Context
    from pdplint.model.law import Clause, Raise
    from pdplint.model.text import Text
    from pdplint.policy.controls import Control
    from pdplint.policy.instruments import AmountRule, Instrument
    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Binding, Regime
    from pdplint.policy.scopes import Scope
    from pdplint.workspace.entity import Entity

DISPOSITIONS = (
    "whole", "part", "linked", "elsewhere", "conduct", "escalation", "outside", "later", "told",
)  # fmt: skip


def disposition(clause: Clause) -> str:
    """Return how a clause is accounted for.

    It is checked `whole` or in `part`; it is a sanction and `linked` by the bindings of duties; it
    asks nothing and is only `told`; or it says why nothing checks it.
    """
    if clause.not_checked is not None:
        return clause.not_checked.because
    return clause.extent or ("linked" if clause.kind == "sanction" else "told")


def coverage(regime: Regime) -> dict[str, int]:
    """Return how many clauses there are of each disposition."""
    counts = Counter(map(disposition, regime.clauses))
    return {name: counts[name] for name in DISPOSITIONS if counts[name]}


class Links(NamedTuple):
    """The bindings of a regime by the clause that they judge, and by the sanction they reach."""

    checks: Mapping[str, Sequence[Binding]]
    sanctions: Mapping[str, Sequence[Binding]]

    @classmethod
    def of(cls, regime: Regime) -> Links:
        """Return the links of a regime, both ways."""
        checks: dict[str, list[Binding]] = {}
        sanctions: dict[str, list[Binding]] = {}
        for binding in regime.bindings:
            checks.setdefault(binding.clause.ref, []).append(binding)
            for reached in binding.sanctions:
                if reached.clause is not binding.clause:
                    sanctions.setdefault(reached.clause.ref, []).append(binding)
        return cls(checks, sanctions)


# --- the ledger ---------------------------------------------------------------------------------


def ledger(regime: Regime, lang: str) -> str:
    """Return the ledger of a regime: every clause, its disposition, its fine, what checks it."""
    lines = [f"# {regime.title.of(lang)}", "", regime.about.of(lang), "", _covered(regime, lang)]
    links = Links.of(regime)
    for instrument in regime.instruments:
        lines += ["", "", f"## {instrument.id}: {instrument.title.of(lang)}"]
        article = ""
        for clause in instrument.clauses.values():
            if clause.article != article:
                article = clause.article
                lines += ["", f"### {_article(clause).of(lang)}", ""]
            lines.append(_ledger_line(clause, links, lang))
    scopes = [f"- **{scope}** {text}" for scope, text in spelled_scopes(regime, lang)]
    if scopes:
        lines += ["", "", f"## {say('scopes').of(lang)}", "", *scopes]
    return "\n".join(lines) + "\n"


def _article(clause: Clause) -> Text:
    phrase = "article" if clause.section else "article-bare"
    return say(phrase, number=clause.article, section=clause.section, title=clause.title)


def _covered(regime: Regime, lang: str) -> str:
    parts = [
        f"{count} {say(f'disposition-{name}').of(lang)}" for name, count in coverage(regime).items()
    ]
    return say("coverage", count=len(regime.clauses), parts=", ".join(parts)).of(lang)


def _ledger_line(clause: Clause, links: Links, lang: str) -> str:
    bindings = links.checks.get(clause.ref, ())
    by = ", ".join(dict.fromkeys(b.control.id for b in bindings))
    scopes = ", ".join(dict.fromkeys(scope for b in bindings for scope in b.scopes))
    how = say(f"disposition-{disposition(clause)}").of(lang)
    told = [
        f"{how}{': ' + by if by else ''}",
        *([say("of-scopes", scopes=scopes).of(lang)] if scopes else []),
        *([fined(clause.fine).of(lang)] if clause.fine else []),
    ]
    return f"- **{clause.id}** ({'; '.join(told)}) {clause.says.of(lang)}"


def ledger_data(regime: Regime, lang: str) -> dict[str, Any]:
    """Return the ledger as data, of the form that the design gives for `clauses --format json`."""
    links = Links.of(regime)
    return {
        "regime": regime.id,
        "status": regime.status,
        "coverage": coverage(regime),
        "scopes": dict(spelled_scopes(regime, lang)),
        "clauses": [_clause_data(clause, links, lang) for clause in regime.clauses],
    }


def spelled_scopes(regime: Regime, lang: str) -> Iterator[tuple[str, str]]:
    """Yield each scope that the bindings of a regime name, in words."""
    named: dict[str, Text] = {}
    for binding in regime.bindings:
        for scope, text in binding.spelled:
            named.setdefault(scope, text)
    for scope, text in sorted(named.items()):
        yield scope, text.of(lang)


def _clause_data(clause: Clause, links: Links, lang: str) -> dict[str, Any]:
    not_checked = clause.not_checked
    return {
        "id": clause.ref,
        "kind": clause.kind,
        "article": clause.article,
        "section": clause.section,
        "title": clause.title.of(lang),
        "says": clause.says.of(lang),
        "from": clause.binds_from and clause.binds_from.isoformat(),
        "until": clause.binds_until and clause.binds_until.isoformat(),
        "fine": clause.fine and fine_data(clause.fine, lang),
        "extent": clause.extent,
        "leaves": clause.leaves.of(lang) if clause.leaves else None,
        "checked_by": [_binding_data(b) for b in links.checks.get(clause.ref, ())],
        "sanctions": sorted({b.clause.ref for b in links.sanctions.get(clause.ref, ())}),
        "not_checked": {"because": not_checked.because, "why": not_checked.why.of(lang)}
        if not_checked
        else None,
        "rests_on": [text.of(lang) for text in clause.rests_on],
        "reconstructed": clause.reconstructed.of(lang) if clause.reconstructed else None,
        "doubts": [doubt.of(lang) for doubt in clause.doubts],
    }


def _binding_data(binding: Binding) -> dict[str, Any]:
    return {
        "control": binding.control.id,
        "with": dict(binding.with_),
        "of": list(binding.scopes),
        "sanctioned_by": [one.clause.ref for one in binding.sanctions],
    }


# --- one regime, one instrument, one scope -------------------------------------------------------


def regime_page(regime: Regime, lang: str) -> str:
    """Return the page of a regime: what it is, its instruments, its reliefs and transitions."""
    lines = [f"# {regime.id}", "", regime.title.of(lang) + ".", "", regime.about.of(lang), ""]
    lines.append(_row("status", say(f"status-{regime.status}").of(lang), lang))
    lines += _days(regime.binds_from, regime.binds_until, lang)
    lines += [
        _row("instruments", f"{one.id}: {one.title.of(lang)}", lang) for one in regime.instruments
    ]
    lines.append(_row("extent", _covered(regime, lang), lang))
    for one in regime.granted:
        lines += ["", f"## {one.id}", "", one.says.of(lang), ""]
        lines.append(_row("lifts", ", ".join(one.lifts), lang))
        lines.append(_row("when", f"{one.kind}: {one.when.of(lang)}", lang))
        if one.lost:
            by = f" ({one.lost_by})" if one.lost_by else ""
            lines.append(_row("lost", one.lost.of(lang) + by, lang))
        if one.is_claimed:
            lines.append(_row("claimed", f"organisation.reliefs: [{one.id}]", lang))
        lines += _days(one.binds_from, one.binds_until, lang)
    return "\n".join(lines) + "\n"


def instrument_page(instrument: Instrument, lang: str) -> str:
    """Return the page of an instrument: what it is, its days, how amounts count, its sources."""
    lines = [f"# {instrument.id}", "", instrument.title.of(lang) + ".", ""]
    lines += [instrument.about.of(lang), ""] if instrument.about else []
    lines.append(_row("status", say(f"status-{instrument.status}").of(lang), lang))
    if instrument.number:
        lines.append(_row("number", instrument.number, lang))
    if instrument.issuer:
        lines.append(_row("issuer", instrument.issuer.of(lang), lang))
    lines += _days(instrument.binds_from, instrument.binds_until, lang)
    lines += [
        _row("amounts", counted_amounts(rule, instrument, lang), lang) for rule in instrument.rules
    ]
    lines += [_row("note", note.of(lang), lang) for note in instrument.notes]
    if instrument.read:
        lines.append(_row("read", instrument.read.of(lang), lang))
    for source in instrument.sources:
        told = f"{source.title} ({source.publisher})" if source.publisher else source.title
        what = f": {source.what.of(lang)}" if source.what else ""
        lines.append(_row("source", told + what, lang))
    return "\n".join(lines) + "\n"


def counted_amounts(rule: AmountRule, instrument: Instrument, lang: str) -> str:
    """Return how the amounts of some articles count, for one kind of person and the other."""
    first, last = rule.articles or ("", "")
    articles = say("articles" if rule.articles else "every-article", first=first, last=last)
    where = ", ".join(rule.clauses) or articles.of(lang)
    parts = [say("stated-for", where=where, person=say(f"person-{rule.stated_for}")).of(lang)]
    for person, factor in rule.factors.items():
        if person != rule.stated_for:
            who = say(f"person-{person}")
            parts.append(say("times-for", factor=str(factor), person=who).of(lang))
    for person, cap in rule.caps.items():
        amount = money(cap, instrument.currency)
        parts.append(say("cap-for", amount=amount, person=say(f"person-{person}")).of(lang))
    if rule.ceiling:
        parts.append(say("ceiling-for", ceiling=fined(rule.ceiling)).of(lang))
    by = f" ({', '.join(rule.by)})" if rule.by else ""
    return "; ".join(parts) + by


def scope_page(library: Library, scope: Scope, lang: str) -> str:
    """Return the page of a scope: whom it means, examples, and the clauses that name it."""
    condition = library.scopes.condition(scope.id, scope.kind, library.scopes.lists)
    lines = [f"# {scope.id}", "", _row("of", f"{scope.kind}: {describe(condition).of(lang)}", lang)]
    for key in ("inside", "outside", "untold"):
        lines += [_row(key, _flow(example), lang) for example in getattr(scope, key)]
    cited = dict.fromkeys(
        binding.clause.ref
        for regime in library.regimes.values()
        for binding in regime.bindings
        if scope.id in binding.scopes
    )
    lines += [_row("cited-by", ref, lang) for ref in cited]
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    return str(
        yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10**6)
    ).strip()


def _days(first: date | None, last: date | None, lang: str) -> list[str]:
    if first is None and last is None:
        return []
    phrase = "days-both" if first and last else "days-from" if first else "days-until"
    return [_row("days", say(phrase, first=str(first), last=str(last)).of(lang), lang)]


# --- one clause, one control --------------------------------------------------------------------


def clause_page(regime: Regime, clause: Clause, lang: str) -> str:
    """Return the page of a clause: what it says, allows, rests on, and what checks it of whom."""
    links = Links.of(regime)
    lines = [f"# {clause.ref}", "", clause.says.of(lang), ""]
    lines.append(_row("kind", say(f"kind-of-clause-{clause.kind}").of(lang), lang))
    if clause.fine or clause.kind == "sanction":
        lines.append(_row("fine", fined(clause.fine).of(lang), lang))
    lines.append(_row("stands-in", clause.title.of(lang), lang))
    lines.append(_row("status", f"{regime.status}: {regime.title.of(lang)}", lang))
    lines += _days(clause.binds_from, clause.binds_until, lang)
    lines.append(_row("extent", say(f"disposition-{disposition(clause)}").of(lang), lang))
    lines += [_row(key, text.of(lang), lang) for key, text in _remarks(clause)]
    reaching = sorted({b.clause.ref for b in links.sanctions.get(clause.ref, ())})
    if reaching:
        lines.append(_row("sanctions", ", ".join(reaching), lang))
    lifted = [one.id for one in regime.granted if any(lifts(ref, clause.ref) for ref in one.lifts)]
    if lifted:
        lines.append(_row("lifted-by", ", ".join(lifted), lang))
    for binding in links.checks.get(clause.ref, ()):
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
    for key in ("remedies", "additional"):
        for text in getattr(clause, key):
            yield key, text
    if clause.raises:
        yield "raises", _raised(clause.raises)
    if clause.depends_on:
        yield "depends-on", clause.depends_on


def _raised(raises: Raise) -> Text:
    clauses = ", ".join(raises.clauses)
    if raises.decisions:
        return say("raises-from", times=raises.decisions, clauses=clauses)
    return say("raises-by", times=raises.times, clauses=clauses) if raises.times else plain(clauses)


def _binding_lines(binding: Binding, lang: str) -> list[str]:
    lines = [f"## {binding.control.id}", "", binding.control.title.of(lang) + ".", ""]
    lines.append(_row("asks", f"{binding.control.kind}: {binding.requires.of(lang)}", lang))
    lines += [_row("of", f"{name}: {text.of(lang)}", lang) for name, text in binding.spelled]
    beyond = binding.question.when[len(binding.spelled) :]
    lines += [_row("when", describe(condition).of(lang), lang) for condition in beyond]
    if binding.exempt_when.en:
        by = f" ({binding.exempt_by})" if binding.exempt_by else ""
        lines.append(_row("unless", binding.exempt_when.of(lang) + by, lang))
    linked = [one.clause for one in binding.sanctions if one.clause is not binding.clause]
    for one in linked:
        told = f"{one.ref} ({fined(one.fine).of(lang)})"
        lines.append(_row("sanctioned-by", told, lang))
    return lines + _days(*_own_days(binding), lang)


def _own_days(binding: Binding) -> tuple[date | None, date | None]:
    """Return the days of a binding where they are not those of its clause."""
    own = binding.binds_from, binding.binds_until
    return (None, None) if own == (binding.clause.binds_from, binding.clause.binds_until) else own


def control_page(library: Library, control: Control, lang: str) -> str:
    """Return the page of a control: what it asks, what to change, who cites it, examples."""
    lines = [f"# {control.id}", "", control.title.of(lang) + ".", "", control.help.of(lang), ""]
    lines += ["```yaml", _yaml(_question(control)), "```", ""]
    lines += [_row("severity", control.severity, lang)]
    for binding in _bindings(library, control):
        scope = f"; {binding.applies_when.of(lang)}" if binding.applies_when.en else ""
        numbers = ", ".join(f"{name}: {show(value)}" for name, value in binding.with_.items())
        fine = binding.clause.fine
        cited = f"{binding.clause.ref} ({fined(fine).of(lang)})" if fine else binding.clause.ref
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


def truth_table(binding: Binding, subject: Entity, context: Context, lang: str) -> str:
    """Return how a clause's question of one entity was judged: each term, value and place.

    Text of descriptions is inert in it.
    """
    question = binding.question
    state = worst(verdicts(question, subject, context))
    hub = context.world.sources(subject, question.reads).hub
    lines = [f"# {binding.clause.ref}: {binding.control.id} {subject.subject}", ""]
    lines += [say(f"verdict-{state}").of(lang), ""]
    if hub is not None:
        lines.append(f"- {findings.say('limit-sources', system=hub.id).of(lang)}")
    parts: list[tuple[str, Sequence[Condition]]] = [
        ("when", question.when), ("unless", question.unless), ("require", (question.require,)),
    ]  # fmt: skip
    for part, conditions in parts:
        for condition in conditions:
            together = {"together": disjunction} if part == "when" else {}
            for trace in judge(condition, subject, context, **together).traces:
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
