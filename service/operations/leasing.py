"""How a worker takes a run, keeps it, tells how far it is, and ends it: a transaction each.

The lease (租约) is compared and set by one statement: of several workers exactly one has a run,
and whoever has lost it can write nothing more about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, update

from models.run import Run, RunLine, RunState
from service.queries import runs

#: So long a run belongs to a worker that is not heard of.
LEASE = timedelta(seconds=60)
#: A run that was left so often in the middle is not begun again.
ATTEMPTS = 3

LEFT = (
    "处理进程连续 {times} 次中途停止，多半是内存不足或服务器重启。"
    "请把内存上限调低，或在空闲时重新启动；数据没有受影响。"
)


@dataclass(frozen=True, kw_only=True)
class News:
    """What a worker has to tell: the stage, the share done from 0 to 1, and new lines."""

    stage: str
    share: float
    lines: Sequence[tuple[datetime, str]] = ()


def claim(session: Session, *, run_id: int, worker: str, at: datetime) -> Run | None:
    """Take a run that waits or was left; nothing where another has it or it has ended."""
    left = (col(Run.state) == RunState.RUNNING) & or_(
        col(Run.lease_until).is_(None), col(Run.lease_until) <= at
    )
    taken = session.exec(
        update(Run)
        .where(col(Run.id) == run_id, (col(Run.state) == RunState.WAITING) | left)
        .values(
            state=RunState.RUNNING,
            worker=worker,
            lease_until=at + LEASE,
            attempts=col(Run.attempts) + 1,
        )
    )
    if taken.rowcount == 0:
        return None
    run = runs.find(session, run_id)
    if run.attempts > ATTEMPTS:
        run.trouble = LEFT.format(times=ATTEMPTS)
        _closed(run, RunState.FAILED, at=at)
        return None
    run.started_at = run.started_at or at
    return run


def keep(session: Session, *, run_id: int, worker: str, at: datetime, news: News) -> bool:
    """Prolong the lease and write the news; tell whether the worker may go on."""
    kept = session.exec(
        update(Run)
        .where(col(Run.id) == run_id, col(Run.worker) == worker)
        .values(lease_until=at + LEASE, stage=news.stage, share=news.share)
    )
    if kept.rowcount == 0:
        return False
    session.add_all(RunLine(run_id=run_id, at=when, text=line) for when, line in news.lines)
    return not runs.find(session, run_id).is_stopping


def is_wanted(session: Session, *, run_id: int, worker: str) -> bool:
    """Tell whether a worker still has a run that nobody asked to stop."""
    run = session.get(Run, run_id)
    return run is not None and run.worker == worker and not run.is_stopping


def give_back(session: Session, *, run_id: int, worker: str) -> None:
    """Let another begin a run again: this worker was told to go, not the run."""
    session.exec(
        update(Run)
        .where(col(Run.id) == run_id, col(Run.worker) == worker)
        .values(state=RunState.WAITING, worker=None, lease_until=None, attempts=0)
    )


def end(session: Session, *, run_id: int, worker: str, state: RunState, at: datetime) -> Run | None:
    """End a run, or let it ask; nothing where it is another's by now."""
    run = session.get(Run, run_id, with_for_update=True)
    if run is None or run.worker != worker:
        return None
    _closed(run, state, at=at)
    return run


def _closed(run: Run, state: RunState, *, at: datetime) -> None:
    run.state, run.slot, run.worker, run.lease_until = state, None, None, None
    run.ended_at = at
