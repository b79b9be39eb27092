from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from pdplint.library import Library, Policies, PolicyError, Source, bind, load, text
from pdplint.model import Escalation, Fine, Scale, Text
from pdplint.run.resources import Resources, load_library
from tests.support import ROOT, table

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = {"en": "x", "vi": "y"}

CONTROL: dict[str, Any] = {
    "id": "deletion-deadline",
    "title": WORDS,
    "each": "/flows/*",
    "when": {"/role": {"one_of": ["controller"]}},
    "require": {"/rights/delete/within": {"at_most": "$limit"}},
    "parameters": {"limit": "duration"},
    "severity": "error",
    "help": {"en": "a\n  b", "vi": "c"},
    "tests": [{"name": "in time", "with": {"limit": "48h"}, "holds": True}],
}
CLAUSE: dict[str, Any] = {
    "id": "15.1.e",
    "says": WORDS,
    "fine": {"organisation": {"min_vnd": 1, "max_vnd": 2}},
    "extent": "whole",
    "checked_by": [
        {
            "control": "deletion-deadline",
            "with": {"limit": "48h"},
            "when": {"/purpose/use": {"one_of": ["marketing"]}},
            "unless": {"/rights/delete/by_law": {"present": True}},
        }
    ],
    "tests": [{"name": "t", "holds": True}],
}
ESCALATES: dict[str, Any] = {
    "id": "15.2",
    "says": WORDS,
    "fine": {"organisation": {"revenue_percent": 5}},
    "not_checked": {"because": "escalation", "why": WORDS},
    "escalates": {"clauses": ["15.1.e"], "decisions": 2},
    "scale": {"of": "15.1.e", "citizens": {"up_to": 100}},
}
ARTICLE: dict[str, Any] = {
    "article": 15,
    "section": "II",
    "title": WORDS,
    "clauses": [CLAUSE, ESCALATES],
}
REGIME: dict[str, Any] = {
    "regime": "house",
    "status": "in_force",
    "title": WORDS,
    "about": WORDS,
    "home": "VN",
    "calendar": "vn",
    "sensitive": ["user.biometric"],
    "sensitive_with": [{"services": ["telecom"], "data": ["user.location"]}],
    "fines": {"amounts_for": "organisation", "individuals": WORDS},
    "grounds": ["consent", "emergency"],
}
CALENDAR: dict[str, Any] = {
    "first_year": 2026,
    "last_year": 2026,
    "days_off": ["2026-01-01"],
    "working": [],
}


class Bundle:
    """Policies that load, each to be broken in one place."""

    def __init__(self) -> None:
        self.control = deepcopy(CONTROL)
        self.article = deepcopy(ARTICLE)
        self.clause = self.article["clauses"][0]
        self.binding = self.clause["checked_by"][0]
        self.regime = deepcopy(REGIME)
        self.calendar = deepcopy(CALENDAR)
        self.more: list[Source] = []

    def load(self) -> Library:
        policies = Policies(
            [Source("control.yaml", self.control), *self.more],
            {"house": Source("regime.yaml", self.regime)},
            {"house": [Source("article.yaml", self.article)]},
            {"vn": self.calendar},
        )
        return load(policies, table())

    def problems(self) -> list[tuple[str, str, str]]:
        with pytest.raises(PolicyError) as caught:
            self.load()
        return [
            (p.path, "".join(f"|{part}" for part in p.pointer), p.message)
            for p in caught.value.problems
        ]


# What loads


def test_what_loads_is_what_the_policies_say() -> None:
    library = Bundle().load()
    regime = library.regimes["house"]
    (binding,) = regime.bindings
    assert binding.with_ == {"limit": "48h"}
    assert binding.requires == Text(
        "rights.delete.within at most 48h", "rights.delete.within tối đa 48h"
    )
    assert binding.applies_when.en == "purpose.use one of marketing; role one of controller"
    assert binding.exempt_when.en == "rights.delete.by_law described"
    assert binding.citation.clause.ref == "house/15.1.e"
    assert binding.severity == "error"
    first, second = regime.clauses
    assert first.fine == Fine(1, 2)
    assert (first.escalates, first.scale, first.not_checked) == (None, None, None)
    assert second.escalates == Escalation(("15.1.e",), 2)
    assert second.scale == Scale(0, 100)
    assert second.not_checked is not None
    assert regime.sensitive_with == ((("telecom",), ("user.location",)),)
    assert len(regime.trials["15.1.e"]) == len(library.controls["deletion-deadline"].trials) == 1
    assert library.controls["deletion-deadline"].help.en == "a b"


