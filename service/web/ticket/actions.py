"""The forms of the workflow as data: which fields an action asks for, and of whom."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.enums import Action, OverrideReason, ReturnReason, Role
from models.pending import Pending
from models.ticket import Ticket
from models.workflow import MOVES, NOTES, Move, Note, actions_for
from service.operations.acting import Actor
from service.operations.closing import EMERGENCY_LINES
from service.web.fields import (
    IS_SOLVED,
    PUBLIC_TEXT,
    SATISFACTION,
    WAS_CONTACTED,
    ActionForm,
    Ask,
    Field,
    options_of,
    reason_field,
)
from service.web.names import Option
from service.web.ticket import forms_automatic, forms_handling, forms_rating, forms_supervising

_UNIT = Field(name="unit", label="主办单位", ask=Ask.UNIT, hint="搜索单位名称", is_required=True)
_ASSIST = Field(name="assisting", label="协办单位（选填）", ask=Ask.UNIT, hint="搜索单位名称")
_OVERRIDE = Field(
    name="override_reason",
    label="改派原因",
    ask=Ask.CHOICE,
    options=(Option(value="", label="请选择原因"), *options_of(OverrideReason)),
)

FORMS: Mapping[Action, ActionForm] = {
    form.action: form
    for form in (
        *forms_handling.FORMS,
        ActionForm(
            action=Action.DISPATCH,
            button="派单",
            tone="primary",
            suggests=True,
            fields=(
                _UNIT,
                _OVERRIDE,
                Field(name="category", label="分类", ask=Ask.CATEGORY, hint="搜索分类"),
                _ASSIST,
            ),
        ),
        ActionForm(action=Action.ANSWER, button="答复并办结", fields=(PUBLIC_TEXT,)),
        ActionForm(
            action=Action.DECLINE,
            button="不予受理",
            fields=(reason_field("理由和法定途径", hint="例如：属行政复议范围，请向市司法局申请"),),
        ),
        ActionForm(
            action=Action.HAND_OVER,
            button="移交并办结",
            tone="danger",
            fields=(
                Field(
                    name="line",
                    label="紧急热线",
                    ask=Ask.RADIO,
                    options=tuple(Option(value=line, label=line) for line in EMERGENCY_LINES),
                    is_required=True,
                ),
                reason_field("险情"),
            ),
        ),
        ActionForm(
            action=Action.MERGE,
            button="并单",
            note="同一件事已有工单时使用；本单办结，经过保留。",
            fields=(
                Field(
                    name="into",
                    label="并入的工单编号",
                    ask=Ask.LINE,
                    hint="须是尚未办结的工单",
                    is_required=True,
                ),
            ),
        ),
        ActionForm(action=Action.VOID, button="作废", tone="danger", fields=(reason_field(),)),
        ActionForm(action=Action.ACKNOWLEDGE, button="签收", tone="primary"),
        ActionForm(
            action=Action.REQUEST_RETURN,
            button="申请退单",
            note="只能在派单后一个工作日内申请；被驳回后不能再次退单。",
            fields=(
                Field(
                    name="reason_code",
                    label="退单理由",
                    ask=Ask.RADIO,
                    options=options_of(ReturnReason),
                    is_required=True,
                ),
                Field(
                    name="basis",
                    label="职责依据",
                    ask=Ask.LONG,
                    hint="引用法规、三定规定或权责清单条目",
                    is_required=True,
                ),
                Field(
                    name="counter_unit",
                    label="建议改派的单位（选填）",
                    ask=Ask.UNIT,
                    hint="搜索单位名称",
                ),
            ),
        ),
        ActionForm(
            action=Action.REDIRECT,
            button="转派",
            fields=(_UNIT, reason_field("转派理由")),
        ),
        ActionForm(
            action=Action.GRANT_RETURN,
            button="同意退单",
            tone="primary",
            note="工单回到待派单，请随后改派。",
            fields=(reason_field("说明（选填）", required=False),),
        ),
        ActionForm(
            action=Action.REFUSE_RETURN,
            button="驳回退单",
            note="由原单位办理，该单位不能再次退单。",
            fields=(reason_field("驳回理由"),),
        ),
        ActionForm(
            action=Action.ARBITRATE,
            button="裁定主办单位",
            tone="primary",
            note="裁定写入权责清单，以后同类工单照此办理。",
            fields=(
                _UNIT,
                reason_field("裁定理由"),
                Field(name="basis", label="依据（选填）", ask=Ask.LINE, hint="法规或会议纪要名称"),
            ),
        ),
        ActionForm(
            action=Action.ACCEPT_REPLY,
            button="答复通过",
            tone="primary",
            note="答复发给诉求人，随后回访。",
        ),
        ActionForm(
            action=Action.REJECT_REPLY,
            button="退回重新答复",
            fields=(reason_field("退回理由", hint="写明哪里没有答清"),),
        ),
        ActionForm(
            action=Action.RECORD_REVISIT,
            button="保存回访",
            tone="primary",
            fields=(
                WAS_CONTACTED,
                IS_SOLVED,
                SATISFACTION,
                Field(name="declined", label="不愿评价", ask=Ask.CHECK),
                reason_field(
                    "诉求人的说法", hint="不满意时必填，将转给承办单位重办", required=False
                ),
            ),
        ),
        ActionForm(
            action=Action.REWORK,
            button="重办",
            note="原主办单位进入新一轮办理，重新计时。",
            fields=(reason_field("重办理由"),),
        ),
        ActionForm(action=Action.ARCHIVE, button="归档", note="归档后不能再改动，供训练使用。"),
        *forms_supervising.FORMS,
        *forms_rating.FORMS,
        *forms_automatic.FORMS,
    )
}


def forms_for(
    actor: Actor,
    ticket: Ticket,
    *,
    pending: frozenset[Pending] = frozenset(),
    choices: Mapping[str, Sequence[Option]] | None = None,
) -> list[ActionForm]:
    """Return the forms of exactly the actions that the workflow allows this person now.

    `choices` are the options that only this ticket has, by the field's name.
    """
    leads = actor.department is not None and actor.department == ticket.lead_code
    actions = actions_for(source=ticket.status, role=actor.role, leads=leads, pending=pending)
    return [_offering(FORMS[action], choices or {}) for action in actions if action in FORMS]


def _offering(form: ActionForm, choices: Mapping[str, Sequence[Option]]) -> ActionForm:
    fields = tuple(
        replace(one, options=choices[one.name]) if one.name in choices else one
        for one in form.fields
        if one.name in choices or not one.depends
    )
    return replace(form, fields=fields)


def roles_of(action: Action) -> tuple[Role, ...]:
    """Return the people whose role may ever take an action."""
    rows: tuple[Move | Note, ...] = (*MOVES, *NOTES)
    found = {role for row in rows if row.action is action for role in row.roles}
    return tuple(sorted(found - {Role.SYSTEM, Role.CITIZEN}))
