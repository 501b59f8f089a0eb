"""The pages of long work: start a training, send a history file, watch, confirm, stop."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile

from models.enums import Role
from models.errors import Conflict, HotlineError, Invalid, NotFound
from models.export import ExportKind
from models.run import Run, RunKind, RunState
from service.deps import PageAllowed, ServicesDep, note_export
from service.installation import Services
from service.operations import running, uploads
from service.operations.acting import Acting
from service.operations.exporting import Export
from service.operations.past_findings import COLUMNS, Findings
from service.problems import status_of
from service.queries import runs
from service.queries.history import count_finished
from service.web.admin.run_views import columns_chosen, run_row, run_view
from service.web.files import SentFile
from service.web.forms import EMPTY, Form, FormDep
from service.web.places import seen_other
from service.web.rendering import page

router = APIRouter(prefix="/admin/artifacts/runs")

_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]
_RunId = Annotated[int, Path(ge=1, le=2**31 - 1)]
_PIECE = 1_000_000
_CHOICES = (RunKind.TRAIN, RunKind.IMPORT)


async def piece_of(request: Request) -> bytes:
    """Read a piece of a file before anything waits for it: no turn is held meanwhile."""
    return await request.body()


async def history_of(request: Request) -> SentFile:
    """Read a whole small file of a form, before anything waits for it."""
    sent = (await request.form()).get("file")
    if not isinstance(sent, UploadFile):
        return SentFile(name="", content=b"")
    return SentFile(name=sent.filename or "", content=await sent.read())


@router.get("")
def listing(request: Request, act: _Administrator) -> Response:
    """Show what went on, and how to start something."""
    return _listing(request, act)


@router.post("")
def start(request: Request, act: _Administrator, parts: ServicesDep, form: FormDep) -> Response:
    """Start a training on the service's own finished tickets."""
    try:
        run = running.start_training(act, megabytes=_megabytes(form))
    except HotlineError as refused:
        act.session.rollback()
        return _listing(request, act, form=form, refused=refused)
    return _begun(parts, run)


@router.post("/file")
def send(
    request: Request,
    sent: Annotated[SentFile, Depends(history_of)],
    act: _Administrator,
    parts: ServicesDep,
) -> Response:
    """Take a small file in one piece, as a browser without our script sends it."""
    try:
        if not sent.name:
            raise Invalid("请选择文件。", fields={"file": "请选择文件。"})
        run = running.open_upload(act, name=sent.name, size=len(sent.content))
        uploads.append(parts.settings.uploads, run, at=0, piece=sent.content)
        assert run.id is not None
        running.check_file(act, run_id=run.id)
    except HotlineError as refused:
        act.session.rollback()
        return _listing(request, act, refused=refused)
    return _begun(parts, run)


@router.post("/pieces")
def open_pieces(act: _Administrator, form: FormDep) -> Response:
    """Open an upload in pieces; the answer names the run they belong to."""
    run = running.open_upload(act, name=form.text("name"), size=form.number("size"))
    return JSONResponse({"run": run.id, "piece": _PIECE}, headers={"Cache-Control": "no-store"})


@router.post("/{run_id}/pieces")
def take_piece(
    piece: Annotated[bytes, Depends(piece_of)],
    act: _Administrator,
    parts: ServicesDep,
    run_id: _RunId,
    at: int,
) -> Response:
    """Take one piece; the last one has the file checked."""
    run = runs.find(act.session, run_id)
    if run.state is not RunState.UPLOADING or at < 0:
        raise NotFound("这次上传已经结束。", code="no_upload")
    here = uploads.append(parts.settings.uploads, run, at=at, piece=piece)
    answer = JSONResponse({"here": here}, headers={"Cache-Control": "no-store"})
    if here == run.file_size:
        running.check_file(act, run_id=run_id)
        answer.background = BackgroundTask(parts.launch, run_id)
    return answer


@router.get("/{run_id}")
def watch(request: Request, act: _Administrator, parts: ServicesDep, run_id: _RunId) -> Response:
    """Show one run: how far it is, what it told, and what a person can do now."""
    return _shown(request, act, run_id)


@router.get("/{run_id}/progress")
def progress(request: Request, act: _Administrator, run_id: _RunId) -> Response:
    """Show how far a run is; one that has ended brings the whole page anew."""
    run = runs.find(act.session, run_id)
    shown_run = run_view(run, lines=runs.lines(act.session, run_id), at=act.at)
    context = {"run": shown_run, "part": True}
    shown = page(request, "artifacts/run_progress.html", context)
    if not run.state.is_open:
        shown.headers["HX-Refresh"] = "true"
    return shown


