"""The signed, single-use addresses by which citizens rate (评价链接): made, read, ended."""

from datetime import timedelta

from sqlmodel import Session, col, select

from models.cipher import Cipher
from models.errors import NotFound
from models.ids import link_salt
from models.policy import Allowance
from models.rating_link import RatingLink
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.limits import allowance
from service.typed import whole_number

_PURPOSE = "rating-link"


def fresh_link(act: Acting, ticket: Ticket) -> RatingLink:
    """Make the link of a ticket's present round; the earlier ones end."""
    assert ticket.id is not None
    end_links(act, ticket)
    link = RatingLink(
        salt=link_salt(),
        ticket_id=ticket.id,
        round=ticket.round,
        created_by=act.actor.name,
        created_at=act.at,
        expires_at=act.at + timedelta(days=allowance(act, ticket, Allowance.RATING_LINK_DAYS)),
    )
    act.session.add(link)
    act.session.flush()
    return link


def standing_link(act: Acting, ticket: Ticket) -> RatingLink | None:
    """Return the link of this round that can still be used."""
    return act.session.exec(
        select(RatingLink)
        .where(
            RatingLink.ticket_id == ticket.id,
            RatingLink.round == ticket.round,
            col(RatingLink.used_at).is_(None),
            col(RatingLink.revoked_at).is_(None),
            col(RatingLink.expires_at) > act.at,
        )
        .order_by(col(RatingLink.id).desc())
    ).first()


def end_links(act: Acting, ticket: Ticket) -> None:
    """End every link of a ticket that has neither been used nor ended; its round is over."""
    found = act.session.exec(
        select(RatingLink).where(
            RatingLink.ticket_id == ticket.id,
            col(RatingLink.used_at).is_(None),
            col(RatingLink.revoked_at).is_(None),
        )
    )
    for link in found:
        link.revoked_at = act.at
        act.session.add(link)


def address_part(link: RatingLink, *, cipher: Cipher) -> str:
    """Return the last part of a link's address: its row's number and a signature."""
    return f"{link.id}-{cipher.sign(_said(link), purpose=_PURPOSE)}"


def find_link(session: Session, part: str, *, cipher: Cipher) -> RatingLink:
    """Return the link with this address, whether or not it can still be used.

    Raises:
        NotFound: it is no link of ours.
    """
    number, _, signature = part.partition("-")
    row = whole_number(number)
    link = session.get(RatingLink, row) if row is not None else None
    if link is None or not cipher.signed(_said(link), signature, purpose=_PURPOSE):
        raise NotFound("没有这个评价链接，请核对短信里的网址是否完整。", code="unknown_link")
    return link


def _said(link: RatingLink) -> str:
    return f"{link.id}.{link.salt}"
