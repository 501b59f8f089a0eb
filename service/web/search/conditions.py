"""The filters of the ticket list in words, as the record of an export keeps them."""

from collections.abc import Mapping

from models.enums import Channel, Kind, Status, Urgency
from service.queries.figures.scope import NONE
from service.web.names import Names
from service.web.search.filters import UNFINISHED, Asked

_LABELS = {
    one.value: one.label for members in (Status, Kind, Channel, Urgency) for one in members
} | {UNFINISHED: "未办结"}


def conditions(asked: Asked, known: Names, *, own: str | None) -> Mapping[str, str]:
    """Return each filter that is set under its label; `own` is the unit whose tickets all are."""
    return {
        "含有": asked.q,
        "状态": _LABELS.get(asked.status, asked.status),
        "主办": known.unit(asked.unit or None),
        "本单位": known.unit(own),
        "分类": known.category(asked.category) or asked.category,
        "属地": "未定位" if asked.area == NONE else known.area(asked.area) or asked.area,
        "类型": _LABELS.get(asked.kind, asked.kind),
        "渠道": _LABELS.get(asked.channel, asked.channel),
        "紧急程度": _LABELS.get(asked.urgency, asked.urgency),
        "受理自": asked.since,
        "受理至": asked.until,
        "超期": "是" if asked.overdue else "",
        "重办": "是" if asked.reopened else "",
        "时限政策": f"第 {asked.version} 版" if asked.version else "",
        "用于训练": "是" if asked.proven else "",
        "不含下级": "是" if asked.exact else "",
        "派单建议": asked.chosen,
        "只要采纳的": "是" if asked.accepted else "",
        "来电": "同一号码" if asked.caller else "",
    }
