"""What is wrong with a form or a body, field by field, in Chinese."""

from collections.abc import Iterable, Mapping
from typing import Any

#: Names of fields as people know them.
LABELS: Mapping[str, str] = {
    "text": "诉求内容",
    "title": "标题",
    "address": "地址",
    "area": "区域",
    "kind": "诉求类型",
    "channel": "渠道",
    "urgency": "紧急程度",
    "category": "分类",
    "source_line": "原热线",
    "name": "姓名",
    "phone": "联系电话",
    "occurred": "发生时间",
    "linked": "关联工单",
    "unit": "承办单位",
    "assisting": "协办单位",
    "duty": "职责",
    "suggestion": "派单建议",
    "override_reason": "改派原因",
    "reason": "理由",
    "reason_code": "理由类别",
    "basis": "职责依据",
    "counter_unit": "建议改派的单位",
    "public_text": "答复内容",
    "internal_note": "内部备注",
    "line": "紧急热线",
    "into": "并入的工单",
    "was_contacted": "是否联系上",
    "is_solved": "是否解决",
    "satisfaction": "满意度",
    "purpose": "用途",
    "relation": "与诉求人的关系",
    "is_anonymous": "匿名",
    "is_confidential": "保密",
    "code": "代码",
    "short_name": "简称",
    "parent": "上级单位",
    "day": "日期",
    "due_on": "日期",
    "amount": "数值",
    "is_proxy": "代办",
    "matters": "拆出的事项",
    "department": "单位",
    "days": "有效天数",
    "scope": "权限",
    "role": "角色",
    "username": "用户名",
    "password": "密码",
    "words": "关键词",
    "categories": "涉及分类",
    "units": "争议单位",
    "owner": "现行主办",
    "note": "界限说明",
    "valid_from": "生效日期",
    "valid_to": "失效日期",
    "handler": "分管领导",
    "withdraw_tasks": "收回任务",
    "document": "签批文件",
    "way": "联系方式",
    "who": "联系人",
    "milestones": "阶段目标",
    "milestone": "阶段目标",
    "remark": "完成情况",
    "task": "交办事项",
    "due_at": "任务时限",
    "result": "办理结果",
    "file": "附件",
    "body": "请求内容",
    "status": "状态",
}

_SENTENCES: Mapping[str, str] = {
    "missing": "缺少此项。",
    "string_type": "应为文字。",
    "string_too_long": "最多 {max_length} 字。",
    "string_too_short": "至少 {min_length} 字。",
    "string_unicode": "含有无法保存的字符，请删除后再试。",
    "string_pattern_mismatch": "格式不正确。",
    "unstorable": "含有无法保存的字符，请删除后再试。",
    "out_of_calendar": "年份超出范围。",
    "stage_line": "每行应为日期和目标，如 2026-12-31 完成管网改造。",
    "bool_type": "应为是或否（true / false）。",
    "bool_parsing": "应为是或否（true / false）。",
    "int_type": "应为整数。",
    "int_parsing": "应为整数。",
    "int_parsing_size": "数字过大。",
    "int_from_float": "应为整数。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "too_long": "最多 {max_length} 项。",
    "tuple_type": "应为列表。",
    "list_type": "应为列表。",
    "model_attributes_type": "应为 JSON 对象（Content-Type: application/json）。",
    "model_type": "应为 JSON 对象（Content-Type: application/json）。",
    "dict_type": "应为 JSON 对象。",
}


def sentences(errors: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return one sentence for each field that validation refused, in the order found."""
    return {_field(item["loc"]): _sentence(item) for item in errors}


def summary(fields: Mapping[str, str]) -> str:
    """Return one sentence that names the fields in question."""
    names = "、".join(dict.fromkeys(_label(name) for name in fields))
    return f"提交的内容有误，请检查：{names}。"


def _label(name: str) -> str:
    # An item of a list goes by the list's name.
    words = [part for part in name.split(".") if not part.isdigit()]
    return LABELS.get(words[-1], name) if words else name


def _field(location: Iterable[str | int]) -> str:
    parts = [str(part) for part in location]
    if parts and parts[0] in {"body", "query", "path", "header", "cookie"}:
        parts = parts[1:]
    return ".".join(parts) or "body"


def _sentence(item: Mapping[str, Any]) -> str:
    context = item.get("ctx") or {}
    kind = str(item["type"])
    if kind in {"enum", "literal_error"}:
        expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return f"取值应为：{expected.replace(', ', '、')}。"
    if kind.startswith("date_") and not kind.startswith("date_time"):
        return "日期格式不正确，应如 2026-11-12。"
    if kind.startswith(("datetime", "date", "timezone")):
        return "时间格式不正确，应如 2026-11-12T09:30:00+08:00。"
    return _SENTENCES.get(kind, "格式不正确。").format_map(_Known(context))


class _Known(dict[str, Any]):
    """Leaves out of a sentence what validation did not say."""

    def __missing__(self, key: str) -> str:
        return "…"
