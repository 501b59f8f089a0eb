"""Warm suggestions over HTTP at a steady rate: `python tests/bench/suggestion_latency.py`.

Needs a prepared installation (`hotline demo --no-serve`, `HOTLINE_VAR` as there). Starts the real
server, sends messages of the generator at the given rate, open loop: a slow answer does not slow
the next question down. Prints percentiles and the machine.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import httpx2 as httpx
from figures import keep

from training.sample.city import load_city
from training.sample.generator import generate


def messages(count: int) -> list[str]:
    day = date(2026, 10, 1)
    return [one.text for one in generate(load_city(), rows=count, seed=77, start=day, end=day)]


def started(port: int) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [Path(sys.executable).parent / "hotline", "serve", "--port", str(port)]
    )
    for _ in range(200):
        try:
            httpx.get(f"http://127.0.0.1:{port}/api/v1/health", timeout=2)
            return server
        except httpx.HTTPError:
            time.sleep(0.1)
    server.kill()
    raise SystemExit("the server did not start")


def measure(port: int, rate: float, texts: list[str]) -> list[float]:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=30) as client:
        login = {"username": "operator.lin", "password": "hotline-demo"}
        secret = client.post("/sessions", json=login).json()["token"]
        client.headers["authorization"] = f"Bearer {secret}"

        def ask(due: float, text: str) -> float:
            answer = client.post("/suggestions", json={"text": text})
            assert answer.status_code == 201, answer.text
            return (time.perf_counter() - due) * 1000

        for text in texts[:40]:
            ask(time.perf_counter(), text)  # warm
        with ThreadPoolExecutor(32) as pool:
            waiting = []
            begin = time.perf_counter()
            for number, text in enumerate(texts[40:]):
                due = begin + number / rate
                time.sleep(max(0.0, due - time.perf_counter()))
                waiting.append(pool.submit(ask, due, text))
            return [one.result() for one in waiting]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--port", type=int, default=8791)
    given = parser.parse_args()
    texts = messages(int(given.rate * given.seconds) + 40)
    server = started(given.port)
    try:
        took = sorted(measure(given.port, given.rate, texts))
    finally:
        server.terminate()
        server.wait()
    cut = statistics.quantiles(took, n=100)
    keep(
        "suggestion_latency",
        {f"{given.rate:g}/s p{at} ms": cut[at - 1] for at in (50, 95, 99)},
    )
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}")
    print(
        f"{len(took)} suggestions at {given.rate:g}/s: "
        f"p50 {cut[49]:.1f} ms, p95 {cut[94]:.1f} ms, p99 {cut[98]:.1f} ms, max {took[-1]:.1f} ms"
    )


if __name__ == "__main__":
    main()
