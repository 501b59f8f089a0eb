"""The first day (首日) in the service: rules alone made into an artefact, aside."""

import logging
import threading
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from triage.artifact import LoadedArtifact
from triage.firstday import as_artifact
from triage.lessons import Lesson, teachable
from triage.rulereader import RuleReader, learn_rules

log = logging.getLogger(__name__)

PREPARING = "派单建议正在准备（尚无历史，正据分类目录与权责清单生成，约需几秒）。"
FAILED = "据分类目录与权责清单生成派单建议时出错，原因见服务日志。"

Taught = tuple[Lesson, ...]


class FirstDay:
    """Makes the artefact of the city's rules in a thread of its own, once for the same lessons.

    While newer lessons are being learned the older artefact serves; `serial` rises with each that
    is ready. Every worker process makes its own: the same rules give the same answers.
    """

    def __init__(self, *, learn: Callable[[Taught], RuleReader] | None = None) -> None:
        self._learn = learn or _learned_once
        self._lock = threading.Lock()
        self._wanted: tuple[Taught, date] | None = None
        self._worker: threading.Thread | None = None
        self._taught: Taught | None = None
        self._made: LoadedArtifact | None = None
        self.serial = 0
        self.trouble = ""

    def artifact(self, taught: Taught, *, on: date) -> LoadedArtifact | None:
        """Return what these lessons make, or until it is ready what stands, which may be nothing.

        Nothing too where the lessons are too few to tell units apart.
        """
        with self._lock:
            if taught == self._taught:
                return self._made
            if not teachable(taught):
                self._wanted = None
                self._keep(taught, None, trouble="")
                return None
            if self._wanted is None or self._wanted[0] != taught:
                self._wanted = (taught, on)
            self.trouble = PREPARING
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="first-day", daemon=True)
                self._worker.start()
            return self._made

    def wait(self, *, seconds: float) -> bool:
        """Wait for what is being made; tell whether nothing is left to make."""
        worker = self._worker
        if worker is not None:
            worker.join(seconds)
        return self._worker is None

    def forget(self) -> None:
        """Give the memory back; asked again, it is made again."""
        if self._taught is None and self._wanted is None:
            return
        with self._lock:
            self._wanted = None
            self._keep(None, None, trouble="")
        _learned.cache_clear()

    def _work(self) -> None:
        while (order := self._next()) is not None:
            taught, on = order
            made, trouble = self._made, ""
            try:
                made = as_artifact(self._learn(taught), on=on)
            except Exception:
                if not threading.main_thread().is_alive():
                    return  # the program has ended; nobody waits for what was being made
                # A thread that dies in silence would leave "being prepared" on the screen for ever.
                log.exception("first day not made")
                trouble = FAILED
            with self._lock:
                if self._wanted is order:
                    self._wanted = None
                    self._keep(taught, made, trouble=trouble)

    def _next(self) -> tuple[Taught, date] | None:
        with self._lock:
            if self._wanted is None:
                self._worker = None
            return self._wanted

    def _keep(self, taught: Taught | None, made: LoadedArtifact | None, *, trouble: str) -> None:
        self._taught, self._made, self.trouble = taught, made, trouble
        self.serial += 1


_learning = threading.Lock()


@lru_cache(maxsize=1)
def _learned(taught: Taught) -> RuleReader:
    return learn_rules(taught)


def _learned_once(taught: Taught) -> RuleReader:
    # One process may hold several applications of the same city; it learns its rules once.
    with _learning:
        return _learned(taught)
