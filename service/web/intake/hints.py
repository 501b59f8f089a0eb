"""What the words tell beside the unit: facts to fill in, what is missing, repeats, matters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.enums import Action, Status
from models.workflow import actions_for
from service.operations.acting import Acting
from service.operations.missing import Gap
from service.operations.recurring import Repeat
from service.operations.suggesting import Advice, Words
from service.web.language import say
from service.web.names import Names
from service.web.times import day_face
from triage.extraction import Fact, FactKind
from triage.matters import Matter

#: Which field of the form an extracted fact fills, and the key that fills it.
FILLS = {FactKind.PLACE: ("address", "A"), FactKind.TIME: ("occurred", "T")}
#: Which field of the form answers a question that is still open.
ANSWERS = {Gap.PLACE: "address", Gap.TIME: "occurred"}

# What follows the name of a place and belongs to the address: gates, numbers, "opposite".
_FURTHER = re.compile(
    r"(?:[东南西北正侧后]{1,2}(?:大?门|侧)|(?:[0-9A-Za-z]{1,4}|[一二三四五六七八九十]{1,3})"
    r"(?:号楼|号院|号|栋|幢|座|单元|期|区|楼|层|室)|路口|门口|大门|对面|旁边?|附近|楼下|里面|内)+"
)
_MOST_CHIPS = 6


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One fact; `fills` is the field that a press fills, empty where there is none."""

    label: str
    text: str
    fills: str = ""
    key: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing to ask for; `field` is the field whose filling answers it."""

    label: str
    question: str
    field: str


@dataclass(frozen=True, kw_only=True)
class RepeatView:
    """A likely repeat; `joins` is merge, link or empty, as far as this person may go.

    `may_remind` tells whether it can be urged on (催办) instead of being taken in again.
    """

    reference: str
    unit: str
    percent: int
    excerpt: str
    state: str
    is_here: bool
    may_remind: bool
    joins: str


@dataclass(frozen=True, kw_only=True)
class MatterView:
    """One of several matters: its words, whether they name a place, the units proposed."""

    text: str
    is_placed: bool
    units: str
    doubt: str


@dataclass(frozen=True, kw_only=True)
class Hints:
    """Everything beside the candidates."""

    chips: Sequence[Chip]
    questions: Sequence[Question]
    repeats: Sequence[RepeatView]
    matters: Sequence[MatterView]


def hints(
    act: Acting, *, advice: Advice, words: Words, known: Names, is_alarmed: bool = False
) -> Hints:
    """Put facts, gaps, repeats and matters into the words of the page.

    Who is in danger is asked where, and nothing else.
    """
    gaps = [one for one in advice.gaps if one is Gap.PLACE or not is_alarmed]
    return Hints(
        chips=list(_chips(words, advice.facts))[:_MOST_CHIPS],
        questions=[
            Question(label=one.label, question=one.question, field=ANSWERS.get(one, ""))
            for one in gaps
        ],
        repeats=[_repeat(act, one, known) for one in advice.repeats],
        matters=[_matter(one, advice.facts, known) for one in advice.matters],
    )


def _chips(words: Words, facts: Sequence[Fact]) -> Iterator[Chip]:
    """Places that touch are one address; only the first of a kind has the key."""
    used: set[str] = set()
    shown: set[tuple[str, str]] = set()
    for kind, start, end, fact in _grouped(words.text, facts):
        text = _told(words.text[start:end], fact)
        if (kind, text) in shown:
            continue
        shown.add((kind, text))
        fills, key = FILLS.get(kind, ("", ""))
        yield Chip(
            label=kind.label,
            text=text,
            fills=fills,
            key="" if fills in used else key,
            note="" if fact.valid else "校验位不符，请核对",
        )
        used.add(fills)


def _grouped(text: str, facts: Sequence[Fact]) -> Iterator[tuple[FactKind, int, int, Fact]]:
    """Each fact with where it stands; neighbouring places as one, with what follows them."""
    waiting: list[Fact] = []
    for fact in [*facts, None]:
        touches = (
            fact is not None
            and fact.kind is FactKind.PLACE
            and (not waiting or fact.span.start - waiting[-1].span.end <= 1)
        )
        if waiting and not touches:
            end = waiting[-1].span.end
            further = _FURTHER.match(text, end)
            first, last = waiting[0], waiting[-1]
            yield FactKind.PLACE, first.span.start, further.end() if further else end, last
            waiting = []
        if fact is not None and fact.kind is FactKind.PLACE:
            waiting.append(fact)
        elif fact is not None:
            yield fact.kind, fact.span.start, fact.span.end, fact


def _told(said: str, fact: Fact) -> str:
    if fact.kind in {FactKind.PLACE, FactKind.TIME, FactKind.COMPANY}:
        return said
    if fact.kind is FactKind.AMOUNT:
        return say("%(sum)s 元", sum=f"{float(fact.value):,.2f}".removesuffix(".00"))
    return fact.value


def _repeat(act: Acting, one: Repeat, known: Names) -> RepeatView:
    role = act.actor.role
    merges = Action.MERGE in actions_for(source=Status.RECEIVED, role=role, leads=False)
    joins = ("merge" if merges else "link") if one.is_open else ""
    now = actions_for(source=one.status, role=role, leads=False) if one.status else ()
    state = say(one.status.label) if one.status else say("历史工单")
    when = say("%(when)s 受理", when=day_face(one.received_at)) if one.received_at else ""
    return RepeatView(
        reference=one.reference,
        unit=known.unit(one.unit or None),
        percent=round(100 * one.similarity),
        excerpt=one.excerpt,
        state=" · ".join(part for part in (when, state) if part),
        is_here=one.status is not None,
        may_remind=one.is_open and Action.REMIND in now,
        joins=joins,
    )


def _matter(one: Matter, facts: Sequence[Fact], known: Names) -> MatterView:
    found = one.prediction
    units = [
        f"{known.unit(unit.unit) if unit.unit in known.departments else unit.name}"
        f" {round(100 * unit.probability)}%"
        for unit in found.candidates[:2]
    ]
    return MatterView(
        text=one.span.text.strip(),
        is_placed=any(
            fact.kind is FactKind.PLACE and one.span.start <= fact.span.start < one.span.end
            for fact in facts
        ),
        units=" · ".join(units),
        doubt=say(found.abstained.label) if found.abstained else "",
    )
