"""How long small hostile files take, and every report of them.

    python -m bench.bounded [--size 200] [--shapes "a hub of consents,…"] [--formats text,json]

Each shape of `tests/hostile.py` is checked by the shipped policies at one size and at twice that,
and written in each format. The table gives kilobytes, seconds of the processor, and by how much
they grew when the size doubled. Seconds are reported here; what is tested is the count of what is
done (`tests/test_bounded_work.py`).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from pdplint.report import formats, render
from pdplint.run.checking import run
from pdplint.run.settings import Options
from tests.hostile import SHAPES

if TYPE_CHECKING:
    from collections.abc import Sequence

TODAY = date(2026, 11, 21)


def measured(text: str, written: Sequence[str]) -> dict[str, float]:
    """Return the seconds of a check of one description, and of each format of its report."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.yaml").write_text(text, "utf-8")
        start = process_time()
        report = run([Path(folder)], Options(), TODAY)
        seconds = {"check": process_time() - start}
        for name in written:
            start = process_time()
            render(name, report, "en")
            seconds[name] = process_time() - start
    return seconds


def main() -> int:
    """Print one line a shape."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--shapes", default=",".join(SHAPES))
    parser.add_argument("--formats", default=",".join(formats()))
    asked = parser.parse_args()
    written = [name for name in asked.formats.split(",") if name]
    print(f"{'':30}{'kB':>6}" + "".join(f"{name:>16}" for name in ("check", *written)))
    for name in asked.shapes.split(","):
        once, twice = SHAPES[name](asked.size), SHAPES[name](2 * asked.size)
        before, after = measured(once, written), measured(twice, written)
        cells = (f"{after[k]:>9.2f} x{after[k] / max(before[k], 1e-3):<5.1f}" for k in after)
        print(f"{name:30}{len(twice) // 1000:>6}" + "".join(cells), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
