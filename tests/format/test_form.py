from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, FormatChecker

from pdplint import units
from pdplint.format.form import Misfit, apply, problem
from pdplint.model.place import Place, Pointer
from pdplint.text.values import REFUSED
from tests.support import descriptions, form, linked, schema, table

if TYPE_CHECKING:
    from collections.abc import Callable

DESCRIPTION: dict[str, Any] = {
    "pdplint": 1,
    "organisation": {
        "name": "Shop",
        "established_in": "VN",
        "services": ["e_commerce", "website"],
        "licences": {"e_commerce": {"number": "1"}},
        "officer": {"contact": "dpo@example.vn", "appointed_on": "2026-01-02"},
        "vietnam": {"citizens_processed": 5},
        "history": [{"clause": "draft-2021/27.1", "decided_on": "2025-05-05"}],
    },
    "systems": {
        "db": {"hosted_in": ["VN", "SG"], "protection": {"loss_prevention": {"backups_kept": "1d"}}}
    },
    "flows": {
        "checkout": {
            "role": "controller",
            "data": ["user.contact.email"],
            "to": ["db"],
            "consent": "sign-up",
            "rights": {"delete": {"within": "48h"}},
            "retention": {"kept": "24mo", "then": "erase"},
            "automated_decisions": False,
        }
    },
}


def pointed(path: str) -> Pointer:
    return tuple(int(part) if part.isdigit() else part for part in path.split("/") if part)


def put(path: str, value: Any) -> dict[str, Any]:
    """Return the description with one value put in."""
    document = deepcopy(DESCRIPTION)
    *holders, last = pointed(path)
    holder: Any = document
    for part in holders:
        holder = holder[part]
    holder[last] = value
    return document


def written(misfit: Misfit) -> str:
    return "".join(f"/{part}" for part in misfit.pointer)


def test_a_description_of_the_form_has_no_misfits() -> None:
    assert form().misfits(DESCRIPTION) == []


WORDS = [
    pytest.param("/systems/db/logs", {"system": {"kept": "by_size"}}, "", id="a log, by size"),
    pytest.param(
        "/systems/db/logs", {"system": {"kept": "by-size"}}, "'by-size' is not a duration",
        id="no other word",
    ),
    pytest.param(
        "/systems/db/logs", {"system": {"kept": "none"}}, "'none' is not a duration",
        id="a log that is not kept is none itself",
    ),
    pytest.param(
        "/flows/checkout/retention/kept", "by_size", "'by_size' is not a duration",
        id="data of people, by size",
    ),
    pytest.param("/agreements", {"a": {"signed_on": "click_through"}}, "", id="terms, by a click"),
    pytest.param("/agreements", {"a": {"signed_on": "none"}}, "", id="terms, by nobody"),
    pytest.param(
        "/agreements", {"a": {"signed_on": "2026-02-30"}}, "2026-02-30 is not a date",
        id="a signature on no day",
    ),
    pytest.param(
        "/agreements", {"a": {"signed_on": "clicked"}}, "'clicked' is not a date",
        id="a signature by no word",
    ),
    pytest.param(
        "/assessments", {"a": {"signed_on": "click_through"}}, "'click_through' is not a date",
        id="an assessment is signed",
    ),
    pytest.param("/flows/checkout/notice", "none", "", id="no notice"),
    pytest.param("/flows/checkout/consent", "none", "", id="no consent"),
    pytest.param("/notices", {"page": "none"}, "a block with keys is wanted", id="no entry"),
    pytest.param(
        "/systems/db/user_content", {"audience": "everyone"}, "known here: public, members, staff",
        id="an audience",
    ),
    pytest.param("/systems/db/user_content", {"rules": "none"}, "", id="no rules"),
    pytest.param(
        "/systems/db/user_content", {"rules": 5}, "a whole number stands here; text is wanted",
        id="rules that are no file",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "message"), WORDS)
def test_words_stand_where_they_can_be_true(path: str, value: Any, message: str) -> None:
    said = [misfit.message.en for misfit in form().misfits(put(path, value))]
    assert len(said) == bool(message)
    assert message in "".join(said)


