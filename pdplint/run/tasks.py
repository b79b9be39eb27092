"""Workspaces to be judged, each once: remembered, or judged here or in processes of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.model.sharing import Sharing
from pdplint.policy.own import OWN
from pdplint.run.cache import cache_of_user
from pdplint.run.jobs import spread
from pdplint.run.memory import memory_of, read_entry, written
from pdplint.run.regimes import capped, check_judges, choose_regimes, standing_on
from pdplint.run.reporting import Judging
from pdplint.run.settings import names_regimes, regimes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from pdplint.policy.regimes import Regime
    from pdplint.run.discovery import Found
    from pdplint.run.judging import Fresh
    from pdplint.run.memory import Entry, Memory
    from pdplint.run.papers import LookUp
    from pdplint.run.resources import Resources
    from pdplint.run.settings import Options, Settings
    from pdplint.workspace.derive import Derived

WORTH_SHARING = 256 * 1024
"""The bytes of descriptions of many workspaces for which one more process saves time."""
WORTH_DIVIDING = 1024 * 1024
"""The bytes of those of one workspace for which one more process saves time."""


class Task(NamedTuple):
    """A workspace to be judged: its settings, what was found of it, and how papers are found."""

    settings: Settings
    found: Found
    look_up: LookUp


class _Due(NamedTuple):
    """A task, the regimes as they stand on the day, and what remembers what comes of it, if any."""

    task: Task
    regimes: Sequence[Regime]
    memory: Memory | None

    def judging(self, entry: Entry, derived: Mapping[str, Derived] | None = None) -> Judging:
        """Return what came of it as reports have it."""
        settings, found, _ = self.task
        made = Judging(found, settings.config, self.regimes, *entry.outcome, derived or {})
        return made._replace(papers=entry.papers)


def judge_all(
    tasks: Sequence[Task],
    options: Options,
    as_of: date,
    resources: Resources,
    tell: Callable[[str], None] = lambda _stage: None,
) -> list[Judging]:
    """Judge workspaces, or take what came of them before where nothing has changed since.

    A map is drawn of what follows from a workspace, which is not handed on: for one, all of them
    are judged anew, and here.

    Raises:
        UsageError: a regime that is named is not there, or judges nothing on the day.
    """
    every = [_due(task, options, as_of, resources) for task in tasks]
    judgings = {n: judging for n, one in enumerate(every) if (judging := _recalled(one, options))}
    left = [number for number in range(len(every)) if number not in judgings]
    if left:
        judge = _Judge(options, as_of, resources)
        judgings |= zip(left, judge.all([every[n] for n in left], tell), strict=True)
    return [judgings[number] for number in range(len(every))]


def _due(task: Task, options: Options, as_of: date, resources: Resources) -> _Due:
    one = task.settings
    numbers = [OWN] if one.config.parameters else []
    names = [*regimes_of(one.config, options), *numbers]
    by_default = not names_regimes(one.config, options)
    chosen = choose_regimes(one.library, names, as_of, by_default=by_default)
    regimes = capped(standing_on(as_of, chosen), one.config.at_most, one.library, as_of)
    check_judges(regimes)
    kept = cache_of_user(is_wanted=options.cache)
    if kept is None:
        return _Due(task, regimes, None)
    return _Due(task, regimes, memory_of(kept, one, task.found, options, as_of, regimes, resources))


def _recalled(one: _Due, options: Options) -> Judging | None:
    if one.memory is None or options.draws_map:
        return None
    known = one.memory.recall(one.task.look_up)
    return None if known is None else one.judging(known)


class _Judge:
    """Judges workspaces anew, here or in processes, and remembers what came of them."""

    def __init__(self, options: Options, as_of: date, resources: Resources) -> None:
        self._options = options
        self._as_of = as_of
        self._resources = resources

    def all(self, every: Sequence[_Due], tell: Callable[[str], None]) -> list[Judging]:
        """Judge all of some workspaces."""
        sizes = [*map(_size, every)]
        is_one = self._options.draws_map or 2 * max(sizes) > sum(sizes)
        jobs = 1 if is_one else self._jobs(sum(sizes), WORTH_SHARING)
        if jobs == 1:
            return [self._here(one, tell) for one in every]
        return self._shared(every, jobs, tell)

    def _jobs(self, size: int, worth: int) -> int:
        """Return how many processes are to share the work on so many bytes."""
        return min(self._options.jobs, 1 + size // worth)

    def _here(self, one: _Due, tell: Callable[[str], None]) -> Judging:
        """Judge in this process, which shares the work on a large one."""
        tell(f"judging {one.task.settings.root}")
        jobs = self._jobs(_size(one), WORTH_DIVIDING)
        sharing = Sharing(jobs, lambda work: spread(work, jobs, jobs)) if jobs > 1 else None
        done = self._fresh(one, sharing)
        if one.memory is not None:
            one.memory.keep(written(done.entry, one.regimes))
        return one.judging(*done)

    def _shared(
        self, every: Sequence[_Due], jobs: int, tell: Callable[[str], None]
    ) -> list[Judging]:
        """Judge in processes, the largest first, so that none is left with a large one alone."""
        from pdplint.run.judging import prepare

        tell(f"judging {len(every)} workspaces")
        for one in every:  # what is made once is handed to all processes
            prepare(one.task.settings, self._options, self._as_of, one.regimes)
        order = sorted(range(len(every)), key=lambda number: -_size(every[number]))
        entries = spread(lambda turn: self._entry(every[order[turn]]), len(order), jobs)
        judgings = {
            number: self._taken(every[number], entry)
            for number, entry in zip(order, entries, strict=True)
        }
        return [judgings[number] for number in range(len(every))]

    def _entry(self, one: _Due) -> bytes:
        return written(self._fresh(one).entry, one.regimes)

    def _taken(self, one: _Due, entry: bytes) -> Judging:
        found = read_entry(entry, one.regimes)
        if found is None:
            message = f"what was made of {one.task.settings.root} cannot be read"
            raise RuntimeError(message)
        if one.memory is not None:
            one.memory.keep(entry)
        return one.judging(found)

    def _fresh(self, one: _Due, sharing: Sharing | None = None) -> Fresh:
        from pdplint.run.judging import outcome

        settings, found, look_up = one.task
        asked = self._options, self._as_of
        return outcome(settings, found, *asked, one.regimes, look_up, self._resources.form, sharing)


def _size(one: _Due) -> int:
    return sum(map(len, one.task.found.descriptions.values()))
