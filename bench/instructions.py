"""How many instructions a check takes, against the figure that was recorded: no clock, no luck.

    python -m bench.instructions [--record]

Needs valgrind (callgrind). The figures hold for one Python on one kind of processor, which
bench/instructions.json names; elsewhere they are told and nothing is concluded. Exit code 1: more
than 3 % above the record. `--record` writes the record anew.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.workspaces import descriptions_in, one_workspace

RECORD = Path(__file__).parent / "instructions.json"
ALLOWED = 1.03
SIZES = (3, 103)
"""Descriptions in the two workspaces; what is between them is what so many more take."""


def counted(folder: Path, home: Path) -> int:
    """Return how many instructions the check of a folder takes, its policies cached, it judged.

    Raises:
        SystemExit: valgrind did not tell.
    """
    command = [sys.executable, "-m", "pdplint", "check", str(folder), "--fail-on", "never"]
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "PYTHONHASHSEED": "0", "XDG_CACHE_HOME": str(home)}
    environment.pop("CI", None)
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    with descriptions_in(folder)[0].open("a", encoding="utf-8") as file:
        file.write("#\n")  # what came of the folder is remembered, and of this it is not
    told = subprocess.run(  # noqa: S603
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],  # noqa: S607
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    found = re.search(r"Collected : (\d+)", told.stderr)
    if found is None:
        raise SystemExit("valgrind told no number of instructions")
    return int(found[1])


def measured() -> dict[str, object]:
    """Return what is counted here, and on what."""
    with tempfile.TemporaryDirectory() as made:
        counts = []
        for size in SIZES:
            one_workspace(Path(made, f"of-{size}"), size)
            counts.append(counted(Path(made, f"of-{size}"), Path(made, "cache")))
    few, many = counts
    return {
        "on": f"{platform.machine()}, Python {platform.python_version()}",
        "start": few,
        "each further description": (many - few) // (SIZES[1] - SIZES[0]),
    }


def main() -> int:
    """Compare with the record, or write it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    if shutil.which("valgrind") is None:
        print("skipped: valgrind is not here")
        return 0
    found = measured()
    print(json.dumps(found, indent=2))
    if given.record:
        RECORD.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
        return 0
    known = json.loads(RECORD.read_text("utf-8"))
    if known["on"] != found["on"]:
        print(f"recorded on {known['on']}: nothing is concluded")
        return 0
    worse = [
        key for key in ("start", "each further description") if found[key] > ALLOWED * known[key]
    ]
    for key in worse:
        print(f"{key}: {found[key]:,} instructions, recorded were {known[key]:,}")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
