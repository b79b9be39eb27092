from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pdplint.model.law import Fine, Raise, Scale, Share
from pdplint.model.text import Text
from pdplint.policy.binding import bind
from pdplint.policy.files import Policies, PolicyError, Source, text
from pdplint.policy.loading import Library, load
from pdplint.policy.wording import describe
from pdplint.run.resources import Resources, load_library
from pdplint.units import parse_duration
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
    "kind": "sanction",
    "says": WORDS,
    "fine": {"stated": {"min": 1, "max": 2}},
    "extent": "whole",
    "checked_by": [
        {
            "control": "deletion-deadline",
            "with": {"limit": "48h"},
            "of": "controls_data",
            "when": {"/purpose/use": {"one_of": ["marketing"]}},
            "unless": {"/rights/delete/by_law": {"present": True}},
        }
    ],
}
RAISES: dict[str, Any] = {
    "id": "15.2",
    "kind": "aggravated",
    "says": WORDS,
    "fine": {"stated": {"percent": {"max": 5, "of": "revenue"}}},
    "raises": ["15.1.e"],
    "decisions": 2,
    "scale": {"citizens": {"up_to": 100}},
}
ARTICLE: dict[str, Any] = {
    "instrument": "act",
    "article": 15,
    "section": "II",
    "title": WORDS,
    "clauses": [CLAUSE, RAISES],
}
TESTS: dict[str, Any] = {"tests": {"15.1.e": [{"name": "t", "holds": True}]}}
INSTRUMENT: dict[str, Any] = {
    "instrument": "act",
    "title": WORDS,
    "status": "in_force",
    "clauses": 2,
    "currency": "VND",
    "bases": {"revenue": WORDS},
    "fines": [{"stated_for": "organisation", "individual": {"divided_by": 2}}],
    "sources": [{"title": "x"}],
}
SCOPES_FILE: dict[str, Any] = {
    "lists": [
        {
            "list": "dear",
            "of": "/flows/*/data",
            "words": ["user.biometric", "user.health_and_medical"],
        }
    ],
    "scopes": [
        {
            "scope": "controls_data",
            "each": "/flows/*",
            "when": {"/role": {"one_of": ["controller"]}},
            "inside": [{"/role": "controller"}],
            "outside": [{"/role": "processor"}],
        }
    ],
}
REGIME: dict[str, Any] = {
    "regime": "now",
    "status": "in_force",
    "title": WORDS,
    "about": WORDS,
    "instruments": ["act"],
    "home": "VN",
    "calendar": "vn",
    "sensitive": ["user.biometric"],
    "sensitive_with": [{"services": ["telecom"], "data": ["user.location"]}],
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
        self.clause, self.raises = self.article["clauses"]
        self.binding = self.clause["checked_by"][0]
        self.instrument = deepcopy(INSTRUMENT)
        self.tests = deepcopy(TESTS)
        self.scopes = deepcopy(SCOPES_FILE)
        self.regime = deepcopy(REGIME)
        self.calendar = deepcopy(CALENDAR)
        self.more: list[Source] = []

    def load(self) -> Library:
        return load(self.policies(), table())

    def load_without_bindings(self) -> Library:
        self.clause.pop("checked_by")
        self.clause.pop("extent")
        self.clause["not_checked"] = {"because": "outside", "why": WORDS}
        return self.load()

    def policies(self) -> Policies:
        return Policies(
            [Source("control.yaml", self.control), *self.more],
            [Source("scopes.yaml", self.scopes)],
            {"act": Source("instrument.yaml", self.instrument)},
            {"act": [Source("article.yaml", self.article)]},
            {"act": [Source("tests.yaml", self.tests)]},
            {"now": Source("regime.yaml", self.regime)},
            {"vn": self.calendar},
        )

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
    regime = library.regimes["now"]
    (binding,) = regime.bindings
    assert binding.with_ == {"limit": "48h"}
    assert binding.requires == Text(
        "rights.delete.within at most 48h", "rights.delete.within tối đa 48h"
    )
    assert binding.applies_when.en == (
        "role one of controller; purpose.use one of marketing; role one of controller"
    )
    assert [(name, meant.en) for name, meant in binding.spelled] == [
        ("controls_data", "role one of controller")
    ]
    assert binding.exempt_when.en == "rights.delete.by_law described"
    assert binding.clause.ref == "act/15.1.e"
    assert [one.clause.ref for one in binding.sanctions] == ["act/15.1.e"]
    assert [one.ref for one, _ in binding.sanctions[0].raised] == []
    assert binding.severity == "error"
    first, second = regime.clauses
    assert first.fine == Fine("VND", 1, 2)
    assert (first.raises, first.scale, first.not_checked) == (None, (), None)
    assert second.fine == Fine("VND", percent=Share(None, 5, Text("x", "y")))
    assert second.raises == Raise(("act/15.1.e",), 2)
    assert second.scale == (Scale("citizens", 0, 100),)
    assert second.not_checked is not None
    assert second.not_checked.because == "escalation"
    assert regime.law.sensitive_with == ((("telecom",), ("user.location",)),)
    trials = library.instruments["act"].trials["15.1.e"]
    assert len(trials) == len(library.controls["deletion-deadline"].trials) == 1
    assert library.controls["deletion-deadline"].stricter == {"limit": -1}
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
        "remedies": ["mend"],
        "additional": ["stop"],
        "from": "2026-02-01",
        "until": "2026-12-31",
    }
    bundle.regime["in_force_today"] = WORDS
    bundle.instrument |= {
        "remedies": {"mend": WORDS},
        "additional": {"stop": WORDS},
        "notes": [WORDS],
        "from": "2026-01-01",
        "waivers": {"longest": "12mo", "never": ["15.2"]},
    }
    bundle.binding["severity"] = "note"
    library = bundle.load()
    regime, instrument = library.regimes["now"], library.instruments["act"]
    clause = regime.clauses[0]
    both = Text("x", "y")
    assert (clause.leaves, clause.reconstructed, clause.doubts) == (both, both, (both,))
    assert (clause.rests_on, clause.same_act, clause.echo) == ((both,), "deletion", True)
    assert regime.in_force_today == both
    assert (clause.remedies, clause.additional, instrument.notes) == ((both,), (both,), (both,))
    assert (clause.binds_from, clause.binds_until) == (date(2026, 2, 1), date(2026, 12, 31))
    assert (regime.bindings[0].binds_from, regime.binds_from) == (
        date(2026, 2, 1),
        date(2026, 1, 1),
    )
    assert (instrument.waivers.longest, instrument.waivers.never) == (
        parse_duration("12mo"),
        ("15.2",),
    )
    assert regime.bindings[0].severity == "note"


