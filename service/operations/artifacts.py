"""Which artefact is in service: promoted through the gates, or by an administrator's own word."""

from models.enums import Role
from models.errors import Invalid
from models.register import Register
from service.operations.acting import Acting, require_role
from service.operations.registering import remember
from service.queries import reference
from training.admission import admit
from training.errors import EvaluationDamaged
from training.promotion import Verdict
from training.registry import Registry
from triage.errors import ArtifactError

_WHY = "请写明为什么在未达门槛时仍要启用，会随记录保存。"
_LONGEST = 500


def promote(
    act: Acting,
    *,
    registry: Registry,
    version: str,
    expected: str | None,
    force: bool = False,
    reason: str = "",
) -> Verdict:
    """Put a version into service; `expected` is what the person saw to be live.

    What the gates refuse needs `force` and a `reason`; both are remembered with who said so.

    Raises:
        Forbidden: the actor is no administrator.
        Conflict: the gates refuse it and `force` is not given, or another went live meanwhile.
        NotFound: there is no such version.
        Invalid: the artefact is damaged, foreign or from another program version, or it is to be
            forced without a reason.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    said = said_reason(reason) if force else ""
    try:
        verdict = admit(
            version=version,
            registry=registry,
            knowledge=reference.knowledge(act.session, on=act.today),
            at=act.at,
            expected=expected,
            force=force,
            by=act.actor.name,
            reason=said,
        )
    except (ArtifactError, EvaluationDamaged) as error:
        raise Invalid(str(error), code="artifact_refused") from error
    _remember(act, version, f"不顾门槛启用：{said}" if force else "启用")
    return verdict


def said_reason(reason: str) -> str:
    """Return why somebody overrules the gates, as it is kept.

    Raises:
        Invalid: nothing is said.
    """
    if not reason.strip():
        raise Invalid(_WHY, code="no_reason", fields={"reason": _WHY})
    return reason.strip()[:_LONGEST]


def rollback(act: Acting, *, registry: Registry) -> str:
    """Return to the version that was live before, and return its name.

    Raises:
        Forbidden: the actor is no administrator.
        Conflict: there is nothing to return to.
        Invalid: the earlier artefact can no longer be loaded.
    """
    require_role(act.actor, Role.ADMINISTRATOR)
    try:
        version = registry.rollback(at=act.at, by=act.actor.name)
    except (ArtifactError, EvaluationDamaged) as error:
        raise Invalid(str(error), code="artifact_refused") from error
    _remember(act, version, "回退到这个版本")
    return version


def _remember(act: Acting, version: str, said: str) -> None:
    remember(act, kind=Register.ARTIFACT, key=version[:32], name=version, said=said)
