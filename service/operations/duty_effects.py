"""What a change of the duty list touches: open tickets, labels, and last year's routes tried."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from models.clock import day_start
from models.enums import Status
from models.ticket import Ticket
from models.workflow import OPEN
from service.operations.acting import Acting
from service.operations.duty_checks import Revision
from service.queries import reference
from service.queries.duties import Content
from service.queries.history import PROVEN
from triage.duties import Situation, reconcile
from triage.dutybook import DutyBook, duty_book
from triage.knowledge import DutyFact, Knowledge

EXAMPLES = 200
_YEAR_DAYS = 365
#: The newest tickets of the matters in question; more would not tell more.
_MOST_TRIED = 20_000
_DONE = (Status.CLOSED, Status.ARCHIVED)


@dataclass(frozen=True, kw_only=True)
class Touched:
    """An open ticket whose unit would no longer be an owner, and who would (units' codes)."""

    number: str
    lead: str
    owners: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Contradicted:
    """So many finished tickets of one unit, matter and place, which teach what no longer holds."""

    lead: str
    category: str
    area: str | None
    status: Status
    count: int


@dataclass(frozen=True, kw_only=True)
class Impact:
    """How many open tickets and how many labels (finished tickets) a change contradicts."""

    open_tickets: int
    labels: int
    examples: tuple[Touched, ...]
    groups: tuple[Contradicted, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rerouted:
    """Where the list alone sends a past ticket now and then, and the unit that finished it."""

    number: str
    before: str
    after: str
    finished: str | None


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Last year's tickets of the matters in question, routed by the list as it is and would be.

    `right_before` and `right_after` count, of `judged` finished ones, those that the list alone
    would send to the unit that finished them; `categories` tells how many are of which matter, all
    of them received since a day.
    """

    since: date
    categories: Mapping[str, int]
    tickets: int
    moved: int
    judged: int
    right_before: int
    right_after: int
    is_capped: bool
    examples: tuple[Rerouted, ...]


@dataclass(frozen=True, kw_only=True)
class _Lists:
    """The list as it is and as it would be, asked for one day."""

    before: DutyBook
    after: DutyBook
    on: date

    def owners(self, book: DutyBook, *, category: str, area: str | None) -> tuple[str, ...]:
        held = book.ground(area=area, on=self.on).held(category)
        return tuple(sorted({one.share.unit for one in held}))

    def best(self, book: DutyBook, ticket: Ticket) -> str:
        rulings = reconcile(
            units={},
            categories={ticket.category_code or "": 1.0},
            book=book,
            situation=Situation(text=ticket.text, area=ticket.area_code, on=self.on),
            weight=1.0,
        )
        return rulings[0].unit if rulings else ""


def impact(act: Acting, *, revisions: Sequence[Revision]) -> Impact:
    """Return which open tickets and labels have a unit that the changed list no longer names."""
    lists, touched = _lists(act, revisions), _categories(revisions)
    open_count = labels = 0
    owners: dict[tuple[str, str, str | None], tuple[str, ...]] = {}
    groups: list[Contradicted] = []
    for lead, category, area, status, count in _groups(act.session, touched):
        then = lists.owners(lists.before, category=category, area=area)
        now = lists.owners(lists.after, category=category, area=area)
        if then == now or lead in now:
            continue
        if status in OPEN:
            open_count += count
            owners[lead, category, area] = now
        else:
            labels += count
            groups.append(
                Contradicted(lead=lead, category=category, area=area, status=status, count=count)
            )
    examples = _examples(act.session, touched, owners)
    return Impact(
        open_tickets=open_count,
        labels=labels,
        examples=examples,
        groups=tuple(sorted(groups, key=lambda one: -one.count)),
    )


def trial(act: Acting, *, revisions: Sequence[Revision]) -> Trial:
    """Route last year's tickets of the changed matters by both lists, without any classifier."""
    lists, touched = _lists(act, revisions), _categories(revisions)
    since = act.today - timedelta(days=_YEAR_DAYS)
    rows = act.session.exec(
        select(Ticket)
        .where(col(Ticket.category_code).in_(touched), col(Ticket.received_at) >= day_start(since))
        .order_by(col(Ticket.received_at).desc(), col(Ticket.id).desc())
        .limit(_MOST_TRIED)
    ).all()
    routes = [
        Rerouted(
            number=row.number,
            before=lists.best(lists.before, row),
            after=lists.best(lists.after, row),
            finished=row.lead_code if row.status in _DONE and row.closure in PROVEN else None,
        )
        for row in rows
    ]
    judged = [one for one in routes if one.finished]
    moved = [one for one in routes if one.before != one.after]
    return Trial(
        since=since,
        categories=Counter(row.category_code or "" for row in rows),
        tickets=len(routes),
        moved=len(moved),
        judged=len(judged),
        right_before=sum(one.before == one.finished for one in judged),
        right_after=sum(one.after == one.finished for one in judged),
        is_capped=len(routes) == _MOST_TRIED,
        examples=tuple(moved[:EXAMPLES]),
    )


def proposed(knowledge: Knowledge, *, revisions: Iterable[Revision]) -> Knowledge:
    """Return the city with its duty list as the revisions would make it; nothing is written."""
    facts = dict(knowledge.duties)
    for one in revisions:
        last = one.since - timedelta(days=1) if one.after is not None else one.until
        for code, fact in tuple(facts.items()):
            if code.partition(".")[0] == one.family and _outlives(fact, last):
                facts[code] = replace(fact, valid_to=last)
        if one.after is not None:
            facts[f"{one.family}.new"] = _fact(one, one.after)
    return replace(knowledge, duties=MappingProxyType(facts))


def _outlives(fact: DutyFact, last: date | None) -> bool:
    return last is not None and (fact.valid_to is None or fact.valid_to > last)


def _fact(one: Revision, after: Content) -> DutyFact:
    return DutyFact(
        code=f"{one.family}.new",
        name=after.name,
        category=after.category,
        lead=after.lead,
        assisting=after.assisting,
        basis=after.basis,
        area=after.area,
        valid_from=one.since,
        valid_to=one.until,
    )


def _lists(act: Acting, revisions: Sequence[Revision]) -> _Lists:
    present = reference.knowledge(act.session, on=act.today)
    # An ended duty is missed from the day after, a changed one from its first day.
    days = [
        one.since if one.after is not None else (one.until or act.today) + timedelta(days=1)
        for one in revisions
    ]
    return _Lists(
        before=duty_book(present),
        after=duty_book(proposed(present, revisions=revisions)),
        on=max([act.today, *days]),
    )


def _categories(revisions: Iterable[Revision]) -> list[str]:
    sides = (side for one in revisions for side in (one.before, one.after))
    return sorted({side.category for side in sides if side is not None})


def _groups(
    session: Session, touched: Sequence[str]
) -> Iterable[tuple[str, str, str | None, Status, int]]:
    """Lead, category, area, status, and how many: open tickets and finished ones."""
    key = (
        col(Ticket.lead_code),
        col(Ticket.category_code),
        col(Ticket.area_code),
        col(Ticket.status),
    )
    for condition in (
        col(Ticket.status).in_(OPEN),
        col(Ticket.status).in_(_DONE) & col(Ticket.closure).in_(PROVEN),
    ):
        wanted = (condition, key[1].in_(touched), key[0].is_not(None))
        counted = columns(*key, func.count()).where(*wanted).group_by(*key)
        rows = session.connection().execute(counted)
        for lead, category, area, status, count in rows:
            assert lead is not None
            assert category is not None
            yield lead, category, area, status, count


def _examples(
    session: Session,
    touched: Sequence[str],
    owners: Mapping[tuple[str, str, str | None], tuple[str, ...]],
) -> tuple[Touched, ...]:
    if not owners:
        return ()
    rows = session.exec(
        select(Ticket.number, Ticket.lead_code, Ticket.category_code, Ticket.area_code)
        .where(col(Ticket.status).in_(OPEN), col(Ticket.category_code).in_(touched))
        .order_by(col(Ticket.received_at), col(Ticket.id))
    )
    found: list[Touched] = []
    for number, lead, category, area in rows:
        if lead and category and (lead, category, area) in owners and len(found) < EXAMPLES:
            holders = owners[lead, category, area]
            found.append(Touched(number=number, lead=lead, owners=holders))
    return tuple(found)
