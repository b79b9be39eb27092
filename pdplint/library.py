"""Controls, regimes and the bindings between them, compiled and checked against one another.

A policy that does not load stops the run: a misspelt operator, path, argument, parameter, control
or clause is told with its file and line, because a question that is never asked would be a pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.condition import (
    NONE,
    Condition,
    DayArgument,
    PathArgument,
    Question,
    Term,
    describe,
    question_of,
    show,
)
from pdplint.fields import EVERY, ORGANISATION, Field, FieldTable, split
from pdplint.hints import AT_ONCE, Hints
from pdplint.model import (
    Citation,
    Clause,
    Escalation,
    Fine,
    NotChecked,
    Pointer,
    Scale,
    Severity,
    Span,
    Text,
)
from pdplint.operators import OPERATORS, TODAY, Operator, parse
from pdplint.units import Calendar, Duration, DurationError, make_calendar, parse_duration
from pdplint.words import say

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Collection,
        Container,
        Iterator,
        Mapping,
        Sequence,
    )

ANY = "any"
LISTED = 20


class PolicyProblem(NamedTuple):
    """What is wrong in a policy file, and where."""

    path: str
    pointer: Pointer
    message: str
    span: Span | None = None


class PolicyError(Exception):
    """Policies that cannot be used; `problems` says all that is wrong with them."""

    def __init__(self, problems: Sequence[PolicyProblem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class Trial(NamedTuple):
    """A test inside a policy: what is judged, and what shall come of it."""

    path: str
    pointer: Pointer
    raw: Mapping[str, Any]


class Control(NamedTuple):
    """One question of one kind of entity, independent of any law."""

    id: str
    title: Text
    help: Text
    kind: str
    when: Mapping[str, Any]
    require: Mapping[str, Any]
    parameters: Mapping[str, str]
    severity: Severity
    trials: tuple[Trial, ...]
    path: str


class Binding(NamedTuple):
    """A control as a clause asks it: with its numbers, of those whom it addresses."""

    control: Control
    clause: Clause
    question: Question
    with_: Mapping[str, Any]
    severity: Severity
    requires: Text
    applies_when: Text
    exempt_when: Text

    @property
    def citation(self) -> Citation:
        """The clause as a finding of this binding cites it."""
        return Citation(self.clause, self.control.id, self.with_, self.requires, self.severity)


class WaiverRules(NamedTuple):
    """What a regime lets be waived: for how long at most, and which clauses never."""

    longest: Duration | None = None
    never: tuple[str, ...] = ()


class Regime(NamedTuple):
    """Legal instruments as they stand in a period, with all their clauses."""

    id: str
    status: str
    title: Text
    about: Text
    in_force_today: Text | None
    home: str
    calendar: Calendar
    sensitive: tuple[str, ...]
    sensitive_with: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    clauses: tuple[Clause, ...]
    bindings: tuple[Binding, ...]
    trials: Mapping[str, tuple[Trial, ...]]
    fine_notes: tuple[Text, ...]
    waivers: WaiverRules = WaiverRules()


class Library(NamedTuple):
    """Everything that policies say."""

    controls: Mapping[str, Control]
    regimes: Mapping[str, Regime]
    table: FieldTable


def text(raw: Mapping[str, str]) -> Text:
    """Return a policy's `{en, vi}`."""
    return Text(" ".join(raw["en"].split()), " ".join(raw["vi"].split()))


# --- conditions ---------------------------------------------------------------------------------


class _Wrong(Exception):  # noqa: N818 no error of ours: a policy's, with its place
    def __init__(self, message: str, *pointer: str | int) -> None:
        super().__init__(message)
        self.pointer = pointer


