from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pdplint.format.fields import DERIVED, KINDS, FieldTable, field_table, split
from tests.support import schema, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCALARS = {
    "text", "path", "contact", "date", "duration", "country", "region", "category", "use",
    "subject_kind", "integer", "boolean", "word", "reference", "clause",
}  # fmt: skip


def types_at(kind: str, path: str) -> list[str]:
    return [field.type for field in table().at(kind, path)]


# Where paths lead


@pytest.mark.parametrize(
    ("kind", "path", "expected"),
    [
        pytest.param("flows", "/role", "word", id="a scalar"),
        pytest.param("flows", "/rights", "block", id="a block"),
        pytest.param("flows", "/rights/delete/within", "duration", id="blocks in one another"),
        pytest.param("flows", "/data", "list", id="a list"),
        pytest.param("flows", "/data/*", "category", id="each item of a list"),
        pytest.param("organisation", "/licences", "map", id="a map"),
        pytest.param("organisation", "/licences/*/document", "path", id="each entry of a map"),
        pytest.param("organisation", "/history/*/decided_on", "date", id="each block of a list"),
        pytest.param("flows", "/purpose", "reference", id="a reference itself"),
        pytest.param("flows", "/purpose/lasts", "duration", id="a reference is a door"),
        pytest.param("flows", "/consent/recorded_in/kind", "word", id="through an entry's block"),
        pytest.param("flows", "/to/*/hosted_in", "list", id="one of two kinds has the field"),
        pytest.param("flows", "/organisation/kind", "word", id="the organisation is in reach"),
        pytest.param("flows", "/to/*/protection/encryption/at_rest", "boolean", id="several doors"),
        pytest.param("flows", "/purpose/organisation/name", "text", id="through a door, too"),
        pytest.param("flows", "/derived/copies/*/kind", "word", id="a derived list of references"),
        pytest.param("transfers", "/flow/purpose/use", "use", id="from a derived entity"),
        pytest.param("transfers", "/abroad", "boolean", id="a derived entity's own fact"),
        pytest.param("rights", "/delete/within", "duration", id="an entry is a kind of its own"),
    ],
)
def test_a_path_leads_to_a_field(kind: str, path: str, expected: str) -> None:
    assert types_at(kind, path) == [expected]


def test_a_reference_to_several_kinds_leads_to_a_field_of_each_that_has_it() -> None:
    assert types_at("flows", "/to/*/name") == ["text", "text"]
    descriptions = {field.description for field in table().at("flows", "/from/kind")}
    assert descriptions == {"What it is."}


@pytest.mark.parametrize(
    ("kind", "path", "said"),
    [
        pytest.param("flows", "/roel", "did you mean 'role'?", id="a typo at the start"),
        pytest.param("flows", "/rights/delet/within", "there is no 'delet'", id="further in"),
        pytest.param("flows", "/rights/delete/withn", "did you mean 'within'?", id="at the end"),
        pytest.param("flows", "/purpose/last", "did you mean 'lasts'?", id="behind a door"),
        pytest.param("flows", "/to/*/hosted", "there is no 'hosted'", id="in none of the kinds"),
        pytest.param("flows", "/role/kind", "nothing further", id="a scalar has no fields"),
        pytest.param("flows", "/rights/*/within", "there is no '*'", id="a block has no items"),
        pytest.param("flows", "/data/first", "known here: *", id="a list has items only"),
        pytest.param("flows", "/derived/copy", "did you mean 'copies'?", id="a derived fact"),
        pytest.param("parties", "/derived/x", "there is no 'derived'", id="nothing is derived"),
        pytest.param("flows", "role", "'role' is not a path", id="no slash"),
        pytest.param("flows", "/role/", "is not a path", id="a slash at the end"),
        pytest.param("flows", "/rights//within", "is not a path", id="an empty part"),
        pytest.param("flows", "/", "is not a path", id="nothing but a slash"),
        pytest.param("flow", "/role", "flow", id="no such kind"),
    ],
)
def test_a_path_that_leads_nowhere_is_told_with_what_is_near(
    kind: str, path: str, said: str
) -> None:
    with pytest.raises(LookupError) as caught:
        table().at(kind, path)
    assert said in str(caught.value.args[0])


def test_a_reference_to_nothing_described_has_no_fields() -> None:
    made = field_table(
        {
            "properties": {
                "things": {
                    "additionalProperties": {
                        "properties": {"to": {"x-type": "reference", "x-refers-to": ["elsewhere"]}}
                    }
                }
            }
        },
        {"properties": {}},
    )
    with pytest.raises(LookupError, match="there is no 'name'"):
        made.at("things", "/to/name")


def test_a_path_is_split_at_its_slashes() -> None:
    assert split("/to/*/kind") == ("to", "*", "kind")


# The table and the schema


