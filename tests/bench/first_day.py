"""The first day: rules alone on real messages, and rules beside the first tickets of a city.

Real: the 506 rows of `replies.csv` (in the shared data beside the project) whose official reply
names a unit other than a street or township office. The reply names a function of government; the
demonstration city has units for it, mapped here by name. Those messages come from other places,
so no address resolves; the stand-in for an unknown place is no unit and takes no seat.

Sureness: how often the first unit is right against what was said of it, on those messages and on
generated tickets with their addresses; the temperature was fitted on lessons alone, on neither.

Grown: 300, 1,000, 4,000 and all training tickets of the generated history, alone and with the
lessons of the rules. Run: `python tests/bench/first_day.py` with the project on PYTHONPATH.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from tests.bench.city import city_knowledge, city_successions
from tests.bench.figures import keep
from tests.bench.routing_ablation import generated
from training.evaluation import evaluate
from training.preparation import Prepared, examples_of, prepare
from training.sample.city import load_city
from training.sample.generator import generate
from training.splitting import Integers
from triage.firstday import first_day
from triage.pipeline import fit
from triage.prediction import Prediction
from triage.recipe import Recipe
from triage.suggester import Query, Suggester

TODAY = date(2026, 11, 1)
REPLIES = Path(__file__).parents[3] / "shared" / "data" / "replies.csv"
SIZES = (300, 1_000, 4_000)

# Function of the reply -> units of the demonstration city that bear its name; a function that the
# city's list gives to several units accepts each of them, one that it lacks (财政, 人防, 信访)
# accepts none and is always a miss.
NAMED: Mapping[str, str] = {
    "教育": "JYJ",
    "交通运输": "JTJ",
    "城管执法": "CGJ",
    "公安": "GAJ",
    "人社": "RSJ",
    "住建": "ZJJ",
    "自然资源规划": "ZGJ",
    "生态环境": "HBJ",
    "房产物业": "ZJJ",
    "公安交警": "JJZD",
    "水利水务": "SLJ",
    "市场监管": "SCJ",
    "电力通信": "GDGS TXB",
    "卫健": "WJW",
    "医保": "YBJ",
    "发改经信商务": "FGW GXJ SWJ",
    "农业农村": "NYJ",
    "民政": "MZJ",
    "文旅体育": "WLJ TJJ",
    "住房公积金": "GJJ",
    "财政": "",
    "司法": "SFJ",
    "人防": "",
    "消防救援": "XFJ",
    "税务": "SWU",
    "信访": "",
}
# Where the demonstration city gives a part of a function to a company or a subordinate unit:
# water mains and sewers are companies', buses a company's, the traffic police a unit of the police.
WIDER: Mapping[str, str] = {
    "水利水务": "SLJ GSJT PSGS",
    "交通运输": "JTJ GJGS",
    "公安": "GAJ JJZD",
}


_MATTER = {**NAMED, **WIDER}


def main() -> None:
    """Print the tables and keep their figures."""
    figures: dict[str, float] = {}
    knowledge = city_knowledge()
    if REPLIES.exists():
        loaded = first_day(knowledge, on=TODAY)
        if loaded is not None:
            suggester = Suggester(loaded, knowledge)
            figures |= real(suggester)
            print("| messages | said | right | ECE | firm | right when firm | from 0.6 | right |")
            print("|---|---|---|---|---|---|---|---|")
            rows = _replies()
            wanted = [set(_MATTER[row["department"]].split()) for row in rows]
            print(_sureness("real", suggester, [_query(row) for row in rows], wanted))
            print(_sureness("generated", suggester, *_generated()))
    else:
        print(f"no {REPLIES.name}: the real part is skipped")
    prepared = prepare(
        history=generated(rows=20_000, seed=12345),
        knowledge=knowledge,
        successions=city_successions(),
        on=TODAY,
    )
    figures |= grown(prepared)
    keep("first_day", figures)


def real(suggester: Suggester) -> dict[str, float]:
    """Rules alone on the real messages: shares right by each mapping."""
    figures: dict[str, float] = {}
    rows = _replies()
    queries = [_query(row) for row in rows]
    found = suggester.suggest_many(queries, on=TODAY, top=3)
    print(f"{len(rows)} real messages, rules alone")
    print("| mapping | top-1 unit | top-3 units | top-3 with the stand-in in a seat |")
    print("|---|---|---|---|")
    for name, mapping in (("by name", NAMED), ("and by matter", _MATTER)):
        wanted = [set(mapping[row["department"]].split()) for row in rows]
        units = [[one.unit for one in each.candidates] for each in found]
        bare = [[unit for unit in each if unit] for each in units]
        shares = (_hit(bare, wanted, 1), _hit(bare, wanted, 3), _hit(units, wanted, 3))
        figures |= {f"top-1 {name}": shares[0], f"top-3 {name}": shares[1]}
        print(f"| {name} | " + " | ".join(f"{share:.3f}" for share in shares) + " |")
    print(by_function(rows, found))
    return figures


def _replies() -> list[dict[str, str]]:
    with REPLIES.open(encoding="utf-8-sig", newline="") as source:
        return [row for row in csv.DictReader(source) if row["department"] in NAMED]


def _query(row: Mapping[str, str]) -> Query:
    return Query(text=row["text"], title=row["title"])


def _generated() -> tuple[list[Query], list[set[str]]]:
    day = date(2026, 1, 1)
    tickets = list(generate(load_city(), rows=1_500, seed=99, start=day, end=TODAY))
    queries = [
        Query(text=one.text, title=one.title, address=one.address, area=one.area or None)
        for one in tickets
    ]
    return queries, [{one.unit} for one in tickets]


def _sureness(
    name: str, suggester: Suggester, queries: Sequence[Query], wanted: Sequence[set[str]]
) -> str:
    """What is said of the first unit, all of them, those proposed firmly, those from 0.6 on."""
    found = suggester.suggest_many(queries, on=TODAY, top=3)
    told = [(one, right) for one, right in zip(found, wanted, strict=True) if one.candidates]
    said = np.asarray([one.candidates[0].probability for one, _ in told])
    hit = np.asarray([one.candidates[0].unit in right for one, right in told])
    firm = np.asarray([one.abstained is None for one, _ in told])
    bins = np.minimum((said * 15).astype(int), 14)
    gaps = [
        (bins == b).sum() * abs(said[bins == b].mean() - hit[bins == b].mean()) for b in set(bins)
    ]
    shares = [said.mean(), hit.mean(), sum(gaps) / len(said)]
    for chosen in (firm, said >= 0.6):
        shares += [chosen.mean(), hit[chosen].mean() if chosen.any() else float("nan")]
    return f"| {name}, {len(told)} | " + " | ".join(f"{share:.3f}" for share in shares) + " |"


def _hit(units: Sequence[Sequence[str]], wanted: Sequence[set[str]], seats: int) -> float:
    pairs = zip(units, wanted, strict=True)
    return float(np.mean([bool(set(each[:seats]) & right) for each, right in pairs]))


def by_function(rows: Sequence[Mapping[str, str]], found: Sequence[Prediction]) -> str:
    """Recall within three units for each function with its rows, mapped by name."""
    every = Counter(row["department"] for row in rows)
    right = Counter(
        row["department"]
        for row, one in zip(rows, found, strict=True)
        if {each.unit for each in one.candidates} & set(NAMED[row["department"]].split())
    )
    return ", ".join(f"{name} {right[name]}/{count}" for name, count in every.most_common())


def grown(prepared: Prepared) -> dict[str, float]:
    """Tickets alone and with lessons, examined on new matters; what lessons gain at each size."""
    gained: dict[str, float] = {}
    print("| tickets | lessons | top-1 | top-3 | ECE | category top-1 | top-3 |")
    print("|---|---|---|---|---|---|---|")
    teaching = prepared.teaching
    for size in (*SIZES, len(teaching)):
        at = np.random.default_rng(0).choice(teaching, size, replace=False)
        first: list[float] = []
        for with_lessons in (False, True):
            line, accuracy = _grown_line(prepared, at=np.sort(at), with_lessons=with_lessons)
            first.append(accuracy)
            print(line, flush=True)
        gained[f"{size} gained top-1"] = first[1] - first[0]
    return gained


def _grown_line(prepared: Prepared, *, at: Integers, with_lessons: bool) -> tuple[str, float]:
    examples = examples_of(
        prepared.at(at),
        groups=prepared.split.groups[at].tolist(),
        taught=prepared.taught if with_lessons else (),
    )
    classifier = fit(examples, Recipe(), lambda stage, fraction: None)
    figures = evaluate(classifier=classifier, rows=prepared.at(prepared.split.held_out))
    category = figures.category
    told = [figures.accuracy, figures.top_3, figures.ece]
    told += [category.accuracy, category.top_3] if category else []
    name = "yes" if with_lessons else "no"
    line = f"| {len(at)} | {name} | " + " | ".join(f"{one:.3f}" for one in told) + " |"
    return line, figures.accuracy


if __name__ == "__main__":
    main()
