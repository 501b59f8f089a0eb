"""The workflow in the words a citizen reads; pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.enums import Action, Closure, Status
from models.event import Event
from models.ticket import Ticket

#: Stands for a unit whose name must not be told, or is not known.
SOME_UNIT = "负责单位"


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A sentence for a citizen; `%(unit)s` in its words stands for the unit."""

    words: str
    unit: str = SOME_UNIT

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.words)

    def __str__(self) -> str:
        """Return the sentence in Chinese."""
        return self.words % {"unit": self.unit}


@dataclass(frozen=True, kw_only=True)
class Told:
    """Where a ticket stands, and what comes next."""

    state: Phrase
    next_step: Phrase


_CLOSED: Mapping[Closure | None, str] = {
    Closure.DIRECT: "已当场答复办结",
    Closure.DECLINED: "不属于热线受理范围",
    Closure.EMERGENCY: "已移交紧急热线处理",
    Closure.MERGED: "已与同一事项合并办理",
    Closure.FINAL: "已作出终结答复",
    Closure.SATISFIED: "已办结",
    Closure.UNRATED: "已办结",
    Closure.EXCLUDED: "已办结",
}


_RECURS = "如问题再次出现，请拨打 12345。"
_AFTER: Mapping[Closure | None, str] = {
    Closure.DECLINED: "请通过其他途径提出，有疑问请拨打 12345。",
    Closure.EMERGENCY: "如仍有危险，请直接拨打 110、119、120 或 122。",
}
_STANDS: Mapping[Status, tuple[str, str]] = {
    Status.RECEIVED: ("已受理，正在确定由谁办理", "确定后转给负责单位办理。"),
    Status.DISPATCHED: ("已转给%(unit)s", "%(unit)s签收后开始办理。"),
    Status.RETURNING: ("正在核实由哪个单位办理", "核实期间时限照常计算。"),
    Status.ARBITRATION: ("几个单位正在会商由谁办理", "会商期间时限照常计算。"),
    Status.HANDLING: ("%(unit)s正在办理", "%(unit)s办完后答复您。"),
    Status.WAITING: ("等待您补充情况", "您补充后继续办理；也可拨打 12345 补充。"),
    Status.REPLIED: ("%(unit)s已提交办理结果", "热线审核通过后答复您。"),
    Status.REVISITING: ("已答复，请您评价", "您也可能接到 12345 的回访电话。"),
    Status.SUSPENDED: ("一时难以解决，已列入长期跟踪", "条件具备后继续办理，期间定期复核。"),
}


def stands(ticket: Ticket, *, unit: str, may_rate: bool) -> Told:
    """Return where an open ticket stands; without a unit's name where it must not be told."""
    state, next_step = _STANDS[ticket.status]
    if ticket.status is Status.HANDLING and ticket.round > 1:
        state = "%(unit)s正在重新办理"
    if may_rate and ticket.status is not Status.REVISITING:
        next_step = "请您对已收到的答复评价。"
    who = unit or SOME_UNIT
    return Told(state=Phrase(words=state, unit=who), next_step=Phrase(words=next_step, unit=who))


def ended(ticket: Ticket, *, may_rate: bool) -> Told:
    """Return how a ticket ended."""
    if ticket.status is Status.VOIDED:
        return Told(
            state=Phrase(words="已撤销"), next_step=Phrase(words="如仍需办理，请拨打 12345。")
        )
    next_step = "请您评价。" if may_rate else _AFTER.get(ticket.closure, _RECURS)
    return Told(
        state=Phrase(words=_CLOSED.get(ticket.closure, "已办结")),
        next_step=Phrase(words=next_step),
    )


_HAPPENED: Mapping[Action, str] = {
    Action.RECEIVE: "12345 热线受理",
    Action.DISPATCH: "转给%(unit)s办理",
    Action.REDIRECT: "改由%(unit)s办理",
    Action.ARBITRATE: "经会商，由%(unit)s办理",
    Action.ACKNOWLEDGE: "%(unit)s开始办理",
    Action.CONTACT: "%(unit)s联系您",
    Action.ASK_CITIZEN: "%(unit)s请您补充情况",
    Action.RESUME: "继续办理",
    Action.SUSPEND: "列入长期跟踪",
    Action.GRANT_EXTENSION: "情况复杂，办理时限延长",
    Action.ACCEPT_REPLY: "已答复您",
    Action.FINAL_REPLY: "作出终结答复",
    Action.ANSWER: "当场答复",
    Action.MERGE: "与同一事项合并办理",
    Action.UNMERGE: "恢复单独办理",
    Action.REMIND: "您催办，已转告负责单位",
    Action.RATE: "您作出评价",
    Action.REWORK: "重新办理",
}
#: In these the unit is the one that was chosen, in all others the one that acts.
_CHOSEN = frozenset({Action.DISPATCH, Action.REDIRECT, Action.ARBITRATE})


def happened(event: Event, *, units: Mapping[str, str]) -> Phrase:
    """Return an event in one line, empty where it is no citizen's affair."""
    if event.action is Action.RATE and "repeat" in event.facts:
        return Phrase(words="")  # a remark left by another citizen's rating
    if event.action is Action.RECORD_REVISIT:
        return Phrase(words=_revisited(event))
    code = event.facts.get("unit", "") if event.action in _CHOSEN else event.department_code or ""
    return Phrase(words=_HAPPENED.get(event.action, ""), unit=units.get(code, SOME_UNIT))


def _revisited(event: Event) -> str:
    if event.facts.get("declined"):
        return "12345 回访，您没有评价"
    if not event.facts.get("satisfaction"):
        return "12345 回访，未联系上您"
    return "您不满意，重新办理" if event.to_status is Status.HANDLING else "您作出评价"
