"""The form by which a clerk writes down what the citizen of a merged ticket (并单) said."""

from dataclasses import replace

from models.enums import Action
from service.web.fields import IS_SOLVED, SATISFACTION, WAS_CONTACTED, ActionForm, reason_field

FORMS: tuple[ActionForm, ...] = (
    ActionForm(
        action=Action.RATE,
        button="保存评价",
        note="并单工单各自回访；不满意会在主单的经过里提醒，本单不重新打开。",
        fields=(
            WAS_CONTACTED,
            IS_SOLVED,
            replace(SATISFACTION, is_required=True),
            reason_field("诉求人的说法", hint="不满意时必填", required=False),
        ),
    ),
)
