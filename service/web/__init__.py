"""The pages: thin edges that parse, call one verb of the operations, and render."""

from fastapi import APIRouter

from service.web import choices, notices, passwords, presence, sessions, styleguide
from service.web.admin import (
    artifacts,
    audit,
    automatic,
    calendars,
    checks,
    contests,
    duties,
    duty_changes,
    policies,
    reorganising,
    runs,
    samples,
    tokens,
    units,
    users,
)
from service.web.briefs import page as briefs
from service.web.citizen import progress as citizen
from service.web.citizen import rating
from service.web.dashboard import page as dashboard
from service.web.dashboard import themes
from service.web.desks import batches, dispatch, inbox, judgements, revisits
from service.web.figures import page as figures
from service.web.intake import page as intake
from service.web.search import page as ticket_list
from service.web.search import saved_views
from service.web.ticket import page as tickets
from service.web.ticket import reply_pages

#: The pages by what they are about; the order decides which address is tried first.
PARTS = (
    sessions.router,
    choices.router,
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
    themes.router,
    notices.router,
    automatic.router,
    checks.router,
    audit.router,
    samples.router,
    styleguide.router,
)

router = APIRouter(include_in_schema=False)
for _part in PARTS:
    router.include_router(_part)
