"""When somebody must be told of a ticket next: pure arithmetic over instants it already has."""

from datetime import datetime

from models.enums import Status

#: A unit, or the desk, still owes the citizen a reply; elsewhere the clock stands still or another
#: limit counts.
TICKING = frozenset(
    {
        Status.RECEIVED,
        Status.DISPATCHED,
        Status.RETURNING,
        Status.ARBITRATION,
        Status.HANDLING,
    }
)


def next_alarm(
    *,
    status: Status,
    warned: int,
    yellow_at: datetime | None,
    due_at: datetime | None,
    step_due_at: datetime | None,
) -> datetime | None:
    """Return the instant of the next lamp, or of a revisit's limit; nothing where none comes.

    `warned` is 0 before the yellow lamp was told, 1 after it, 2 after the red one.
    """
    if status is Status.REVISITING:
        return step_due_at
    if status not in TICKING or due_at is None or warned > 1:
        return None
    return due_at if warned or yellow_at is None else min(yellow_at, due_at)
