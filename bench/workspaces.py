"""Workspaces of any size, made of examples/shop, for measuring.

    python -m bench.workspaces one 1002 FOLDER     one workspace of so many descriptions
    python -m bench.workspaces many 334 FOLDER     so many workspaces of three
    python -m bench.workspaces law 1000 FOLDER     policies of so many clauses, into a workspace

Copies stay apart, as ids and references are numbered; times, dates and places differ from copy to
copy, and every twentieth copy promises too long a time for deletion.
"""

from __future__ import annotations

import argparse
import re
import shutil
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent
SHOP = ROOT / "examples" / "shop"
INSTRUMENT = ROOT / "policies" / "instruments" / "draft-2021"
KINDS = (
    "flows", "systems", "parties", "purposes", "agreements", "assessments",
    "subjects", "notices", "consents", "rights", "protections",
)  # fmt: skip
BROKEN = 20
"""Of so many copies one falls short."""
_VARIED = {
    r"(?<=hosted_on: )fpt/hanoi\b": ("fpt/hanoi", "fpt/ho-chi-minh", "viettel/hanoi"),
    r"(?<=system: \{kept: )12mo\b": ("12mo", "13mo", "14mo", "18mo", "24mo"),
    r"(?<=reviewed_on: )2026-09-07\b": ("2026-09-07", "2026-08-12", "2026-10-01", "2026-07-30"),
    r"(?<=deletion: \{within: )24h\b": ("24h", "25h", "30h", "36h"),
    r"(?<=started_on: )2026-05-11\b": ("2026-05-11", "2026-05-12", "2026-05-18", "2026-05-25"),
}


def one_workspace(folder: Path, descriptions: int) -> int:
    """Write one workspace of about so many descriptions; return how many there are."""
    _begin(folder)
    texts = {path.name: path.read_text("utf-8") for path in descriptions_in(folder)}
    words = _ids(texts)
    organisation = texts.pop("organisation.yaml")  # once in a workspace
    written = 1 + len(texts)
    number = 0
    while written + len(texts) <= descriptions:
        number += 1
        below = folder / f"team-{number}"
        below.mkdir()
        for name, text in texts.items():
            (below / name).write_text(_varied(_numbered(text, words, number), number), "utf-8")
            written += 1
    (folder / "organisation.yaml").write_text(organisation, "utf-8")
    return written


def _begin(folder: Path) -> None:
    """Write the shop into a folder, judged by the draft alone, whatever else it shows."""
    shutil.copytree(SHOP, folder, ignore=shutil.ignore_patterns("expected"))
    (folder / "pdplint.yaml").write_text("regimes: [vn-draft-2021]\n", "utf-8")


def many_workspaces(folder: Path, workspaces: int) -> int:
    """Write so many workspaces of three descriptions; return how many descriptions there are."""
    for number in range(workspaces):
        below = folder / f"service-{number}"
        _begin(below)
        for path in descriptions_in(below):
            path.write_text(_varied(path.read_text("utf-8"), number), "utf-8")
    return 3 * workspaces


def long_law(folder: Path, clauses: int) -> int:
    """Write policies that ask what the draft asks, under so many clauses with other numbers.

    Returns how many clauses there are. `pdplint.yaml` in the folder names them then.
    """
    names = []
    count = 0
    number = 0
    while count < clauses:
        name = f"law-{number}"
        below = folder / "policies" / "instruments" / name
        below.mkdir(parents=True)
        for path in sorted(INSTRUMENT.glob("*.yaml")):
            if path.name.endswith(".tests.yaml") or path.name == "ledger.yaml":
                continue
            text = path.read_text("utf-8").replace("draft-2021", name)
            count += len(re.findall(r"^  - id:", text, re.MULTILINE))
            longer = re.sub(r"(?<=limit: )48h", f"{48 + number}h", text)
            (below / path.name).write_text(longer, "utf-8")
        names.append(name)
        number += 1
    regime = yaml.safe_load((ROOT / "policies/regimes/vn-draft-2021.yaml").read_text("utf-8"))
    regime |= {"regime": "long", "instruments": names}
    (folder / "policies" / "regimes").mkdir()
    (folder / "policies" / "regimes" / "long.yaml").write_text(yaml.safe_dump(regime), "utf-8")
    settings = {"policies": ["policies"], "regimes": ["long"]}
    (folder / "pdplint.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    return count


def descriptions_in(folder: Path) -> list[Path]:
    """Return the descriptions below a folder, in order."""
    files = (path for path in sorted(folder.rglob("*.yaml")) if "policies" not in path.parts)
    return [path for path in files if path.name not in {"pdplint.yaml", "waivers.yaml"}]


def _ids(texts: dict[str, str]) -> re.Pattern[str]:
    parsed = [yaml.safe_load(text) for text in texts.values()]
    ids = {id_ for one in parsed for kind in KINDS for id_ in one.get(kind, {})}
    names = "|".join(sorted(ids, key=len, reverse=True))
    return re.compile(rf"(?<![\w./-])({names})(?![\w./-])")


def _numbered(text: str, words: re.Pattern[str], number: int) -> str:
    """Number the ids in a text, but not in what is said in words."""
    lines = text.splitlines(keepends=True)
    said = re.compile(r"\s*(#|statement:)")
    return "".join(line if said.match(line) else words.sub(rf"\1-{number}", line) for line in lines)


def _one_of(values: Sequence[str], chance: Random, _: re.Match[str]) -> str:
    return chance.choice(values)


def _varied(text: str, number: int) -> str:
    """Let times and places differ from copy to copy; every twentieth promises too much."""
    chance = Random(number)  # noqa: S311 the same copies each time
    for pattern, values in _VARIED.items():
        text = re.sub(pattern, partial(_one_of, values, chance), text)
    if number % BROKEN == BROKEN - 1:
        text = re.sub(r"(?<=delete: \{within: )\w+", "90d", text)
    return text


def main() -> None:
    """Write what is asked for."""
    makers = {"one": one_workspace, "many": many_workspaces, "law": long_law}
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("form", choices=makers)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    print(makers[given.form](given.folder, given.count))


if __name__ == "__main__":
    main()
