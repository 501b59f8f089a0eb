"""No cliff: the finished suggestion on the same new matters as a city's tickets grow in number.

From rules alone (no ticket at all) through 100, 300, 1,000 and 4,000 tickets beside the lessons of
the rules, as `hotline train` makes them; examined with area and duty list on matters of generated
history that none of them has seen. Run: `python tests/bench/first_thousand.py` with the project on
PYTHONPATH.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.bench.city import city_knowledge, city_successions
from tests.bench.first_day import TODAY
from tests.bench.routing_ablation import generated
from training.preparation import Prepared, examples_of, prepare
from training.routing import evaluate_routing
from training.splitting import Integers
from triage.artifact import LoadedArtifact
from triage.firstday import first_day
from triage.pipeline import fit
from triage.recipe import Recipe
from triage.suggester import Suggester

SIZES = (100, 300, 1_000, 4_000)


def main() -> None:
    """Print one line for each number of tickets."""
    knowledge = city_knowledge()
    prepared = prepare(
        history=generated(rows=20_000, seed=12345),
        knowledge=knowledge,
        successions=city_successions(),
        on=TODAY,
    )
    rules = first_day(knowledge, on=TODAY)
    assert rules is not None
    print("| tickets | lessons | top-1 | top-3 | not abstained | right in it |")
    print("|---|---|---|---|---|---|")
    print(_line("0", "rules alone", Suggester(rules, knowledge), prepared))
    for size in SIZES:
        at = np.sort(np.random.default_rng(0).choice(prepared.teaching, size, replace=False))
        for with_lessons in (True, False):
            made = _learned(rules, prepared, at=at, with_lessons=with_lessons)
            suggester = Suggester(made, knowledge)
            name = "yes" if with_lessons else "no"
            print(_line(f"{size:,}", name, suggester, prepared), flush=True)


def _learned(
    rules: LoadedArtifact, prepared: Prepared, *, at: Integers, with_lessons: bool
) -> LoadedArtifact:
    examples = examples_of(
        prepared.at(at),
        groups=prepared.split.groups[at].tolist(),
        taught=prepared.taught if with_lessons else (),
    )
    classifier = fit(examples, Recipe(), lambda stage, fraction: None)
    manifest = replace(rules.manifest, version=f"{len(at)}", rows=len(at), recipe=Recipe())
    return LoadedArtifact(classifier=classifier, similar=None, manifest=manifest)


def _line(tickets: str, lessons: str, suggester: Suggester, prepared: Prepared) -> str:
    rows = prepared.at(prepared.split.held_out)
    figures = evaluate_routing(suggester=suggester, rows=rows, on=TODAY)
    assert figures is not None
    told = (figures.first, figures.top_3, figures.sure, figures.sure_right)
    return f"| {tickets} | {lessons} | " + " | ".join(f"{one:.3f}" for one in told) + " |"


if __name__ == "__main__":
    main()
