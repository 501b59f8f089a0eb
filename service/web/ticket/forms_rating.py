"""The form by which a clerk writes down what the citizen of a merged ticket (并单) said."""

from models.enums import Action, Satisfaction
from service.web.fields import ActionForm, Ask, Field, options_of, reason_field
from service.web.names import Option

_YES_NO = (Option(value="true", label="是"), Option(value="false", label="否"))

FORMS: tuple[ActionForm, ...] = (
    ActionForm(
        action=Action.RATE,
        button="保存评价",
        note="并单工单各自回访；不满意会在主单的经过里提醒，本单不重新打开。",
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
                options=options_of(Satisfaction),
                is_required=True,
            ),
            reason_field("诉求人的说法", hint="不满意时必填", required=False),
        ),
    ),
)
