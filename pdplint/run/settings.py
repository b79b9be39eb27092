"""What a call and a config settle for each workspace: its root, its policies, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.run.config import Config, check_controls, path_from, read_config
from pdplint.run.discovery import CONFIG, Unsaved, root_of, roots_of
from pdplint.run.errors import UsageError
from pdplint.run.house import HOUSE, House
from pdplint.run.resources import DEFAULT_REGIME, Resources, load_library

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from pdplint.library import Library

WAIVERS = "waivers.yaml"
BASELINE = "pdplint-baseline.yaml"


class Options(NamedTuple):
    """What a call asks for, beyond its paths; what is empty is left to the config.

    `no_waivers` takes waivers, baseline and what loosens in the config back. `root` takes all below
    one folder as one workspace, and `config` is read in place of any `pdplint.yaml`: so a gate does
    not take its settings from what it judges. `changed_since` is a git ref. `writes` is for calls
    that write waivers or a baseline: the file that is named need not be there yet.
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
    changed_since: str = ""
    unsaved: Unsaved | None = None
    cache: bool = True
    writes: bool = False


class Settings(NamedTuple):
    """One workspace before it is read; `folder` is that of its config.

    `whole` takes folders with a config of their own as part of it.
    """

    root: Path
    folder: Path
    config: Config
    library: Library
    whole: bool = False

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
    libraries: dict[tuple[Path, ...], Library] = {}
    found = [_settled(root, options, resources, libraries) for root in roots]
    for one in found:
        check_controls((*options.select, *options.ignore), one.library, "the call")
    return found


def _roots(paths: Sequence[Path], options: Options) -> list[Path]:
    unsaved = options.unsaved.path if options.unsaved else None
    if unsaved is not None and unsaved.name == CONFIG:
        raise UsageError(f"{unsaved} is a config; --stdin-filename is for a description")
    saved = [path for path in paths if path != unsaved]
    if options.root is None:
        roots = dict.fromkeys(roots_of(saved))
        if unsaved is not None:
            roots[root_of(unsaved.resolve())] = None
        return list(roots)
    root = options.root.resolve()
    if not root.is_dir():
        raise UsageError(f"--root: {options.root} is no folder")
    roots_of(saved)  # tells which do not exist
    for path in paths:
        if not path.resolve().is_relative_to(root):
            raise UsageError(f"{path} is not below the root {options.root}")
    return [root]


def _settled(
    root: Path,
    options: Options,
    resources: Resources,
    libraries: dict[tuple[Path, ...], Library],
) -> Settings:
    config = read_config(root, resources, options.config)
    folder = options.config.resolve().parent if options.config else root
    where = config.origins.get("policies", "")
    own = tuple(path_from(folder, name, where) for name in config.policies)
    for path in own:
        if not path.is_dir():
            raise UsageError(f"{where}: there is no folder {path.relative_to(folder)}")
    house = _house(config, options)
    library = libraries.get(own) if house is None else None
    if library is None:
        library = load_library(resources, own=own, house=house, cache=options.cache)
    if house is None:
        libraries[own] = library
    names = (*config.ignore, *config.severity, *config.parameters)
    check_controls(names, library, config.source)
    if options.no_waivers:
        config = config.strict(library)
    return Settings(root, folder, config, library, whole=options.root is not None)


def _house(config: Config, options: Options) -> House | None:
    if not config.parameters:
        return None
    return House(config.origins["parameters"], config.parameters, regimes_of(config, options))


def regimes_of(config: Config, options: Options) -> list[str]:
    """Return the regimes that a call or its config names, the default one where neither does."""
    named = options.regimes or config.regimes or [DEFAULT_REGIME]
    return [name for name in named if name != HOUSE or not config.parameters]


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
        "regimes": regimes_of(config, options),
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
        return "default" if file.is_file() else "default, and not there"
    return "found" if name == "config" and one.config.source else "default"
