"""What several commands need: settings, the open parts, a terminal, a progress bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import ValidationError
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from models import schema
from models.clock import to_city
from models.errors import Invalid, Unavailable
from models.settings import Settings
from service.installation import Services, create_services

if TYPE_CHECKING:
    from training.labels import SuccessionFact
    from triage.knowledge import Knowledge

out = Console(highlight=False)


def read_settings() -> Settings:
    """Return the settings of the environment.

    Raises:
        Invalid: a variable has a value that cannot be used; the sentence names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        names = "、".join(f"HOTLINE_{str(item['loc'][0]).upper()}" for item in error.errors())
        raise Invalid(f"环境变量的值不可用：{names}。请对照 README 的设置表更正。") from error


def open_services(*, need_schema: bool = True) -> Services:
    """Open the installation that the environment names.

    Raises:
        Unavailable: the var directory cannot be written, or the database has no tables yet.
    """
    settings = read_settings()
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
        probe = settings.var / ".writable"
        probe.write_text("", encoding="utf-8")
        probe.unlink()
    except OSError as error:
        raise Unavailable(
            f"目录 {settings.var} 不可写：{error.strerror}。"
            "请更改权限，或用 HOTLINE_VAR 指定其他目录。"
        ) from error
    parts = create_services(settings)
    if need_schema and schema.current(parts.database) != schema.newest():
        raise _outdated()
    return parts


def _outdated() -> Unavailable:
    return Unavailable("数据库还没有升级到当前版本，请先运行 hotline db upgrade。")


def city_of(parts: Services) -> "tuple[Knowledge, list[SuccessionFact]]":
    """Return what the tables know of the city today; nothing where there are no tables yet.

    Raises:
        Unavailable: the tables are those of an older version.
    """
    from service.queries.reference import knowledge, successions
    from triage.knowledge import Knowledge

    found = schema.current(parts.database)
    if found is None:
        return Knowledge.empty(), []
    if found != schema.newest():
        raise _outdated()
    with parts.database.read() as session:
        return knowledge(session, on=to_city(parts.clock()).date()), successions(session)


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[str, float], None]]:
    """Yield a function that shows a stage and how much of the whole is done, from 0 to 1."""
    columns = (
        TextColumn("{task.description}", table_column=None),
        BarColumn(bar_width=32),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("还需"),
        TimeRemainingColumn(),
    )
    # Stages go at different speeds: an estimate over ten minutes jumps less than one over seconds.
    with Progress(*columns, console=out, speed_estimate_period=600) as progress:
        task = progress.add_task(title, total=1.0)

        def report(stage: str, fraction: float) -> None:
            progress.update(task, description=f"{title} · {stage}", completed=fraction)

        yield report
