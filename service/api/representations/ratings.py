"""What is sent to a citizen who is asked for a rating."""

from pydantic import Field

from service.api.representations.base import Moment, Shown


class RatingLinkOut(Shown):
    """A single-use link (评价链接) and the texts that carry it."""

    number: str
    round: int
    url: str
    expires_at: Moment
    sms: str = Field(description="Text for a short message, the link included.")
    wechat: str = Field(description="Text for a WeChat message, the link included.")