ORGANISATION, CHECKOUT = "/organisation", "/flows/checkout"
WRONG = [
    pytest.param("/pdplint", 2, "2 is not a version of the format; write pdplint: 1", id="version"),
    pytest.param("/pdplint", "1", "'1' is not a version", id="a version in quotes"),
    pytest.param("/pdplint", True, "True is not a version", id="true is not 1"),
    pytest.param(
        "/organisation/established_in", "vn", "'vn' is not known here; did you mean VN?",
        id="a country in small letters",
    ),
    pytest.param(
        "/organisation/size", "huge", "; known here: household, micro", id="few words: all of them"
    ),
    pytest.param("/organisation/size", {}, "{} is not known here", id="a block for a word"),
    pytest.param("/organisation/established_in", "Q", "'Q' is not known here", id="many: no list"),
    pytest.param(
        "/flows/checkout/role", "controler", "did you mean controller?", id="a misspelt word"
    ),
    pytest.param(
        "/flows/checkout/data/0", "user.contact.emial", "did you mean user.contact.email?",
        id="a category",
    ),
    pytest.param(
        "/organisation/name", 5, "a whole number stands here; text is wanted", id="a number"
    ),
    pytest.param("/organisation/name", 1.5, "a number stands here", id="a fraction"),
    pytest.param("/organisation/name", 10**40, "a whole number stands here", id="a huge number"),
    pytest.param("/organisation/name", "", "this text is empty", id="an empty text"),
    pytest.param("/organisation/name", [], "a list stands here", id="a list for text"),
    pytest.param(
        "/flows/checkout/consent", 5,
        "a block with keys, or text is wanted",
        id="neither a block nor an id",
    ),
    pytest.param(
        "/flows/checkout/consent", "Sign Up", "'Sign Up' is not an id; write the id of one of "
        "consents", id="no id of an entry",
    ),
    pytest.param(
        "/flows/checkout/to/0", "Orders DB", "one of systems, parties", id="no id of a reference"
    ),
    pytest.param(
        "/organisation/history/0/clause", "27.1", "'27.1' is not a clause; write INSTRUMENT/ID",
        id="no clause",
    ),
    pytest.param(
        "/organisation/officer", "nobody", "'nobody' is not a block; write its keys, or none",
        id="a block declared away in another word",
    ),
    pytest.param(
        "/organisation/officer", False, "False is not a block; write its keys, or none",
        id="false for none",
    ),
    pytest.param(
        "/systems/db/hosted_in", "everywhere", "write a list, or worldwide", id="a word for a list"
    ),
    pytest.param("/flows/checkout/data", [], "this is empty; at least one", id="an empty list"),
    pytest.param(
        "/systems/db/hosted_in", ["VN", "VN"], "an item stands here twice", id="an item twice"
    ),
    pytest.param(
        "/flows/checkout/automated_decisions", "no", "text stands here; true or false is wanted",
        id="no is a word",
    ),
    pytest.param(
        "/flows/checkout/retention/kept", "24 months", "write 24mo", id="a duration in words"
    ),
    pytest.param(
        "/flows/checkout/rights/delete/within", "forever", "'forever' is no", id="no deadline"
    ),
    pytest.param("/flows/checkout/retention/kept", "none", "is not a duration", id="none"),
    pytest.param(
        "/flows/checkout/retention/kept", "99999wd", "more working days", id="more than counted"
    ),
    pytest.param("/flows/checkout/retention/kept", 48, "text is wanted", id="no unit"),
    pytest.param(
        "/organisation/officer/appointed_on", "2026-02-30", "no such day", id="no such day"
    ),
    pytest.param(
        "/organisation/officer/appointed_on", "2.1.2026", "write year-month-day", id="a day"
    ),
    pytest.param(
        "/organisation/officer/appointed_on", "२०२६-01-02", "is not a date", id="other digits"
    ),
    pytest.param(
        "/organisation/history/0", {"decided_on": "2025-05-05"}, "the key clause is missing",
        id="a key that has to be there",
    ),
    pytest.param(
        "/organisation/vietnam/citizens_processed", -1, "-1 is less than", id="less than nothing"
    ),
    pytest.param("/flows", [], "a list stands here; a block with keys", id="a list for a map"),
    pytest.param("/flows/checkout", "x", "text stands here; a block", id="a word for an entity"),
    pytest.param("/organisation/name", "x" * 9, None, id="as long as it likes"),
    pytest.param("/organisation/vietnam/citizens_processed", 5.0, None, id="5.0 is whole"),
    pytest.param(
        "/systems/db/protection/loss_prevention/backups_kept", "none", None, id="none at times"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "said"), WRONG)
def test_a_value_that_does_not_fit_is_told_and_not_judged(
    path: str, value: Any, said: str | None
) -> None:
    found = form().misfits(put(path, value))
    if said is None:
        assert found == []
        return
    (misfit,) = found
    assert written(misfit) == path
    assert said in misfit.message.en
    assert misfit.message.vi
    assert misfit.message.vi != misfit.message.en
    assert misfit.refuse == (misfit.pointer,)
    assert misfit.remove is None


