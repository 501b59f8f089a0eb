"""How a unit got in touch with the citizen (响应)."""

from models.enums import Labelled


class ContactWay(Labelled):
    """By what means a citizen was contacted (联系方式)."""

    PHONE = "phone", "电话"
    VISIT = "visit", "上门"
    MESSAGE = "message", "短信或微信"
    OTHER = "other", "其他"
