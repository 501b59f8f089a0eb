"""How often people took what an artefact proposed, this week against the week before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from models.enums import Choice
from models.suggestion import Suggestion

_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """Suggestions chosen on in one week, and how many of them were taken as proposed."""

    label: str
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
    rows = session.exec(
        select(Suggestion.choice, func.count())
        .where(
            Suggestion.artifact == artifact,
            col(Suggestion.choice).is_not(None),
            col(Suggestion.chosen_at) > until - _WEEK,
            col(Suggestion.chosen_at) <= until,
        )
        .group_by(col(Suggestion.choice))
    ).all()
    counts = dict(rows)
    return Acceptance(
        label=label, chosen=sum(counts.values()), accepted=counts.get(Choice.ACCEPTED, 0)
    )
