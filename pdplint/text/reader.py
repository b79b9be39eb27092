"""Untrusted YAML or JSON text to plain values and problems: the hot path.

Where libyaml is stricter than JSON (tabs before a token, surrogate pairs in escapes), JSON is
rewritten and read again.
"""

from __future__ import annotations

from pdplint.text.values import LIMITS, Content, Limits, Problem


def read(data: bytes, limits: Limits = LIMITS) -> Content:
    """Return the values and problems of a YAML 1.2 or JSON text in UTF-8; never raise.

    Strings, integers, finite floats, booleans, lists and mappings with string keys are values. A
    document that says ``%YAML 1.1`` is ``REFUSED`` as a whole: it may mean something else by ``NO``
    or ``010``. All tags are refused, also those that change nothing.
    """
    from pdplint.text.decoded import decoded
    from pdplint.text.plain import plain

    text = decoded(data, limits)
    if isinstance(text, Problem):
        return Content([], [text], whole=False)
    documents = plain(text, limits)
    if documents is not None:
        return Content(documents, [], whole=True)
    from pdplint.text.marks import Marker
    from pdplint.text.walk import Walk, walked

    walk = walked(Walk, text, limits)
    if any(problem.code == "duplicate-key" for problem in walk.problems):
        walk = walked(Marker, text, limits)  # only marks know where the first of two keys was
    return Content(walk.documents, walk.problems, walk.whole)
