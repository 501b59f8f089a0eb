"""The job that anchors the trail (审计锚定), so that nothing can be taken away unseen."""

from models.errors import Conflict
from service.jobs.batches import Surroundings
from service.operations.anchoring import drafted


def anchor_trail(around: Surroundings) -> int:
    """Add an anchor over what was written since the last one; 0 where it is not time yet."""
    if around.cipher is None:
        return 0
    with around.database.read() as session:
        # Reading may take a while at the first time, and stops nobody from writing.
        made = drafted(session, at=around.clock(), cipher=around.cipher)
    if made is None:
        return 0
    try:
        with around.database.write() as session:
            session.add(made)
    except Conflict:
        return 0  # another worker continued the same anchor first
    return 1
