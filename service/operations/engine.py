"""The live classifier inside the service: swapped without a restart, absent without harm."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.revision import city_revision
from service.operations.beginning import FirstDay
from service.queries import reference
from training.registry import Registry
from triage.artifact import LoadedArtifact
from triage.errors import ArtifactError
from triage.knowledge import Knowledge
from triage.lessons import lessons
from triage.prediction import Origin
from triage.suggester import Suggester

log = logging.getLogger(__name__)

NOTHING_LIVE = "还没有启用的模型制品，请管理员先训练并启用。"


@dataclass(frozen=True, kw_only=True)
class _Case:
    """What decides which suggester serves: the name in `LIVE`, the rules' revision, the day."""

    version: str | None
    revision: int
    day: date


@dataclass(frozen=True, kw_only=True)
class _Live:
    """What serves in one case; `serial` tells which making of the rules it saw."""

    case: _Case
    knowledge: Knowledge
    suggester: Suggester | None
    origin: Origin
    serial: int


class Engine:
    """Holds the suggester of the live artefact, or one of the rules alone (首日) without any.

    The form must work with the classifier down, so nothing here raises for a bad artefact: the
    reason is kept in `trouble` and shown to people instead.
    """

    def __init__(self, *, registry: Registry, today: Callable[[], date]) -> None:
        self._registry = registry
        self._today = today
        self._lock = threading.Lock()
        self._first = FirstDay()
        self._held: LoadedArtifact | None = None
        self._refused: tuple[str, str] | None = None
        self._live: _Live | None = None

    @property
    def origin(self) -> Origin | None:
        """What suggestions rest on now; nothing while there are none."""
        live = self._live
        return live.origin if live and live.suggester else None

    @property
    def trouble(self) -> str:
        """What people should know: why there is no suggester, or that it knows rules alone."""
        refused = f"制品 {self._refused[0]} 不能使用：{self._refused[1]}" if self._refused else ""
        if self.origin is None:
            return refused + (self._first.trouble or ("" if refused else NOTHING_LIVE))
        if self.origin is Origin.HISTORY:
            return ""
        return f"{refused}暂按分类目录与权责清单建议。" if refused else f"{Origin.RULES.label}。"

    def suggester(self, session: Session) -> Suggester | None:
        """Return the suggester of what is live now, with the city's rules as they are now.

        Without an artefact that works it is one of rules alone; it is made aside, and until it is
        ready there is nothing.
        """
        case = _Case(
            version=self._registry.live(), revision=city_revision(session), day=self._today()
        )
        live = self._live
        if live and self._is_fresh(live, case):
            return live.suggester
        with self._lock:
            if self._live is None or not self._is_fresh(self._live, case):
                self._live = self._refreshed(session, case)
            return self._live.suggester

    def settle(self, session: Session, *, seconds: float) -> Suggester | None:
        """Like `suggester`, but wait so long for one that is being made."""
        self.suggester(session)
        self._first.wait(seconds=seconds)
        return self.suggester(session)

    def _is_fresh(self, live: _Live, case: _Case) -> bool:
        made = live.origin is Origin.HISTORY or live.serial == self._first.serial
        return made and live.case == case

    def _refreshed(self, session: Session, case: _Case) -> _Live:
        before, serial = self._live, self._first.serial
        if before and (before.case.revision, before.case.day) == (case.revision, case.day):
            knowledge = before.knowledge
        else:
            knowledge = reference.knowledge(session, on=case.day)
        loaded, origin = self._loaded(case.version), Origin.HISTORY
        if loaded is not None:
            self._first.forget()
        else:
            taught = lessons(knowledge, on=case.day)
            loaded, origin = self._first.artifact(taught, on=case.day), Origin.RULES
        return _Live(
            case=case,
            knowledge=knowledge,
            suggester=self._suggester(loaded, knowledge),
            origin=origin,
            serial=serial,
        )

    def _suggester(self, loaded: LoadedArtifact | None, knowledge: Knowledge) -> Suggester | None:
        if loaded is None:
            return None
        standing = self._live.suggester if self._live else None
        if standing is None or standing.artifact is not loaded:
            return Suggester(loaded, knowledge)
        is_same = standing.knowledge is knowledge
        return standing if is_same else standing.with_knowledge(knowledge)

    def _loaded(self, version: str | None) -> LoadedArtifact | None:
        """The artefact of this name; where it is refused, an older one that works is kept."""
        if version is None:
            self._held = self._refused = None
        elif self._held is not None and self._held.manifest.version == version:
            self._refused = None
        elif self._refused is None or self._refused[0] != version:
            try:
                self._held, self._refused = self._registry.load(version), None
            except (ArtifactError, OSError) as error:
                log.error("artifact %s refused: %s", version, error)
                self._refused = (version, str(error))
        return self._held