def test_a_binding_takes_the_grounds_that_the_regime_shares() -> None:
    bundle = Bundle()
    bundle.control |= {
        "require": {"/legal_basis": {"one_of": "$named"}},
        "parameters": {"named": "items"},
        "tests": [{"name": "t", "with": {"named": []}}],
    }
    bundle.binding["with"] = {"named": "$grounds"}
    (binding,) = bundle.load().regimes["now"].bindings
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
    (binding,) = bundle.load().regimes["now"].bindings
    assert binding.requires.en == "authority_requests.answers.child_safety.procedure described"


def test_one_instrument_serves_two_regimes_with_their_own_grounds() -> None:
    bundle = Bundle()
    bundle.control |= {
        "require": {"/legal_basis": {"one_of": "$named"}},
        "parameters": {"named": "items"},
        "tests": [{"name": "t", "with": {"named": []}}],
    }
    bundle.binding["with"] = {"named": "$grounds"}
    policies = bundle.policies()
    policies.regimes["then"] = Source(
        "then.yaml", {**bundle.regime, "regime": "then", "grounds": ["contract"]}
    )
    regimes = load(policies, table()).regimes
    asked = [regimes[name].bindings[0].requires.en for name in ("now", "then")]
    assert asked == ["legal_basis one of consent, emergency", "legal_basis one of contract"]


