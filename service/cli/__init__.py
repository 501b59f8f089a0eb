"""`hotline …`: the same verbs at a terminal, with errors in one sentence."""

import errno
import sys

import typer
from rich.console import Console

from models.errors import HotlineError
from service.cli import audit, data, demo, duties, figures, learning, routing, running
from triage.errors import ArtifactError

app = typer.Typer(
    name="hotline",
    help="12345 热线智能派单：受理、建议、派单、办理、回访与再训练。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("serve")(running.serve)
app.command("jobs")(running.jobs)
app.command("work", hidden=True)(running.work)
app.add_typer(data.db, name="db")
app.add_typer(duties.duties, name="duties")
app.add_typer(audit.audit, name="audit")
app.command("train")(learning.train)
app.command("evaluate")(learning.evaluate)
app.command("promote")(learning.promote)
app.command("rollback")(learning.rollback)
app.command("artifacts")(learning.artifacts)
app.command("triage")(routing.triage)
app.command("figures")(figures.figures)

_NO_ROOM = {errno.ENOSPC: "磁盘已满", errno.EDQUOT: "磁盘配额已满"}


def main() -> None:
    """Run the command line; what goes wrong is told in one sentence and ends with status 1."""
    try:
        app()
    except (HotlineError, ArtifactError) as error:
        _fail(str(error))
    except OSError as error:
        what = _NO_ROOM.get(error.errno or 0, error.strerror or str(error))
        where = f"（{error.filename}）" if error.filename else ""
        _fail(f"{what}{where}。请检查磁盘空间和目录权限后重试，已保存的数据没有受影响。")
    except KeyboardInterrupt:
        _fail("已中断，已保存的数据没有受影响。", status=130)


def _fail(sentence: str, *, status: int = 1) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(sentence, style="red", markup=False)
    sys.exit(status)
