"""Every error answered in the form its caller reads: JSON for the API, a page for people."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from models.errors import HotlineError
from service.deps import MUST_CHANGE
from service.problems import problem, problem_of, status_of
from service.validation import sentences, summary
from service.web.rendering import error_page

_PLAIN: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "请求内容无法解析，请使用 UTF-8 编码的 JSON。"),
    404: ("not_found", "没有这个地址。"),
    405: ("method_not_allowed", "这个地址不支持该操作。"),
    413: ("too_large", "内容过大，超过本系统接收的上限。"),
}


def install(app: FastAPI) -> None:
    """Answer every error in the form its caller reads."""
    app.add_exception_handler(HotlineError, _domain)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unexpected)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _is_page(request: Request) -> bool:
    """Tell a page that a person opens from what a page asks for in the background."""
    background = request.headers.get("sec-fetch-mode", "navigate") != "navigate"
    return request.method == "GET" and "hx-request" not in request.headers and not background


def _way_back(request: Request) -> str:
    """Return the log-in that leads back to where a person wanted to go."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return "/login" if path == "/" else f"/login?{urlencode({'back': path})}"


def _domain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HotlineError)
    if _is_api(request):
        return problem_of(error)
    status = status_of(error)
    if status == 401 and _is_page(request):
        return RedirectResponse(_way_back(request), status_code=303)
    if error.code == MUST_CHANGE and request.method == "GET":
        return RedirectResponse("/password", status_code=303)
    return error_page(request, status=status, detail=error.detail)


def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return _plain(request, status=400, code="bad_json", detail="请求内容不是有效的 JSON。")
    fields = sentences(found)
    detail = summary(fields)
    if _is_api(request):
        return problem(status=422, code="invalid", detail=detail, extra={"fields": fields})
    return error_page(request, status=422, detail=detail)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, detail = _PLAIN.get(error.status_code, ("error", str(error.detail)))
    return _plain(
        request, status=error.status_code, code=code, detail=detail, headers=error.headers
    )


def _gone(_request: Request, _error: Exception) -> Response:
    # Nobody reads this answer: the browser left while it was sending. It is no fault of ours.
    return Response(status_code=400)


def _unexpected(request: Request, _error: Exception) -> Response:
    # The traceback goes to the log; people get a sentence, not the inside of the program.
    return _plain(
        request,
        status=500,
        code="internal",
        detail="系统出错了，操作没有生效。请稍后再试；如再次出现，请把时间告诉管理员。",
    )


def _plain(
    request: Request,
    *,
    status: int,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    if _is_api(request):
        return problem(status=status, code=code, detail=detail, headers=headers)
    return error_page(request, status=status, detail=detail)
