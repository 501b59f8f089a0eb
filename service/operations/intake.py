"""Intake (受理): the citizen's words become a ticket, the identity is put away apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Date, bindparam, text
from sqlmodel import select

from models.area import Area
from models.category import Category
from models.cipher import Cipher
from models.citizen import Citizen, IdentityAccess
from models.deadlines import Deadline
from models.enums import Action, Channel, Kind, Role, Step, Urgency
from models.errors import Forbidden, Invalid, NotFound
from models.ids import query_code, ticket_number
from models.ticket import Ticket
from service.operations.acting import Acting, require_role
from service.operations.false_closing import flag_closed
from service.operations.indexing import index_tickets
from service.operations.limits import active_policy, case_of, step_deadline
from service.operations.moving import note
from service.operations.suggesting import Words, check_length
from service.operations.visibility import LOOKERS, may_look
from service.queries import reference

_COUNT_UP = text(
    "INSERT INTO ticket_counter (day, last) VALUES (:day, 1) "
    "ON CONFLICT (day) DO UPDATE SET last = ticket_counter.last + 1 RETURNING last"
).bindparams(bindparam("day", type_=Date()))

_PHONE = re.compile(r"\+?[0-9][0-9 \-]{5,18}[0-9]")


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What is written down when a matter comes in; `name` and `phone` are the citizen's.

    `occurred` is when it happened, as the citizen says it; `linked` is the number of a ticket that
    came from the same call or may be about the same matter. Who speaks for somebody else (代办)
    gives its own name and phone, and `relation` says what it is to the citizen. `ruled_out` are
    dangers that the words name and a person found to be none, each with its reason.
    """

    words: Words
    kind: Kind
    channel: Channel = Channel.PHONE
    urgency: Urgency = Urgency.NORMAL
    category: str | None = None
    source_line: str = ""
    is_confidential: bool = False
    is_anonymous: bool = False
    is_proxy: bool = False
    relation: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    occurred: str = ""
    linked: str = ""
    ruled_out: str = ""


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """What begins to run with a new ticket: until it is dealt with, until it is dispatched."""

    handling: Deadline
    dispatch: Deadline


def receive(act: Acting, *, intake: Intake, cipher: Cipher) -> Ticket:
    """Make a ticket that waits to be dispatched.

    Raises:
        Forbidden: the actor is neither operator nor dispatcher.
        Invalid: there are no words, too many, category, area or linked ticket do not exist, an
            anonymous citizen has a name, or nobody knows who speaks for the citizen.
    """
    require_role(act.actor, Role.OPERATOR, Role.DISPATCHER)
    _check(act, intake)
    reference.keep(act.session)
    ticket = Ticket(
        number="",  # given out below
        query_code=query_code(),
        kind=intake.kind,
        channel=intake.channel,
        urgency=intake.urgency,
        source_line=intake.source_line,
        title=intake.words.title.strip(),
        text=intake.words.text,
        address=intake.words.address.strip(),
        area_code=intake.words.area,
        category_code=intake.category,
        is_confidential=intake.is_confidential or intake.kind is Kind.REPORT,
        is_anonymous=intake.is_anonymous,
        is_proxy=intake.is_proxy,
        citizen_id=_put_away(act, intake, cipher),
        policy_version=active_policy(act),
        received_at=act.at,
        received_by=act.actor.name,
    )
    clocks = first_clocks(act, ticket)
    # Who takes the day's next number makes all others wait until it commits: what only reads
    # comes before.
    ticket.number = next_number(act)
    said = {
        "occurred": intake.occurred,
        "linked": intake.linked,
        "ruled_out": intake.ruled_out,
        "relation": intake.relation if intake.is_proxy else "",
        "recurs": ";".join(flag_closed(act, ticket)),
    }
    begin(act, ticket, clocks=clocks, facts={name: one.strip() for name, one in said.items()})
    return ticket


def first_clocks(act: Acting, ticket: Ticket) -> Clocks:
    """Return the limits that begin with a new ticket."""
    case, version = case_of(ticket), ticket.policy_version
    return Clocks(
        handling=step_deadline(act, step=Step.HANDLING, case=case, version=version),
        dispatch=step_deadline(act, step=Step.DISPATCH, case=case, version=version),
    )


def begin(act: Acting, ticket: Ticket, *, clocks: Clocks, facts: Mapping[str, str]) -> None:
    """Start a new ticket's clocks and its trail; `facts` that are empty are left out."""
    ticket.step_due_at = clocks.dispatch.due_at
    told = {"channel": ticket.channel.value, **facts}
    said = {name: one for name, one in told.items() if one}
    note(act, ticket, Action.RECEIVE, facts=said, due=clocks.handling)
    index_tickets(act.session, [ticket])


