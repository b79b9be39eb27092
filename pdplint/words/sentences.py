"""A table of sentences, and how one of them is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Sentences:
    """Sentences in English and Vietnamese, by key.

    One that counts has a second form, `KEY-one`, where English wants one.
    """

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self.texts = texts

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def say(self, key: str, /, **values: Text | str | int) -> Text:
        """Return a sentence with its values put in; with `count=1` its form for one, if any.

        A `Text` among the values is put in language by language. Values are never read as
        templates.
        """
        if values.get("count") == 1 and f"{key}-one" in self.texts:
            key = f"{key}-one"
        return fill(self.texts[key], **values)


def fill(text: Text, **values: Text | str | int) -> Text:
    """Return a text with each `{name}` replaced by the value of that name."""
    return Text(
        _put(text.en, {k: v.en if isinstance(v, Text) else str(v) for k, v in values.items()}),
        _put(text.vi, {k: v.vi if isinstance(v, Text) else str(v) for k, v in values.items()}),
    )


def _put(template: str, values: dict[str, str]) -> str:
    parts = template.split("{")
    done = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        done.append(values[name] + rest)
    return "".join(done)
