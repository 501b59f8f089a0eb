"""Hot topics (热点): the tickets that are put into groups, and what was found of a period."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col
from sqlmodel import select as rows_of

from models.digest import TopicDigest
from models.ticket import Ticket
from service.queries.figures.counting import conditions
from service.queries.figures.populations import ARRIVED
from service.queries.figures.scope import Scope
from service.queries.topic_groups import DENSE, Said, Topic
from service.queries.volumes import districts, streets
from triage.text import clean
from triage.tokens import Tokenizer

#: How many topics of a period are kept.
KEPT = 10
#: One ticket alone is not a place where many come from.
_FEW = 2


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What is known of a period's topics; without `made_at` nothing yet."""

    first: date
    last: date
    is_wanted: bool
    made_at: datetime | None
    looked_at: int
    topics: tuple[Topic, ...]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """One matter in one street: how many came, and how many in the period before."""

    place: str
    matter: str
    count: int
    before: int


def digest_of(session: Session, *, first: date, last: date) -> Digest | None:
    """Return what is kept of a period, if anybody asked for it."""
    row = session.get(TopicDigest, (first, last))
    if row is None:
        return None
    return Digest(
        first=row.first,
        last=row.last,
        is_wanted=row.is_wanted,
        made_at=row.made_at,
        looked_at=row.looked_at,
        topics=tuple(_topic(one) for one in row.topics),
    )


def wanted(session: Session, *, at: datetime) -> tuple[date, date] | None:
    """Return the period whose topics have been waited for longest."""
    asked = rows_of(TopicDigest).where(
        col(TopicDigest.is_wanted).is_(True), col(TopicDigest.wanted_at) <= at
    )
    row = session.exec(asked.order_by(col(TopicDigest.wanted_at)).limit(1)).first()
    return (row.first, row.last) if row else None


def kept(topics: Sequence[Topic]) -> list[dict[str, object]]:
    """Return topics as they are kept."""
    return [{**asdict(one), "words": [*one.words], "numbers": [*one.numbers]} for one in topics]


def said(session: Session, *, scope: Scope) -> list[Said]:
    """Return the newest tickets of a period as they are grouped, private numbers masked.

    Sealed and confidential ones are not retold and left out.
    """
    columns = (Ticket.number, Ticket.title, Ticket.text, Ticket.category_code, Ticket.area_code)
    found: Select[*tuple[Any, ...]] = (
        select(*(col(one) for one in columns))
        .where(*conditions(ARRIVED, scope), col(Ticket.is_confidential).is_(False))
        .order_by(col(Ticket.received_at).desc(), col(Ticket.id).desc())
        .limit(DENSE)
    )
    cut, lies_in, inside = Tokenizer().cut, districts(session), streets(session)
    return [
        Said(
            number=number,
            words=tuple(word for word in cut(clean(text, title).text) if len(word) > 1),
            matter=matter or "",
            place=inside.get(area, ""),
            district=lies_in.get(area, ""),
        )
        for number, title, text, matter, area in session.connection().execute(found)
    ]


def spots(session: Session, *, scope: Scope, before: Scope, size: int) -> tuple[Spot, ...]:
    """Return the matters of which most came from one street, beside the period before."""
    inside = streets(session)
    now, then = _by_street(session, scope, inside), _by_street(session, before, inside)
    shown = (key for key in now if now[key] >= _FEW)
    order = sorted(shown, key=lambda key: (-now[key], then[key], key))[:size]
    return tuple(
        Spot(place=key[0], matter=key[1], count=now[key], before=then[key]) for key in order
    )


def _by_street(
    session: Session, scope: Scope, inside: Mapping[str, str]
) -> Mapping[tuple[str, str], int]:
    whose = () if scope.unit is None else (col(Ticket.lead_code) == scope.unit,)
    by = (col(Ticket.area_code), col(Ticket.category_code))
    found: Select[*tuple[Any, ...]] = (
        select(*by, func.count())
        .where(
            *conditions(ARRIVED, scope),
            *whose,
            col(Ticket.area_code).is_not(None),
            col(Ticket.category_code).is_not(None),
        )
        .group_by(*by)
    )
    counts = Counter[tuple[str, str]]()
    for area, category, count in session.connection().execute(found):
        counts[inside[area], category] += count
    return counts


def _topic(row: Mapping[str, Any]) -> Topic:
    return Topic(
        words=tuple(row["words"]),
        matter=row["matter"],
        place=row["place"],
        placed=row["placed"],
        numbers=tuple(row["numbers"]),
    )
