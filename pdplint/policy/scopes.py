"""Named scopes and lists: whom clauses address, said once for all instruments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.fields import ORGANISATION
from pdplint.policy.compiling import ANY, Compiler
from pdplint.policy.controls import kind_of
from pdplint.policy.files import Problems, WrongError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pdplint.format.fields import FieldTable
    from pdplint.policy.condition import Condition
    from pdplint.policy.files import Source


class Scope(NamedTuple):
    """A named condition on entities of a kind.

    It is true of those `inside`, false of those `outside`, and not known of those `untold`; these
    are examples: paths in the entity, or `KIND/ID/path`, with the values there. It stands in the
    file `path` under that `number`.
    """

    id: str
    kind: str
    when: Mapping[str, Any]
    inside: tuple[Mapping[str, Any], ...]
    outside: tuple[Mapping[str, Any], ...]
    untold: tuple[Mapping[str, Any], ...]
    path: str
    number: int


class Scopes(NamedTuple):
    """All scopes and lists, by name."""

    scopes: Mapping[str, Scope]
    lists: Mapping[str, Sequence[str]]
    table: FieldTable

    def condition(self, name: str, kind: str, values: Mapping[str, Any]) -> Condition:
        """Compile a scope for an entity of a kind; `values` is what `$name` stands for.

        Raises:
            WrongError: there is no such scope, or none that is about such an entity.
        """
        scope = self.scopes.get(name)
        if scope is None:
            raise WrongError(f"there is no scope {name!r}{Problems().hint(name, self.scopes)}")
        prefix = reach(kind, scope.kind)
        if prefix is None:
            raise WrongError(f"the scope {name} is of {scope.kind}, and {kind} are asked")
        return Compiler(self.table, kind, values).condition(moved(scope.when, prefix), asks=False)


def reach(kind: str, of: str) -> str | None:
    """Return the path by which an entity of a kind leads to what a scope is `of`, if it does."""
    if kind == of:
        return ""
    if of == ORGANISATION:
        return f"/{ORGANISATION}"
    return "/flow" if (kind, of) == ("transfers", "flows") else None


def moved(raw: Any, prefix: str) -> Any:
    """Return a condition with all its paths beginning further away."""
    if not prefix:
        return raw
    if isinstance(raw, dict):
        return {
            (key if key == ANY or not key.startswith("/") else prefix + key): moved(value, prefix)
            for key, value in raw.items()
        }
    if isinstance(raw, list):
        return [moved(item, prefix) for item in raw]
    return prefix + raw if isinstance(raw, str) and raw.startswith("/") else raw


def make_scopes(sources: Sequence[Source], table: FieldTable, problems: Problems) -> Scopes:
    """Return all scopes and lists of policies, and tell what is wrong with them."""
    lists: dict[str, Sequence[str]] = {}
    for source in sources:
        for index, raw in enumerate(source.value.get("lists", ())):
            if raw["list"] in lists:
                told = f"the list {raw['list']} stands twice"
                problems.tell(source.path, ("lists", index, "list"), told)
            lists.setdefault(raw["list"], raw["words"])
            for at, message in _wrong_words(raw, table, problems):
                problems.tell(source.path, ("lists", index, *at), message)
    scopes: dict[str, Scope] = {}
    for source in sources:
        for index, raw in enumerate(source.value.get("scopes", ())):
            scope = _scope(raw, source.path, index)
            if scope.id in scopes:
                told = f"the scope {scope.id} stands twice"
                problems.tell(source.path, ("scopes", index, "scope"), told)
            scopes.setdefault(scope.id, scope)
    made = Scopes(scopes, lists, table)
    for scope in scopes.values():
        _check(scope, made, problems)
    return made


def _scope(raw: Mapping[str, Any], path: str, index: int) -> Scope:
    examples = (tuple(raw.get(key, ())) for key in ("inside", "outside", "untold"))
    inside, outside, untold = examples
    kind = kind_of(raw["each"])
    return Scope(raw["scope"], kind, raw["when"], inside, outside, untold, path, index)


def _check(scope: Scope, made: Scopes, problems: Problems) -> None:
    if scope.kind not in made.table.kinds:
        told = f"there is no kind {scope.kind!r}{problems.hint(scope.kind, made.table.kinds)}"
        problems.tell(scope.path, ("scopes", scope.number, "each"), told)
        return
    try:
        made.condition(scope.id, scope.kind, made.lists)
    except WrongError as error:
        problems.tell(scope.path, ("scopes", scope.number, "when", *error.pointer), str(error))


def _wrong_words(
    raw: Mapping[str, Any], table: FieldTable, problems: Problems
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield words that a field does not have, and those of which it is not said where they are."""
    kind, _, path = raw["of"].strip("/").partition("/")
    path = path.removeprefix("*").strip("/")
    try:
        field = table.at(kind, f"/{path}")[0].scalar
    except LookupError as error:
        yield ("of",), str(error.args[0])
        return
    listed = {key: raw.get(key, ()) for key in ("words", "without")}
    for key, words in listed.items():
        for index, word in enumerate(words):
            if word not in field.words:
                told = f"there is no {path} {word!r}{problems.hint(word, field.words)}"
                yield (key, index), told
            elif key == "without" and word in listed["words"]:
                yield (key, index), f"{word} stands in the list and outside it"
    left = [word for word in field.words if word not in {*listed["words"], *listed["without"]}]
    if field.type == "word" and left:
        yield ("list",), f"it is not said whether {', '.join(left)} belong to it: see `without`"