def test_a_text_of_several_lines_is_one_line() -> None:
    assert text({"en": "a\n b\n", "vi": "c  d"}) == Text("a b", "c d")


def test_all_that_a_clause_and_a_regime_may_say_is_kept() -> None:
    bundle = Bundle()
    bundle.clause |= {
        "leaves": WORDS,
        "reconstructed": WORDS,
        "doubts": [WORDS],
        "rests_on": [WORDS],
        "same_act": "deletion",
        "echo": True,
        "sanctions": ["d356:5.4"],
    }
    bundle.regime["in_force_today"] = WORDS
    bundle.regime["fines"] |= {
        "multiplier": {**WORDS, "times": 2},
        "additional": [WORDS, WORDS],
        "remedies": [WORDS],
    }
    bundle.binding["severity"] = "note"
    regime = bundle.load().regimes["house"]
    clause = regime.clauses[0]
    both = Text("x", "y")
    assert (clause.leaves, clause.reconstructed, clause.doubts) == (both, both, (both,))
    assert (clause.rests_on, clause.same_act, clause.echo) == ((both,), "deletion", True)
    assert regime.in_force_today == both
    assert [note.en for note in regime.fine_notes] == [
        "x",
        "x",
        "beside fines it names: x; x",
        "and to put things right: x",
    ]
    assert regime.bindings[0].severity == "note"


def test_a_binding_takes_the_grounds_that_the_regime_shares() -> None:
    bundle = Bundle()
    bundle.control |= {
        "require": {"/legal_basis": {"one_of": "$named"}},
        "parameters": {"named": "items"},
        "tests": [{"name": "t", "with": {"named": []}}],
    }
    bundle.binding["with"] = {"named": "$grounds"}
    (binding,) = bundle.load().regimes["house"].bindings
    assert binding.requires.en == "legal_basis one of consent, emergency"
    assert binding.with_ == {"named": ["consent", "emergency"]}


def test_a_control_is_bound_without_any_scope() -> None:
    control = Bundle().load().controls["deletion-deadline"]
    question = bind(table(), control, {"limit": "1d"})
    assert (len(question.when), len(question.unless)) == (1, 0)


def test_a_parameter_can_be_a_part_of_a_path() -> None:
    bundle = Bundle()
    bundle.control |= {
        "each": "/organisation",
        "when": {},
        "require": {"/authority_requests/answers/$matter/procedure": {"present": True}},
        "parameters": {"matter": "key"},
        "tests": [{"name": "t", "with": {"matter": "secrets"}}],
    }
    bundle.clause["checked_by"] = [
        {"control": "deletion-deadline", "with": {"matter": "child_safety"}}
    ]
    (binding,) = bundle.load().regimes["house"].bindings
    assert binding.requires.en == "authority_requests.answers.child_safety.procedure described"


def test_the_same_control_serves_two_regimes_with_their_own_numbers() -> None:
    bundle = Bundle()
    other, article = deepcopy(bundle.regime), deepcopy(bundle.article)
    other["regime"] = "other"
    article["clauses"][0]["checked_by"][0]["with"]["limit"] = "72h"
    policies = Policies(
        [Source("control.yaml", bundle.control)],
        {"house": Source("a.yaml", bundle.regime), "other": Source("b.yaml", other)},
        {
            "house": [Source("a/article.yaml", bundle.article)],
            "other": [Source("b/article.yaml", article)],
        },
        {"vn": bundle.calendar},
    )
    regimes = load(policies, table()).regimes
    assert [regimes[name].bindings[0].requires.en[-3:] for name in ("house", "other")] == [
        "48h",
        "72h",
    ]


