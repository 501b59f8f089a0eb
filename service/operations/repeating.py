"""A request that comes twice is carried out once: keys, their answers, and who is still at it."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session, select, text

from models.errors import Conflict, Invalid
from models.token import IdempotencyKey
from service.operations.acting import Acting


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a request was answered with, enough to answer it again."""

    status: int
    body: str
    etag: str = ""
    location: str = ""


class RunningKeys:
    """The keys being worked on in this process: the second to come is told so at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: set[str] = set()

    @contextmanager
    def claim(self, name: str) -> Iterator[None]:
        """Hold a name while the request runs.

        Raises:
            Conflict: a request with this name is running.
        """
        with self._lock:
            if name in self._names:
                raise _running()
            self._names.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._names.discard(name)


def recall(act: Acting, *, key: str, fingerprint: str) -> Answer | None:
    """Return the answer kept for this key, or nothing for a key that is new.

    Raises:
        Conflict: another process is working on a request with this key.
        Invalid: the key was used for another request.
    """
    if not _locked(act.session, f"{act.actor.key}\x1f{key}"):
        raise _running()
    found = act.session.exec(
        select(IdempotencyKey).where(
            IdempotencyKey.principal == act.actor.key, IdempotencyKey.key == key
        )
    ).one_or_none()
    if found is None:
        return None
    if found.fingerprint != fingerprint:
        raise Invalid(
            "这个 Idempotency-Key 已用于另一个请求，请为新的请求换一个键。",
            code="idempotency_key_reused",
        )
    return Answer(status=found.status, body=found.body, etag=found.etag, location=found.location)


def keep(act: Acting, *, key: str, fingerprint: str, answer: Answer) -> None:
    """Store an answer under its key; it is committed together with the effect."""
    act.session.add(
        IdempotencyKey(
            principal=act.actor.key,
            key=key,
            fingerprint=fingerprint,
            status=answer.status,
            etag=answer.etag,
            location=answer.location,
            body=answer.body,
            created_at=act.at,
        )
    )
    act.session.flush()


def _locked(session: Session, name: str) -> bool:
    """Take a lock that ends with the transaction; SQLite writes one at a time anyway."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return True
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    taken = connection.execute(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": number})
    return bool(taken.scalar_one())


def _running() -> Conflict:
    return Conflict(
        "同一个 Idempotency-Key 的请求正在处理，请稍后再查询结果。", code="idempotency_running"
    )
