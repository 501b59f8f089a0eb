"""Changes of the registers remembered: who changed what, from what to what."""

from collections.abc import Mapping

from models.register import Register, RegisterChange
from service.operations.acting import Acting

_LONGEST = 2_000


def remember(act: Acting, *, kind: Register, key: str, name: str, said: str) -> None:
    """Append one change of one entry of a register; `said` tells it in a sentence."""
    act.session.add(
        RegisterChange(
            kind=kind,
            key=key,
            name=name[:100],
            said=said[:_LONGEST],
            changed_by=act.actor.name,
            changed_by_key=act.actor.key,
            changed_at=act.at,
        )
    )


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Return in words what changed: label, old value, new value; nothing where nothing did."""
    return "；".join(
        f"{label}：{old or '（空）'} → {after[label] or '（空）'}"
        for label, old in before.items()
        if old != after[label]
    )
