"""The workflow in the words a citizen reads; pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.enums import Action, Closure, Status
from models.event import Event
from models.ticket import Ticket


@dataclass(frozen=True, kw_only=True)
class Told:
    """Where a ticket stands, and what comes next."""

    state: str
    next_step: str


_NOT_TOLD = "承办单位"

_CLOSED: Mapping[Closure | None, str] = {
    Closure.DIRECT: "已当场答复办结",
    Closure.DECLINED: "不属于热线受理范围，已告知您其他途径",
    Closure.EMERGENCY: "已移交紧急热线处理",
    Closure.MERGED: "已与同一事项合并办理",
    Closure.FINAL: "已作出终结答复",
    Closure.SATISFIED: "已办结",
    Closure.UNRATED: "已办结",
    Closure.EXCLUDED: "已办结",
}


def stands(ticket: Ticket, *, unit: str, may_rate: bool) -> Told:
    """Return where an open ticket stands; without a unit's name where it must not be told."""
    who = unit or _NOT_TOLD
    again = "重新办理" if ticket.round > 1 else "办理"
    told = {
        Status.RECEIVED: (
            "已受理，正在确定承办单位",
            "确定后转给承办单位办理。",
        ),
        Status.DISPATCHED: (f"已转给{who}", f"{who}签收后开始办理。"),
        Status.RETURNING: ("正在核实由哪个单位办理", "核实期间时限照常计算。"),
        Status.ARBITRATION: ("几个单位正在会商由谁办理", "会商期间时限照常计算。"),
        Status.HANDLING: (f"{who}正在{again}", f"{who}办完后答复您。"),
        Status.WAITING: ("等待您补充情况", "您补充后继续办理；也可拨打 12345 补充。"),
        Status.REPLIED: (f"{who}已提交办理结果", "热线审核通过后答复您。"),
        Status.REVISITING: ("已答复，请您评价", "您也可能接到 12345 的回访电话。"),
        Status.SUSPENDED: (
            "一时难以解决，已列入长期跟踪",
            "条件具备后继续办理，期间定期复核。",
        ),
    }
    state, next_step = told[ticket.status]
    if may_rate and ticket.status is not Status.REVISITING:
        next_step = "请您对已收到的答复评价。"
    return Told(state=state, next_step=next_step)


def ended(ticket: Ticket, *, may_rate: bool) -> Told:
    """Return how a ticket ended."""
    if ticket.status is Status.VOIDED:
        return Told(state="已撤销", next_step="如仍需办理，请拨打 12345。")
    state = _CLOSED.get(ticket.closure, "已办结")
    if may_rate:
        return Told(state=state, next_step="请您评价。")
    return Told(state=state, next_step="如问题再次出现，请拨打 12345。")


def happened(event: Event, *, units: Mapping[str, str]) -> str:
    """Return an event in one line, or nothing where it is no citizen's affair."""
    unit = units.get(event.facts.get("unit", ""), _NOT_TOLD)
    own = units.get(event.department_code or "", _NOT_TOLD)
    lines: Mapping[Action, str] = {
        Action.RECEIVE: "12345 热线受理",
        Action.DISPATCH: f"转给{unit}办理",
        Action.REDIRECT: f"改由{unit}办理",
        Action.ARBITRATE: f"经会商，由{unit}办理",
        Action.ACKNOWLEDGE: f"{own}签收" if event.department_code else "承办单位开始办理",
        Action.CONTACT: f"{own}联系您",
        Action.ASK_CITIZEN: f"{own}请您补充情况",
        Action.RESUME: "继续办理",
        Action.SUSPEND: "列入长期跟踪",
        Action.GRANT_EXTENSION: "情况复杂，办理时限延长",
        Action.ACCEPT_REPLY: "答复审核通过",
        Action.FINAL_REPLY: "作出终结答复",
        Action.ANSWER: "当场答复",
        Action.MERGE: "与同一事项合并办理",
        Action.UNMERGE: "恢复单独办理",
        Action.REMIND: "您催办，已转告承办单位",
        Action.RATE: "您作出评价",
        Action.REWORK: "重新办理",
    }
    if event.action is Action.RATE and "repeat" in event.facts:
        return ""  # a remark left by another citizen's rating
    if event.action is Action.RECORD_REVISIT:
        return _revisited(event)
    return lines.get(event.action, "")


def _revisited(event: Event) -> str:
    if not event.facts.get("satisfaction"):
        return "12345 回访，未联系上您"
    return "您不满意，重新办理" if event.to_status is Status.HANDLING else "您作出评价"
