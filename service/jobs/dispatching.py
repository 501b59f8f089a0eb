"""The jobs of automatic dispatch (自动派单): route what waits, judge what was routed."""

import logging
from datetime import timedelta

from sqlmodel import col

from models.enums import Channel, Status, TicketOrigin
from models.errors import HotlineError
from models.ticket import Ticket
from service.jobs.batches import Due, Surroundings, acting, each
from service.operations.acting import Acting
from service.operations.automatic import consider, judge, leave
from service.queries.automatic import switched_on
from triage.prediction import Origin
from triage.suggester import Suggester

log = logging.getLogger(__name__)

#: A call's ticket is the operator's own to dispatch for so long; what came in writing is nobody's.
_OPERATORS_TIME = timedelta(minutes=10)
#: Few tickets a transaction: each is read by the classifier first.
_BATCH = 10


def dispatch_automatically(around: Surroundings) -> int:
    """Route the waiting tickets that the machine is sure of, for units that are switched on."""
    suggester = _suggester(around)
    if suggester is None:
        return 0

    def settle(act: Acting, ticket: Ticket) -> bool:
        try:
            with act.session.begin_nested():
                # Read again in each transaction: a unit may have been switched off meanwhile.
                rules = switched_on(act.session)
                return consider(act, ticket, suggester=suggester, rules=rules)
        except HotlineError as error:
            log.warning("automatic dispatch left ticket %s: %s", ticket.number, error)
            leave(act, ticket)
            return False

    return each(around, waiting_tickets(around), settle, size=_BATCH, gathers=False)


def judge_units(around: Surroundings) -> int:
    """Switch off the units whose automatic routes turned out worse than their target."""
    with around.database.read() as session:
        units = sorted(switched_on(session))
    done = 0
    for unit in units:
        with around.database.write() as session:
            done += judge(acting(session, around), unit=unit)
    return done


def waiting_tickets(around: Surroundings) -> Due:
    """Return which tickets the machine has to look at."""
    left_alone = col(Ticket.received_at) <= around.clock() - _OPERATORS_TIME
    return Due(
        where=(
            col(Ticket.status) == Status.RECEIVED,
            col(Ticket.considered_at).is_(None),
            col(Ticket.first_lead_code).is_(None),
            col(Ticket.origin) == TicketOrigin.LIVE,
            (col(Ticket.channel) != Channel.PHONE) | left_alone,
        ),
        instant=col(Ticket.received_at),
    )


def _suggester(around: Surroundings) -> Suggester | None:
    """The live artefact, if a unit is switched on and it rests on history."""
    if around.engine is None:
        return None
    with around.database.read() as session:
        if not switched_on(session):
            return None
        suggester = around.engine.suggester(session)
    return suggester if around.engine.origin is Origin.HISTORY else None
