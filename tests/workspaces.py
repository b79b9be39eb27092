"""Small workspaces in a folder, as a user has them, and what a run says of them."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import date
from functools import cache
from io import BytesIO, TextIOWrapper
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from pdplint.cli import main
from pdplint.policy.regimes import Law
from pdplint.run.checking import run
from pdplint.run.config import Config
from pdplint.run.discovery import find
from pdplint.run.papers import Shelf, papers_of
from pdplint.run.reading import read_workspace
from pdplint.run.reporting import Judging, Ran, report_of
from pdplint.run.resources import Resources, load_library
from pdplint.run.settings import Options, Settings
from pdplint.run.tasks import Task, judge_all
from pdplint.text.marks import mark
from pdplint.workspace.facts import derive
from pdplint.workspace.linking import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pdplint.model.finding import Finding
    from pdplint.model.place import Place, Span
    from pdplint.model.report import Report
    from pdplint.policy.instruments import Instrument
    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Regime
    from pdplint.workspace.derive import Derived

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 21)
ASKED_NOTHING = Options()
NO_CONFIG = Config()
BY_THE_DRAFT = Config(regimes=("vn-draft-2021",))
LINE_BREAK = re.compile(r"\r\n|\r|\n")
LAW = Law("VN", ("user.biometric",), ((("financial_accounts",), ("user.payment",)),))

FULL = """\
pdplint: 1
organisation:
  name: Example Shop JSC
  established_in: VN
  kind: enterprise
  size: medium
  operating_since: 2024-03-01
  services: [e_commerce, website, financial_accounts, social_network]
  licences: {peer_to_peer_lending: {number: "7", issued_by: SBV, issued_on: 2025-01-01, document: a.md}}
  vietnam: {office: branch, citizens_processed: 250000, revenue_vnd: 120000000000}
  officer: {contact: d@e.vn, appointed_on: 2026-01-02, document: a.md, authority_notified_on: 2026-01-10}
  authority_requests:
    contact: legal@example.vn
    staffed: around_the_clock
    recorded_in: register
    answers:
      illegal_content: {procedure: "a.md#takedown", within: 24h, urgent_within: 6h}
      secrets: none
  incidents: {plan: a.md, exercised_on: 2026-06-01, team: soc@e.vn, staffed: business_hours, monitored_by: [siem],
    authority_notified_within: 72h, subjects_notified_within: 72h, vulnerabilities_fixed_within: 30d, records_kept: 5y}
  complaints: {channel: "https://example.vn/complaints", answered_within: 5wd}
  history: [{clause: draft-2021/27.1.a, decided_on: 2025-05-05, decision: "12/QD"}]
purposes:
  fulfil: {statement: Deliver, use: essential.service, needs: [user.contact, user.payment], lasts: 24mo, counted_from: contract_end}
  news: {statement: Tell, use: marketing.communications.email, needs: [user.contact.email], lasts: 12mo}
parties:
  mail-house: {role: processor, country: SG, agreement: mail-dpa}
  cloud: {role: processor, country: US, agreement: none}
  agency: {role: state_agency, country: VN}
agreements:
  mail-dpa: {document: a.md, signed_on: 2025-11-03, expires_on: 2027-11-03, kept_at: contracts/, filed_on: 2026-01-15,
    contains: [purposes, categories, deletion]}
subjects:
  shoppers: {kinds: [customer], citizens_of: [VN], located_in: [VN, LA], youngest: 12, age_checked_by: [], count: 250000}
notices:
  page: {document: a.md, given: at_collection, reproducible: electronic, covers: [fulfil, news], contains: [purposes]}
consents:
  sign-up: {document: a.md, given: before_collection, expressed_by: tick_box, default_on: false, covers: [fulfil],
    required: [fulfil], partial: by_purpose, reproducible: electronic, recorded_in: orders, records: [who], by: [subject],
    withdrawal: {asked_at: here, stops_within: 24h, recipients_told_within: 24h, by_law: "Law 1"}}
