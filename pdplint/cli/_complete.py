"""What the shell proposes for arguments whose values are found in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click


def schemas(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Propose names of schemas."""
    from pdplint.run.resources import shipped
    from pdplint.run.schemas import schema_names

    return _beginning(schema_names(shipped()), typed)


def regimes(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Propose the regimes that are shipped; no policy is read for that."""
    from pdplint.policy.own import CURRENT
    from pdplint.run.resources import shipped, shipped_regimes

    return _beginning([CURRENT, *shipped_regimes(shipped())], typed)


def services(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Propose the services of the format."""
    from pdplint.run.starting import known_services

    return _beginning(known_services(), typed)


def formats(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Propose formats of reports; of what follows `=` the shell knows more."""
    from pdplint.report import formats as known

    return _beginning(known(), typed)


def _beginning(names: Iterable[str], typed: str) -> list[str]:
    return [name for name in names if name.startswith(typed)]
