"""The OpenAPI document: what FastAPI derives from the routes, and what the rules know beyond it."""

import re
from collections.abc import Iterator
from functools import reduce
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from models.enums import Action, Labelled
from models.workflow import MOVES, NOTES, Move, Note
from service.api.examples import EXAMPLES
from service.api.rendering import PREFIX, segment
from service.problems import PROBLEM_JSON, Problem

ABOUT = """\
承办单位等系统用的接口。约定处处相同：

- **身份**：`Authorization: Bearer htk_…`（管理员发放的单位令牌）或 `hts_…`（登录取得的会话令牌）。
- **改动**：先读工单，把应答头 `ETag` 原样放进 `If-Match`；缺少则 428，已被别人改过则 412，\
应答的 `current` 是现在的样子，核对后用新的 `ETag` 再发。
- **重发**：POST 带 `Idempotency-Key`，同键同内容只办一次，再发得到第一次的应答\
（`Idempotency-Replayed: true`）；内容不同则 422。
- **能做什么**：`allowed_actions` 是调用者此刻能做的，`href` 就是要 POST 的地址。
- **翻页**：`next` 是下一页的地址，没有时为 null。
- **出错**：`application/problem+json`，程序看 `code`，人看 `detail`，422 的 `fields` 逐项说明。\
503 等 `Retry-After` 秒后原样再发，`idempotency_running`、`collided`（409）稍后再发；\
其余 4xx 改正后再发。
- **时间**：ISO 8601，带时区（+08:00）；送来的时间不带时区时按本市时间。
"""

#: Tags in the order in which a department's integrator needs them, with what they hold.
TAGS = {
    "sessions": "登录与身份",
    "tickets": "工单：查询、读取、受理",
    "moves": "办理流程：签收、退单、答复、派单、回访……",
    "handling": "办理中：联系、延期、交办、挂账、答复检查",
    "documents": "附件",
    "notices": "提醒",
    "supervising": "督办、催办、剔除、拆单、拆并",
    "ratings": "诉求人的评价",
    "reference": "单位、分类、权责清单、区域的代码",
    "suggestions": "派单建议",
    "figures": "指标与数量",
    "samples": "去标识样本",
    "contests": "争议事项",
    "duties": "权责清单的版次",
    "clock": "工作日历、时限试算、时限规则",
    "automatic": "自动派单",
    "artifacts": "模型制品",
    "tokens": "接口令牌",
    "reorganisations": "机构调整",
    "audit": "办理记录与校验",
    "health": "是否可用",
}

_FIRST_WORDS = re.compile("[^：；。，]+")
_ACTIONS = {segment(action): action for action in Action}


class Documented(FastAPI):
    """An application whose document says what the rules of the trade demand."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, made at the first call."""
        if self.openapi_schema is None:
            made = get_openapi(
                title="12345 热线工单接口",
                version=self.version,
                description=ABOUT,
                routes=self.routes,
                tags=[{"name": name, "description": told} for name, told in TAGS.items()],
            )
            self.openapi_schema = completed(made)
        return self.openapi_schema


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with summaries, shared errors, demanded fields, labels and examples."""
    parts = document["components"]
    parts["schemas"]["Problem"] = Problem.model_json_schema()
    parts["responses"] = {}
    for path, operation in _operations(document):
        operation["summary"] = _summary(operation)
        _share_errors(operation, parts["responses"])
        _complete_body(path, operation)
        _demand_version(operation)
    _tell_labels(parts["schemas"])
    _close_inputs(parts["schemas"])
    return document


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def _summary(operation: dict[str, Any]) -> str:
    found = _FIRST_WORDS.match(operation.get("description", ""))
    return found.group() if found else str(operation["summary"])


def _share_errors(operation: dict[str, Any], shared: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if PROBLEM_JSON in response.get("content", {}):
            schema = {"$ref": "#/components/schemas/Problem"}
            told = {"description": response["description"]}
            if status == "503":
                told["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
            shared[f"E{status}"] = told | {"content": {PROBLEM_JSON: {"schema": schema}}}
            operation["responses"][status] = {"$ref": f"#/components/responses/E{status}"}


def _demand_version(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["name"].lower() == "if-match" and "428" in operation["responses"]:
            parameter["required"] = True


def _complete_body(path: str, operation: dict[str, Any]) -> None:
    """Say which fields the step demands: the same body serves many steps."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is None:
        return
    within = path.removeprefix(PREFIX)
    if within in EXAMPLES:
        body["example"] = EXAMPLES[within]
    demanded = _demanded(within)
    if demanded and "$ref" in body["schema"]:
        body["schema"] = {
            "allOf": [
                body["schema"],
                {
                    "required": sorted(demanded),
                    "properties": {name: {"description": "必填，不可为空"} for name in demanded},
                },
            ]
        }


def _demanded(path: str) -> frozenset[str]:
    """The fields without which the workflow refuses a step, whatever its outcome."""
    action = _ACTIONS.get(path.removeprefix("/tickets/{number}/"))
    every: tuple[Move | Note, ...] = (*MOVES, *NOTES)
    rows = [frozenset(row.required) for row in every if row.action is action]
    return reduce(frozenset.intersection, rows) if rows else frozenset()


def _tell_labels(schemas: dict[str, Any]) -> None:
    """Set each member's Chinese beside its code."""
    labelled = {one.__name__: one for one in _descendants(Labelled)}
    for name, schema in schemas.items():
        if "enum" in schema and name in labelled:
            told = "；".join(f"`{member.value}` {member.label}" for member in labelled[name])
            schema["description"] = told


def _descendants(kind: type[Labelled]) -> Iterator[type[Labelled]]:
    for one in kind.__subclasses__():
        yield one
        yield from _descendants(one)


def _close_inputs(schemas: dict[str, Any]) -> None:
    """Unknown fields are taken up to be refused by name: to the caller they are forbidden."""
    for schema in schemas.values():
        if schema.get("additionalProperties") is True and "properties" in schema:
            schema["additionalProperties"] = False
