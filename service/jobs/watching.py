"""While a run is worked on: its lease is kept, its news written, a wish to stop heard."""

import _thread
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from models.clock import Clock
from models.database import Database
from models.errors import HotlineError
from service.operations import leasing
from service.operations.leasing import News

log = logging.getLogger(__name__)

_EVERY = 1.0  # seconds between two looks; a person who cancels should not wait long
_KEEP = 15  # looks after which the lease is prolonged though there is no news


class Stopped(Exception):  # noqa: N818 -- it is no error
    """A person asked the run to stop, or another worker has it."""


class Watch:
    """Tells of one run from a thread of its own; `report` and `tell` never wait for the database.

    With `interrupts`, work that reports nothing for long is interrupted like by Ctrl+C.
    """

    def __init__(
        self,
        database: Database,
        *,
        run_id: int,
        worker: str,
        clock: Clock,
        interrupts: bool = False,
    ) -> None:
        self._database = database
        self._run_id = run_id
        self._worker = worker
        self._clock = clock
        self._interrupts = interrupts
        self._lock = threading.Lock()
        self._news = News(stage="", share=0.0)
        self._told: News | None = None
        self._lines: list[tuple[datetime, str]] = []
        self._over = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        """Begin to keep the lease."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write the last news; the run itself is ended by whoever worked on it."""
        self._over.set()
        self._thread.join()
        self._write()

    @property
    def stopped(self) -> bool:
        """Whether the worker was told to stop."""
        return self._stopped.is_set()

    def report(self, stage: str, share: float) -> None:
        """Say where the work is, from 0 to 1.

        Raises:
            Stopped: it is wanted no more.
        """
        if self._stopped.is_set():
            raise Stopped
        with self._lock:
            self._news = News(stage=stage, share=share)

    def tell(self, line: str) -> None:
        """Leave a line for people."""
        with self._lock:
            self._lines.append((self._clock(), line))

    def part(self, start: float, stop: float) -> Callable[[str, float], None]:
        """Return a function that reports one step as its part of the whole."""

        def report(stage: str, fraction: float) -> None:
            self.report(stage, start + (stop - start) * fraction)

        return report

    def _beat(self) -> None:
        quiet = 0
        while not self._over.wait(_EVERY):
            quiet = 0 if self._has_news() else quiet + 1
            wanted = self._write() if quiet % _KEEP == 0 else self._is_wanted()
            if not wanted:
                self._stopped.set()
                if self._interrupts and not self._over.is_set():
                    _thread.interrupt_main()
                return

    def _is_wanted(self) -> bool:
        try:
            with self._database.read() as session:
                return leasing.is_wanted(session, run_id=self._run_id, worker=self._worker)
        except HotlineError:
            return True

    def _has_news(self) -> bool:
        with self._lock:
            return bool(self._lines) or self._told != self._news

    def _write(self) -> bool:
        """Write what is new; whether to go on. A database that is away is asked again."""
        with self._lock:
            lines, self._lines = self._lines, []
            news = News(stage=self._news.stage, share=self._news.share, lines=tuple(lines))
            at, self._told = self._clock(), self._news
        try:
            with self._database.write() as session:
                return leasing.keep(
                    session, run_id=self._run_id, worker=self._worker, at=at, news=news
                )
        except HotlineError as error:
            log.warning("run %s could not be told of: %s", self._run_id, error)
            with self._lock:
                self._lines[:0] = lines
            return True
