"""What happened to a ticket as lines: old → new, in rounds, the long ones folded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from models.clock import to_city
from models.enums import Action
from models.event import Event
from service.queries.documents import FileFacts
from service.web.language import say
from service.web.names import Names
from service.web.ticket.facts import told_facts
from service.web.times import day_face, moment

#: So many lines of the present round are shown; what came before folds.
SHOWN = 8

#: Steps by which a unit no longer leads.
_LEAVING = frozenset({Action.GRANT_RETURN})


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that became another; `old` is empty where there was none."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One event as a line: when, who, what, what changed, and why."""

    sequence: int
    at: str
    exact: str
    who: str
    unit: str
    what: str
    changes: Sequence[Change]
    reason: str
    facts: Sequence[str]
    file_label: str
    file: FileFacts | None
    round: int


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round of handling; `earlier` is folded away, a past round is folded whole."""

    number: int
    since: str
    earlier: Sequence[Happening]
    shown: Sequence[Happening]
    is_present: bool

    @property
    def count(self) -> int:
        """How many lines the round has."""
        return len(self.earlier) + len(self.shown)


def happenings(
    events: Sequence[Event],
    known: Names,
    *,
    hidden: frozenset[str],
    files: Sequence[FileFacts] = (),
) -> list[Happening]:
    """Return the lines of a ticket's events, oldest first; `hidden` names facts not to be told."""
    by_id = {one.id: one for one in files}
    lead = ""
    found = []
    for event in events:
        unit = event.facts.get("unit", "") if event.action is not Action.SPLIT else ""
        after = "" if event.action in _LEAVING else unit or lead
        found.append(_happening(event, known, hidden=hidden, lead=(lead, after), files=by_id))
        lead = after
    return found


def rounds(lines: Sequence[Happening], *, present: int) -> list[Round]:
    """Return the lines by round, the present one last."""
    found = []
    for number, group in groupby(lines, key=lambda one: one.round):
        whole = list(group)
        is_present = number == present
        # One line more than fits is shown rather than folded alone.
        cut = len(whole) - SHOWN if is_present and len(whole) > SHOWN + 1 else 0
        found.append(
            Round(
                number=number,
                since=whole[0].at,
                earlier=whole[:cut],
                shown=whole[cut:],
                is_present=is_present,
            )
        )
    return found


def _happening(
    event: Event,
    known: Names,
    *,
    hidden: frozenset[str],
    lead: tuple[str, str],
    files: Mapping[str, FileFacts],
) -> Happening:
    changes = list(_changes(event, known, lead=lead))
    told = {name: value for name, value in event.facts.items() if name not in hidden}
    if lead[0] != lead[1]:
        told.pop("unit", None)  # said as a change already
    document = event.facts.get("document", "")
    return Happening(
        sequence=event.sequence,
        at=f"{to_city(event.at):%m-%d %H:%M}",
        exact=moment(event.at),
        who=_who(event),
        unit=known.unit(event.department_code),
        what=event.action.label,
        changes=changes,
        reason=event.reason,
        facts=told_facts(told, known),
        file_label=_file_label(event) if document else "",
        file=files.get(document),
        round=event.round,
    )


def _file_label(event: Event) -> str:
    return say("签批文件") if event.action is Action.FINAL_REPLY else say("附件")


def _changes(event: Event, known: Names, *, lead: tuple[str, str]) -> Iterator[Change]:
    before = event.from_status
    if before is not None and before is not event.to_status:
        yield Change(what="状态", old=say(before.label), new=say(event.to_status.label))
    if lead[0] != lead[1]:
        new = known.unit(lead[1]) if lead[1] else say("无")
        yield Change(what="主办", old=known.unit(lead[0]) if lead[0] else "", new=new)
    if event.due_before and event.due_before != event.due_after:
        yield Change(what="时限", old=day_face(event.due_before), new=day_face(event.due_after))


def _who(event: Event) -> str:
    # Citizens and the machine are called by their role: once is enough.
    label = event.role.label
    role = say(label, "role")
    return role if event.actor == label else f"{role} {event.actor}"
