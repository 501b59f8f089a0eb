"""`python -m training.sample --rows N --seed S --out FILE` writes a history of the city."""

import argparse
import sys
from datetime import date
from pathlib import Path

from training.sample.city import load_city
from training.sample.generator import generate
from training.sample.writing import write_history

START = date(2024, 1, 1)
END = date(2026, 10, 31)


def main() -> int:
    """Parse the arguments, write the file, say how many rows it has."""
    parser = argparse.ArgumentParser(prog="training.sample", description="生成示范城市的历史工单")
    parser.add_argument("--rows", type=int, default=20_000, help="行数")
    parser.add_argument("--seed", type=int, default=12_345, help="随机种子，相同种子结果相同")
    parser.add_argument("--start", type=date.fromisoformat, default=START, help="起始日期")
    parser.add_argument("--end", type=date.fromisoformat, default=END, help="结束日期（含）")
    parser.add_argument("--out", type=Path, required=True, help="输出文件，.csv 或 .parquet")
    options = parser.parse_args()
    try:
        tickets = generate(
            load_city(), rows=options.rows, seed=options.seed, start=options.start, end=options.end
        )
        count = write_history(tickets, path=options.out)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"已写入 {count} 行：{options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
