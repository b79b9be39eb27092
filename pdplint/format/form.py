"""The form of a description: JSON Schema errors as problems that an engineer can act on.

`jsonschema-rs` decides. For each error this finds the field it concerns, says what to write, and
names the places that can no longer be judged, so that a misspelt key is told once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint import units
from pdplint.format.hints import Hints
from pdplint.model.finding import Finding, Related
from pdplint.model.place import Place, Pointer, Span
from pdplint.model.text import Text
from pdplint.text.edit import Edit
from pdplint.text.messages import sentence
from pdplint.text.values import LIMITS, REFUSED, Problem
from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from pdplint.format.fields import Field

LISTED = 12
_ALIKE = 0.7
_SHOWN = 160
_COVER = "\ue000"
_MISTAKEN = frozenset(["", *"+-0123456789", _COVER])


class Misfit(NamedTuple):
    """One place that does not have the form: the words for it, and what it leaves untold.

    `remove` is a key that has no meaning; `refuse` are places that must not be judged.
    """

    pointer: Pointer
    message: Text
    remove: Pointer | None
    refuse: tuple[Pointer, ...]


def problem(
    control: str, message: Text, place: Place, subject: str = "", related: tuple[Related, ...] = ()
) -> Finding:
    """Return a problem: something that cannot be read, has not the form, or leads nowhere."""
    return Finding(
        control, "problem", "error", say(f"title-{control}"), message, place, subject, (), related
    )


def too_many() -> Text:
    """Return that a file has more problems than are told, as it is said of its text."""
    first = Span(1, 1, 1, 1)
    wrong = Problem("problems", {"limit": str(LIMITS.problems)}, 0, (), first)
    return Text(sentence(wrong, "en"), sentence(wrong, "vi"))


class Form:
    """A compiled description schema."""

    def __init__(self, schema: Mapping[str, Any], root: Field) -> None:
        import jsonschema_rs

        self.root = root
        words = {"none", *_words(root)}  # which of them stand where, the patterns say
        date, duration = _is(units.parse_date, words), _is(units.parse_duration, words)
        formats = {"pdplint-duration": duration, "date": date, "pdplint-date": date}
        self.validator = jsonschema_rs.validator_for(
            dict(schema), validate_formats=True, formats=formats
        )

    def misfits(
        self, document: Any, hints: Hints | None = None, most: int = LIMITS.problems
    ) -> list[Misfit]:
        """Return what is wrong with the form of one document, in order, one for each place.

        The document may hold `REFUSED` where something was refused already; that is passed over.
        Of more than `most` misfits one more than that many are returned: what has so many cannot
        be judged at all. `hints` are those of a workspace, where there are several documents.
        """
        hints = hints or Hints()
        if document is REFUSED or self._is_valid(document):
            return []
        clean = _without_refused(document)
        if self.validator.is_valid(clean):
            return []
        found: dict[Pointer, Misfit] = {}
        for misfit in self._explained(document, self.validator.iter_errors(clean), hints):
            found.setdefault(misfit.pointer, misfit)
            if len(found) > most:
                break
        return list(found.values())

    def _is_valid(self, document: Any) -> bool:
        """Tell whether a document has the form as it is; nothing that was refused has any."""
        try:
            return bool(self.validator.is_valid(document))
        except ValueError:
            return False

    def _explained(self, document: Any, errors: Iterable[Any], hints: Hints) -> Iterator[Misfit]:
        left: dict[int, list[int]] = {}
        for error in errors:
            pointer = _in_original(document, error.instance_path, left)
            if not _lacks_refused(error, _at(document, pointer)):
                yield from self._explain(error, pointer, document, hints)

    def _explain(
        self, error: Any, pointer: Pointer, document: Any, hints: Hints
    ) -> Iterator[Misfit]:
        node = _field(self.root, pointer)
        explain = _EXPLAIN.get(error.kind.name)
        if error.kind.name == "additionalProperties":
            for key in error.kind.unexpected:
                yield _unknown_key(pointer, _uncovered(key), node, _at(document, pointer), hints)
        elif error.kind.name == "propertyNames":
            key = _uncovered(error.kind.error.instance)
            known = node.item.words if node.item else ()
            message = _unknown_word(key, node.words, hints) if node.words and not known else None
            yield Misfit(
                (*pointer, key), message or say("key-wrong", key=_shown(key)), (*pointer, key), ()
            )
        else:
            message = (
                explain(error, node, hints)
                if explain
                else say("other-shape", reason=cut(error.message))
            )
            yield Misfit(pointer, message, None, (pointer,))


def apply(document: Any, misfits: Iterable[Misfit]) -> Any:
    """Return the document as it may be judged: meaningless keys gone, misfits `REFUSED`.

    The document that is given stays as it is.
    """
    edit = Edit(document)
    for misfit in misfits:
        if misfit.remove is not None:
            edit.drop(misfit.remove)
        for pointer in misfit.refuse:
            if not pointer:
                return REFUSED
            edit.put(pointer, REFUSED)
    return edit.value


def _words(field: Field) -> Iterator[str]:
    """Yield the words that may stand for a day or a duration somewhere."""
    if field.type in {"date", "duration"}:
        yield from field.words
    inner = (field.item,) if field.item else ()
    for child in (*field.children.values(), *inner):
        yield from _words(child)


def _is(parse: Callable[[str], object], words: Collection[str]) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            return text in words or bool(parse(text))
        except ValueError:
            return False

    return check


def _without_refused(value: Any) -> Any:
    if isinstance(value, dict):
        return {_covered(k): _without_refused(v) for k, v in value.items() if v is not REFUSED}
    if isinstance(value, list):
        return [_without_refused(item) for item in value if item is not REFUSED]
    return value


def _covered(key: str) -> str:
    """Return a key as the validator is given it, such that it names places by it.

    It takes a key of figures for an index, and leaves an empty one out.
    """
    return _COVER + key if key[:1] in _MISTAKEN else key


def _uncovered(key: str) -> str:
    return key.removeprefix(_COVER)


def _in_original(document: Any, clean: Iterable[str | int], left: dict[int, list[int]]) -> Pointer:
    """Return where a place of the document without its `REFUSED` items stands in the document.

    `left` keeps for each list which of its items are left, as many places lie in one list.
    """
    pointer: list[str | int] = []
    for part in clean:
        original: str | int = _uncovered(part) if isinstance(part, str) else part
        if isinstance(part, int):
            if id(document) not in left:
                left[id(document)] = [i for i, one in enumerate(document) if one is not REFUSED]
            original = left[id(document)][part]
        document = document[original]
        pointer.append(original)
    return tuple(pointer)


def _lacks_refused(error: Any, value: Any) -> bool:
    """Tell whether something is missing only because it was refused already."""
    if error.kind.name == "required":
        return error.kind.property in value
    return error.kind.name == "minItems" and REFUSED in value


def _at(value: Any, pointer: Pointer) -> Any:
    for part in pointer:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _field(node: Field, pointer: Pointer) -> Field:
    for part in pointer:
        child = node.children.get(part) if isinstance(part, str) else None
        node = child or node.item or node
    return node


def _unknown_key(pointer: Pointer, key: str, node: Field, holder: Any, hints: Hints) -> Misfit:
    known = list(node.children)
    near = _near(key, known, hints)
    place = (*pointer, key)
    if near and near not in (holder or {}):
        refuse: tuple[Pointer, ...] = ((*pointer, near),)
    else:
        refuse = ()
    if near:
        hint = say("did-you-mean", near=near)
    elif known:
        hint = say("key-unknown-list", known=", ".join(known))
    else:
        hint = Text("", "")
    return Misfit(place, say("key-unknown", key=_shown(key), hint=hint), place, refuse)


def _near(word: str, known: Collection[str], hints: Hints) -> str | None:
    return hints.near(word.lower().replace("-", "_"), known, _ALIKE)


def _unknown_word(value: Any, words: tuple[Any, ...], hints: Hints) -> Text:
    near = _near(value, [*map(str, words)], hints) if isinstance(value, str) else None
    if isinstance(value, str) and value.upper() in words:
        near = value.upper()
    if near:
        hint = say("did-you-mean", near=near)
    elif len(words) <= LISTED:
        hint = say("key-unknown-list", known=", ".join(map(str, words)))
    else:
        hint = Text("", "")
    return say("word-unknown", value=_shown(value), hint=hint)


def _is_block_or_none(node: Field) -> bool:
    return node.none and bool(node.children) and not node.entry


def _pattern(error: Any, node: Field, *_: Any) -> Text:
    value = error.instance
    if node.type in {"duration", "date"}:
        return _format(error, node)
    if _is_block_or_none(node):
        return say("none-wrong", value=_shown(value))
    if node.type == "list":
        return say("words-wrong", value=_shown(value), words=", ".join(node.words))
    if node.type == "clause":
        return say("clause-wrong", value=_shown(value))
    wanted = ", ".join(node.refers_to or ([node.entry] if node.entry else []))
    return say("id-wrong", value=_shown(value), wanted=wanted)


def _format(error: Any, node: Field, *_: Any) -> Text:
    value = error.instance
    parse: Callable[[str], object] = (
        units.parse_date if node.type == "date" else units.parse_duration
    )
    reason = ""
    try:
        parse(value)
    except ValueError as why:
        reason = str(why)
    if not reason:
        return say("deadline-wrong", value=_shown(value))
    return say(f"{node.type}-wrong", reason=reason, value=_shown(value))


_TYPES = {
    "object": Text("a block with keys", "một khối có các khóa"),
    "array": Text("a list", "một danh sách"),
    "string": Text("text", "một chuỗi ký tự"),
    "boolean": Text("true or false", "true hoặc false"),
    "integer": Text("a whole number", "một số nguyên"),
    "number": Text("a number", "một số"),
}
_NAMES = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
}


def _wrong_type(error: Any, node: Field, *_: Any) -> Text:
    if _is_block_or_none(node):
        return say("none-wrong", value=_shown(error.instance))
    wanted = [text for name, text in _TYPES.items() if name in error.kind.types]
    text = wanted[0]
    for other in wanted[1:]:
        text = say("or", first=text, second=other)
    return say("type-wrong", found=_TYPES[_NAMES[type(error.instance)]], wanted=text)


_EXPLAIN: dict[str, Callable[[Any, Field, Hints], Text]] = {
    "enum": lambda error, _, hints: _unknown_word(error.instance, (*error.kind.options,), hints),
    "const": lambda error, *_: say("version-wrong", value=_shown(error.instance)),
    "type": _wrong_type,
    "pattern": _pattern,
    "format": _format,
    "required": lambda error, *_: say("key-missing", key=error.kind.property),
    "minItems": lambda *_: say("too-few"),
    "uniqueItems": lambda *_: say("twice"),
    "minLength": lambda *_: say("empty-text"),
    "maxLength": lambda error, *_: say(
        "long-text", length=len(error.instance), limit=error.kind.limit
    ),
    "not": lambda error, *_: say("key-wrong", key=_shown(error.instance)),
}


def _shown(value: Any) -> str:
    return cut(repr(value) if isinstance(value, str) else str(value))


def cut(text: str) -> str:
    """Return a text that may be long, as short as a message bears."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
