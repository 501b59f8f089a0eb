"""fastText's own predict on ready-cut text against our bulk, in turns, in one process.

200 characters a text; ours from raw text to units, categories and kinds, fastText from words that
are cut already, for units alone and with a model each for categories and kinds. Best of the turns,
in CPU seconds.
"""

import time
from collections.abc import Callable, Sequence

from tests.bench.city import city_knowledge, city_successions
from tests.bench.peers.fasttext_recipe import FastText, word_bigrams
from tests.bench.peers.row import Row
from tests.bench.peers.task import CITY_ROWS, QUICK_CITY_ROWS
from tests.bench.routing_ablation import TODAY, generated, trained
from training.evaluation import full_text
from training.preparation import Prepared, prepare
from triage.pipeline import Classifier
from triage.text import clean

_TURNS = 5
_BATCH = 512
_LENGTH, _TEXTS = 200, 2_000


def measure_duel(*, name: str, package: str, quick: bool) -> Row:
    """Train both on the same tickets, then take turns."""
    prepared = prepare(
        history=generated(rows=QUICK_CITY_ROWS if quick else CITY_ROWS, seed=12345),
        knowledge=city_knowledge(),
        successions=city_successions(),
        on=TODAY,
    )
    texts = long_texts([full_text(one) for one in prepared.at(prepared.arriving)], count=_TEXTS)
    classifier = trained(prepared, prepared.teaching)
    units, others = _fasttexts(prepared)
    lines = units.lines(texts)

    def three() -> None:
        for one in (units, *others):
            one.best_of_cut(lines)

    took = _turns(
        {
            "ours": lambda: _ours(classifier, texts),
            "our cutting": lambda: _cut(classifier, texts),
            "fastText units": lambda: units.best_of_cut(lines),
            "fastText three": three,
        }
    )
    cost = {f"{part} /s": len(texts) / seconds for part, seconds in took.items()}
    uncut = took["ours"] - took["our cutting"]
    cost["ours ÷ fastText units"] = took["fastText units"] / took["ours"]
    cost["ours ÷ fastText three"] = took["fastText three"] / took["ours"]
    cost["ours without cutting ÷ fastText units"] = took["fastText units"] / uncut
    cost["ours without cutting ÷ fastText three"] = took["fastText three"] / uncut
    return Row(recipe=name, task="duel", package=package, cost=cost)


def long_texts(texts: Sequence[str], *, count: int) -> list[str]:
    """Texts run together and cut to the length that the bar names."""
    run = "".join(texts)
    run *= 1 + count * _LENGTH // len(run)
    return [run[at * _LENGTH : (at + 1) * _LENGTH] for at in range(count)]


def _fasttexts(prepared: Prepared) -> tuple[FastText, list[FastText]]:
    rows = prepared.at(prepared.teaching)
    made = []
    for named in (
        [(full_text(one), one.label) for one in rows],
        [(full_text(one), one.category) for one in rows if one.category],
        [(full_text(one), str(one.row.kind)) for one in rows if one.row.kind],
    ):
        recipe = word_bigrams()
        recipe.fit([text for text, _ in named], [label for _, label in named], [])
        made.append(recipe)
    return made[0], made[1:]


def _ours(classifier: Classifier, texts: Sequence[str]) -> None:
    for at in range(0, len(texts), _BATCH):
        classifier.probabilities(texts[at : at + _BATCH])


def _cut(classifier: Classifier, texts: Sequence[str]) -> None:
    for text in texts:
        classifier.featuriser.words(clean(text).text)


def _turns(players: dict[str, Callable[[], None]]) -> dict[str, float]:
    """CPU seconds of each player's best turn, all of them in every round."""
    best = dict.fromkeys(players, float("inf"))
    for _ in range(_TURNS):
        for name, play in players.items():
            start = time.process_time()
            play()
            best[name] = min(best[name], time.process_time() - start)
    return best
