"""Files of a ticket (附件), and the signed document of a final reply."""

import io
import zipfile

import pytest
from sqlmodel import select

from models.document import Document
from models.enums import Role
from service.operations.documents import LARGEST
from tests.callers import API, People

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOC = OLE + "WordDocument".encode("utf-16-le")


def packed(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return kept.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")


def upload(
    people: People,
    who: Role | str,
    ticket: dict,
    *,
    name: str = "签批件.pdf",
    content: bytes = PDF,
    key: str | None = None,
    **form: str,
):
    headers = {"Idempotency-Key": key} if key else {}
    return people[who].post(
        f"/tickets/{ticket['number']}/documents",
        etag=f'"{ticket["number"]}-{ticket["version"]}"',
        files={"file": (name, content, "text/html")},
        data=form,
        headers=headers,
    )


def now(people: People, ticket: dict, who: Role | str = Role.SUPERVISOR) -> dict:
    return people[who].get(ticket["href"]).json()


def replied(people: People) -> dict:
    ticket = people.handled()
    return people[Role.OFFICER].move(ticket, "reply", {"public_text": "已现场处理完毕。"})


def test_a_final_reply_needs_a_signed_document_of_the_same_ticket(people: People) -> None:
    ticket = replied(people)
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    body = {"reason": "诉求缺乏依据"}
    answer = people[Role.SUPERVISOR].post(f"{ticket['href']}/final-reply", body, etag=tag)
    assert answer.json()["fields"] == {"document": "请填写签批文件。"}
    foreign = upload(people, Role.SUPERVISOR, people.ticket()).json()["id"]
    answer = people[Role.SUPERVISOR].post(
        f"{ticket['href']}/final-reply", body | {"document": foreign}, etag=tag
    )
    assert answer.json()["code"] == "unknown_document"
    kept = upload(people, Role.SUPERVISOR, ticket).json()
    closed = people[Role.SUPERVISOR].move(
        now(people, ticket), "final-reply", body | {"document": kept["id"]}
    )
    assert (closed["status"], closed["closure"]) == ("CLOSED", "FINAL")
    event = people[Role.AUDITOR].get(ticket["href"] + "/events").json()["events"][-1]
    assert (event["facts"]["document"], event["facts"]["sha256"]) == (kept["id"], kept["sha256"])


def test_a_file_comes_back_as_it_was_and_is_only_ever_saved(people: People) -> None:
    ticket = people.handled()
    answer = upload(people, Role.OFFICER, ticket, name="现场 照片.PNG", content=PNG)
    assert answer.status_code == 201, answer.text
    kept = answer.json()
    assert answer.headers["location"] == kept["href"]
    assert (kept["name"], kept["media_type"], kept["size"]) == (
        "现场 照片.PNG",
        "image/png",
        len(PNG),
    )
    got = people[Role.OFFICER].get(kept["href"])
    assert got.content == PNG
    assert got.headers["content-type"] == "image/png"
    assert got.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%20%E7%85%A7%E7%89%87.PNG"
    )
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cache-control"] == "private, no-store"
    assert now(people, ticket, Role.OFFICER)["documents"] == [kept]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.jpeg", JPEG, "image/jpeg"),
        ("a.png", PNG, "image/png"),
        ("a.doc", DOC, "application/msword"),
        ("a.docx", DOCX, None),
        ("../../etc/a.pdf", PDF, "application/pdf"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(
    sqlite_people: People, name: str, content: bytes, media_type: str | None
) -> None:
    answer = upload(
        sqlite_people, Role.OPERATOR, sqlite_people.ticket(), name=name, content=content
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["name"] == name.rpartition("/")[2]
    assert media_type in {None, answer.json()["media_type"]}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "empty_file"),
        ("a.pdf", PDF + b"\0" * LARGEST, "file_too_large"),
        ("a.html", b"<html><script>alert(1)</script>", "file_kind"),
        ("a.pdf", b"MZ\x90\0", "file_kind"),
        ("a.exe", PDF, "file_misnamed"),
        ("a.docx", packed("xl/workbook.xml"), "file_kind"),
        ("a.docx", b"PK\x03\x04broken", "file_kind"),
        ("a.doc", OLE + b"Workbook", "file_kind"),
        ("pdf", PDF, "file_kind"),
        (".pdf", PDF, "file_kind"),
    ],
)
def test_other_files_are_refused(
    sqlite_people: People, name: str, content: bytes, code: str
) -> None:
    ticket = sqlite_people.ticket()
    answer = upload(sqlite_people, Role.OPERATOR, ticket, name=name, content=content)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert now(sqlite_people, ticket)["version"] == ticket["version"]


