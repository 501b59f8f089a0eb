"""Whether one ticket's trail holds, and if not, which event is wrong and how (审计校验)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.enums import Labelled
from models.event import Event
from models.ticket import Ticket
from service.queries.clock import KnownCalendars, recompute

#: Of longer chains the former place of a moved event is not looked for.
_LONGEST = 500


class Fault(Labelled):
    """What can be wrong with a trail."""

    CHANGED = "changed", "内容被改动"
    DELETED = "deleted", "记录被删除"
    REORDERED = "reordered", "次序被调换"
    INSERTED = "inserted", "插入的记录"
    REPLACED = "replaced", "记录被替换"
    TICKET = "ticket", "工单与记录不符"
    DEADLINE = "deadline", "时限与算式不符"
    MISSING = "missing", "工单被删除"
    ORPHAN = "orphan", "记录没有工单"
    ANCHOR = "anchor", "锚点不符"
    LOOKS = "looks", "身份查看记录不符"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong: on which ticket, at which event of it, and in words."""

    fault: Fault
    detail: str
    ticket: str = ""
    sequence: int | None = None

    @property
    def sentence(self) -> str:
        """The finding as one line for people."""
        where = f"工单 {self.ticket}" if self.ticket else ""
        event = f"第 {self.sequence} 条记录" if self.sequence is not None else ""
        place = " ".join(part for part in (where, event) if part)
        return f"{place}：{self.fault.label}。{self.detail}".lstrip("：")


def findings(ticket: Ticket, chain: Sequence[Event], *, known: KnownCalendars) -> list[Finding]:
    """Return all that is wrong with a ticket's events, in order; nothing where the trail holds.

    `chain` are all its events by sequence.
    """
    wrong = [*_broken(ticket, chain)]
    wrong += _row(ticket, chain, is_whole=not wrong)
    wrong += _deadlines(ticket, chain, known=known)
    return sorted(wrong, key=lambda one: one.sequence or len(chain) + 1)


def _broken(ticket: Ticket, chain: Sequence[Event]) -> Iterator[Finding]:
    walk = _walk(ticket, chain)
    for number in sorted(walk.missing):
        yield _finding(ticket, Fault.DELETED, number, "这一条不见了，前后两条的校验值接不上。")
    for event in chain:
        if event.hash != event.sealed_hash():
            yield _unsealed(ticket, event, last=max(len(chain), ticket.event_count))
        elif id(event) in walk.replaced:
            detail = "与后一条（或工单）所记的校验值不符。"
            yield _finding(ticket, Fault.REPLACED, event.sequence, detail)
        elif id(event) not in walk.members:
            yield _finding(ticket, Fault.INSERTED, event.sequence, "没有哪一条接在它后面。")


def _unsealed(ticket: Ticket, event: Event, *, last: int) -> Finding:
    was = _former_place(event, last=min(last, _LONGEST))
    if was is not None:
        return _finding(ticket, Fault.REORDERED, event.sequence, f"它原是第 {was} 条。")
    detail = f"“{event.action.label}”的内容与它自己的校验值不符。"
    return _finding(ticket, Fault.CHANGED, event.sequence, detail)


def _former_place(event: Event, *, last: int) -> int | None:
    said = event.model_dump()
    for number in range(1, last + 1):
        if Event(**said | {"sequence": number}).sealed_hash() == event.hash:
            return number
    return None


@dataclass(frozen=True, kw_only=True)
class _Walk:
    """What the links say, from the newest event back: Python ids of events, and lost numbers."""

    members: frozenset[int]
    replaced: frozenset[int]
    missing: frozenset[int]


def _walk(ticket: Ticket, chain: Sequence[Event]) -> _Walk:
    by_hash = {event.hash: event for event in chain}
    by_number = {event.sequence: event for event in chain}
    members: set[int] = set()
    replaced: set[int] = set()
    missing: set[int] = set()
    wanted, number = ticket.event_head, ticket.event_count
    while wanted or number > 0:
        event = by_hash.get(wanted)
        if event is None or id(event) in members:
            event = by_number.get(number)
            if event is None:
                missing.add(number)
                number -= 1
                before = by_number.get(number)
                wanted = before.hash if before is not None else ""
                continue
            if id(event) in members:
                break
            replaced.add(id(event))
        members.add(id(event))
        wanted, number = event.previous_hash, event.sequence - 1
        if not wanted and number > 0:
            before = by_number.get(number)
            if before is None:
                missing.update(range(1, number + 1))
                break
            wanted = before.hash  # the link alone was taken out, not what stood before it
    return _Walk(
        members=frozenset(members), replaced=frozenset(replaced), missing=frozenset(missing)
    )


def _row(ticket: Ticket, chain: Sequence[Event], *, is_whole: bool) -> Iterator[Finding]:
    if not chain:
        if not ticket.event_count:
            yield _finding(ticket, Fault.TICKET, None, "工单没有任何记录。")
        return
    last = chain[-1]
    if ticket.event_count != len(chain) and is_whole:
        detail = f"工单记有 {ticket.event_count} 条，实有 {len(chain)} 条。"
        yield _finding(ticket, Fault.TICKET, None, detail)
    if ticket.status != last.to_status:
        detail = f"工单处于“{ticket.status.label}”，最后一条记录是“{last.to_status.label}”。"
        yield _finding(ticket, Fault.TICKET, None, detail)
    if ticket.round != last.round:
        detail = f"工单是第 {ticket.round} 轮，最后一条记录是第 {last.round} 轮。"
        yield _finding(ticket, Fault.TICKET, None, detail)
    if ticket.due_at != last.due_after:
        yield _finding(ticket, Fault.TICKET, None, "工单的到期时间与最后一条记录不同。")


def _deadlines(
    ticket: Ticket, chain: Sequence[Event], *, known: KnownCalendars
) -> Iterator[Finding]:
    count = recompute(chain, known=known)
    for miscount in count.wrong:
        detail = "按它的算式重算，得不出所记的到期时间。"
        yield _finding(ticket, Fault.DEADLINE, miscount.sequence, detail)
    # Tickets of the first release kept no arithmetic; once it is kept, it is kept throughout.
    kept = next((event.sequence for event in chain if "due" in event.facts), len(chain) + 1)
    for sequence in count.unexplained:
        if sequence > kept:
            yield _finding(ticket, Fault.DEADLINE, sequence, "到期时间变了，却没有算式。")


def _finding(ticket: Ticket, fault: Fault, sequence: int | None, detail: str) -> Finding:
    return Finding(fault=fault, detail=detail, ticket=ticket.number, sequence=sequence)
