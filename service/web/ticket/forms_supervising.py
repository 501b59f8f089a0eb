"""The forms of overseeing: exclusions, supervision, reminders, splitting, taking out of a merge."""

from models.enums import Action, Kind
from models.exclusion import ExclusionReason
from service.web.fields import ActionForm, Ask, Field, options_of, reason_field
from service.web.names import Option

FORMS = (
    ActionForm(
        action=Action.ANSWER_SUPERVISION,
        button="回复督办",
        tone="primary",
        fields=(reason_field("进展、原因和完成时间"),),
    ),
    ActionForm(
        action=Action.GRANT_EXCLUSION,
        button="同意剔除",
        note="待回访的工单随即剔除办结；已办结的不再计入考核。申请人不能自己审批。",
        fields=(reason_field("说明（选填）", required=False),),
    ),
    ActionForm(
        action=Action.REFUSE_EXCLUSION, button="驳回剔除", fields=(reason_field("驳回理由"),)
    ),
    ActionForm(
        action=Action.REMIND,
        button="催办",
        note="诉求人再次来电时使用：计数并提醒承办单位，不另立新单。",
        fields=(reason_field("诉求人的说法（选填）", required=False),),
    ),
    ActionForm(
        action=Action.SUPERVISE,
        button="督办",
        note="承办单位须在政策规定的时限内回复。",
        fields=(reason_field("督办事由和要求"),),
    ),
    ActionForm(
        action=Action.ESCALATE,
        button="升级督办",
        note="提高一级，重新计算回复时限。",
        fields=(reason_field("升级理由"),),
    ),
    ActionForm(
        action=Action.REQUEST_EXCLUSION,
        button="申请剔除",
        note="由督办员审批；审批前照常考核。",
        fields=(
            Field(
                name="reason_code",
                label="剔除理由",
                ask=Ask.CHOICE,
                options=(Option(value="", label="请选择理由"), *options_of(ExclusionReason)),
                is_required=True,
            ),
            reason_field("事实和依据"),
        ),
    ),
    ActionForm(
        action=Action.SPLIT,
        button="拆出一件",
        note="把另一件事单独立单，可多次拆出；原单文字不变，继续办理其余的事。",
        fields=(
            Field(
                name="text",
                label="这件事的原文",
                ask=Ask.LONG,
                hint="从诉求中复制原话，不要改写",
                is_required=True,
            ),
            Field(
                name="kind",
                label="类型",
                ask=Ask.CHOICE,
                options=options_of(Kind),
                is_required=True,
            ),
            Field(name="category", label="分类（选填）", ask=Ask.CATEGORY, hint="搜索分类"),
        ),
    ),
    ActionForm(
        action=Action.RECALCULATE,
        button="重新计算时限",
        note="按现行工作日历和本单的时限政策重新计算，前后时限都记入经过。",
    ),
    ActionForm(
        action=Action.UNMERGE,
        button="拆并",
        note="并错时使用；本单回到待派单，经过保留。",
        fields=(reason_field("拆并理由"),),
    ),
)
