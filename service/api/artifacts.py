"""Artefacts (模型制品): which there are, how good, which is live, and changing that."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from models.enums import Role
from models.errors import NotFound
from service.api.edges import WRITING, json_of, only
from service.api.idempotency import response_of
from service.api.representations import (
    ArtifactList,
    ArtifactOut,
    EvaluationOut,
    LiveOut,
)
from service.deps import ServicesDep
from service.inputs import PromoteInput
from service.operations import artifacts
from service.operations.acting import Acting
from training.registry import Entry

router = APIRouter(prefix="/artifacts", tags=["artifacts"])

Administrator = Annotated[Acting, only(Role.ADMINISTRATOR)]
Reader = Annotated[Acting, only(Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)]
Version = Annotated[str, Path(max_length=64, description="制品版本")]

WHATEVER_IS_LIVE = PromoteInput()


@router.get("", response_model=ArtifactList)
def listed(act: Reader, parts: ServicesDep) -> Response:
    """全部制品及其考核结果；live 为现用版本。"""
    entries = tuple(_shown(entry) for entry in parts.registry.list())
    return response_of(json_of(ArtifactList(live=parts.registry.live(), artifacts=entries)))


@router.get("/{version}", response_model=ArtifactOut)
def read(version: Version, act: Reader, parts: ServicesDep) -> Response:
    """一个制品。"""
    found = next((entry for entry in parts.registry.list() if entry.version == version), None)
    if found is None:
        raise NotFound("没有这个版本的模型制品。", code="unknown_artifact")
    return response_of(json_of(_shown(found)))


@router.post("/rollback", response_model=LiveOut, responses=WRITING)
def roll_back(act: Administrator, parts: ServicesDep) -> Response:
    """退回上一个启用过的版本；服务不停。"""
    version = artifacts.rollback(act, registry=parts.registry)
    return response_of(json_of(LiveOut(live=version)))


@router.post("/{version}/promote", response_model=LiveOut, responses=WRITING)
def promote(
    version: Version,
    act: Administrator,
    parts: ServicesDep,
    given: PromoteInput = WHATEVER_IS_LIVE,
) -> Response:
    """启用一个版本：须达上线条件，或 force 并写明 reason；expected 与现用版本不同时拒绝。"""
    expected = given.expected or parts.registry.live()
    artifacts.promote(
        act,
        registry=parts.registry,
        version=version,
        expected=expected,
        force=given.force,
        reason=given.reason,
    )
    return response_of(json_of(LiveOut(live=version)))


def _shown(entry: Entry) -> ArtifactOut:
    manifest, record = entry.manifest, entry.record
    return ArtifactOut(
        version=entry.version,
        live=entry.live,
        trouble=entry.trouble,
        created_at=manifest.created_at if manifest else None,
        rows=manifest.rows if manifest else None,
        labels=len(manifest.labels) if manifest else None,
        trained_on=manifest.trained_on if manifest else None,
        parent=manifest.parent if manifest else None,
        evaluation=EvaluationOut(
            rows=record.evaluation.rows,
            accuracy=record.evaluation.accuracy,
            macro_f1=record.evaluation.macro_f1,
            top_3=record.evaluation.top_3,
            ece=record.evaluation.ece,
            coverage_97=record.evaluation.coverage_97,
            coverage_99=record.evaluation.coverage_99,
        )
        if record
        else None,
    )