class Compiler(NamedTuple):
    """Makes conditions of one kind of entity, with parameters put in."""

    table: FieldTable
    kind: str
    values: Mapping[str, Any]

    def condition(self, raw: Mapping[str, Any], *, asks: bool) -> Condition:
        """Compile a condition; `asks` is true for `require`, false for `when` and `unless`."""
        terms = []
        for path, operators in raw.items():
            if path == ANY:
                continue
            for name, argument in operators.items():
                try:
                    terms.append(self._term(self._filled(path), name, argument, asks=asks))
                except (LookupError, ValueError) as error:
                    raise _Wrong(str(error.args[0]), path, name) from None
        group = tuple(
            self._alternative(index, sub, asks=asks) for index, sub in enumerate(raw.get(ANY, ()))
        )
        return Condition(tuple(terms), (group,) if group else ())

    def _alternative(self, index: int, raw: Mapping[str, Any], *, asks: bool) -> Condition:
        if ANY in raw:
            raise _Wrong("`any` stands one deep only", ANY, index, ANY)
        try:
            return self.condition(raw, asks=asks)
        except _Wrong as error:
            raise _Wrong(str(error), ANY, index, *error.pointer) from None

    def _term(self, path: str, name: str, argument: Any, *, asks: bool) -> Term:
        operator = OPERATORS.get(name)
        if operator is None:
            raise ValueError(f"there is no operator {name!r}{_hint(name, OPERATORS)}")
        leaves = self.table.at(self.kind, path)
        parts = split(path)
        absent = all(leaf.absent for leaf in leaves)
        if EVERY in parts and not asks:
            raise ValueError(f"{EVERY} stands in `require` only, where it means every")
        if name == "present" and not asks and not absent:
            raise ValueError(
                f"`present` is asked in `when` and `unless` only of fields whose absence declares "
                f"something; {path} left out is not described (use none_of: [none])"
            )
        for leaf in leaves:
            _fits(operator, leaf, path)
        return Term(path, parts, operator, self._argument(operator, leaves, argument), absent)

    def _argument(self, operator: Operator, leaves: Sequence[Field], raw: Any) -> Any:
        raw = self._value(raw)
        if operator.argument == "flag":
            if not isinstance(raw, bool):
                raise ValueError(f"{operator.name} takes true or false")
            return raw
        if operator.argument == "day":
            return self._day(raw)
        if operator.argument == "length":
            return _one("duration", raw)
        as_list = operator.argument == "items"
        if isinstance(raw, str) and raw.startswith("/"):
            return self._path(raw, {_meaning(leaf) for leaf in leaves}, as_list=as_list)
        if as_list:
            items = raw if isinstance(raw, list) else [raw]
            return [_literal(item, leaves, self._kinds()) for item in items]
        return _literal(raw, leaves, self._kinds())

    def _kinds(self) -> Container[str]:
        """Return the kinds of which entities have ids; the organisation is a word."""
        return self.table.kinds.keys() - {ORGANISATION}

    def _day(self, raw: Any) -> DayArgument:
        if not isinstance(raw, dict):
            return DayArgument(self._day_after(raw), None)
        if set(raw) != {"after", "within"}:
            raise ValueError("a day is a date, today, a path, or {after: …, within: …}")
        return DayArgument(self._day_after(raw["after"]), self._timed("duration", raw["within"]))

    def _day_after(self, raw: Any) -> Any:
        return TODAY if self._value(raw) == TODAY else self._timed("date", raw)

    def _timed(self, type_: str, raw: Any) -> Any:
        raw = self._value(raw)
        return self._path(raw, {type_}) if str(raw).startswith("/") else _one(type_, raw)

    def _path(self, raw: str, types: Collection[str], *, as_list: bool = False) -> PathArgument:
        for leaf in self.table.at(self.kind, raw):
            found = _meaning(leaf) if as_list else leaf.type
            if found not in types:
                wanted = " or ".join(sorted(types))
                raise ValueError(f"{raw} is a {found}; a {wanted} is wanted there")
        return PathArgument(split(raw), as_list)

    def _filled(self, path: str) -> str:
        """Return a path with its `$name` parts replaced by the parameters' values."""
        parts = [str(self._value(part)) for part in path.split("/")]
        return "/".join(parts)

    def _value(self, raw: Any) -> Any:
        if isinstance(raw, str) and raw.startswith("$"):
            if raw[1:] not in self.values:
                raise ValueError(f"there is no parameter {raw}{_hint(raw[1:], self.values)}")
            return self.values[raw[1:]]
        return raw


