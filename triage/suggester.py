"""From queries to predictions: the one place where all parts of a suggestion meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from triage.abstaining import unreadable, unsure
from triage.arrays import Floats
from triage.artifact import LoadedArtifact
from triage.duties import DutyBook, Ruling, Situation, duty_book, reconcile
from triage.explain import explain
from triage.flags import find_flags
from triage.knowledge import Knowledge
from triage.places import Gazetteer, gazetteer
from triage.prediction import Abstention, Candidate, Flag, Prediction, Scored, SimilarTicket
from triage.territory import territorial_name
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
        self._gazetteer: Gazetteer = gazetteer(knowledge)

    def with_knowledge(self, knowledge: Knowledge) -> "Suggester":
        """The same artefact with other (newer) knowledge of the city."""
        return Suggester(self.artifact, knowledge)

    def suggest(self, query: Query, *, on: date, top: int = 3) -> Prediction:
        """The prediction for one query on a day."""
        return self.suggest_many([query], on=on, top=top)[0]

    def suggest_many(self, queries: Sequence[Query], *, on: date, top: int = 3) -> list[Prediction]:
        """One prediction for each query, in order; at most `top` candidates each."""
        found: list[Prediction] = []
        for start in range(0, len(queries), _CHUNK):
            rows = self._rows(queries[start : start + _CHUNK])
            found += [self._predict(row, on=on, top=top) for row in rows]
        return found

    def _rows(self, queries: Sequence[Query]) -> list[_Row]:
        classifier, similar = self.artifact.classifier, self.artifact.similar
        cleaned = [clean(query.text, title=query.title) for query in queries]
        features = classifier.featuriser.features([one.text for one in cleaned])
        scores = classifier.scores(features)
        alike: Sequence[tuple[SimilarTicket, ...]] = [()] * len(queries)
        if similar is not None:
            alike = similar.nearest(features.words, limit=SIMILAR_LIMIT)
        return [
            _Row(
                query=query,
                cleaned=cleaned[number],
                known_share=features.known[number],
                units=_named(classifier.units, scores.units, number),
                categories=_named(classifier.categories, scores.categories, number),
                kinds=_named(classifier.kinds, scores.kinds, number),
                similar=alike[number],
            )
            for number, query in enumerate(queries)
        ]

    def _predict(self, row: _Row, *, on: date, top: int) -> Prediction:
        recipe = self.artifact.classifier.recipe
        area = self._area(row)
        flags = find_flags(row.cleaned)
        blank = unreadable(row.cleaned.text)
        if blank is not None:
            return self._blank(area=area, flags=flags, why=blank)
        rulings = reconcile(
            units=row.units,
            categories=row.categories,
            book=self._book,
            situation=Situation(text=row.cleaned.text, area=area, on=on),
            weight=recipe.duty_weight,
        )
        return Prediction(
            candidates=self._candidates(row, rulings[:top]),
            categories=self._scored(row.categories, limit=_TOP_CATEGORIES),
            kinds=self._scored(row.kinds, limit=len(row.kinds)),
            area=area,
            flags=flags,
            similar=row.similar,
            abstained=unsure(rulings, known_share=row.known_share, recipe=recipe),
            artifact=self.artifact.manifest.version,
        )

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
        )

    def _area(self, row: _Row) -> str | None:
        """The given area where it is known, else what address and text name."""
        given = row.query.area
        named = self._gazetteer.locate(row.query.address, row.cleaned.text)
        if not self.knowledge.areas:
            return given
        if given is None or given not in self.knowledge.areas:
            return named
        return named if named and given in self.knowledge.chain(named) else given

    def _candidates(self, row: _Row, rulings: Sequence[Ruling]) -> tuple[Candidate, ...]:
        labels = [ruling.label or ruling.unit for ruling in rulings]
        evidence = explain(
            self.artifact.classifier, row.cleaned, units=labels, limit=EVIDENCE_LIMIT
        )
        return tuple(
            Candidate(
                unit=ruling.unit,
                name=self._unit_name(ruling.unit),
                probability=ruling.probability,
                evidence=words,
                duty=ruling.duty,
                reasons=ruling.reasons,
            )
            for ruling, words in zip(rulings, evidence, strict=True)
        )

    def _unit_name(self, code: str) -> str:
        unit = self.knowledge.units.get(code)
        return territorial_name(code) if unit is None else unit.name

    def _scored(self, masses: Mapping[str, float], *, limit: int) -> tuple[Scored, ...]:
        ranked = sorted(masses.items(), key=lambda item: (-item[1], item[0]))[:limit]
        return tuple(
            Scored(code=code, name=self._category_name(code), probability=probability)
            for code, probability in ranked
        )

    def _category_name(self, code: str) -> str:
        category = self.knowledge.categories.get(code)
        return code if category is None else category.name


def _named(labels: Sequence[str], table: Floats | None, row: int) -> Mapping[str, float]:
    """One row of a head as label → probability; empty where the head is missing."""
    return {} if table is None else dict(zip(labels, table[row].tolist(), strict=True))