KEYS = [
    pytest.param(
        "/flows/checkout/retension", {}, "'retension' here; did you mean retention?", "",
        id="its twin is there: nothing is lost",
    ),
    pytest.param(
        "/flows/checkout/notce", {}, "did you mean notice?", "/flows/checkout/notice",
        id="its twin is not: it cannot be judged",
    ),
    pytest.param(
        "/flows/checkout/Legal-Basis", {}, "did you mean legal_basis?",
        "/flows/checkout/legal_basis", id="in another spelling",
    ),
    pytest.param(
        "/flows/checkout/zzz", 1, "; known here: name, purpose", "", id="like none: all of them"
    ),
    pytest.param("/flow", {}, "did you mean flows?", "", id="a kind of entity"),
    pytest.param("/agreement", {}, "did you mean agreements?", "/agreements", id="one not there"),
    pytest.param(
        "/flows/checkout/derived", {}, "there is no key 'derived' here", "",
        id="what is derived cannot be declared",
    ),
    pytest.param(
        "/organisation/licences/e_comerce", {}, "'e_comerce' is not known here; did you mean "
        "e_commerce?", "", id="a key of a map of words",
    ),
    pytest.param(
        "/flows/Check Out", {}, "'Check Out' is not an id: use lower-case letters", "", id="an id"
    ),
    pytest.param("/systems/subject", {}, "are reserved", "", id="a reserved id"),
    pytest.param("/systems/" + "x" * 64, {}, "63 at most", "", id="an id that is too long"),
    pytest.param("/systems/" + "x" * 63, {}, None, "", id="an id just as long"),
    pytest.param(
        "/flows/checkout/\x1b[31mred", {}, "'\\x1b[31mred'", "", id="nothing a terminal obeys"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "said", "refused"), KEYS)
def test_a_key_without_meaning_is_taken_out_and_poisons_what_it_meant(
    path: str, value: Any, said: str | None, refused: str
) -> None:
    found = form().misfits(put(path, value))
    if said is None:
        assert found == []
        return
    (misfit,) = found
    assert written(misfit) == path
    assert said in misfit.message.en
    assert misfit.message.vi != misfit.message.en
    assert misfit.remove == misfit.pointer
    assert misfit.refuse == ((pointed(refused),) if refused else ())


def test_a_missing_version_is_told_and_nothing_is_judged() -> None:
    (misfit,) = form().misfits({"flows": {}})
    assert misfit.message.en == "the key pdplint is missing"
    assert apply({"flows": {}}, [misfit]) is REFUSED


@pytest.mark.parametrize("document", [[], "pdplint: 1", 5, [{"pdplint": 1}]])
def test_a_document_that_is_no_block_is_refused_whole(document: Any) -> None:
    found = form().misfits(document)
    assert [misfit.refuse for misfit in found] == [((),)]
    assert apply(document, found) is REFUSED


def test_each_place_is_told_once() -> None:
    document = put("/flows/checkout/retention/kept", "x")
    document["flows"]["checkout"]["data"] = ["a", "b"]
    found = form().misfits(document)
    assert sorted(map(written, found)) == [
        "/flows/checkout/data/0",
        "/flows/checkout/data/1",
        "/flows/checkout/retention/kept",
    ]


# What was refused before


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param("/organisation/name", REFUSED, id="a value"),
        pytest.param("/flows/checkout", REFUSED, id="an entity"),
        pytest.param("/flows/checkout/data", [REFUSED], id="all items: not empty"),
        pytest.param("/flows/checkout/data", ["user", REFUSED], id="one item"),
        pytest.param(
            "/organisation/history", [{"clause": REFUSED, "decided_on": "2026-01-01"}],
            id="a key that has to be there is there",
        ),
        pytest.param("/pdplint", REFUSED, id="the version"),
        pytest.param("/systems/db/hosted_in", [REFUSED, REFUSED], id="not the same twice"),
    ],
)  # fmt: skip
def test_what_was_refused_already_is_not_told_again(path: str, value: Any) -> None:
    assert form().misfits(put(path, value)) == []


def test_a_document_refused_whole_stays_so() -> None:
    assert form().misfits(REFUSED) == []
    assert apply(REFUSED, []) is REFUSED


@pytest.mark.parametrize(
    ("items", "index"),
    [
        pytest.param([REFUSED, "vn"], 1, id="after a refused item"),
        pytest.param(["vn", REFUSED], 0, id="before one"),
        pytest.param([REFUSED, "VN", REFUSED, "vn"], 3, id="after two"),
    ],
)
def test_an_item_beside_a_refused_one_is_told_at_its_own_place(
    items: list[Any], index: int
) -> None:
    document = put("/systems/db/hosted_in", items)
    (misfit,) = form().misfits(document)
    assert written(misfit) == f"/systems/db/hosted_in/{index}"
    applied = apply(document, [misfit])["systems"]["db"]["hosted_in"]
    assert applied == [REFUSED if item == "vn" else item for item in items]


