"""What each source adds to routing: text, duty list, place, lineage, register, returns, lessons.

A history of the demonstration city is generated and split by time as in every training. Each line
of the table switches one source on; all of them look at the same newest tickets, once as they came
and once only those whose matter no teaching row told. Run: `python tests/bench/routing_ablation.py`
with the project's folder on PYTHONPATH; some five minutes for 20,000 rows.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from tests.bench.city import city_knowledge, city_successions
from training.history import History, read_history
from training.labels import LabelledRow
from training.metrics import calibration_error
from training.preparation import Prepared, examples_of, prepare
from training.returns import learn_returns
from training.routing import place_of
from training.sample.city import load_city
from training.sample.generator import generate
from training.splitting import Integers
from triage.artifact import LoadedArtifact, Manifest
from triage.knowledge import Knowledge, UnitFact
from triage.pipeline import Classifier, fit
from triage.prediction import Prediction
from triage.recipe import Recipe
from triage.suggester import Query, Suggester

TODAY = date(2026, 11, 1)
_ENOUGH = 200


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table: what is on, and the suggester that has it."""

    name: str
    suggester: Suggester


def main() -> None:
    """Generate, train three times, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=12345)
    options = parser.parse_args()
    history = generated(rows=options.rows, seed=options.seed)
    knowledge = city_knowledge()
    prepared = prepare(
        history=history, knowledge=knowledge, successions=city_successions(), on=TODAY
    )
    lines = list(ladder(history, prepared=prepared, knowledge=knowledge))
    arriving = prepared.at(prepared.arriving)
    fresh = np.isin(prepared.arriving, prepared.split.held_out)
    print(f"{len(arriving)} newest tickets, {int(fresh.sum())} of them tell a new matter")
    print("| sources | top-1 | top-3 | ECE | sure | sure right | new: top-1 | top-3 |")
    print("|---|---|---|---|---|---|---|---|")
    for line in lines:
        found = asked(line.suggester, arriving)
        print(measured(line.name, rows=arriving, found=found, fresh=fresh), flush=True)
    print(weakest(arriving, found=found))
    print(fired(found))


def generated(*, rows: int, seed: int) -> History:
    """A history of the demonstration city, through the same file that a city would bring."""
    tickets = generate(
        load_city(), rows=rows, seed=seed, start=date(2024, 1, 1), end=date(2026, 10, 31)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.csv"
        with path.open("w", encoding="utf-8", newline="") as target:
            writer: csv.DictWriter[str] | None = None
            for ticket in tickets:
                record = {key: _cell(value) for key, value in asdict(ticket).items()}
                if writer is None:
                    writer = csv.DictWriter(target, fieldnames=list(record))
                    writer.writeheader()
                writer.writerow(record)
        return read_history(path)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def ladder(history: History, *, prepared: Prepared, knowledge: Knowledge) -> list[Line]:
    """One suggester for each set of sources, the poorest first."""
    undying = replace(knowledge, units={code: _undying(u) for code, u in knowledge.units.items()})
    as_written = prepare(history=history, knowledge=undying, successions=(), on=TODAY)
    at = prepared.teaching
    # Without lineage a few more rows count as distinct: the same lines must teach.
    lines = {one.row.line for one in prepared.at(at)}
    same = np.asarray([n for n, one in enumerate(as_written.rows) if one.row.line in lines])
    written = trained(replace(as_written, taught=()), same)
    mapped = trained(replace(prepared, taught=()), at)
    returns = learn_returns(prepared.at(at))
    bare = replace(undying, areas={}, duties={}, contests=())
    listed = replace(bare, duties=knowledge.duties)
    placed = replace(listed, areas=knowledge.areas)
    lineage = replace(knowledge, contests=())
    blended = replace(trained(prepared, at), returns=returns)
    return [
        Line(name="text only", suggester=made(written, bare)),
        Line(name="+ duty list", suggester=made(written, listed)),
        Line(name="+ area", suggester=made(written, placed)),
        Line(name="+ validity", suggester=made(mapped, lineage)),
        Line(name="+ contested register", suggester=made(mapped, knowledge)),
        Line(name="+ returns", suggester=made(replace(mapped, returns=returns), knowledge)),
        Line(name="+ first-day lessons", suggester=made(blended, knowledge)),
    ]


def _undying(unit: UnitFact) -> UnitFact:
    return replace(unit, valid_from=date(1949, 10, 1), valid_to=None, successors=())


def trained(prepared: Prepared, at: Integers) -> Classifier:
    """A classifier of the rows at `at` and of what `prepared` is taught beside them."""
    groups = prepared.split.groups[at].tolist()
    examples = examples_of(prepared.at(at), groups=groups, taught=prepared.taught)
    return fit(examples, Recipe(), lambda stage, fraction: None)


def made(classifier: Classifier, knowledge: Knowledge, *, rows: int = 1) -> Suggester:
    """A suggester without precedents, of a classifier that learned from so many rows."""
    manifest = Manifest(
        version="bench",
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
        recipe=classifier.recipe,
        labels={},
        rows=rows,
        trained_on="bench",
    )
    loaded = LoadedArtifact(classifier=classifier, similar=None, manifest=manifest)
    return Suggester(loaded, knowledge)


def asked(suggester: Suggester, rows: Sequence[LabelledRow]) -> list[Prediction]:
    """A prediction for each row, with its place as the operator wrote it."""
    queries = [
        Query(text=row.text, title=row.title, address=row.address, area=row.area)
        for row in (one.row for one in rows)
    ]
    return suggester.suggest_many(queries, on=TODAY, top=3)


def measured(
    name: str, *, rows: Sequence[LabelledRow], found: Sequence[Prediction], fresh: Integers
) -> str:
    """One line of the table."""
    places = np.asarray([place_of(one, row.unit) for one, row in zip(found, rows, strict=True)])
    first, three = places == 0, places >= 0
    sure = np.asarray([one.abstained is None for one in found])
    told = np.asarray([one.candidates[0].probability if one.candidates else 0.0 for one in found])
    figures = (
        first.mean(),
        three.mean(),
        calibration_error(right=first, confidence=told),
        sure.mean(),
        first[sure].mean() if sure.any() else 0.0,
        first[fresh].mean(),
        three[fresh].mean(),
    )
    return f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |"


def weakest(rows: Sequence[LabelledRow], *, found: Sequence[Prediction]) -> str:
    """Units with many tickets and the least recall, by label: districts count as one."""
    support: Counter[str] = Counter(one.label for one in rows)
    right = Counter(
        row.label
        for row, one in zip(rows, found, strict=True)
        if one.candidates and one.candidates[0].unit == row.unit
    )
    enough = _ENOUGH * len(rows) // 20_000
    recalls = sorted((right[u] / n, u, n) for u, n in support.items() if n >= enough)
    told = ", ".join(f"{unit} {recall:.2f} (n={n})" for recall, unit, n in recalls[:6])
    return f"weakest units with at least {enough} newest tickets: {told}"


def fired(found: Sequence[Prediction]) -> str:
    """How many predictions carry each rule in a candidate's reasons."""
    rules = Counter(
        rule
        for one in found
        for rule in {reason.split("：")[0] for each in one.candidates for reason in each.reasons}
    )
    return "rules recorded: " + ", ".join(f"{rule} {count}" for rule, count in rules.most_common())


if __name__ == "__main__":
    main()
