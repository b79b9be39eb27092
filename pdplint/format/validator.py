"""The form of configs and policies, by their JSON Schemas, each of which is read once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator


def validator(schema: Mapping[str, Any]) -> Validator:
    """Return what tells how a value differs from a schema.

    `jsonschema` compares each item of a list with all others where they cannot be sorted; here each
    is looked at once.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    made: Validator = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {"uniqueItems": _unique}
    )(dict(schema))
    return made


def quick(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    """Return what tells, much sooner, whether a value has the form, and not what is wrong."""
    import jsonschema_rs

    is_valid: Callable[[Any], bool] = jsonschema_rs.validator_for(dict(schema)).is_valid
    return is_valid


def _unique(
    _validator: Any, unique: bool, instance: Any, _schema: Any
) -> Iterator[ValidationError]:
    from jsonschema import ValidationError

    if unique and isinstance(instance, list) and len({*map(_key, instance)}) < len(instance):
        yield ValidationError(f"{instance!r} has non-unique elements")


def _key(item: Any) -> str:
    """Return a text that is equal for what JSON Schema takes for equal: 1 and 1.0 are."""
    return json.dumps(_whole(item), sort_keys=True, default=repr)


def _whole(item: Any) -> Any:
    if isinstance(item, float) and item.is_integer():
        return int(item)
    if isinstance(item, dict):
        return {key: _whole(value) for key, value in item.items()}
    return [_whole(value) for value in item] if isinstance(item, list) else item
