"""What each number of the policy (额度) means, in a sentence for those who may change it."""

from collections.abc import Mapping

from models.policy import Allowance

MEANINGS: Mapping[Allowance, str] = {
    Allowance.RETURNS: "同一工单退单满这么多次后，再有异议即转会商，由仲裁定主办。",
    Allowance.REVISIT_ATTEMPTS: "回访联系不上满这么多次，按未评价办结。",
    Allowance.EXTENSIONS: "每一轮办理最多申请延期几次；填 0 即不许延期。",
    Allowance.EXTENSION_DAYS: "一次延期最多加几个工作日。",
    Allowance.EXTENSION_LEAD_DAYS: "离到期不足这么多工作日，就不能再申请延期。",
    Allowance.LONG_CYCLE_DAYS: "分阶段办理的长周期事项，最长可办多少个自然日。",
    Allowance.SUPERVISED_ROUND: "重办到第几轮，自动转督办。",
    Allowance.SUPERVISED_REDIRECTS: "转派到第几次，自动转督办。",
    Allowance.FALSE_CLOSE_HOURS: "办结后这么多小时内同地同类再来诉求，标为疑似假办结。",
    Allowance.RATING_LINK_DAYS: "发给市民的评价链接几天内有效，用过即失效。",
    Allowance.REVIEW_DAYS: "挂账的工单每隔多少天复核一次。",
    Allowance.YELLOW_DAYS: "到期前几个工作日亮黄灯；按小时计的时限改为最后四分之一。",
    Allowance.WEIGHT_RESPONSE: "三率综合里响应率占的份量，与下面两项按比例折算。",
    Allowance.WEIGHT_SOLVED: "三率综合里解决率占的份量。",
    Allowance.WEIGHT_SATISFIED: "三率综合里满意率占的份量。",
    Allowance.SCORED_TICKETS: "少于这么多件的单位不参加分档，只列数字。",
}
