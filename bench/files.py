"""How long files take: copies of a workspace like examples/shop, and a cold start on one.

    python bench/files.py [--copies 10,100,300]

Copies are one workspace: ids and references are numbered, so that they stay apart. Each run is the
installed command as a user starts it; the first one fills the cache and is told apart.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import yaml

ROOT = Path(__file__).parent.parent
SHOP = ROOT / "examples" / "shop"
KINDS = (
    "flows", "systems", "parties", "purposes", "agreements", "assessments",
    "subjects", "notices", "consents", "rights", "protections",
)  # fmt: skip


def copies(folder: Path, count: int) -> int:
    """Write so many copies of the shop as one workspace; return how many descriptions these are."""
    shutil.copytree(SHOP, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected"))
    files = [path for path in folder.glob("*.yaml") if path.name != "pdplint.yaml"]
    texts = {path.name: path.read_text("utf-8") for path in files}
    parsed = [yaml.safe_load(text) for text in texts.values()]
    ids = {id_ for one in parsed for kind in KINDS for id_ in one.get(kind, {})}
    words = re.compile(
        r"(?<![\w./-])(" + "|".join(sorted(ids, key=len, reverse=True)) + r")(?![\w./-])"
    )
    for number in range(1, count):
        below = folder / f"team-{number}"
        below.mkdir()
        for name, text in texts.items():
            if name != "organisation.yaml":  # once in a workspace
                kept = (_numbered(line, words, number) for line in text.splitlines(keepends=True))
                (below / name).write_text("".join(kept), "utf-8")
    return len(list(folder.rglob("*.yaml"))) - 1


def _numbered(line: str, words: re.Pattern[str], number: int) -> str:
    """Number the ids in a line, but not in what is said in words."""
    if re.match(r"\s*(#|statement:)", line):
        return line
    return words.sub(rf"\1-{number}", line)


def ran(folder: Path, cache: Path, *more: str) -> tuple[float, str]:
    """Check a folder as a user does; return seconds and what went to standard error."""
    command = [sys.executable, *more, "-m", "pdplint", "check", str(folder), "--fail-on", "never"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT)}
    start = perf_counter()
    done = subprocess.run(  # noqa: S603
        command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    return perf_counter() - start, done.stderr.decode("utf-8", "replace")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--copies", default="10,100,300")
    counts = [int(count) for count in parser.parse_args().copies.split(",")]
    with tempfile.TemporaryDirectory() as made:
        folder, cache = Path(made, "one"), Path(made, "cache")
        files = copies(folder, 1)
        first, told = ran(folder, cache, "-X", "importtime")
        print(f"one workspace of {files} files, nothing cached: {first:.2f} s")
        print(f"again, policies cached: {min(ran(folder, cache)[0] for _ in range(3)):.2f} s")
        start = min(ran(folder, cache)[0] for _ in range(3))
        for count in counts:
            files = copies(Path(made, f"of-{count}"), count)
            seconds = min(ran(Path(made, f"of-{count}"), cache)[0] for _ in range(2))
            each = (seconds - start) / files * 1000
            print(f"{files:6,} files: {seconds:6.2f} s, {each:5.1f} ms a file beyond the start")
        print("\nimports, slowest first (own microseconds, with what they import, name):")
        lines = [line.split("|") for line in told.splitlines() if line.startswith("import time:")]
        timed = [(int(own.split(":")[1]), int(all_), name) for own, all_, name in lines[1:]]
        for own, whole, name in sorted(timed, reverse=True)[:12]:
            print(f"{own:8,} {whole:8,} {name.strip()}")


if __name__ == "__main__":
    main()
