"""Instruments: laws and decrees with their days, how their amounts count, and their clauses."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.model.law import Clause, Fine, NotChecked, Raise, Scale, Share
from pdplint.model.text import plain
from pdplint.policy.files import Trial, named, text
from pdplint.units import DurationError, parse_duration
from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from pdplint.model.law import ClauseKind
    from pdplint.model.place import Pointer
    from pdplint.model.text import Text
    from pdplint.policy.files import Period, Policies, Problems, Source
    from pdplint.units import Duration

NORMS = {"duty", "prohibition"}
"""Kinds of clauses of which it is said what checks them, or why nothing does."""
RAISING = {"fine_band", "aggravated"}
_CONDITIONS = {"decisions", "of", "scale", "depends_on"}
INDIVIDUAL, ORGANISATION = "individual", "organisation"


class Factor(NamedTuple):
    """What an amount is multiplied by, exactly."""

    times: int = 1
    divided: int = 1

    def __str__(self) -> str:
        return str(self.times) if self.divided == 1 else f"{self.times}/{self.divided}"


class AmountRule(NamedTuple):
    """Which amounts are stated for whom, and how they count for the other kind of person.

    `factors` has what a stated amount is multiplied by, `caps` the most that it can be, by person;
    a person without a factor is one of whom the text does not say it. `shares` tells that factors
    count for percentages and multiples too; `ceiling` is a cap of these, with its least amount.
    """

    articles: tuple[int, int] | None
    clauses: tuple[str, ...]
    stated_for: str
    factors: Mapping[str, Factor]
    caps: Mapping[str, int]
    shares: bool
    ceiling: Fine | None
    by: tuple[str, ...]


class WaiverRules(NamedTuple):
    """What an instrument lets be waived: for how long at most, and which clauses never."""

    longest: Duration | None = None
    never: tuple[str, ...] = ()


class Reading(NamedTuple):
    """A text that was read for an instrument, and what it was read for."""

    title: str
    publisher: str
    what: Text | None


class Instrument(NamedTuple):
    """One law or decree, in force from `binds_from` to `binds_until`; `None` is no bound."""

    id: str
    number: str
    title: Text
    issuer: Text | None
    status: str
    about: Text | None
    binds_from: date | None
    binds_until: date | None
    currency: str
    rules: tuple[AmountRule, ...]
    fined_as_individuals: tuple[str, ...]
    notes: tuple[Text, ...]
    secondary: bool
    sources: tuple[Reading, ...]
    read: Text | None
    waivers: WaiverRules
    clauses: Mapping[str, Clause]
    entries: Mapping[str, Entry]
    trials: Mapping[str, tuple[Trial, ...]]

    def rule(self, clause: Clause) -> AmountRule | None:
        """Return how the amounts of a clause count: a rule of clauses before one of articles."""
        by_clause = [r for r in self.rules if any(is_below(clause.id, one) for one in r.clauses)]
        if by_clause:
            return by_clause[0]
        article = int(clause.article) if clause.article.isdigit() else 0
        for rule in self.rules:
            if not rule.clauses and (
                rule.articles is None or rule.articles[0] <= article <= rule.articles[1]
            ):
                return rule
        return None

    def person(self, organisation: Mapping[str, Any]) -> str:
        """Return as whom an organisation is fined: `individual` or `organisation`."""
        is_one = organisation.get("kind") == INDIVIDUAL
        is_alike = organisation.get("size") in self.fined_as_individuals
        return INDIVIDUAL if is_one or is_alike else ORGANISATION

    def fine(self, clause: Clause, organisation: Mapping[str, Any]) -> Fine:
        """Return what a clause names for an organisation; as stated, where no rule says more."""
        person = self.person(organisation)
        stated = clause.fine or Fine(self.currency)
        rule = self.rule(clause)
        if rule is None:
            return _computed(stated, organisation)
        factor, cap = rule.factors.get(person, Factor()), rule.caps.get(person)
        shared = factor if rule.shares else Factor()
        counted = stated._replace(
            min=_counted(stated.min, factor, cap),
            max=_counted(stated.max, factor, cap),
            percent=_shared(stated.percent, shared),
            multiple=_shared(stated.multiple, shared),
        )
        return _computed(counted, organisation)


def _counted(amount: int | None, factor: Factor, cap: int | None) -> int | None:
    if amount is None:
        return None
    counted = amount * factor.times // factor.divided
    return counted if cap is None else min(counted, cap)


def _shared(share: Share | None, factor: Factor) -> Share | None:
    if share is None or factor.times == factor.divided:
        return share
    by = factor.times / factor.divided
    least, most = (None if end is None else end * by for end in (share.min, share.max))
    return share._replace(min=least, max=most)


def _computed(fine: Fine, organisation: Mapping[str, Any]) -> Fine:
    """Return a fine with the amounts of its shares, where the organisation declares the base."""
    return fine._replace(
        percent=_of_base(fine.percent, organisation, 100),
        multiple=_of_base(fine.multiple, organisation, 1),
    )


def _of_base(share: Share | None, organisation: Mapping[str, Any], divisor: int) -> Share | None:
    if share is None or not share.field:
        return share
    base: Any = organisation
    for key in share.field.split("/")[1:]:
        base = base.get(key) if isinstance(base, dict) else None
    if not isinstance(base, int) or isinstance(base, bool):
        return share
    least, most = (
        None if end is None else int(Decimal(base) * Decimal(str(end)) / divisor)
        for end in (share.min, share.max)
    )
    return share._replace(least=least, most=most)


class Entry(NamedTuple):
    """A clause as its article has it, and where."""

    path: str
    pointer: Pointer
    raw: Mapping[str, Any]


def is_below(id_: str, above: str) -> bool:
    """Tell whether a clause is another one or stands below it: `15.1.a` below `15.1` and `15`."""
    return id_ == above or id_.startswith(f"{above}.")


def full(ref: str, instrument: str) -> str:
    """Return `INSTRUMENT/ID` for an id; what has an instrument already stays."""
    return ref if "/" in ref else f"{instrument}/{ref}"


class InstrumentLoader:
    """Loads one instrument and tells what is wrong with it."""

    def __init__(self, source: Source, policies: Policies, problems: Problems) -> None:
        self.source = source
        self.raw = source.value
        self.id: str = self.raw["instrument"]
        self.policies = policies
        self.problems = problems

    def load(self) -> Instrument:
        """Return the instrument with its clauses."""
        raw, at = self.raw, self.source.path
        first, last = self.problems.period(at, (), raw)
        self.problems.day(at, ("issued_on",), raw)
        entries = dict(self._entries())
        clauses = {id_: self._clause(entry, (first, last)) for id_, entry in entries.items()}
        self._check(entries, clauses)
        return Instrument(
            id=self.id,
            number=raw.get("number", ""),
            title=text(raw["title"]),
            issuer=_text(raw, "issuer"),
            status=raw["status"],
            about=_text(raw, "about"),
            binds_from=first,
            binds_until=last,
            currency=raw.get("currency", ""),
            rules=tuple(self._rule(rule, index) for index, rule in enumerate(raw.get("fines", ()))),
            fined_as_individuals=tuple(raw.get("fined_as_individuals", ())),
            notes=tuple(map(text, raw.get("notes", ()))),
            secondary=raw.get("secondary", False),
            sources=tuple(
                Reading(one["title"], one.get("publisher", ""), _text(one, "what"))
                for one in raw["sources"]
            ),
            read=_text(raw, "read"),
            waivers=self._waiver_rules(clauses),
            clauses=clauses,
            entries=entries,
            trials=self._trials(clauses),
        )

    def _entries(self) -> Iterator[tuple[str, Entry]]:
        seen: dict[str, str] = {}
        for article in self.policies.articles.get(self.id, ()):
            value = article.value
            for index, raw in enumerate(value["clauses"]):
                pointer: Pointer = ("clauses", index)
                id_ = raw["id"]
                if id_.split(".")[0] != str(value["article"]):
                    told = f"{id_} is no clause of article {value['article']}"
                    self.problems.tell(article.path, (*pointer, "id"), told)
                if id_ in seen:
                    told = f"{id_} stands twice; see {seen[id_]}"
                    self.problems.tell(article.path, (*pointer, "id"), told)
                seen[id_] = article.path
                yield id_, Entry(article.path, pointer, {**_head(value), **raw})

    def _clause(self, entry: Entry, days: Period) -> Clause:
        raw = entry.raw
        first, last = self.problems.period(entry.path, entry.pointer, raw, days)
        return Clause(
            instrument=self.id,
            id=raw["id"],
            kind=raw["kind"],
            article=str(raw["article"]),
            section=raw.get("section", ""),
            title=text(raw["title"]),
            says=text(raw["says"]),
            fine=self._fine(entry),
            of=named(raw.get("of", ())),
            remedies=self._measures(entry, "remedies"),
            additional=self._measures(entry, "additional"),
            extent=raw.get("extent"),
            leaves=_text(raw, "leaves"),
            same_act=raw.get("same_act"),
            echo=raw.get("echo", False),
            not_checked=_not_checked(raw),
            rests_on=tuple(map(text, raw.get("rests_on", ()))),
            reconstructed=_text(raw, "reconstructed"),
            doubts=tuple(map(text, raw.get("doubts", ()))),
            raises=self._raise(raw),
            depends_on=_text(raw, "depends_on"),
            scale=tuple(_scale(raw)),
            binds_from=first,
            binds_until=last,
        )

    def _raise(self, raw: Mapping[str, Any]) -> Raise | None:
        if "raises" not in raw:
            return None
        clauses = tuple(full(ref, self.id) for ref in raw["raises"])
        return Raise(clauses, raw.get("decisions"), raw.get("times"))

    def _fine(self, entry: Entry) -> Fine | None:
        stated = entry.raw.get("fine", {}).get("stated")
        if stated is None:
            return None
        at: Pointer = (*entry.pointer, "fine", "stated")
        if "currency" not in self.raw:
            told = f"an amount without a currency: {self.id} needs `currency`"
            self.problems.tell(entry.path, at, told)
        return self._shares(stated, entry.path, at)._replace(
            min=stated.get("min"), max=stated.get("max"), warning=stated.get("warning", False)
        )

    def _rule(self, raw: Mapping[str, Any], index: int) -> AmountRule:
        factors = {raw["stated_for"]: Factor()}
        for person in (INDIVIDUAL, ORGANISATION):
            if person in raw:
                times, divided = raw[person].get("times", 1), raw[person].get("divided_by", 1)
                factors[person] = Factor(times, divided)
        ceiling = None
        if "ceiling" in raw:
            at: Pointer = ("fines", index, "ceiling")
            found = self._shares(raw["ceiling"], self.source.path, at)
            ceiling = found._replace(min=raw["ceiling"].get("at_least"))
        return AmountRule(
            articles=tuple(raw["articles"]) if "articles" in raw else None,
            clauses=tuple(raw.get("clauses", ())),
            stated_for=raw["stated_for"],
            factors=factors,
            caps=raw.get("cap", {}),
            shares=raw.get("shares", False),
            ceiling=ceiling,
            by=tuple(raw.get("by", ())),
        )

    def _shares(self, raw: Mapping[str, Any], path: str, at: Pointer) -> Fine:
        return Fine(
            self.raw.get("currency", ""),
            percent=self._share(raw.get("percent"), path, (*at, "percent", "of")),
            multiple=self._share(raw.get("multiple"), path, (*at, "multiple", "of")),
        )

    def _share(self, raw: Mapping[str, Any] | None, path: str, at: Pointer) -> Share | None:
        if raw is None:
            return None
        bases = self.raw.get("bases", {})
        name = raw["of"]
        if name not in bases:
            told = f"{self.id} has no base {name!r}{self.problems.hint(name, bases)}"
            self.problems.tell(path, at, told)
        of = text(bases[name]) if name in bases else plain(name)
        field = bases[name].get("field", "") if name in bases else ""
        return Share(raw.get("min"), raw.get("max"), of, field)

    def _measures(self, entry: Entry, key: str) -> tuple[Text, ...]:
        known = self.raw.get(key, {})
        found = []
        for index, name in enumerate(entry.raw.get(key, ())):
            if name in known:
                found.append(text(known[name]))
            else:
                told = f"{self.id} has no {key} {name!r}{self.problems.hint(name, known)}"
                self.problems.tell(entry.path, (*entry.pointer, key, index), told)
        return tuple(found)

    def _waiver_rules(self, clauses: Mapping[str, Clause]) -> WaiverRules:
        raw = self.raw.get("waivers", {})
        for index, name in enumerate(raw.get("never", ())):
            if name not in clauses:
                told = f"there is no clause {name!r}{self.problems.hint(name, clauses)}"
                self.problems.tell(self.source.path, ("waivers", "never", index), told)
        longest = None
        if "longest" in raw:
            try:
                longest = parse_duration(raw["longest"])
            except DurationError as error:
                self.problems.tell(self.source.path, ("waivers", "longest"), str(error))
        return WaiverRules(longest, tuple(raw.get("never", ())))

    def _trials(self, clauses: Mapping[str, Clause]) -> dict[str, tuple[Trial, ...]]:
        found: dict[str, tuple[Trial, ...]] = {}
        for source in self.policies.tests.get(self.id, ()):
            for id_, trials in source.value["tests"].items():
                if id_ not in clauses:
                    told = f"there is no clause {id_!r}{self.problems.hint(id_, clauses)}"
                    self.problems.tell(source.path, ("tests", id_), told)
                found[id_] = found.get(id_, ()) + tuple(
                    Trial(source.path, ("tests", id_, index), trial)
                    for index, trial in enumerate(trials)
                )
        return found

    def _check(self, entries: Mapping[str, Entry], clauses: Mapping[str, Clause]) -> None:
        if self.raw.get("clauses", len(clauses)) != len(clauses):
            told = f"{len(clauses)} clauses stand in the articles, not {self.raw['clauses']}"
            self.problems.tell(self.source.path, ("clauses",), told)
        for entry in entries.values():
            raw = entry.raw
            if raw["kind"] in NORMS and not raw.keys() & {"checked_by", "not_checked"}:
                told = f"{raw['id']} is a {raw['kind']} without `checked_by` or `not_checked`"
                self.problems.tell(entry.path, (*entry.pointer, "id"), told)
            if "raises" in raw and not raw.keys() & _CONDITIONS:
                told = (
                    f"{raw['id']} would raise always: say when, by {', '.join(sorted(_CONDITIONS))}"
                )
                self.problems.tell(entry.path, (*entry.pointer, "raises"), told)
        self._check_rules(clauses)

    def _check_rules(self, clauses: Collection[str]) -> None:
        for index, rule in enumerate(self.raw.get("fines", ())):
            for number, ref in enumerate(rule.get("clauses", ())):
                if not any(is_below(id_, ref) for id_ in clauses):
                    told = f"there is no clause {ref!r}{self.problems.hint(ref, clauses)}"
                    self.problems.tell(self.source.path, ("fines", index, "clauses", number), told)


def _head(article: Mapping[str, Any]) -> dict[str, Any]:
    return {key: article[key] for key in ("article", "section", "title") if key in article}


def _text(raw: Mapping[str, Any], key: str) -> Text | None:
    return text(raw[key]) if key in raw else None


def _not_checked(raw: Mapping[str, Any]) -> NotChecked | None:
    """Return why nothing checks a clause; one that raises others says it by that."""
    if "not_checked" in raw:
        because, why = raw["not_checked"]["because"], raw["not_checked"].get("why")
        if because == "elsewhere":
            clauses = ", ".join(raw["not_checked"]["by"])
            return NotChecked(because, say("checked-elsewhere", clauses=clauses))
        return NotChecked(because, text(why))
    kind: ClauseKind = raw["kind"]
    if kind in RAISING:
        by = next((key for key in ("decisions", "scale", "depends_on") if key in raw), "of")
        why = say(f"raises-{by}", clauses=", ".join(raw["raises"]))
        return NotChecked("escalation", why)
    return None


def _scale(raw: Mapping[str, Any]) -> Iterator[Scale]:
    for unit, bounds in raw.get("scale", {}).items():
        over = bounds["from"] - 1 if "from" in bounds else bounds.get("over", 0)
        up_to = bounds["under"] - 1 if "under" in bounds else bounds.get("up_to")
        yield Scale(unit, over, up_to)
