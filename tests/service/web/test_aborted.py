"""A browser that goes away while it sends is no error: nothing is written, nothing is logged."""

import asyncio
import logging

from service.deps import COOKIE


def _send_half(app, path: str, cookie: str) -> list[dict]:
    """Send the beginning of a form and leave; return what the application answered."""
    said = [
        {"type": "http.request", "body": b"csrf_token=abc&version=", "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[dict] = []

    async def receive():
        return said.pop(0) if len(said) > 1 else said[0]

    async def send(message):
        sent.append(message)

    headers = [
        (b"host", b"testserver"),
        (b"cookie", f"{COOKIE}={cookie}".encode()),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"content-length", b"400"),
    ]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }
    asyncio.run(app(scope, receive, send))
    return sent


def test_a_form_broken_off_is_answered_quietly(app, browser, desk, caplog):
    number = desk.receive()
    desk.dispatch(number)
    version = desk.version(number)
    officer = browser("officer")
    cookie = officer.client.cookies[COOKIE]
    with caplog.at_level(logging.WARNING):
        for path in (f"/tickets/{number}/acknowledge", f"/tickets/{number}/documents"):
            _send_half(app, path, cookie)
    assert [record.getMessage() for record in caplog.records] == []
    assert desk.version(number) == version
    assert officer.get(f"/tickets/{number}").status_code == 200