@pytest.mark.parametrize(
    ("require", "why"),
    [
        pytest.param({"/data": {"contains": "user.contact"}}, "one item for a list", id="one"),
        pytest.param({"/from": {"equals": "subject"}}, "a reserved word", id="reserved word"),
        pytest.param({"/from": {"none_of": ["subject"]}}, "a word beside ids", id="subject"),
        pytest.param({"/legal_basis": {"none_of": "none"}}, "the word none", id="none"),
        pytest.param({"/marketing": {"equals": "none"}}, "a block away", id="a block"),
        pytest.param({"/marketing": {"present": False}}, "a block", id="present"),
        pytest.param({"/automated_decisions": {"equals": False}}, "a boolean", id="false"),
        pytest.param({"/data": {"subset_of": "/purpose/needs"}}, "a path", id="a list by path"),
        pytest.param({"/started_on": {"newer_than": "12mo"}}, "a length", id="newer"),
        pytest.param({"/started_on": {"no_later_than": "today"}}, "a day", id="today"),
        pytest.param(
            {"/started_on": {"no_later_than": {"after": "/derived/start", "within": "60wd"}}},
            "counted from a field",
            id="after",
        ),
        pytest.param(
            {"any": [{"/role": {"equals": "controller"}}, {"/data": {"empty": False}}]},
            "a group",
            id="any",
        ),
        pytest.param({"/data/*": {"one_of": ["user"]}}, "every", id="every"),
    ],
)
def test_what_a_field_could_hold_may_be_asked(require: dict[str, Any], why: str) -> None:
    bundle = Bundle()
    bundle.control |= {"require": require, "parameters": {}, "tests": [{"name": why}]}
    bundle.binding["with"] = {}
    assert bundle.load().regimes["house"].bindings


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        pytest.param("/hosted_in", {"contains_none": ["worldwide"]}, id="a word beside a list"),
        pytest.param(
            "/protection/loss_prevention/backups_kept", {"at_most": "30d"}, id="a time, not none"
        ),
        pytest.param("/protection/loss_prevention/backups_kept", {"equals": "none"}, id="or none"),
    ],
)
def test_what_stands_beside_the_usual_values_may_be_asked(path: str, asked: Any) -> None:
    bundle = Bundle()
    bundle.control |= {
        "each": "/systems/*",
        "when": {},
        "require": {path: asked},
        "parameters": {},
        "tests": [{"name": "t"}],
    }
    bundle.clause["checked_by"] = [{"control": "deletion-deadline"}]
    assert bundle.load().regimes["house"].bindings


# What stops the load


def require(raw: dict[str, Any]) -> Callable[[Bundle], Any]:
    """Return what puts another question into the control, which then needs no parameter."""

    def put(bundle: Bundle) -> None:
        bundle.control |= {"require": raw, "parameters": {}, "tests": [{"name": "t"}]}
        bundle.clause |= {"checked_by": []}

    return put


