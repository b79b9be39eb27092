"""The schemas and policies that are shipped, read and compiled."""

from __future__ import annotations

import json
import pickle
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint import __version__
from pdplint.format.fields import FieldTable, field_table
from pdplint.format.form import Form, cut
from pdplint.format.validator import quick, validator
from pdplint.policy.files import Policies, PolicyError, PolicyProblem, Source
from pdplint.policy.loading import Library, load
from pdplint.policy.own import OwnNumbers, add_own_numbers
from pdplint.run.cache import cache_of_user, digest
from pdplint.run.discovery import Walk, shown_file, shown_path
from pdplint.run.door import ShutError, read_file, real_path
from pdplint.run.errors import UsageError
from pdplint.text.messages import sentence
from pdplint.text.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

POLICY_SCHEMAS = ("control", "scopes", "instrument", "article", "tests", "ledger", "regime")
_FOR_TESTS = {"tests", "ledger", "glossary"}
"""What is read only where the tests of policies are."""


class Resources:
    """The schemas and policies that are shipped, and the field table made from them."""

    def __init__(self, root: Path | None = None) -> None:
        package = Path(__file__).parent.parent
        self.root = root or (package if (package / "policies").is_dir() else package.parent)
        self._schemas: dict[str, dict[str, Any]] = {}
        self._quick: dict[str, Callable[[Any], bool]] = {}

    def schema(self, name: str) -> dict[str, Any]:
        """Return a JSON Schema by name, such as `description`, `control` or `report`.

        It is the same each time, and not to be changed.
        """
        if name not in self._schemas:
            self._schemas[name] = json.loads(self._schema_path(name).read_text("utf-8"))
        return self._schemas[name]

    def has_form(self, name: str, value: Any) -> bool:
        """Tell whether a value has the form that a schema says, without what is wrong with it."""
        if name not in self._quick:
            self._quick[name] = quick(self.schema(name))
        return self._quick[name](value)

    def schema_text(self, name: str) -> bytes:
        """Return the text of a JSON Schema."""
        return self._schema_path(name).read_bytes()

    def _schema_path(self, name: str) -> Path:
        return self.root / "schemas" / f"{name}.schema.json"

    @cached_property
    def table(self) -> FieldTable:
        """The field table of descriptions and derived facts."""
        if self.compiled is not None:
            return self.compiled.table
        return field_table(self.schema("description"), self.schema("facts"))

    @cached_property
    def form(self) -> Form:
        """The compiled schema of descriptions."""
        return Form(self.schema("description"), self.table.root)

    @cached_property
    def compiled(self) -> Library | None:
        """The policies as they were compiled when the package was built; none in a checkout."""
        try:
            data = (self.root / COMPILED).read_bytes()
        except OSError:
            return None
        version, library = pickle.loads(data)  # noqa: S301 as trusted as the code it lies beside
        return library if version == __version__ else None

    @cached_property
    def policies(self) -> Path:
        """The folder of the policies."""
        return self.root / "policies"


COMPILED = "policies.pickle"
"""The file beside the code with the policies compiled; only a package that was built has it."""


@cache
def shipped() -> Resources:
    """Return the schemas and policies that are shipped, which no process sees change."""
    return Resources()


def load_library(
    resources: Resources,
    folder: Path | None = None,
    *,
    tests: bool = False,
    cache: bool = True,
    own: Sequence[PolicyFolder] = (),
    numbers: OwnNumbers | None = None,
) -> Library:
    """Read and compile the policies of a folder, the shipped ones unless one is named, and `own`.

    Policies once read and found to have the form are kept in the user's cache folder as JSON, by
    what they hold. `tests` reads the tests inside them too, and then nothing is taken from there.

    Raises:
        UsageError: a policy is wrong; every problem with its file, line and column.
    """
    if not (folder or tests or own or numbers) and resources.compiled is not None:
        return resources.compiled
    folders = tuple(
        (path, tuple((n, data) for n, data in files.items() if tests or _role(n) not in _FOR_TESTS))
        for path, files in (policy_folder(folder or resources.policies), *own)
    )
    if numbers:  # of one workspace alone
        library = _compiled(folders, resources, tests, cache, numbers)
    else:
        library = _compiled_before(folders, resources, tests, cache)
    digests = {
        "shipped" if path == resources.policies else shown_file(path): _digest_of(dict(files))
        for path, files in folders
    }
    return library._replace(digests=digests)


def compiled_policies(resources: Resources) -> bytes:
    """Return the shipped policies as a package carries them: see `Resources.compiled`."""
    return pickle.dumps((__version__, load_library(resources, cache=False)), protocol=5)


_Folder = tuple[Path, tuple[tuple[str, bytes], ...]]
"""A folder of policies, and the name and bytes of each file in it."""