def test_a_list_is_named_by_its_dollar() -> None:
    bundle = Bundle()
    bundle.binding["when"] = {"/data": {"contains_any": "$dear"}}
    (binding,) = bundle.load().regimes["now"].bindings
    assert (
        "data containing any of user.biometric, user.health_and_medical" in binding.applies_when.en
    )


@pytest.mark.parametrize(
    ("each", "when", "kind", "said"),
    [
        pytest.param("/organisation", {"/services": {"empty": False}}, "flows",
                     "organisation.services not empty", id="the organisation of a flow"),
        pytest.param("/organisation", {"any": [{"/kind": {"equals": "enterprise"}}, {"/services": {"empty": True}}]},
                     "systems", "organisation.kind enterprise, or organisation.services empty", id="in a group"),
        pytest.param("/flows/*", {"/role": {"equals": "controller"}}, "transfers",
                     "flow.role controller", id="the flow of a transfer"),
    ],
)  # fmt: skip
def test_a_scope_holds_of_what_leads_to_what_it_is_of(
    each: str, when: dict[str, Any], kind: str, said: str
) -> None:
    bundle = Bundle()
    bundle.scopes["scopes"][0] |= {"each": each, "when": when}
    condition = bundle.load_without_bindings().scopes.condition("controls_data", kind, {})
    assert describe(condition).en == said


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
    assert bundle.load().regimes["now"].bindings


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
    assert bundle.load().regimes["now"].bindings


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


