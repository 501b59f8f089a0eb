"""Notices (提醒): a person's own, those of the role and of the unit."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.api.edges import WRITING, json_of, only
from service.api.idempotency import REPEATABLE, once, response_of
from service.api.rendering import PREFIX, address_of
from service.api.representations.automatic import NoticeOut, NoticePageOut, ReadOut
from service.automatic_inputs import ReadInput
from service.deps import EVERYONE
from service.operations.acting import Acting
from service.operations.reading import mark_all_read, mark_read, reader_of
from service.operations.repeating import Answer
from service.queries import notices
from service.queries.notices import Told

router = APIRouter(prefix="/notices", tags=["notices"])

Anybody = Annotated[Acting, only(*EVERYONE)]


@router.get("", response_model=NoticePageOut)
def listed(
    act: Anybody,
    *,
    unread: bool = False,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = notices.PAGE,
) -> Response:
    """本角色、本单位的提醒，新的在前；unread 只看未读。"""
    reader = reader_of(act.actor)
    found = notices.page(act.session, reader, only_unread=unread, before=before, size=limit)
    more = f"{PREFIX}/notices?before={found.after}&limit={limit}&unread={str(unread).lower()}"
    shown = NoticePageOut(
        unread=notices.unread(act.session, reader),
        notices=tuple(map(_shown, found.notices)),
        next=more if found.after else None,
    )
    return response_of(json_of(shown))


@router.post("/read", response_model=ReadOut, dependencies=[REPEATABLE], responses=WRITING)
def read(request: Request, act: Anybody, given: ReadInput) -> Response:
    """标为已读：ids 逐条，或 up_to 及其以前的全部；同一单位（角色）的同事也随之已读。"""

    def effect() -> Answer:
        marked = mark_read(act, ids=given.ids)
        if given.up_to is not None:
            marked += mark_all_read(act, up_to=given.up_to)
        left = notices.unread(act.session, reader_of(act.actor))
        return json_of(ReadOut(marked=marked, unread=left))

    return once(request, act, given=given, effect=effect)


def _shown(told: Told) -> NoticeOut:
    notice = told.notice
    return NoticeOut(
        id=notice.id or 0,
        kind=notice.kind,
        kind_label=notice.kind.label,
        text=notice.text,
        ticket=told.number or None,
        href=address_of(told.number) if told.number else None,
        created_at=notice.created_at,
        read_at=notice.read_at,
        read_by=notice.read_by,
    )
