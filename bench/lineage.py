"""How linking, lineage and the whole check grow with the number of flows.

    python -m bench.lineage [--sizes 1250,2500,5000,10000] [--shapes chain,star] [--no-check]

Each shape of graph is made at each size, linked, followed and checked. The table gives seconds of
the processor, and by how much they grew when the flows doubled: about 2 is linear, 4 is quadratic.
What grew faster than `LINEAR` between the two largest sizes is named at the end, and makes the exit
code 1.
"""

from __future__ import annotations

import argparse
import gc
import sys
from copy import deepcopy
from datetime import date
from itertools import pairwise
from time import process_time
from typing import TYPE_CHECKING, Any

from pdplint.judge.check import check
from pdplint.policy.condition import Reads
from pdplint.policy.values import Days
from pdplint.run.resources import Resources, load_library
from pdplint.workspace.facts import derive
from pdplint.workspace.linking import Document, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZES = (1250, 2500, 5000, 10000)
LINEAR = 2.6  # twice the flows and the odd cache miss; n log n over one doubling is below it too
NOISE = 0.1  # seconds below which a ratio says nothing
TODAY = date(2026, 11, 21)
WIDTH = 50  # systems in one layer of a layered graph

Described = dict[str, Any]


# --- graphs --------------------------------------------------------------------------------------


def system(index: int) -> Described:
    """Return a system; each seventh lies abroad, so that there are transfers and countries."""
    return {
        "kind": "database",
        "operated_by": "organisation",
        "hosted_by": "cloud",
        "hosted_in": ["SG"] if index % 7 == 0 else ["VN"],
        "accessed_from": ["VN"],
        "protection": "standard",
        "deletion": {"within": "24h"},
        "logs": {"system": {"kept": "12mo"}},
    }


def collecting(to: list[str], index: int = 0, **more: Any) -> Described:
    """Return a flow at which data comes in; its blocks are entries of their own."""
    return {
        "purpose": f"purpose-{index % 5}",
        "role": "controller",
        "data": ["user.contact.email", "user.name"],
        "subjects": "people",
        "from": "subject",
        "to": to,
        "collected_by": "form",
        "legal_basis": "consent",
        "consent": "screen",
        "notice": "page",
        "rights": "desk",
        "retention": {"kept": "12mo", "then": "erase"},
        "automated_decisions": False,
        "started_on": "2026-03-02",
        **more,
    }


def copying(source: str, to: list[str], index: int = 0, **more: Any) -> Described:
    """Return a flow out of an own system: it inherits all that it does not say."""
    return {
        "purpose": f"purpose-{index % 5}",
        "data": ["user.contact.email"],
        "from": source,
        "to": to,
        "retention": {"kept": "12mo", "then": "erase"},
        "automated_decisions": False,
        "started_on": "2026-03-02",
        **more,
    }


def chain(size: int) -> Described:
    """One flow after another, each out of the system that the last one fills."""
    flows = {"f-0": collecting(["s-0"])}
    flows |= {f"f-{i}": copying(f"s-{i - 1}", [f"s-{i}"], i) for i in range(1, size)}
    return {"systems": {f"s-{i}": system(i) for i in range(size)}, "flows": flows}


def cycle(size: int) -> Described:
    """A chain whose end leads back into its beginning."""
    made = chain(size)
    made["flows"][f"f-{size - 1}"]["to"].append("s-0")
    return made


def star(size: int) -> Described:
    """Half of the flows into one system, and the other half out of it."""
    half = size // 2
    flows = {f"in-{i}": collecting(["hub"], i) for i in range(half)}
    flows |= {f"out-{i}": copying("hub", [f"s-{i}"], i) for i in range(size - half)}
    return {
        "systems": {"hub": system(1), **{f"s-{i}": system(i) for i in range(size - half)}},
        "flows": flows,
    }


def star_of_several(size: int) -> Described:
    """A star whose flows in differ in what they hand down: by 40 consents and notices."""
    made = star(size)
    for i, flow in enumerate(f for f in made["flows"].values() if f["from"] == "subject"):
        flow |= {"consent": f"screen-{i % 8}", "notice": f"page-{i % 5}"}
    return made


def star_of_data(size: int) -> Described:
    """A star whose flows out differ in the data that they take."""
    made = star(size)
    kinds = ("email", "phone_number", "address", "url", "organization")
    for i, flow in enumerate(made["flows"].values()):
        named = [f"user.contact.{kind}" for j, kind in enumerate(kinds) if (i >> j) & 1]
        flow["data"] = named or ["user.contact"]
    return made


def layers(size: int) -> Described:
    """Layers of systems; each flow leads from one into two of the next layer."""
    flows = {f"f-0-{i}": collecting([f"s-0-{i}"], i) for i in range(min(WIDTH, size))}
    names = dict.fromkeys(f"s-0-{i}" for i in range(WIDTH))
    for number in range(WIDTH, size):
        layer, i = divmod(number, WIDTH)
        to = [f"s-{layer}-{i}", f"s-{layer}-{(i * 7 + 1) % WIDTH}"]
        names |= dict.fromkeys(to)
        flows[f"f-{layer}-{i}"] = copying(f"s-{layer - 1}-{i}", list(dict.fromkeys(to)), number)
    return {"systems": {name: system(i) for i, name in enumerate(names)}, "flows": flows}