@router.get("/{run_id}/refused.csv")
def refused_rows(act: _Administrator, parts: ServicesDep, run_id: _RunId) -> Response:
    """Give the rows that cannot be imported, with the reason beside each."""
    run = runs.find(act.session, run_id)
    path = uploads.refused_of(parts.settings.uploads, run)
    if not path.exists():
        raise NotFound("文件已经清理，请重新上传检查。", code="no_file")
    taken = Export(
        kind=ExportKind.REFUSED,
        form="csv",
        rows=uploads.refused_rows(parts.settings.uploads, run),
        address=f"/admin/artifacts/runs/{run_id}",
        conditions={"文件": run.file_name},
    )
    note_export(parts, act, taken)
    headers = {"Cache-Control": "no-store"}
    return FileResponse(
        path, media_type="text/csv; charset=utf-8", filename="refused.csv", headers=headers
    )


@router.post("/{run_id}/answer")
def answer(
    request: Request, act: _Administrator, parts: ServicesDep, run_id: _RunId, form: FormDep
) -> Response:
    """Import a checked file, train on it, or check it again with other columns."""
    wanted = form.text("intent")
    try:
        if not uploads.is_whole(parts.settings.uploads, runs.find(act.session, run_id)):
            raise Conflict("文件没有传完或已经清理，请重新上传。", code="no_file")
        if wanted == "check":
            run = running.check_file(act, run_id=run_id, mapping=_mapping(form))
        elif wanted in _CHOICES:
            kind, memory = RunKind(wanted), _megabytes(form)
            run = running.confirm(act, run_id=run_id, kind=kind, megabytes=memory)
        else:
            raise Invalid("请选择要做什么。", code="no_intent")
    except HotlineError as refused:
        act.session.rollback()
        return _shown(request, act, run_id, refused=refused)
    return _begun(parts, run)


@router.post("/{run_id}/stop")
def stop(request: Request, act: _Administrator, parts: ServicesDep, run_id: _RunId) -> Response:
    """End a run, or give its file up."""
    try:
        run = running.stop(act, run_id=run_id)
    except HotlineError as refused:
        act.session.rollback()
        return _shown(request, act, run_id, refused=refused)
    if run.state is RunState.CANCELLED:
        uploads.forget(parts.settings.uploads, run)
    return seen_other(f"/admin/artifacts/runs/{run_id}")


def _begun(parts: Services, run: Run) -> Response:
    """Go to the run's page; its process starts once the row can be seen by others."""
    assert run.id is not None
    gone = seen_other(f"/admin/artifacts/runs/{run.id}")
    gone.background = BackgroundTask(parts.launch, run.id)
    return gone


def _listing(
    request: Request, act: Acting, *, form: Form = EMPTY, refused: HotlineError | None = None
) -> Response:
    context = {
        "rows": [run_row(run) for run in runs.recent(act.session)],
        "occupying": runs.occupying(act.session),
        "finished": count_finished(act.session),
        "memory_value": form.text("megabytes") or str(running.MEGABYTES),
        "largest": running.LARGEST // 10**6,
        "columns": COLUMNS,
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "artifacts/runs.html", context, status=status)


def _shown(
    request: Request, act: Acting, run_id: int, *, refused: HotlineError | None = None
) -> Response:
    run = runs.find(act.session, run_id)
    found = Findings.from_json(run.findings) if run.findings else None
    context = {
        "run": run_view(run, lines=runs.lines(act.session, run_id), at=act.at),
        "found": found,
        "chosen": columns_chosen(found) if found else (),
        "columns": COLUMNS,
        "occupying": runs.occupying(act.session),
        "imported": runs.imported_before(act.session, run),
        "memory_value": str(running.MEGABYTES),
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "artifacts/run.html", context, status=status)


def _megabytes(form: Form) -> int:
    given = form.text("megabytes").strip()
    return form.number("megabytes") if given else running.MEGABYTES


def _mapping(form: Form) -> str:
    """The columns a person chose, as `training.columns` reads them."""
    chosen = {name: form.text(f"column-{name}") for name in COLUMNS}
    return ",".join(f"{name}={header}" for name, header in chosen.items() if header)
