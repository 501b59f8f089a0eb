"""The live classifier inside the service: swapped without a restart, absent without harm."""

import logging
import threading
from dataclasses import dataclass

from models.database import Database
from service.queries import reference
from training.registry import Registry
from triage.errors import ArtifactError
from triage.knowledge import Knowledge
from triage.suggester import Suggester

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Live:
    version: str
    city_stamp: int
    suggester: Suggester


class Engine:
    """Holds the suggester of the live artefact; `suggester` returns it, or nothing.

    The form must work with the classifier down, so nothing here raises for a bad artefact: the
    reason is kept in `trouble` and shown to people instead.
    """

    def __init__(self, *, registry: Registry, database: Database) -> None:
        self._registry = registry
        self._database = database
        self._lock = threading.Lock()
        self._live: _Live | None = None
        self._city_stamp = 0
        self._refused: tuple[str, str] | None = None

    def forget_city(self) -> None:
        """Read units, duties and areas again at the next suggestion; call it when they change."""
        self._city_stamp += 1

    @property
    def trouble(self) -> str:
        """Why there is no suggester, in words for people; empty when there is one."""
        if self._live is not None:
            return ""
        return self._refused[1] if self._refused else "还没有启用的模型制品，请管理员先训练并启用。"

    def suggester(self) -> Suggester | None:
        """Return the suggester of what is live now, loading it when that has changed."""
        version = self._registry.live()
        live = self._live
        if live and live.version == version and live.city_stamp == self._city_stamp:
            return live.suggester
        with self._lock:
            return self._refresh(version)

    def _refresh(self, version: str | None) -> Suggester | None:
        live, stamp = self._live, self._city_stamp
        if version is None:
            self._live = None
            return None
        if live and live.version == version:
            if live.city_stamp != stamp:
                suggester = live.suggester.with_knowledge(self._knowledge())
                self._live = _Live(version=version, city_stamp=stamp, suggester=suggester)
            return self._live.suggester if self._live else None
        if self._refused and self._refused[0] == version:
            return live.suggester if live else None
        try:
            suggester = Suggester(self._registry.load(version), self._knowledge())
        except (ArtifactError, OSError) as error:
            # An older artefact that works is better than none: it stays in service.
            log.error("artifact %s refused: %s", version, error)
            self._refused = (version, str(error))
            return live.suggester if live else None
        self._refused = None
        self._live = _Live(version=version, city_stamp=stamp, suggester=suggester)
        return suggester

    def _knowledge(self) -> Knowledge:
        with self._database.read() as session:
            return reference.knowledge(session)
