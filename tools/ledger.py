"""Write the article files of one instrument from a ledger of the law: its facts, not its words.

python -m tools.ledger LEDGER.yaml INSTRUMENT [--proposals MAP.yaml] [--to FOLDER]

Under FOLDER/instruments/INSTRUMENT/ come `instrument.yaml`, an `article-NN.yaml` for each article,
and `ledger.yaml`, the ids that the ledger has and those of them that a description can show. What
is written loads: each duty, prohibition and sanction says why nothing checks it yet, and in a
comment waits what would, with the sanctions that its breach reaches. Facts that the form cannot
hold stand as `# ledger:` above their clause. Titles, what clauses say and why are left to be
written. Exits with 2 where something is wrong or a file is there already, and then writes nothing.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import yaml

from pdplint.model.law import ClauseKind
from pdplint.policy.instruments import NORMS, RAISING, is_below
from pdplint.text.values import scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TO_WRITE = {"en": "TO BE WRITTEN", "vi": "TO BE WRITTEN"}
TO_NAME = "TO-BE-NAMED"
"""Stands for a control that nobody has named yet."""
CHECKED_BY = "checked_by:"
IN_WORDS = "in words"
"""Stands for what the ledger says in words of its own, which are not copied."""
SANCTIONS = "decree-330-2026"
"""The instrument, and beside a ledger the file, whose clauses `sanctioned_by` names."""
WIDTH = 120

KINDS = {
    "violation": "sanction",
    "authority_power": "power",
    "legal_basis": "exemption",  # from consent
    "fine_rule": "definition",  # as a band it would take the place of every amount it is about
    "sanction_cap": "definition",
    "sanction_rule": "definition",
    "encouragement": "scope",
    # topics of `general`
    "authority": "power",
    "cap": "definition",
    "enforcement": "power",
    "limitation": "scope",
    "overlap": "scope",
    "penalty": "power",
    "proceeds": "definition",
    "remedy": "power",
    "who": "scope",
}
"""The kinds of ledgers that clauses have by another name; what is in no table is a scope."""
SAME_KINDS = set(get_args(ClauseKind))
RENAMED = {"violation", "authority_power"}
BECAUSE = {
    "turns on": "conduct",
    "addresses": "outside",
    "message-level": "outside",
    "needs a recorded event": "outside",
    "accuracy": "outside",
    "content of messages": "outside",
    "rule of law": "outside",
    "the list is": "outside",
}
"""Why nothing checks what the ledger calls not checkable, by how its `why` begins."""
MEASURES = {"remedies": "remedies", "additional_penalties": "additional", "same_act": "same_act"}
SCALES = {
    "citizens": "citizens",
    "basic_subjects": "subjects",
    "sensitive_subjects": "sensitive_subjects",
}
SILENT = {"paraphrase", "fact", "why", "article_title"}
"""What every entry says in words; a placeholder, or nothing, stands for it."""
WORDS = {"note", "mirrors_note", "items", "unverified", "subject", "structure"}
"""What some entries say in words; only that there is something is told."""


class LedgerError(Exception):
    """A ledger from which nothing can be written; its message is for the person who asked."""


class Ledger(NamedTuple):
    """What a ledger has of one instrument: what it is, and its entries in the order of the law."""

    name: str
    id: str
    head: Mapping[str, Any]
    raw: Mapping[str, Any]
    entries: tuple[Mapping[str, Any], ...]
    rules: tuple[Mapping[str, Any], ...]
    sanctions: frozenset[str] | None
    proposals: Mapping[str, Sequence[str]]


class Written(NamedTuple):
    """A clause as its article has it: comments above it, its values, what waits below it."""

    values: Mapping[str, Any]
    told: Mapping[str, Any]
    waiting: tuple[str, ...]


# Reading ----------------------------------------------------------------------------------------


def read_ledger(path: Path, instrument: str, proposals: Path | None = None) -> Ledger:
    """Return what a ledger has of an instrument; `proposals` names controls for its clauses.

    Raises:
        LedgerError: it cannot be read, is no ledger, or has nothing of that instrument.
    """
    raw = _mapping(path)
    if "ledger" not in raw or not raw.keys() & {"points", "obligations"}:
        raise LedgerError(f"{path} is no ledger: it has no `ledger` with `points` or `obligations`")
    heads = {one["id"]: one for one in raw.get("instruments", ())}
    if "instrument" in raw:
        heads[raw["ledger"]] = raw["instrument"]
    if instrument not in heads:
        raise LedgerError(f"{path} has no instrument {instrument} (it has {', '.join(heads)})")
    entries = sorted(_entries(raw, instrument), key=lambda one: order(one["id"]))
    if not entries:
        raise LedgerError(f"{path} has no entry of {instrument}")
    return Ledger(
        name=raw["ledger"],
        id=instrument,
        head=heads[instrument],
        raw=raw,
        entries=tuple(entries),
        rules=tuple(_rules(raw, entries)),
        sanctions=_sanctions(raw, path.parent / f"{SANCTIONS}.yaml"),
        proposals=_proposals(proposals) if proposals else {},
    )


def _mapping(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    except OSError as error:
        raise LedgerError(f"cannot read {path}: {error.strerror}") from None
    except (yaml.YAMLError, ValueError):
        raise LedgerError(f"{path} is no YAML") from None
    if not isinstance(raw, dict):
        raise LedgerError(f"{path} is not one block with keys")
    return raw


def _entries(raw: Mapping[str, Any], instrument: str) -> Iterator[dict[str, Any]]:
    for entry in raw.get("obligations", ()):
        name, _, id_ = entry["id"].partition(":")
        if name == instrument:
            yield {**entry, "id": id_}
    if instrument == raw["ledger"]:
        yield from raw.get("points", ())
        for entry in raw.get("related_points", ()):
            yield {"kind": "violation", "list": "related_points", **entry}
        for entry in raw.get("general", ()):
            yield {**{key: entry[key] for key in entry if key != "topic"}, "kind": entry["topic"]}


def order(id_: str) -> tuple[tuple[int, str], ...]:
    """Return what sorts ids as the law does: 9 before 10, d before dd before e."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in id_.split("."))