def _fits(operator: Operator, leaf: Field, path: str) -> None:
    of = "list" if leaf.type in {"list", "map"} else "scalar"
    if operator.of not in {"any", of}:
        raise ValueError(f"{operator.name} is asked of a {operator.of}; {path} is a {leaf.type}")
    if leaf.type == "block" and (leaf.none or operator.of == "any"):
        return
    if operator.argument == "items" and leaf.type == "list" and leaf.scalar.type == "block":
        raise ValueError(f"{operator.name} is asked of a list of words; {path} is one of blocks")
    if operator.types and leaf.scalar.type not in operator.types:
        raise ValueError(f"{operator.name} cannot be asked of {path}, a {leaf.scalar.type}")


def _meaning(leaf: Field) -> str:
    """Return what the items of a list, the keys of a map, or a scalar mean."""
    return "word" if leaf.type == "map" else leaf.scalar.type


def _one(type_: str, raw: Any) -> Any:
    if isinstance(raw, list):
        raise ValueError(f"one {type_} stands there, not a list")  # noqa: TRY004 all are ValueError
    return parse(type_, raw)


def _literal(raw: Any, leaves: Sequence[Field], kinds: Container[str]) -> Any:
    """Return a literal that one of the fields could hold; ids of entities are none of them."""
    for leaf in leaves:
        field = leaf.scalar
        if raw == NONE and (leaf.none or NONE in (*leaf.refers_to, *leaf.words)):
            return raw
        measured = field.type in {"date", "duration"}  # a word for one is no measure of another
        if raw in (*leaf.words, *field.words) and not measured:
            return raw
        if field.type == "reference":
            if raw in field.refers_to and raw not in kinds:
                return raw
        elif (not field.words or measured) and leaf.type != "block":
            return _one(field.type, raw)
    reserved = [word for leaf in leaves for word in leaf.scalar.refers_to if word not in kinds]
    words = tuple(str(word) for leaf in leaves for word in leaf.scalar.words) or reserved or (NONE,)
    raise ValueError(f"{raw!r} cannot stand there{_hint(str(raw), words)}")


def _hint(word: str, known: Collection[str], hints: Hints | None = None) -> str:
    meant = (hints or Hints(AT_ONCE)).near(word, known)
    if meant:
        return f"; did you mean {meant!r}?"
    return f" (known: {', '.join(sorted(known))})" if known and len(known) <= LISTED else ""


_PARAMETER_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "duration": lambda raw: isinstance(raw, str),
    "date": lambda raw: isinstance(raw, str),
    "integer": lambda raw: isinstance(raw, int) and not isinstance(raw, bool),
    "boolean": lambda raw: isinstance(raw, bool),
    "items": lambda raw: isinstance(raw, list),
    "key": lambda raw: isinstance(raw, str),
}


def shared_values(regime: Mapping[str, Any]) -> dict[str, Any]:
    """Return what bindings of a regime may name as `$name`: its grounds."""
    return {"grounds": regime.get("grounds", [])}


def _parameters(
    control: Control, given: Mapping[str, Any], shared: Mapping[str, Any]
) -> dict[str, Any]:
    values = {}
    for name, raw in given.items():
        if name not in control.parameters:
            raise _Wrong(
                f"{control.id} has no parameter {name!r}{_hint(name, control.parameters)}",
                "with",
                name,
            )
        value = raw
        if isinstance(raw, str) and raw.startswith("$"):
            if raw[1:] not in shared:
                raise _Wrong(f"the regime has no {raw}{_hint(raw[1:], shared)}", "with", name)
            value = shared[raw[1:]]
        if not _PARAMETER_TYPES[control.parameters[name]](value):
            raise _Wrong(f"{name} is a {control.parameters[name]}, not {show(value)}", "with", name)
        values[name] = value
    if missing := set(control.parameters) - set(given):
        raise _Wrong(f"{control.id} needs {', '.join(sorted(missing))}", "with")
    return values


