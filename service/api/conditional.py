"""Which version a request means: strong ETags, If-Match on changes, If-None-Match on reads."""

import re
from typing import Annotated

from fastapi import Depends, Header, Request

from models.errors import Invalid, Stale
from models.ticket import Ticket
from service.api.rendering import full
from service.operations.acting import Acting
from service.operations.moving import open_ticket
from service.operations.visibility import scope
from service.problems import BadRequest, PreconditionRequired, StaleState
from service.queries import tickets

# RFC 9110: an opaque tag is any visible character but the quote, and weak ones carry W/.
_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_TAGS = re.compile(rf"\s*{_TAG.pattern}(?:\s*,\s*{_TAG.pattern})*\s*")


def _described(
    if_match: Annotated[
        str | None, Header(description="读取工单时得到的 ETag；缺少则 428，过时则 412。")
    ] = None,
) -> None:
    """Only describes the header in the OpenAPI document; `opened` reads and judges it."""


VERSIONED = Depends(_described)


def etag(ticket: Ticket) -> str:
    """Return a ticket's strong ETag: its number and version."""
    return f'"{ticket.number}-{ticket.version}"'


def seen_already(request: Request, tag: str) -> bool:
    """Tell whether the caller holds this very state, so that 304 is answer enough."""
    header = request.headers.get("if-none-match", "")
    if header.strip() == "*":
        return True
    return tag in {found for _weak, found in _TAG.findall(header)}


def opened(act: Acting, *, number: str, request: Request) -> Ticket:
    """Return the ticket for changing it, if the request means its present version.

    Raises:
        NotFound: no such ticket, or not this actor's to see.
        PreconditionRequired: the request names no version.
        BadRequest, Invalid: the version is not written as an ETag of a ticket.
        StaleState: it names another version; carries the present state.
    """
    ticket = tickets.find(act.session, number=number, unit=scope(act.actor))
    tags = strong_tags(request)
    version = ticket.version if etag(ticket) in tags else 0
    try:
        return open_ticket(act, number=number, version=version)
    except Stale as error:
        raise StaleState(
            error.detail,
            version=error.version,
            current=full(act, ticket).model_dump(mode="json"),
            etag=etag(ticket),
        ) from error


def strong_tags(request: Request) -> frozenset[str]:
    """Return the versions that a change is meant for.

    Raises:
        PreconditionRequired: the request names none.
        BadRequest, Invalid: what it names is not written as an ETag.
    """
    header = ",".join(request.headers.getlist("if-match"))
    if not header:
        raise PreconditionRequired("请在 If-Match 头中带上读取时得到的 ETag，表明修改哪个版本。")
    if header.strip() == "*":
        raise Invalid("If-Match 不接受 *：请带上读取时得到的 ETag。", code="if_match_any")
    if not _TAGS.fullmatch(header):
        raise BadRequest('If-Match 格式不正确，应如 "2026111200001-3"。', code="bad_if_match")
    # Weak tags promise only likeness, so they never allow a change.
    return frozenset(tag for weak, tag in _TAG.findall(header) if not weak)
