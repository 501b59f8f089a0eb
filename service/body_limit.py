"""The largest request that is read, counted also where no Content-Length announces it."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import problem


class BodyLimit:
    """Refuses a body above `largest` bytes with 413 as soon as that is known."""

    def __init__(self, app: ASGIApp, *, largest: int) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless its length is too much; count what is read of its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > self._largest:
            limit = self._largest // 1024 // 1024
            refusal = problem(status=413, code="too_large", detail=f"内容超过 {limit} MB 上限。")
            await refusal(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._largest:
                # Whoever reads the body passes this on to the handler of such errors.
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
