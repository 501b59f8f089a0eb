"""The forms of what units do with a ticket, and of what others grant them."""

from models.contact import ContactWay
from models.enums import Action
from service.web.fields import PUBLIC_TEXT, ActionForm, Ask, Field, options_of, reason_field

_REPLY = ActionForm(
    action=Action.REPLY,
    button="提交答复",
    tone="primary",
    fields=(
        PUBLIC_TEXT,
        Field(
            name="internal_note",
            label="内部备注（诉求人看不到）",
            ask=Ask.LONG,
            hint="选填",
        ),
        Field(
            name="handler",
            label="分管领导（第 2 轮起必填）",
            ask=Ask.LINE,
            hint="对本轮办理负责的领导姓名",
            is_required=True,
            depends=True,
        ),
        Field(
            name="withdraw_tasks",
            label="收回未办结的交办任务",
            ask=Ask.CHECK,
            depends=True,
        ),
    ),
)

_WAITING = (
    ActionForm(
        action=Action.ASK_CITIZEN,
        button="请诉求人补充",
        note="办理时限暂停，每轮只能一次；请一次列全所缺内容。",
        fields=(reason_field("需要补充的内容"),),
    ),
    ActionForm(
        action=Action.RESUME,
        button="恢复办理",
        tone="primary",
        fields=(reason_field("补充情况（选填）", required=False),),
    ),
    ActionForm(
        action=Action.CONTACT,
        button="联系诉求人",
        note="首次联系的时间计入响应率。",
        fields=(
            Field(
                name="way",
                label="联系方式",
                ask=Ask.RADIO,
                options=options_of(ContactWay),
                is_required=True,
            ),
            Field(name="who", label="联系人（选填）", ask=Ask.LINE, hint="本单位经办人"),
            reason_field("联系情况（选填）", required=False),
        ),
    ),
)

_EXTENSIONS = (
    ActionForm(
        action=Action.REQUEST_EXTENSION,
        button="申请延期",
        note="须在到期前提出，由派单员或督办员审批；填写阶段目标的按长周期事项、以自然日计。",
        fields=(
            Field(name="days", label="延期天数", ask=Ask.DAYS, is_required=True),
            reason_field("延期理由"),
            Field(
                name="milestones",
                label="长周期事项的阶段目标（选填）",
                ask=Ask.LONG,
                hint="每行一个阶段目标",
            ),
        ),
    ),
    ActionForm(
        action=Action.GRANT_EXTENSION,
        button="同意延期",
        tone="primary",
        fields=(reason_field("说明（选填）", required=False),),
    ),
    ActionForm(
        action=Action.REFUSE_EXTENSION,
        button="驳回延期",
        fields=(reason_field("驳回理由"),),
    ),
)

_TASKS = (
    ActionForm(
        action=Action.DELEGATE,
        button="交办",
        note="本单位仍是主办单位；任务时限不晚于工单时限。",
        fields=(
            Field(name="unit", label="交办给", ask=Ask.UNIT, hint="搜索单位名称", is_required=True),
            Field(name="task", label="交办事项", ask=Ask.LONG, is_required=True),
            Field(name="due_at", label="任务时限（选填）", ask=Ask.MOMENT),
        ),
    ),
    ActionForm(action=Action.ACKNOWLEDGE_TASK, button="签收任务", tone="primary"),
    ActionForm(
        action=Action.FINISH_TASK,
        button="办结任务",
        tone="primary",
        note="只办结本单位的协办或交办任务，由主办单位答复诉求人。",
        fields=(Field(name="result", label="办理结果或协办意见", ask=Ask.LONG, is_required=True),),
    ),
)

_SUSPENSIONS = (
    ActionForm(
        action=Action.SUSPEND,
        button="挂账",
        note="办理时限停止计算，定期复核。",
        fields=(
            reason_field("挂账理由"),
            Field(
                name="milestones",
                label="阶段目标",
                ask=Ask.LONG,
                hint="每行一个：日期 目标，如 2026-12-31 完成管网改造",
                is_required=True,
            ),
        ),
    ),
    ActionForm(
        action=Action.REACH_MILESTONE,
        button="达成阶段目标",
        tone="primary",
        fields=(
            Field(name="milestone", label="阶段目标", ask=Ask.CHOICE, is_required=True),
            Field(name="remark", label="完成情况（选填）", ask=Ask.LONG),
        ),
    ),
    ActionForm(
        action=Action.REVIEW_SUSPENSION,
        button="挂账复核",
        note="复核后重新计算下次复核日期。",
        fields=(reason_field("复核意见"),),
    ),
    ActionForm(
        action=Action.FINAL_REPLY,
        button="终结答复",
        tone="danger",
        note="诉求不再办理，工单办结；须先上传签批文件。",
        fields=(
            reason_field("终结理由和签批文号"),
            Field(name="document", label="签批文件", ask=Ask.CHOICE, is_required=True),
        ),
    ),
)

FORMS = (_REPLY, *_WAITING, *_EXTENSIONS, *_TASKS, *_SUSPENSIONS)