def _compiled(
    folders: Sequence[_Folder],
    resources: Resources,
    tests: bool,
    cache: bool,
    numbers: OwnNumbers | None = None,
) -> Library:
    policies = Policies.none()
    texts: dict[str, bytes] = {}
    for path, files in folders:
        found = dict(files)
        texts |= {(path / name).as_posix(): data for name, data in found.items()}
        try:
            values = _read(found, resources, tests=tests, cache=cache)
            _merge(policies, sorted_policies(values, path))
        except PolicyError as error:
            problems = [w._replace(path=(path / w.path).as_posix()) for w in error.problems]
            raise _unusable(problems, texts) from None
    if numbers:
        add_own_numbers(policies, numbers)
    try:
        return load(policies, resources.table)
    except PolicyError as error:
        raise _unusable(error.problems, texts) from None


# Whoever checks often in one process, a test or an editor, compiles the same bytes once.
_compiled_before = lru_cache(maxsize=4)(_compiled)


def _digest_of(files: Mapping[str, bytes]) -> str:
    made = sha256()
    for name, data in sorted(files.items()):
        made.update(b"%s\0%d\0" % (name.encode(), len(data)) + data)
    return made.hexdigest()


def _unusable(problems: Iterable[PolicyProblem], files: Mapping[str, bytes]) -> UsageError:
    return UsageError(*(_located(wrong, files) for wrong in problems))


def _read(
    files: Mapping[str, bytes], resources: Resources, *, tests: bool, cache: bool
) -> dict[str, dict[str, Any]]:
    kept = cache_of_user(is_wanted=cache)
    if kept is None:
        return read_policies(files, resources)
    made_of = [f"{name}\0".encode() + data for name, data in files.items()]
    key = "policies-" + digest([*made_of, *map(resources.schema_text, POLICY_SCHEMAS)])
    stored = None if tests else _kept(kept.fetch(key), files)
    values = stored or read_policies(files, resources)
    if not stored:
        slim = {name: _slim(value) for name, value in values.items()}
        kept.keep({key: json.dumps(slim, ensure_ascii=False).encode()})
    return values


def _kept(data: bytes | None, files: Mapping[str, bytes]) -> dict[str, dict[str, Any]] | None:
    """Return what is kept of policy files; nothing where that is not of all of them."""
    try:
        stored: object = json.loads(data) if data else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(stored, dict) or stored.keys() != files.keys():
        return None
    return stored if all(isinstance(value, dict) for value in stored.values()) else None


def _merge(policies: Policies, more: Policies) -> None:
    """Add the policies of a further folder; controls that stand twice are told when they load.

    Raises:
        PolicyError: an instrument, a regime or a calendar is there already.
    """
    pairs = (
        ("instruments/{}/instrument.yaml", policies.instruments, more.instruments),
        ("regimes/{}.yaml", policies.regimes, more.regimes),
        ("calendars/{}.yaml", policies.calendars, more.calendars),
    )
    told = "is there already; take another name"
    wrong = [
        PolicyProblem(path.format(name), (), f"{name} {told}")
        for path, mine, theirs in pairs
        for name in sorted(theirs.keys() & mine.keys())
    ]
    if wrong:
        raise PolicyError(wrong)
    policies.controls.extend(more.controls)
    policies.scopes.extend(more.scopes)
    for mine, theirs in (
        *((mine, theirs) for _, mine, theirs in pairs),
        (policies.articles, more.articles),
        (policies.tests, more.tests),
    ):
        mine.update(theirs)  # type: ignore[arg-type]


class PolicyFolder(NamedTuple):
    """A folder of policies: where it stands, and the files in it by their path from there."""

    path: Path
    files: dict[str, bytes]


def policy_folder(path: Path) -> PolicyFolder:
    """Return everything under a folder that could be a policy.

    Raises:
        UsageError: something of it lies elsewhere or cannot be read.
    """
    root = real_path(path)
    walk = Walk(root, nested=True)
    found = [folder / name for folder, names in walk for name in names if is_policy_file(name)]
    for closed, why in walk.closed:
        raise UsageError(f"{shown_file(closed)}: {why.en}")
    return PolicyFolder(
        path, {one.relative_to(root).as_posix(): _policy_data(one, root) for one in sorted(found)}
    )


def is_policy_file(name: str) -> bool:
    """Tell whether a file of that name could be a policy."""
    return name.lower().endswith((".yaml", ".yml"))


def _policy_data(path: Path, root: Path) -> bytes:
    try:
        return read_file(path, root, is_stand=True)  # a walk follows no link to a folder
    except ShutError as error:
        told = "it leads out of the folder of policies; copy the file"
        why = told if error.outside else str(error)
        raise UsageError(f"cannot read the policy {shown_file(path)}: {why}") from None


def _slim(value: Any) -> Any:
    """Return a policy without its tests."""
    if isinstance(value, dict):
        return {key: _slim(sub) for key, sub in value.items() if key != "tests"}
    return [_slim(item) for item in value] if isinstance(value, list) else value


