"""What the citizen's pages share: who is meant without a log-in, and how their pages are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request, Response
from sqlmodel import Session

from models.cipher import Cipher
from models.errors import Forbidden
from models.ticket import Ticket
from service.deps import ServicesDep, SessionDep
from service.installation import Services
from service.operations.acting import Acting
from service.operations.rating import citizen_of
from service.web.rendering import page

COOKIE = "hotline_progress"
PATH = "/progress"
#: How long number and code need not be typed again.
STAY = timedelta(minutes=30)

_PASS, _FORM = "progress-pass", "progress-form"
_FOREIGN = Forbidden("请求来自其他网站，已拒绝。", code="foreign_origin")


@dataclass(frozen=True, kw_only=True)
class Edge:
    """One request of a citizen: its transaction, the installation's parts, the instant."""

    request: Request
    session: Session
    parts: Services
    at: datetime

    def acting(self, ticket: Ticket, *, by: str) -> Acting:
        """Return the ticket's citizen in this transaction."""
        return Acting(
            session=self.session,
            actor=citizen_of(ticket, by=by),
            at=self.at,
            request_id=getattr(self.request.state, "request_id", ""),
        )

    def client(self) -> str:
        """Return a digest of the address that asks; the address itself is not kept."""
        host = self.request.client.host if self.request.client else ""
        return self.parts.cipher.index(f"client:{host}")

    def show(self, template: str, context: Mapping[str, object], *, status: int = 200) -> Response:
        """Return a page that no cache keeps and whose address goes to no other site."""
        answer = page(self.request, f"citizen/{template}.html", context, status=status)
        answer.headers["Referrer-Policy"] = "same-origin"
        return answer


def edge(request: Request, session: SessionDep, parts: ServicesDep) -> Edge:
    """Return the request of a citizen, refusing a form that another site's page sends.

    Raises:
        Forbidden: the browser says that another site sent it.
    """
    if request.method == "POST":
        _own_site(request)
    return Edge(request=request, session=session, parts=parts, at=parts.clock())


EdgeDep = Annotated[Edge, Depends(edge, scope="function")]


def make_pass(ticket: Ticket, *, at: datetime, cipher: Cipher) -> str:
    """Return a signed pass to one ticket's progress, good for `STAY`."""
    said = f"{ticket.number}.{int((at + STAY).timestamp())}"
    return f"{said}.{cipher.sign(said, purpose=_PASS)}"


def read_pass(given: str, *, at: datetime, cipher: Cipher) -> str | None:
    """Return the number of the ticket that a pass opens, if it is ours and still good."""
    said, _, signature = given.rpartition(".")
    if not said or not cipher.signed(said, signature, purpose=_PASS):
        return None
    number, _, until = said.partition(".")
    return number if int(until) > at.timestamp() else None


def form_token(given: str, *, cipher: Cipher) -> str:
    """Return the token that forms must carry which were shown to the holder of a pass (CSRF)."""
    return cipher.sign(given, purpose=_FORM)


def check_form_token(given: str, token: str, *, cipher: Cipher) -> None:
    """Refuse a form that was not shown to the holder of this pass.

    Raises:
        Forbidden: the token is another's, or missing.
    """
    if not cipher.signed(given, token, purpose=_FORM):
        raise Forbidden("页面已过期，请返回重新打开后再提交。", code="csrf")


def _own_site(request: Request) -> None:
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "null")
    # A browser that tells no referrer names its origin as null, so that null alone proves nothing;
    # what protects these forms is the token, or the address that only the citizen knows.
    is_own = origin == "null" or origin.split("://")[-1] == request.headers.get("host", "")
    if site not in {"same-origin", "none"} or not is_own:
        raise _FOREIGN
