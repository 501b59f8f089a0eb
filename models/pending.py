"""What waits on a ticket for somebody's step, beside its status."""

from models.enums import Labelled


class Pending(Labelled):
    """One thing that waits; only then is the step that answers it offered."""

    EXTENSION = "extension", "延期申请"
    NEW_TASK = "new_task", "本单位未签收的任务"
    TASK = "task", "本单位未办结的任务"
    MILESTONE = "milestone", "未达成的阶段目标"
    RATING = "rating", "诉求人的评价"
    EXCLUSION = "exclusion", "剔除申请"
    SUPERVISION = "supervision", "未回复的督办"
    SUPERVISED = "supervised", "可升级的督办"
    MERGE = "merge", "并单"
    ROUTE_CHECK = "route_check", "未抽检的自动派单"
