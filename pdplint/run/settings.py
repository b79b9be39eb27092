"""What a call and a config settle for each workspace: its root, its policies, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.model.report import Loosened
from pdplint.policy.own import CURRENT, OWN, OwnNumbers
from pdplint.run.config import Config, check_controls, path_from, read_config
from pdplint.run.discovery import CONFIG, Unsaved, root_of, roots_of
from pdplint.run.door import is_there, real_path, stand_path
from pdplint.run.errors import UsageError
from pdplint.run.resources import (
    PolicyFolder,
    Resources,
    is_policy_file,
    load_library,
    policy_folder,
    shipped_regimes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from pdplint.policy.loading import Library
    from pdplint.run.tree import Tree

DEFAULT_REGIMES = (CURRENT, "vn-draft-2021")
"""What is asked where nobody names a regime: what is in force, and the draft in full beside it."""
WAIVERS = "waivers.yaml"
BASELINE = "pdplint-baseline.yaml"
_FROM = "--settings-from"


class Options(NamedTuple):
    """What a call asks for, beyond its paths; what is empty is left to the config.

    `no_waivers` takes waivers, baseline and what loosens in the config back. `root` takes all below
    one folder as one workspace, and `config` is read in place of any `pdplint.yaml`: so a gate does
    not take its settings from what it judges. `settings_from` is a git ref whose config, own
    policies and baseline stand in place of those of the change, and `new_waivers` says what becomes
    of waivers that it lacks: `list` or `error`. `changed_since` is a git ref too. `writes` is for
    calls that write waivers or a baseline: the file that is named need not be there yet. `evidence`
    asks for the digests of all that was judged, `draws_map` for the map of who hands what to whom,
    `places_claims` for the lines of claims that are relied on and told by no finding. `jobs` is the
    most processes that share the work; one starts no other.
    """

    regimes: Sequence[str] = ()
    as_of: date | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    waivers: Path | None = None
    baseline: Path | None = None
    no_waivers: bool = False
    config: Path | None = None
    root: Path | None = None
    settings_from: str = ""
    new_waivers: str = "list"
    changed_since: str = ""
    unsaved: Unsaved | None = None
    cache: bool = True
    writes: bool = False
    evidence: bool = False
    places_claims: bool = True
    draws_map: bool = True
    jobs: int = 1


class Settings(NamedTuple):
    """One workspace before it is read; `folder` is that of its config.

    `named` are the paths of the call that belong to it. `whole` takes folders with a config of
    their own as part of it. `base` is the tree from which settings come, if not from here;
    `loosened` are the settings by which less is reported.
    """

    root: Path
    folder: Path
    config: Config
    library: Library
    named: Sequence[Path]
    whole: bool = False
    base: Tree | None = None
    loosened: Sequence[Loosened] = ()

    def where(self, setting: str) -> str:
        """Return where a setting stands, as messages name it."""
        return self.config.origins.get(setting, self.config.source or "the default settings")


def settle(paths: Sequence[Path], options: Options, resources: Resources) -> list[Settings]:
    """Return the settings of all workspaces at or below the paths.

    Raises:
        UsageError: a path, the call or a config is wrong.
    """
    roots = _roots(paths, options)
    single = [
        name
        for name, given in (("--waivers", options.waivers), ("--baseline", options.baseline))
        if given is not None
    ]
    if single and len(roots) > 1:
        raise UsageError(
            f"{single[0]} is for one workspace, and the paths lie in {len(roots)}: "
            f"{', '.join(map(str, roots))}; check them one by one"
        )
    if options.new_waivers not in {"list", "error"}:
        raise UsageError(f"--new-waivers is list or error, not {options.new_waivers!r}")
    if options.new_waivers == "error" and not (options.settings_from or options.changed_since):
        raise UsageError("--new-waivers needs --settings-from or --changed-since: new since when?")
    libraries: dict[tuple[Path, ...], Library] = {}
    found = [_settled(root, paths, options, resources, libraries) for root, paths in roots.items()]
    for one in found:
        check_controls((*options.select, *options.ignore), one.library, "the call")
    return found


def tree_of(root: Path, ref: str, flag: str) -> Tree | None:
    """Return the files of a git ref below a folder, where an option names one.

    Raises:
        UsageError: there is no git, no repository or no such ref.
    """
    if not ref:
        return None
    from pdplint.run.tree import Tree

    return Tree(root, ref, flag)


def _roots(paths: Sequence[Path], options: Options) -> dict[Path, list[Path]]:
    """Return the roots of the workspaces with the paths that belong to each."""
    unsaved = options.unsaved.path if options.unsaved else None
    if unsaved is not None and unsaved.name == CONFIG:
        raise UsageError(f"{unsaved} is a config; --stdin-filename is for a description")
    saved = [path for path in paths if path != unsaved]
    if options.root is None:
        roots = roots_of(saved)
        if unsaved is not None:
            roots.setdefault(root_of(unsaved), []).append(unsaved)
        return roots
    root = real_path(options.root)
    if not root.is_dir():
        raise UsageError(f"--root: {options.root} is no folder")
    roots_of(saved)  # tells which do not exist
    for path in paths:
        if not stand_path(path).is_relative_to(root):
            raise UsageError(f"{path} is not below the root {options.root}")
    return {root: [*paths]}


def _settled(
    root: Path,
    paths: Sequence[Path],
    options: Options,
    resources: Resources,
    libraries: dict[tuple[Path, ...], Library],
) -> Settings:
    base = tree_of(root, options.settings_from, _FROM)
    config = read_config(root, resources, options.config, base)
    folder = real_path(options.config).parent if options.config else root
    loosened = list(_takes_away(config, options, resources))
    if options.regimes:
        config = config._replace(at_most={})
    if options.no_waivers and loosened:
        config, loosened = config._replace(regimes=()), []
    library = _library(config, folder, options, resources, libraries, base)
    names = (*config.ignore, *config.severity, *config.parameters)
    check_controls(names, library, config.source)
    if options.no_waivers:
        config = config.strict(library)
    if base is not None and options.config is None and config.source and CONFIG not in base.files:
        loosened.append(Loosened("config", f"{config.source}: {base.ref} has none", _FROM))
    loosened += config.loosened(library)
    whole = options.root is not None
    return Settings(root, folder, config, library, paths, whole, base, loosened)


def _takes_away(config: Config, options: Options, resources: Resources) -> Iterator[Loosened]:
    """Yield the regimes of a tree's own config where none is shipped: no clause of those is asked.

    A regime of one's own beside a shipped one, own policies and own parameters only add.
    """
    named = [] if options.regimes or options.config else config.regimes
    if named and not {*named} & {CURRENT, *shipped_regimes(resources)}:
        yield Loosened("regimes", ", ".join(named), config.origins["regimes"])


def own_library(root: Path, resources: Resources, *, tests: bool) -> tuple[Config, Library]:
    """Return the config of a root, and the shipped policies with its own, without its numbers.

    Raises:
        UsageError: the config or a policy is wrong.
    """
    config = read_config(root, resources)
    where = config.origins.get("policies", "")
    paths = [path_from(root, name, where) for name in config.policies]
    own = [_own_policies(path, root, where, None) for path in paths]
    return config, load_library(resources, own=own, tests=tests)


def _library(
    config: Config,
    folder: Path,
    options: Options,
    resources: Resources,
    libraries: dict[tuple[Path, ...], Library],
    base: Tree | None,
) -> Library:
    where = config.origins.get("policies", "")
    paths = tuple(path_from(folder, name, where) for name in config.policies)
    numbers = _own_numbers(config, options)
    if numbers is None and paths in libraries:
        return libraries[paths]
    own = [_own_policies(path, folder, where, None if options.config else base) for path in paths]
    library = load_library(resources, own=own, numbers=numbers, cache=options.cache)
    if numbers is None:
        libraries[paths] = library
    return library


def _own_policies(path: Path, folder: Path, where: str, base: Tree | None) -> PolicyFolder:
    """Return a folder of policies that a config names; as a ref had it, where it had one."""
    name = path.relative_to(folder).as_posix()
    if base is not None and (names := base.below(name)):
        start = 0 if name == "." else len(name) + 1
        files = {n[start:]: base.whole(n) for n in names if is_policy_file(n)}
        return PolicyFolder(path, files)
    if not path.is_dir():
        raise UsageError(f"{where}: there is no folder {name}")
    return policy_folder(path)


def _own_numbers(config: Config, options: Options) -> OwnNumbers | None:
    if not config.parameters:
        return None
    return OwnNumbers(config.origins["parameters"], config.parameters, regimes_of(config, options))


def names_regimes(config: Config, options: Options = Options()) -> bool:  # noqa: B008 immutable
    """Tell whether a call or its config names regimes; else what is by default is asked."""
    return bool(options.regimes or config.regimes)


def regimes_of(config: Config, options: Options = Options()) -> Sequence[str]:  # noqa: B008 immutable
    """Return the regimes that a call or its config names, those by default where neither does."""
    named = options.regimes or config.regimes or DEFAULT_REGIMES
    return [name for name in named if name != OWN or not config.parameters]


class Setting(NamedTuple):
    """One effective setting of a workspace and where it comes from."""

    name: str
    value: object
    source: str


def effective(one: Settings, options: Options) -> list[Setting]:
    """Return all settings of a workspace as they are, the default ones too."""
    config = one.config
    called = {
        name: f"--{flag}"
        for name, flag in (("root", "root"), ("config", "config"), ("regimes", "regime"))
        if getattr(options, name)
    }
    values: dict[str, object] = {
        "root": str(one.root),
        "config": config.source or "none",
        "regimes": [
            f"{name}: {config.at_most[name]}" if name in config.at_most else name
            for name in regimes_of(config, options)
        ],
        "include": list(config.include),
        "exclude": list(config.exclude),
        "ignore": list(config.ignore),
        "severity": dict(config.severity),
        "policies": list(config.policies),
        "parameters": {name: dict(given) for name, given in config.parameters.items()},
        "waivers": config.waivers or WAIVERS,
        "baseline": config.baseline or BASELINE,
    }
    return [
        Setting(name, value, called.get(name) or config.origins.get(name, _default(name, one)))
        for name, value in values.items()
    ]


def _default(name: str, one: Settings) -> str:
    if name == "root":
        return f"the folder of {CONFIG}" if one.config.source else "the path"
    if name in {"waivers", "baseline"}:
        file = one.folder / {"waivers": WAIVERS, "baseline": BASELINE}[name]
        return "default" if is_there(file) else "default, and not there"
    return "found" if name == "config" and one.config.source else "default"
