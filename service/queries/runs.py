"""Runs (训练与导入) as pages and workers find them."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.errors import NotFound
from models.run import Run, RunKind, RunLine, RunState

_RECENT = 50


def find(session: Session, run_id: int) -> Run:
    """Return a run.

    Raises:
        NotFound: there is none of this number.
    """
    run = session.get(Run, run_id)
    if run is None:
        raise NotFound("没有这次任务，请从列表中打开。", code="no_run")
    return run


def recent(session: Session) -> Sequence[Run]:
    """Return the newest runs, newest first."""
    return session.exec(select(Run).order_by(col(Run.id).desc()).limit(_RECENT)).all()


def occupying(session: Session) -> Run | None:
    """Return the training or import that is going on or about to."""
    return session.exec(select(Run).where(col(Run.slot).is_not(None))).first()


def lines(session: Session, run_id: int) -> Sequence[RunLine]:
    """Return what a run has told so far, oldest first."""
    return session.exec(
        select(RunLine).where(RunLine.run_id == run_id).order_by(col(RunLine.id))
    ).all()


def of_version(session: Session, version: str) -> Run | None:
    """Return the training that made an artefact, if a page started it."""
    made = select(Run).where(Run.version == version, Run.kind == RunKind.TRAIN)
    return session.exec(made).first()


def imported_before(session: Session, run: Run) -> Run | None:
    """Return the last import done of a file of this one's name and size, if there is one."""
    same = (col(Run.file_name) == run.file_name) & (col(Run.file_size) == run.file_size)
    done = (col(Run.kind) == RunKind.IMPORT) & (col(Run.state) == RunState.DONE)
    other = col(Run.id) != run.id
    return session.exec(select(Run).where(same, done, other).order_by(col(Run.id).desc())).first()


def abandoned(session: Session, *, at: datetime, before: datetime) -> Sequence[int]:
    """Return the runs nobody works on: begun and left, or waiting since `before`."""
    left = (col(Run.state) == RunState.RUNNING) & (col(Run.lease_until) <= at)
    waiting = (col(Run.state) == RunState.WAITING) & (col(Run.created_at) <= before)
    return [run_id for run_id in session.exec(select(Run.id).where(left | waiting)) if run_id]


def unfinished(session: Session) -> Sequence[int]:
    """Return the runs that a process works on or should."""
    is_open = col(Run.state).in_((RunState.WAITING, RunState.RUNNING))
    return [run_id for run_id in session.exec(select(Run.id).where(is_open)) if run_id]


def forgotten(session: Session, *, before: datetime) -> Sequence[Run]:
    """Return runs since `before` that keep a file which nobody has come back for."""
    kept = (RunState.UPLOADING, RunState.ASKING, RunState.FAILED)
    return session.exec(
        select(Run).where(
            col(Run.file_name) != "", col(Run.state).in_(kept), col(Run.created_at) <= before
        )
    ).all()