rights:
  desk: {asked_at: here, acknowledge: {within: 24h}, access: {within: 24h, by: self_service}, correct: none,
    provide: {within: 2wd, with_processor_within: 30d}, delete: {within: 24h, by_law: "Law 2"}, restrict: {within: 1mo},
    object: {within: 24h}}
protections:
  standard: {encryption: {at_rest: true, in_transit: true}, access_control: {reviewed_on: 2026-09-07, mfa: everyone},
    loss_prevention: {backups_kept: 24h, restored_on: 2026-08-24}}
systems:
  site: {kind: website, operated_by: organisation, operated_for: agency, hosted_by: cloud, hosted_in: worldwide,
    accessed_from: [VN], protection: standard, deletion: {within: 24h},
    accounts: {verified_by: [phone_otp], passwords: hashed, transactions: [currency], alerted_by: [sms]},
    user_content: {audience: public, rules: a.md, prevented_by: [], detected_by: [user_report], stopped_by: [hide],
      removed_within: 24h, reports_answered_within: 3d, children_protected_by: [age_gate]},
    logs: {login: {fields: [account], kept: 90d}, system: {kept: 12mo}, posting: none}}
  orders: {kind: database, operated_by: organisation, hosted_by: cloud, hosted_on: aws/ap-southeast-1, hosted_in: [SG],
    accessed_from: [VN, JP], listed: critical_to_national_security,
    protection: {encryption: none, loss_prevention: {backups_kept: none}}, deletion: none}
  siem: {kind: log_store, operated_by: mail-house, hosted_in: [VN], accessed_from: []}
  register: {kind: file_store, operated_by: organisation, hosted_by: organisation, hosted_in: [VN], accessed_from: [VN]}
flows:
  checkout:
    purpose: fulfil
    role: controller
    data: [user.contact.email, user.payment, user.biometric]
    sensitive: [user.contact]
    subjects: shoppers
    from: subject
    to: [orders, mail-house]
    collected_by: form
    legal_basis: consent
    consent: sign-up
    notice: page
    rights: desk
    retention: {kept: 24mo, counted_from: contract_end, then: erase, by_law: "Law 3"}
    marketing: none
    automated_decisions: false
    started_on: 2026-01-05
  newsletter:
    purpose: news
    data: [user.contact.email]
    from: orders
    to: [mail-house]
    retention: {kept: 12mo, then: anonymise}
    marketing: {audience: own_customers, labelled: every_message}
    started_on: 2026-02-05
  lookup:
    purpose: fulfil
    role: processor
    on_behalf_of: agency
    data: [user.name]
    subjects: {kinds: [customer], citizens_of: [VN], located_in: [VN]}
    from: third_party
    to: [site]
    collected_by: import
    legal_basis: legal_obligation
    without_consent: {document: a.md, law: Law 4, authority: agency, risks_assessed_on: 2026-01-01, reviewed_on: 2026-01-02}
    consent: {given: never}
    notice: {given: later}
    rights: {delete: none}
assessments:
  dpia: {kind: processing, covers: [checkout, newsletter], document: a.md, signed_on: 2026-02-01, signed_by: dpo,
    filed_on: 2026-02-20, receipt: a.md, kept_at: legal/, updated_on: 2026-07-01, contains: [contacts]}
  tia: {kind: transfer, covers: [checkout], document: a.md, signed_on: 2026-02-01, officer_notified_on: 2026-02-02}
