"""The pages: thin edges that parse, call one verb of the operations, and render."""

from fastapi import APIRouter

from service.web import (
    admin,
    audit,
    automatic,
    calendars,
    citizen,
    contests,
    dashboard,
    duties,
    figures,
    intake,
    notices,
    passwords,
    policies,
    presence,
    rating,
    reorganising,
    reply_pages,
    samples,
    runs,
    sessions,
    ticket_list,
    tickets,
    tokens,
    units,
    users,
)
from service.web.desks import batches, dispatch, inbox, revisits

#: The pages by what they are about; the order decides which address is tried first.
PARTS = (
    sessions.router,
    citizen.router,
    rating.router,
    intake.router,
    batches.router,
    dispatch.router,
    inbox.router,
    revisits.router,
    presence.router,
    ticket_list.router,
    tickets.router,
    reply_pages.router,
    contests.router,
    runs.router,
    admin.router,
    users.router,
    passwords.router,
    units.router,
    tokens.router,
    duties.router,
    reorganising.router,
    calendars.router,
    policies.router,
    figures.router,
    dashboard.router,
    notices.router,
    automatic.router,
    audit.router,
    samples.router,
)

router = APIRouter(include_in_schema=False)
for _part in PARTS:
    router.include_router(_part)
