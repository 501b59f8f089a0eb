"""Log in, log out, and the page each role begins with."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from models.errors import Invalid, Unauthenticated
from service.deps import (
    COOKIE,
    EVERYONE,
    PageAllowed,
    ServicesDep,
    own_origin,
)
from service.inputs import Credentials
from service.installation import Services
from service.operations.accounts import actor_of_session, close_session, log_in
from service.operations.acting import Acting
from service.web.forms import Form, FormDep
from service.web.language import COOKIE as LANGUAGE
from service.web.language import read_language, say
from service.web.rendering import NAVIGATION, page

router = APIRouter()

_KEPT_BY_NOBODY = {"Cache-Control": "no-store"}
_YEAR = 365 * 24 * 3600

_Anyone = Annotated[Acting, Depends(PageAllowed(*EVERYONE))]


@router.get("/login")
def login_form(request: Request, back: str = "") -> Response:
    """Show the log-in form; `back` is where a person was when the session ended."""
    return page(request, "login.html", {"username": "", "problem": "", "back": _own_path(back)})


@router.post("/login")
def login(request: Request, parts: ServicesDep, form: FormDep) -> Response:
    """Begin a session, or say what is wrong and keep the name."""
    back = _own_path(form.text("back"))
    try:
        secret, _ = _open(request, parts, form)
    except (Unauthenticated, Invalid) as refused:
        username = form.text("username").strip()
        context = {"username": username, "problem": refused.detail, "back": back}
        return page(request, "login.html", context, status=401)
    response = RedirectResponse(back, status_code=303)
    _remember(response, secret, parts)
    return response


@router.post("/login/again")
def login_again(request: Request, parts: ServicesDep, form: FormDep) -> Response:
    """Begin a session for a page that stays as it is, and hand it the token of its forms."""
    try:
        secret, csrf = _open(request, parts, form)
    except (Unauthenticated, Invalid) as refused:
        return JSONResponse({"problem": say(refused.detail)}, status_code=401)
    with parts.database.read() as session:
        actor, _ = actor_of_session(session, secret=secret, at=parts.clock())
    response = JSONResponse({"user": actor.key, "csrf": csrf}, headers=_KEPT_BY_NOBODY)
    _remember(response, secret, parts)
    return response


@router.get("/session")
def session_stands(act: _Anyone) -> Response:
    """Answer whether the session still stands, before a page sends its words away."""
    return Response(status_code=204, headers=_KEPT_BY_NOBODY)


def _open(request: Request, parts: Services, form: Form) -> tuple[str, str]:
    # There is no session yet whose token could be asked for.
    own_origin(request)
    given = form.read(Credentials)
    return log_in(
        parts.database,
        username=given.username.strip(),
        password=given.password,
        at=parts.clock(),
        hours=parts.settings.session_hours,
    )


@router.post("/logout")
def logout(request: Request, act: _Anyone) -> Response:
    """End the session."""
    close_session(act.session, secret=request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(COOKIE)
    return response


@router.post("/language")
def switch_language(request: Request, parts: ServicesDep, form: FormDep) -> Response:
    """Keep the wished language in the browser and go back to the page it was wished on."""
    own_origin(request)
    language = read_language({LANGUAGE: form.text("to")})
    response = RedirectResponse(_own_path(form.text("back")), status_code=303)
    response.set_cookie(
        LANGUAGE,
        language.value,
        max_age=_YEAR,
        httponly=True,
        samesite="lax",
        secure=parts.settings.secure_cookies,
    )
    return response


@router.get("/")
def home(act: _Anyone) -> Response:
    """Go where this role begins."""
    return RedirectResponse(NAVIGATION[act.actor.role][0].path, status_code=303)


def _own_path(given: str) -> str:
    """Return an address of ours; anything that could lead elsewhere becomes the first page."""
    plain = given.startswith("/") and given.isprintable() and "\\" not in given
    return "/" if not plain or given.startswith("//") else given


def _remember(response: Response, secret: str, parts: Services) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=parts.settings.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=parts.settings.secure_cookies,
    )