def next_number(act: Acting) -> str:
    """Return the number of the next ticket of the day."""
    return ticket_number(at=act.at, sequence=_next_of_day(act))


def look_at_identity(
    act: Acting, *, ticket: Ticket, purpose: str, cipher: Cipher
) -> tuple[str, str]:
    """Return a citizen's name and phone in clear, and record the look.

    Raises:
        Forbidden: the ticket is a sealed report (举报) or the role may not see identities.
        NotFound: the ticket is anonymous.
        Invalid: no purpose was given.
    """
    require_role(act.actor, *LOOKERS, Role.OFFICER)
    if ticket.kind is Kind.REPORT and act.actor.role is not Role.SUPERVISOR:
        raise Forbidden("举报人信息已封存，只有督办员可以查看。", code="identity_sealed")
    if not may_look(act.actor, ticket):
        raise Forbidden(
            "只有正在主办这张工单的单位可以查看诉求人信息，诉求人要求保密的不能查看。",
            code="identity_not_yours",
        )
    if not purpose.strip():
        raise Invalid("请说明查看诉求人信息的用途。", fields={"purpose": "请填写用途。"})
    citizen = act.session.get(Citizen, ticket.citizen_id) if ticket.citizen_id else None
    if citizen is None or citizen.id is None or ticket.id is None:
        raise NotFound("这是一张匿名工单，没有诉求人信息。", code="anonymous")
    act.session.add(
        IdentityAccess(
            citizen_id=citizen.id,
            ticket_id=ticket.id,
            actor_key=act.actor.key,
            actor=act.actor.name,
            role=act.actor.role,
            purpose=purpose.strip()[:200],
            at=act.at,
        )
    )
    name = cipher.open(citizen.name_cipher) if citizen.name_cipher else ""
    phone = cipher.open(citizen.phone_cipher) if citizen.phone_cipher else ""
    return name, phone


def _check(act: Acting, intake: Intake) -> None:
    words = intake.words
    if not words.text.strip():
        raise Invalid("请填写诉求内容。", code="empty_text", fields={"text": "请填写诉求内容。"})
    check_length(words.text)
    fields: dict[str, str] = {}
    if intake.category and act.session.get(Category, intake.category) is None:
        fields["category"] = f"没有代码为“{intake.category}”的分类。"
    if words.area and act.session.get(Area, words.area) is None:
        fields["area"] = f"没有代码为“{words.area}”的区域。"
    if intake.phone and not _PHONE.fullmatch(intake.phone.strip()):
        fields["phone"] = "联系电话只能是数字，可带 + 和短横线。"
    fields |= _wrong_identity(intake)
    linked = intake.linked.strip()
    if linked and not act.session.exec(select(Ticket.id).where(Ticket.number == linked)).first():
        fields["linked"] = f"没有编号为 {linked} 的工单可以关联。"
    if fields:
        raise Invalid("；".join(fields.values()), code="bad_fields", fields=fields)


def _wrong_identity(intake: Intake) -> dict[str, str]:
    fields: dict[str, str] = {}
    if intake.is_anonymous:
        given = {"name": intake.name, "phone": intake.phone}
        fields = {name: "匿名诉求不留身份，请清空。" for name, one in given.items() if one.strip()}
        if intake.is_proxy:
            fields["is_proxy"] = "匿名诉求不能同时是代办。"
    elif intake.is_proxy:
        if not intake.relation.strip():
            fields["relation"] = "请写明代办人与诉求人的关系。"
        if not intake.phone.strip():
            fields["phone"] = "请填写代办人的联系电话。"
    return fields


def _next_of_day(act: Acting) -> int:
    # One statement: of two that open a day at once, the second waits and counts on.
    given = act.session.connection().execute(_COUNT_UP, {"day": act.today})
    return int(given.scalar_one())


def _put_away(act: Acting, intake: Intake, cipher: Cipher) -> int | None:
    name, phone = intake.name.strip(), re.sub(r"[ \-]", "", intake.phone)
    if not name and not phone:
        return None
    digest = cipher.index(phone) if phone else None
    citizen = Citizen(
        name_cipher=cipher.seal(name) if name else None,
        phone_cipher=cipher.seal(phone) if phone else None,
        phone_digest=digest,
        phone_masked=mask_phone(phone),
        created_at=act.at,
    )
    act.session.add(citizen)
    act.session.flush()
    return citizen.id


def mask_phone(phone: str) -> str:
    """Return a number with its middle hidden: 138****0000."""
    if len(phone) < 7:
        return "*" * len(phone)
    return f"{phone[:3]}****{phone[-4:]}"
