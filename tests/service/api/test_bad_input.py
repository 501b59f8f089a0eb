"""Whatever is sent, the answer is a sentence or a sane result, and nothing is lost."""

import pytest

from models.enums import Role
from tests.callers import SMOKE, People

BODY = {"text": SMOKE, "kind": "COMPLAINT"}
JSON = {"Content-Type": "application/json"}


def problem(answer, status: int, code: str | None = None) -> dict:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"] == f"urn:hotline:problem:{body['code']}"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in body["detail"]), body["detail"]
    if code is not None:
        assert body["code"] == code
    return body


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b'{"text": "\xff\xfe"}', 400, "bad_request"),
        ("\ufeff{}".encode("utf-16"), 400, None),
        (b"[" * 100_000, 400, "bad_request"),
        (b"", 422, "invalid"),
        (b"null", 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b'"text"', 422, "invalid"),
    ],
)
def test_bodies_that_are_none(
    sqlite_people: People, content: bytes, status: int, code: str | None
) -> None:
    answer = sqlite_people[Role.OPERATOR].send("POST", "/tickets", content=content, headers=JSON)
    problem(answer, status, code)


def test_a_form_where_json_is_wanted(sqlite_people: People) -> None:
    answer = sqlite_people[Role.OPERATOR].send("POST", "/tickets", data={"text": "x"})
    assert "JSON" in problem(answer, 422, "invalid")["fields"]["body"]


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"text": "a\x00b"}, "text", "含有无法保存的字符，请删除后再试。"),
        ({"title": "\x00"}, "title", "含有无法保存的字符，请删除后再试。"),
        ({"text": 7}, "text", "应为文字。"),
        ({"text": None}, "text", "应为文字。"),
        ({"kind": "NOPE"}, "kind", None),
        ({"channel": "pigeon"}, "channel", "取值应为：phone、web、sms、wechat、app。"),
        ({"title": "长" * 201}, "title", "最多 200 字。"),
        ({"address": "长" * 301}, "address", "最多 300 字。"),
        ({"is_confidential": "也许"}, "is_confidential", "应为是或否（true / false）。"),
        ({"dispatch": {}}, "dispatch.unit", "缺少此项。"),
        ({"dispatch": {"unit": "\x00"}}, "dispatch.unit", "含有无法保存的字符，请删除后再试。"),
        ({"dispatch": {"unit": "CGJ", "asisting": []}}, "dispatch.asisting", "没有这个字段。"),
        ({"txet": "x"}, "txet", "没有这个字段。"),
        ({"phone": "打我电话"}, "phone", None),
        ({"area": "nowhere"}, "area", None),
        ({"category": "zz"}, "category", None),
        ({"text": ""}, "text", "请填写诉求内容。"),
        ({"text": " \n\u3000"}, "text", "请填写诉求内容。"),
        ({"text": "字" * 20_001}, "text", "最多 20000 字。"),
    ],
)
def test_a_wrong_field_is_named(
    people: People, change: dict, field: str, sentence: str | None
) -> None:
    desk = people[Role.OPERATOR]
    told = problem(desk.post("/tickets", BODY | change), 422)
    assert list(told["fields"]) == [field]
    if sentence is not None:
        assert told["fields"][field] == sentence
    assert desk.get("/tickets").json()["tickets"] == []


@pytest.mark.parametrize(
    "content",
    [
        b'{"text": "\\ud800", "kind": "COMPLAINT"}',
        b'{"text": "x", "kind": "COMPLAINT", "\\ud800": 1}',
        b'{"text": "x", "kind": "\\ud800"}',
    ],
)
def test_lone_surrogates_are_refused(sqlite_people: People, content: bytes) -> None:
    desk = sqlite_people[Role.OPERATOR]
    problem(desk.send("POST", "/tickets", content=content, headers=JSON), 422)


@pytest.mark.parametrize(
    "text",
    [
        "字" * 20_000,
        "😀🔥💧" * 30,
        "断",
        "Robert'); DROP TABLE ticket;--",
        "<script>alert(1)</script>",
        "中文 mixed \u202e bidi \u200b zero \ufffd",
        "\x01\x02\x7f binary \x1b[0m",
        "\u202e\u202e 𠮷野家 ﷽",
    ],
)
def test_strange_text_is_kept_as_it_came(people: People, text: str) -> None:
    ticket = people.ticket(text=text)
    assert people[Role.AUDITOR].get(ticket["href"]).json()["text"] == text