def _role(name: str) -> str | None:
    """Return what a policy file holds by where it stands: a schema's name, or `calendar`."""
    first, *rest = name.split("/")
    if not name.endswith(".yaml"):
        return None
    if not rest and first in {"scopes.yaml", "glossary.yaml"}:
        return first.removesuffix(".yaml")
    if first in {"controls", "calendars", "regimes"} and rest:
        return first.removesuffix("s")
    if first != "instruments" or len(rest) != len(["INSTRUMENT", "FILE"]):
        return None
    if rest[-1] in {"instrument.yaml", "ledger.yaml"}:
        return rest[-1].removesuffix(".yaml")
    if not rest[-1].startswith("article-"):
        return None
    return "tests" if rest[-1].endswith(".tests.yaml") else "article"


def read_policies(files: Mapping[str, bytes], resources: Resources) -> dict[str, dict[str, Any]]:
    """Return the values of policy files, by path; each has the form that its schema allows.

    Raises:
        PolicyError: with everything that has not.
    """
    values: dict[str, dict[str, Any]] = {}
    problems: list[PolicyProblem] = []
    for name, data in files.items():
        role = _role(name)
        if role is None:
            problems.append(PolicyProblem(name, (), _NO_ROLE))
            continue
        value, wrong = _policy(name, data)
        problems += wrong
        if not wrong and role in POLICY_SCHEMAS and not resources.has_form(role, value):
            problems += _misfits(name, value, validator(resources.schema(role)))
        values[name] = value
    if problems:
        raise PolicyError(problems)
    return values


_NO_ROLE = (
    "this is no policy file: those are scopes.yaml, controls/TOPIC/CONTROL.yaml, "
    "regimes/REGIME.yaml, calendars/NAME.yaml, and in instruments/INSTRUMENT/ instrument.yaml, "
    "article-NUMBER.yaml, article-NUMBER.tests.yaml and ledger.yaml"
)


def _policy(name: str, data: bytes) -> tuple[dict[str, Any], list[PolicyProblem]]:
    content = read(data)
    problems = [
        PolicyProblem(name, wrong.pointer, sentence(wrong, "en"), wrong.span)
        for wrong in content.problems
    ]
    value = content.documents[0] if len(content.documents) == 1 else None
    if not isinstance(value, dict):
        problems.append(PolicyProblem(name, (), "a policy file is one block with keys"))
        return {}, problems
    return value, problems


def _misfits(name: str, value: Any, validator: Any) -> Iterator[PolicyProblem]:
    for error in validator.iter_errors(value):
        yield PolicyProblem(name, tuple(error.absolute_path), cut(error.message))


def sorted_policies(values: Mapping[str, dict[str, Any]], folder: Path) -> Policies:
    """Return policies by what they hold.

    Raises:
        PolicyError: a file or folder has another name than what stands in it, or an instrument no
            `instrument.yaml`.
    """
    policies = Policies.none()
    problems: list[PolicyProblem] = []
    for name, value in values.items():
        role, parts = str(_role(name)), name.split("/")
        source = Source((folder / name).as_posix(), value)
        if role in {"control", "scopes"}:
            (policies.controls if role == "control" else policies.scopes).append(source)
        elif role == "calendar":
            policies.calendars[Path(name).stem] = value
        elif role in {"ledger", "glossary"}:
            pass  # for a test of the policies, and nothing that is asked
        elif role == "regime":
            problems += _misnamed(name, "regime", value, Path(name).stem)
            policies.regimes[value["regime"]] = source
        else:
            problems += _misnamed(name, "instrument", value, parts[1])
            if role == "instrument":
                policies.instruments[parts[1]] = source
            else:
                held = policies.articles if role == "article" else policies.tests
                held.setdefault(parts[1], []).append(source)
                if f"instruments/{parts[1]}/instrument.yaml" not in values:
                    told = f"there is no instruments/{parts[1]}/instrument.yaml"
                    problems.append(PolicyProblem(name, (), told))
    if problems:
        raise PolicyError(problems)
    return policies


def _misnamed(
    path: str, key: str, value: Mapping[str, Any], stands: str
) -> Iterator[PolicyProblem]:
    if value.get(key, stands) != stands:
        told = f"{value[key]} stands under the name {stands}: the two are to be the same"
        yield PolicyProblem(path, (key,), told)


def _located(wrong: PolicyProblem, files: Mapping[str, bytes]) -> str:
    from pdplint.text.marks import mark

    if wrong.path not in files:  # the regime of own numbers has no file but the config
        return f"{wrong.path}: {wrong.message}"
    span = wrong.span or mark(files[wrong.path]).nearest(0, wrong.pointer)
    return f"{shown_path(Path(wrong.path))}:{span.line}:{span.column}: {wrong.message}"


def shipped_regimes(resources: Resources) -> list[str]:
    """Return the ids of the regimes that are shipped, sorted; no policy is read for that."""
    return sorted(path.stem for path in resources.policies.glob("regimes/*.yaml"))
