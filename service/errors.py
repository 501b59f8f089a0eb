"""One table from the families of errors to HTTP, and the two forms an error takes."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from models.errors import (
    Conflict,
    Forbidden,
    HotlineError,
    Invalid,
    NotFound,
    Stale,
    Unauthenticated,
    Unavailable,
)
from service.web.rendering import error_page

#: The first family an error belongs to decides.
STATUS: tuple[tuple[type[Exception], int], ...] = (
    (Stale, 412),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (Invalid, 422),
    (Unavailable, 503),
)

_PLAIN = {
    404: ("not_found", "没有这个地址。"),
    405: ("method_not_allowed", "这个地址不支持该操作。"),
    413: ("too_large", "内容过大。"),
}


class PreconditionRequired(HotlineError):  # noqa: N818 -- the family's own style of name
    """A change was asked for without saying which version it is meant for."""

    code = "precondition_required"


class StaleState(Stale):
    """A change was meant for an older version; `current` is the present state."""

    def __init__(self, detail: str, *, version: int, current: Mapping[str, Any]) -> None:
        super().__init__(detail, version=version)
        self.current = dict(current)


class PayloadTooLarge(HotlineError):  # noqa: N818
    """The request's body is larger than the installation accepts."""

    code = "too_large"


def status_of(error: Exception) -> int:
    """Return the HTTP status of a domain error."""
    if isinstance(error, PreconditionRequired):
        return 428
    if isinstance(error, PayloadTooLarge):
        return 413
    return next((status for family, status in STATUS if isinstance(error, family)), 500)


def problem(
    *, status: int, code: str, detail: str, extra: Mapping[str, Any] | None = None
) -> JSONResponse:
    """Return an error as `application/problem+json` (RFC 9457)."""
    body = {
        "type": f"urn:hotline:problem:{code}",
        "title": code,
        "status": status,
        "code": code,
        "detail": detail,
        **(extra or {}),
    }
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return JSONResponse(
        body, status_code=status, headers=headers, media_type="application/problem+json"
    )


def install(app: FastAPI) -> None:
    """Answer every error in the form its caller reads: JSON for the API, a page for people."""
    app.add_exception_handler(HotlineError, _domain)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _answer(
    request: Request,
    *,
    status: int,
    code: str,
    detail: str,
    extra: Mapping[str, Any] | None = None,
) -> Response:
    if request.url.path.startswith("/api/"):
        return problem(status=status, code=code, detail=detail, extra=extra)
    if status == 401 and request.method == "GET" and "hx-request" not in request.headers:
        return RedirectResponse("/login", status_code=303)
    return error_page(request, status=status, detail=detail)


def _domain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HotlineError)
    extra: dict[str, Any] = {}
    if isinstance(error, Invalid) and error.fields:
        extra["fields"] = error.fields
    if isinstance(error, Stale):
        extra["current_version"] = error.version
    if isinstance(error, StaleState):
        extra["current"] = error.current
    return _answer(
        request, status=status_of(error), code=error.code, detail=error.detail, extra=extra
    )


def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = {
        ".".join(str(part) for part in item["loc"] if part != "body") or "body": item["msg"]
        for item in error.errors()
    }
    names = "、".join(fields)
    return _answer(
        request,
        status=422,
        code="invalid",
        detail=f"提交的内容有误，请检查：{names}。",
        extra={"fields": fields},
    )


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, detail = _PLAIN.get(error.status_code, ("error", str(error.detail)))
    return _answer(request, status=error.status_code, code=code, detail=detail)


def _unexpected(request: Request, _error: Exception) -> Response:
    # The traceback goes to the log; people get a sentence, not the inside of the program.
    return _answer(
        request,
        status=500,
        code="internal",
        detail="系统出错了，操作没有生效。请稍后再试；如再次出现，请把时间告诉管理员。",
    )
