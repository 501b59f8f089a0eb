"""The first day (首日): a router that has seen no ticket, made of the city's rules alone."""

from datetime import UTC, date, datetime, time

from triage.artifact import LoadedArtifact, Manifest
from triage.knowledge import Knowledge
from triage.lessons import Lesson, lessons, teachable
from triage.recipe import Recipe
from triage.rulereader import RuleReader, learn_rules

__all__ = ["TRAINED_ON", "VERSION", "Lesson", "as_artifact", "first_day", "lessons"]

VERSION = "first-day"
TRAINED_ON = "分类目录与权责清单"


def first_day(
    knowledge: Knowledge, *, on: date, recipe: Recipe | None = None
) -> LoadedArtifact | None:
    """An artefact that has seen no ticket, for `Suggester`; None where the rules are too few.

    It is made in seconds, never saved, and made again when the rules change.
    """
    taught = lessons(knowledge, on=on)
    return as_artifact(learn_rules(taught, recipe=recipe), on=on) if teachable(taught) else None


def as_artifact(reader: RuleReader, *, on: date) -> LoadedArtifact:
    """A reader of rules with the manifest that says it has seen no ticket."""
    return LoadedArtifact(
        classifier=reader,
        similar=None,
        manifest=Manifest(
            version=VERSION,
            created_at=datetime.combine(on, time(), UTC),
            recipe=reader.recipe,
            labels={},
            rows=0,
            trained_on=TRAINED_ON,
        ),
    )
