"""What is sent to citizens outside the pages: the texts that carry a rating link."""

from dataclasses import dataclass

from models.clock import to_city
from models.rating_link import RatingLink
from models.ticket import Ticket
from service.installation import Services
from service.operations.links import address_part


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A link and the texts that ask a citizen to rate by it."""

    url: str
    sms: str
    wechat: str


def invitation(ticket: Ticket, link: RatingLink, *, parts: Services) -> Invitation:
    """Return what is sent to a citizen who is asked for a rating; it tells nothing of the matter.

    Whoever reads another's short message must not learn from it what was complained about.
    """
    settings = parts.settings
    url = f"{settings.public}/r/{address_part(link, cipher=parts.cipher)}"
    last = to_city(link.expires_at)
    until = f"{last.month} 月 {last.day} 日 {last:%H:%M}"
    return Invitation(
        url=url,
        sms=f"【{settings.city}12345】您的工单 {ticket.number} 已有答复，请评价：{url} "
        f"（{until}前有效，限用一次）",
        wechat=f"{settings.city} 12345 热线：您的工单 {ticket.number} 已有答复。"
        f"请点开链接，告诉我们问题是否解决、您是否满意：{url}\n"
        f"链接 {until}前有效，只能评价一次。如非本人诉求，请忽略。",
    )
