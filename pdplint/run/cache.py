"""What is kept between runs, by what it was made from; never needed to be there."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from pdplint import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def digest(parts: Iterable[bytes]) -> str:
    """Return a digest of parts, and of the version that reads them."""
    hashed = sha256(__version__.encode())
    for part in parts:
        hashed.update(len(part).to_bytes(8, "big") + part)
    return hashed.hexdigest()[:32]


def _file(key: str) -> Path:
    return user_cache_path("pdplint", appauthor=False) / f"{key}.json"


def fetch(key: str) -> object | None:
    """Return what is kept under a key; nothing where it cannot be read."""
    try:
        found: object = json.loads(_file(key).read_bytes())
    except (OSError, ValueError):
        return None
    return found


def keep(key: str, value: object) -> None:
    """Keep a value, whole or not at all; where nothing can be written, nothing is kept."""
    path = _file(key)
    partial = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
        partial.replace(path)
