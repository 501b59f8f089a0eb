"""The OpenAPI document holds together and tells of errors."""

import re
from collections.abc import Iterator
from typing import Any

from models.enums import Role, Status
from service.api.document import TAGS
from service.api.examples import EXAMPLES
from service.problems import PROBLEM_JSON
from tests.callers import API, People


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_the_document_holds_together(sqlite_people: People) -> None:
    answer = sqlite_people.client.get(f"{API}/openapi.json")
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    for reference in references(document):
        here = document
        for step in reference.removeprefix("#/").split("/"):
            here = here[step]
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    names = [operation["operationId"] for _, _, operation in operations]
    assert len(names) == len(set(names))
    assert len(operations) > 35
    for path, method, operation in operations:
        assert operation["description"], path
        told = operation["responses"]
        errors = {status for status in told if int(status) >= 400}
        assert errors, (path, method)
        for status in errors:
            assert told[status] == {"$ref": f"#/components/responses/E{status}"}, (path, status)
            shared = document["components"]["responses"][f"E{status}"]
            assert list(shared["content"]) == [PROBLEM_JSON]
        assert re.search("[\u4e00-\u9fff]", operation["summary"]), path
        assert operation["description"].startswith(operation["summary"])
        assert set(operation["tags"]) <= set(TAGS)
        in_path = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        assert in_path == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_moves_tell_what_they_need(sqlite_people: People) -> None:
    document = sqlite_people.client.get(f"{API}/openapi.json").json()
    move = document["paths"][f"{API}/tickets/{{number}}/acknowledge"]["post"]
    assert {"400", "401", "403", "404", "409", "412", "422", "428", "503"} <= set(move["responses"])
    headers = {one["name"].lower() for one in move["parameters"] if one["in"] == "header"}
    assert headers == {"if-match", "idempotency-key"}
    assert [one["name"] for one in move["parameters"] if one["required"]] == ["number", "if-match"]
    assert move["security"]
    assert "security" not in document["paths"][f"{API}/health"]["get"]


def test_a_body_tells_what_its_step_demands(sqlite_people: People) -> None:
    document = sqlite_people.client.get(f"{API}/openapi.json").json()

    def demanded(step: str) -> list[str]:
        body = document["paths"][f"{API}/tickets/{{number}}/{step}"]["post"]["requestBody"]
        schema = body["content"]["application/json"]["schema"]
        return schema["allOf"][1]["required"] if "allOf" in schema else []

    assert demanded("reply") == ["public_text"]
    assert demanded("refuse-return") == ["reason"]
    assert demanded("grant-return") == []
    assert demanded("request-return") == ["basis", "reason_code"]
    schemas = document["components"]["schemas"]
    assert schemas["ReplyInput"]["additionalProperties"] is False
    for status in Status:
        assert f"`{status}` {status.label}" in schemas["Status"]["description"]


def test_every_example_is_taken(sqlite_people: People) -> None:
    def handled() -> dict[str, Any]:
        answer = sqlite_people[Role.OPERATOR].post("/tickets", EXAMPLES["/tickets"])
        assert answer.status_code == 201, answer.text
        return sqlite_people[Role.OFFICER].move(answer.json(), "acknowledge")

    assert sqlite_people.client.post(f"{API}/sessions", json=EXAMPLES["/sessions"]).is_success
    asked = sqlite_people[Role.OPERATOR].post("/suggestions", EXAMPLES["/suggestions"])
    assert asked.status_code == 503  # the body was read; nothing is trained here that could answer
    taken = set()
    for path, body in EXAMPLES.items():
        step = path.removeprefix("/tickets/{number}/")
        if step == path:
            continue
        ticket = sqlite_people.dispatched() if step == "request-return" else handled()
        sqlite_people[Role.OFFICER].move(ticket, step, body)
        taken.add(step)
    assert taken == {"contact", "request-extension", "reply", "request-return"}


def test_a_number_is_no_instant(sqlite_people: People) -> None:
    told = sqlite_people[Role.OFFICER].get("/tickets?received_from=2026")
    assert told.status_code == 422
    assert "2026-11-12" in told.json()["fields"]["received_from"]
