"""Returns and register reach the prediction, each with its reason on the candidate."""

import dataclasses
from datetime import date

from triage.artifact import LoadedArtifact
from triage.knowledge import ContestFact, Knowledge, ReturnFact
from triage.prediction import Abstention, Candidate, Origin, Prediction
from triage.suggester import Query, Suggester

TODAY = date(2026, 11, 1)
SMOKE = "餐馆油烟直排熏人"


def ask(artifact: LoadedArtifact, knowledge: Knowledge, text: str = SMOKE) -> Prediction:
    return Suggester(artifact, knowledge).suggest(Query(text=text, area="A0101"), on=TODAY)


def of(found: Prediction, unit: str) -> Candidate:
    return next(one for one in found.candidates if one.unit == unit)


def test_what_the_artefact_learned_of_returns_counts(
    artifact: LoadedArtifact, knowledge: Knowledge
) -> None:
    fact = ReturnFact(unit="CGJ", category="010101", returned=12, kept=0)
    classifier = dataclasses.replace(artifact.classifier, returns=(fact,))
    taught = dataclasses.replace(artifact, classifier=classifier)
    before, after = of(ask(artifact, knowledge), "CGJ"), of(ask(taught, knowledge), "CGJ")
    assert 0 < after.probability < before.probability
    assert any(
        reason.startswith("退单记录：该类事项曾 12 次被该单位退回") for reason in after.reasons
    )


def test_a_dispute_is_told_on_its_rivals(artifact: LoadedArtifact, knowledge: Knowledge) -> None:
    contest = ContestFact(units=("CGJ", "STREET"), words=("油烟",))
    city = dataclasses.replace(knowledge, contests=(contest,))
    found = ask(artifact, city, text="油烟扰民，流动摊贩占道，楼道堆放杂物没人管")
    reason = "争议登记：“油烟”事项城市管理局、属地街道办易生争议"
    told = {one.unit for one in found.candidates if reason in one.reasons}
    assert told == {"CGJ", "JFJD"}
    assert found.abstained is Abstention.CONTESTED


def test_a_trained_artefact_rests_on_history(
    artifact: LoadedArtifact, knowledge: Knowledge
) -> None:
    found = ask(artifact, knowledge)
    assert (found.origin, found.origin.label) == (Origin.HISTORY, "依据历史工单")
