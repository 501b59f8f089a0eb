"""The pages: thin edges that parse, call one verb of the operations, and render."""

from fastapi import APIRouter

from service.web import (
    artifacts,
    audit,
    automatic,
    briefs,
    calendars,
    citizen,
    contests,
    dashboard,
    duties,
    duty_changes,
    figures,
    intake,
    notices,
    passwords,
    policies,
    presence,
    rating,
    reorganising,
    reply_pages,
    runs,
    samples,
    saved_views,
    sessions,
    styleguide,
    ticket_list,
    tickets,
    tokens,
    units,
    users,
)
from service.web.desks import batches, dispatch, inbox, judgements, revisits

#: The pages by what they are about; the order decides which address is tried first.
PARTS = (
    sessions.router,
    citizen.router,
    rating.router,
    intake.router,
    batches.router,
    judgements.router,
    dispatch.router,
    inbox.router,
    revisits.router,
    presence.router,
    ticket_list.router,
    saved_views.router,
    tickets.router,
    reply_pages.router,
    contests.router,
    runs.router,
    artifacts.router,
    users.router,
    passwords.router,
    units.router,
    tokens.router,
    duty_changes.router,
    duties.router,
    reorganising.router,
    calendars.router,
    policies.router,
    figures.router,
    briefs.router,
    dashboard.router,
    notices.router,
    automatic.router,
    audit.router,
    samples.router,
    styleguide.router,
)

router = APIRouter(include_in_schema=False)
for _part in PARTS:
    router.include_router(_part)
