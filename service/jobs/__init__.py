"""What happens by itself: a table of jobs, each safe to run twice and by several at once."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.errors import Conflict
from service.jobs.anchoring import anchor_trail
from service.jobs.batches import Surroundings
from service.jobs.bursts import tell_of_bursts
from service.jobs.dispatching import dispatch_automatically, judge_units
from service.jobs.limits import acknowledge_by_silence, archive_closed, end_waiting
from service.jobs.retention import clean_up, erase_identities, expire_links
from service.jobs.runs import forget_files, take_up
from service.jobs.topics import group_topics
from service.jobs.warnings import (
    call_for_reviews,
    escalate_unanswered,
    ring,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Job:
    """One job: `run` returns how many things it did."""

    name: str
    label: str
    run: Callable[[Surroundings], int]


def run_all(around: Surroundings) -> Iterator[tuple[Job, int]]:
    """Run every job once, yielding each with how much it did.

    Raises:
        Unavailable: the database is away; nothing is lost, the next round goes on.
    """
    for job in JOBS:
        try:
            done = job.run(around)
        except Conflict as error:
            # Somebody was quicker with a row of this batch: the next round finds what is left.
            log.warning("job %s stopped early: %s", job.name, error)
            done = 0
        yield job, done


#: In this order: what is accepted or goes on again is warned of in the same round.
JOBS = (
    Job(name="silence", label="逾期未签收视为接受", run=acknowledge_by_silence),
    Job(name="waiting", label="补充期满恢复办理", run=end_waiting),
    Job(name="automatic", label="自动派单", run=dispatch_automatically),
    Job(name="precision", label="自动派单精度不足停用", run=judge_units),
    Job(name="alarms", label="时限预警与回访到期提醒", run=ring),
    Job(name="escalate", label="督办逾期未回复升级", run=escalate_unanswered),
    Job(name="reviews", label="挂账复核提醒", run=call_for_reviews),
    Job(name="links", label="评价链接到期失效", run=expire_links),
    Job(name="archive", label="办结归档", run=archive_closed),
    Job(name="identities", label="身份信息期满删除", run=erase_identities),
    Job(name="bursts", label="集中诉求预警提醒", run=tell_of_bursts),
    Job(name="topics", label="热点聚合", run=group_topics),
    Job(name="anchor", label="审计锚定", run=anchor_trail),
    Job(name="runs", label="接续中断的训练与导入", run=take_up),
    Job(name="files", label="清理无人处理的上传文件", run=forget_files),
    Job(name="clean", label="清理过期记录", run=clean_up),
)

__all__ = ["JOBS", "Job", "Surroundings", "run_all"]
