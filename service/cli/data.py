"""`hotline db …`: the schema's commands."""

import typer

from models import schema
from service.cli.parts import open_services, out

db = typer.Typer(help="数据库结构。", no_args_is_help=True)


@db.command("upgrade")
def upgrade() -> None:
    """把数据库升级到当前版本的结构（可重复运行）。"""
    parts = open_services(need_schema=False)
    schema.upgrade(parts.database)
    out.print(f"数据库结构已是 {schema.current(parts.database)}。")


@db.command("current")
def current() -> None:
    """显示数据库结构的版本。"""
    parts = open_services(need_schema=False)
    found = schema.current(parts.database) or "空库"
    out.print(f"现为 {found}，程序需要 {schema.newest()}。")