ASKED = [
    pytest.param(
        {"/role": {"equal": "controller"}}, "/role|equal", "did you mean 'equals'?",
        id="an operator",
    ),
    pytest.param(
        {"/role": {"matches": "x"}}, "/role|matches", "known: at_least, at_most",
        id="an operator like none",
    ),
    pytest.param(
        {"/rights/delet": {"present": True}}, "/rights/delet|present", "did you mean 'delete'?",
        id="a path",
    ),
    pytest.param(
        {"role": {"equals": "controller"}}, "role|equals", "is not a path", id="no path at all"
    ),
    pytest.param(
        {"/role": {"one_of": ["controler"]}}, "/role|one_of", "did you mean 'controller'?",
        id="a word of the argument",
    ),
    pytest.param(
        {"/role": {"one_of": [True]}}, "/role|one_of", "True cannot stand there",
        id="true is no word",
    ),
    pytest.param(
        {"/automated_decisions": {"equals": 1}}, "/automated_decisions|equals",
        "1 is not true or false", id="1 is not true",
    ),
    pytest.param(
        {"/marketing": {"equals": "nothing"}}, "/marketing|equals", "(known: none)",
        id="a block is none or not",
    ),
    pytest.param(
        {"/data": {"contains": ["user.contct"]}}, "/data|contains",
        "did you mean 'user.contact'?", id="a category",
    ),
    pytest.param(
        {"/retention/kept": {"at_most": "12 months"}}, "/retention/kept|at_most", "write 12mo",
        id="a duration",
    ),
    pytest.param(
        {"/retention/kept": {"at_most": ["12mo"]}}, "/retention/kept|at_most", "not a list",
        id="a list for one duration",
    ),
    pytest.param(
        {"/started_on": {"newer_than": ["12mo"]}}, "/started_on|newer_than", "not a list",
        id="a list for a length",
    ),
    pytest.param(
        {"/started_on": {"no_later_than": ["2026-01-01"]}}, "/started_on|no_later_than",
        "not a list", id="a list for a day",
    ),
    pytest.param(
        {"/data": {"contains": [["user"]]}}, "/data|contains", "cannot stand there",
        id="a list in a list",
    ),
    pytest.param(
        {"/data": {"contains": [{"a": 1}]}}, "/data|contains", "cannot stand there",
        id="a block in a list",
    ),
    pytest.param(
        {"/started_on": {"no_later_than": {"after": "today"}}}, "/started_on|no_later_than",
        "{after: …, within: …}", id="half a day",
    ),
    pytest.param(
        {"/started_on": {"no_later_than": "tomorrow"}}, "/started_on|no_later_than",
        "is not a date", id="a day",
    ),
    pytest.param(
        {"/retention/kept": {"at_most": "/purpose/last"}}, "/retention/kept|at_most",
        "did you mean 'lasts'?", id="a path as argument",
    ),
    pytest.param(
        {"/retention/kept": {"at_most": "/purpose/use"}}, "/retention/kept|at_most",
        "/purpose/use is a use; a duration is wanted there", id="a path of another type",
    ),
    pytest.param(
        {"/retention/kept": {"at_most": "/data"}}, "/retention/kept|at_most",
        "/data is a list", id="a path to a list",
    ),
    pytest.param(
        {"/started_on": {"no_later_than": "/role"}}, "/started_on|no_later_than",
        "/role is a word; a date is wanted there", id="a path that is no day",
    ),
    pytest.param(
        {"/started_on": {"no_later_than": {"after": "today", "within": "/started_on"}}},
        "/started_on|no_later_than", "a duration is wanted there", id="a path that is no length",
    ),
    pytest.param(
        {"/data": {"empty": "yes"}}, "/data|empty", "takes true or false", id="a flag"
    ),
    pytest.param(
        {"/role": {"at_most": 3}}, "/role|at_most", "cannot be asked of /role, a word",
        id="an operator of another type",
    ),
    pytest.param(
        {"/role": {"contains": ["controller"]}}, "/role|contains", "/role is a word",
        id="a list's operator on a scalar",
    ),
    pytest.param(
        {"/data": {"equals": "user"}}, "/data|equals", "is asked of a scalar",
        id="a scalar's operator on a list",
    ),
    pytest.param(
        {"/retention": {"equals": "none"}}, "/retention|equals", "/retention, a block",
        id="a block that cannot be none",
    ),
    pytest.param(
        {"/organisation/history": {"contains": ["x"]}}, "/organisation/history|contains",
        "is one of blocks", id="a list of blocks has no words",
    ),
    pytest.param(
        {"/retention/kept": {"at_most": "$limt"}}, "/retention/kept|at_most",
        "there is no parameter $limt", id="a parameter that is not declared",
    ),
    pytest.param(
        {"any": [{"/role": {"equals": "controller"}}, {"/rol": {"present": True}}]},
        "any|1|/rol|present", "did you mean 'role'?", id="inside a group",
    ),
    pytest.param(
        {"any": [{"any": [{"/role": {"present": True}}]}, {"/role": {"present": True}}]},
        "any|0|any", "one deep only", id="a group in a group",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "where", "said"), ASKED)
def test_a_wrong_question_stops_the_load(raw: dict[str, Any], where: str, said: str) -> None:
    bundle = Bundle()
    require(raw)(bundle)
    ((path, pointer, message),) = bundle.problems()
    assert (path, pointer) == ("control.yaml", f"|require|{where}")
    assert said in message


SCOPES = [
    pytest.param(
        {"/rights/delete/within": {"present": True}}, "/rights/delete/within|present",
        "left out is not described (use none_of: [none])", id="present where silence says nothing",
    ),
    pytest.param(
        {"/data/*": {"one_of": ["user"]}}, "/data/*|one_of", "stands in `require` only",
        id="every",
    ),
    pytest.param({"/rol": {"equals": "x"}}, "/rol|equals", "did you mean 'role'?", id="a path"),
    pytest.param(
        {"any": [{"/role": {"equal": "x"}}, {"/role": {"present": True}}]},
        "any|0|/role|equal", "did you mean 'equals'?", id="in a group",
    ),
]  # fmt: skip


