"""The JSON API under /api/v1: parse, call one verb, render."""

from fastapi import APIRouter

from service.api import (
    artifacts,
    audit,
    automatic,
    calendars,
    contests,
    documents,
    duties,
    figures,
    handling,
    health,
    moves,
    notices,
    policies,
    rating,
    reference,
    reorganising,
    reply_checks,
    samples,
    sessions,
    suggestions,
    supervising,
    tickets,
    tokens,
)
from service.api.edges import COMMON, DESCRIBED, KNOWN
from service.api.rendering import PREFIX

router = APIRouter(prefix=PREFIX)
router.include_router(health.router)
router.include_router(sessions.public)
for protected in (
    sessions,
    suggestions,
    tickets,
    moves,
    handling,
    reply_checks,
    documents,
    supervising,
    rating,
    reference,
    duties,
    reorganising,
    samples,
    tokens,
    artifacts,
    contests,
    calendars,
    policies,
    figures,
    notices,
    automatic,
    audit,
):
    router.include_router(protected.router, dependencies=[DESCRIBED, KNOWN], responses=COMMON)

__all__ = ["router"]
