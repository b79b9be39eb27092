"""The field table: what each place of a description may hold, made from the JSON Schemas.

The schemas say it once, for editors and for us: `x-type` names what a scalar means,
`x-refers-to` the kinds of entity that an id leads to, `x-entry` the top-level map in which a block
may stand under an id instead, `x-none` that something may be declared away, `x-none-as` what that
says of keys of the block, `x-words` the words that may stand for a day, a duration or a list,
`x-absent` what leaving a field out declares, `x-inherited` that a flow out of an own system takes
it from the flows that fill the system, `x-counted-from` the field beside it that names the event
a time is counted from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.hints import near

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ORGANISATION = "organisation"
KINDS = (
    "flows", "systems", "parties", "purposes", "agreements", "assessments",
    "subjects", "notices", "consents", "rights", "protections",
)  # fmt: skip
"""The kinds of entities that have ids."""
OWED = ("flows", "systems", ORGANISATION)
"""What every workspace is to describe."""
DERIVED = "derived"
EVERY = "*"
NEVER = "never"
NONE = "none"


class Field(NamedTuple):
    """One place of the format: its type and what else the schema says of it.

    `type` is `block` (fixed keys, `children`), `map` (ids or keys, each an `item`), `list` (each
    an `item`), or what a scalar means: `text path contact date duration country region category
    use subject_kind integer boolean word reference clause`. Of a block, `never` names the field
    that can say that what it describes is never given, so that it has no contents. `refers` tells
    whether it or something inside it names what stands elsewhere, `cites` the same of papers.
    """

    type: str
    description: str = ""
    children: Mapping[str, Field] = {}
    item: Field | None = None
    words: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    entry: str | None = None
    none: bool = False
    none_as: Mapping[str, str] = {}
    absent: str | None = None
    inherited: bool = False
    counted_from: str | None = None
    never: str | None = None
    refers: bool = False
    cites: bool = False

    @property
    def scalar(self) -> Field:
        """The field of one item for a list, else the field itself."""
        return self.item if self.type == "list" and self.item else self


class FieldTable(NamedTuple):
    """All fields: of a whole document, and by the kind of entity at which a path can start.

    `inherited` names the fields that a flow may take from others.
    """

    root: Field
    kinds: Mapping[str, Field]
    inherited: frozenset[str] = frozenset()

    def at(self, kind: str, path: str) -> tuple[Field, ...]:
        """Return the fields that `path` can lead to from an entity of `kind`.

        A reference that may lead to several kinds gives one field for each that has it.

        Raises:
            LookupError: no such field; the message says which part and what is near.
        """
        nodes: tuple[Field, ...] = (self.kinds[kind],)
        for part in split(path):
            nodes = tuple(found for node in nodes for found in self._step(node, part, path))
        return nodes

    def _step(self, node: Field, part: str, path: str) -> tuple[Field, ...]:
        if node.type == "reference":
            return self._through(node, part, path)
        if part == EVERY and node.item is not None:
            return (node.item,)
        if part in node.children:
            return (node.children[part],)
        if part == ORGANISATION and any(node is kind for kind in self.kinds.values()):
            return (self.kinds[ORGANISATION],)
        known = [*node.children, *([EVERY] if node.item else [])]
        raise LookupError(_unknown(part, path, known))

    def _through(self, node: Field, part: str, path: str) -> tuple[Field, ...]:
        found: list[Field] = []
        failed: LookupError | None = None
        for kind in node.refers_to:
            if kind in self.kinds:
                try:
                    found += self._step(self.kinds[kind], part, path)
                except LookupError as error:
                    failed = failed or error
        if not found:
            raise failed or LookupError(_unknown(part, path, []))
        return tuple(found)

    def walk(self) -> Iterator[tuple[str, Field]]:
        """Yield every field with its path, depth first, references not entered."""
        for kind, node in self.kinds.items():
            prefix = f"/{kind}" if kind == ORGANISATION else f"/{kind}/*"
            yield from _descend(prefix, node)


def _unknown(part: str, path: str, known: list[str]) -> str:
    meant = near(part, known)
    hint = f"; did you mean {meant!r}?" if meant else ""
    what = ", ".join(known) or "nothing further"
    return f"there is no {part!r} in {path}{hint} (known here: {what})"


def _descend(path: str, node: Field) -> Iterator[tuple[str, Field]]:
    yield path, node
    for name, child in node.children.items():
        yield from _descend(f"{path}/{name}", child)
    if node.item is not None and node.type in {"map", "list"} and node.item.children:
        yield from _descend(f"{path}/*", node.item)


def split(path: str) -> tuple[str, ...]:
    """Return the parts of a path such as `/rights/delete/within`.

    Raises:
        LookupError: the path does not begin with a slash or has an empty part.
    """
    if not path.startswith("/") or path.endswith("/") or "//" in path:
        message = f"{path!r} is not a path: write it as /rights/delete/within"
        raise LookupError(message)
    return tuple(path[1:].split("/"))


def field_table(description: Mapping[str, Any], facts: Mapping[str, Any]) -> FieldTable:
    """Return the table for a description schema and the schema of the derived facts."""
    kinds: dict[str, Field] = {}
    for name, schema in description["properties"].items():
        if name == "pdplint":
            continue
        made = _make(schema, description)
        kinds[name] = made if name == ORGANISATION or made.item is None else made.item
    for name, schema in facts["properties"].items():
        made = _make(schema, facts, description)
        if name in kinds:
            known = kinds[name]
            children = {**known.children, DERIVED: made}
            kinds[name] = _with_children(known, children)
        else:
            kinds[name] = made.item or made
    flows = kinds["flows"].children if "flows" in kinds else {}
    inherited = frozenset(name for name, field in flows.items() if field.inherited)
    return FieldTable(_make(description, description), kinds, inherited)


def field_of(schema: Mapping[str, Any]) -> Field:
    """Return the field of a whole document of another schema, for `shape`."""
    return _make(schema, schema)


def _with_children(node: Field, children: Mapping[str, Field]) -> Field:
    field = Field(node.type, node.description, children, none=node.none)
    return _leading(field)


def _leading(field: Field) -> Field:
    """Return a field with what it and all inside it leads to."""
    inner = [*field.children.values(), *([field.item] if field.item else [])]
    refers = bool(field.refers_to or field.entry) or any(one.refers for one in inner)
    cites = field.type == "path" or any(one.cites for one in inner)
    return field._replace(refers=refers, cites=cites)


def _make(schema: Mapping[str, Any], *roots: Mapping[str, Any]) -> Field:
    schema = _resolve(schema, roots)
    children = {name: _make(sub, *roots) for name, sub in schema.get("properties", {}).items()}
    inner = schema.get("items") or schema.get("additionalProperties") or None
    item = _make(inner, *roots) if isinstance(inner, dict) else None
    field = Field(
        type=_type(schema, children, item),
        description=schema.get("description", ""),
        children=children,
        item=item,
        words=tuple(schema.get("x-words") or schema.get("x-keys") or schema.get("enum") or ()),
        refers_to=tuple(schema.get("x-refers-to", ())),
        entry=schema.get("x-entry"),
        none=schema.get("x-none", False),
        none_as=schema.get("x-none-as", {}),
        absent=schema.get("x-absent"),
        inherited=schema.get("x-inherited", False),
        counted_from=schema.get("x-counted-from"),
        never=next((name for name, child in children.items() if NEVER in child.words), None),
    )
    return _leading(field)


def _type(schema: Mapping[str, Any], children: Mapping[str, Field], item: Field | None) -> str:
    if "x-type" in schema:
        return str(schema["x-type"])
    if children:
        return "block"
    types = schema.get("type", ())
    return "list" if "array" in types and item is not None else "map"


def _resolve(schema: Mapping[str, Any], roots: tuple[Mapping[str, Any], ...]) -> Mapping[str, Any]:
    while "$ref" in schema:
        pointer = schema["$ref"].partition("#")[2]
        siblings = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**_look_up(pointer, roots), **siblings}
    return schema


def _look_up(pointer: str, roots: tuple[Mapping[str, Any], ...]) -> Mapping[str, Any]:
    for root in roots:
        found: Any = root
        for part in pointer.strip("/").split("/"):
            found = found.get(part) if isinstance(found, dict) else None
        if isinstance(found, dict):
            return found
    message = f"the schema refers to {pointer}, which is not there"
    raise LookupError(message)
