"""The parts of one running installation, opened from its settings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from models.cipher import Cipher
from models.clock import Clock, system_clock, to_city
from models.database import Database
from models.settings import Settings
from service.launching import launch
from service.operations.engine import Engine
from service.operations.repeating import RunningKeys
from service.turns import Turns
from training.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Services:
    """What everything at the edge is given: settings, database, artefacts, key and clock.

    `launch` starts a process for a run (训练与导入) of this number.
    """

    settings: Settings
    database: Database
    registry: Registry
    engine: Engine
    cipher: Cipher
    clock: Clock
    turns: Turns
    launch: Callable[[int], None]
    running: RunningKeys = field(default_factory=RunningKeys)


def create_services(settings: Settings, *, clock: Clock = system_clock) -> Services:
    """Open the installation's parts; nothing is written but the key, at the first start."""
    key = settings.key()
    database = Database(settings.url)
    registry = Registry(root=settings.artifacts, key=key)
    return Services(
        settings=settings,
        database=database,
        registry=registry,
        engine=Engine(registry=registry, today=lambda: to_city(clock()).date()),
        cipher=Cipher(key),
        clock=clock,
        turns=Turns(needed=database.is_sqlite),
        launch=partial(launch, settings),
    )
