"""The README's walk-through for a department, run as it stands: a real server, curl and a token."""

import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from models.enums import Role
from tests.callers import People

README = Path(__file__).parents[2] / "README.md"

# A bare machine may lack curl, which the product itself does not need; CI installs it.
pytestmark = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="needs curl and bash"
)


def walkthrough() -> str:
    text = README.read_text(encoding="utf-8")
    found = re.search(r"<!-- walkthrough.*?-->\s*```sh\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def served(people: People) -> Iterator[str]:
    """The same application behind a real socket; yields its address."""
    config = uvicorn.Config(people.app, host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


def test_a_department_works_a_ticket_with_curl(people: People, served: str) -> None:
    ticket = people.dispatched("CGJ")
    issued = people[Role.ADMINISTRATOR].post(
        "/tokens", {"name": "城管局业务系统", "department": "CGJ", "days": 30}
    )
    script = walkthrough().replace("http://127.0.0.1:8012", served)
    done = subprocess.run(
        ["bash", "-euc", script],
        env={
            "PATH": "/usr/bin:/bin",
            "TOKEN": issued.json()["secret"],
            "NUMBER": ticket["number"],
            "LC_ALL": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    answers = [answer for answer, _ in _json_values(done.stdout)]
    listed, read, taken, contacted, replied, events = answers
    assert [row["number"] for row in listed["tickets"]] == [ticket["number"]]
    assert read["status"] == "DISPATCHED"
    assert taken["status"] == "HANDLING"
    assert (replied["status"], replied["replies"][0]["internal_note"]) == (
        "REPLIED",
        "现场照片已存档",
    )
    assert contacted["contacted_at"] is not None
    steps = [event["action"] for event in events["events"]]
    assert steps[-3:] == ["acknowledge", "contact", "reply"]

    accepted = people[Role.DISPATCHER].move(replied, "accept-reply")
    said = {"was_contacted": True, "is_solved": True, "satisfaction": "satisfied"}
    closed = people[Role.REVISIT_CLERK].move(accepted, "revisit", said)
    assert (closed["status"], closed["closure"]) == ("CLOSED", "SATISFIED")


def _json_values(text: str) -> Iterator[tuple[dict, int]]:
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        yield value, at
        while at < len(text) and text[at].isspace():
            at += 1