def relief(**more: Any) -> dict[str, Any]:
    return {
        "id": "act/15.1.e",
        "says": WORDS,
        "lifts": ["act/15"],
        "each": "/organisation",
        "when": {"/size": {"one_of": ["micro"]}},
        **more,
    }


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
        "|clauses|0|checked_by|0|with|limit", "there is no list $ground; did you mean 'grounds'?",
        id="a list that is not there",
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
        lambda b: b.raises.update(raises=["15.1.e", "15.1.f"]),
        "article.yaml", "|clauses|1|raises|1", "there is no clause '15.1.f'",
        id="a clause that is raised",
    ),
    pytest.param(
        lambda b: (b.raises.pop("decisions"), b.raises.pop("scale")), "article.yaml",
        "|clauses|1|raises", "15.2 would raise always: say when, by decisions, depends_on, of, scale",
        id="what raises without a condition",
    ),
    pytest.param(
        lambda b: b.instrument["fines"][0].update(ceiling={"percent": {"max": 5, "of": "x"}}),
        "instrument.yaml", "|fines|0|ceiling|percent|of", "act has no base 'x'", id="a ceiling of nothing",
    ),
    pytest.param(
        lambda b: b.binding.update(sanctioned_by=["decree/1.1"]), "article.yaml",
        "|clauses|0|checked_by|0|sanctioned_by|0", "there is no clause 'decree/1.1'",
        id="a link to nowhere",
    ),
    pytest.param(
        lambda b: b.binding.update(sanctioned_by=["15.2"]), "article.yaml",
        "|clauses|0|checked_by|0|sanctioned_by|0", "act/15.2 is no sanction: its kind is aggravated",
        id="a link to what is no sanction",
    ),
    pytest.param(
        lambda b: b.binding.update(exempt_by="14.2"), "article.yaml",
        "|clauses|0|checked_by|0|exempt_by", "there is no clause '14.2'", id="an exemption of nowhere",
    ),
    pytest.param(
        lambda b: b.clause.update({"from": "2026-02-30"}), "article.yaml", "|clauses|0|from",
        "there is no such day", id="a day that is no day",
    ),
    pytest.param(
        lambda b: b.clause.update({"from": "2026-02-01", "until": "2026-01-31"}), "article.yaml",
        "|clauses|0|until", "it would never bind: it begins on 2026-02-01 and ends on 2026-01-31",
        id="a clause that ends before it begins",
    ),
    pytest.param(
        lambda b: (b.instrument.update({"from": "2026-02-01"}), b.clause.update(until="2026-01-31")),
        "article.yaml", "|clauses|0|until", "would never bind", id="before its instrument begins",
    ),
    pytest.param(
        lambda b: (b.clause.update(until="2026-01-31"), b.binding.update({"from": "2026-02-01"})),
        "article.yaml", "|clauses|0|checked_by|0|from", "would never bind", id="a binding after its clause",
    ),
    pytest.param(
        lambda b: b.instrument.update({"from": "soon"}), "instrument.yaml", "|from",
        "'soon' is not a date", id="a first day of an instrument",
    ),
    pytest.param(
        lambda b: b.binding.update(until="2026-13-01"), "article.yaml",
        "|clauses|0|checked_by|0|until", "2026-13-01", id="a last day of a binding",
    ),
    pytest.param(
        lambda b: b.regime.update({"from": "2026-1-1"}), "regime.yaml", "|from", "2026-1-1",
        id="a first day of a regime",
    ),
    pytest.param(
        lambda b: b.binding.update(of="controls_dta"), "article.yaml", "|clauses|0|checked_by|0|of",
        "there is no scope 'controls_dta'; did you mean 'controls_data'?", id="a scope",
    ),
    pytest.param(
        lambda b: b.binding.update(of=["controls_data", "x"]), "article.yaml",
        "|clauses|0|checked_by|0|of|1", "there is no scope 'x'", id="one of several scopes",
    ),
    pytest.param(
        lambda b: b.scopes["scopes"][0].update(each="/systems/*", when={"/kind": {"equals": "database"}}),
        "article.yaml", "|clauses|0|checked_by|0|of", "the scope controls_data is of systems, and flows are asked",
        id="a scope of something else",
    ),
    pytest.param(
        lambda b: b.clause.update(of="x"), "article.yaml", "|clauses|0|checked_by|0|control",
        "there is no scope 'x'", id="a scope of a sanction",
    ),
    pytest.param(
        lambda b: b.scopes["scopes"][0].update(each="/flow/*"), "scopes.yaml", "|scopes|0|each",
        "did you mean 'flows'?", id="a kind of a scope",
    ),
    pytest.param(
        lambda b: b.scopes["scopes"][0].update(when={"/rol": {"equals": "x"}}), "scopes.yaml",
        "|scopes|0|when|/rol|equals", "did you mean 'role'?", id="a path of a scope",
    ),
    pytest.param(
        lambda b: b.scopes["scopes"].append(b.scopes["scopes"][0]), "scopes.yaml",
        "|scopes|1|scope", "stands twice", id="a scope twice",
    ),
    pytest.param(
        lambda b: b.scopes["lists"].append(b.scopes["lists"][0]), "scopes.yaml", "|lists|1|list",
        "stands twice", id="a list twice",
    ),
    pytest.param(
        lambda b: b.scopes["lists"][0].update(words=["user.biometrc"]), "scopes.yaml",
        "|lists|0|words|0", "did you mean 'user.biometric'?", id="a word of a list",
    ),
    pytest.param(
        lambda b: b.scopes["lists"][0].update(of="/flows/*/dat"), "scopes.yaml", "|lists|0|of",
        "did you mean 'data'?", id="the field of a list",
    ),
    pytest.param(
        lambda b: b.scopes["lists"][0].update(of="/flows/*/role", words=["controller"], without=["processor"]),
        "scopes.yaml", "|lists|0|list", "whether controller_processor, third_party belong to it",
        id="a word of which it is not said where it is",
    ),
    pytest.param(
        lambda b: b.scopes["lists"][0].update(without=["user.biometric"]), "scopes.yaml",
        "|lists|0|without|0", "stands in the list and outside it", id="a word in and out",
    ),
    pytest.param(
        lambda b: b.clause.pop("checked_by"), "article.yaml", "|clauses|0|id",
        "no binding names 15.1.e in `sanctioned_by`", id="a sanction without a binding",
    ),
    pytest.param(
        lambda b: (b.clause.pop("checked_by"), b.clause.update(kind="duty")), "article.yaml",
        "|clauses|0|id", "15.1.e is a duty without `checked_by` or `not_checked`",
        id="a duty without a disposition",
    ),
    pytest.param(
        lambda b: (b.clause.pop("checked_by"), b.clause.update(kind="prohibition")), "article.yaml",
        "|clauses|0|id", "is a prohibition without", id="a prohibition without one",
    ),
    pytest.param(
        lambda b: b.instrument.pop("currency"), "article.yaml", "|clauses|0|fine|stated",
        "an amount without a currency: act needs `currency`", id="an amount without a currency",
    ),
    pytest.param(
        lambda b: b.instrument.update(bases={}), "article.yaml",
        "|clauses|1|fine|stated|percent|of", "act has no base 'revenue'", id="a share of nothing",
    ),
    pytest.param(
        lambda b: b.clause.update(remedies=["mend"]), "article.yaml", "|clauses|0|remedies|0",
        "act has no remedies 'mend'", id="a remedy",
    ),
    pytest.param(
        lambda b: b.instrument.update(clauses=3), "instrument.yaml", "|clauses",
        "2 clauses stand in the articles, not 3", id="a count that is not right",
    ),
    pytest.param(
        lambda b: b.instrument["fines"][0].update(clauses=["16"]), "instrument.yaml",
        "|fines|0|clauses|0", "there is no clause '16'", id="a rule of amounts for nothing",
    ),
    pytest.param(
        lambda b: b.instrument.update(waivers={"never": ["15.3"]}), "instrument.yaml",
        "|waivers|never|0", "there is no clause '15.3'", id="what cannot be waived",
    ),
    pytest.param(
        lambda b: b.instrument.update(waivers={"longest": "a year"}), "instrument.yaml",
        "|waivers|longest", "'a year' is not a duration", id="how long waivers last",
    ),
    pytest.param(
        lambda b: b.tests["tests"].update({"15.9": [{"name": "t"}]}), "tests.yaml", "|tests|15.9",
        "there is no clause '15.9'", id="a test of no clause",
    ),
    pytest.param(
        lambda b: b.regime.update(instruments=["act", "atc"]), "regime.yaml", "|instruments|1",
        "there is no instrument 'atc'; did you mean 'act'?", id="an instrument",
    ),
    pytest.param(
        lambda b: b.regime.update(instruments=[]), "instrument.yaml", "|instrument",
        "the instrument act stands in no regime", id="an instrument of no regime",
    ),
    pytest.param(
        lambda b: b.regime.update(reliefs=[relief(lifts=["act/15.3"])]), "regime.yaml",
        "|reliefs|0|lifts|0", "there is no clause 'act/15.3'", id="a relief of no clause",
    ),
    pytest.param(
        lambda b: b.regime.update(reliefs=[relief(lifts=["act/15.2"])]), "regime.yaml",
        "|reliefs|0|lifts", "act/15.1.e lifts nothing: no binding of organisation",
        id="a relief that lifts nothing",
    ),
    pytest.param(
        lambda b: b.regime.update(transitions=[relief(each="/systems/*", when={"/kind": {"equals": "queue"}})]),
        "regime.yaml", "|transitions|0|lifts", "lifts nothing: no binding of systems",
        id="a transition of something else",
    ),
    pytest.param(
        lambda b: b.regime.update(reliefs=[relief(each="/sistems/*")]), "regime.yaml",
        "|reliefs|0|each", "there is no kind 'sistems'; did you mean 'systems'?", id="a relief of no kind",
    ),
    pytest.param(
        lambda b: b.regime.update(reliefs=[relief(id="act/1")]), "regime.yaml", "|reliefs|0|id",
        "there is no clause 'act/1'", id="a relief by no clause",
    ),
    pytest.param(
        lambda b: b.regime.update(reliefs=[relief(lost={"/x": {"present": True}}, lost_by="act/15.2")]),
        "regime.yaml", "|reliefs|0|lost|/x|present", "there is no 'x'", id="how a relief is lost",
    ),
    pytest.param(
        lambda b: b.regime.update(reliefs=[relief(until="2026")]), "regime.yaml", "|reliefs|0|until",
        "2026", id="a last day of a relief",
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
    from pdplint.policy.controls import _PARAMETER_TYPES

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
REGIME_FILES = sorted((ROOT / "policies" / "regimes").glob("*.yaml"))


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
    assert set(shipped.regimes) == {path.stem for path in REGIME_FILES}
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
