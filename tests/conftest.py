"""What holds for all tests."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# On a busy machine an example may be slow once: a deadline would make the build red by chance.
settings.register_profile("pdplint", deadline=None, max_examples=50)
settings.load_profile("pdplint")


@pytest.fixture(autouse=True, scope="session")
def _own_cache() -> Iterator[None]:
    """Keep what commands keep apart from what whoever runs the tests has kept."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", folder)
        yield