def test_an_upload_sent_twice_is_kept_once(people: People) -> None:
    ticket = people.ticket()
    first = upload(people, Role.OPERATOR, ticket, key="photo-1")
    again = upload(people, Role.OPERATOR, ticket, key="photo-1")
    assert first.json() == again.json()
    with people.parts.database.read() as session:
        assert len(session.exec(select(Document)).all()) == 1
    other = upload(people, Role.OPERATOR, ticket, key="photo-1", content=PDF + b"x")
    assert other.status_code == 422


def test_an_upload_needs_the_present_version(sqlite_people: People) -> None:
    ticket = sqlite_people.ticket()
    assert upload(sqlite_people, Role.OPERATOR, ticket).status_code == 201
    assert upload(sqlite_people, Role.OPERATOR, ticket).status_code == 412
    address = f"{API}/tickets/{ticket['number']}/documents"
    answer = sqlite_people[Role.OPERATOR].post(address, files={"file": ("a.pdf", PDF)})
    assert answer.status_code == 428


READERS = (
    Role.OPERATOR,
    Role.DISPATCHER,
    Role.OFFICER,
    "officer.hbj",
    Role.REVISIT_CLERK,
    Role.SUPERVISOR,
    Role.AUDITOR,
)


def readers(people: People, kept: dict) -> set[Role | str]:
    return {who for who in READERS if people[who].get(kept["href"]).status_code == 200}


def test_a_units_file_is_for_insiders_and_that_unit(people: People) -> None:
    ticket = people.ticket(dispatch={"unit": "CGJ", "assisting": ["HBJ"]})
    kept = upload(people, "officer.hbj", ticket).json()
    insiders = {Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR}
    assert readers(people, kept) == insiders | {"officer.hbj"}
    assert now(people, ticket, Role.OFFICER)["documents"] == []


@pytest.mark.parametrize(
    ("given", "hidden"),
    [
        ({}, set()),
        ({"is_confidential": True}, {Role.OFFICER, "officer.hbj"}),
        ({"kind": "REPORT"}, set(READERS) - {Role.SUPERVISOR}),
    ],
    ids=["plain", "confidential", "report"],
)
def test_a_citizens_file_follows_the_citizens_secrecy(
    people: People, given: dict, hidden: set
) -> None:
    ticket = people.ticket(dispatch={"unit": "CGJ", "assisting": ["HBJ"]}, **given)
    kept = upload(people, Role.OPERATOR, ticket, is_citizens="true").json()
    assert readers(people, kept) == set(READERS) - hidden


def test_a_unit_that_does_not_hold_the_ticket_gets_no_file(sqlite_people: People) -> None:
    ticket = sqlite_people.dispatched()
    kept = upload(sqlite_people, Role.OPERATOR, ticket, is_citizens="true").json()
    assert sqlite_people["officer.zjj"].get(kept["href"]).status_code == 404
    other = sqlite_people.dispatched("ZJJ")
    address = kept["href"].replace(ticket["number"], other["number"])
    assert sqlite_people["officer.zjj"].get(address).status_code == 404
    assert upload(sqlite_people, "officer.zjj", ticket).status_code == 404