SHAPES: dict[str, Callable[[int], Described]] = {
    "chain": chain,
    "cycle": cycle,
    "star": star,
    "star-several": star_of_several,
    "star-data": star_of_data,
    "layers": layers,
}


def described(graph: Described) -> Described:
    """Return a whole description around a graph."""
    needs = ["user.contact", "user.name"]
    purposes = {
        f"purpose-{i}": {
            "statement": "Do it",
            "use": "essential.service",
            "needs": needs,
            "lasts": "12mo",
        }
        for i in range(5)
    }
    covers = list(purposes)
    notice = {
        "document": "https://example.vn/notice",
        "given": "at_collection",
        "reproducible": "electronic",
        "covers": covers,
        "contains": ["purposes", "manner", "recipients", "rights", "complaints"],
    }
    consent = {
        "document": "https://example.vn/consent",
        "given": "before_collection",
        "expressed_by": "tick_box",
        "default_on": False,
        "covers": covers,
        "required": covers,
        "partial": "by_purpose",
        "reproducible": "electronic",
        "records": ["who", "when", "what", "wording"],
        "by": ["subject"],
        "withdrawal": {"asked_at": "here", "stops_within": "24h", "recipients_told_within": "24h"},
    }
    day = {"within": "24h"}
    rights = dict.fromkeys(
        ("acknowledge", "access", "correct", "provide", "delete", "restrict"), day
    )
    safe = {
        "encryption": {"at_rest": True, "in_transit": True},
        "access_control": {"reviewed_on": "2026-09-07", "mfa": "everyone"},
        "loss_prevention": {"backups_kept": "24h", "restored_on": "2026-08-24"},
    }
    people = {
        "kinds": ["customer"],
        "citizens_of": ["VN"],
        "located_in": ["VN"],
        "youngest": 18,
        "count": 1,
    }
    return {
        "pdplint": 1,
        "organisation": {
            "name": "Example",
            "established_in": "VN",
            "kind": "enterprise",
            "services": ["website"],
        },
        "purposes": purposes,
        "parties": {"cloud": {"role": "processor", "country": "VN", "agreement": "none"}},
        "subjects": {"people": people},
        "notices": {"page": notice, **{f"page-{i}": deepcopy(notice) for i in range(5)}},
        "consents": {"screen": consent, **{f"screen-{i}": deepcopy(consent) for i in range(8)}},
        "rights": {"desk": {"asked_at": "here", **rights}},
        "protections": {"standard": safe},
        **graph,
    }


# --- what is timed -------------------------------------------------------------------------------


class Context:
    """The policies, loaded once, and each part of a check timed alone."""

    def __init__(self) -> None:
        self.table = Resources().table
        self.library = load_library(Resources())
        self.regime = self.library.regimes["vn-draft-2021"]

    def parts(self, graph: Described, *, whole: bool) -> Iterator[tuple[str, float]]:
        """Yield each part with its seconds."""
        documents = [Document("a.yaml", 0, described(graph))]
        seconds, workspace = timed(lambda: Workspace(documents, self.table, ()))
        yield "link", seconds
        seconds, derived = timed(lambda: derive(workspace, self.regime.law))
        yield "transfers", seconds
        flows = list(workspace.entities["flows"].values())
        reads = Reads(self.table.inherited)
        yield "kept in", timed(lambda: [derived.facts(flow)["kept_in"] for flow in flows])[0]
        yield "sensitive", timed(lambda: [derived.facts(flow)["sensitive"] for flow in flows])[0]
        yield "origins", timed(lambda: [derived.origins(flow, "consent") for flow in flows])[0]
        yield "sources", timed(lambda: [derived.sources(flow, reads) for flow in flows])[0]
        if whole:
            days = {self.regime.id: Days(TODAY, self.regime.calendar)}
            yield (
                "whole check",
                timed(lambda: check(workspace, self.library, [self.regime], days))[0],
            )


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long an act took, and what came of it."""
    gc.collect()
    gc.disable()
    start = process_time()
    made = act()
    seconds = process_time() - start
    gc.enable()
    return seconds, made


def measure(context: Context, name: str, sizes: list[int], *, whole: bool) -> Iterator[str]:
    """Print the table of one shape and yield what grew faster than the flows."""
    rows: dict[str, list[float]] = {}
    for size in sizes:
        for part, seconds in context.parts(SHAPES[name](size), whole=whole):
            rows.setdefault(part, []).append(seconds)
    heads = "".join(f"{size:>10,}      " for size in sizes)
    print(f"\n{name:14}{heads}")
    for part, row in rows.items():
        ratios = [later / max(earlier, 1e-9) for earlier, later in pairwise(row)]
        shown = ["", *(f"x{ratio:.1f}" for ratio in ratios)]
        cells = "".join(f"{s:>9.3f}s {r:<5} " for s, r in zip(row, shown, strict=True))
        print(f"  {part:12}{cells}", flush=True)
        if ratios and ratios[-1] > LINEAR and row[-1] > NOISE:
            yield f"{name}: {part} grew x{ratios[-1]:.1f} when the flows doubled"


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--shapes", default=",".join(SHAPES))
    parser.add_argument("--no-check", action="store_true", help="lineage alone")
    asked = parser.parse_args()
    sizes = [int(size) for size in asked.sizes.split(",")]
    context = Context()
    steep = [
        told
        for name in asked.shapes.split(",")
        for told in measure(context, name, sizes, whole=not asked.no_check)
    ]
    print("\nmore than linear:", *(steep or ["nothing"]), sep="\n  ")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
