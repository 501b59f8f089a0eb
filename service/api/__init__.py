"""The JSON API under /api/v1: parse, call one verb, render."""

from fastapi import APIRouter

from service.api import (
    artifacts,
    contests,
    health,
    moves,
    reference,
    sessions,
    suggestions,
    tickets,
    tokens,
)
from service.api.edges import COMMON, DESCRIBED
from service.api.rendering import PREFIX

router = APIRouter(prefix=PREFIX)
router.include_router(health.router)
router.include_router(sessions.public)
for protected in (sessions, suggestions, tickets, moves, reference, contests, tokens, artifacts):
    router.include_router(protected.router, dependencies=[DESCRIBED], responses=COMMON)

__all__ = ["router"]
