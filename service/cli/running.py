"""`hotline serve` and `hotline jobs`: the long-running halves of the service."""

import errno
import os
import signal
import socket
import time
from typing import Annotated

import typer

from models.errors import Unavailable
from service.cli.parts import open_services, out
from service.jobs import Surroundings, run_all
from service.jobs.runs import wait_and_carry_out

_WHY = {
    errno.EADDRINUSE: "端口已被占用",
    errno.EACCES: "没有使用这个端口的权限",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}

Host = Annotated[str | None, typer.Option(help="监听地址，默认取 HOTLINE_HOST。")]
Port = Annotated[int | None, typer.Option(help="监听端口，默认取 HOTLINE_PORT。", min=1, max=65535)]
Workers = Annotated[int, typer.Option(help="工作进程数。", min=1, max=64)]


def serve(host: Host = None, port: Port = None, workers: Workers = 1) -> None:
    """启动服务（页面与接口）。"""
    parts = open_services()
    run_server(host=host or parts.settings.host, port=port or parts.settings.port, workers=workers)


def run_server(*, host: str, port: int, workers: int) -> None:
    """Serve until interrupted.

    Raises:
        Unavailable: the port is taken or may not be used.
    """
    import uvicorn

    check_port(host, port)
    uvicorn.run(
        "service.app:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        timeout_graceful_shutdown=5,
        server_header=False,
    )


def check_port(host: str, port: int) -> None:
    """Say clearly when a port cannot be had.

    Raises:
        Unavailable: another program listens there, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = _WHY.get(error.errno or 0, error.strerror)
            raise Unavailable(
                f"无法监听 {host}:{port}：{why}。"
                "请用 HOTLINE_PORT 换一个端口，或先停止占用它的程序。",
                code="port_taken",
            ) from error


def work(run: Annotated[int, typer.Argument(help="任务编号。", min=1)]) -> None:
    """执行页面上启动的一次训练或导入（由服务自动运行）。"""
    os.nice(10)  # people at the desks come first
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    wait_and_carry_out(open_services(), run_id=run)


def jobs(
    once: Annotated[bool, typer.Option("--once", help="只运行一遍。")] = False,
    every: Annotated[int, typer.Option(help="两遍之间的秒数。", min=1)] = 60,
) -> None:
    """运行定时任务：逾期签收、补充期满、预警、督办升级、自动派单、归档、清理（可同时运行多个）。"""
    around = Surroundings.of(open_services())
    while True:
        try:
            for job, done in run_all(around):
                if done or once:
                    out.print(f"{job.label}：{done}")
        except Unavailable as error:
            if once:
                raise
            out.print(str(error))  # a database that is away comes back; the next round tries again
        if once:
            return
        time.sleep(every)
