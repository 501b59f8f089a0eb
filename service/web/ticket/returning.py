"""The form of a return (退单) with what speaks for another unit filled in; all of it may change."""

from collections.abc import Sequence
from dataclasses import replace

from models.enums import Action
from service.operations.acting import Acting
from service.operations.counter_proposals import City, Counsel, counsel
from service.queries.trail import Trail
from service.web.fields import ActionForm, Field
from service.web.names import Names


def counsel_of(
    act: Acting, found: Trail, *, forms: Sequence[ActionForm], known: Names
) -> Counsel | None:
    """Return whom a return might name, where this person may ask for one; two queries."""
    if all(form.action is not Action.REQUEST_RETURN for form in forms):
        return None
    city = City(departments=known.departments, areas=known.areas)
    return counsel(act, found.ticket, city=city, suggestions=found.suggestions)


def prefilled(form: ActionForm, advised: Counsel | None) -> ActionForm:
    """Return the form of a return with the proposed unit and its clause; others as they are."""
    proposal = advised.proposal if advised else None
    if form.action is not Action.REQUEST_RETURN or proposal is None:
        return form
    given = {"counter_unit": proposal.unit, "basis": proposal.basis}

    def filled(one: Field) -> Field:
        return replace(one, value=given.get(one.name, one.value))

    return replace(form, fields=tuple(filled(one) for one in form.fields))
