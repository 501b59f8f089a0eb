"""De-identified samples (去标识样本): what an outside evaluator judges the work by."""

import csv
import io
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from sqlmodel import col, select

from models.clock import day_start, to_city
from models.enums import Kind, Role, Satisfaction
from models.errors import Invalid
from models.export import ExportKind
from models.reply import Reply
from models.revisit import Revisit
from models.ticket import Ticket
from service.operations.acting import Acting, require_role
from service.operations.exporting import Export
from service.queries.figures.table import safe
from service.queries.names import names_for
from triage.text import mask

READERS = (Role.EVALUATOR, Role.AUDITOR, Role.SUPERVISOR)
#: Tickets in one sample, and days it may be drawn from.
MOST, MOST_DAYS = 500, 366
NAME, HOUSE = "〔姓名〕", "〔门牌〕"
# Names as callers give them, and the part of an address that leads to a door.
_NAME = re.compile(
    r"(?P<lead>我叫|姓名[是为:：]?|联系人[是为:：]?)[\u4e00-\u9fff]{2,4}(?=[，,。；;、\s]|$)"
)
_HOUSE = re.compile(r"[\d一二三四五六七八九十百]+(?:号楼|栋|幢|单元|室|层|号(?!线))")
HEADER = (
    "样本",
    "受理日期",
    "渠道",
    "类型",
    "分类",
    "属地",
    "主办单位",
    "状态",
    "轮次",
    "按时答复",
    "诉求内容",
    "公开答复",
    "是否解决",
    "满意度",
    "不满意原因",
)


@dataclass(frozen=True, kw_only=True)
class Draw:
    """Which tickets a sample is drawn from; the same `seed` draws the same ones again."""

    first: date
    last: date
    size: int
    seed: str = ""


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """One ticket without anything that leads to a person: no number, no address, days only."""

    name: str
    received_on: date
    channel: str
    kind: str
    category: str
    district: str
    unit: str
    status: str
    round: int
    is_on_time: bool | None
    text: str
    reply: str
    is_solved: bool | None
    satisfaction: Satisfaction | None
    reason: str


def draw(act: Acting, wanted: Draw) -> list[Sampled]:
    """Return a sample of the tickets that came in within the period, in their order.

    Reports (举报) are sealed and confidential tickets promised to nobody: neither is drawn.

    Raises:
        Forbidden: the role evaluates nothing.
        Invalid: the days are the wrong way round or too many, or the size is out of bounds.
    """
    require_role(act.actor, *READERS)
    _check(wanted)
    ids = act.session.exec(
        select(Ticket.id)
        .where(
            col(Ticket.received_at) >= day_start(wanted.first),
            col(Ticket.received_at) < day_start(wanted.last + timedelta(days=1)),
            col(Ticket.kind) != Kind.REPORT,
            col(Ticket.is_confidential).is_(False),
        )
        .order_by(col(Ticket.id))
    ).all()
    # Drawn again with the same word, the sample is the same: two evaluators can compare.
    chance = random.Random(f"{wanted.first} {wanted.last} {wanted.seed}")  # noqa: S311 - no secret
    drawn = chance.sample(list(ids), min(wanted.size, len(ids)))
    tickets = act.session.exec(
        select(Ticket).where(col(Ticket.id).in_(drawn)).order_by(col(Ticket.id))
    ).all()
    return _without_persons(act, tickets)


def taken(wanted: Draw, *, rows: int, form: str) -> Export:
    """Return what the record keeps of a sample that is taken away; the same draw opens again."""
    period = f"since={wanted.first}&until={wanted.last}"
    return Export(
        kind=ExportKind.SAMPLES,
        form=form,
        rows=rows,
        address=f"/samples?{period}&size={wanted.size}&seed={quote(wanted.seed)}",
        conditions={
            "受理": f"{wanted.first} 至 {wanted.last}",
            "样本量": f"{wanted.size}",
            "抽样词": wanted.seed,
        },
    )


