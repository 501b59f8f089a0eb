"""The OpenAPI document holds together and tells of errors."""

from collections.abc import Iterator

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
            assert list(told[status]["content"]) == [PROBLEM_JSON], (path, method, status)
        in_path = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        assert in_path == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_moves_tell_what_they_need(sqlite_people: People) -> None:
    document = sqlite_people.client.get(f"{API}/openapi.json").json()
    move = document["paths"][f"{API}/tickets/{{number}}/acknowledge"]["post"]
    assert {"400", "401", "403", "404", "409", "412", "422", "428", "503"} <= set(move["responses"])
    headers = {one["name"].lower() for one in move["parameters"] if one["in"] == "header"}
    assert headers == {"if-match", "idempotency-key"}
    assert move["security"]
    assert "security" not in document["paths"][f"{API}/health"]["get"]
