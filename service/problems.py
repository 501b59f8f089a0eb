"""One table from the families of errors to HTTP, and the form they take in the API (RFC 9457)."""

from collections.abc import Mapping
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from models.errors import (
    Conflict,
    Forbidden,
    Gone,
    HotlineError,
    Invalid,
    NotFound,
    Stale,
    TooMany,
    Unauthenticated,
    Unavailable,
)

PROBLEM_JSON = "application/problem+json"
#: After so many seconds a program may ask again for what did not answer.
RETRY_SECONDS = 5


class BadRequest(HotlineError):  # noqa: N818 -- reads as the family's name
    """What was sent does not follow the protocol."""

    code = "bad_request"


class PreconditionRequired(HotlineError):  # noqa: N818
    """A change was asked for without saying which version it is meant for."""

    code = "precondition_required"


class StaleState(Stale):
    """A change was meant for an older version; `current` is the present state, tagged `etag`."""

    def __init__(
        self, detail: str, *, version: int, current: Mapping[str, Any], etag: str = ""
    ) -> None:
        super().__init__(detail, version=version)
        self.current = dict(current)
        self.etag = etag


#: The first family an error belongs to decides.
STATUS: tuple[tuple[type[Exception], int], ...] = (
    (BadRequest, 400),
    (PreconditionRequired, 428),
    (Stale, 412),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (Gone, 410),
    (Invalid, 422),
    (TooMany, 429),
    (Unavailable, 503),
)


class Problem(BaseModel):
    """An error as the API tells it: `code` for programs, `detail` for people."""

    type: str = Field(description="urn:hotline:problem: and the code.")
    title: str
    status: int
    code: str = Field(description="Stable English word for the cause.")
    detail: str = Field(description="What happened and what to do, in Chinese.")
    fields: dict[str, str] | None = Field(
        default=None, description="A sentence for each field that is wrong."
    )
    current_version: int | None = Field(default=None, description="With 412: what it is now.")
    current: dict[str, Any] | None = Field(default=None, description="With 412: the present state.")


def status_of(error: Exception) -> int:
    """Return the HTTP status of a domain error; 500 for what is none."""
    return next((status for family, status in STATUS if isinstance(error, family)), 500)


def problem(
    *,
    status: int,
    code: str,
    detail: str,
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return an error as `application/problem+json`."""
    body = {
        "type": f"urn:hotline:problem:{code}",
        "title": code,
        "status": status,
        "code": code,
        "detail": _speakable(detail),
        **(extra or {}),
    }
    sent = dict(headers or {})
    if status == 401:
        sent["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status_code=status, headers=sent, media_type=PROBLEM_JSON)


def problem_of(error: HotlineError) -> JSONResponse:
    """Return a domain error with everything it carries."""
    extra: dict[str, Any] = {}
    headers: dict[str, str] = {}
    if isinstance(error, Invalid) and error.fields:
        extra["fields"] = {
            _speakable(name): _speakable(text) for name, text in error.fields.items()
        }
    if isinstance(error, Unavailable):
        headers["Retry-After"] = str(RETRY_SECONDS)
    if isinstance(error, Stale):
        extra["current_version"] = error.version
    if isinstance(error, StaleState):
        extra["current"] = error.current
        if error.etag:
            headers["ETag"] = error.etag
    return problem(
        status=status_of(error),
        code=error.code,
        detail=error.detail,
        extra=extra,
        headers=headers,
    )


def _speakable(text: str) -> str:
    # A sentence may quote what was sent, which need not be text that can be sent back.
    return text.encode("utf-8", "replace").decode()
