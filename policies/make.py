"""Compile the policies into a wheel that is built, so that nothing of them is read at start-up.

Hatchling runs this (`pyproject.toml`); an editable install reads the policies as they stand.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledPolicies(BuildHookInterface[Any]):
    """Adds `policies.pickle` to a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the policies, unless the checkout itself is installed."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        before = Path.cwd()
        os.chdir(self.root)  # their files are named from there, not from where this is built
        try:
            from pdplint.run.resources import COMPILED, Resources, compiled_policies

            made = Path(mkdtemp(), COMPILED)
            made.write_bytes(compiled_policies(Resources(Path())))
        finally:
            os.chdir(before)
            sys.path.remove(self.root)
        build_data["force_include"][str(made)] = f"pdplint/{COMPILED}"
