"""Files of a ticket: uploaded, listed with the ticket, downloaded."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response, UploadFile

from models.enums import Role
from service.api.conditional import VERSIONED, etag, opened
from service.api.edges import MOVING, Number, json_of, only
from service.api.handled import document_out
from service.api.idempotency import REPEATABLE, once
from service.api.representations.handling import DocumentOut
from service.deps import DESK, EVERYONE
from service.downloads import file_response
from service.handling_inputs import FileInput
from service.operations import documents
from service.operations.acting import Acting
from service.operations.repeating import Answer
from service.operations.visibility import scope
from service.queries import tickets

router = APIRouter(prefix="/tickets/{number}/documents", tags=["documents"])

Writer = Annotated[Acting, only(*DESK, Role.OFFICER, Role.REVISIT_CLERK, Role.SUPERVISOR)]
Reader = Annotated[Acting, only(*EVERYONE)]
#: One byte more than is allowed is enough to know that it is too much.
_READ = documents.LARGEST + 1


@router.post(
    "",
    status_code=201,
    response_model=DocumentOut,
    dependencies=[REPEATABLE, VERSIONED],
    responses=MOVING,
)
def upload(
    number: Number,
    request: Request,
    act: Writer,
    file: UploadFile,
    is_citizens: Annotated[bool, Form(description="由诉求人提供")] = False,
) -> Response:
    """上传附件：PDF、JPG、PNG、DOC、DOCX，不超过 2 MB；以文件内容而非扩展名为准。"""
    name, content = file.filename or "", file.file.read(_READ)
    given = FileInput(
        name=name[:300], sha256=hashlib.sha256(content).hexdigest(), is_citizens=is_citizens
    )

    def effect() -> Answer:
        ticket = opened(act, number=number, request=request)
        sent = documents.Upload(name=name, content=content, is_citizens=is_citizens)
        kept = documents.attach(act, ticket, upload=sent)
        shown = document_out(kept, number=number)
        return json_of(shown, status=201, tag=etag(ticket), location=shown.href)

    return once(request, act, given=given, effect=effect)


@router.get("/{document}", response_class=Response)
def download(number: Number, document: str, act: Reader) -> Response:
    """下载附件；无权查看时 404。"""
    ticket = tickets.find(act.session, number=number, unit=scope(act.actor))
    return file_response(documents.opened_document(act, ticket, document=document[:64]))
