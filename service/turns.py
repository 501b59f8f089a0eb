"""Writers of a process take turns before they take a thread: SQLite lets one write at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary


class Turns:
    """A fair queue of the requests that write; who waits holds neither a thread nor a connection.

    Left to SQLite, each waits in a thread of its own and looks again after ever longer sleeps:
    the late come first, and when all threads wait, the writer finds none to finish in.
    """

    def __init__(self, *, needed: bool) -> None:
        self._needed = needed
        # A lock belongs to one event loop; tests run several.
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
            WeakKeyDictionary()
        )

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn and hold it; nobody waits where it is not needed."""
        if not self._needed:
            yield
            return
        async with self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            yield