"""
"""One description in which every kind of entity and nearly every field stands."""


# What is shipped, loaded once -------------------------------------------------------------------


@cache
def resources() -> Resources:
    return Resources()


@cache
def library() -> Library:
    return load_library(resources())


@cache
def draft() -> Regime:
    return library().regimes["vn-draft-2021"]


@cache
def decree() -> Instrument:
    return library().instruments["draft-2021"]


# A workspace in a folder ------------------------------------------------------------------------


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder; a text is dedented, bytes are taken as they are."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else dedent(content).encode()
        path.write_bytes(data)
    return folder


def describe(folder: Path, text: str | bytes, **more: str) -> Path:
    """Write one description and other files beside it; a dot in their names is written `_`."""
    return write(folder, {"a.yaml": text, **{k.replace("_", "."): v for k, v in more.items()}})


def link(folder: Path) -> Workspace:
    """Read and link the workspace in a folder as a run does, papers included."""
    one = read_workspace(find(folder.resolve(), [], Config()), resources().form)
    workspace = Workspace(one.documents, resources().table, one.unread)
    workspace.check_papers(papers_of(workspace, one.found))
    return workspace


def sees(folder: Path, text: str, law: Law = LAW) -> Derived:
    """Return a description as a law sees it."""
    return derive(link(describe(folder, text)), law)


def judged(
    folder: Path,
    options: Options = ASKED_NOTHING,
    *,
    by: Library | None = None,
    config: Config = BY_THE_DRAFT,
    as_of: date = TODAY,
) -> Judging:
    """Judge the workspace in a folder by a library, the shipped one unless one is given."""
    found = find(folder.resolve(), [], config)
    papers = Shelf(found.root, map(Path, found.descriptions)).paper
    settings = Settings(found.root, folder, config, by or library(), [folder])
    options = options._replace(cache=False)
    [judging] = judge_all([Task(settings, found, papers)], options, as_of, resources())
    return judging


def reported(
    folder: Path,
    options: Options = ASKED_NOTHING,
    *,
    by: Library | None = None,
    config: Config = BY_THE_DRAFT,
    as_of: date = TODAY,
) -> Report:
    """Report the workspace in a folder, with a library that was loaded before."""
    judging = judged(folder, options, by=by, config=config, as_of=as_of)
    settings = Settings(judging.found.root, folder, config, by or library(), [folder])
    ran_ = Ran(settings, judging, None)
    options = options._replace(cache=False)
    return report_of([ran_], [folder], as_of, [], options, is_named=False)


def ran(*paths: Path, **options: Any) -> Report:
    """Run as the command does, from reading the policies on."""
    return run(paths, Options(**{"cache": False, **options}), TODAY)


def pdplint(
    *arguments: str | Path,
    cwd: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    prefix: Sequence[str] = (),
) -> subprocess.CompletedProcess[str]:
    """Start the installed command and return what it printed and its exit code."""
    command = [*prefix, Path(sys.executable).parent / "pdplint", *arguments]
    environ = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "PDPLINT_DEBUG"}}
    return subprocess.run(
        command,
        cwd=cwd,
        env={**environ, **(environment or {})},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )


def called(
    *arguments: str | Path, cwd: Path = ROOT, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Call the command in this process, where its modules and policies are at hand already.

    That it does the same when it is started, is for the tests of `cli`.
    """
    environ = {key: "" for key in ("NO_COLOR", "PDPLINT_DEBUG") if key in os.environ}
    streams = [TextIOWrapper(BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
    command = list(map(str, arguments))
    with (
        chdir(cwd),
        patch.dict(os.environ, {**environ, **(environment or {})}),
        redirect_stdout(streams[0]),
        redirect_stderr(streams[1]),
    ):
        try:
            main(command)
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            gc.enable()
    printed = []
    for stream in streams:
        stream.flush()
        printed.append(stream.buffer.getvalue().decode())
    return subprocess.CompletedProcess(command, code, *printed)


# What is underlined -----------------------------------------------------------------------------


def under(text: str, span: Span | None) -> str | None:
    """Return what an editor would underline."""
    if span is None:
        return None
    starts = [0, *(match.end() for match in LINE_BREAK.finditer(text))]
    start = starts[span.line - 1] + span.column - 1
    end = starts[span.end_line - 1] + span.end_column - 1
    assert start <= end <= len(text)
    return text[start:end]


def underlined(place: Place) -> str | None:
    """Return the text at a place: its span where it has one, else what marks say of it."""
    data = Path(place.path).read_bytes()
    span = place.span or mark(data).nearest(place.document, place.pointer)
    return under(data.decode("utf-8-sig"), span)


def told(findings: Sequence[Finding], control: str | None = None) -> list[tuple[str, str | None]]:
    """Return what was found in English, each with the text that it underlines."""
    return [
        (finding.message.en, underlined(finding.place))
        for finding in findings
        if control is None or finding.control == control
    ]


def subjects(findings: Sequence[Finding]) -> Iterator[tuple[str, str, str]]:
    """Yield control, subject and pointer of findings."""
    for finding in findings:
        yield finding.control, finding.subject, finding.place.json_pointer


# A tiny folder of policies ----------------------------------------------------------------------

TEXT = "{en: T, vi: T}"
REGIME = f"""\
regime: tiny
status: draft
title: {TEXT}
about: {TEXT}
instruments: [tiny]
home: VN
calendar: vn
sensitive: []
"""
INSTRUMENT = f"""\
instrument: tiny
title: {TEXT}
status: draft
clauses: COUNT
currency: VND
bases: {{revenue: {TEXT}}}
fines: [{{stated_for: organisation}}]
notes: [{TEXT}]
sources: [{{title: T}}]
"""
"""Of an instrument; `COUNT` is filled in."""


def control(
    id_: str, require: str, each: str = "/flows/*", severity: str = "error", **more: str
) -> str:
    """Return a control's file; what is not asked for in `more` is left as short as it can be."""
    given = {
        "id": id_,
        "title": f"{{en: {id_} title, vi: {id_}}}",
        "each": each,
        "require": require,
        "severity": severity,
        "help": TEXT,
        "tests": "[{name: n, given: {}}]",
        **more,
    }
    return "".join(f"{key}: {value}\n" for key, value in given.items())


def clause(id_: str, *bindings: str, **more: str) -> str:
    """Return one clause of an article; each binding as it stands in `checked_by`, or conduct."""
    given = {
        "kind": "sanction",
        "says": TEXT,
        "fine": "{stated: {min: 10, max: 20}}",
        "extent": "whole",
        **more,
    }
    if "raises" in given:
        del given["extent"]
    elif not bindings:
        given.setdefault("not_checked", f"{{because: conduct, why: {TEXT}}}")
        del given["extent"]
    else:
        given["checked_by"] = f"[{', '.join(bindings)}]"
    given = {key: value for key, value in given.items() if value}
    lines = [f"  - id: '{id_}'", *(f"    {key}: {value}" for key, value in given.items())]
    return "\n".join(lines) + "\n"


def instrument(
    name: str, clauses: Sequence[str], text: str = INSTRUMENT, tests: str = ""
) -> dict[str, str]:
    """Return the files of an instrument with one article; its text may name another."""
    article = f"instrument: {name}\narticle: 1\nsection: I\ntitle: {TEXT}\nclauses:\n"
    told = text.replace("instrument: tiny", f"instrument: {name}")
    folder = f"instruments/{name}"
    files = {
        f"{folder}/instrument.yaml": told.replace("COUNT", str(len(clauses))),
        f"{folder}/article-01.yaml": article + "".join(clauses),
    }
    return {**files, f"{folder}/article-01.tests.yaml": tests} if tests else files


def policies(
    folder: Path,
    controls: Sequence[str],
    clauses: Sequence[str],
    regime: str = REGIME,
    text: str = INSTRUMENT,
    tests: str = "",
    **more: str,
) -> Path:
    """Write a folder with one regime, one article and some controls; the calendar is the real one.

    `tests` are those of the article, `more` further files by a name in which two underscores are a
    slash.
    """
    name = regime.partition("\n")[0].partition(": ")[2]
    calendar = (resources().policies / "calendars" / "vn.yaml").read_text("utf-8")
    files = {f"controls/c{index}.yaml": raw for index, raw in enumerate(controls)}
    return write(
        folder,
        {
            f"regimes/{name}.yaml": regime,
            **instrument("tiny", clauses, text, tests),
            "calendars/vn.yaml": calendar,
            **files,
            **{f"{key.replace('__', '/')}.yaml": content for key, content in more.items()},
        },
    )


def loaded(
    folder: Path,
    controls: Sequence[str],
    clauses: Sequence[str],
    regime: str = REGIME,
    text: str = INSTRUMENT,
    **more: str,
) -> Library:
    """Write a tiny folder of policies and load it."""
    return load_library(resources(), policies(folder, controls, clauses, regime, text, **more))
