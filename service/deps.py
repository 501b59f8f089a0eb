"""What a route is given: the installation's parts, one transaction, and who is asking."""

import hmac
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from sqlmodel import Session

from models.clock import Clock
from models.enums import Role
from models.errors import Forbidden, Unauthenticated
from models.ids import TOKEN_PREFIX
from service.installation import Services
from service.operations.accounts import (
    SESSION_PREFIX,
    actor_of_session,
    actor_of_token,
    needs_note,
    note_use,
)
from service.operations.acting import Acting, Actor, require_role
from service.operations.exporting import Export, record_export
from service.queries import notices
from service.queries.notices import Reader

COOKIE = "hotline_session"
#: Why somebody with a one-time password is refused everything else.
MUST_CHANGE = "must_change_password"
_READING = frozenset({"GET", "HEAD"})


#: What a route says of itself that is asked by POST and changes nothing.
ONLY_READS = {"x-only-reads": True}


def _reads(request: Request) -> bool:
    """Tell whether a request changes nothing: by its method, or because its route says so."""
    route = request.scope.get("route")
    told = route.openapi_extra if isinstance(route, APIRoute) else None
    return request.method in _READING or "x-only-reads" in (told or {})


def services(request: Request) -> Services:
    """Return the parts the application was made with."""
    found = request.app.state.services
    assert isinstance(found, Services)
    return found


ServicesDep = Annotated[Services, Depends(services)]


async def turn(request: Request, parts: ServicesDep) -> AsyncIterator[None]:
    """Hold the turn of a request that writes from before its session until after the commit."""
    if _reads(request):
        yield
        return
    async with parts.turns.turn():
        yield


def transaction(
    request: Request, parts: ServicesDep, _turn: Annotated[None, Depends(turn, scope="function")]
) -> Iterator[Session]:
    """Yield the one session of a request: committed before the answer if it may have written."""
    opened = parts.database.read if _reads(request) else parts.database.write
    with opened() as session:
        yield session


# Function scope: the commit comes before the answer, so a failed one cannot look like success.
SessionDep = Annotated[Session, Depends(transaction, scope="function")]


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who is asking in a browser, and the token that its forms must carry."""

    actor: Actor
    csrf: str


def bearer(request: Request, session: SessionDep, parts: ServicesDep) -> Actor:
    """Return who an API request's bearer token or session stands for.

    Raises:
        Unauthenticated: there is none, or it does not hold.
    """
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.startswith(TOKEN_PREFIX):
        return _token_holder(request, session, parts, secret)
    if scheme.lower() == "bearer" and secret.startswith(SESSION_PREFIX):
        return actor_of_session(session, secret=secret, at=parts.clock())[0]
    raise Unauthenticated("请在 Authorization 头中提供令牌。", code="no_token")


def _token_holder(request: Request, session: Session, parts: Services, secret: str) -> Actor:
    is_reading, at = _reads(request), parts.clock()
    actor = actor_of_token(session, secret=secret, at=at, writes=not is_reading)
    if needs_note(session, secret=secret, at=at):
        if is_reading:  # a transaction that reads cannot write it down itself
            with parts.database.write() as writing:
                note_use(writing, secret=secret, at=at)
        else:
            note_use(session, secret=secret, at=at)
    return actor


def visitor(request: Request, session: SessionDep, parts: ServicesDep) -> Visitor:
    """Return who a page's cookie stands for.

    Raises:
        Unauthenticated: nobody has logged in, or the session has expired.
    """
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        raise Unauthenticated("请先登录。", code="no_session")
    actor, csrf = actor_of_session(session, secret=secret, at=parts.clock())
    request.state.visitor = Visitor(actor=actor, csrf=csrf)
    reader = Reader(role=actor.role, department=actor.department)
    request.state.unread = notices.unread(session, reader)
    return Visitor(actor=actor, csrf=csrf)


def note_export(parts: Services, act: Acting, export: Export) -> None:
    """Put a file on record before it is handed out; its request reads and cannot write itself."""
    with parts.database.write() as writing:
        record_export(replace(act, session=writing), export)


def own_origin(request: Request) -> None:
    """Refuse what another site's page sends.

    Raises:
        Forbidden: the browser names another origin.
    """
    origin = request.headers.get("origin")
    if origin and origin.split("://")[-1] != request.headers.get("host", ""):
        raise Forbidden("请求来自其他网站，已拒绝。", code="foreign_origin")


async def form_token(request: Request, known: Annotated[Visitor, Depends(visitor)]) -> Visitor:
    """Refuse a change that does not come from one of our own pages (CSRF).

    Raises:
        Forbidden: the form's token is missing or another session's, or the origin is foreign.
    """
    if request.method in {"GET", "HEAD"}:
        return known
    own_origin(request)
    given = request.headers.get("x-csrf-token") or str((await request.form()).get("csrf_token", ""))
    if not hmac.compare_digest(given.encode(), known.csrf.encode()):
        raise Forbidden("页面已过期，请刷新后再提交；已填写的内容不会丢失。", code="csrf")
    return known


class Allowed:
    """A route's permission: who may use it, through the API (`web=False`) or the pages.

    Every route names one; what names none is refused by the tests and answers nobody.
    """

    def __init__(self, *roles: Role, before_change: bool = False) -> None:
        self.roles = roles
        #: Whether it is open to who still has a password for one use.
        self.before_change = before_change

    def acting(self, *, request: Request, session: Session, actor: Actor, clock: Clock) -> Acting:
        """Return the actor in its transaction, if its role is among those allowed.

        Raises:
            Forbidden: the role is another, or a one-time password has not been changed yet.
        """
        if actor.must_change and not self.before_change:
            raise Forbidden("请先把一次性密码改成自己的密码。", code=MUST_CHANGE)
        require_role(actor, *self.roles)
        return Acting(
            session=session,
            actor=actor,
            at=clock(),
            request_id=getattr(request.state, "request_id", ""),
        )


class ApiAllowed(Allowed):
    """Permission for a route of the API."""

    def __call__(
        self,
        request: Request,
        session: SessionDep,
        actor: Annotated[Actor, Depends(bearer)],
        parts: ServicesDep,
    ) -> Acting:
        """Resolve to the actor in its transaction."""
        return self.acting(request=request, session=session, actor=actor, clock=parts.clock)


class PageAllowed(Allowed):
    """Permission for a route of the pages; changes need the form's token."""

    def __call__(
        self,
        request: Request,
        session: SessionDep,
        known: Annotated[Visitor, Depends(form_token)],
        parts: ServicesDep,
    ) -> Acting:
        """Resolve to the actor in its transaction."""
        return self.acting(request=request, session=session, actor=known.actor, clock=parts.clock)


#: Everybody who can log in: a citizen (诉求人) comes by a ticket's own code or link.
EVERYONE = tuple(role for role in Role if role not in {Role.SYSTEM, Role.CITIZEN})
DESK = (Role.OPERATOR, Role.DISPATCHER)
