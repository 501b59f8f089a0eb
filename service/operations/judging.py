"""Judging a return (退单审核) in one step: agree, and give the ticket to whom it belongs."""

from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.dispatching import Route, dispatch, grant_return


def grant_and_dispatch(act: Acting, ticket: Ticket, *, unit: str, reason: str = "") -> Ticket:
    """Agree with a return and, where a unit is named, dispatch the ticket to it at once.

    Raises:
        NotFound: nobody asked for a return, or the unit does not exist (any more).
        IllegalMove: the ticket is no longer being returned.
    """
    grant_return(act, ticket, reason=reason)
    if unit:
        dispatch(act, ticket, route=Route(unit=unit))
    return ticket
