"""Real citizens' messages typed into the running service; they stay outside the repository."""

import csv
from pathlib import Path

import pytest

from models.enums import Role
from tests.callers import People

MESSAGES = Path(__file__).parents[3] / "shared" / "data" / "messages.csv"

# The messages carry no licence: they lie beside the project, and nobody else has them.
pytestmark = pytest.mark.skipif(
    not MESSAGES.exists(), reason=f"no real messages beside the project ({MESSAGES.name})"
)


def messages(count: int) -> list[dict[str, str]]:
    with MESSAGES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    # The longest, the shortest, and a spread of the others.
    rows.sort(key=lambda row: len(row["text"]))
    return [*rows[:3], *rows[3 : -3 : len(rows) // count], *rows[-3:]]


def test_real_messages_are_suggested_for_taken_in_and_kept_word_for_word(people: People) -> None:
    operator = people[Role.OPERATOR]
    for message in messages(30):
        words = {"title": message["title"][:200], "text": message["text"]}
        suggestion = operator.post("/suggestions", words)
        assert suggestion.status_code == 201, suggestion.text
        said = suggestion.json()
        assert said["abstained"] or said["candidates"]
        total = sum(candidate["probability"] for candidate in said["candidates"])
        assert total <= 1 + 1e-6
        for candidate in said["candidates"]:
            for evidence in candidate["evidence"]:
                span = evidence["span"]
                assert span["text"] == message["text"][span["start"] : span["end"]]
        taken = operator.post("/tickets", words | {"kind": "HELP"})
        assert taken.status_code == 201, taken.text
        assert taken.json()["text"] == message["text"]
