"""Whether the service can work, for monitors and load balancers; nobody logs in for it."""

from fastapi import APIRouter, Response

from service.api.edges import json_of, problems
from service.api.idempotency import response_of
from service.api.representations import HealthOut
from service.deps import ServicesDep

router = APIRouter(tags=["health"])


@router.get("/health", response_model=HealthOut, responses=problems(503))
def health(parts: ServicesDep) -> Response:
    """数据库是否可用、现用制品及其依据；没有制品时据分类目录与权责清单建议，仍可人工派单。"""
    with parts.database.read() as session:
        suggester = parts.engine.suggester(session)
    origin = parts.engine.origin
    shown = HealthOut(
        status="ok" if suggester else "degraded",
        database="ok",
        artifact=suggester.artifact.manifest.version if suggester else None,
        origin=origin,
        origin_label=origin.label if origin else None,
        trouble=parts.engine.trouble,
    )
    response = response_of(json_of(shown))
    response.headers["Cache-Control"] = "no-store"
    return response
