"""The job that groups what citizens speak of (热点聚合), where somebody waits for it."""

from service.jobs.batches import Surroundings
from service.operations.topics import keep, worked_out

#: In one round so many periods at most: each may take seconds.
_MOST = 3


def group_topics(around: Surroundings) -> int:
    """Work out the hot topics of the periods that people asked for; return of how many."""
    for done in range(_MOST):
        with around.database.read() as session:
            made = worked_out(session, at=around.clock())
        if made is None:
            return done
        with around.database.write() as session:
            keep(session, made)
    return _MOST
