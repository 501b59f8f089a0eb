"""The artefacts (模型制品) that an administrator looks after: compared, promoted, rolled back."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.enums import Role
from models.errors import HotlineError
from service.deps import PageAllowed, ServicesDep
from service.installation import Services
from service.operations.acting import Acting
from service.operations.artifacts import promote as put_in_service
from service.operations.artifacts import rollback as roll_back
from service.problems import status_of
from service.queries import reference
from service.queries.acceptance import acceptance
from service.web.artifacts import artifact_views, history_views
from service.web.forms import FormDep
from service.web.places import seen_other
from service.web.rendering import page
from training.admission import verdict_on
from training.promotion import Verdict

router = APIRouter(prefix="/admin")

_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]


@router.get("/artifacts")
def artifacts(
    request: Request, act: _Administrator, parts: ServicesDep, done: str = ""
) -> Response:
    """Show every version of the artefact beside the one that is live."""
    return _artifacts(request, act, parts, done=done)


@router.post("/artifacts/promote")
def promote(request: Request, act: _Administrator, parts: ServicesDep, form: FormDep) -> Response:
    """Put a version in service, if what is live is still what the page showed."""

    def run() -> None:
        put_in_service(
            act,
            registry=parts.registry,
            version=form.text("artifact"),
            expected=form.text("expected") or None,
            force=form.text("forced") == "true",
        )

    return _changed(request, act, parts, run)


@router.post("/artifacts/rollback")
def rollback(request: Request, act: _Administrator, parts: ServicesDep) -> Response:
    """Return to the version that was live before."""

    def run() -> None:
        roll_back(act, registry=parts.registry)

    return _changed(request, act, parts, run)


def _changed(request: Request, act: Acting, parts: Services, run: Callable[[], None]) -> Response:
    try:
        run()
    except HotlineError as refused:
        return _artifacts(request, act, parts, refused=refused)
    return seen_other("/admin/artifacts", done="1")


def _artifacts(
    request: Request,
    act: Acting,
    parts: Services,
    *,
    done: str = "",
    refused: HotlineError | None = None,
) -> Response:
    entries = parts.registry.list()
    live = parts.registry.live()
    parts.engine.suggester(act.session)
    context = {
        "artifacts": artifact_views(entries, verdicts=_verdicts(act, parts)),
        "live": live or "",
        "acceptance": acceptance(act.session, artifact=live, until=act.at) if live else [],
        "earlier": parts.registry.rollback_target() or "",
        "history": history_views(parts.registry.history()),
        "trouble": parts.engine.trouble,
        "done": done,
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "admin/artifacts.html", context, status=status)


def _verdicts(act: Acting, parts: Services) -> dict[str, Verdict]:
    """Ask the gates about every version that could go live."""
    registry, city = parts.registry, reference.knowledge(act.session, on=act.today)
    return {
        entry.version: verdict_on(
            version=entry.version, registry=registry, knowledge=city, on=act.today
        )
        for entry in registry.list()
        if entry.record is not None and not entry.live
    }
