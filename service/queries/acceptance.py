"""How often people took what an artefact proposed, this week against the week before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from models.suggestion import Suggestion
from service.queries.filtering import Chosen, chosen

_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """Tickets on whose suggestion a person decided in one week, and how often as proposed."""

    label: str
    after: datetime
    until: datetime
    chosen: int
    accepted: int

    @property
    def share(self) -> float | None:
        """The share accepted (采纳率); nothing where nothing was chosen."""
        return self.accepted / self.chosen if self.chosen else None


def acceptance(session: Session, *, artifact: str, until: datetime) -> Sequence[Acceptance]:
    """Return the last seven days and the seven before them."""
    return [
        _week(session, artifact=artifact, label=label, until=until - back)
        for label, back in (("近 7 天", timedelta()), ("此前 7 天", _WEEK))
    ]


def _week(session: Session, *, artifact: str, label: str, until: datetime) -> Acceptance:
    after = until - _WEEK
    every = Chosen(artifact=artifact, after=after, until=until)
    return Acceptance(
        label=label,
        after=after,
        until=until,
        chosen=_count(session, every),
        accepted=_count(session, replace(every, accepted=True)),
    )


def _count(session: Session, asked: Chosen) -> int:
    tickets = func.count(func.distinct(col(Suggestion.ticket_id)))
    return session.exec(select(tickets).where(*chosen(asked))).one()
