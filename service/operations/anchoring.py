"""Anchoring the trail: a signed digest, each hour, over all that was written since the last."""

from datetime import datetime, timedelta

from sqlmodel import Session

from models.audit import AuditAnchor
from models.cipher import Cipher
from service.queries.anchors import PURPOSE, events_between, looks_between, newest

#: No more often than this.
EVERY = timedelta(hours=1)
#: What is younger may belong to a transaction that has not ended, with an id of its own already.
SETTLED = timedelta(minutes=10)


def drafted(session: Session, *, at: datetime, cipher: Cipher) -> AuditAnchor | None:
    """Return the next anchor, not stored yet; nothing before its hour, or where nothing is new.

    What it covers no longer changes, so it may be stored in another transaction.
    """
    last, until = newest(session), (at - SETTLED).replace(microsecond=0)
    if last is not None and until - last.until < EVERY:
        return None
    events = events_between(session, after=last.last_event_id if last else 0, until=until)
    looks = looks_between(session, after=last.last_look_id if last else 0, until=until)
    if not events.count and not looks.count:
        return None
    made = AuditAnchor(
        until=until,
        last_event_id=events.last_id,
        events=events.count,
        events_digest=events.digest,
        last_look_id=looks.last_id,
        looks=looks.count,
        looks_digest=looks.digest,
        previous_signature=last.signature if last else "",
    )
    made.signature = cipher.sign(made.said(), purpose=PURPOSE)
    return made
