"""Requests that may be sent again: the first is carried out, the others get its answer."""

import hashlib
import re
from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from models.errors import Invalid
from models.ids import digest
from service.deps import ServicesDep
from service.inputs import Input, NoInput, unknown_fields
from service.operations.acting import Acting
from service.operations.repeating import Answer, keep, recall

_KEY = re.compile(r"[\x21-\x7e]{1,200}")

NO_BODY = NoInput()


async def claimed(
    request: Request,
    parts: ServicesDep,
    idempotency_key: Annotated[
        str | None, Header(description="1–200 个可见 ASCII 字符；重发同一请求时使用同一个键。")
    ] = None,
) -> AsyncIterator[None]:
    """Hold the request's key before a transaction begins, so that a twin is refused at once.

    Raises:
        Invalid: the key is empty, too long, or holds other than visible ASCII characters.
        Conflict: a request of the same caller with the same key is running.
    """
    if idempotency_key is None:
        yield
        return
    if not _KEY.fullmatch(idempotency_key):
        raise Invalid("Idempotency-Key 应为 1–200 个可见 ASCII 字符。", code="bad_idempotency_key")
    caller = digest(request.headers.get("authorization", ""))
    with parts.running.claim(f"{caller} {idempotency_key}"):
        yield


#: For the routes whose requests may be sent again.
REPEATABLE = Depends(claimed, scope="function")


def once(
    request: Request, act: Acting, *, given: Input = NO_BODY, effect: Callable[[], Answer]
) -> Response:
    """Carry a request out, or answer as the first time if its key has been used for it before.

    Raises:
        Invalid: the body has unknown fields, or the key was used for another request.
        Conflict: the same request is being carried out elsewhere.
    """
    known_fields(given)
    key = request.headers.get("idempotency-key")
    if key is None:
        return response_of(effect())
    fingerprint = _fingerprint(request, given)
    kept = recall(act, key=key, fingerprint=fingerprint)
    if kept is not None:
        return response_of(kept, replayed=True)
    answer = effect()
    keep(act, key=key, fingerprint=fingerprint, answer=answer)
    return response_of(answer)


def known_fields(given: Input) -> None:
    """Refuse a body with fields that nobody reads.

    Raises:
        Invalid: it has such fields; the sentence names them.
    """
    strange = unknown_fields(given)
    if strange:
        names = "、".join(strange)
        raise Invalid(f"没有这些字段：{names}。", code="unknown_fields", fields=strange)


def response_of(answer: Answer, *, replayed: bool = False) -> Response:
    """Return an answer as JSON with its headers."""
    headers = {"Cache-Control": "private, no-cache"}
    if answer.etag:
        headers["ETag"] = answer.etag
    if answer.location:
        headers["Location"] = answer.location
    if replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(
        answer.body, status_code=answer.status, headers=headers, media_type="application/json"
    )


def _fingerprint(request: Request, given: Input) -> str:
    # If-Match is left out: who tries again after a lost answer has read the new version by then.
    said = "\x1f".join((request.method, request.url.path, given.model_dump_json()))
    return hashlib.sha256(said.encode()).hexdigest()
