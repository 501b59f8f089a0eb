"""Does it know what is no matter of ours: poems, greetings, adverts, chatter, beside messages.

An artefact of the generated history answers `offtopic.csv` (written by hand, short, and again four
of a sort run together) and, for false alarms, real messages of another province (shared data beside
the project, where present) and new generated tickets. Run: `python tests/bench/off_topic.py` with
the project on PYTHONPATH.
"""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from tests.bench.city import city_knowledge, city_successions
from tests.bench.routing_ablation import TODAY, generated, made, trained
from training.evaluation import full_text
from training.preparation import prepare
from triage.prediction import Abstention
from triage.suggester import Query, Suggester

NONSENSE = Path(__file__).with_name("offtopic.csv")
MESSAGES = Path(__file__).parents[3] / "shared" / "data" / "messages.csv"
_SAMPLE = 1_000


def main() -> None:
    """Train once and print a line for each kind of text."""
    knowledge = city_knowledge()
    history = generated(rows=20_000, seed=12345)
    prepared = prepare(
        history=history, knowledge=knowledge, successions=city_successions(), on=TODAY
    )
    suggester = made(trained(prepared, prepared.teaching), knowledge, rows=len(prepared.teaching))
    draw = random.Random(3)
    short, long = nonsense(draw)
    print("| texts | n | held back | of them by name | off topic | unknown words | too short |")
    print("|---|---|---|---|---|---|---|")
    print(line("nonsense, short", short, suggester))
    print(line("nonsense, long", long, suggester))
    new = prepared.at(prepared.split.held_out)[:_SAMPLE]
    print(line("generated tickets", [full_text(one) for one in new], suggester))
    if MESSAGES.exists():
        with MESSAGES.open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.DictReader(source))
        sample = draw.sample(rows, _SAMPLE)
        whole = [f"{row['title']}\n{row['text']}" for row in sample]
        print(line("real messages", whole, suggester))
        print(line("real titles alone", [row["title"] for row in sample], suggester))


def nonsense(draw: random.Random) -> tuple[list[str], list[str]]:
    """The texts as written, and four of each sort run together, four times each sort."""
    sorts: dict[str, list[str]] = defaultdict(list)
    with NONSENSE.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            sorts[row["sort"]].append(row["text"])
    short = [text for texts in sorts.values() for text in texts]
    long = [
        "".join(draw.sample(texts, min(4, len(texts)))) for texts in sorts.values() for _ in "1234"
    ]
    return short, long


def line(name: str, texts: Sequence[str], suggester: Suggester) -> str:
    """Shares of the texts that were held back, in all and under the three names."""
    found = suggester.suggest_many([Query(text=text) for text in texts], on=TODAY)
    why = Counter(one.abstained for one in found)
    empty = why[Abstention.TOO_SHORT] + why[Abstention.EMPTY]
    off, unknown = why[Abstention.OFF_TOPIC], why[Abstention.UNKNOWN_WORDS]
    counts = (len(texts) - why[None], off + unknown + empty, off, unknown, empty)
    shares = " | ".join(f"{count / len(texts):.3f}" for count in counts)
    return f"| {name} | {len(texts)} | {shares} |"


if __name__ == "__main__":
    main()
