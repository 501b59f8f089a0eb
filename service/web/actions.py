"""The forms of the workflow as data: which fields an action asks for, and of whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.enums import Action, OverrideReason, ReturnReason, Role, Satisfaction
from models.ticket import Ticket
from models.workflow import MOVES, actions_for
from service.operations.acting import Actor
from service.operations.closing import EMERGENCY_LINES
from service.web.names import Option


class Ask(StrEnum):
    """What sort of field a form shows."""

    LINE = "line"
    LONG = "long"
    UNIT = "unit"
    CATEGORY = "category"
    CHOICE = "choice"
    RADIO = "radio"
    FIXED = "fixed"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field: its name in the inputs, its label, and what it offers."""

    name: str
    label: str
    ask: Ask
    hint: str = ""
    options: Sequence[Option] = ()
    value: str = ""
    is_required: bool = False


@dataclass(frozen=True, kw_only=True)
class ActionForm:
    """One action as a form; `tone` is primary, plain or danger, `suggests` shows the panel."""

    action: Action
    button: str
    fields: tuple[Field, ...] = ()
    tone: str = "plain"
    note: str = ""
    suggests: bool = False


def _of(members: Sequence[ReturnReason | OverrideReason | Satisfaction]) -> tuple[Option, ...]:
    return tuple(Option(value=member.value, label=member.label) for member in members)


def _reason(label: str = "理由", *, hint: str = "", required: bool = True) -> Field:
    return Field(name="reason", label=label, ask=Ask.LONG, hint=hint, is_required=required)


_YES_NO = (Option(value="true", label="是"), Option(value="false", label="否"))
_UNIT = Field(name="unit", label="主办单位", ask=Ask.UNIT, hint="搜索单位名称", is_required=True)
_ASSIST = Field(name="assisting", label="协办单位（选填）", ask=Ask.UNIT, hint="搜索单位名称")
_OVERRIDE = Field(
    name="override_reason",
    label="改派原因",
    ask=Ask.CHOICE,
    options=(Option(value="", label="请选择原因"), *_of(list(OverrideReason))),
)
_PUBLIC = Field(
    name="public_text",
    label="答复内容（诉求人会看到）",
    ask=Ask.LONG,
    hint="写明查办经过、结果和依据",
    is_required=True,
)

FORMS: Mapping[Action, ActionForm] = {
    form.action: form
    for form in (
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
        ActionForm(action=Action.ANSWER, button="答复并办结", fields=(_PUBLIC,)),
        ActionForm(
            action=Action.DECLINE,
            button="不予受理",
            fields=(_reason("理由和法定途径", hint="例如：属行政复议范围，请向市司法局申请"),),
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
                _reason("险情"),
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
        ActionForm(action=Action.VOID, button="作废", tone="danger", fields=(_reason(),)),
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
                    options=_of(list(ReturnReason)),
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
            fields=(_UNIT, _reason("转派理由")),
        ),
        ActionForm(
            action=Action.GRANT_RETURN,
            button="同意退单",
            tone="primary",
            note="工单回到待派单，请随后改派。",
            fields=(_reason("说明（选填）", required=False),),
        ),
        ActionForm(
            action=Action.REFUSE_RETURN,
            button="驳回退单",
            note="由原单位办理，该单位不能再次退单。",
            fields=(_reason("驳回理由"),),
        ),
        ActionForm(
            action=Action.ARBITRATE,
            button="裁定主办单位",
            tone="primary",
            note="裁定写入权责清单，以后同类工单照此办理。",
            fields=(
                _UNIT,
                _reason("裁定理由"),
                Field(name="basis", label="依据（选填）", ask=Ask.LINE, hint="法规或会议纪要名称"),
            ),
        ),
        ActionForm(
            action=Action.REPLY,
            button="提交答复",
            tone="primary",
            fields=(
                _PUBLIC,
                Field(
                    name="internal_note",
                    label="内部备注（诉求人看不到）",
                    ask=Ask.LONG,
                    hint="选填",
                ),
            ),
        ),
        ActionForm(
            action=Action.ASK_CITIZEN,
            button="请诉求人补充",
            note="办理时限暂停，每轮只能一次；请一次列全所缺内容。",
            fields=(_reason("需要补充的内容"),),
        ),
        ActionForm(
            action=Action.RESUME,
            button="恢复办理",
            tone="primary",
            fields=(_reason("补充情况（选填）", required=False),),
        ),
        ActionForm(action=Action.SUSPEND, button="挂账", fields=(_reason("挂账理由和阶段目标"),)),
        ActionForm(
            action=Action.ACCEPT_REPLY,
            button="答复通过",
            tone="primary",
            note="答复发给诉求人，随后回访。",
        ),
        ActionForm(
            action=Action.REJECT_REPLY,
            button="退回重新答复",
            fields=(_reason("退回理由", hint="写明哪里没有答清"),),
        ),
        ActionForm(
            action=Action.FINAL_REPLY,
            button="终结答复",
            tone="danger",
            note="诉求不再办理，工单办结。",
            fields=(_reason("终结理由和签批文号"),),
        ),
        ActionForm(
            action=Action.RECORD_REVISIT,
            button="保存回访",
            tone="primary",
            fields=(
                Field(
                    name="was_contacted",
                    label="联系上了吗",
                    ask=Ask.RADIO,
                    options=_YES_NO,
                    is_required=True,
                ),
                Field(name="is_solved", label="问题解决了吗", ask=Ask.RADIO, options=_YES_NO),
                Field(
                    name="satisfaction",
                    label="满意度",
                    ask=Ask.RADIO,
                    options=_of(list(Satisfaction)),
                ),
                _reason("诉求人的说法", hint="不满意时必填，将转给承办单位重办", required=False),
            ),
        ),
        ActionForm(
            action=Action.REWORK,
            button="重办",
            note="原主办单位进入新一轮办理，重新计时。",
            fields=(_reason("重办理由"),),
        ),
        ActionForm(action=Action.ARCHIVE, button="归档", note="归档后不能再改动，供训练使用。"),
    )
}

#: A supervisor does not ask the citizen, but may take a ticket out of the assessed set.
EXCLUDE = ActionForm(
    action=Action.RECORD_REVISIT,
    button="剔除办结",
    tone="danger",
    note="不计入考核，工单办结。",
    fields=(
        Field(name="was_contacted", label="", ask=Ask.FIXED, value="false"),
        Field(name="is_excluded", label="", ask=Ask.FIXED, value="true"),
        _reason("剔除理由"),
    ),
)


def forms_for(actor: Actor, ticket: Ticket) -> list[ActionForm]:
    """Return the forms of exactly the actions that the workflow allows this person now."""
    leads = actor.department is not None and actor.department == ticket.lead_code
    actions = actions_for(source=ticket.status, role=actor.role, leads=leads)
    return [form_for(action, actor.role) for action in actions if action in FORMS]


def form_for(action: Action, role: Role) -> ActionForm:
    """Return an action's form for a role."""
    if action is Action.RECORD_REVISIT and role is Role.SUPERVISOR:
        return EXCLUDE
    return FORMS[action]


def roles_of(action: Action) -> tuple[Role, ...]:
    """Return the people whose role may ever take an action."""
    found = {role for move in MOVES if move.action is action for role in move.roles}
    return tuple(sorted(found - {Role.SYSTEM}))
