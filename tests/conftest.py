"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# On a busy machine an example may be slow once: a deadline would make the build red by chance.
settings.register_profile("pdplint", deadline=None, max_examples=50)
settings.load_profile("pdplint")
