"""Settings of one's own: policies, parameters, other files, other roots, and what is in effect."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pdplint.run.config import Config, read_config
from pdplint.run.errors import NothingFoundError, UsageError
from pdplint.run.resources import Resources
from pdplint.run.settings import Options, effective, settle
from tests.support import schema
from tests.workspaces import (
    REGIME,
    called,
    clause,
    control,
    describe,
    pdplint,
    policies,
    ran,
    resources,
    write,
)

if TYPE_CHECKING:
    from pdplint.model.finding import Finding

LATE = """\
pdplint: 1
organisation: {}
flows:
  x: {role: controller, rights: {delete: {within: 49h}}}
"""
SELECT = ("deletion-deadline",)


def cited(finding: Finding) -> list[tuple[str, str]]:
    """Return by which clauses a finding is cited, with what they ask."""
    return [(c.clause.ref, one.requires.en) for c in finding.citations for one in c.asked]


# Policies of one's own --------------------------------------------------------------------------


def own(folder: Path, regime: str = REGIME, id_: str = "soon") -> Path:
    made = policies(
        folder,
        [control(id_, "{/rights/delete/within: {at_most: 1h}}")],
        [clause("1.1", f"{{control: {id_}}}")],
        regime,
    )
    (made / "calendars" / "vn.yaml").unlink()
    return made


def test_own_controls_and_regimes_are_added_to_those_that_are_shipped(tmp_path: Path) -> None:
    own(tmp_path / "own")
    config = "policies: [own]\nregimes: [tiny, vn-draft-2021]\n"
    describe(tmp_path, LATE, pdplint_yaml=config)
    report = ran(tmp_path, select=("soon", *SELECT))
    assert [(f.control, cited(f)) for f in report.findings] == [
        ("deletion-deadline", [("draft-2021/15.1.e", "rights.delete.within at most 48h")]),
        ("soon", [("tiny/1.1", "rights.delete.within at most 1h")]),
    ]
    assert report.summary.skipped_files == 0  # policies are no descriptions that were left out


@pytest.mark.parametrize(
    ("config", "files", "message"),
    [
        pytest.param("policies: [../own]\n", {}, "pdplint.yaml:1: ../own leads out of the folder of the config", id="outside"),
        pytest.param("policies: [/etc]\n", {}, "/etc leads out of the folder", id="outside, absolute"),
        pytest.param('policies: ["a\\0b"]\n', {}, "there is no folder a", id="a name no file can have"),
        pytest.param("\npolicies: [none]\n", {}, "pdplint.yaml:2: there is no folder none", id="not there"),
        pytest.param("policies: own\n", {}, "'own' is not of type 'array'", id="no list"),
        pytest.param("policies: [own]\n", {"own/x.yaml": "x: 1\n"}, "own/x.yaml:1:1: this is no policy file", id="what is no policy"),
        pytest.param("policies: [own]\n", {"own/controls/c0.yaml": "id: x\n"}, "own/controls/c0.yaml:1:1: 'title' is a required property", id="a misfit"),
        pytest.param("policies: [own]\n", {"own/instruments/tiny/article-01.yaml": "article: [\n"}, "own/instruments/tiny/article-01.yaml:2:1: ", id="broken"),
        pytest.param("policies: [own]\n", {"own/regimes/vn-draft-2021.yaml": REGIME.replace("regime: tiny", "regime: vn-draft-2021")}, "own/regimes/vn-draft-2021.yaml:1:1: vn-draft-2021 is there already; take another name", id="a regime that is shipped"),
        pytest.param("policies: [own]\n", {"own/calendars/vn.yaml": "{}\n"}, "own/calendars/vn.yaml:1:1: vn is there already", id="a calendar that is shipped"),
        pytest.param("policies: [own]\n", {"own/controls/d.yaml": control("deletion-deadline", "{/role: {one_of: [controller]}}")}, "the control deletion-deadline stands in", id="a control that is shipped"),
    ],
)  # fmt: skip
def test_policies_that_cannot_be_used_stop_the_run_with_their_place(
    tmp_path: Path, config: str, files: dict[str, str], message: str
) -> None:
    own(tmp_path / "own")
    write(tmp_path, {"a.yaml": LATE, "pdplint.yaml": config, **files})
    with pytest.raises(UsageError) as error:
        ran(tmp_path)
    assert message in str(error.value)


def test_no_link_is_followed_out_of_the_policies(tmp_path: Path) -> None:
    own(tmp_path / "r/own")
    write(
        tmp_path, {"secret.yaml": "x: 1\n", "r/pdplint.yaml": "policies: [own]\n", "r/a.yaml": LATE}
    )
    (tmp_path / "r/own/controls/z.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(UsageError, match="leads out of the folder of policies; copy the file"):
        ran(tmp_path / "r")
    (tmp_path / "r/own/controls/z.yaml").unlink()
    os.mkfifo(tmp_path / "r/own/controls/z.yaml")
    with pytest.raises(
        UsageError, match=r"cannot read the policy .*z\.yaml: it is no regular file"
    ):
        ran(tmp_path / "r")


def test_each_workspace_has_its_own_policies(tmp_path: Path) -> None:
    own(tmp_path / "a/own")
    write(
        tmp_path,
        {
            "a/pdplint.yaml": "policies: [own]\n",
            "a/a.yaml": LATE,
            "b/pdplint.yaml": "",
            "b/a.yaml": LATE,
        },
    )
    assert ran(tmp_path / "a", regimes=("tiny",)).findings
    with pytest.raises(UsageError, match="there is no regime 'tiny'"):
        ran(tmp_path / "a", tmp_path / "b", regimes=("tiny",))


def test_without_a_cache_nothing_is_kept(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    there = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path), "CI": ""}
    assert pdplint("check", "--no-cache", cwd=tmp_path, environment=there).returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]
    assert pdplint("check", cwd=tmp_path, environment=there).returncode == 1
    assert [path.name for path in tmp_path.iterdir()] != ["a.yaml"]


# Parameters of one's own ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("within", "clauses"),
    [
        pytest.param("24h", [], id="as fast as our own number"),
        pytest.param("36h", ["own/deletion-deadline"], id="slower than ours, as fast as the clause's"),
        pytest.param("49h", ["own/deletion-deadline", "draft-2021/15.1.e"], id="slower than both: the strictest first"),
    ],
)  # fmt: skip
def test_our_own_number_is_told_apart_from_that_of_the_clause(
    tmp_path: Path, within: str, clauses: list[str]
) -> None:
    config = "parameters: {deletion-deadline: {limit: 24h}}\n"
    describe(tmp_path, LATE.replace("49h", within), pdplint_yaml=config)
    report = ran(tmp_path, select=SELECT, regimes=("vn-draft-2021",))
    assert [ref for finding in report.findings for ref, _ in cited(finding)] == clauses
    assert [(one.id, one.status) for one in report.regimes] == [
        ("vn-draft-2021", "draft"),
        ("own", "in_force"),
    ]
    assert set(report.exposure) == {"draft-2021"}


def test_the_own_numbers_say_whose_number_it_is_beside(tmp_path: Path) -> None:
    config = "parameters: {deletion-deadline: {limit: 24h}}\n"
    describe(tmp_path, LATE.replace("49h", "36h"), pdplint_yaml=config)
    [finding] = ran(tmp_path, select=SELECT, regimes=("vn-draft-2021",)).findings
    assert finding.message.en == "36h is more than 24h"
    [citation] = finding.citations
    assert citation.clause.says.en == "our own number: limit 24h; of draft-2021/15.1.e: limit 48h"
    assert "định mức riêng" in citation.clause.says.vi
    done = called("check", cwd=tmp_path)
    assert "own: Our own numbers (in force)" in done.stdout
    assert "own/deletion-deadline (no amount named)" in done.stdout


def test_own_numbers_are_asked_of_whom_the_clauses_ask(tmp_path: Path) -> None:
    processor = LATE.replace("role: controller", "role: processor").replace("49h", "36h")
    describe(tmp_path, processor, pdplint_yaml="parameters: {deletion-deadline: {limit: 24h}}\n")
    assert {f.control for f in ran(tmp_path, select=SELECT).findings} == {"relied_on"}


def test_what_no_chosen_regime_asks_own_numbers_ask_of_all(tmp_path: Path) -> None:
    own(tmp_path / "own")
    config = "policies: [own]\nregimes: [tiny]\nparameters: {deletion-deadline: {limit: 24h}}\n"
    describe(tmp_path, LATE, pdplint_yaml=config)
    [finding] = ran(tmp_path, select=SELECT).findings
    assert cited(finding) == [("own/deletion-deadline", "rights.delete.within at most 24h")]
    assert finding.citations[0].clause.says.en == "our own number: limit 24h"


def test_grounds_that_a_regime_shares_are_those_of_own_numbers_too(tmp_path: Path) -> None:
    asks = control(
        "soon-on-ground",
        "{/rights/delete/within: {at_most: $limit}, /legal_basis: {one_of: $grounds}}",
        parameters="{limit: duration, grounds: items}",
        tests="[{name: n, with: {limit: 1h, grounds: [none]}, given: {}}]",
    )
    binding = "{control: soon-on-ground, with: {limit: 72h, grounds: $grounds}, unless: {/role: {one_of: [processor]}}}"
    made = policies(
        tmp_path / "own", [asks], [clause("1.1", binding, binding)], REGIME + "grounds: [consent]\n"
    )
    (made / "calendars" / "vn.yaml").unlink()
    config = "policies: [own]\nregimes: [tiny]\nparameters: {soon-on-ground: {limit: 24h}}\n"
    described = LATE.replace("role:", "legal_basis: contract, role:")
    describe(tmp_path, described, pdplint_yaml=config)
    report = ran(tmp_path, select=("soon-on-ground",))
    assert [[ref for ref, _ in cited(finding)] for finding in report.findings] == [
        ["own/soon-on-ground", "tiny/1.1"],
        ["own/soon-on-ground"],
    ]
    assert report.findings[0].message.en == "contract is not one of consent"
    assert report.findings[0].citations[0].asked[0].with_ == {
        "limit": "24h",
        "grounds": ["consent"],
    }


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        pytest.param("{deletion-deadlin: {limit: 24h}}", "there is no control 'deletion-deadlin'; did you mean", id="no such control"),
        pytest.param("{deletion-deadline: {limt: 24h}}", "deletion-deadline has no parameter 'limt'; did you mean 'limit'?", id="no such parameter"),
        pytest.param("{deletion-deadline: {limit: soon}}", "'soon' is not a duration", id="no duration"),
        pytest.param("{deletion-deadline: {limit: 24}}", "limit is a duration, not 24", id="another type"),
        pytest.param("{deletion-deadline: {}}", "{} should be non-empty", id="nothing"),
        pytest.param("{}", "{} should be non-empty", id="nothing at all"),
    ],
)  # fmt: skip
def test_parameters_that_are_wrong_stop_the_run_with_their_line(
    tmp_path: Path, parameters: str, message: str
) -> None:
    describe(tmp_path, LATE, pdplint_yaml=f"# ours\nparameters: {parameters}\n")
    with pytest.raises(UsageError) as error:
        ran(tmp_path)
    assert "pdplint.yaml:2" in str(error.value)
    assert message in str(error.value)


# A gate that does not trust what it judges ------------------------------------------------------


def test_a_gate_takes_its_config_from_elsewhere(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "r/pdplint.yaml": "ignore: [deletion-deadline]\nbroken: 1\n",
            "r/a.yaml": LATE,
            "gate/c.yaml": "severity: {deletion-deadline: note}\n",
        },
    )
    report = ran(tmp_path / "r", select=SELECT, config=tmp_path / "gate/c.yaml")
    assert [finding.severity for finding in report.findings] == ["note"]
    [loosened, _] = report.loosened
    assert Path(loosened.source).name == "c.yaml"


def test_paths_in_a_config_are_from_its_folder(tmp_path: Path) -> None:
    own(tmp_path / "gate/own")
    own(tmp_path / "r/own", id_="other")
    write(tmp_path, {"r/a.yaml": LATE, "gate/c.yaml": "policies: [own]\nregimes: [tiny]\n"})
    report = ran(tmp_path / "r", config=tmp_path / "gate/c.yaml")
    assert [finding.control for finding in report.findings] == ["soon"]


def test_a_root_takes_all_below_whatever_configs_stand_there(tmp_path: Path) -> None:
    other = "pdplint: 1\nflows: {y: {role: controller, rights: {delete: {within: 49h}}}}\n"
    write(tmp_path, {"a.yaml": LATE, "in/pdplint.yaml": 'exclude: ["*"]\n', "in/b.yaml": other})
    with pytest.raises(NothingFoundError):
        ran(tmp_path / "in")
    for paths in ((tmp_path,), (tmp_path / "in", tmp_path / "a.yaml")):
        report = ran(*paths, select=SELECT, root=tmp_path)
        assert [finding.subject for finding in report.findings] == ["flows/x", "flows/y"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ("--config", "no.yaml"), "cannot read the config no.yaml: No such file", id="no config"
        ),
        pytest.param(
            ("--config", "."), "cannot read the config .: it is no regular file", id="a folder"
        ),
        pytest.param(("--root", "no"), "--root: no is no folder", id="no root"),
        pytest.param(("--root", "a.yaml"), "--root: a.yaml is no folder", id="a file"),
        pytest.param(("--root", "sub", "."), ". is not below the root sub", id="a path elsewhere"),
        pytest.param(("--root", ".", "no"), "no does not exist", id="a path that is not there"),
    ],
)
def test_a_wrong_call_exits_2(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    write(tmp_path, {"a.yaml": LATE, "sub/a.yaml": LATE})
    done = called("check", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_files_that_the_config_names_must_be_there(tmp_path: Path) -> None:
    for name in ("waivers", "baseline"):
        describe(tmp_path, LATE, pdplint_yaml=f"\n{name}: no.yaml\n")
        with pytest.raises(
            UsageError, match=r"pdplint.yaml:2: cannot read .*no\.yaml: No such file"
        ):
            ran(tmp_path)
        describe(tmp_path, LATE, pdplint_yaml=f"{name}: ../no.yaml\n")
        with pytest.raises(UsageError, match="leads out of the folder of the config"):
            ran(tmp_path)


# What is in effect ------------------------------------------------------------------------------


def test_every_setting_of_the_schema_is_one_of_the_config(tmp_path: Path) -> None:
    assert set(schema("config")["properties"]) == {*Config._fields} - {
        "source",
        "origins",
        "at_most",
    }
    describe(tmp_path, LATE)
    [one] = settle([tmp_path], Options(), Resources())
    shown = {setting.name for setting in effective(one, Options())}
    assert set(schema("config")["properties"]) <= shown


def test_the_settings_are_shown_with_where_they_come_from(tmp_path: Path) -> None:
    config = """\
        # ours
        exclude: [old/, "a b"]

        severity:
          deletion-deadline: warning
        parameters: {deletion-deadline: {limit: 24h}}
        """
    describe(tmp_path, LATE, pdplint_yaml=config)
    done = called("config", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    rows = (line.partition("  #") for line in done.stdout.splitlines())
    told = {key.strip(): source.strip() for key, _, source in rows}
    assert told == {
        f"root: {tmp_path}": "the folder of pdplint.yaml",
        "config: pdplint.yaml": "found",
        "regimes: [current, vn-draft-2021]": "default",
        "include: []": "default",
        'exclude: [old/, "a b"]': "pdplint.yaml:2",
        "ignore: []": "default",
        "severity: {deletion-deadline: warning}": "pdplint.yaml:4",
        "policies: []": "default",
        'parameters: {deletion-deadline: {limit: "24h"}}': "pdplint.yaml:6",
        "waivers: waivers.yaml": "default, and not there",
        "baseline: pdplint-baseline.yaml": "default, and not there",
    }


def test_the_settings_as_data(tmp_path: Path) -> None:
    describe(tmp_path, LATE, waivers_yaml="")
    call = ("config", "-f", "json", "--regime", "vn-draft-2021", "--root", ".", "a.yaml")
    [found] = json.loads(called(*call, cwd=tmp_path).stdout)
    assert found["root"] == {"value": str(tmp_path), "source": "--root"}
    assert found["regimes"] == {"value": ["vn-draft-2021"], "source": "--regime"}
    assert found["config"] == {"value": "none", "source": "default"}
    assert found["waivers"] == {"value": "waivers.yaml", "source": "default"}


def test_origins_are_the_lines_of_the_config(tmp_path: Path) -> None:
    write(tmp_path, {"pdplint.yaml": "\nignore: []\nbaseline: b\n"})
    origins = read_config(tmp_path, resources()).origins
    assert {key: where.rpartition(":")[2] for key, where in origins.items()} == {
        "ignore": "2",
        "baseline": "3",
    }
