"""What several commands need: settings, the open parts, a terminal, a progress bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from models import schema
from models.errors import Invalid, Unavailable
from models.settings import Settings
from service.installation import Services, create_services

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
        raise Unavailable("数据库还没有升级到当前版本，请先运行 hotline db upgrade。")
    return parts


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[str, float], None]]:
    """Yield a function that shows a stage and how much of the whole is done, from 0 to 1."""
    columns = (
        TextColumn("{task.description}", table_column=None),
        BarColumn(bar_width=32),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out, transient=False) as progress:
        task = progress.add_task(title, total=1.0)

        def report(stage: str, fraction: float) -> None:
            progress.update(task, description=f"{title} · {stage}", completed=fraction)

        yield report
