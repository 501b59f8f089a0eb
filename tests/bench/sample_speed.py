"""How fast the demonstration history is made: `python tests/bench/sample_speed.py [ROWS]`."""

import resource
import sys
from datetime import date
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[2]))

from training.sample.city import load_city
from training.sample.generator import generate

START, END = date(2024, 1, 1), date(2026, 10, 31)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    began = perf_counter()
    city = load_city()
    loaded = perf_counter()
    tickets = generate(city, rows=rows, seed=12_345, start=START, end=END)
    next(tickets)
    ready = perf_counter()
    count = sum(1 for _ in tickets)
    seconds = perf_counter() - ready
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"load city {loaded - began:.2f} s, prepare {ready - loaded:.2f} s")
    print(f"{count} rows in {seconds:.1f} s: {count / seconds:,.0f} rows/s, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
