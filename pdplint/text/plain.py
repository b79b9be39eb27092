"""The values of a text that has nothing odd in it, as most have: the hot path.

What has an anchor, a tag, a key twice, or anything else that `text.walk` could tell of, is left to
that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from pdplint.text.values import _TELLING, REFUSED, plain_value

if TYPE_CHECKING:
    from pdplint.text.decoded import Script
    from pdplint.text.values import Limits

TEXT_OF_A_NODE = 100
"""How many characters of a scalar count as one more node."""


def plain(text: Script, limits: Limits) -> list[Any] | None:
    """Return the documents of a text; nothing where there is anything to be told of it."""
    try:
        return _values(text, limits)
    except (yaml.YAMLError, UnicodeError):
        return None


# A call for each event would take as long as all the rest.
def _values(text: Script, limits: Limits) -> list[Any] | None:  # noqa: C901, PLR0912
    root: list[Any] = []  # all documents, each an item
    here: Any = root
    key: str | None = None  # the key that waits for its value
    outer: list[Any] = []
    nodes = 0
    scalar, alias = yaml.ScalarEvent, yaml.AliasEvent
    mapping, sequence = yaml.MappingStartEvent, yaml.SequenceStartEvent
    ends = {yaml.MappingEndEvent, yaml.SequenceEndEvent}
    event: Any
    for event in text.events():
        kind = event.__class__
        if kind is scalar:
            value = event.value
            nodes += 1 + len(value) // TEXT_OF_A_NODE
            if event.anchor is not None or event.tag is not None:
                return None
            if not event.style and value[:1] in _TELLING:
                value = plain_value(value)
                if value is REFUSED:
                    return None
            if here.__class__ is list:
                here.append(value)
            elif key is None:
                if not _is_key(value, here, limits) or (value == "<<" and not event.style):
                    return None
                key = value
            else:
                here[key] = value
                key = None
        elif kind is mapping or kind is sequence:
            nodes += 1
            if event.anchor is not None or event.tag is not None:
                return None
            new: Any = {} if kind is mapping else []
            if here.__class__ is list:
                here.append(new)
            elif key is None:
                return None
            else:
                here[key] = new
                key = None
            outer.append(here)
            here = new
            if len(outer) > limits.depth:
                return None
        elif kind in ends:
            here = outer.pop()
        elif kind is alias:
            return None
        elif kind is yaml.DocumentStartEvent:
            nodes += 1
            if event.version == (1, 1):
                return None
        if nodes > limits.nodes:
            return None
    return root


def _is_key(value: Any, here: dict[str, Any], limits: Limits) -> bool:
    return value.__class__ is str and value not in here and len(value) <= limits.key
