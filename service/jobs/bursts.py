"""The job that tells of early warnings (集中诉求预警) as they appear."""

from service.jobs.batches import Surroundings, acting
from service.operations.bursts import tell_of, untold


def tell_of_bursts(around: Surroundings) -> int:
    """Tell supervisors and units of what is new; return of how many notices."""
    with around.database.read() as session:
        # Reading takes longer than writing, and stops nobody.
        found = untold(acting(session, around))
    if not found:
        return 0
    with around.database.write() as session:
        act = acting(session, around)
        for one in found:
            tell_of(act, one)
    return len(found)
