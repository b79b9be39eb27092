"""Words in each language."""

from __future__ import annotations

from typing import NamedTuple

LANGUAGES = ("en", "vi")


class Text(NamedTuple):
    """One statement in the two languages of the reports."""

    en: str
    vi: str

    def of(self, lang: str) -> str:
        """Return the statement in `lang`, which is `en` or `vi`."""
        return self.vi if lang == "vi" else self.en


def plain(words: str) -> Text:
    """Return a text that is the same in every language: an id, a value, a file name."""
    return Text(words, words)