def leaves(node: Any, path: str, root: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every place of a schema, references resolved: a walk of its own, as an oracle."""
    while "$ref" in node:
        found: Any = root
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = {**found, **{key: value for key, value in node.items() if key != "$ref"}}
    yield path, node
    for name, child in node.get("properties", {}).items():
        yield from leaves(child, f"{path}/{name}", root)
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            yield from leaves(node[key], f"{path}/*", root)


def places(name: str) -> list[tuple[str, Any]]:
    root = schema(name)
    return [(path, node) for path, node in leaves(root, "", root) if path]


def is_scalar(node: Any) -> bool:
    return not {"properties", "items", "additionalProperties"} & set(node)


DESCRIBED = places("description")
DERIVED_PLACES = places("facts")


@pytest.mark.parametrize(
    ("path", "node"),
    [
        pytest.param(path, node, id=path)
        for path, node in DESCRIBED
        if is_scalar(node) and path != "/pdplint"
    ],
)
def test_every_leaf_of_a_description_has_a_type_that_the_code_knows(path: str, node: Any) -> None:
    assert node.get("x-type") in SCALARS, path
    for kind in node.get("x-refers-to", ()):
        assert kind in {*KINDS, "organisation", "subject", "third_party", "none"}


def test_every_place_of_a_description_is_described() -> None:
    silent = {path for path, node in DESCRIBED + DERIVED_PLACES if not node.get("description")}
    assert {path for path in silent if not is_item_of_words(path)} == set()


def test_every_leaf_of_the_facts_has_a_type_that_the_code_knows() -> None:
    for path, node in DERIVED_PLACES:
        assert not is_scalar(node) or node.get("x-type") in SCALARS, path


def test_the_table_has_what_the_schemas_have() -> None:
    kept = {path for path, _ in DESCRIBED if path.count("/") > 1 and path != "/pdplint"}
    walked = dict(table().walk())
    described = {path for path in walked if f"/{DERIVED}" not in path}
    missing = {path for path in kept - described if not is_item_of_words(path)}
    assert missing == set()
    derived = {path.replace(f"/*/{DERIVED}", "").replace(f"/{DERIVED}", "") for path in walked}
    facts = {path for path, _ in DERIVED_PLACES if not is_item_of_words(path)}
    assert {path for path in facts - derived if path.count("/") > 1} == set()


def is_item_of_words(path: str) -> bool:
    """Tell whether a path is that of the items of a list of scalars, which `walk` leaves out."""
    nodes = dict(DESCRIBED + DERIVED_PLACES)
    return path.endswith("/*") and is_scalar(nodes[path])


def test_the_table_has_a_kind_for_each_key_of_a_description_and_for_transfers() -> None:
    assert set(table().kinds) == {*KINDS, "organisation", "transfers"}
    assert "pdplint" in table().root.children


def test_what_is_derived_stands_apart_from_what_is_described() -> None:
    assert DERIVED not in table().root.children["organisation"].children
    assert DERIVED in table().kinds["organisation"].children


# What else the schema says of a field


@pytest.mark.parametrize(
    ("kind", "path", "attribute", "expected"),
    [
        pytest.param("flows", "/rights", "entry", "rights", id="a block or the id of an entry"),
        pytest.param("flows", "/rights", "inherited", True, id="taken from the filling flows"),
        pytest.param("flows", "/started_on", "inherited", False, id="a flow's own"),
        pytest.param("organisation", "/officer", "none", True, id="can be declared away"),
        pytest.param("flows", "/retention", "none", False, id="cannot be declared away"),
        pytest.param("organisation", "/vietnam/office", "words", "none branch", id="its words"),
        pytest.param("organisation", "/licences", "words", "telecom", id="the keys of a map"),
        pytest.param("systems", "/hosted_in", "words", "worldwide", id="a word beside the list"),
        pytest.param("flows", "/purpose", "refers_to", "purposes", id="where an id leads"),
        pytest.param(
            "flows", "/from", "refers_to", "systems parties subject third_party", id="and words"
        ),
        pytest.param(
            "flows", "/retention/kept", "counted_from", "counted_from", id="a time from an event"
        ),
        pytest.param(
            "flows", "/rights/delete/by_law", "absent", "no law is claimed", id="silence declares"
        ),
    ],
)
def test_the_table_keeps_what_the_schema_says(
    kind: str, path: str, attribute: str, expected: Any
) -> None:
    (field,) = table().at(kind, path)
    found = getattr(field, attribute)
    if isinstance(found, tuple):
        assert found[: len(expected.split())] == tuple(expected.split())
    else:
        assert found == expected


def test_the_scalar_of_a_list_is_its_item() -> None:
    (data,) = table().at("flows", "/data")
    assert data.scalar.type == "category"
    assert data.scalar.scalar is data.scalar


@pytest.mark.parametrize("name", ["description", "facts"])
def test_no_default_decides_a_verdict_since_no_field_has_one(name: str) -> None:
    assert '"default"' not in json.dumps(schema(name))


def test_the_blocks_that_can_say_that_something_is_never_given_are_notice_and_consent() -> None:
    found = {path for path, field in table().walk() if field.never}
    assert found == {"/flows/*/notice", "/flows/*/consent", "/notices/*", "/consents/*"}


def test_every_time_is_counted_from_a_field_beside_it() -> None:
    for path, field in table().walk():
        for child in field.children.values():
            if child.counted_from is not None:
                assert child.counted_from in field.children, path


def test_every_entry_and_every_reference_leads_to_a_kind() -> None:
    for path, field in table().walk():
        leaf = field.scalar
        assert leaf.entry is None or leaf.entry in table().kinds, path
        if leaf.type == "reference":
            assert set(leaf.refers_to) & set(table().kinds), path


def test_a_schema_that_refers_nowhere_is_a_bug_that_is_told() -> None:
    broken = {"properties": {"flows": {"additionalProperties": {"$ref": "#/$defs/flow"}}}}
    with pytest.raises(LookupError, match="which is not there"):
        field_table(broken, {"properties": {}})


def test_a_table_is_made_of_any_schema_of_that_form() -> None:
    made = field_table(
        {"properties": {"pdplint": {}, "things": {"type": "object", "x-type": "text"}}},
        {"properties": {}},
    )
    assert isinstance(made, FieldTable)
    assert made.kinds["things"].type == "text"