def bind(
    table: FieldTable,
    control: Control,
    values: Mapping[str, Any],
    when: Mapping[str, Any] | None = None,
    unless: Mapping[str, Any] | None = None,
) -> Question:
    """Compile a control with its parameters, and the scope of a binding, into a question.

    The pointer of what is wrong in it is relative to the binding: a control was checked on its
    own, so what does not fit in it is what the binding puts in.
    """
    compiler = Compiler(table, control.kind, values)
    scope = (_inside("when", lambda: compiler.condition(when, asks=False)),) if when else ()
    excuses = (_inside("unless", lambda: compiler.condition(unless, asks=False)),) if unless else ()
    try:
        own = (compiler.condition(control.when, asks=False),) if control.when else ()
        require = compiler.condition(control.require, asks=True)
    except _Wrong as error:
        raise _Wrong(f"{control.id}: {error}", "with") from None
    return question_of((*scope, *own), excuses, require)


def _inside(key: str, compile_: Callable[[], Condition]) -> Condition:
    try:
        return compile_()
    except _Wrong as error:
        raise _Wrong(str(error), key, *error.pointer) from None


# --- loading ------------------------------------------------------------------------------------


class Source(NamedTuple):
    """The value of one policy file, of a form that its schema allows."""

    path: str
    value: Mapping[str, Any]


class Policies(NamedTuple):
    """The policy files by what they hold; regimes and articles by the regime's folder."""

    controls: list[Source]
    regimes: dict[str, Source]
    articles: dict[str, list[Source]]
    calendars: dict[str, Mapping[str, Any]]


def load(policies: Policies, table: FieldTable) -> Library:
    """Compile policies and check them against one another and the field table.

    Raises:
        PolicyError: with all problems found.
    """
    problems: list[PolicyProblem] = []
    controls: dict[str, Control] = {}
    for source in policies.controls:
        control = _control(source)
        if control.id in controls:
            message = f"the control {control.id} stands in {controls[control.id].path} too"
            problems.append(PolicyProblem(source.path, ("id",), message))
        problems += _check_control(control, table)
        controls[control.id] = control
    regimes = {}
    for name, source in policies.regimes.items():
        loader = _RegimeLoader(source, policies, controls, table)
        regimes[name] = loader.load()
        problems += loader.problems
    if problems:
        raise PolicyError(problems)
    return Library(controls, regimes, table)


def _control(source: Source) -> Control:
    raw = source.value
    kind = raw["each"].strip("/").split("/")[0]
    trials = tuple(
        Trial(source.path, ("tests", index), trial)
        for index, trial in enumerate(raw.get("tests", ()))
    )
    return Control(
        id=raw["id"],
        title=text(raw["title"]),
        help=text(raw["help"]),
        kind=kind,
        when=raw.get("when", {}),
        require=raw["require"],
        parameters=raw.get("parameters", {}),
        severity=raw["severity"],
        trials=trials,
        path=source.path,
    )


def _check_control(control: Control, table: FieldTable) -> Iterator[PolicyProblem]:
    if control.kind not in table.kinds:
        message = f"there is no kind {control.kind!r}{_hint(control.kind, table.kinds)}"
        yield PolicyProblem(control.path, ("each",), message)
        return
    used = _used(control.when) | _used(control.require)
    for name in sorted(set(control.parameters) - used):
        yield PolicyProblem(control.path, ("parameters", name), f"the parameter {name} is not used")
    for trial in control.trials:
        try:
            values = _parameters(control, trial.raw.get("with", {}), {})
        except _Wrong as error:
            yield PolicyProblem(control.path, (*trial.pointer, *error.pointer), str(error))
            continue
        for key, raw, asks in (("when", control.when, False), ("require", control.require, True)):
            try:
                Compiler(table, control.kind, values).condition(raw, asks=asks)
            except _Wrong as error:
                yield PolicyProblem(control.path, (key, *error.pointer), str(error))
                return


