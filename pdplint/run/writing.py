"""Reports into files, whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from pdplint.run.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a report so that no reader ever sees half of it.

    Raises:
        UsageError: the file cannot be written.
    """
    partial = path.parent / f".{path.name}.{os.getpid()}.partial"
    try:
        partial.write_text(text, "utf-8", newline="\n")
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