def without_persons(text: str) -> str:
    """Return a text with phones, identity numbers, plates, names said and house numbers masked."""
    named = _NAME.sub(rf"\g<lead>{NAME}", mask(text))
    return _HOUSE.sub(HOUSE, named)


def written(sample: Sequence[Sampled]) -> str:
    """Return a sample as CSV with a byte order mark, safe to open in a spreadsheet."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEADER)
    for one in sample:
        rows.writerow(map(safe, _cells(one)))
    return "\ufeff" + out.getvalue()


def _cells(one: Sampled) -> tuple[str, ...]:
    return (
        one.name,
        one.received_on.isoformat(),
        one.channel,
        one.kind,
        one.category,
        one.district,
        one.unit,
        one.status,
        str(one.round),
        _yes(one.is_on_time),
        one.text,
        one.reply,
        _yes(one.is_solved),
        one.satisfaction.label if one.satisfaction else "",
        one.reason,
    )


def _yes(told: bool | None) -> str:
    return "" if told is None else "是" if told else "否"


def _check(wanted: Draw) -> None:
    if wanted.first > wanted.last:
        sentence = "起日晚于止日，请更正。"
        raise Invalid(sentence, code="bad_period", fields={"since": sentence})
    if wanted.last - wanted.first >= timedelta(days=MOST_DAYS):
        sentence = f"一次最多抽取 {MOST_DAYS} 天，请缩短起止日期。"
        raise Invalid(sentence, code="bad_period", fields={"since": sentence})
    if not 1 <= wanted.size <= MOST:
        sentence = f"样本量须在 1 与 {MOST} 之间。"
        raise Invalid(sentence, code="bad_size", fields={"size": sentence})


def _without_persons(act: Acting, tickets: Sequence[Ticket]) -> list[Sampled]:
    names = names_for(act.session, tickets)
    ids = [ticket.id for ticket in tickets if ticket.id is not None]
    replies, revisits = _replies(act, ids), _revisits(act, ids)
    found: list[Sampled] = []
    for place, ticket in enumerate(tickets, start=1):
        reply, revisit = replies.get(ticket.id or 0), revisits.get(ticket.id or 0)
        found.append(
            Sampled(
                name=f"S{place:03d}",
                received_on=to_city(ticket.received_at).date(),
                channel=ticket.channel.label,
                kind=ticket.kind.label,
                category=names.category(ticket.category_code) or "",
                # A street is few people: the district is enough to judge by.
                district=(names.area(ticket.area_code) or "").split("·", 1)[0],
                unit=names.unit(ticket.lead_code) or "",
                status=ticket.status.label,
                round=ticket.round,
                is_on_time=_on_time(ticket),
                text=without_persons(ticket.text),
                reply=without_persons(reply.public_text) if reply else "",
                is_solved=revisit.is_solved if revisit else None,
                satisfaction=revisit.satisfaction if revisit else None,
                reason=without_persons(revisit.reason) if revisit else "",
            )
        )
    return found


def _on_time(ticket: Ticket) -> bool | None:
    if ticket.replied_at is None or ticket.due_at is None:
        return None
    return ticket.replied_at <= ticket.due_at


def _replies(act: Acting, ids: Sequence[int]) -> Mapping[int, Reply]:
    """The newest accepted reply of each ticket."""
    rows = act.session.exec(
        select(Reply)
        .where(col(Reply.ticket_id).in_(ids), col(Reply.is_accepted).is_(True))
        .order_by(col(Reply.id))
    )
    return {row.ticket_id: row for row in rows}


def _revisits(act: Acting, ids: Sequence[int]) -> Mapping[int, Revisit]:
    """The newest revisit of each ticket that reached its citizen."""
    rows = act.session.exec(
        select(Revisit)
        .where(col(Revisit.ticket_id).in_(ids), col(Revisit.was_contacted).is_(True))
        .order_by(col(Revisit.id))
    )
    return {row.ticket_id: row for row in rows}
