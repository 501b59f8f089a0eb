"""Several matters in one ticket (拆单): each but the first gets a ticket of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.category import Category
from models.enums import Action, Kind
from models.errors import Invalid
from models.ids import query_code
from models.ticket import Ticket
from service.operations.acting import Acting
from service.operations.intake import begin, first_clocks, next_number
from service.operations.moving import note, plan_note

#: One call hardly holds more matters; more is a mistake of the caller's.
MOST = 9


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One matter of several: the stretch of the citizen's words that tells it, and what it is."""

    text: str
    kind: Kind
    category: str | None = None


def split(act: Acting, ticket: Ticket, *, matters: Sequence[Matter]) -> tuple[Ticket, ...]:
    """Make a ticket of each matter, with the same citizen, and return them.

    The ticket itself keeps every word and goes on with the first matter. Nobody rewrites what a
    citizen said: each text must stand in the ticket's own as it is.

    Raises:
        Invalid: no matter, too many, the same twice, words that were not said, unknown category,
            or a report (举报) and other matters together.
    """
    row = plan_note(act, ticket, Action.SPLIT)
    _check(act, ticket, matters)
    children = tuple(_child(act, ticket, matter) for matter in matters)
    numbers = ";".join(child.number for child in children)
    note(act, ticket, row.action, facts={"children": numbers})
    return children


def _child(act: Acting, ticket: Ticket, matter: Matter) -> Ticket:
    child = Ticket(
        number=next_number(act),
        query_code=query_code(),
        kind=matter.kind,
        channel=ticket.channel,
        urgency=ticket.urgency,
        source_line=ticket.source_line,
        text=matter.text.strip(),
        address=ticket.address,
        area_code=ticket.area_code,
        category_code=matter.category,
        is_confidential=ticket.is_confidential,
        is_anonymous=ticket.is_anonymous,
        is_proxy=ticket.is_proxy,
        parent_id=ticket.id,
        citizen_id=ticket.citizen_id,
        policy_version=ticket.policy_version,
        received_at=ticket.received_at,
        received_by=ticket.received_by,
    )
    begin(act, child, clocks=first_clocks(act, child), facts={"split_from": ticket.number})
    return child


def _check(act: Acting, ticket: Ticket, matters: Sequence[Matter]) -> None:
    problem = ""
    texts = [matter.text.strip() for matter in matters]
    if not matters or len(matters) > MOST:
        problem = f"请写明要拆出的事项，一次最多 {MOST} 件。"
    elif not all(texts):
        problem = "每件拆出的事项都要有诉求原文。"
    elif len(set(texts)) < len(texts):
        problem = "同一段原文只能拆出一次。"
    elif any(text not in ticket.text or text == ticket.text.strip() for text in texts):
        problem = "拆出的文字必须是原文中的一段，不能改写，也不能是全文。"
    elif any((matter.kind is Kind.REPORT) != (ticket.kind is Kind.REPORT) for matter in matters):
        # The link between the two would tell who reported.
        problem = "举报须封存身份，不能与其他诉求互相拆出，请另立新单。"
    if problem:
        raise Invalid(problem, code="bad_matters", fields={"text": problem})
    for matter in matters:
        if matter.category and act.session.get(Category, matter.category) is None:
            raise Invalid(
                f"没有代码为“{matter.category}”的分类。",
                code="unknown_category",
                fields={"category": "请重选。"},
            )