def _used(raw: Any) -> set[str]:
    if isinstance(raw, dict):
        in_paths = {part[1:] for path in raw for part in path.split("/") if part.startswith("$")}
        return in_paths | {name for value in raw.values() for name in _used(value)}
    if isinstance(raw, list):
        return {name for value in raw for name in _used(value)}
    return {raw[1:]} if isinstance(raw, str) and raw.startswith("$") else set()


class _RegimeLoader:
    """Loads one regime and gathers what is wrong with it."""

    def __init__(
        self, source: Source, policies: Policies, controls: Mapping[str, Control], table: FieldTable
    ) -> None:
        self.source = source
        self.policies = policies
        self.controls = controls
        self.table = table
        self.id: str = source.value["regime"]
        self.problems: list[PolicyProblem] = []
        self.trials: dict[str, tuple[Trial, ...]] = {}
        self.hints = Hints()

    def load(self) -> Regime:
        raw = self.source.value
        clauses: dict[str, Clause] = {}
        bindings: list[Binding] = []
        for article in self.policies.articles.get(self.id, ()):
            for index, entry in enumerate(article.value["clauses"]):
                clause = _clause(self.id, article.value, entry)
                if clause.id.split(".")[0] != clause.article:
                    message = f"{clause.id} is no clause of article {clause.article}"
                    self._tell(article.path, ("clauses", index, "id"), message)
                if clause.id in clauses:
                    self._tell(article.path, ("clauses", index, "id"), f"{clause.id} stands twice")
                clauses[clause.id] = clause
                bindings += self._bindings(article.path, index, clause, entry)
                self.trials[clause.id] = tuple(
                    Trial(article.path, ("clauses", index, "tests", number), trial)
                    for number, trial in enumerate(entry.get("tests", ()))
                )
        self._check_links(clauses)
        if "in_force_today" in raw:
            in_force: Text | None = text(raw["in_force_today"])
        else:
            in_force = None
        return Regime(
            id=self.id,
            status=raw["status"],
            title=text(raw["title"]),
            about=text(raw["about"]),
            in_force_today=in_force,
            home=raw["home"],
            calendar=self._calendar(),
            sensitive=self._words("flows", "/data", raw["sensitive"], ("sensitive",)),
            sensitive_with=tuple(
                self._sensitive_with(entry, ("sensitive_with", index))
                for index, entry in enumerate(raw.get("sensitive_with", ()))
            ),
            clauses=tuple(clauses.values()),
            bindings=tuple(bindings),
            trials=self.trials,
            fine_notes=tuple(_fine_notes(raw["fines"])),
            waivers=self._waiver_rules(raw.get("waivers", {}), clauses),
        )

    def _tell(self, path: str, pointer: Pointer, message: str) -> None:
        self.problems.append(PolicyProblem(path, pointer, message))

    def _waiver_rules(self, raw: Mapping[str, Any], clauses: Mapping[str, Clause]) -> WaiverRules:
        for index, name in enumerate(raw.get("never", ())):
            if name not in clauses:
                message = f"there is no clause {name!r}{_hint(name, clauses, self.hints)}"
                self._tell(self.source.path, ("waivers", "never", index), message)
        longest = None
        if "longest" in raw:
            try:
                longest = parse_duration(raw["longest"])
            except DurationError as error:
                self._tell(self.source.path, ("waivers", "longest"), str(error))
        return WaiverRules(longest, tuple(raw.get("never", ())))

    def _calendar(self) -> Calendar:
        name = self.source.value["calendar"]
        raw = self.policies.calendars.get(name)
        if raw is None:
            hint = _hint(name, self.policies.calendars, self.hints)
            self._tell(self.source.path, ("calendar",), f"there is no calendar {name!r}{hint}")
            return make_calendar(1, 0, (), ())
        try:
            years = raw["first_year"], raw["last_year"]
            until = raw.get("weekends_until", 0)
            return make_calendar(*years, raw["days_off"], raw["working"], until)
        except (LookupError, TypeError, ValueError) as error:
            self._tell(self.source.path, ("calendar",), f"the calendar {name!r} is wrong: {error}")
            return make_calendar(1, 0, (), ())

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
                message = f"there is no {what} {word!r}{_hint(word, field.words, self.hints)}"
                self._tell(self.source.path, (*pointer, index), message)
        return tuple(given)

    def _bindings(
        self, path: str, index: int, clause: Clause, entry: Mapping[str, Any]
    ) -> Iterator[Binding]:
        for number, raw in enumerate(entry.get("checked_by", ())):
            pointer: Pointer = ("clauses", index, "checked_by", number)
            control = self.controls.get(raw["control"])
            if control is None:
                hint = _hint(raw["control"], self.controls, self.hints)
                self._tell(
                    path, (*pointer, "control"), f"there is no control {raw['control']!r}{hint}"
                )
                continue
            try:
                yield self._binding(control, clause, raw)
            except _Wrong as error:
                self._tell(path, (*pointer, *error.pointer), str(error))

    def _binding(self, control: Control, clause: Clause, raw: Mapping[str, Any]) -> Binding:
        shared = shared_values(self.source.value)
        values = _parameters(control, raw.get("with", {}), shared)
        scope = {**shared, **values}
        question = bind(self.table, control, scope, raw.get("when"), raw.get("unless"))
        return Binding(
            control=control,
            clause=clause,
            question=question,
            with_=values,
            severity=raw.get("severity", control.severity),
            requires=describe(question.require),
            applies_when=_joined(question.when),
            exempt_when=_joined(question.unless),
        )

    def _check_links(self, clauses: Mapping[str, Clause]) -> None:
        for article in self.policies.articles.get(self.id, ()):
            for index, entry in enumerate(article.value["clauses"]):
                for pointer, name in _links(entry):
                    if name not in clauses:
                        message = f"there is no clause {name!r}{_hint(name, clauses, self.hints)}"
                        self._tell(article.path, ("clauses", index, *pointer), message)