@pytest.mark.parametrize("key", ["when", "unless"])
@pytest.mark.parametrize(("raw", "where", "said"), SCOPES)
def test_a_wrong_scope_stops_the_load(raw: dict[str, Any], where: str, said: str, key: str) -> None:
    bundle = Bundle()
    bundle.binding[key] = raw
    ((path, pointer, message),) = bundle.problems()
    assert (path, pointer) == ("article.yaml", f"|clauses|0|checked_by|0|{key}|{where}")
    assert said in message


def test_a_wrong_when_of_a_control_stops_the_load() -> None:
    bundle = Bundle()
    bundle.control["when"] = {"/rights/delete/within": {"present": True}}
    bundle.clause["checked_by"] = []
    assert [p[:2] for p in bundle.problems()] == [
        ("control.yaml", "|when|/rights/delete/within|present")
    ]


BROKEN = [
    pytest.param(
        lambda b: b.control.update(each="/flow/*"), "control.yaml", "|each",
        "did you mean 'flows'?", id="a kind",
    ),
    pytest.param(
        lambda b: b.control["parameters"].update(spare="items"), "control.yaml",
        "|parameters|spare", "is not used", id="a parameter that nothing uses",
    ),
    pytest.param(
        lambda b: b.control["tests"][0].pop("with"), "control.yaml", "|tests|0|with",
        "needs limit", id="a test without a parameter",
    ),
    pytest.param(
        lambda b: b.binding.pop("with"), "article.yaml", "|clauses|0|checked_by|0|with",
        "deletion-deadline needs limit", id="a binding without a parameter",
    ),
    pytest.param(
        lambda b: b.binding["with"].update(limits="1d"), "article.yaml",
        "|clauses|0|checked_by|0|with|limits", "did you mean 'limit'?", id="an extra parameter",
    ),
    pytest.param(
        lambda b: b.binding["with"].update(limit="$ground"), "article.yaml",
        "|clauses|0|checked_by|0|with|limit", "the regime has no $ground; did you mean 'grounds'?",
        id="a number that the regime does not have",
    ),
    pytest.param(
        lambda b: b.binding["with"].update(limit=48), "article.yaml",
        "|clauses|0|checked_by|0|with|limit", "limit is a duration, not 48",
        id="a parameter of another type",
    ),
    pytest.param(
        lambda b: b.binding["with"].update(limit="48 hours"), "article.yaml",
        "|clauses|0|checked_by|0|with", "deletion-deadline: '48 hours' is not a duration",
        id="a duration that cannot be read",
    ),
    pytest.param(
        lambda b: b.binding.update(control="deletion-dedline"), "article.yaml",
        "|clauses|0|checked_by|0|control", "did you mean 'deletion-deadline'?", id="a control",
    ),
    pytest.param(
        lambda b: b.article["clauses"][1].update(id="15.1.e"), "article.yaml",
        "|clauses|1|id", "15.1.e stands twice", id="a clause twice",
    ),
    pytest.param(
        lambda b: b.article.update(article=16), "article.yaml", "|clauses|0|id",
        "15.1.e is no clause of article 16", id="a clause of another article",
    ),
    pytest.param(
        lambda b: b.more.append(Source("other.yaml", deepcopy(CONTROL))), "other.yaml", "|id",
        "stands in control.yaml too", id="a control twice",
    ),
    pytest.param(
        lambda b: b.article["clauses"][1]["escalates"].update(clauses=["15.1.e", "15.1.f"]),
        "article.yaml", "|clauses|1|escalates|clauses|1", "there is no clause '15.1.f'",
        id="an escalated clause",
    ),
    pytest.param(
        lambda b: b.article["clauses"][1]["scale"].update(of="15.1"), "article.yaml",
        "|clauses|1|scale|of", "did you mean '15.1.e'?", id="a clause that scales",
    ),
    pytest.param(
        lambda b: b.regime.update(sensitive=["user.biometric", "user.helth"]), "regime.yaml",
        "|sensitive|1", "there is no category 'user.helth'", id="a category",
    ),
    pytest.param(
        lambda b: b.regime["sensitive_with"][0].update(data=["user.locatio"]), "regime.yaml",
        "|sensitive_with|0|data|0", "did you mean 'user.location'?", id="a category with services",
    ),
    pytest.param(
        lambda b: b.regime["sensitive_with"][0].update(services=["telecm"]), "regime.yaml",
        "|sensitive_with|0|services|0", "did you mean 'telecom'?", id="a service",
    ),
    pytest.param(
        lambda b: b.regime.update(calendar="vm"), "regime.yaml", "|calendar",
        "there is no calendar 'vm' (known: vn)", id="a calendar",
    ),
    pytest.param(
        lambda b: b.calendar.update(days_off=["2026-02-30"]), "regime.yaml", "|calendar",
        "no such day", id="a day in a calendar",
    ),
    pytest.param(
        lambda b: b.calendar.pop("working"), "regime.yaml", "|calendar", "'working'",
        id="a calendar without a key",
    ),
    pytest.param(
        lambda b: b.calendar.update(days_off=5), "regime.yaml", "|calendar", "is wrong",
        id="a calendar of another form",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("breaks", "path", "pointer", "said"), BROKEN)
def test_a_typo_in_a_policy_stops_the_load(
    breaks: Callable[[Bundle], Any], path: str, pointer: str, said: str
) -> None:
    bundle = Bundle()
    breaks(bundle)
    found = bundle.problems()
    assert found[0][:2] == (path, pointer)
    assert said in found[0][2]


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        pytest.param("duration", "48h", 48, id="a duration"),
        pytest.param("date", "2026-01-01", 2026, id="a date"),
        pytest.param("integer", 16, True, id="true is no integer"),
        pytest.param("boolean", True, "true", id="a word is no boolean"),
        pytest.param("items", ["user"], "user", id="a list of words"),
        pytest.param("key", "secrets", ["secrets"], id="a part of a path"),
    ],
)
def test_a_parameter_has_a_type(type_: str, good: Any, bad: Any) -> None:
    from pdplint.library import _PARAMETER_TYPES

    assert _PARAMETER_TYPES[type_](good)
    assert not _PARAMETER_TYPES[type_](bad)


