"""The live classifier inside the service: swapped without a restart, absent without harm."""

import logging
import threading
from dataclasses import dataclass

from sqlmodel import Session

from models.revision import city_revision
from service.queries import reference
from training.registry import Registry
from triage.errors import ArtifactError
from triage.suggester import Suggester

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Live:
    version: str
    revision: int
    suggester: Suggester


class Engine:
    """Holds the suggester of the live artefact; `suggester` returns it, or nothing.

    The form must work with the classifier down, so nothing here raises for a bad artefact: the
    reason is kept in `trouble` and shown to people instead.
    """

    def __init__(self, *, registry: Registry) -> None:
        self._registry = registry
        self._lock = threading.Lock()
        self._live: _Live | None = None
        self._refused: tuple[str, str] | None = None

    @property
    def trouble(self) -> str:
        """Why there is no suggester, in words for people; empty when there is one."""
        if self._live is not None:
            return ""
        return self._refused[1] if self._refused else "还没有启用的模型制品，请管理员先训练并启用。"

    def suggester(self, session: Session) -> Suggester | None:
        """Return the suggester of what is live now, with the city's rules as they are now."""
        version, revision = self._registry.live(), city_revision(session)
        live = self._live
        if live and live.version == version and live.revision == revision:
            return live.suggester
        with self._lock:
            return self._refresh(session, version, revision)

    def _refresh(self, session: Session, version: str | None, revision: int) -> Suggester | None:
        live = self._live
        if version is None:
            self._live = None
            return None
        if live and live.version == version:
            if live.revision == revision:  # another thread was first
                return live.suggester
            suggester = live.suggester.with_knowledge(reference.knowledge(session))
            self._live = _Live(version=version, revision=revision, suggester=suggester)
            return suggester
        if self._refused and self._refused[0] == version:
            return live.suggester if live else None
        try:
            suggester = Suggester(self._registry.load(version), reference.knowledge(session))
        except (ArtifactError, OSError) as error:
            # An older artefact that works is better than none: it stays in service.
            log.error("artifact %s refused: %s", version, error)
            self._refused = (version, str(error))
            return live.suggester if live else None
        self._refused = None
        self._live = _Live(version=version, revision=revision, suggester=suggester)
        return suggester
