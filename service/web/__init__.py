"""The pages: thin edges that parse, call one verb of the operations, and render."""

from fastapi import APIRouter

from service.web import admin, intake, sessions, ticket_list, tickets, work

router = APIRouter(include_in_schema=False)
for _part in (sessions, intake, work, ticket_list, tickets, admin):
    router.include_router(_part.router)
