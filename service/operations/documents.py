"""Files of a ticket (附件): taken in by what they are, not by what they are called."""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass

from models.document import Document
from models.enums import Action, Kind, Role
from models.errors import Conflict, Invalid, NotFound
from models.ids import opaque_id
from models.ticket import Ticket
from service.operations.acting import Acting, Actor
from service.operations.moving import note, plan_note
from service.operations.visibility import INSIDERS
from service.queries.documents import FileFacts, files_of

#: Bytes of a file, and files of a ticket.
LARGEST = 2 * 1024 * 1024
MOST = 30
_LONGEST_NAME = 200
#: Path separators, control characters, and what turns a file's name round (bidi marks).
_UNNAMEABLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_OLD_WORD = "application/msword"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: What a file of each kind begins with, and how it may be called.
_KINDS: tuple[tuple[bytes, str, frozenset[str]], ...] = (
    (b"%PDF-", "application/pdf", frozenset({"pdf"})),
    (b"\xff\xd8\xff", "image/jpeg", frozenset({"jpg", "jpeg"})),
    (b"\x89PNG\r\n\x1a\n", "image/png", frozenset({"png"})),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_WORD, frozenset({"doc"})),
    (b"PK\x03\x04", _WORD, frozenset({"docx"})),
)
_ACCEPTED = "PDF、JPG、PNG、DOC、DOCX"


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it came; `is_citizens`: the citizen gave it."""

    name: str
    content: bytes
    is_citizens: bool = False


def attach(act: Acting, ticket: Ticket, *, upload: Upload) -> Document:
    """Keep a file with its ticket; its digest goes into the event, so a changed one is found.

    Raises:
        Invalid: it is empty, too large, of another kind, or called otherwise than it is.
        Conflict: the ticket has as many files as it may have.
        IllegalMove: the ticket has been put away.
    """
    plan_note(act, ticket, Action.ATTACH)
    name = _plain_name(upload.name)
    media_type = checked_type(name=name, content=upload.content)
    if len(files_of(act.session, ticket)) >= MOST:
        raise Conflict(f"一张工单最多 {MOST} 个附件。", code="too_many_files")
    assert ticket.id is not None
    document = Document(
        id=opaque_id(),
        ticket_id=ticket.id,
        name=name,
        media_type=media_type,
        size=len(upload.content),
        sha256=hashlib.sha256(upload.content).hexdigest(),
        content=upload.content,
        is_citizens=upload.is_citizens or act.actor.role is Role.CITIZEN,
        uploaded_by=act.actor.name,
        department_code=act.actor.department,
        uploaded_at=act.at,
    )
    act.session.add(document)
    # Not the name: an event can never be blackened, and a name may say whose file it is.
    facts = {"document": document.id, "sha256": document.sha256}
    note(act, ticket, Action.ATTACH, facts=facts)
    return document


def opened_document(act: Acting, ticket: Ticket, *, document: str) -> Document:
    """Return a file of this ticket with its content.

    Raises:
        NotFound: there is none, or it is not for this person to see.
    """
    found = act.session.get(Document, document)
    if found is None or found.ticket_id != ticket.id or not sees_file(act.actor, ticket, found):
        raise NotFound("没有这个附件，或您无权查看。", code="unknown_document")
    return found


def visible_files(act: Acting, ticket: Ticket) -> list[FileFacts]:
    """Return the files of a ticket that this person may open, without their content."""
    return [row for row in files_of(act.session, ticket) if sees_file(act.actor, ticket, row)]


def sees_file(actor: Actor, ticket: Ticket, file: Document | FileFacts) -> bool:
    """Tell whether an actor may open a file.

    A unit's own: insiders and that unit. A citizen's: whoever reads the ticket, but of a
    confidential one no unit, and of a report (举报) supervisors alone.
    """
    if file.is_citizens:
        if ticket.kind is Kind.REPORT:
            return actor.role is Role.SUPERVISOR
        return actor.role is not Role.OFFICER or not ticket.is_confidential
    own = actor.role is Role.OFFICER and actor.department == file.department_code
    return own or actor.role in INSIDERS


def sealed_facts(act: Acting, ticket: Ticket, document: str) -> dict[str, str]:
    """Return what the event of a final reply keeps of its signed document; nothing for none.

    Raises:
        NotFound: the ticket has no such document.
    """
    if not document:
        return {}
    found = opened_document(act, ticket, document=document)
    return {"document": found.id, "sha256": found.sha256}


def checked_type(*, name: str, content: bytes) -> str:
    """Return the media type that a file's first bytes prove.

    Raises:
        Invalid: it is empty, too large, of another kind, or called otherwise than it is.
    """
    if not content:
        raise _refused("文件是空的。", code="empty_file")
    if len(content) > LARGEST:
        raise _refused(f"文件超过 {LARGEST // 1024 // 1024} MB。", code="file_too_large")
    for magic, media_type, endings in _KINDS:
        if content.startswith(magic) and _holds_text(media_type, content):
            if name.rpartition(".")[2].lower() not in endings:
                called = "、".join(sorted(endings))
                raise _refused(f"文件内容与扩展名不符，应为 {called}。", code="file_misnamed")
            return media_type
    raise _refused(f"只接收 {_ACCEPTED} 文件。", code="file_kind")


def _holds_text(media_type: str, content: bytes) -> bool:
    """Tell whether a container holds a text document and not, say, a table or an installer."""
    if media_type == _OLD_WORD:
        return "WordDocument".encode("utf-16-le") in content
    if media_type != _WORD:
        return True
    # Only the table of contents is read: nothing is unpacked.
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "word/document.xml" in packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def _plain_name(given: str) -> str:
    name = _UNNAMEABLE.sub("", given.replace("\\", "/").rpartition("/")[2]).strip()
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem.strip(". "):
        raise _refused(f"文件名须带扩展名；只接收 {_ACCEPTED} 文件。", code="file_kind")
    return f"{stem[: _LONGEST_NAME - 10]}.{ending[:9]}"


def _refused(sentence: str, *, code: str) -> Invalid:
    return Invalid(sentence, code=code, fields={"file": sentence})
