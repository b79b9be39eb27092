"""Use a built wheel as a stranger would: new environment, other folder, no checkout.

python tests/wheel_smoke.py dist/pdplint-*.whl .venv-test/wheels

What it needs by its own metadata comes from the folder, and nothing from an index.
Ends with 1 and says which command did what else than it should.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"

# arguments, exit code, what standard output says somewhere
COMMANDS = (
    (("--version",), 0, "pdplint"),
    (("check", "shop"), 0, ""),
    (("check", "shop-broken"), 1, "deletion-deadline"),
    (("check", "shop", "-f", "html"), 0, "@dagrejs/dagre"),  # style, scripts, library, licence
    (("clauses",), 0, "15.1.e"),
    (("test",), 0, ""),
)


def install(wheel: Path, wheels: Path, folder: Path) -> Path:
    """Make an environment in `folder` with the wheel in it; return the path of its pdplint."""
    venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = ("-m", "pip", "--disable-pip-version-check", "--quiet")
    from_folder = ("--no-index", "--find-links", wheels)
    subprocess.run([binaries / "python", *pip, "install", *from_folder, wheel], check=True)
    return binaries / "pdplint"


def environment() -> dict[str, str]:
    """Return the environment of a user, without what this run was started with."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COVERAGE"))}


def differences(pdplint: Path, folder: Path) -> list[str]:
    """Return what differs between the wheel, whose policies are compiled, and the checkout."""
    (package,) = pdplint.parent.parent.glob("**/site-packages/pdplint")
    found = [] if (package / "policies.pickle").is_file() else ["the wheel has no policies.pickle"]
    options = ("check", "shop-broken", "-f", "json", "--fail-on", "never", "--no-cache")
    said = [
        subprocess.run(
            [*command, *options], cwd=folder, env=environment(), capture_output=True, check=True
        ).stdout
        for command in ([pdplint], [Path(sys.executable).with_name("pdplint")])
    ]
    return found if said[0] == said[1] else [*found, "the wheel reports what the checkout does not"]


def surprises(pdplint: Path, folder: Path) -> list[str]:
    """Run each command in `folder`; return a line for each that did what else than it should."""
    found = []
    for arguments, code, said in COMMANDS:
        ran = subprocess.run(
            [pdplint, *arguments],
            cwd=folder,
            env=environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        command = " ".join(("pdplint", *arguments))
        print(f"{command}: {ran.returncode}")
        if ran.returncode != code:
            found.append(f"{command}: exit {ran.returncode}, expected {code}\n{ran.stderr}")
        elif said not in ran.stdout:
            found.append(f"{command}: does not say {said!r}\n{ran.stdout}")
    return found


def main(wheel: Path, wheels: Path) -> int:
    """Return 0 if the wheel does what the checkout does, else 1."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for example in ("shop", "shop-broken"):
            shutil.copytree(EXAMPLES / example, folder / "work" / example)
        pdplint = install(wheel.resolve(), wheels.resolve(), folder / "venv")
        found = [*surprises(pdplint, folder / "work"), *differences(pdplint, folder / "work")]
    print(*found, sep="\n", file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
