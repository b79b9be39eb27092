"""What a report relies on and nobody verified: claims, and the clauses that they take away.

A claim takes a clause away where all that silenced it rests on that claim, read directly or through
a derived fact. Judging says of each verdict what silenced it (`Verdict.silenced_by`), so nothing is
judged again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.fields import NONE, ORGANISATION
from pdplint.model.finding import RELIED_ON, Citation, Finding, Related
from pdplint.model.report import Reliance
from pdplint.model.text import Text, plain
from pdplint.policy.wording import show
from pdplint.units import at_most, parse_duration
from pdplint.words.findings import say
from pdplint.workspace.entity import Entity, Where
from pdplint.workspace.linking import Workspace, is_address, order_of, place
from pdplint.workspace.reads import is_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pdplint.judge.truth import Reason
    from pdplint.model.place import Pointer

MOST_NEEDS = 10
"""The most categories that a purpose names as needed before that is a claim of its own."""
LONGEST_LAST = "10y"
"""The longest time that a purpose lasts before that is a claim of its own."""
_RELIEVED_SIZES = {"household", "micro", "small", "startup"}


class Held(NamedTuple):
    """A value that may be a claim: the entity and block that hold it, and the home country."""

    entity: Entity
    value: Any
    holder: Mapping[str, Any]
    home: str


Tell = Callable[[Held], Text | None]
_CLAIMS: dict[str, list[Tell]] = {}
_ALWAYS: set[Tell] = set()


def claim(key: str, *, always: bool = False) -> Callable[[Tell], Tell]:
    """Register the decorated function as what tells whether the value of a key is a claim.

    `always` lists the claim also where it takes no clause away.
    """

    def register(tell: Tell) -> Tell:
        _CLAIMS.setdefault(key, []).append(tell)
        if always:
            _ALWAYS.add(tell)
        return tell

    return register


_BY_WORD = (
    ("serves", "internal_work", "relied-internal"),
    ("serves", "industrial_control", "relied-plant"),
    ("conditional_line", "not_conditional", "relied-line"),
    ("infrastructure_for", "one_organisation", "relied-one-served"),
    ("translation", "not_used", "relied-translation"),
    ("device_access", NONE, "relied-device"),
    ("location", "not_used", "relied-location"),
)
"""Claims that one word makes: its key, the word, and the sentence that tells of it."""
_BY_WORD_ALWAYS = (
    ("for_service", "other", "relied-for-service"),
    ("inferences", "none_made", "relied-inferences"),
    ("chain", NONE, "relied-chain"),
    ("holds", "nothing", "relied-chain"),
)
"""Those that are listed also where they take no clause away."""


def _of_word(word: str, sentence: str) -> Tell:
    return lambda held: say(sentence) if held.value == word else None


for _key, _word, _sentence in _BY_WORD:
    claim(_key)(_of_word(_word, _sentence))
for _key, _word, _sentence in _BY_WORD_ALWAYS:
    claim(_key, always=True)(_of_word(_word, _sentence))


@claim("by_law", always=True)
def another_law(held: Held) -> Text | None:
    """Tell of a law that is said to set another time."""
    return say("relied-law", law=held.value) if isinstance(held.value, str) else None


@claim("by_agreement", always=True)
@claim("agreed", always=True)
def an_agreement(held: Held) -> Text | None:
    """Tell of an agreement with people that is said to set another time, number or hour."""
    return say("relied-agreement", paper=held.value) if isinstance(held.value, str) else None


@claim("legal_basis", always=True)
def another_ground(held: Held) -> Text | None:
    """Tell of a ground other than consent."""
    if not isinstance(held.value, str) or held.value in {"consent", NONE}:
        return None
    return say("relied-ground", ground=held.value)


@claim("disclosed_on", always=True)
def another_ground_to_disclose(held: Held) -> Text | None:
    """Tell of a ground other than consent or processing on which data is handed over."""
    word = held.value
    is_one = isinstance(word, str) and word not in {"consent", "processing_agreement", NONE}
    return say("relied-disclosure", ground=word) if is_one else None


@claim("role", always=True)
def processor(held: Held) -> Text | None:
    """Tell of handling data for somebody else."""
    return say("relied-role", role=held.value) if held.value == "processor" else None


@claim("role")
def third_party(held: Held) -> Text | None:
    """Tell of being neither controller nor processor."""
    is_one = held.entity.kind == "flows" and held.value == "third_party"
    return say("relied-role", role=held.value) if is_one else None


@claim("age_checked_by", always=True)
def stated_age(held: Held) -> Text | None:
    """Tell of an age that people state themselves."""
    unchecked = held.value in ([], ["self_declared"])
    return say("relied-age") if unchecked and held.holder.get("youngest") else None


@claim("citizens_of")
def no_citizens(held: Held) -> Text | None:
    """Tell of people none of whom is a citizen of the home country."""
    return _elsewhere(held, "relied-citizens")


@claim("located_in")
def no_users(held: Held) -> Text | None:
    """Tell of people none of whom uses the service in the home country."""
    return _elsewhere(held, "relied-located")


def _elsewhere(held: Held, sentence: str) -> Text | None:
    value = held.value
    if not is_whole(value) or held.home in value:
        return None
    return say(sentence, country=held.home)


@claim("services")
def no_services(held: Held) -> Text | None:
    """Tell of an organisation that offers nothing."""
    is_one = held.entity.kind == ORGANISATION and held.value == []
    return say("relied-services") if is_one else None


@claim("technologies")
def no_technologies(held: Held) -> Text | None:
    """Tell of an organisation or a system that uses none of the technologies named."""
    return say("relied-technologies") if held.value == [] else None


@claim("e_commerce")
def no_commerce(held: Held) -> Text | None:
    """Tell of an organisation that has no e-commerce."""
    is_one = held.entity.kind == ORGANISATION and held.value == NONE
    return say("relied-commerce") if is_one else None


@claim("treaty")
def a_treaty(held: Held) -> Text | None:
    """Tell of a treaty that is said to bar what a law asks of foreign platforms."""
    return say("relied-treaty", treaty=held.value) if isinstance(held.value, str) else None


@claim("reliefs")
def reliefs(held: Held) -> Text | None:
    """Tell of reliefs that are claimed."""
    value = held.value
    if not value or not is_whole(value):
        return None
    return say("relied-reliefs", clauses=show(value))


@claim("size")
def small(held: Held) -> Text | None:
    """Tell of a size for which a law can have a relief."""
    return say("relied-size", size=held.value) if held.value in _RELIEVED_SIZES else None


@claim("accounts")
def no_accounts(held: Held) -> Text | None:
    """Tell of a system without accounts."""
    is_one = held.entity.kind == "systems" and held.value == NONE
    return say("relied-accounts") if is_one else None


@claim("user_content")
def no_posts(held: Held) -> Text | None:
    """Tell of a system without content of users."""
    is_one = held.entity.kind == "systems" and held.value == NONE
    return say("relied-user-content") if is_one else None


@claim("audience")
def staff_only(held: Held) -> Text | None:
    """Tell of content of users that only staff can see."""
    is_one = held.entity.kind == "systems" and held.value == "staff"
    return say("relied-audience") if is_one else None


@claim("operated_by")
def another_operator(held: Held) -> Text | None:
    """Tell of a system that somebody else operates."""
    if held.entity.kind != "systems" or not isinstance(held.value, str):
        return None
    return None if held.value == ORGANISATION else say("relied-operator", party=held.value)


@claim("operated_for")
def run_for_another(held: Held) -> Text | None:
    """Tell of a system that the organisation runs for somebody else."""
    return say("relied-operated-for", party=held.value) if isinstance(held.value, str) else None


@claim("hosted_by")
def own_cloud(held: Held) -> Text | None:
    """Tell of a cloud that the organisation is said to run for itself."""
    is_one = held.value == ORGANISATION and held.holder.get("hosting") == "cloud"
    return say("relied-own-cloud") if is_one else None


@claim("contains")
def refusal(held: Held) -> Text | None:
    """Tell of a notice that says what is refused."""
    is_one = isinstance(held.value, list) and "rights_refused" in held.value
    return say("relied-refusal") if is_one else None


@claim("kind")
def individual(held: Held) -> Text | None:
    """Tell of an organisation that is one person."""
    is_one = held.entity.kind == ORGANISATION and held.value == "individual"
    return say("relied-individual") if is_one else None


@claim("needs")
def many_needs(held: Held) -> Text | None:
    """Tell of a purpose that is said to need much: many categories, or one that holds many."""
    value = held.value
    if held.entity.kind != "purposes" or not isinstance(value, list):
        return None
    broad = [item for item in value if isinstance(item, str) and "." not in item]
    is_long = bool(broad) or len(value) > MOST_NEEDS
    return say("relied-needs", needs=show(value), purpose=held.entity.id) if is_long else None


@claim("lasts")
def long_purpose(held: Held) -> Text | None:
    """Tell of a purpose that is said to last long."""
    if held.entity.kind != "purposes" or not isinstance(held.value, str) or held.value == NONE:
        return None
    lasts, longest = parse_duration(held.value), parse_duration(LONGEST_LAST)
    is_long = at_most(lasts, longest) is False
    return say("relied-lasts", time=held.value, purpose=held.entity.id) if is_long else None


@claim("abroad_for")
def exempt_abroad(held: Held) -> Text | None:
    """Tell of a transfer that needs no assessment for what it is for."""
    is_one = held.entity.kind == "flows" and isinstance(held.value, str)
    return say("relied-abroad", case=held.value) if is_one else None


def watched() -> frozenset[str]:
    """Return the keys at which claims can stand."""
    return frozenset(_CLAIMS)


# --- the claims of a workspace --------------------------------------------------------------------


class Claims:
    """The claims of a workspace by their place, as a regime of a country sees them.

    `places` has those of each entity by their pointers.
    """

    def __init__(self, workspace: Workspace, home: str) -> None:
        self.told: dict[Where, Text] = {}
        self.always: set[Where] = set()
        self.places: dict[Entity, dict[Pointer, Where]] = {}
        for entity in workspace.all():
            for where, held in _held(entity, entity.value, (), home):
                self._take(where, held)

    def _take(self, where: Where, held: Held) -> None:
        for tell in _CLAIMS[str(where.pointer[-1])]:
            told = tell(held)
            if told is not None:
                self.told[where] = told
                self.places.setdefault(where.entity, {})[where.pointer] = where
                if tell in _ALWAYS:
                    self.always.add(where)

    def taking(self, reasons: Iterable[Reason]) -> Iterator[frozenset[Where]]:
        """Yield for each reason of a silence that claims alone make up the claims that do.

        A reason is all that silenced, each of which alone would have been enough. Claims that all
        of these read share it; where there are none, those that any of them reads do.
        """
        if not self.told:
            return
        for reason in reasons:
            read = [frozenset(self._claims_of(part)) for part in reason]
            if read and all(read):
                yield frozenset.intersection(*read) or frozenset.union(*read)

    def _claims_of(self, places: Iterable[Where]) -> Iterator[Where]:
        for where in places:
            for depth in range(len(where.pointer), 0, -1):
                known = Where(where.entity, where.pointer[:depth])
                if known in self.told:
                    yield known


def _held(entity: Entity, value: Any, pointer: Pointer, home: str) -> Iterator[tuple[Where, Held]]:
    """Yield every place of an entity at which a claim can stand, with what stands there."""
    if isinstance(value, dict):
        for key, sub in value.items():
            if key in _CLAIMS:
                yield Where(entity, (*pointer, key)), Held(entity, sub, value, home)
            if isinstance(sub, dict):
                yield from _held(entity, sub, (*pointer, key), home)


class Taken:
    """The clauses that claims take away, gathered over all regimes and subjects."""

    def __init__(self) -> None:
        self._told: dict[Where, Text] = {}
        self._always: dict[Where, None] = {}
        self._taken: dict[frozenset[Where], dict[str, Citation]] = {}

    def know(self, claims: Claims) -> None:
        """Take the claims that one regime sees."""
        self._told |= claims.told
        self._always |= dict.fromkeys(sorted(claims.always, key=_order))

    def add(self, claims: frozenset[Where], citation: Citation) -> None:
        """Take that some claims, together, take a clause away."""
        self._taken.setdefault(claims, {}).setdefault(citation.clause.ref, citation)

    def reliances(self, workspace: Workspace) -> Iterator[Reliance]:
        """Yield every claim with the clauses that it takes away, most first; then papers."""
        entries = [(sorted(claims, key=_order), cited) for claims, cited in self._taken.items()]
        alone = {claims[0] for claims, _ in entries if len(claims) == 1}
        entries += [([where], {}) for where in self._always if where not in alone]
        for claims, cited in sorted(entries, key=lambda one: (-len(one[1]), *map(_order, one[0]))):
            yield self._reliance(claims, cited)
        for where, address, _ in workspace.papers():
            if is_address(address):
                paper = say("relied-paper", address=address)
                order = order_of(where)
                yield Reliance(place(where), where.entity.subject, paper, order=order)

    def _reliance(self, claims: Sequence[Where], cited: Mapping[str, Citation]) -> Reliance:
        first, *others = claims
        texts = list(dict.fromkeys(self._told[where] for where in claims))
        whole = texts[0]
        for text in texts[1:]:
            whole = say("and", first=whole, second=text)
        citations = tuple(cited[ref] for ref in sorted(cited))
        shared = tuple((place(where), where.entity.subject) for where in others)
        order = order_of(first)
        return Reliance(place(first), first.entity.subject, whole, citations, shared, order=order)


def _order(where: Where) -> tuple[Any, ...]:
    """Return a key in the order of names, whatever the order of files and keys is."""
    return where.entity.subject, tuple(map(str, where.pointer))


def finding(one: Reliance) -> Finding:
    """Return the finding of a claim that takes clauses away: a note, unless a config says more."""
    clauses = plain(", ".join(citation.clause.ref for citation in one.citations))
    message = say("relied-on", claim=one.claim, count=len(one.citations), clauses=clauses)
    related = tuple(Related(at, subject, say("relied-with")) for at, subject in one.shared)
    return Finding(
        control=RELIED_ON,
        kind="undecided",
        severity="note",
        title=say("title-relied_on"),
        message=message,
        place=one.place,
        subject=one.subject,
        citations=one.citations,
        related=related,
        help=say("help-relied_on"),
    )