def _sanctions(raw: Mapping[str, Any], beside: Path) -> frozenset[str] | None:
    """Return the clauses that `sanctioned_by` can name; nothing where nobody says which."""
    if raw["ledger"] != SANCTIONS:
        if not beside.is_file():
            return None
        raw = _mapping(beside)
    points = (*raw.get("points", ()), *raw.get("related_points", ()))
    return frozenset(one["id"] for one in points if one.get("kind", "violation") == "violation")


def _proposals(path: Path) -> dict[str, Sequence[str]]:
    raw = _mapping(path)
    if not all(isinstance(one, dict) for one in raw.values()):
        raise LedgerError(f"{path} names no controls: it takes INSTRUMENT/ID: {{controls: [...]}}")
    return {ref: one.get("controls", ()) for ref, one in raw.items()}


# How amounts count ------------------------------------------------------------------------------

_STATED = re.compile(r"Sections? ([\d-]+) \(Arts (\d+)-(\d+)\) states? amounts for (\w+)s\b")
_CLAUSE = re.compile(r"\b\d+(?:\.\d+)+(?:\.[a-z]{1,2})?\b")


def _rules(
    raw: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the rules of amounts: as a general entry says it, else by whom amounts are stated."""
    general = raw.get("general", ())
    said = [(one, match) for one in general for match in _STATED.finditer(one["fact"])]
    for one, match in said:
        yield _rule(one, match, general, raw.get("conventions", {}).get("fine_organisation", ""))
    if not said:
        based: dict[str, list[int]] = {}
        for entry in entries:
            if basis := (entry.get("fine") or {}).get("basis"):
                based.setdefault(basis, []).append(order(entry["id"])[0][0])
        for basis, articles in based.items():
            reach = {"articles": [min(articles), max(articles)]} if len(based) > 1 else {}
            yield {**reach, "stated_for": basis}


def _rule(
    said: Mapping[str, Any],
    match: re.Match[str],
    general: Sequence[Mapping[str, Any]],
    convention: str,
) -> dict[str, Any]:
    sections, first, last, basis = match.groups()
    rule: dict[str, Any] = {"articles": [int(first), int(last)], "stated_for": basis}
    other = "individual" if basis == "organisation" else "organisation"
    for key, factor in said.get("numbers", {}).items():
        if re.fullmatch(f"sections?_{sections.replace('-', '_')}_factor_for_{other}s", key):
            counts = {"times": int(factor)} if factor > 1 else {"divided_by": round(1 / factor)}
            rule[other] = counts
    cap, by = _cap(sections, general, convention)
    return {**rule, **({"cap": cap} if cap else {}), "by": [said["id"], *by]}


def _cap(
    sections: str, general: Sequence[Mapping[str, Any]], convention: str
) -> tuple[dict[str, int], list[str]]:
    cap: dict[str, int] = {}
    by = []
    for part in convention.split(";"):
        refs = _CLAUSE.findall(part) if re.search(rf"Sections? {sections}\b", part) else ()
        for entry in general:
            if any(is_below(entry["id"], ref) for ref in refs):
                found = {
                    person: entry["numbers"][f"cap_{person}_vnd"]
                    for person in ("organisation", "individual")
                    if f"cap_{person}_vnd" in entry.get("numbers", {})
                }
                by += [entry["id"]] if found else []
                cap |= found
    return cap, by


def _counted(fine: Mapping[str, Any], rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a stated amount is for organisations, in the keys of the ledger."""
    factor = rule.get("organisation", {}).get("times", 1)
    cap = rule.get("cap", {}).get("organisation")
    counted = dict(fine)
    for key in fine.keys() & {"min_vnd", "max_vnd"}:
        amount = fine[key] * factor
        counted[key] = min(amount, cap) if cap else amount
    return counted


# One clause -------------------------------------------------------------------------------------


def clause(ledger: Ledger, entry: Mapping[str, Any]) -> Written:
    """Return an entry as a clause; every fact that the form cannot hold is in `told`."""
    held = SILENT | ({"secondary"} if _is_secondary(ledger) else set())
    left = {key: entry[key] for key in entry if key not in held}
    id_, kind = left.pop("id"), _kind(left)
    values: dict[str, Any] = {"id": id_, "kind": kind, "says": TO_WRITE, **_days(ledger, left)}
    if kind in RAISING:
        values |= _raises(ledger, id_, left)
    values |= _amount(ledger, id_, left)
    if kind in {*RAISING, "sanction"}:
        values |= _scale(left)
        if kind in RAISING and "scale" not in values:
            values["depends_on"] = TO_WRITE
    values |= {name: left.pop(key) for key, name in MEASURES.items() if left.get(key)}
    waiting = tuple(_waiting(ledger, id_, kind, left))
    if kind in {*NORMS, "sanction"} or CHECKED_BY in waiting:
        because = _because(entry)
        values["not_checked"] = {"because": because, "why": TO_WRITE}
        if because != "later":
            left.pop("checkable", None)
    return Written(values, {key: value for key, value in left.items() if value}, waiting)


def _kind(left: dict[str, Any]) -> str:
    """Take the kind; where that of the ledger says more, it stays left."""
    named = str(left.pop("kind"))
    kind = named if named in SAME_KINDS else KINDS.get(named, "scope")
    if named != kind and named not in RENAMED:
        left["kind"] = named
    return kind


def _days(ledger: Ledger, left: dict[str, Any]) -> dict[str, str]:
    """Return the days of an entry that are not those of the instrument."""
    days = {}
    numbers = dict(left.get("numbers") or {})
    for key, of_head in (("from", "in_force"), ("until", "ended")):
        for found in (left.pop(key, None), numbers.pop(key, None), numbers.pop(of_head, None)):
            if found and str(found) != str(ledger.head.get(of_head)):
                days[key] = str(found)
    left["numbers"] = numbers
    return days


def _raises(ledger: Ledger, id_: str, left: dict[str, Any]) -> dict[str, Any]:
    above = left.pop("of", "")
    raised = [one["id"] for one in ledger.entries if above and is_below(one["id"], above)]
    if not raised:
        raise LedgerError(f"{ledger.id}/{id_}: its `of` ({above or 'none'}) names no entry")
    values: dict[str, Any] = {"raises": raised}
    fine = left.get("fine") or {}
    if fine.get("multiple_of_clause") == above and "factor" in fine:
        values["times"] = fine["factor"]
        del left["fine"]
        left.pop("fine_organisation", None)
        left["amount"] = {key: fine[key] for key in ("min_vnd", "max_vnd") if key in fine}
    return values


def _amount(ledger: Ledger, id_: str, left: dict[str, Any]) -> dict[str, Any]:
    """Return the stated amount; what neither it nor a rule of the instrument says stays left."""
    fine, for_others = left.pop("fine", None) or {}, left.pop("fine_organisation", None) or {}
    rule = _rule_of(ledger, id_)
    counted = _counted(fine, rule)
    stated, rest = _stated(fine)
    left["fine"] = {k: v for k, v in rest.items() if (k, v) != ("basis", rule.get("stated_for"))}
    left["fine_organisation"] = {k: v for k, v in for_others.items() if v != counted.get(k)}
    return {"fine": {"stated": stated}} if stated else {}


def _stated(fine: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the amount in the keys of an article, and what has none there."""
    stated: dict[str, Any] = {}
    rest = {}
    for key, value in fine.items():
        name, _, base = key.partition("_of_")
        if key in {"min_vnd", "max_vnd"}:
            stated[key.removesuffix("_vnd")] = value
        elif key == "warning_possible":
            stated["warning"] = True
        elif name in {"percent", "multiple"} and isinstance(value, dict):
            stated[name] = {**value, "of": base}
        else:
            rest[key] = value
    return stated, rest


def _rule_of(ledger: Ledger, id_: str) -> Mapping[str, Any]:
    article = order(id_)[0][0]
    for rule in ledger.rules:
        first, last = rule.get("articles", (article, article))
        if first <= article <= last:
            return rule
    return {}


_RANGE = re.compile(r"(?P<from>\d+)-(?P<up_to>\d+)|>=(?P<from_>\d+)|<(?P<under>\d+)")


def _scale(left: dict[str, Any]) -> dict[str, Any]:
    numbers = dict(left.get("numbers") or {})
    scale = {}
    for key, unit in SCALES.items():
        if match := _RANGE.fullmatch(str(numbers.get(key, ""))):
            bounds = match.groupdict().items()
            scale[unit] = {name.strip("_"): int(n) for name, n in bounds if n is not None}
            del numbers[key]
    left["numbers"] = numbers
    return {"scale": scale} if scale else {}


def _because(entry: Mapping[str, Any]) -> str:
    if entry.get("checkable") != "no":
        return "later"
    why = entry.get("why", "")
    return next((one for start, one in BECAUSE.items() if why.startswith(start)), "later")


# What would check it ----------------------------------------------------------------------------

_CONTROL = re.compile(r"(\+?)([a-z][a-z0-9-]*)(\{.*\})?")


def _waiting(ledger: Ledger, id_: str, kind: str, left: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a `checked_by` to be uncommented, at the duty or where there is none."""
    sanctions = list(_links(ledger, left))
    if kind in RAISING or (kind == "sanction" and left.get("enforces")):
        return
    own = ledger.proposals.get(f"{ledger.id}/{id_}", ())
    if unclear := [one for one in own if not _CONTROL.fullmatch(one)]:
        yield f"proposed: {', '.join(unclear)}"
    bindings = dict(_bindings(ledger, own, sanctions))
    if bindings:
        is_whole = left.get("checkable") == "yes"
        yield "extent: whole" if is_whole else "extent: part"
        if not is_whole:
            yield f"leaves: {flow(TO_WRITE)}"
        yield CHECKED_BY
    for (control, remark), linked in bindings.items():
        binding = {"control": control, **({"sanctioned_by": linked} if linked else {})}
        yield f"  - {flow(binding)}{remark}"


def _links(ledger: Ledger, left: dict[str, Any]) -> Iterator[str]:
    """Yield the sanctions that an entry names; the bands and raised amounts of them stay left."""
    left["sanctioned_by"], linked = [], left.pop("sanctioned_by", ())
    for id_ in linked:
        ref = f"{SANCTIONS}/{id_}" if ledger.id != SANCTIONS else id_
        if ledger.sanctions is None or id_ in ledger.sanctions:
            yield ref
        else:
            left["sanctioned_by"].append(ref)


def _bindings(
    ledger: Ledger, own: Sequence[str], sanctions: Sequence[str]
) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Yield controls, each with a remark and the sanctions for which it is proposed."""
    named: dict[tuple[str, str], list[str]] = {control: [] for control in _controls(own)}
    for ref in sanctions:
        full = ref if "/" in ref else f"{ledger.id}/{ref}"
        for control in list(_controls(ledger.proposals.get(full, ()))) or [(TO_NAME, "")]:
            named.setdefault(control, []).append(ref)
    if not all(named.values()):  # a control of its own is for every sanction
        named.pop((TO_NAME, ""), None)
    for control, linked in named.items():
        yield control, linked or list(sanctions)


def _controls(proposed: Sequence[str]) -> Iterator[tuple[str, str]]:
    for one in proposed:
        if match := _CONTROL.fullmatch(one):
            new, name, numbers = match.groups()
            remark = " ".join(filter(None, ("new" if new else "", numbers)))
            yield name, f"  # {remark}" if remark else ""


# Text -------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"\d{4}-\d\d-\d\d|\d+(?:min|h|d|w|mo|y|wd)|\d+/[\w/-]+")


def flow(value: Any) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {flow(one)}' for key, one in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    text = str(value)
    plain = text in {*TO_WRITE.values(), IN_WORDS} or _PLAIN.fullmatch(text)
    return text if plain else scalar(text)


def _wrapped(text: str, indent: str, further: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )


_REF = re.compile(
    r"\b(?:[a-z][a-z0-9-]*:\d+(?:\.\d+)*(?:\.[a-z]{1,2})?|\d+(?:\.\d+)+(?:\.[a-z]{1,2})?)\b"
)
_SHORT = re.compile(r"\S+(?: [\w.]+){0,2}")


def facts(value: Any, instrument: str) -> Any:
    """Return the facts in a value: codes, numbers and ids; for sentences the ids in them."""
    if isinstance(value, dict):
        return {key: facts(one, instrument) for key, one in value.items()}
    if isinstance(value, list):
        found = [facts(one, instrument) for one in value]
        flat = [one for part in found for one in (part if isinstance(part, list) else [part])]
        return [*(one for one in flat if one != IN_WORDS), *[IN_WORDS] * (IN_WORDS in flat)]
    if not isinstance(value, str) or (_SHORT.fullmatch(value) and not value.endswith(".")):
        return _own(value, instrument) if isinstance(value, str) else value
    refs = [_own(ref, instrument) for ref in _REF.findall(value)]
    return [*refs, IN_WORDS] if refs else IN_WORDS


def _own(text: str, instrument: str) -> str:
    name, colon, id_ = text.partition(":")
    if not colon or not id_[:1].isdigit() or not name[:1].isalpha():
        return text
    return id_ if name == instrument else f"{name}/{id_}"


def _told(told: Mapping[str, Any], instrument: str, indent: str) -> Iterator[str]:
    """Yield the comments that keep what the form cannot hold."""
    words = []
    for key, value in told.items():
        found = facts(value, instrument)
        if key in WORDS or found in (IN_WORDS, [IN_WORDS]):
            words.append(key)
        else:
            yield from _wrapped(f"ledger: {key}: {flow(found)}", f"{indent}# ", f"{indent}#   ")
    if words:
        yield f"{indent}# ledger: {IN_WORDS}: {', '.join(words)}"


HEADER = "# Facts after a ledger of the law; our own words, not a translation, not legal advice.\n"


def article(ledger: Ledger, number: int, clauses: Sequence[Written]) -> str:
    """Return the text of an article's file."""
    listed = (one for one in ledger.raw.get("articles", ()) if ledger.name == ledger.id)
    about = next((dict(one) for one in listed if str(one["article"]) == str(number)), {})
    head = {"instrument": ledger.id, "article": number}
    if "section" in about:
        head["section"] = str(about["section"])
    lines = [f"{key}: {flow(value)}" for key, value in {**head, "title": TO_WRITE}.items()]
    kept = {k: v for k, v in about.items() if k in {"note", "remedies_not_tied_to_a_clause"}}
    lines += _told(kept, ledger.id, "")
    return HEADER + "\n".join([*lines, "clauses:", *map(_clause_text, clauses)]) + "\n"


def _clause_text(one: Written) -> str:
    lines = list(_told(one.told, "", "  "))
    for key, value in one.values.items():
        start = "  - " if key == "id" else "    "
        lines += _wrapped(f"{key}: {flow(value)}", start, "      ")
    lines += [f"    # {line}" for line in one.waiting]
    return "\n".join(lines)


_HEAD_HELD = {"id", "number", "issued", "in_force", "ended", "status", "sources", "read"}


def instrument(ledger: Ledger, clauses: Sequence[Written]) -> str:
    """Return the text of `instrument.yaml`."""
    head = ledger.head
    kept = {key: value for key, value in head.items() if key not in _HEAD_HELD and value}
    if head["status"] not in {"in_force", "draft"}:
        kept["status"] = head["status"]
    if ledger.name == ledger.id:
        kept |= {key: value for key, value in ledger.raw.items() if key.endswith("_note")}
    lines = list(_told(kept, ledger.id, ""))
    for key, value in _head(ledger, clauses).items():
        lines += _wrapped(f"{key}: {flow(value)}", "", "  ")
    lines += [*_fines(ledger), *_codebooks(ledger)]
    lines += ["sources:"]
    for source in head["sources"]:
        lines += _wrapped(f"title: {flow(source)}", "  - ", "      ")
    read = {**TO_WRITE, **({"en": head["read"]} if "read" in head else {})}
    lines += _wrapped(f"read: {flow(read)}", "", "  ")
    return HEADER + "\n".join(lines) + "\n"


def _head(ledger: Ledger, clauses: Sequence[Written]) -> dict[str, Any]:
    head, status = ledger.head, ledger.head["status"]
    shares = [s for one in clauses for s in one.values.get("fine", {}).get("stated", {}).values()]
    bases = {share["of"]: TO_WRITE for share in shares if isinstance(share, dict)}
    known = {
        "instrument": ledger.id,
        "number": head.get("number"),
        "title": TO_WRITE,
        "status": "draft" if status == "draft" else "ended" if head.get("ended") else "in_force",
        "issued_on": head.get("issued"),
        "from": head.get("in_force"),
        "until": head.get("ended"),
        "currency": "VND" if shares else None,
        "secondary": _is_secondary(ledger),
        "bases": bases,
    }
    return {key: value for key, value in known.items() if value}


def _is_secondary(ledger: Ledger) -> bool:
    return all(entry.get("secondary") for entry in ledger.entries)


def _fines(ledger: Ledger) -> Iterator[str]:
    if ledger.rules:
        yield "fines:"
        for rule in ledger.rules:
            yield from _wrapped(flow(rule), "  - ", "    ")
    said = ledger.raw.get("conventions", {}).get("individual_amount", "")
    if match := re.search(r"household businesses like individuals \(([\d.]+)\)", said):
        yield f"fined_as_individuals: [household]  # ledger: by {match[1]}"


def _codebooks(ledger: Ledger) -> Iterator[str]:
    if ledger.name != ledger.id:
        return
    for key, name in (("remedies", "remedies"), ("additional_penalties", "additional")):
        if book := ledger.raw.get(key):
            yield f"{name}:"
            for code, meaning in book.items():
                group = meaning.get("art_5_group") if isinstance(meaning, dict) else None
                remark = f"  # ledger: art_5_group: {group}" if group else ""
                yield f"  {code}: {flow(TO_WRITE)}{remark}"


def listing(ledger: Ledger) -> str:
    """Return the text of `ledger.yaml`: the ids that it has, and those that can be shown."""
    ids = f"ids: {flow([entry['id'] for entry in ledger.entries])}"
    shown = [one["id"] for one in ledger.entries if one.get("checkable") in {"yes", "partly"}]
    lists = [*_wrapped(ids, "", "  "), *_wrapped(f"shown: {flow(shown)}", "", "  ")]
    return f"ledger: {ledger.name}\n" + "\n".join(lists) + "\n"


# The command ------------------------------------------------------------------------------------


def files(ledger: Ledger) -> tuple[dict[str, str], list[Written]]:
    """Return the text of each file by its name, and the clauses in them."""
    clauses = [clause(ledger, entry) for entry in ledger.entries]
    made = {"instrument.yaml": instrument(ledger, clauses), "ledger.yaml": listing(ledger)}
    for number, group in groupby(clauses, key=lambda one: order(one.values["id"])[0][0]):
        made[f"article-{number:02}.yaml"] = article(ledger, number, list(group))
    return made, clauses


def write(folder: Path, made: Mapping[str, str]) -> None:
    """Write files into a folder.

    Raises:
        LedgerError: one of them is there already; nothing is written.
    """
    there = [str(folder / name) for name in made if (folder / name).exists()]
    if there:
        raise LedgerError(f"nothing written, for these are there: {', '.join(there)}")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8", newline="\n")


def summary(ledger: Ledger, clauses: Sequence[Written]) -> Iterator[str]:
    """Yield what was written, what stands in comments, and what is left to do."""
    kinds = Counter(one.values["kind"] for one in clauses)
    yield f"{ledger.id}: {len(clauses)} clauses ({_counts(kinds)})"
    because = Counter(
        o.values["not_checked"]["because"] for o in clauses if "not_checked" in o.values
    )
    yield f"  not checked: {_counts(because)}"
    yield f"  waiting in a comment: {sum(CHECKED_BY in one.waiting for one in clauses)} checks"
    unnamed = sum(any(TO_NAME in line for line in one.waiting) for one in clauses)
    yield f"  of these with a control to be named: {unnamed}"
    yield f"  in `# ledger:` comments: {_counts(Counter(k for one in clauses for k in one.told))}"
    bare = [one.values["id"] for one in clauses if "depends_on" in one.values]
    if bare:
        yield f"  raise, and on what that depends is to be written: {', '.join(bare)}"


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common()) or "none"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files of the instrument that the command line names, and print a summary."""
    parser = argparse.ArgumentParser(prog="python -m tools.ledger")
    parser.add_argument("ledger", type=Path)
    parser.add_argument("instrument")
    parser.add_argument("--proposals", type=Path, help="controls for clauses, by INSTRUMENT/ID")
    parser.add_argument("--to", type=Path, default=Path("policies"), help="policies unless named")
    asked = parser.parse_args(arguments)
    try:
        ledger = read_ledger(asked.ledger, asked.instrument, asked.proposals)
        made, clauses = files(ledger)
        write(asked.to / "instruments" / ledger.id, made)
    except (LedgerError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        print(f"{asked.ledger} has not the form of a ledger: {error!r}", file=sys.stderr)
        return 2
    print("\n".join(summary(ledger, clauses)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
