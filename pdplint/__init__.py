"""pdplint: a policy-as-code linter for the handling of personal data.

`check` is the interface for Python; see `docs/python.md`. Importing this is cheap: nothing else of
pdplint is imported until it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from os import PathLike

    from pdplint.model.report import Report

__version__ = "0.1.0"
__all__ = ["__version__", "check"]


def check(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    *,
    regimes: Sequence[str] = (),
    as_of: date | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    root: str | PathLike[str] | None = None,
    config: str | PathLike[str] | None = None,
    waivers: str | PathLike[str] | None = None,
    baseline: str | PathLike[str] | None = None,
    no_waivers: bool = False,
    settings_from: str = "",
    new_waivers: str = "list",
    changed_since: str = "",
    cache: bool = True,
    evidence: bool = False,
    jobs: int = 1,
) -> Report:
    """Check the descriptions at one or several paths as `pdplint check` does; return the report.

    Every argument is the option of the same name; more than one of `jobs` forks this process, which
    is for callers without threads. Nothing is printed or written but the cache, and findings are no
    error: `report.findings` has them, those with `is_open` count.

    Raises:
        pdplint.run.errors.UsageError: the call, a config or a policy is wrong; nothing was judged.
        pdplint.run.errors.NothingFoundError: no description was found at one of the paths.
    """
    from datetime import UTC, datetime
    from os import PathLike
    from pathlib import Path

    from pdplint.run.checking import run
    from pdplint.run.settings import Options

    def path(given: str | PathLike[str] | None) -> Path | None:
        return None if given is None else Path(given)

    several = [paths] if isinstance(paths, (str, PathLike)) else paths
    options = Options(
        regimes=tuple(regimes),
        as_of=as_of,
        select=tuple(select),
        ignore=tuple(ignore),
        waivers=path(waivers),
        baseline=path(baseline),
        no_waivers=no_waivers,
        config=path(config),
        root=path(root),
        settings_from=settings_from,
        new_waivers=new_waivers,
        changed_since=changed_since,
        cache=cache,
        evidence=evidence,
        jobs=jobs,
    )
    today = datetime.now(UTC).astimezone().date()
    return run([Path(one) for one in several], options, today)
