"""Why tickets are before a supervisor: what was urged, asked for, put aside, each at its newest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.exclusion import Exclusion
from models.extension import ExtensionRequest
from models.supervision import Supervision
from models.suspension import Suspension


@dataclass(frozen=True, kw_only=True)
class Attention:
    """What waits on one ticket: the newest supervision, and what nobody has decided or ended."""

    supervision: Supervision | None = None
    extension: ExtensionRequest | None = None
    exclusion: Exclusion | None = None
    suspension: Suspension | None = None


def attention(session: Session, ids: Sequence[int]) -> Mapping[int, Attention]:
    """Return what waits on each of these tickets; four queries, however many."""
    urged = session.exec(
        select(Supervision).where(col(Supervision.ticket_id).in_(ids)).order_by(col(Supervision.id))
    )
    extending = session.exec(
        select(ExtensionRequest).where(
            col(ExtensionRequest.ticket_id).in_(ids), col(ExtensionRequest.decision).is_(None)
        )
    )
    excluding = session.exec(
        select(Exclusion).where(
            col(Exclusion.ticket_id).in_(ids), col(Exclusion.decision).is_(None)
        )
    )
    aside = session.exec(
        select(Suspension).where(
            col(Suspension.ticket_id).in_(ids), col(Suspension.ended_at).is_(None)
        )
    )
    newest = {row.ticket_id: row for row in urged}
    extensions = {row.ticket_id: row for row in extending}
    exclusions = {row.ticket_id: row for row in excluding}
    suspensions = {row.ticket_id: row for row in aside}
    return {
        one: Attention(
            supervision=newest.get(one),
            extension=extensions.get(one),
            exclusion=exclusions.get(one),
            suspension=suspensions.get(one),
        )
        for one in ids
    }
