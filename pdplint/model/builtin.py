"""The controls that are built in: what is told whatever the policies ask."""

from __future__ import annotations

from pdplint.model.finding import RELIED_ON

APPLICABILITY = "applicability"
LIMIT = "limit"
NOT_DESCRIBED = "not-described"
NOTHING_DESCRIBED = "nothing-described"
UPCOMING = "upcoming"
BUILT_IN = (
    APPLICABILITY,
    NOT_DESCRIBED,
    NOTHING_DESCRIBED,
    LIMIT,
    "syntax",
    "shape",
    "reference",
    "contradiction",
    "file",
    "paper",
    RELIED_ON,
    UPCOMING,
    "waiver",
    "baseline",
)
