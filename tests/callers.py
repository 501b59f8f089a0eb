"""Clients of the API that are logged in already, one for each role."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from models.enums import Role
from models.user import User
from service.installation import Services
from service.operations.accounts import open_session

API = "/api/v1"

PEOPLE = {
    Role.OPERATOR: "operator.lin",
    Role.DISPATCHER: "dispatcher.sun",
    Role.OFFICER: "officer.cgj",
    Role.REVISIT_CLERK: "revisit.mei",
    Role.SUPERVISOR: "supervisor.wei",
    Role.ADMINISTRATOR: "admin",
    Role.AUDITOR: "auditor.shi",
    Role.EVALUATOR: "evaluator.gu",
}

SMOKE = "我家楼下的烧烤店每天晚上油烟直接往楼上排，窗户都不敢开，请城管来管一管。"


@dataclass
class Caller:
    """Somebody with a bearer token; addresses are relative to the API's root."""

    client: TestClient
    token: str
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **more: Any):
        return self.send("GET", path, **more)

    def post(self, path: str, body: object = None, **more: Any):
        return self.send("POST", path, body, **more)

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        etag: str | None = None,
        key: str | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ):
        sent = {"Authorization": f"Bearer {self.token}"} | (headers or {})
        if etag is not None:
            sent["If-Match"] = etag
        if key is not None:
            sent["Idempotency-Key"] = key
        if body is not None:
            more["json"] = body
        address = path if path.startswith(API) else API + path
        return self.client.request(method, address, headers=sent, **more)

    def move(self, ticket: dict[str, Any], step: str, body: object = None, **more: Any):
        """Take a step with a ticket as it was last seen, and return its new state."""
        tag = f'"{ticket["number"]}-{ticket["version"]}"'
        answer = self.post(f"/tickets/{ticket['number']}/{step}", body, etag=tag, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()


class People:
    """Callers by role or user name, logged in behind the form's back: hashing takes its time."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.client = TestClient(app)
        self.parts: Services = app.state.services
        self._known: dict[str, Caller] = {}

    def __getitem__(self, who: Role | str) -> Caller:
        name = PEOPLE[who] if isinstance(who, Role) else who
        if name not in self._known:
            self._known[name] = Caller(self.client, self._secret(name))
        return self._known[name]

    def _secret(self, username: str) -> str:
        with self.parts.database.write() as session:
            user = session.exec(select(User).where(User.username == username)).one()
            return open_session(session, user=user, at=self.parts.clock(), hours=10_000)[0]

    def ticket(self, **more: Any) -> dict[str, Any]:
        """Take in a ticket and return it."""
        answer = self[Role.OPERATOR].post("/tickets", {"text": SMOKE, "kind": "COMPLAINT"} | more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def dispatched(self, unit: str = "CGJ") -> dict[str, Any]:
        """Take in a ticket, dispatch it and return it."""
        return self.ticket(dispatch={"unit": unit})

    def handled(self, officer: str = "officer.cgj", unit: str = "CGJ") -> dict[str, Any]:
        """Return a ticket that its unit has acknowledged."""
        return self[officer].move(self.dispatched(unit), "acknowledge")
