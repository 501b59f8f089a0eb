"""The closed vocabularies of the trade, each member with the Chinese label people read."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A string enum whose members carry the Chinese label shown on screens."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member from its stored value and its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Status(Labelled):
    """Where a ticket (工单) stands; one column, changed only by a move of the workflow."""

    RECEIVED = "RECEIVED", "待派单"
    DISPATCHED = "DISPATCHED", "待签收"
    RETURNING = "RETURNING", "退单审核"
    ARBITRATION = "ARBITRATION", "会商"
    HANDLING = "HANDLING", "办理中"
    WAITING = "WAITING", "待补充"
    REPLIED = "REPLIED", "答复审核"
    REVISITING = "REVISITING", "待回访"
    SUSPENDED = "SUSPENDED", "挂账"
    CLOSED = "CLOSED", "办结"
    ARCHIVED = "ARCHIVED", "归档"
    VOIDED = "VOIDED", "作废"


class Closure(Labelled):
    """How a ticket was closed (办结方式)."""

    DIRECT = "DIRECT", "直接答复"
    DECLINED = "DECLINED", "不予受理"
    EMERGENCY = "EMERGENCY", "移交紧急热线"
    MERGED = "MERGED", "并单"
    FINAL = "FINAL", "终结答复"
    SATISFIED = "SATISFIED", "满意办结"
    UNRATED = "UNRATED", "未评价办结"
    EXCLUDED = "EXCLUDED", "剔除办结"


class Kind(Labelled):
    """What sort of matter a ticket is (诉求类型)."""

    INQUIRY = "INQUIRY", "咨询"
    HELP = "HELP", "求助"
    COMPLAINT = "COMPLAINT", "投诉"
    REPORT = "REPORT", "举报"
    PROPOSAL = "PROPOSAL", "建议"
    PRAISE = "PRAISE", "表扬"
    OTHER = "OTHER", "其他"


class Channel(Labelled):
    """Where the citizen's words came in (渠道)."""

    PHONE = "phone", "电话"
    WEB = "web", "网站"
    SMS = "sms", "短信"
    WECHAT = "wechat", "微信"
    APP = "app", "客户端"


class Urgency(Labelled):
    """How fast a matter must be met (紧急程度)."""

    NORMAL = "normal", "一般"
    URGENT = "urgent", "紧急"
    EMERGENCY = "emergency", "特急"


class Role(Labelled):
    """Who acts (角色); a person has one, a department's token acts as an officer."""

    OPERATOR = "operator", "坐席"
    DISPATCHER = "dispatcher", "派单员"
    OFFICER = "officer", "承办单位"
    REVISIT_CLERK = "revisit_clerk", "回访员"
    SUPERVISOR = "supervisor", "督办员"
    ADMINISTRATOR = "administrator", "系统管理员"
    AUDITOR = "auditor", "审计员"
    EVALUATOR = "evaluator", "评估员"
    CITIZEN = "citizen", "诉求人"
    SYSTEM = "system", "系统"


class Action(Labelled):
    """The verbs that move a ticket, and those that only leave a trace in its events."""

    RECEIVE = "receive", "受理"
    DISPATCH = "dispatch", "派单"
    REDIRECT = "redirect", "转派"
    ANSWER = "answer", "直接答复"
    DECLINE = "decline", "不予受理"
    HAND_OVER = "hand_over", "移交紧急热线"
    MERGE = "merge", "并单"
    VOID = "void", "作废"
    ACKNOWLEDGE = "acknowledge", "签收"
    REQUEST_RETURN = "request_return", "申请退单"
    GRANT_RETURN = "grant_return", "同意退单"
    REFUSE_RETURN = "refuse_return", "驳回退单"
    ARBITRATE = "arbitrate", "裁定"
    ASK_CITIZEN = "ask_citizen", "请诉求人补充"
    RESUME = "resume", "恢复办理"
    SUSPEND = "suspend", "挂账"
    REPLY = "reply", "答复"
    ACCEPT_REPLY = "accept_reply", "答复通过"
    REJECT_REPLY = "reject_reply", "答复退回"
    FINAL_REPLY = "final_reply", "终结答复"
    RECORD_REVISIT = "record_revisit", "回访"
    OFFER_RATING = "offer_rating", "取用评价链接"
    RATE = "rate", "评价"
    REWORK = "rework", "重办"
    ARCHIVE = "archive", "归档"
    UNMERGE = "unmerge", "拆并"
    SPLIT = "split", "拆单"
    CONTACT = "contact", "联系诉求人"
    REQUEST_EXTENSION = "request_extension", "申请延期"
    GRANT_EXTENSION = "grant_extension", "同意延期"
    REFUSE_EXTENSION = "refuse_extension", "驳回延期"
    DELEGATE = "delegate", "交办"
    ACKNOWLEDGE_TASK = "acknowledge_task", "签收任务"
    FINISH_TASK = "finish_task", "办结任务"
    REACH_MILESTONE = "reach_milestone", "达成阶段目标"
    REVIEW_SUSPENSION = "review_suspension", "挂账复核"
    REQUEST_EXCLUSION = "request_exclusion", "申请剔除"
    GRANT_EXCLUSION = "grant_exclusion", "同意剔除"
    REFUSE_EXCLUSION = "refuse_exclusion", "驳回剔除"
    SUPERVISE = "supervise", "督办"
    ESCALATE = "escalate", "升级督办"
    ANSWER_SUPERVISION = "answer_supervision", "回复督办"
    FLAG_FALSE_CLOSE = "flag_false_close", "标记疑似假办结"
    CHECK_ROUTE = "check_route", "抽检派单"
    REORGANISE = "reorganise", "机构调整"
    WARN = "warn", "时限预警"
    RECALCULATE = "recalculate", "重算时限"
    ATTACH = "attach", "上传附件"
    REMIND = "remind", "催办"
    AMEND = "amend", "更正"
    IMPORT = "import", "历史导入"


