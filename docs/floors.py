"""Write the table of floors into docs/architecture.md, from the import contract and the docstrings.

python docs/floors.py [--check]    only tell whether it is as it should be
"""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEGIN = "<!-- floors: written by docs/floors.py -->\n"
END = "<!-- end of floors -->\n"


def floors() -> list[list[str]]:
    """Return the modules and folders of each floor, from the highest, as import-linter has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["id"] == "floors")
    return [layer.split(" | ") for layer in layers]


def table() -> str:
    """Return the table: a floor a row, with what its modules say that they are."""
    return "| floor | what stands there |\n|---|---|\n" + "".join(_rows())


def _rows() -> Iterator[str]:
    for floor, names in enumerate(reversed(floors())):
        yield f"| {floor} | {'<br>'.join(map(_told, names))} |\n"


def _told(name: str) -> str:
    folder = ROOT / "pdplint" / name
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return f"`{name}{'/' * folder.is_dir()}` {said.partition(chr(10))[0]}"


def page(text: str) -> str:
    """Return the text of the page with the table as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main() -> int:
    """Write the table, or tell that it is another one."""
    text = PAGE.read_text("utf-8")
    made = page(text)
    if "--check" not in sys.argv:
        PAGE.write_text(made, "utf-8")
    elif made != text:
        print(
            "docs/architecture.md has another table of floors: run make generate", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
