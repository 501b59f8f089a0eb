"""What a person says about long work: start it, send a file, confirm, stop."""

from sqlmodel import col, update

from models.enums import Role
from models.errors import Conflict, Invalid
from models.run import SLOT, Run, RunKind, RunState
from service.operations.acting import Acting, require_role
from service.queries import runs

#: Memory for the features of a training, in MB: what `hotline train` takes unless told otherwise.
MEGABYTES = 4_000
LEAST_MEGABYTES = 64
#: The largest history file that a page takes, in bytes.
LARGEST = 300_000_000

_BUSY = "{kind}正在进行（{who}启动），同一时间只做一件。请等它结束，或先取消它。"
_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".parquet")


def start_training(act: Acting, *, megabytes: int = MEGABYTES) -> Run:
    """Ask for a training on the service's own finished tickets.

    Raises:
        Forbidden: the actor is no administrator.
        Conflict: a training or an import is going on.
        Invalid: the memory is too little to train in.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    _check_memory(megabytes)
    _check_free(act)
    run = _made(act, kind=RunKind.TRAIN, state=RunState.WAITING)
    run.slot, run.megabytes = SLOT, megabytes
    return _saved(act, run)


def open_upload(act: Acting, *, name: str, size: int) -> Run:
    """Begin to take a history file of `size` bytes.

    Raises:
        Forbidden: the actor is no administrator.
        Invalid: it is no table by its name, or too large.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    if not name.lower().endswith(_ENDINGS):
        raise Invalid("请选择 CSV、XLSX 或 Parquet 文件。", fields={"file": "不是这几种文件。"})
    if not 0 < size <= LARGEST:
        sentence = (
            "文件是空的。" if size <= 0 else f"文件超过 {LARGEST // 10**6} MB，请按年份拆开。"
        )
        raise Invalid(sentence, fields={"file": sentence})
    run = _made(act, kind=RunKind.CHECK, state=RunState.UPLOADING)
    run.file_name, run.file_size = name[-200:], size
    return _saved(act, run)


def check_file(act: Acting, *, run_id: int, mapping: str = "") -> Run:
    """Ask for the check of a file that is here, with these columns; nothing is written by it.

    Raises:
        Forbidden: the actor is no administrator.
        Conflict: the run is not one that waits for a file or an answer.
    """
    run = _answerable(act, run_id, RunState.UPLOADING, RunState.ASKING, RunState.FAILED)
    run.kind, run.state, run.mapping = RunKind.CHECK, RunState.WAITING, mapping
    _begin_anew(run)
    return _saved(act, run)


def confirm(act: Acting, *, run_id: int, kind: RunKind, megabytes: int = MEGABYTES) -> Run:
    """Ask that a checked file be imported, or trained on.

    Raises:
        Forbidden: the actor is no administrator.
        Conflict: it has not been checked, or a training or an import is going on.
        Invalid: the memory is too little to train in.
    """
    run = _answerable(act, run_id, RunState.ASKING)
    _check_memory(megabytes)
    _check_free(act)
    run.kind, run.state, run.slot, run.megabytes = kind, RunState.WAITING, SLOT, megabytes
    _begin_anew(run)
    return _saved(act, run)


def stop(act: Acting, *, run_id: int) -> Run:
    """End a run: at once where nobody works on it, else as soon as its worker hears of it.

    Raises:
        Forbidden: the actor is no administrator.
        Conflict: it has ended already.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    # Whoever takes it at this moment must either see the wish or be seen: no read in between.
    act.session.exec(
        update(Run)
        .where(col(Run.id) == run_id, col(Run.state) == RunState.RUNNING)
        .values(is_stopping=True)
    )
    run = runs.find(act.session, run_id)
    lapsed = run.lease_until is None or run.lease_until <= act.at
    if run.state is RunState.RUNNING and not lapsed:
        return run
    if run.state in {RunState.DONE, RunState.CANCELLED}:
        raise Conflict("这次任务已经结束，不必取消。", code="run_ended")
    run.state, run.slot, run.worker, run.ended_at = RunState.CANCELLED, None, None, act.at
    return _saved(act, run)


def _made(act: Acting, *, kind: RunKind, state: RunState) -> Run:
    return Run(kind=kind, state=state, created_by=act.actor.name, created_at=act.at)


def _saved(act: Acting, run: Run) -> Run:
    act.session.add(run)
    act.session.flush()
    return run


def _begin_anew(run: Run) -> None:
    run.stage, run.share, run.attempts, run.trouble = "", 0.0, 0, ""
    run.is_stopping, run.started_at, run.ended_at = False, None, None


def _answerable(act: Acting, run_id: int, *states: RunState) -> Run:
    require_role(act.actor, Role.ADMINISTRATOR)
    run = runs.find(act.session, run_id)
    if not run.file_name or run.state not in states:
        raise Conflict(f"这次任务{run.state.label}，请刷新后再看。", code="run_moved")
    return run


def _check_free(act: Acting) -> None:
    other = runs.occupying(act.session)
    if other is not None:
        raise Conflict(
            _BUSY.format(kind=other.kind.label, who=other.created_by), code="run_going_on"
        )


def _check_memory(megabytes: int) -> None:
    if megabytes < LEAST_MEGABYTES:
        sentence = f"内存上限至少 {LEAST_MEGABYTES} MB。"
        raise Invalid(sentence, fields={"megabytes": sentence})
