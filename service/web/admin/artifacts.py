"""The pages of the artefacts (模型制品): the live one, a candidate beside it, reports."""

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from models.enums import Role
from models.errors import HotlineError, NotFound
from service.deps import PageAllowed, ServicesDep
from service.installation import Services
from service.operations import artifacts as verbs
from service.operations.acting import Acting
from service.problems import status_of
from service.queries import automatic, reference, runs
from service.queries.acceptance import acceptance
from service.web.admin.artifact_views import (
    artifact_rows,
    candidate_of,
    history_rows,
    judgement,
    mix_ups,
    weakest_units,
)
from service.web.admin.comparison import ComparisonView, compare, figure_rows, findings_in_names
from service.web.admin.curves import Drawn, coverage_chart, reliability_chart
from service.web.forms import EMPTY, Form, FormDep
from service.web.names import names
from service.web.places import seen_other
from service.web.rendering import page
from training.admission import verdict_on
from training.promotion import Verdict
from training.registry import Entry

router = APIRouter(prefix="/admin/artifacts")

_Administrator = Annotated[Acting, Depends(PageAllowed(Role.ADMINISTRATOR))]
_Version = Annotated[str, Path(max_length=64)]


@router.get("")
def show(
    request: Request,
    act: _Administrator,
    parts: ServicesDep,
    candidate: str = "",
    done: str = "",
) -> Response:
    """Show how the live version does, and a candidate beside it."""
    return _shown(request, act, parts, candidate=candidate, done=done)


@router.get("/report/{version}")
def report(
    request: Request, act: _Administrator, parts: ServicesDep, version: _Version
) -> Response:
    """Show all that is known of one version."""
    entry = next((one for one in parts.registry.list() if one.version == version), None)
    if entry is None:
        raise NotFound("没有这个版本的模型制品。", code="unknown_artifact")
    return page(request, "artifacts/report.html", _report(act, parts, entry))


@router.post("/promote")
def promote(request: Request, act: _Administrator, parts: ServicesDep, form: FormDep) -> Response:
    """Put a version in service, if what is live is still what the page showed."""

    def run() -> None:
        verbs.promote(
            act,
            registry=parts.registry,
            version=form.text("artifact"),
            expected=form.text("expected") or None,
            force=form.text("forced") == "true",
            reason=form.text("reason"),
        )

    return _changed(request, act, parts, run, form=form)


@router.post("/rollback")
def rollback(request: Request, act: _Administrator, parts: ServicesDep, form: FormDep) -> Response:
    """Return to the version that was live before."""

    def run() -> None:
        verbs.rollback(act, registry=parts.registry)

    return _changed(request, act, parts, run, form=form)


def _changed(
    request: Request, act: Acting, parts: Services, run: Callable[[], None], *, form: Form
) -> Response:
    try:
        run()
    except HotlineError as refused:
        candidate = form.text("artifact")
        return _shown(request, act, parts, candidate=candidate, form=form, refused=refused)
    return seen_other("/admin/artifacts", done="1")


def _shown(
    request: Request,
    act: Acting,
    parts: Services,
    *,
    candidate: str = "",
    done: str = "",
    form: Form = EMPTY,
    refused: HotlineError | None = None,
) -> Response:
    entries, history = parts.registry.list(), parts.registry.history()
    live = parts.registry.live() or ""
    parts.engine.suggester(act.session)
    chosen = candidate_of(entries, history, candidate)
    compared = _compared(act, parts, entries, chosen) if chosen else None
    weeks = acceptance(act.session, artifact=live, until=act.at) if live else []
    since = [one for one in history_rows(history) if one.version == live]
    known = names(act.session)
    context = {
        "live": live,
        "since": since[0] if since else None,
        "weeks": weeks,
        "judgement": judgement(weeks, passes=compared.passes if compared else None)
        if weeks
        else "",
        "compared": compared,
        "automatic": [known.unit(code) for code in automatic.switched_on(act.session)],
        "earlier": parts.registry.rollback_target() or "",
        "rows": artifact_rows(entries, history),
        "history": history_rows(history),
        "trouble": parts.engine.trouble,
        "going_on": runs.occupying(act.session),
        "done": done,
        "reason": form.text("reason"),
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return page(request, "artifacts/page.html", context, status=status)


def _compared(
    act: Acting, parts: Services, entries: Sequence[Entry], version: str
) -> ComparisonView | None:
    own = next((one.record for one in entries if one.version == version), None)
    live = next((one for one in entries if one.live), None)
    if own is None:
        return None
    return compare(
        version=version,
        own=own,
        live=live.version if live else "",
        other=live.record if live else None,
        verdict=_verdict(act, parts, version),
        names=names(act.session),
    )


def _report(act: Acting, parts: Services, entry: Entry) -> dict[str, object]:
    found = entry.record.evaluation if entry.record else None
    known = names(act.session)
    curves = found.curves if found else None
    drawn = [Drawn(version=entry.version, role="candidate", curves=curves)] if curves else []
    used = [one for one in history_rows(parts.registry.history()) if one.version == entry.version]
    return {
        "row": next(
            one
            for one in artifact_rows(parts.registry.list(), parts.registry.history())
            if one.version == entry.version
        ),
        "manifest": entry.manifest,
        "evaluation": found,
        "figures": figure_rows(found) if found else (),
        "weakest": weakest_units(found, known) if found else (),
        "mixed": mix_ups(found, known) if found else (),
        "coverage": coverage_chart(drawn),
        "reliability": reliability_chart(drawn),
        "findings": findings_in_names(_verdict(act, parts, entry.version), known)
        if found and not entry.live
        else (),
        "used": used,
        "run": runs.of_version(act.session, entry.version),
    }


def _verdict(act: Acting, parts: Services, version: str) -> Verdict:
    """Ask the gates about a version that could go live."""
    city = reference.knowledge(act.session, on=act.today)
    return verdict_on(version=version, registry=parts.registry, knowledge=city, on=act.today)
