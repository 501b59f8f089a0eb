"""Runs (训练与导入) carried out in a process of their own, taken over by the next if it dies."""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta

from models.errors import HotlineError
from models.ids import artifact_version, opaque_id
from models.run import Run, RunKind, RunState
from service.installation import Services
from service.jobs.batches import Surroundings
from service.jobs.past import check_file, import_file
from service.jobs.training import train
from service.jobs.watching import Stopped, Watch
from service.operations import kept_files, leasing, uploads
from service.operations.leasing import LEASE
from service.queries import runs
from triage.errors import ArtifactError

log = logging.getLogger(__name__)

#: So long a started run may wait for its process before another is started for it.
_UNTAKEN = timedelta(seconds=30)
#: So long a file is kept that nobody has come back for.
_KEPT = timedelta(days=7)

_UNEXPECTED = "程序出错，没有写入任何东西。请把任务编号和时间告诉维护人员（日志在 var/runs）。"
_MEMORY = "内存不足。请把内存上限调低后再试，或在空闲时进行；没有写入任何东西。"

WORK = {RunKind.TRAIN: train, RunKind.CHECK: check_file, RunKind.IMPORT: import_file}


@dataclass(frozen=True, kw_only=True)
class Result:
    """How a run ended: its state, and why where it did not succeed."""

    state: RunState
    trouble: str = ""


def carry_out(parts: Services, *, run_id: int, interrupts: bool = False) -> Run | None:
    """Claim a run and do its work; nothing where another has it or it has ended.

    With `interrupts` a person's wish to stop interrupts what reports nothing, like Ctrl+C.
    """
    worker = opaque_id()
    with parts.database.write() as session:
        run = leasing.claim(session, run_id=run_id, worker=worker, at=parts.clock())
        if run is not None and run.kind is RunKind.TRAIN and run.version is None:
            # Named before it is made: who takes over sees whether it was.
            run.version = artifact_version(at=parts.clock())
    if run is None:
        return None
    watch = Watch(
        parts.database, run_id=run_id, worker=worker, clock=parts.clock, interrupts=interrupts
    )
    try:
        with watch:
            result = _result(parts, run, watch)
    except (KeyboardInterrupt, SystemExit):
        # Told to go, as at the end of the machine's day: another begins the run again.
        with parts.database.write() as session:
            leasing.give_back(session, run_id=run_id, worker=worker)
        raise
    return _ended(parts, run, worker=worker, result=result)


def wait_and_carry_out(parts: Services, *, run_id: int) -> Run | None:
    """Like `carry_out`, but wait as long as a lease for one whose worker is not heard of."""
    for _ in range(int(LEASE / timedelta(seconds=3)) + 2):
        done = carry_out(parts, run_id=run_id, interrupts=True)
        with parts.database.read() as session:
            is_open = runs.find(session, run_id).state.is_open
        if done is not None or not is_open:
            return done
        time.sleep(3)
    return None


def take_up(around: Surroundings) -> int:
    """Start a process for every run that nobody works on; return how many."""
    if around.launch is None:
        return 0
    now = around.clock()
    with around.database.read() as session:
        left = runs.abandoned(session, at=now, before=now - _UNTAKEN)
    for run_id in left:
        around.launch(run_id)
    return len(left)


def forget_files(around: Surroundings) -> int:
    """Give up the files that nobody has come back for; return how many."""
    if around.uploads is None:
        return 0
    now = around.clock()
    with around.database.read() as session:
        old = runs.forgotten(session, before=now - _KEPT)
    for run in old:
        uploads.forget(around.uploads, run)
        with around.database.write() as session:
            kept = session.get(Run, run.id)
            if kept is not None:
                kept.file_name, kept.findings, kept.ended_at = "", "", kept.ended_at or now
                kept.state = RunState.CANCELLED
    return len(old) + kept_files.clear(around.uploads, at=now)


def _result(parts: Services, run: Run, watch: Watch) -> Result:
    try:
        return Result(state=WORK[run.kind](parts, run, watch))
    except Stopped:
        return Result(state=RunState.CANCELLED)
    except KeyboardInterrupt:
        if watch.stopped:
            return Result(state=RunState.CANCELLED)
        raise
    except Exception as error:
        log.exception("run %s failed", run.id)
        return Result(state=RunState.FAILED, trouble=_trouble(error))


def _trouble(error: Exception) -> str:
    if isinstance(error, HotlineError | ArtifactError):
        return str(error)
    if isinstance(error, MemoryError):
        return _MEMORY
    if isinstance(error, OSError):
        return f"读写文件失败：{error.strerror or error}。请检查磁盘空间和权限后再试。"
    return _UNEXPECTED


def _ended(parts: Services, run: Run, *, worker: str, result: Result) -> Run | None:
    assert run.id is not None
    at = parts.clock()
    with parts.database.write() as session:
        ended = leasing.end(session, run_id=run.id, worker=worker, state=result.state, at=at)
        if ended is None:
            return None
        ended.trouble = result.trouble
        # What was worked out on the way is the run's own: version, verdict, findings.
        ended.passed, ended.findings = run.passed, run.findings
        if result.state is not RunState.DONE:
            ended.version = None
    if result.state in {RunState.DONE, RunState.CANCELLED}:
        uploads.forget(parts.settings.uploads, run)
    return ended