def test_all_that_is_wrong_is_told_at_once() -> None:
    bundle = Bundle()
    bundle.regime["calendar"] = "vm"
    bundle.binding["control"] = "deletion-dedline"
    bundle.control["parameters"]["spare"] = "items"
    found = bundle.problems()
    assert list(dict.fromkeys(path for path, _, _ in found)) == [
        "control.yaml",
        "article.yaml",
        "regime.yaml",
    ]


def test_an_error_says_all_its_problems() -> None:
    bundle = Bundle()
    bundle.binding["control"] = "deletion-dedline"
    with pytest.raises(PolicyError, match="there is no control 'deletion-dedline'"):
        bundle.load()


# What is shipped

CONTROL_FILES = sorted((ROOT / "policies" / "controls").glob("**/*.yaml"))
REGIME_FILES = sorted((ROOT / "policies").glob("*/regime.yaml"))


@pytest.fixture(scope="module")
def shipped() -> Library:
    return load_library(Resources())


def test_every_shipped_control_loads(shipped: Library) -> None:
    assert len(shipped.controls) == len(CONTROL_FILES)
    assert {control.id for control in shipped.controls.values()} == {
        path.stem for path in CONTROL_FILES
    }


def test_every_shipped_regime_loads_with_a_bound_or_unbound_reason_for_each_clause(
    shipped: Library,
) -> None:
    assert set(shipped.regimes) == {path.parent.name for path in REGIME_FILES}
    for regime in shipped.regimes.values():
        assert regime.clauses
        for clause in regime.clauses:
            assert clause.says.en
            assert clause.says.vi


def test_every_question_of_a_shipped_control_is_said_in_both_languages(shipped: Library) -> None:
    for regime in shipped.regimes.values():
        for binding in regime.bindings:
            assert binding.requires.en, binding.control.id
            assert binding.requires.vi, binding.control.id
            assert "{" not in binding.requires.en + binding.requires.vi, binding.control.id


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param({"/from": {"one_of": ["subjct"]}}, id="a word beside ids"),
        pytest.param({"/role/organisation/kind": {"equals": "enterprise"}}, id="behind a scalar"),
    ],
)
def test_what_can_never_be_true_stops_the_load(raw: dict[str, Any]) -> None:
    bundle = Bundle()
    require(raw)(bundle)
    assert bundle.problems()