def _links(entry: Mapping[str, Any]) -> Iterator[tuple[Pointer, str]]:
    for index, name in enumerate(entry.get("escalates", {}).get("clauses", ())):
        yield ("escalates", "clauses", index), name
    if "scale" in entry:
        yield ("scale", "of"), entry["scale"]["of"]


def _joined(conditions: Sequence[Condition]) -> Text:
    texts = [describe(condition) for condition in conditions]
    return Text("; ".join(t.en for t in texts), "; ".join(t.vi for t in texts))


def _clause(regime: str, article: Mapping[str, Any], raw: Mapping[str, Any]) -> Clause:
    not_checked = raw.get("not_checked")
    escalates = raw.get("escalates")
    citizens = raw.get("scale", {}).get("citizens")
    return Clause(
        regime=regime,
        id=raw["id"],
        article=str(article["article"]),
        section=article["section"],
        title=text(article["title"]),
        says=text(raw["says"]),
        fine=Fine(**raw["fine"]["organisation"]),
        extent=raw.get("extent"),
        leaves=text(raw["leaves"]) if "leaves" in raw else None,
        same_act=raw.get("same_act"),
        echo=raw.get("echo", False),
        not_checked=NotChecked(not_checked["because"], text(not_checked["why"]))
        if not_checked
        else None,
        sanctions=tuple(raw.get("sanctions", ())),
        rests_on=tuple(map(text, raw.get("rests_on", ()))),
        reconstructed=text(raw["reconstructed"]) if "reconstructed" in raw else None,
        doubts=tuple(map(text, raw.get("doubts", ()))),
        escalates=Escalation(tuple(escalates["clauses"]), escalates["decisions"])
        if escalates
        else None,
        scale=Scale(citizens.get("over", 0), citizens.get("up_to")) if citizens else None,
    )


def _fine_notes(raw: Mapping[str, Any]) -> Iterator[Text]:
    yield text(raw["individuals"])
    for key in ("multiplier", "revenue"):
        if key in raw:
            yield text(raw[key])
    for key in ("additional", "remedies"):
        measures = [text(entry) for entry in raw.get(key, ())]
        if measures:
            en, vi = ("; ".join(column) for column in zip(*measures, strict=True))
            yield say(f"fines-{key}", measures=Text(en, vi))
