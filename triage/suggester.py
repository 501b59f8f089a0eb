"""From queries to predictions: the one place where all parts of a suggestion meet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from triage.abstaining import has_chinese, topical_share, unreadable, unsure
from triage.arrays import Floats
from triage.artifact import LoadedArtifact
from triage.catalogue import LEAST_CATEGORY, named
from triage.contests import ContestBook, Dispute, told
from triage.duties import LEAST_UNIT, Ruling, Rulings, Situation, reconcile
from triage.dutybook import DutyBook, duty_book
from triage.explain import explain
from triage.extraction import Fact, extract
from triage.flags import find_flags
from triage.grams import Reading
from triage.knowledge import Knowledge
from triage.matters import Matter, matter_spans
from triage.places import Gazetteer, gazetteer
from triage.prediction import Abstention, Candidate, Flag, Origin, Prediction, Scored, SimilarTicket
from triage.returns import return_book
from triage.similar import Window
from triage.telling import forms
from triage.territory import PLACELESS, territorial_name
from triage.text import CleanText, clean

EVIDENCE_LIMIT = 6
SIMILAR_LIMIT = 5
_TOP_CATEGORIES = 5
_CHUNK = 512


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """One text to route; area is an area code where it is known."""

    text: str
    title: str = ""
    address: str = ""
    area: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """One query on its way: cleaned text and the numbers of the classifier."""

    query: Query
    cleaned: CleanText
    words: Sequence[str]
    reading: Reading | None
    known_share: float
    units: Mapping[str, float]
    categories: Mapping[str, float]
    kinds: Mapping[str, float]
    similar: tuple[SimilarTicket, ...]


class Suggester:
    """An artefact together with what is known of the city; safe to share between threads."""

    def __init__(self, artifact: LoadedArtifact, knowledge: Knowledge) -> None:
        """Index the knowledge and load the dictionary, so that suggestions only look things up."""
        artifact.classifier.featuriser.tokenizer.warm()
        self.artifact = artifact
        self.knowledge = knowledge
        self._book: DutyBook = duty_book(knowledge)
        self._contests = ContestBook(knowledge=knowledge)
        self._returns = return_book(artifact.classifier.returns, knowledge=knowledge)
        self._gazetteer: Gazetteer = gazetteer(knowledge)
        self._topical = topical_share(artifact.manifest.rows)
        self._grounds: tuple[str, ...] = () if artifact.manifest.rows else (Origin.RULES.label,)
        self._origin = Origin.HISTORY if artifact.manifest.rows else Origin.RULES

    def with_knowledge(self, knowledge: Knowledge) -> "Suggester":
        """The same artefact with other (newer) knowledge of the city."""
        return Suggester(self.artifact, knowledge)

    def suggest(self, query: Query, *, on: date, top: int = 3) -> Prediction:
        """The prediction for one query on a day."""
        return self.suggest_many([query], on=on, top=top)[0]

    def suggest_many(self, queries: Sequence[Query], *, on: date, top: int = 3) -> list[Prediction]:
        """One prediction for each query, in order; at most `top` units each."""
        found: list[Prediction] = []
        for start in range(0, len(queries), _CHUNK):
            rows = self._rows(queries[start : start + _CHUNK])
            found += [self._predict(row, on=on, top=top) for row in rows]
        return found

    def suggest_matters(self, query: Query, *, on: date, top: int = 3) -> tuple[Matter, ...]:
        """Each matter of one text with a prediction of its own; one matter is the usual answer."""
        spans = matter_spans(self.artifact.classifier, clean(query.text))
        if len(spans) == 1:
            return (Matter(span=spans[0], prediction=self.suggest(query, on=on, top=top)),)
        pieces = [replace(query, text=span.text, title="") for span in spans]
        predictions = self.suggest_many(pieces, on=on, top=top)
        return tuple(
            Matter(span=span, prediction=prediction)
            for span, prediction in zip(spans, predictions, strict=True)
        )

    def duplicates(self, query: Query, *, on: date, days: int = 30) -> tuple[SimilarTicket, ...]:
        """Tickets of the last days that may be the same matter (重复诉求), near the same place.

        Place and text are those of the query; without a known place the whole city counts.
        """
        index = self.artifact.similar
        if index is None:
            return ()
        cleaned = clean(query.text, title=query.title)
        area = self._area(query, cleaned)
        around = None if area is None else frozenset(self._around(area))
        window = Window(since=on - timedelta(days=days), areas=around)
        words = self.artifact.classifier.featuriser.word_rows([cleaned.text])
        return index.nearest(words, limit=SIMILAR_LIMIT, window=window)[0]

    def _around(self, area: str) -> Iterator[str]:
        """The area, what holds it and what it holds."""
        yield from self.knowledge.chain(area)
        for code in self.knowledge.areas:
            if area in self.knowledge.chain(code):
                yield code

    def facts(self, text: str) -> tuple[Fact, ...]:
        """Places of this city, times, companies, amounts and numbers that a text names."""
        return extract(text, gazetteer=self._gazetteer)

    def _rows(self, queries: Sequence[Query]) -> list[_Row]:
        classifier, similar = self.artifact.classifier, self.artifact.similar
        cleaned = [clean(query.text, title=query.title) for query in queries]
        cuts = [classifier.featuriser.tokenizer.cut(one.text) for one in cleaned]
        features = classifier.featuriser.of_words([forms(words) for words in cuts])
        scores = classifier.scores(features)
        alike: Sequence[tuple[SimilarTicket, ...]] = [()] * len(queries)
        if similar is not None:
            alike = similar.nearest(features.words, limit=SIMILAR_LIMIT)
        return [
            _Row(
                query=query,
                cleaned=cleaned[number],
                words=cuts[number],
                reading=features.reading,
                known_share=features.known[number],
                units=_named(classifier.units, scores.units, number, least=LEAST_UNIT),
                categories=_named(
                    classifier.categories,
                    scores.categories,
                    number,
                    least=LEAST_CATEGORY,
                    shown=_TOP_CATEGORIES,
                ),
                kinds=_named(classifier.kinds, scores.kinds, number),
                similar=alike[number],
            )
            for number, query in enumerate(queries)
        ]

    def _predict(self, row: _Row, *, on: date, top: int) -> Prediction:
        recipe = self.artifact.classifier.recipe
        area = self._area(row.query, row.cleaned)
        flags = find_flags(row.cleaned)
        blank = unreadable(row.cleaned.text)
        if blank is not None:
            return self._blank(area=area, flags=flags, why=blank)
        situation = Situation(text=row.cleaned.text, area=area, on=on)
        rulings, dispute = self._ruled(row, situation)
        return Prediction(
            candidates=self._candidates(row, told(listed(rulings, top=top), dispute)),
            categories=self._scored(
                named(row.categories, knowledge=self.knowledge, limit=_TOP_CATEGORIES)
            ),
            kinds=self._scored(sorted(row.kinds.items(), key=lambda item: (-item[1], item[0]))),
            area=area,
            flags=flags,
            similar=row.similar,
            abstained=unsure(
                rulings,
                known_share=row.known_share if has_chinese(row.cleaned.text) else 0.0,
                recipe=recipe,
                dispute=dispute,
                # An emergency is a matter, however few of its words the city has heard before.
                topical=0.0 if flags else self._topical,
            ),
            artifact=self.artifact.manifest.version,
            origin=self._origin,
            plausible=self._plausible(rulings, row.units),
        )

    def _plausible(self, rulings: Rulings, units: Mapping[str, float]) -> tuple[str, ...]:
        """The units whose label is in the set that covers the truth; the best one at least."""
        floor = self.artifact.classifier.set_threshold
        held = [
            unit
            for _, unit in rulings.ranked
            if unit in rulings.labels and units.get(rulings.labels[unit], 0.0) >= floor
        ]
        return tuple(one for one in held or [unit for _, unit in rulings.ranked[:1]] if one)

    def _ruled(self, row: _Row, situation: Situation) -> tuple[Rulings, Dispute | None]:
        """Units best first after duty list and returns, and the entry of the register that fits."""
        rulings = reconcile(
            units=row.units,
            categories=row.categories,
            book=self._book,
            situation=situation,
            weight=self.artifact.classifier.recipe.duty_weight,
        )
        rulings = self._returns.push(rulings, categories=row.categories)
        dispute = self._contests.dispute(rulings, text=situation.text, categories=row.categories)
        return rulings, dispute

    def _blank(self, *, area: str | None, flags: tuple[Flag, ...], why: Abstention) -> Prediction:
        return Prediction(
            candidates=(),
            categories=(),
            kinds=(),
            area=area,
            flags=flags,
            similar=(),
            abstained=why,
            artifact=self.artifact.manifest.version,
            origin=self._origin,
        )

    def _area(self, query: Query, cleaned: CleanText) -> str | None:
        """The given area where it is known, else what address and text name."""
        given = query.area
        found = self._gazetteer.locate(query.address, cleaned.text)
        if not self.knowledge.areas:
            return given
        if given is None or given not in self.knowledge.areas:
            return found
        return found if found and given in self.knowledge.chain(found) else given

    def _candidates(self, row: _Row, rulings: Sequence[Ruling]) -> tuple[Candidate, ...]:
        labels = [ruling.label or ruling.unit for ruling in rulings]
        evidence = explain(
            self.artifact.classifier,
            row.cleaned,
            units=labels,
            limit=EVIDENCE_LIMIT,
            words=row.words,
            reading=row.reading,
        )
        return tuple(
            Candidate(
                unit=ruling.unit,
                name=self._unit_name(ruling.unit),
                probability=ruling.probability,
                evidence=words,
                duty=ruling.duty,
                reasons=(*self._grounds, *ruling.reasons),
            )
            for ruling, words in zip(rulings, evidence, strict=True)
        )

    def _unit_name(self, code: str) -> str:
        unit = self.knowledge.units.get(code)
        return territorial_name(code) if unit is None else unit.name

    def _scored(self, ranked: Sequence[tuple[str, float]]) -> tuple[Scored, ...]:
        return tuple(
            Scored(code=code, name=self._category_name(code), probability=probability)
            for code, probability in ranked
        )

    def _category_name(self, code: str) -> str:
        category = self.knowledge.categories.get(code)
        return code if category is None else category.name


def listed(rulings: Sequence[Ruling], *, top: int) -> Sequence[Ruling]:
    """The first `top` units; the stand-in for an unknown place among them takes nobody's seat."""
    seats = top + any(one.unit == PLACELESS for one in rulings[:top])
    return rulings[:seats]


def _named(
    labels: Sequence[str], table: Floats | None, row: int, *, least: float = 0.0, shown: int = 0
) -> Mapping[str, float]:
    """One row of a head as label → probability; empty where the head is missing.

    Labels below `least` are left out, but never one of the first `shown`.
    """
    if table is None:
        return {}
    masses = table[row]
    if 0 < shown < len(masses):
        least = min(least, float(np.partition(masses, -shown)[-shown]))
    kept = (masses >= least).nonzero()[0]
    return {labels[n]: mass for n, mass in zip(kept.tolist(), masses[kept].tolist(), strict=True)}
