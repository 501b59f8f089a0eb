"""Putting an artefact that exists already into service: the same gates as after training."""

from __future__ import annotations

from datetime import date, datetime

from models.clock import to_city
from training.comparison import case_of_record
from training.errors import NotAdmitted
from training.promotion import Limits, Verdict, judge
from training.registry import Registry
from triage.knowledge import Knowledge


def verdict_on(*, version: str, registry: Registry, knowledge: Knowledge, on: date) -> Verdict:
    """Ask the gates about a version beside what is live, by the figures both earned when made.

    Raises `VersionUnknown` or `EvaluationDamaged`.
    """
    case = case_of_record(version=version, registry=registry, knowledge=knowledge, on=on)
    return judge(case=case, limits=Limits())


def admit(
    *,
    version: str,
    registry: Registry,
    knowledge: Knowledge,
    at: datetime,
    expected: str | None,
    force: bool = False,
    by: str = "",
    reason: str = "",
) -> Verdict:
    """Promote a version if the gates let it pass, or by force, which the registry remembers.

    `by` is who says so, `reason` why in spite of the gates.

    Raises `NotAdmitted` with the gates' sentences, `LiveMoved`, `VersionUnknown`,
    `EvaluationDamaged` or `ArtifactError`.
    """
    verdict = verdict_on(
        version=version, registry=registry, knowledge=knowledge, on=to_city(at).date()
    )
    if not verdict.passed and not force:
        why = [one.sentence for one in verdict.findings if not one.passed]
        raise NotAdmitted(version=version, why=why)
    registry.promote(
        version,
        at=at,
        expected=expected,
        forced=not verdict.passed,
        by=by,
        reason="" if verdict.passed else reason,
    )
    return verdict
