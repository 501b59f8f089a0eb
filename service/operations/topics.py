"""Hot topics (热点) asked for by a person, and worked out by a job."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from models.digest import TopicDigest
from models.enums import Role
from models.errors import NotFound
from service.operations.acting import Acting, require_role
from service.operations.figuring import READERS, Asked, question
from service.operations.visibility import scope as seen_by
from service.queries import hot_topics, tickets
from service.queries.figures import periods
from service.queries.figures.scope import scope_of
from service.queries.hot_topics import KEPT, Digest, Spot
from service.queries.topic_groups import Topic, topics

#: Whose business the topics of the whole city are.
DESK = tuple(role for role in READERS if role is not Role.OFFICER)
#: Topics of a period that still runs are worked out again after so long.
FRESH = timedelta(hours=1)
_SPOTS = 10
#: A unit that holds one ticket of a topic has no topic.
_FEW = 2


def wanted(act: Acting, asked: Asked) -> Digest | None:
    """Return the topics of a period, and ask for them where they are missing or old.

    An officer is shown those parts of them that its unit holds.

    Raises:
        Forbidden: the role sees no figures.
        Invalid: the question cannot be answered.
    """
    require_role(act.actor, *READERS)
    first, last = periods.days_of(question(act, asked))
    row = act.session.get(TopicDigest, (first, last))
    if row is None:
        row = TopicDigest(first=first, last=last, wanted_at=act.at, wanted_by=act.actor.name)
    elif row.made_at is not None and last >= act.today and act.at - row.made_at > FRESH:
        row.is_wanted, row.wanted_at, row.wanted_by = True, act.at, act.actor.name
    act.session.add(row)
    act.session.flush()
    return _shown(act, hot_topics.digest_of(act.session, first=first, last=last))


def known(act: Acting, asked: Asked) -> Digest | None:
    """Return the topics of a period if they have been worked out."""
    require_role(act.actor, *READERS, Role.SYSTEM)
    first, last = periods.days_of(question(act, asked))
    return _shown(act, hot_topics.digest_of(act.session, first=first, last=last))


def topic(act: Acting, asked: Asked, *, place: int) -> Topic:
    """Return one topic of a period by its place among them, from 0.

    Raises:
        NotFound: there is none, or not any more.
    """
    found = known(act, asked)
    if found is None or not 0 <= place < len(found.topics):
        raise NotFound("这个热点已重新计算，请回到看板查看。", code="unknown_topic")
    return found.topics[place]


def _shown(act: Acting, found: Digest | None) -> Digest | None:
    """What an actor may see of the topics: the whole, or of each what its unit holds."""
    unit = seen_by(act.actor)
    if found is None or unit is None:
        return found
    numbers = {number for one in found.topics for number in one.numbers}
    held = tickets.numbers_held(act.session, numbers=numbers, unit=unit)
    own = (
        replace(one, numbers=tuple(number for number in one.numbers if number in held), placed=0)
        for one in found.topics
    )
    return replace(found, topics=tuple(one for one in own if len(one.numbers) >= _FEW))


def spots(act: Acting, asked: Asked) -> tuple[Spot, ...]:
    """Return the matters of which most came from one street, beside the period before."""
    require_role(act.actor, *READERS, Role.SYSTEM)
    scope = question(act, asked)
    past = periods.over(scope, *before(act, asked))
    return hot_topics.spots(act.session, scope=scope, before=past, size=_SPOTS)


def before(act: Acting, asked: Asked) -> tuple[date, date]:
    """Return the days of the period that the streets' matters stand beside."""
    return periods.before(*periods.days_of(question(act, asked)))


def worked_out(session: Session, *, at: datetime) -> TopicDigest | None:
    """Return the digest that is waited for, with its topics; nothing while nobody waits.

    The row belongs to no session: reading and grouping take seconds, writing does not.
    """
    period = hot_topics.wanted(session, at=at)
    if period is None:
        return None
    first, last = period
    scope = scope_of(session, first=first, last=last, at=at)
    said = hot_topics.said(session, scope=scope)
    return TopicDigest(
        first=first,
        last=last,
        is_wanted=False,
        wanted_at=at,
        wanted_by="",
        made_at=at,
        looked_at=len(said),
        topics=hot_topics.kept(topics(said, most=KEPT)),
    )


def keep(session: Session, made: TopicDigest) -> None:
    """Write what was worked out beside what was asked for."""
    row = session.get(TopicDigest, (made.first, made.last))
    if row is None:
        return
    row.is_wanted = False
    row.made_at, row.looked_at, row.topics = made.made_at, made.looked_at, made.topics
    session.add(row)
