"""Texts that units begin their replies with (答复模板): kept by the unit itself, filled in here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, or_, select

from models.clock import to_city
from models.enums import Role
from models.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from models.register import Register
from models.reply_template import ReplyTemplate
from models.ticket import Ticket
from service.operations.acting import Acting, require_role
from service.operations.registering import differences, remember
from service.queries import reference
from service.queries.names import unit_names

#: What a template may leave open, each with what stands there in a reply.
PLACES: Mapping[str, str] = {
    "工单编号": "工单的编号",
    "日期": "填写答复的日期",
    "单位": "本单位的全称",
    "受理日期": "诉求受理的日期",
}
#: Characters of a template; the reply itself may be longer.
LONGEST = 2_000
#: Templates of one unit beyond which nobody finds one any more.
MOST = 50

_PLACE = re.compile(r"\{([^{}\n]{0,20})\}")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What is to be kept: whose, under which name, and the text; no unit means every unit's."""

    unit: str | None
    name: str
    text: str


def templates_for(session: Session, *, unit: str | None) -> Sequence[ReplyTemplate]:
    """Return a unit's own templates and those of every unit, its own first; of nobody all."""
    own = col(ReplyTemplate.department_code)
    wanted = select(ReplyTemplate).order_by(own.is_(None), own, col(ReplyTemplate.name))
    if unit is not None:
        wanted = wanted.where(or_(own == unit, own.is_(None)))
    return session.exec(wanted).all()


def filled(text: str, *, ticket: Ticket, unit: str, act: Acting) -> str:
    """Return a template's text with its places filled in; `unit` is the unit's full name."""
    known = {
        "工单编号": ticket.number,
        "日期": _spoken(act.today),
        "单位": unit,
        "受理日期": _spoken(to_city(ticket.received_at).date()),
    }
    return _PLACE.sub(lambda found: known.get(found.group(1), found.group()), text)


def keep(act: Acting, *, wording: Wording) -> ReplyTemplate:
    """Keep a new template.

    Raises:
        Forbidden: neither an administrator nor an officer of the unit.
        Invalid: name or text is missing, or a place is unknown.
        Conflict: the unit has one of this name, or too many.
    """
    _check_owner(act, wording.unit)
    fresh = _checked(wording)
    if wording.unit is not None:
        reference.department(act.session, wording.unit, on=act.today)
    own = col(ReplyTemplate.department_code)
    held = own == fresh.unit if fresh.unit is not None else own.is_(None)
    if act.session.exec(select(func.count()).select_from(ReplyTemplate).where(held)).one() >= MOST:
        raise Conflict(f"模板已有 {MOST} 个，请先删去不用的。", code="too_many_templates")
    _check_name(act, fresh)
    row = ReplyTemplate(
        department_code=fresh.unit,
        name=fresh.name,
        text=fresh.text,
        updated_by=act.actor.name,
        updated_at=act.at,
    )
    act.session.add(row)
    act.flush()
    _remember(act, row, f"新增：{row.text}")
    return row


def change(act: Acting, *, template: int, version: int, wording: Wording) -> ReplyTemplate:
    """Change name and text of a template; whose it is stays.

    Raises:
        NotFound: it is gone.
        Stale: somebody changed it since.
        Forbidden, Invalid, Conflict: as when it is kept.
    """
    row = _held(act, template, version)
    fresh = _checked(Wording(unit=row.department_code, name=wording.name, text=wording.text))
    _check_name(act, fresh, but=row.id)
    told = differences(
        {"名称": row.name, "正文": row.text}, {"名称": fresh.name, "正文": fresh.text}
    )
    row.name, row.text = fresh.name, fresh.text
    row.version += 1
    row.updated_by, row.updated_at = act.actor.name, act.at
    act.session.add(row)
    act.flush()
    if told:
        _remember(act, row, told)
    return row


def remove(act: Acting, *, template: int, version: int) -> None:
    """Remove a template; replies that began with it stay.

    Raises:
        NotFound, Stale, Forbidden: as when it is changed.
    """
    row = _held(act, template, version)
    _remember(act, row, f"删除：{row.text}")
    act.session.delete(row)
    act.flush()


def may_keep(act: Acting, template: ReplyTemplate) -> bool:
    """Tell whether this person may change a template."""
    own = act.actor.role is Role.OFFICER and act.actor.department == template.department_code
    return own or act.actor.role is Role.ADMINISTRATOR


def _held(act: Acting, template: int, version: int) -> ReplyTemplate:
    row = act.session.get(ReplyTemplate, template, with_for_update=True)
    if row is None:
        raise NotFound("这个模板已被删除。", code="unknown_template")
    _check_owner(act, row.department_code)
    if row.version != version:
        raise Stale("这个模板刚被别人改过，请核对后再保存。", version=row.version)
    return row


def _remember(act: Acting, row: ReplyTemplate, said: str) -> None:
    owner = row.department_code
    unit = unit_names(act.session).get(owner, owner) if owner else "全市通用"
    remember(act, kind=Register.TEMPLATE, key=str(row.id), name=f"{row.name}（{unit}）", said=said)


def _check_owner(act: Acting, unit: str | None) -> None:
    require_role(act.actor, Role.OFFICER, Role.ADMINISTRATOR)
    if act.actor.role is Role.OFFICER and (unit is None or unit != act.actor.department):
        raise Forbidden("只能维护本单位的模板；全市通用的由管理员维护。", code="other_unit")


def _checked(wording: Wording) -> Wording:
    name, text = wording.name.strip(), wording.text.strip()
    wrong: dict[str, str] = {}
    if not 0 < len(name) <= 50:
        wrong["name"] = "请填写名称，不超过 50 个字。"
    if not 0 < len(text) <= LONGEST:
        wrong["text"] = f"请填写正文，不超过 {LONGEST} 个字。"
    unknown = [place for place in _PLACE.findall(text) if place not in PLACES]
    if unknown:
        known = "、".join(f"{{{place}}}" for place in PLACES)
        wrong["text"] = f"不认识“{{{unknown[0]}}}”；可以用的有{known}。要留空给人填写的用【】。"
    if wrong:
        raise Invalid("".join(wrong.values()), code="bad_template", fields=wrong)
    return Wording(unit=wording.unit, name=name, text=text)


def _check_name(act: Acting, wording: Wording, *, but: int | None = None) -> None:
    own = col(ReplyTemplate.department_code)
    held = own == wording.unit if wording.unit is not None else own.is_(None)
    same = select(ReplyTemplate.id).where(held, col(ReplyTemplate.name) == wording.name)
    found = act.session.exec(same).first()
    if found is not None and found != but:
        raise Conflict(
            f"已有名为“{wording.name}”的模板，请换一个名称。", code="template_name_taken"
        )


def _spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"
