"""Regimes: instruments as they stand together in a period, and the questions that they ask."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.fields import ORGANISATION, FieldTable
from pdplint.model.finding import lighter
from pdplint.model.law import Clause, binds
from pdplint.model.text import Text
from pdplint.policy.binding import Asked, bind
from pdplint.policy.controls import parameters
from pdplint.policy.files import WrongError, named, text
from pdplint.policy.instruments import Instrument, full
from pdplint.policy.reliefs import Granted, Reliefs
from pdplint.policy.wording import describe
from pdplint.units import make_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pdplint.model.finding import Severity
    from pdplint.model.place import Pointer
    from pdplint.policy.condition import Condition, Question, Relief
    from pdplint.policy.controls import Control
    from pdplint.policy.files import Policies, Problems, Source
    from pdplint.policy.instruments import Entry
    from pdplint.policy.scopes import Scopes
    from pdplint.units import Calendar

_TOGETHER = "; "


class Law(NamedTuple):
    """What derived facts need of a regime: its country and what it calls sensitive."""

    home: str
    sensitive: Sequence[str] = ()
    sensitive_with: Sequence[tuple[Sequence[str], Sequence[str]]] = ()


class Reached(NamedTuple):
    """A sanction that a binding's breach reaches, of those whom its own scope holds of.

    `raised` are the clauses that take its place, each with the scope of whom it does.
    """

    clause: Clause
    scope: tuple[Condition, ...]
    raised: tuple[tuple[Clause, tuple[Condition, ...]], ...] = ()


class Binding(NamedTuple):
    """A control as a clause asks it: with its numbers, of those whom it addresses.

    `scopes` are named, and stand first in what the question asks `when`; `exempt_by` is the clause
    that says what `unless` has. It binds from `binds_from` to `binds_until`, and `gravest` is the
    most that its breach can be, whatever it is asked with.
    """

    control: Control
    clause: Clause
    question: Question
    with_: Mapping[str, Any]
    severity: Severity
    scopes: tuple[str, ...]
    exempt_by: str
    sanctions: tuple[Reached, ...]
    binds_from: date | None
    binds_until: date | None
    gravest: Severity = "error"

    @property
    def requires(self) -> Text:
        """What it asks, in words."""
        return describe(self.question.require)

    @property
    def applies_when(self) -> Text:
        """Of whom it is asked, in words."""
        return _joined(self.question.when)

    @property
    def exempt_when(self) -> Text:
        """Who is exempt, in words; empty if nobody is."""
        return _joined(self.question.unless)

    @property
    def spelled(self) -> tuple[tuple[str, Text], ...]:
        """Its scopes with what they mean."""
        return tuple(zip(self.scopes, map(describe, self.question.when), strict=False))

    def binds(self, day: date) -> bool:
        """Tell whether it binds on a day."""
        return binds(day, self.binds_from, self.binds_until)

    def on(self, day: date) -> Binding:
        """Return it as it stands on a day, without the sanctions and reliefs that do not."""
        sanctions = tuple(
            one._replace(raised=tuple(r for r in one.raised if r[0].binds(day)))
            for one in self.sanctions
            if one.clause.binds(day)
        )
        reliefs = tuple(
            one for one in self.question.reliefs if binds(day, one.binds_from, one.binds_until)
        )
        return self._replace(sanctions=sanctions, question=self.question._replace(reliefs=reliefs))


class Regime(NamedTuple):
    """Instruments as they stand together in a period, with all their clauses."""

    id: str
    status: str
    title: Text
    about: Text
    in_force_today: Text | None
    binds_from: date | None
    binds_until: date | None
    instruments: tuple[Instrument, ...]
    law: Law
    calendar: Calendar
    clauses: tuple[Clause, ...]
    bindings: tuple[Binding, ...]
    granted: tuple[Granted, ...]
    gravest: Severity = "error"
    read_until: date | None = None
    whole: Regime | None = None

    def at_most(self, severity: Severity) -> Regime:
        """Return it with nothing graver than a severity: what it alone cites is that at most."""
        bindings = (
            b._replace(severity=lighter(b.severity, severity), gravest=severity)
            for b in self.bindings
        )
        return self._replace(bindings=tuple(bindings), gravest=severity)

    def binds(self, day: date) -> bool:
        """Tell whether something of it can bind on a day."""
        return binds(day, self.binds_from, self.binds_until)

    def on(self, day: date) -> Regime:
        """Return it with the clauses, bindings, sanctions and reliefs that stand on a day.

        What it is on all days is its `whole`.
        """
        return self._replace(
            whole=self,
            clauses=tuple(clause for clause in self.clauses if clause.binds(day)),
            bindings=tuple(b.on(day) for b in self.bindings if b.binds(day)),
            granted=tuple(g for g in self.granted if binds(day, g.binds_from, g.binds_until)),
        )


def turns(regime: Regime, after: date, until: date) -> Iterator[date]:
    """Yield the days of a period, without its first, on which something begins to be asked.

    It is a binding that begins, or a relief that has ended.
    """
    begin = {one.binds_from for one in regime.bindings}
    reliefs = (relief for one in regime.bindings for relief in one.question.reliefs)
    ended = {one.binds_until + timedelta(days=1) for one in reliefs if one.binds_until}
    yield from sorted(day for day in begin | ended if day and after < day <= until)


class RegimeLoader:
    """Loads one regime, binds the clauses of its instruments, and tells what is wrong with it."""

    def __init__(
        self,
        source: Source,
        policies: Policies,
        instruments: Mapping[str, Instrument],
        controls: Mapping[str, Control],
        scopes: Scopes,
        problems: Problems,
    ) -> None:
        self.source = source
        self.raw = source.value
        self.policies = policies
        self.controls = controls
        self.table: FieldTable = scopes.table
        self.lists = {**scopes.lists, "grounds": self.raw.get("grounds", [])}
        self.scopes = scopes
        self._known: dict[tuple[str, str], Condition] = {}
        self.problems = problems
        self.instruments = tuple(self._chosen(instruments))
        self.clauses = {c.ref: c for one in self.instruments for c in one.clauses.values()}
        self.raising: dict[str, list[Clause]] = {}
        for clause in self.clauses.values():
            for ref in clause.raises.clauses if clause.raises else ():
                self.raising.setdefault(ref, []).append(clause)
        self.reliefs = Reliefs(source, self.clauses, scopes.table, self.lists, problems)

    def load(self) -> Regime:
        """Return the regime."""
        raw = self.raw
        first, last = self.problems.period(self.source.path, (), raw)
        bindings = [
            binding
            for one in self.instruments
            for ref, entry in one.entries.items()
            for binding in self._bindings(one, one.clauses[ref], entry)
        ]
        self.reliefs.tell_idle()
        return Regime(
            id=raw["regime"],
            status=raw["status"],
            title=text(raw["title"]),
            about=text(raw["about"]),
            in_force_today=text(raw["in_force_today"]) if "in_force_today" in raw else None,
            binds_from=first or _first(self.instruments),
            binds_until=last,
            instruments=self.instruments,
            law=self._law(raw),
            calendar=self._calendar(),
            clauses=tuple(self.clauses.values()),
            bindings=tuple(bindings),
            granted=self.reliefs.granted,
            read_until=self.problems.day(self.source.path, ("read_until",), raw),
        )

    def _chosen(self, known: Mapping[str, Instrument]) -> Iterator[Instrument]:
        for index, name in enumerate(self.raw["instruments"]):
            if name in known:
                yield known[name]
            else:
                told = f"there is no instrument {name!r}{self.problems.hint(name, known)}"
                self.problems.tell(self.source.path, ("instruments", index), told)

    # --- bindings

    def _bindings(self, instrument: Instrument, clause: Clause, entry: Entry) -> Iterator[Binding]:
        for number, raw in enumerate(entry.raw.get("checked_by", ())):
            pointer: Pointer = (*entry.pointer, "checked_by", number)
            control = self.controls.get(raw["control"])
            if control is None:
                hint = self.problems.hint(raw["control"], self.controls)
                told = f"there is no control {raw['control']!r}{hint}"
                self.problems.tell(entry.path, (*pointer, "control"), told)
                continue
            reliefs = tuple(self.reliefs.of(clause, control.kind))
            days = (clause.binds_from, clause.binds_until)
            first, last = self.problems.period(entry.path, pointer, raw, days)
            try:
                binding = self.binding(instrument, control, clause, raw, reliefs)
            except WrongError as error:
                self.problems.tell(entry.path, (*pointer, *error.pointer), str(error))
                continue
            yield binding._replace(binds_from=first, binds_until=last)

    def binding(
        self,
        instrument: Instrument,
        control: Control,
        clause: Clause,
        raw: Mapping[str, Any],
        reliefs: tuple[Relief, ...] = (),
    ) -> Binding:
        """Return one binding of a clause, with the days of that.

        Raises:
            WrongError: something in it does not fit; the pointer is relative to the binding.
        """
        values = parameters(control, raw.get("with", {}), self.lists)
        own = named(raw.get("of", ()))
        compiled = (
            *self._scopes(clause.of, control.kind, "control"),
            *self._scopes(own, control.kind, "of"),
        )
        asked = Asked(compiled, raw.get("when"), raw.get("unless"), reliefs)
        question = bind(self.table, control, {**self.lists, **values}, asked)
        exempt_by = full(raw["exempt_by"], instrument.id) if "exempt_by" in raw else ""
        severity: Severity = raw.get("severity", control.severity)
        if instrument.secondary and severity == "error":
            severity = "warning"
        return Binding(
            control=control,
            clause=clause,
            question=question,
            with_=values,
            severity=severity,
            scopes=(*clause.of, *own),
            exempt_by=exempt_by,
            sanctions=tuple(self._sanctions(instrument, clause, control.kind, raw)),
            binds_from=clause.binds_from,
            binds_until=clause.binds_until,
        )

    def _scopes(
        self, names: Sequence[str], kind: str, *pointer: str | int
    ) -> tuple[Condition, ...]:
        found = []
        for index, name in enumerate(names):
            try:
                found.append(self._scope(name, kind))
            except WrongError as error:
                at = (*pointer, index) if len(names) > 1 else pointer
                raise WrongError(str(error), *at) from None
        return tuple(found)

    def _scope(self, name: str, kind: str) -> Condition:
        known = self._known.get((name, kind))
        if known is None:
            known = self._known[name, kind] = self.scopes.condition(name, kind, self.lists)
        return known

    def _sanctions(
        self, instrument: Instrument, clause: Clause, kind: str, raw: Mapping[str, Any]
    ) -> Iterator[Reached]:
        """Yield what a breach reaches: the clause itself if it is one, and those that are named.

        Of an instrument that is none of the regime's, nothing is reached.
        """
        if clause.kind == "sanction":
            yield self._reached(clause, kind, "control")
        for index, ref in enumerate(raw.get("sanctioned_by", ())):
            known = self.clauses.get(full(ref, instrument.id))
            at = ("sanctioned_by", index)
            if known is None:
                continue
            if known.kind != "sanction":
                raise WrongError(f"{known.ref} is no sanction: its kind is {known.kind}", *at)
            yield self._reached(known, kind, *at)

    def _reached(self, clause: Clause, kind: str, *pointer: str | int) -> Reached:
        raised = [
            (one, self._scopes(one.of, kind, *pointer))
            for one in self.raising.get(clause.ref, ())
            if not one.scale and one.depends_on is None
        ]
        return Reached(clause, self._scopes(clause.of, kind, *pointer), tuple(raised))

    # --- the rest

    def _calendar(self) -> Calendar:
        name = self.raw["calendar"]
        raw = self.policies.calendars.get(name)
        if raw is None:
            hint = self.problems.hint(name, self.policies.calendars)
            self.problems.tell(
                self.source.path, ("calendar",), f"there is no calendar {name!r}{hint}"
            )
            return make_calendar(1, 0, (), ())
        try:
            years = raw["first_year"], raw["last_year"]
            until = raw.get("weekends_until", 0)
            return make_calendar(*years, raw["days_off"], raw["working"], until)
        except (LookupError, TypeError, ValueError) as error:
            told = f"the calendar {name!r} is wrong: {error}"
            self.problems.tell(self.source.path, ("calendar",), told)
            return make_calendar(1, 0, (), ())

    def _law(self, raw: Mapping[str, Any]) -> Law:
        return Law(
            raw["home"],
            self._words("flows", "/data", raw["sensitive"], ("sensitive",)),
            tuple(
                self._sensitive_with(entry, ("sensitive_with", index))
                for index, entry in enumerate(raw.get("sensitive_with", ()))
            ),
        )

    def _sensitive_with(
        self, entry: Mapping[str, Any], pointer: Pointer
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        services = (*pointer, "services")
        return (
            self._words(ORGANISATION, "/services", entry["services"], services),
            self._words("flows", "/data", entry["data"], (*pointer, "data")),
        )

    def _words(
        self, kind: str, path: str, given: Sequence[str], pointer: Pointer
    ) -> tuple[str, ...]:
        field = self.table.at(kind, path)[0].scalar
        for index, word in enumerate(given):
            if word not in field.words:
                what = field.type if field.type == "category" else path.strip("/")
                told = f"there is no {what} {word!r}{self.problems.hint(word, field.words)}"
                self.problems.tell(self.source.path, (*pointer, index), told)
        return tuple(given)


def _first(instruments: Sequence[Instrument]) -> date | None:
    """Return the day on which the first of some instruments came into force; if all have one."""
    days = [one.binds_from for one in instruments]
    return None if None in days else min((day for day in days if day), default=None)


def _joined(conditions: Sequence[Condition]) -> Text:
    texts = [describe(condition) for condition in conditions]
    return Text(_TOGETHER.join(t.en for t in texts), _TOGETHER.join(t.vi for t in texts))