class Outcome(Labelled):
    """What tells apart two moves of one action from one status."""

    FIRST_RETURN = "first_return", "首次退单"
    CONTESTED = "contested", "多次退单"
    SATISFIED = "satisfied", "满意"
    UNSATISFIED = "unsatisfied", "不满意"
    UNREACHABLE = "unreachable", "多次未得到评价"
    RETRY = "retry", "未得到评价，再访"


class AssignmentPart(Labelled):
    """Lead (主办), assisting (协办), or a task handed on within the lead (交办)."""

    LEAD = "lead", "主办"
    ASSIST = "assist", "协办"
    TASK = "task", "交办"


class AssignmentEnd(Labelled):
    """Why a unit no longer holds a ticket."""

    RETURNED = "returned", "退单"
    REDIRECTED = "redirected", "转派"
    ARBITRATED = "arbitrated", "裁定他属"
    CLOSED = "closed", "办结"
    SUCCEEDED = "succeeded", "机构调整"
    WITHDRAWN = "withdrawn", "收回"


class ReturnReason(Labelled):
    """Why a unit sends a ticket back (退单理由)."""

    NOT_DUTY = "not_duty", "不属本单位职责"
    WRONG_AREA = "wrong_area", "不属本辖区"
    NEEDS_LEAD = "needs_lead", "应由其他单位主办"
    UNCLEAR = "unclear", "诉求信息不清"
    DUPLICATE = "duplicate", "重复工单"


class Decision(Labelled):
    """What was decided on a request: for a return, an extension or an exclusion."""

    GRANTED = "granted", "同意"
    REFUSED = "refused", "驳回"


class OverrideReason(Labelled):
    """Why a person chose another unit than the first suggested."""

    WRONG_DUTY = "wrong_duty", "职责不符"
    WRONG_AREA = "wrong_area", "属地不符"
    CITIZEN_INFO = "citizen_info", "来电补充了信息"
    LOCAL_RULE = "local_rule", "本地约定"
    OTHER = "other", "其他"


class Choice(Labelled):
    """What a person did with a suggestion (派单建议)."""

    ACCEPTED = "accepted", "采纳"
    OVERRIDDEN = "overridden", "改派"


class RouteResult(Labelled):
    """What became of the route a person chose."""

    CONFIRMED = "confirmed", "由该单位办结"
    RETURNED = "returned", "被退回"
    REDIRECTED = "redirected", "被转派"


class Satisfaction(Labelled):
    """The citizen's rating (满意度), five steps."""

    VERY_SATISFIED = "very_satisfied", "非常满意"
    SATISFIED = "satisfied", "满意"
    BASICALLY_SATISFIED = "basically_satisfied", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    VERY_DISSATISFIED = "very_dissatisfied", "非常不满意"

    @property
    def is_content(self) -> bool:
        """Whether this rating closes the ticket rather than reopening it."""
        return self not in {Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED}


class Measure(Labelled):
    """The unit in which a limit is counted."""

    WORKING_DAYS = "working_days", "个工作日"
    WORKING_MINUTES = "working_minutes", "分钟（工作时间）"
    WALL_MINUTES = "wall_minutes", "分钟（自然时间）"


class Step(Labelled):
    """A stretch of a ticket's life that has a limit of its own."""

    DISPATCH = "dispatch", "派单"
    ACKNOWLEDGE = "acknowledge", "签收"
    RESPONSE = "response", "响应"
    RETURN_WINDOW = "return_window", "退单"
    RETURN_REVIEW = "return_review", "退单审核"
    ARBITRATION = "arbitration", "会商"
    HANDLING = "handling", "办理"
    REWORK = "rework", "重办"
    WAITING = "waiting", "待补充"
    REPLY_REVIEW = "reply_review", "答复审核"
    REVISIT = "revisit", "回访"
    SUPERVISION = "supervision", "回复督办"
    ARCHIVE = "archive", "归档"


class AreaLevel(Labelled):
    """How large an area is."""

    DISTRICT = "district", "区县"
    ZONE = "zone", "开发区"
    STREET = "street", "街道乡镇"
    PLACE = "place", "地点"


class DepartmentKind(Labelled):
    """What sort of unit a department is."""

    BUREAU = "bureau", "市级部门"
    UTILITY = "utility", "公共企业"
    DISTRICT = "district", "区县政府"
    ZONE = "zone", "开发区"
    STREET = "street", "街道办事处"


class DutyOrigin(Labelled):
    """Where a duty comes from."""

    LIST = "list", "权责清单"
    ARBITRATION = "arbitration", "会商裁定"


class TicketOrigin(Labelled):
    """Whether a ticket lived here or was brought in as history."""

    LIVE = "live", "在线受理"
    IMPORTED = "imported", "历史导入"