def test_long_codes_and_reasons_are_refused(people: People) -> None:
    ticket = people.ticket()
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    desk = people[Role.DISPATCHER]
    for step, body in (
        ("dispatch", {"unit": "x" * 33}),
        ("dispatch", {"unit": "CGJ", "assisting": ["ZJJ"] * 11}),
        ("void", {"reason": "长" * 2_001}),
        ("void", {"reason": ""}),
        ("hand-over", {"line": "999", "reason": "x"}),
        ("answer", {"public_text": "长" * 10_001}),
    ):
        problem(desk.post(f"{ticket['href']}/{step}", body, etag=tag), 422)
    assert people[Role.AUDITOR].get(ticket["href"]).headers["etag"] == tag


def test_illegal_moves_say_what_the_caller_may_do_and_who_may_do_the_other(people: People) -> None:
    ticket = people.ticket()
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    told = problem(
        people[Role.DISPATCHER].post(ticket["href"] + "/grant-return", {}, etag=tag),
        409,
        "illegal_move",
    )
    assert told["detail"] == (
        "工单处于“待派单”，不能“同意退单”。“同意退单”在“退单审核”时由派单员操作。"
        "您现在可以：派单、直接答复、不予受理、移交紧急热线、并单、作废、拆单、上传附件、催办。"
    )
    ticket = people.dispatched()
    tag = f'"{ticket["number"]}-{ticket["version"]}"'
    told = problem(
        people[Role.OFFICER].post(ticket["href"] + "/reply", {"public_text": "已办。"}, etag=tag),
        409,
        "illegal_move",
    )
    assert told["detail"].endswith("您现在可以：签收、申请退单、联系诉求人、上传附件。")


def test_addresses_and_methods_that_are_none(sqlite_people: People) -> None:
    client = sqlite_people.client
    problem(client.get("/api/v1/nothing"), 404, "not_found")
    problem(client.get("/api/"), 404, "not_found")
    wrong = client.put("/api/v1/tickets")
    problem(wrong, 405, "method_not_allowed")
    assert "POST" in wrong.headers["allow"]


def test_too_much_is_refused_however_it_comes(sqlite_people: People) -> None:
    desk = sqlite_people[Role.OPERATOR]
    huge = b'{"text": "' + b"x" * (3 * 1024 * 1024) + b'"}'
    problem(desk.send("POST", "/tickets", content=huge, headers=JSON), 413, "too_large")
    pieces = iter([huge[:1_000_000], huge[1_000_000:2_000_000], huge[2_000_000:]])
    problem(desk.send("POST", "/tickets", content=pieces, headers=JSON), 413, "too_large")


def test_huge_ids_are_no_server_error(people: People) -> None:
    admin = people[Role.ADMINISTRATOR]
    problem(admin.send("DELETE", f"/tokens/{2**70}"), 422)
    problem(admin.send("DELETE", "/tokens/999"), 404)
    problem(people[Role.AUDITOR].get("/suggestions/nope%00"), 404)
    problem(admin.get("/artifacts/nope"), 404)
    problem(admin.post("/artifacts/..%2f..%2fetc/promote"), 404)


@pytest.mark.parametrize("address", ["/tickets", "/departments", "/figures", "/me"])
def test_a_parameter_that_is_none_is_refused(sqlite_people: People, address: str) -> None:
    answer = sqlite_people[Role.SUPERVISOR].get(f"{address}?state=DISPATCHED")
    body = problem(answer, 422, "unknown_parameters")
    assert body["fields"] == {"state": "没有这个参数。"}


def test_the_parameters_that_are_known_are_named(sqlite_people: People) -> None:
    answer = sqlite_people[Role.OFFICER].get("/tickets?state=DISPATCHED&order=due")
    assert "、status、urgency。" in problem(answer, 422, "unknown_parameters")["detail"]
    assert sqlite_people[Role.OFFICER].get("/tickets?status=DISPATCHED&order=due").is_success


def test_a_wrong_value_of_a_list_names_the_parameter(sqlite_people: People) -> None:
    answer = sqlite_people[Role.OFFICER].get("/tickets?status=NEW")
    assert "状态" in problem(answer, 422, "invalid")["detail"]
