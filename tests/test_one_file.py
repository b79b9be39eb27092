"""The design's test: a control, a clause, an operator and a report format are each one file.

Each is added to a copy of the project by touching one file, and used through the command. A derived
fact has its contract beside: what policies are checked against.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.findings import lines_of
from tests.test_examples import AS_OF, EXITS, expected
from tests.test_snapshots import NAMES, SNAPSHOTS, printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parent.parent
PARTS = ("pdplint", "policies", "schemas")

CONTROL = """\
id: name-given
title: {en: A flow has a name, vi: Luồng có tên}
each: /flows/*
require: {/name: {present: true}}
severity: note
help: {en: Give the flow a name., vi: Hãy đặt tên cho luồng.}
tests:
  - {name: it has one, given: {name: Orders}, holds: true}
"""
CLAUSE = """
  - id: "42.1.d"
    says: {en: An experiment., vi: Một thử nghiệm.}
    kind: sanction
    fine: {stated: {max: 1000000}}
    extent: whole
    checked_by: [{control: deletion-deadline, with: {limit: 1h}}]
"""
SHORT_LOG = """\
id: sign-ins-kept-for-long
title: {en: Sign-ins are kept for long, vi: Nhật ký đăng nhập được giữ lâu}
each: /systems/*
require: {/logs/login/kept: {at_least: $limit}}
parameters: {limit: duration}
severity: warning
help: {en: Keep them., vi: Hãy giữ lại.}
tests:
  - {name: two years, with: {limit: 1y}, given: {logs: {login: {kept: 2y}}}, holds: true}
"""
NEW = "draft-2021/42.1.d"
ASKS_SHORT_LOG = CLAUSE.replace(
    "{control: deletion-deadline, with: {limit: 1h}}",
    "{control: sign-ins-kept-for-long, with: {limit: 6mo}, of: system_with_accounts}",
)
OPERATOR = '''

@operator(
    of="scalar",
    types=("integer",),
    argument=same,
    requires=("twice {argument}", "gấp đôi {argument}"),
    falls_short=("{value} is not twice {argument}", "{value} không gấp đôi {argument}"),
    examples=[("integer", 4, 2, True), ("integer", 3, 2, False)],
)
def twice(value: Any, half: Any, _type: str, _days: Days) -> bool:
    """Tell whether a number is twice another."""
    return bool(value == 2 * half)
'''
USES_OPERATOR = """\
id: age-asked
title: {en: An age is doubled, vi: Tuổi được nhân đôi}
each: /subjects/*
require: {/youngest: {twice: 8}}
severity: note
help: {en: Double it., vi: Hãy nhân đôi.}
tests:
  - {name: doubled, given: {youngest: 16}, holds: true}
  - {name: not doubled, given: {youngest: 15}, falls_short: [/youngest]}
"""
OWN_KIND = '''

def bounds(reading: Reading, raw: Any) -> tuple[int, int]:
    """Read two whole numbers."""
    if not isinstance(raw, list) or len(raw) != 2:
        raise ValueError(f"{reading.operator} takes two numbers")
    return (raw[0], raw[1])


@operator(
    of="scalar",
    types=("integer",),
    argument=bounds,
    requires=("between {argument}", "trong khoảng {argument}"),
    falls_short=("{value} is not between {argument}", "{value} ngoài khoảng {argument}"),
    examples=[("integer", 4, [2, 6], True), ("integer", 1, [2, 6], False)],
)
def between(value: Any, asked: tuple[int, int], _type: str, _days: Days) -> bool:
    """Tell whether a number lies between two."""
    return bool(asked[0] <= value <= asked[1])
'''
USES_OWN_KIND = USES_OPERATOR.replace("{twice: 8}", "{between: [16, 18]}")
FACT = '''

@fact_of("flows")
def receivers(_derived: Derived, flow: Entity) -> Fact:
    """Return how many there are to whom a flow leads."""
    return Fact(len(strings(flow.value.get("to"))), (Where(flow, ("to",)),))
'''
USES_FACT = """\
id: one-receiver
title: {en: A flow leads to one, vi: Luồng chỉ dẫn tới một nơi}
each: /flows/*
require: {/derived/receivers: {equals: 1}}
severity: note
help: {en: Split it., vi: Hãy tách ra.}
tests:
  - {name: one, given: {to: [a]}, workspace: {systems: {a: {}, b: {}}}, holds: true}
  - {name: two, given: {to: [a, b]}, workspace: {systems: {a: {}, b: {}}}, falls_short: [/to]}
"""
FORMAT = '''"""A count."""

from __future__ import annotations


def render(report, style):
    """Return how many findings there are."""
    return f"{len(report.findings)} findings\\n"
'''
DESCRIPTION = """\
pdplint: 1
flows:
  sign-up: {rights: {delete: {within: 2h}}}
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "a.yaml").write_text(DESCRIPTION, "utf-8")
    return tmp_path


def pdplint(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    ours = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    environment = {**ours, "PYTHONPATH": str(copy), "XDG_CACHE_HOME": str(copy / "cache")}
    command = [sys.executable, "-P", "-m", "pdplint", *arguments]
    return subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )


def test_a_control_is_one_file(copy: Path) -> None:
    path = copy / "policies" / "controls" / "topic" / "name-given.yaml"
    path.parent.mkdir()
    path.write_text(CONTROL, "utf-8")
    tested = pdplint(copy, "test", "policies/controls/topic/name-given.yaml")
    assert (tested.returncode, tested.stdout) == (0, "1 passed, 0 failed\n")
    assert "A flow has a name" in pdplint(copy, "explain", "name-given").stdout


def test_a_clause_is_one_entry(copy: Path) -> None:
    folder = copy / "policies" / "instruments" / "draft-2021"
    path = folder / "article-42.yaml"
    path.write_text(path.read_text("utf-8").rstrip() + CLAUSE, "utf-8")
    assert "129 clauses" in pdplint(copy, "clauses").stdout
    assert "42.1.d" in pdplint(copy, "check", "shop").stdout


def test_a_clause_changes_what_it_is_about_and_no_other_line_that_is_expected(copy: Path) -> None:
    control = copy / "policies" / "controls" / "topic" / "sign-ins-kept-for-long.yaml"
    control.parent.mkdir()
    control.write_text(SHORT_LOG, "utf-8")
    article = copy / "policies" / "instruments" / "draft-2021" / "article-42.yaml"
    article.write_text(article.read_text("utf-8").rstrip() + ASKS_SHORT_LOG, "utf-8")
    shutil.copytree(ROOT / "examples", copy / "examples")
    examples = [f"examples/{name}" for name in sorted(EXITS)]
    checked = pdplint(copy, "check", *examples, "--as-of", AS_OF, "-f", "json")
    found = {Path(one["root"]).name: one for one in json.loads(checked.stdout)["workspaces"]}
    assert set(found) == set(EXITS)
    changed = {name for name, one in found.items() if lines_of(one) != expected(name)}
    assert changed == {name for name, one in found.items() if concerned(one)}
    assert {"shop", "social-network"} <= changed < set(EXITS)
    for name, one in found.items():
        assert list(without_new(lines_of(one))) == expected(name), name
    for name in NAMES:
        assert printed(name, copy) == (SNAPSHOTS / name).read_text("utf-8"), name


def concerned(workspace: Any) -> bool:
    """Tell whether the new clause is asked of somebody, or taken away by a claim."""
    [state] = [one["state"] for one in workspace["judged"] if one["clause"] == NEW]
    taken = any(NEW in one["clauses"] for one in workspace["relied_on"])
    return state != "not_applicable" or taken


def without_new(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines without the new clause; those that name no other clause go."""
    for line in lines:
        if not line.endswith(f": {NEW}"):
            yield line.replace(f", {NEW}", "").replace(f"{NEW}, ", "")


@pytest.mark.parametrize(
    ("operator", "uses"),
    [
        pytest.param(OPERATOR, USES_OPERATOR, id="an argument of a known kind"),
        pytest.param(OWN_KIND, USES_OWN_KIND, id="an argument of a kind of its own"),
    ],
)
def test_an_operator_is_one_function(copy: Path, operator: str, uses: str) -> None:
    path = copy / "pdplint" / "policy" / "operators.py"
    path.write_text(path.read_text("utf-8") + operator, "utf-8")
    control = copy / "policies" / "controls" / "topic" / "age-asked.yaml"
    control.parent.mkdir()
    control.write_text(uses, "utf-8")  # what uses it, to see that it works
    tested = pdplint(copy, "test", "policies/controls/topic/age-asked.yaml")
    assert (tested.returncode, tested.stdout) == (0, "2 passed, 0 failed\n"), tested.stderr
    assert "tuổi" in pdplint(copy, "explain", "age-asked", "--lang", "vi").stdout.lower()


def test_a_derived_fact_is_one_function_and_its_contract(copy: Path) -> None:
    facts = copy / "pdplint" / "workspace" / "facts.py"
    facts.write_text(facts.read_text("utf-8") + FACT, "utf-8")
    schema = copy / "schemas" / "facts.schema.json"
    contract = json.loads(schema.read_text("utf-8"))
    contract["properties"]["flows"]["properties"]["receivers"] = {
        "type": "integer",
        "x-type": "integer",
    }
    schema.write_text(json.dumps(contract), "utf-8")
    control = copy / "policies" / "controls" / "topic" / "one-receiver.yaml"
    control.parent.mkdir()
    control.write_text(USES_FACT, "utf-8")  # what uses it, to see that it works
    tested = pdplint(copy, "test", "policies/controls/topic/one-receiver.yaml")
    assert (tested.returncode, tested.stdout) == (0, "2 passed, 0 failed\n"), tested.stderr


def test_a_report_format_is_one_module(copy: Path) -> None:
    (copy / "pdplint" / "report" / "count.py").write_text(FORMAT, "utf-8")
    reported = pdplint(copy, "check", "shop", "-f", "count")
    assert reported.returncode == 1
    assert reported.stdout.endswith(" findings\n")
    assert "count" in pdplint(copy, "check", "shop", "-f", "nothing").stderr