def test_a_key_in_a_block_beside_a_refused_item_is_told_at_its_own_place() -> None:
    history = [REFUSED, {"clause": "a/1", "decided_on": "2026-01-01", "decison": "1"}]
    document = put("/organisation/history", history)
    (misfit,) = form().misfits(document)
    assert written(misfit) == "/organisation/history/1/decison"
    applied = apply(document, [misfit])["organisation"]["history"][1]
    assert applied == {"clause": "a/1", "decided_on": "2026-01-01", "decision": REFUSED}


def test_a_misspelt_key_whose_twin_was_refused_poisons_nothing_else() -> None:
    document = put("/flows/checkout/retention", {"kept": REFUSED, "kpt": "1d"})
    (misfit,) = form().misfits(document)
    assert apply(document, [misfit])["flows"]["checkout"]["retention"] == {"kept": REFUSED}


# Applying


def test_what_is_applied_can_be_judged() -> None:
    document = put("/flows/checkout/notce", {})
    document["flows"]["checkout"]["role"] = "boss"
    document["flows"]["checkout"]["data"] = ["user.contact.email", "zzz"]
    document["systems"]["Bad Id"] = {}
    applied = apply(document, form().misfits(document))
    assert form().misfits(applied) == []
    checkout = applied["flows"]["checkout"]
    assert "notce" not in checkout
    assert (checkout["notice"], checkout["role"]) == (REFUSED, REFUSED)
    assert checkout["data"] == ["user.contact.email", REFUSED]
    assert list(applied["systems"]) == ["db"]


def test_a_place_inside_what_was_refused_is_gone() -> None:
    document: dict[str, Any] = {"flows": {"f": {"role": "boss"}}}
    whole = Misfit(("flows",), problem_text(), None, (("flows",),))
    inside = Misfit(
        ("flows", "f", "role"), problem_text(), ("flows", "f", "x"), (("flows", "f", "role"),)
    )
    assert apply(document, [whole, inside]) == {"flows": REFUSED}


def problem_text() -> Any:
    return form().misfits([])[0].message


def test_a_problem_is_an_error_at_its_place() -> None:
    place = Place("a.yaml", 0, ("flows",))
    found = problem("shape", problem_text(), place, "flows")
    assert (found.control, found.kind, found.severity) == ("shape", "problem", "error")
    assert found.title.en == "The description has the form of format 1"
    assert found.place is place


def test_a_pointer_is_written_as_json_pointers_are() -> None:
    place = Place("a.yaml", 0, ("flows", "a/b~c", 0))
    assert place.json_pointer == "/flows/a~1b~0c/0"


# Against the other library


def _is(parse: Callable[[str], object]) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        try:
            return not isinstance(value, str) or value == "none" or bool(parse(value))
        except ValueError:
            return False

    return check


FORMATS = FormatChecker(formats=[])
FORMATS.checks("pdplint-duration")(_is(units.parse_duration))
FORMATS.checks("date")(_is(units.parse_date))
ORACLE = Draft202012Validator(schema("description"), format_checker=FORMATS)


@settings(max_examples=300)
@given(descriptions())
def test_both_libraries_agree_on_what_has_the_form(document: Any) -> None:
    assert (form().misfits(document) == []) is ORACLE.is_valid(document)


@settings(max_examples=150)
@given(descriptions())
def test_what_is_applied_has_the_form_and_can_be_linked(document: Any) -> None:
    found = form().misfits(document)
    for misfit in found:
        assert misfit.message.en
        assert misfit.message.vi
    applied = apply(deepcopy(document), found)
    assert form().misfits(applied) == []
    if isinstance(applied, dict):
        applied.pop("pdplint", None)
        assert linked(**applied).workspace.table is table()


@pytest.mark.parametrize(
    "key",
    ["", "7", "01", "+1", "-1", "\ue000", "\ue0007", "0x1", "1_000", "99999999999999999999999"],
)
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"role": 5}, id="a value of another type"),
        pytest.param({"kpt": 1}, id="an unknown key"),
        pytest.param({"rights": {"delete": {"within": ""}}}, id="further in"),
        pytest.param({"data": ["user", 5]}, id="in a list"),
        pytest.param({"0": {"1": 2}}, id="keys of figures in one another"),
    ],
)
def test_a_key_that_looks_like_an_index_is_a_key(key: str, wrong: dict[str, Any]) -> None:
    document = {"pdplint": 1, "flows": {key: wrong}}
    for misfit in form().misfits(document):
        assert misfit.pointer[:2] == ("flows", key)
    assert ("flows", key) in [misfit.pointer for misfit in form().misfits(document)]
    assert "\ue000" not in repr(form().misfits(document)) or "\ue000" in key
