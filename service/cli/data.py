"""`hotline db …`: the schema's commands."""

from typing import Annotated

import typer

from models import schema
from models.database import Database
from service.cli.parts import open_services, out

db = typer.Typer(help="数据库结构。", no_args_is_help=True)


@db.command("upgrade")
def upgrade() -> None:
    """把数据库升级到当前版本的结构（可重复运行）。"""
    parts = open_services(need_schema=False)
    schema.upgrade(parts.database)
    out.print(f"数据库结构已是 {schema.current(parts.database)}。")
    fill_index(parts.database)


@db.command("reindex")
def reindex(
    everything: Annotated[bool, typer.Option("--all", help="全部重做，而不只补上缺的。")] = False,
) -> None:
    """补上检索索引里缺的工单（可随时中断，再次运行接着做）。"""
    from service.operations.indexing import forget_words

    parts = open_services()
    if everything:
        with parts.database.write() as session:
            forget_words(session)
    if not fill_index(parts.database):
        out.print("检索索引已齐全。")


def fill_index(database: Database) -> int:
    """Index what has no words yet, showing how far it is; return how many tickets that were."""
    from service.operations.indexing import index_missing

    done = 0
    for done, total in index_missing(database):
        out.print(f"检索索引：{done} / {total} 件", end="\r")
    if done:
        out.print(f"检索索引：已补 {done} 件。      ")
    return done


@db.command("current")
def current() -> None:
    """显示数据库结构的版本。"""
    parts = open_services(need_schema=False)
    found = schema.current(parts.database) or "空库"
    out.print(f"现为 {found}，程序需要 {schema.newest()}。")
