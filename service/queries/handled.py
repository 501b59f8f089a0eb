"""What units asked for and were granted on one ticket: extensions, suspensions, milestones."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.extension import ExtensionRequest
from models.suspension import Milestone, Suspension
from service.queries.belongings import Belongings


@dataclass(frozen=True, kw_only=True)
class Handled:
    """Extensions and suspensions, the oldest first; milestones of all suspensions by their day."""

    extensions: Sequence[ExtensionRequest]
    suspensions: Sequence[Suspension]
    milestones: Sequence[Milestone]

    def stages(self, suspension: Suspension) -> Sequence[Milestone]:
        """Return the stages of one suspension."""
        return [row for row in self.milestones if row.suspension_id == suspension.id]

    @property
    def to_reach(self) -> Sequence[Milestone]:
        """The stages of the running suspension that have not been reached."""
        running = {row.id for row in self.suspensions if row.ended_at is None}
        return [
            row
            for row in self.milestones
            if row.reached_on is None and row.suspension_id in running
        ]


def handled(there: Belongings) -> Handled:
    """Return what was asked and granted on a ticket; at most three queries."""
    suspensions = there.rows(Suspension, col(Suspension.id))
    return Handled(
        extensions=there.rows(ExtensionRequest, col(ExtensionRequest.id)),
        suspensions=suspensions,
        milestones=_milestones(there.session, suspensions) if suspensions else (),
    )


def _milestones(session: Session, suspensions: Sequence[Suspension]) -> Sequence[Milestone]:
    return session.exec(
        select(Milestone)
        .where(col(Milestone.suspension_id).in_([row.id for row in suspensions]))
        .order_by(col(Milestone.due_on), col(Milestone.id))
    ).all()
