"""The clients of the mixed load: each takes the next step of the mix and times every request."""

import random
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx2 as httpx

from training.sample.city import load_city
from training.sample.generator import generate
from training.sample.ticket import SampleTicket

#: Of a hundred steps; an intake is two requests.
MIX = {
    "ticket": 24,
    "inbox": 18,
    "queue": 6,
    "search": 6,
    "events": 6,
    "intake": 25,
    "move": 15,
}
_WORDS = (
    "油烟",
    "路灯",
    "停车",
    "噪声",
    "物业",
    "井盖",
    "公交",
    "社保",
    "培训班 退费",
    "小区 漏水",
)
_REPLY = "已到现场核实并责成责任单位整改，三个工作日内完成，完成后电话回告诉求人。"
#: The life of a ticket after dispatch: the step, who takes it, and with what.
_LIFE: Sequence[tuple[str, str, Mapping[str, object] | None]] = (
    ("acknowledge", "unit", None),
    ("contact", "unit", {"way": "phone"}),
    ("reply", "unit", {"public_text": _REPLY}),
    ("accept-reply", "dispatcher", {}),
    ("revisit", "clerk", {"was_contacted": True, "is_solved": True, "satisfaction": "satisfied"}),
)


@dataclass(frozen=True, kw_only=True)
class Took:
    """One request: what it was, how long it took, and whether it went well."""

    name: str
    milliseconds: float
    is_fine: bool
    said: str = ""


@dataclass(kw_only=True)
class _Ticket:
    """A ticket under way, as its last answer showed it."""

    number: str
    etag: str
    unit: str
    done: int = 0


@dataclass(kw_only=True)
class Crowd:
    """Everybody who asks: secrets by role and unit, matters to take in, tickets under way."""

    address: str
    secrets: Mapping[str, str]
    past: Sequence[str]
    seed: int
    took: list[Took] = field(default_factory=list)
    steps: int = 0
    _under_way: deque[_Ticket] = field(default_factory=deque)
    _done: deque[str] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        day = date(2026, 10, 1)
        self._matters = generate(load_city(), rows=60_000, seed=self.seed, start=day, end=day)

    def warm(self, tickets: int) -> None:
        """Take in tickets before anything is timed, so that there is something to move."""
        with httpx.Client(base_url=self.address, timeout=30) as client:
            one = Client(crowd=self, client=client, seed=self.seed)
            for _ in range(tickets):
                one.intake()
            for name in MIX:
                getattr(one, name)()
        wrong = [each for each in self.took if not each.is_fine]
        assert not wrong, wrong[:3]
        self.took.clear()

    def run(self, seed: int, until: float) -> None:
        """Go along the mix with one connection until the time is up."""
        order = [name for name, share in MIX.items() for _ in range(share)]
        random.Random(seed).shuffle(order)
        with httpx.Client(base_url=self.address, timeout=30) as client:
            one = Client(crowd=self, client=client, seed=seed)
            step = 0
            while time.perf_counter() < until:
                getattr(one, order[step % len(order)])()
                step += 1
        with self._lock:
            self.steps += step

    def matter(self) -> SampleTicket:
        """Return the next matter that somebody calls about."""
        with self._lock:
            return next(self._matters)

    def taken_in(self, ticket: _Ticket) -> None:
        """Put a ticket where it waits for its next step."""
        self._under_way.append(ticket)

    def next_under_way(self) -> _Ticket:
        """Take the ticket that waited longest."""
        return self._under_way.popleft()

    def a_number(self, dice: random.Random) -> str:
        """Return the number of a ticket, as often of this load's own as of the past."""
        with self._lock:
            fresh = [*self._under_way][-50:]
        return (
            dice.choice(fresh).number if fresh and dice.random() < 0.5 else dice.choice(self.past)
        )

    def note(self, took: Took) -> None:
        """Keep what a request took."""
        self.took.append(took)  # appending to a list is safe between threads


@dataclass(kw_only=True)
class Client:
    """One connection, used for whoever has the next step."""

    crowd: Crowd
    client: httpx.Client
    seed: int

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.units = sorted(name for name in self.crowd.secrets if name.isupper())

    def ticket(self) -> None:
        """Read a ticket whole."""
        self._get("ticket", f"/tickets/{self.crowd.a_number(self.dice)}", "dispatcher")

    def events(self) -> None:
        """Read a ticket's trail."""
        self._get("events", f"/tickets/{self.crowd.a_number(self.dice)}/events", "dispatcher")

    def inbox(self) -> None:
        """Look at what waits for a unit."""
        status = self.dice.choice(("DISPATCHED", "HANDLING"))
        self._get("inbox", f"/tickets?status={status}&order=due", self.dice.choice(self.units))

    def queue(self) -> None:
        """Look at what waits for dispatch or for a reply's review."""
        status = self.dice.choice(("RECEIVED", "REPLIED"))
        self._get("queue", f"/tickets?status={status}&order=due", "dispatcher")

    def search(self) -> None:
        """Search among all tickets."""
        self._get("search", f"/tickets?q={self.dice.choice(_WORDS)}", "dispatcher")

    def intake(self) -> None:
        """Ask for a suggestion, then save the ticket and dispatch it to the first unit named."""
        matter = self.crowd.matter()
        words = {"text": matter.text, "address": matter.address, "area": matter.area or None}
        asked = self._post("suggestion", "/suggestions", "operator", words)
        if not asked.is_success:
            return
        shown = asked.json()
        unit = shown["candidates"][0]["unit"]
        route = {"unit": unit, "suggestion": shown["id"]}
        given = words | {"kind": matter.kind, "phone": "13800138000", "dispatch": route}
        saved = self._post("save", "/tickets", "operator", given)
        if saved.is_success:
            number = saved.json()["number"]
            self.crowd.taken_in(_Ticket(number=number, etag=saved.headers["etag"], unit=unit))

    def move(self) -> None:
        """Take the next step of a ticket under way, by whom it is for."""
        ticket = self.crowd.next_under_way()
        step, who, body = _LIFE[ticket.done]
        who = ticket.unit if who == "unit" else who
        answer = self._post(
            "move",
            f"/tickets/{ticket.number}/{step}",
            who,
            body,
            headers={"If-Match": ticket.etag, "Idempotency-Key": f"{ticket.number}-{step}"},
        )
        ticket.etag, ticket.done = answer.headers.get("etag", ""), ticket.done + 1
        if answer.is_success and ticket.done < len(_LIFE):
            self.crowd.taken_in(ticket)

    def _get(self, name: str, path: str, who: str) -> httpx.Response:
        return self._send(name, "GET", path, who)

    def _post(self, name: str, path: str, who: str, body: object, **more: Any) -> httpx.Response:
        return self._send(name, "POST", path, who, json=body, **more)

    def _send(self, name: str, method: str, path: str, who: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.crowd.secrets[who]}"} | more.pop("headers", {})
        began = time.perf_counter()
        answer = self.client.request(method, path, headers=headers, **more)
        self.crowd.note(
            Took(
                name=name,
                milliseconds=1000 * (time.perf_counter() - began),
                is_fine=answer.is_success,
                said="" if answer.is_success else f"{answer.status_code} {answer.text[:300]}",
            )
        )
        return answer
