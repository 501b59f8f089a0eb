"""How a citizen's own rating (评价) is taken: by link, by another system, for a merged ticket."""

from datetime import datetime

from sqlmodel import Session, select

from models.cipher import Cipher
from models.enums import Action, Role
from models.errors import Conflict, Gone, Invalid
from models.rating_link import RatingLink
from models.revisit import RatingWay
from models.ticket import Ticket
from models.workflow import TERMINAL
from service.operations.acting import Acting, Actor
from service.operations.closing import Answer, record_revisit, said_facts, write_down
from service.operations.links import end_links, find_link, fresh_link, standing_link
from service.operations.moving import check_given, note, plan_note
from service.queries.ratings import is_rateable, is_rated, is_repeat, parent_of

#: Where a citizen turns when a link no longer works.
_WAY_ON = "如需再说明情况，可用工单编号和查询码查看进度，或拨打 12345。"


def citizen_of(ticket: Ticket, *, by: str) -> Actor:
    """Return a ticket's citizen as an actor; `by` names what proved it: link or code."""
    return Actor(key=f"citizen:{by}:{ticket.id}", name="诉求人", role=Role.CITIZEN)


def hold(session: Session, number: str, *, locked: bool = True) -> Ticket | None:
    """Return a ticket as it is now, locked after the one it is merged into.

    That is the order in which a closing ticket answers its repeats. A citizen names no version:
    what counts is whether the round can still be rated.
    """
    found = session.exec(select(Ticket).where(Ticket.number == number)).one_or_none()
    if not locked or found is None:
        return found
    parent = parent_of(session, found)
    for one in (parent, found):
        if one is not None:
            session.refresh(one, with_for_update=True)
    return found


def offer(act: Acting, ticket: Ticket, *, renew: bool = False) -> RatingLink:
    """Hand out the link of this round, made anew if none stands or with `renew`; it is recorded.

    Raises:
        Conflict: no rating is awaited.
    """
    row = plan_note(act, ticket, Action.OFFER_RATING)
    if not is_rateable(act.session, ticket):
        raise Conflict("这张工单现在不需要评价，不能发送评价链接。", code="not_rateable")
    link = None if renew else standing_link(act, ticket)
    link = link or fresh_link(act, ticket)
    note(act, ticket, row.action, facts={"link": str(link.id)})
    return link


def rate(act: Acting, ticket: Ticket, *, answer: Answer) -> Ticket:
    """Record what the citizen said; of a merged ticket it is kept on the ticket itself.

    Raises:
        Conflict: the round has its rating, or none is awaited.
        Invalid: no rating was given, or discontent has no reason.
    """
    if not is_repeat(ticket):
        return record_revisit(act, ticket, answer=answer)
    row = plan_note(act, ticket, Action.RATE)
    if is_rated(act.session, ticket):
        raise Conflict("本轮已经评价过，每轮只评价一次。", code="rated")
    if not is_rateable(act.session, ticket):
        raise Conflict("这张并单工单还没有答复，暂不能评价。", code="not_rateable")
    check_rating(answer)
    facts = said_facts(answer)
    check_given(row, facts=facts, reason=answer.reason)
    write_down(act, ticket, answer)
    end_links(act, ticket)
    note(act, ticket, row.action, reason=answer.reason, facts=facts)
    _tell_parent(act, ticket, answer)
    return ticket


def rate_by_link(act: Acting, link: RatingLink, ticket: Ticket, *, answer: Answer) -> Ticket:
    """Take the rating that a link was made for; `ticket` is held, and the link is then used.

    Raises:
        Gone: the link was used, ended or has expired, or the round is over.
        Invalid: no rating was given, or discontent has no reason.
    """
    act.session.refresh(link, with_for_update=True)
    trouble = trouble_of(act.session, link, ticket, at=act.at)
    if trouble:
        raise Gone(trouble, code="link_gone")
    check_rating(answer)
    link.used_at = act.at
    act.session.add(link)
    act.session.flush()
    return rate(act, ticket, answer=answer)


def trouble_of(session: Session, link: RatingLink, ticket: Ticket, *, at: datetime) -> str:
    """Say why a link can no longer be used, and the way on; nothing while it can."""
    if link.used_at is not None:
        return f"您已经用这个链接评价过了，谢谢。{_WAY_ON}"
    if link.round != ticket.round or not is_rateable(session, ticket):
        return f"这一轮的评价已经结束。{_WAY_ON}"
    if link.expires_at <= at:
        return "评价链接已过期。您可以用工单编号和查询码取得新的链接，或拨打 12345。"
    if link.revoked_at is not None:
        return "已有更新的评价链接，请打开最近一条短信里的网址；也可用工单编号和查询码重新取得。"
    return ""


def link_and_ticket(session: Session, part: str, *, cipher: Cipher) -> tuple[RatingLink, Ticket]:
    """Return a link by its address and the ticket it is for.

    Raises:
        NotFound: it is no link of ours.
    """
    link = find_link(session, part, cipher=cipher)
    return link, session.get_one(Ticket, link.ticket_id)


def check_rating(answer: Answer) -> None:
    """Refuse a rating that says too little.

    Raises:
        Invalid: nobody was reached, no rating was given, or discontent has no reason.
    """
    fields: dict[str, str] = {}
    if not answer.was_contacted:
        fields["was_contacted"] = "未联系上诉求人，不能评价。"
    if answer.satisfaction is None:
        fields["satisfaction"] = "请选择满意度。"
    elif not answer.satisfaction.is_content and not answer.reason.strip():
        fields["reason"] = "请写明哪里不满意，便于重新办理。"
    if answer.via is RatingWay.LINK and answer.is_solved is None:
        fields["is_solved"] = "请选择问题是否解决。"
    if fields:
        raise Invalid("；".join(fields.values()), code="missing_fields", fields=fields)


def _tell_parent(act: Acting, ticket: Ticket, answer: Answer) -> None:
    """Leave discontent with a merged ticket as a remark on the ticket it was merged into."""
    parent = parent_of(act.session, ticket)
    if answer.satisfaction is None or answer.satisfaction.is_content:
        return
    if parent is not None and parent.status not in TERMINAL:
        facts = {"repeat": ticket.number, **said_facts(answer)}
        note(act, parent, Action.RATE, reason=answer.reason, facts=facts)
